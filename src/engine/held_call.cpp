// held_call.cpp - the four tools: what is asked, of which session, by whom.
#include "engine/held_call.hpp"
#include "engine/exchange.hpp"
#include "engine/inquiry.hpp"
#include "engine/server.hpp"
#include "feedback/session_id.hpp"

namespace tenon::engine {

using feedback::Begun;
using feedback::Event;
using feedback::EventKind;
using feedback::Fault;
using feedback::State;

HeldCall::HeldCall(const Desk &desk, const Call &call, Ref<Reply> reply)
    : server_(reply->server_ref()), desk_(desk), reply_(std::move(reply)), began_(call.now), owner_(call.owner), subject_(call.subject),
      client_(call.client_name), revision_(reply_->origin().revision), client_can_(call.client_can), reports_(!reply_->origin().progress_token.empty()) {
  waiter_.held = this;
  is_task_ = !call.task_id.empty();
  const auto [host, secure] = reply_->called_host();
  base_ = desk_->base(host, secure);
}

Ref<HeldCall> HeldCall::begin(const Desk &desk, const Call &call, Reply *reply) {
  Ref<Reply> taken = Ref<Reply>::adopt(reply);
  return Ref<HeldCall>::adopt(new HeldCall(desk, call, std::move(taken)));
}

HeldCall::~HeldCall() {
  if (reply_) reply_.hand_over()->release_by_host(moment());
}

Instant HeldCall::moment() const {
  const Instant latest = server_->latest();
  return latest.monotonic_ms < began_.monotonic_ms ? began_ : latest;
}

// --- interactive_feedback

void HeldCall::ask(const Desk &desk, const Call &call, Reply *reply) {
  const Ref<HeldCall> held = begin(desk, call, reply);
  if (call.state.empty()) held->put_question(call);
  else held->come_back(call);
}

void HeldCall::put_question(const Call &call) {
  feedback::Request request;
  feedback::Problems problems;
  if (!read_request(*call.reader, call.arguments_span, feedback::Door::tool, desk_->rules.limits, desk_->rules.forms, request, problems))
    return refuse("This cannot be asked: " + problem_words(problems));
  mode_ = request.mode;
  if (protocol::facts(revision_).modern || is_task_) reply_->keep(call);
  feedback::Asker asker;
  asker.principal = owner_;
  asker.context = reply_->caller_context();
  asker.client = client_;
  asker.source = "mcp-tool";
  caller_ = {owner_, request.thread, asker.context};
  auto asked = std::make_shared<feedback::Asked>(asked_of(std::move(request), std::move(asker), desk_->rules.terms));
  desk_->ledger.begin(std::move(asked), caller_, began_.unix_ms,
                      then<Begun>([held = Ref<HeldCall>::share(this)](feedback::Result<Begun> begun) { held->begun(std::move(begun)); }));
}

void HeldCall::begun(feedback::Result<Begun> result) {
  if (result.fault != Fault::none) return refuse(result.fault);
  if (result.value.how == Begun::How::conflict) return refuse("This idempotencyKey stands for another question.");
  if (result.value.how == Begun::How::too_many) return refuse("There are too many open questions. Withdraw some with cancel_feedback, or wait for their answers.");
  take(result.value.session);
  if (over(result.value.session.state)) return finish(std::move(result.value.session));
  if (mode_ == feedback::Mode::async) return pending();
  const Instant now = moment(result.now);
  wait_for(result.value.session, now);
}

// From here on the call is about that session.
void HeldCall::take(const feedback::Session &session) {
  std::string link = base_.empty() ? std::string() : desk_->link(session, base_);
  const std::lock_guard lock(mutex_);
  link_ = std::move(link);
  open_ = {session.id, session.created_at, session.expires_at};
  closes_at_ = session.closes_at();
  if (caller_.thread.empty()) caller_.thread = session.asked->asker.thread;
}

// --- the tools that name a session

// Unknown and another's look alike.
void HeldCall::with_own(std::string id, std::function<void(feedback::Session)> use) {
  std::string lower;
  if (!feedback::read_session_id(id, lower)) return refuse("There is no question with this sessionId.");
  desk_->ledger.read(lower, then<feedback::Session>([held = Ref<HeldCall>::share(this), use = std::move(use)](feedback::Result<feedback::Session> got) {
    const bool theirs = got.fault == Fault::none && got.value.asked->asker.principal != held->owner_;
    if (got.fault == Fault::not_found || theirs) return held->refuse("There is no question with this sessionId.");
    if (got.fault != Fault::none) return held->refuse(got.fault);
    if (got.value.state == State::purged) return held->refuse("This question and its answer are not kept any more.");
    held->take(got.value);
    use(std::move(got.value));
  }));
}

void HeldCall::get(const Desk &desk, const Call &call, Reply *reply) {
  const Ref<HeldCall> held = begin(desk, call, reply);
  held->way_ = Way::get;
  const json::Value seconds = call.arguments.find("waitSeconds");
  const uint64_t wait_ms = seconds.is_number() ? static_cast<uint64_t>(seconds.number() * 1000) : 0;
  held->with_own(std::string(call.arguments.find("sessionId").text()), [held, wait_ms](feedback::Session session) {
    if (over(session.state)) return held->finish(std::move(session));
    if (wait_ms == 0) return held->pending();
    held->hold(wait_ms, held->moment());
  });
}

void HeldCall::check(const Desk &desk, const Call &call, Reply *reply) {
  const Ref<HeldCall> held = begin(desk, call, reply);
  held->way_ = Way::get;
  held->with_own(std::string(call.arguments.find("sessionId").text()), [held](const feedback::Session &session) {
    Telling telling = held->telling(held->moment());
    telling.words = false;
    held->settle(status_result(session, telling, held->revision_), {});
  });
}

void HeldCall::withdraw(const Desk &desk, const Call &call, Reply *reply) {
  const Ref<HeldCall> held = begin(desk, call, reply);
  held->way_ = Way::get;
  const json::Value reason = call.arguments.find("reason");
  held->with_own(std::string(call.arguments.find("sessionId").text()), [held, why = std::string(reason.is_text() ? reason.text() : std::string_view())](const feedback::Session &session) {
    Event event;
    event.kind = EventKind::cancel;
    event.role = feedback::Role::asker;
    event.by = held->subject_;
    event.reason = why;
    held->desk_->ledger.change(session.id, std::move(event), held->moment().unix_ms, held->then<feedback::Changed>([held](feedback::Result<feedback::Changed> changed) {
      if (changed.fault != Fault::none) return held->refuse(changed.fault);
      held->finish(std::move(changed.value.session)); // it may have been answered a moment before
    }));
  });
}

} // namespace tenon::engine
