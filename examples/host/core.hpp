// core.hpp - the tenon_server of this host: made from the flags, without anybody who may call; let go of when the scope ends.
#pragma once
#include <functional>
#include <string>

#include <tenon/tenon.h>

#include "flags.hpp"
#include "log.hpp"

namespace host {

class Core final {
public:
  Core() = default;
  Core(const Core &) = delete;
  Core &operator=(const Core &) = delete;
  ~Core() { let_go(); }

  // `deadline_moved` may run on any thread, at any time until server and replies are gone. Returns what went wrong, or "".
  std::string open(const Flags &flags, const Log &log, std::function<void()> deadline_moved);

  tenon_server *get() const { return server_; }
  void let_go();

private:
  tenon_server *server_ = nullptr;
};

} // namespace host
