// deadlines.cpp - a table ordered by time.
#include "engine/deadlines.hpp"

namespace tenon::engine {

bool Deadlines::set(Waiter &waiter, uint64_t when) {
  const std::lock_guard lock(mutex_);
  const uint64_t earliest = order_.empty() ? never : order_.begin()->first;
  if (when == never) {
    if (waiter.set) order_.erase(waiter.at);
    waiter.set = false;
    return false;
  }
  if (waiter.set) { // move the node: no allocation
    auto node = order_.extract(waiter.at);
    node.key() = when;
    waiter.at = order_.insert(std::move(node));
  } else {
    waiter.at = order_.emplace(when, &waiter);
    waiter.set = true;
  }
  return when < earliest;
}

void Deadlines::cancel(Waiter &waiter) noexcept {
  const std::lock_guard lock(mutex_);
  if (waiter.set) order_.erase(waiter.at);
  waiter.set = false;
}

uint64_t Deadlines::next() const {
  const std::lock_guard lock(mutex_);
  return order_.empty() ? never : order_.begin()->first;
}

} // namespace tenon::engine
