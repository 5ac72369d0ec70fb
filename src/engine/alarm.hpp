// alarm.hpp - how an exchange tells its host that there is something to do.
#pragma once
#include <atomic>
#include <cstdint>

namespace tenon::engine {

// Wakes the host, and runs its drop after close and after the last wake in flight.
class Alarm {
public:
  void set(void *user, void (*wake)(void *), void (*drop)(void *));
  void arm() { armed_.store(true, std::memory_order_seq_cst); }
  void ring();     // from any thread, without a lock
  void let_go();   // no wake begins after this

private:
  void leave();
  void *user_ = nullptr;
  void (*wake_)(void *) = nullptr;
  void (*drop_)(void *) = nullptr;
  std::atomic<bool> armed_{false};
  std::atomic<uint32_t> inside_{0}; // the host's handle and the wakes in flight
};

} // namespace tenon::engine
