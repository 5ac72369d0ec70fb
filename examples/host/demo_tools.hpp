// demo_tools.hpp - the tools of --demo: add, calculate, echo, getToken, slow, whoami.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include <tenon/tenon.h>

#include "slow_worker.hpp"

namespace host {

class DemoTools final {
public:
  // `scopes` names what callers of some tools need. Returns what went wrong, or "". The server must not run a tool any more
  // when this object ends.
  std::string offer(tenon_server *server, const std::map<std::string, std::string> &scopes);

  static bool has(std::string_view name);

private:
  SlowWorker slow_;
};

} // namespace host
