// held_call_answer.cpp - the answer of a call: the outcome, what comes along with it, and the note that it was handed over.
#include "engine/held_call.hpp"
#include "engine/inquiry.hpp"
#include "engine/server.hpp"
#include "web/feedback_views.hpp"
#include <algorithm>

namespace tenon::engine {
namespace {

using feedback::Changed;
using feedback::Event;
using feedback::EventKind;
using feedback::Fault;
using feedback::State;

constexpr int64_t retry_after_ms = 15'000;

Event of_engine(EventKind kind) {
  Event event;
  event.kind = kind;
  return event;
}

// Outcomes of before, one after the other: each is marked as handed over, and goes along unless somebody else has taken it.
struct Bringing {
  feedback::Ledger ledger;
  std::vector<feedback::Session> found, taken;
  size_t at = 0;
  int64_t now;
  feedback::Done<std::vector<feedback::Session>> use;
};

void bring_next(const std::shared_ptr<Bringing> &bringing) {
  if (bringing->at == bringing->found.size()) {
    feedback::Result<std::vector<feedback::Session>> taken;
    taken.value = std::move(bringing->taken);
    return bringing->use(std::move(taken));
  }
  const std::string id = bringing->found[bringing->at++].id;
  bringing->ledger.change(id, of_engine(EventKind::deliver), bringing->now, [bringing](feedback::Result<Changed> changed) {
    if (changed.fault == Fault::none && changed.value.verdict == feedback::Verdict::done) bringing->taken.push_back(std::move(changed.value.session));
    bring_next(bringing);
  });
}

} // namespace

Telling HeldCall::telling(Instant now) const {
  Telling telling;
  telling.link = link_;
  telling.waited_ms = std::max<int64_t>(0, now.unix_ms - open_.created_at);
  telling.style = desk_->rules.style;
  return telling;
}

// The question is over. It is noted as handed over first: nobody else brings it along meanwhile. If the answer does not get out, that is
// taken back.
void HeldCall::finish(feedback::Session session) {
  const auto alive = Ref<HeldCall>::share(this);
  if (!leave()) return;
  const Instant now = moment();
  detach(now);
  if (!regain(now)) return;
  withdraw_request(now);
  tell_completed(now);
  if (session.state == State::purged || session.id.empty()) return refuse("This question and its answer are not kept any more.");
  if (!undelivered(session)) return hand_over(std::move(session), false);
  const std::string id = session.id;
  desk_->ledger.change(id, of_engine(EventKind::deliver), now.unix_ms, then<Changed>([alive, session = std::move(session)](feedback::Result<Changed> changed) mutable {
    const bool noted = changed.fault == Fault::none && !changed.value.session.id.empty();
    if (!noted) return alive->hand_over(std::move(session), false); // better twice than never
    const bool mark = changed.value.verdict == feedback::Verdict::done;
    alive->hand_over(std::move(changed.value.session), mark);
  }));
}

void HeldCall::hand_over(feedback::Session session, bool mark) {
  bring_earlier([held = Ref<HeldCall>::share(this), session = std::move(session), mark](std::vector<feedback::Session> earlier) {
    const Instant now = held->moment();
    std::vector<std::string> handed;
    if (mark) handed.push_back(session.id);
    for (const feedback::Session &each : earlier) handed.push_back(each.id);
    Telling telling = held->telling(now);
    telling.waited_ms = std::max<int64_t>(0, session.ended_at - session.created_at);
    telling.earlier = std::move(earlier);
    held->settle(outcome_result(session, telling, held->revision_), std::move(handed));
  });
}

void HeldCall::bring_earlier(std::function<void(std::vector<feedback::Session>)> use) {
  if (way_ != Way::ask || (caller_.thread.empty() && caller_.context.empty())) return use({});
  desk_->ledger.earlier(caller_, open_.id, then<std::vector<feedback::Session>>([held = Ref<HeldCall>::share(this), use = std::move(use)](feedback::Result<std::vector<feedback::Session>> found) {
    if (found.fault != Fault::none || found.value.empty()) return use({});
    auto taken = held->then<std::vector<feedback::Session>>([use](feedback::Result<std::vector<feedback::Session>> got) { use(std::move(got.value)); });
    bring_next(std::make_shared<Bringing>(Bringing{held->desk_->ledger, std::move(found.value), {}, 0, held->moment().unix_ms, std::move(taken)}));
  }));
}

void HeldCall::pending() {
  const auto alive = Ref<HeldCall>::share(this);
  if (!leave()) return;
  detach(moment());
  withdraw_request(moment());
  tell_pending();
}

void HeldCall::tell_pending() {
  bring_earlier([alive = Ref<HeldCall>::share(this)](std::vector<feedback::Session> earlier) {
    std::vector<std::string> handed;
    for (const feedback::Session &each : earlier) handed.push_back(each.id);
    Telling telling = alive->telling(alive->moment());
    telling.retry_after_ms = retry_after_ms;
    telling.earlier = std::move(earlier);
    alive->settle(pending_result(alive->open_, telling, alive->revision_), std::move(handed));
  });
}

void HeldCall::refuse(std::string_view why) {
  const auto alive = Ref<HeldCall>::share(this);
  leave();
  detach(moment());
  Ref<Reply> reply;
  {
    const std::lock_guard lock(mutex_);
    reply = std::move(reply_);
  }
  if (!reply) return;
  reply->settle({Words::Kind::tool_error, why}, moment());
  reply.hand_over()->release_by_host(moment());
}

void HeldCall::refuse(Fault fault) {
  refuse(fault == Fault::full   ? "There is no room for more questions."
         : fault == Fault::busy ? "Questions cannot be kept at the moment. Try again later."
                                : "Questions cannot be kept or read at the moment.");
}

void HeldCall::settle(std::string_view result, std::vector<std::string> handed) {
  const auto alive = Ref<HeldCall>::share(this);
  leave();
  Receipt receipt([server = server_, ledger = desk_->ledger, handed = std::move(handed)](bool arrived) {
    for (const std::string &id : handed)
      ledger.change(id, of_engine(arrived ? EventKind::ack : EventKind::deliver_failed), server->latest().unix_ms, [server](feedback::Result<Changed>) {});
  });
  Ref<Reply> reply; // from here on nothing can fail
  {
    const std::lock_guard lock(mutex_);
    reply = std::move(reply_);
  }
  if (!reply) return;
  reply->go_with(std::move(receipt));
  reply->settle({Words::Kind::result, result}, moment());
  reply.hand_over()->release_by_host(moment());
}

} // namespace tenon::engine
