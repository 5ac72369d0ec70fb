// alarm.cpp - one wake for each time that the host found nothing to do; the drop behind the last of them.
#include "engine/alarm.hpp"

namespace tenon::engine {

void Alarm::set(void *user, void (*wake)(void *), void (*drop)(void *)) {
  user_ = user;
  wake_ = wake;
  drop_ = drop;
  armed_.store(false, std::memory_order_relaxed);
  inside_.store(1, std::memory_order_relaxed);
}

void Alarm::ring() {
  if (!armed_.load(std::memory_order_seq_cst)) return;
  uint32_t inside = inside_.load(std::memory_order_relaxed);
  do {
    if (inside == 0) return; // let go
  } while (!inside_.compare_exchange_weak(inside, inside + 1, std::memory_order_acq_rel));
  if (armed_.exchange(false, std::memory_order_acq_rel) && wake_) wake_(user_);
  leave();
}

void Alarm::let_go() {
  armed_.store(false, std::memory_order_relaxed);
  leave();
}

void Alarm::leave() {
  if (inside_.fetch_sub(1, std::memory_order_acq_rel) == 1 && drop_) drop_(user_);
}

} // namespace tenon::engine
