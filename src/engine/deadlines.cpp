// deadlines.cpp - a table ordered by time.
#include "engine/deadlines.hpp"

namespace tenon::engine {

bool Deadlines::set(Waiter &waiter, uint64_t when) {
  const std::lock_guard lock(mutex_);
  const uint64_t earliest = order_.empty() ? never : order_.begin()->first;
  if (when == never) {
    put_aside(waiter);
    return false;
  }
  put_aside(waiter);
  if (waiter.node) {
    waiter.node.key() = when;
    waiter.at = order_.insert(std::move(waiter.node));
  } else waiter.at = order_.emplace(when, &waiter);
  waiter.set = true;
  return when < earliest;
}

void Deadlines::cancel(Waiter &waiter) noexcept {
  const std::lock_guard lock(mutex_);
  put_aside(waiter);
}

void Deadlines::put_aside(Waiter &waiter) noexcept {
  if (waiter.set) waiter.node = order_.extract(waiter.at);
  waiter.set = false;
}

uint64_t Deadlines::next() const {
  const std::lock_guard lock(mutex_);
  return order_.empty() ? never : order_.begin()->first;
}

} // namespace tenon::engine
