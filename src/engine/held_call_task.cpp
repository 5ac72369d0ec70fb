// held_call_task.cpp - a question as a task: working while only the page can answer, input_required while the client is asked.
#include "engine/exchange.hpp"
#include "engine/held_call.hpp"
#include "engine/inquiry.hpp"
#include "engine/server.hpp"

namespace tenon::engine {
namespace {

constexpr uint64_t first_poll_ms = 2'000;

} // namespace

bool HeldCall::become_task(const feedback::Session &session, Instant now) {
  const int64_t left = feedback::after(session.hard_deadline - now.unix_ms, session.terms().retention_ms);
  std::string message = "Waiting for a person's answer";
  if (!link_.empty()) message.append(" · ").append(link_);
  return reply_->begin_task(left > 0 ? static_cast<uint64_t>(left) : 1, first_poll_ms, message, now) == Status::ok && reply_->task();
}

// The task stands at input_required; the page may be faster.
void HeldCall::ask_in_task(protocol::Question asked, Instant now) {
  if (!make_token()) return hold(never, now);
  keep_waiter();
  desk_->note_asking(token_, Ref<HeldCall>::share(this));
  const Ref<Reply> reply = reply_;
  arm(reply);
  Ref<Inquiry> inquiry;
  const std::string state = write_leg(asked.kind == protocol::Ask::url ? Leg::task_link : Leg::task, tries_);
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    asking_ = true;
  }
  const Status status = reply->ask({std::move(asked)}, state, now, &inquiry);
  if (status == Status::ok && inquiry) {
    let_reply_go();
    {
      const std::lock_guard lock(mutex_);
      inquiry_ = inquiry;
    }
    if (!attach()) return; // whoever looks at the task later is answered by the form alone
    read();
    return plan(now);
  }
  {
    const std::lock_guard lock(mutex_);
    asking_ = false;
  }
  desk_->take_asking(token_, this);
  if (status == Status::gone) return cut();
  hold(never, now);
}

// The answer that is owed now, when it waited for the form. False: the next run has begun, and owes it.
bool HeldCall::regain(Instant now) {
  Ref<Inquiry> inquiry;
  {
    const std::lock_guard lock(mutex_);
    if (!asking_) return true;
    inquiry = std::move(inquiry_);
  }
  Ref<Reply> next = inquiry ? inquiry->overtake(now) : Ref<Reply>();
  if (!next) return false;
  const std::lock_guard lock(mutex_);
  reply_ = std::move(next);
  return true;
}

} // namespace tenon::engine
