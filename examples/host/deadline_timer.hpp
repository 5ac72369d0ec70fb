// deadline_timer.hpp - calls tenon_server_tick when the core wants it: one timer for the whole server.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstdint>

#include <tenon/tenon.h>

#include "clock.hpp"
#include "net.hpp"

namespace host {

class DeadlineTimer final {
public:
  explicit DeadlineTimer(net::io_context &context) : context_(context), timer_(context) {}

  void start(tenon_server *server) {
    server_ = server;
    arm();
  }

  void stop() {
    server_ = nullptr;
    timer_.cancel();
  }

  // Any thread, also before start and after stop. Many moves make one look.
  void deadline_moved() {
    if (moved_.exchange(true)) return;
    net::post(context_, [this] {
      moved_ = false;
      arm();
    });
  }

private:
  void arm() {
    if (!server_) return;
    const uint64_t deadline = tenon_server_next_deadline(server_);
    if (deadline == UINT64_MAX) {
      timer_.cancel();
      return;
    }
    clock_.refresh();
    const uint64_t now = clock_.now().monotonic_ms;
    // At least a millisecond: a deadline that is not met by its tick must not make us spin.
    const uint64_t wait = deadline > now ? std::min<uint64_t>(deadline - now, 3'600'000) : 1;
    timer_.expires_after(std::chrono::milliseconds(wait));
    timer_.async_wait([this](error_code error) {
      if (error || !server_) return;
      tenon_server_tick(server_, clock_.now());
      arm();
    });
  }

  net::io_context &context_;
  Timer timer_;
  Clock clock_;
  tenon_server *server_ = nullptr;
  std::atomic<bool> moved_{false};
};

} // namespace host
