// decision.cpp - the first word counts, and all who wait for it hear it.
#include "engine/decision.hpp"
#include "engine/exchange.hpp"
#include "engine/server.hpp"
#include <utility>

namespace tenon::engine {

Decision::Decision(DecisionKind kind) : kind_(kind) {}
Decision::Decision(std::function<void(web::HostWord, Instant)> heard) : kind_(DecisionKind::visited), heard_(std::move(heard)) {}
Decision::~Decision() = default;

Status Decision::allow(access::SharedPrincipal who, Instant now) {
  if (kind_ == DecisionKind::visited || (kind_ == DecisionKind::api_key) != (who != nullptr)) return Status::invalid;
  return settle(DecisionState::allowed, std::move(who), now);
}

Status Decision::admit(web::HostWord word, Instant now) {
  if (kind_ != DecisionKind::visited) return Status::invalid;
  return settle(word.may == web::Visitor::May::answer ? DecisionState::allowed : DecisionState::denied, nullptr, now, std::move(word));
}

Status Decision::deny(Instant now) { return settle(DecisionState::denied, nullptr, now); }

void Decision::let_go(Instant now) {
  const Ref<Decision> handle = Ref<Decision>::adopt(this);
  settle(DecisionState::denied, nullptr, now);
}

void Decision::expires(Ref<Server> server, uint64_t when) {
  server_ = std::move(server);
  waiter_.decision = this;
  server_->set_deadline(waiter_, when);
}

void Decision::due(Instant now) {
  web::HostWord word;
  word.may = web::Visitor::May::come_again;
  settle(DecisionState::denied, nullptr, now, std::move(word));
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

Status Decision::settle(DecisionState state, access::SharedPrincipal who, Instant now, web::HostWord word) {
  const Ref<Decision> alive = Ref<Decision>::share(this);
  std::function<void(web::HostWord, Instant)> heard;
  std::vector<Ref<Exchange>> waiting;
  {
    const std::lock_guard lock(mutex_);
    if (state_ != DecisionState::open) return Status::gone;
    who_ = std::move(who);
    state_ = state;
    waiting.swap(waiting_);
    heard.swap(heard_);
  }
  if (server_) server_->deadlines().cancel(waiter_);
  if (heard) heard(std::move(word), now);
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
