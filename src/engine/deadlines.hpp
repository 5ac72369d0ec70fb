// deadlines.hpp - who wants to be called when: one entry an owner, taken out when the owner goes.
#pragma once
#include "ground/instant.hpp"
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

namespace tenon::engine {

class Decision;
class Exchange;
class FeedbackRoom;
class HeldCall;
class Inquiry;
class Live;
class Session;
class Task;
class Watching;

// Lives inside its owner. The owner cancels it while it still has a reference to itself, and sets it never again after.
// Only the first setting allocates: the node stays with its waiter.
struct Waiter {
  Exchange *exchange = nullptr; // one of these
  Session *session = nullptr;
  Inquiry *inquiry = nullptr;
  Task *task = nullptr;
  FeedbackRoom *room = nullptr;
  Watching *watching = nullptr;
  Live *live = nullptr;
  HeldCall *held = nullptr;
  Decision *decision = nullptr;
  bool set = false;
  std::multimap<uint64_t, Waiter *>::iterator at{};
  std::multimap<uint64_t, Waiter *>::node_type node; // while it is not set
};

class Deadlines {
public:
  // Sets or moves; never: cancels. True: the earliest deadline became earlier, tell the host (outside of all locks).
  bool set(Waiter &, uint64_t when);
  void cancel(Waiter &) noexcept;
  uint64_t next() const;

  // Takes out one entry that is due; `take` runs under the lock and must keep its owner alive.
  template <class Take> bool take_due(uint64_t now, Take take) {
    const std::lock_guard lock(mutex_);
    if (order_.empty() || order_.begin()->first > now) return false;
    Waiter *const due = order_.begin()->second;
    put_aside(*due);
    take(*due);
    return true;
  }

private:
  void put_aside(Waiter &) noexcept;

  mutable std::mutex mutex_;
  std::multimap<uint64_t, Waiter *> order_;
};

} // namespace tenon::engine
