// decision.cpp - the first word counts, and all who wait for it hear it.
#include "engine/decision.hpp"
#include "engine/exchange.hpp"
#include "engine/server.hpp"
#include <utility>

namespace tenon::engine {

Decision::Decision(DecisionKind kind) : kind_(kind) {}
Decision::~Decision() = default;

Status Decision::allow(access::SharedPrincipal who, Instant now) {
  if ((kind_ == DecisionKind::api_key) != (who != nullptr)) return Status::invalid;
  return settle(DecisionState::allowed, std::move(who), now);
}

Status Decision::deny(Instant now) { return settle(DecisionState::denied, nullptr, now); }

void Decision::let_go(Instant now) {
  const Ref<Decision> handle = Ref<Decision>::adopt(this);
  settle(DecisionState::denied, nullptr, now);
}

DecisionState Decision::wait(Ref<Exchange> exchange) {
  const std::lock_guard lock(mutex_);
  if (state_ == DecisionState::open) waiting_.push_back(std::move(exchange));
  return state_;
}

void Decision::forget(const Exchange &exchange) noexcept {
  Ref<Exchange> found; // goes without the lock
  const std::lock_guard lock(mutex_);
  for (Ref<Exchange> &one : waiting_) {
    if (one.get() != &exchange) continue;
    found = std::move(one);
    one = std::move(waiting_.back());
    return waiting_.pop_back();
  }
}

DecisionState Decision::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

Status Decision::settle(DecisionState state, access::SharedPrincipal who, Instant now) {
  const Ref<Decision> alive = Ref<Decision>::share(this);
  std::vector<Ref<Exchange>> waiting;
  {
    const std::lock_guard lock(mutex_);
    if (state_ != DecisionState::open) return Status::gone;
    who_ = std::move(who);
    state_ = state;
    waiting.swap(waiting_);
  }
  for (const Ref<Exchange> &exchange : waiting) {
    try {
      exchange->decided(*this, state, exchange->server().at(now));
    } catch (...) { // that client's trouble: the others have to hear it too
      exchange->break_down();
    }
  }
  if (!waiting.empty()) waiting.front()->server().tell_host();
  return Status::ok;
}

} // namespace tenon::engine
