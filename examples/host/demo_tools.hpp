// demo_tools.hpp - the tools of --demo: add, calculate, echo, getToken, slow, whoami.
#pragma once
#include <memory>
#include <string>

#include <tenon/tenon.h>

#include "slow_worker.hpp"

namespace host {

class DemoTools final {
public:
  // Returns what went wrong, or "". The server must not run a tool any more when this object ends.
  std::string offer(tenon_server *server);

private:
  SlowWorker slow_;
};

} // namespace host
