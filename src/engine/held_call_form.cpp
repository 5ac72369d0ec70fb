// held_call_form.cpp - a call that asks inside the client: by a request beside the page, in its result, or as a task's input.
#include "engine/exchange.hpp"
#include "engine/feedback_form.hpp"
#include "engine/held_call.hpp"
#include "engine/inquiry.hpp"
#include "engine/server.hpp"
#include "ground/words.hpp"
#include "protocol/client_can.hpp"
#include <charconv>

namespace tenon::engine {
namespace {

using feedback::Changed;
using feedback::Event;
using feedback::EventKind;
using feedback::Fault;

constexpr uint32_t most_legs = 8; // times that a client of 2026-07-28 is asked to come again, before it is told pending
constexpr uint64_t first_poll_ms = 2'000;

std::string key_of(uint32_t tries) { return "q" + std::to_string(tries); }

bool read_number(std::string_view &text, uint64_t &out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  if (!text.empty()) text.remove_prefix(1);
  return true;
}

// What was said in the client, as an event of the session. The id makes a repeated leg the same submission.
Event said_in_client(FormAnswer &&form, feedback::Channel via, std::string submission, std::string by) {
  Event event;
  event.kind = form.said == FormAnswer::Said::decline ? EventKind::decline : EventKind::answer;
  event.role = feedback::Role::responder;
  event.via = via;
  event.by = by.empty() ? "client" : std::move(by);
  feedback::Submission &said = event.submission.emplace();
  said.id = std::move(submission);
  said.auth = "local";
  said.answer = std::move(form.answer);
  return event;
}

} // namespace

// "<session> <leg> <legs> <tries> <token>": what comes back with the next leg.
std::string HeldCall::write_leg(Leg leg, uint32_t tries) const {
  return words("{} {} {} {} {}", open_.id, static_cast<char>(leg), legs_, tries, token_);
}

std::optional<HeldCall::Back> HeldCall::read_leg(std::string_view state) {
  Back back;
  uint64_t legs = 0, tries = 0;
  const size_t space = state.find(' ');
  if (space == state.npos || state.size() < space + 4) return std::nullopt;
  back.id = state.substr(0, space);
  back.leg = static_cast<Leg>(state[space + 1]);
  state.remove_prefix(space + 3);
  if (!read_number(state, legs) || !read_number(state, tries)) return std::nullopt;
  back.token = state;
  back.legs = static_cast<uint32_t>(legs);
  back.tries = static_cast<uint32_t>(tries);
  return back;
}

// The session is open: the person is asked where that is possible, and waited for.
void HeldCall::wait_for(const feedback::Session &session, Instant now) {
  const protocol::RevisionFacts &facts = protocol::facts(revision_);
  if (facts.modern && !is_task_ && (client_can_ & protocol::can_tasks)) is_task_ = become_task(session, now);
  std::optional<protocol::Question> form;
  if (desk_->rules.ask_in_client && !dismissed_ && facts.elicitation && (client_can_ & protocol::can_elicit_form))
    form = form_of(session.asked->question, key_of(tries_), problem_, revision_);
  if (form && is_task_) return ask_in_task(std::move(*form), now);
  if (form && facts.modern) return ask_in_result(std::move(*form), now);
  const bool endless = is_task_ || mode_ == feedback::Mode::wait;
  hold(endless ? never : desk_->patience.budget(owner_, client_, reports_), now);
  if (form) ask_beside(std::move(*form), now);
}

// --- 2026-07-28: the client carries the form, and comes back

void HeldCall::ask_in_result(protocol::Question form, Instant now) {
  if (!leave()) return;
  if (!make_token()) return tell_pending();
  const std::string state = write_leg(Leg::form, tries_);
  if (reply_->ask({std::move(form)}, state, now) == Status::ok) return let_reply_go();
  tell_pending();
}

// The budget is spent: once more, without a question. False: it has come again often enough.
bool HeldCall::go_another_leg(Instant now) {
  const bool may = way_ == Way::ask && protocol::facts(revision_).modern && !is_task_ && legs_ < most_legs;
  if (!may || !leave()) return false;
  detach(now);
  ++legs_;
  if (reply_->ask({}, write_leg(Leg::again, tries_), now) == Status::ok) let_reply_go();
  else tell_pending();
  return true;
}

// A later run of the same call.
void HeldCall::come_back(const Call &call) {
  const std::optional<Back> back = read_leg(call.state);
  if (!back) return refuse("There is no question with this sessionId.");
  legs_ = back->legs;
  tries_ = back->tries;
  is_task_ = back->leg == Leg::task;
  token_ = back->token;
  if (const Ref<HeldCall> before = desk_->take_asking(token_, nullptr)) before->retire();
  if (protocol::facts(revision_).modern || is_task_) reply_->keep(call);
  const json::Value mode = call.arguments.find("mode");
  if (mode.is_text() && mode.text() == "wait") mode_ = feedback::Mode::wait;
  std::string answer;
  if (back->leg != Leg::again) {
    json::Reader reader;
    if (reader.parse_copy(call.answers_json, json::Reader::deepest) == json::Trouble::none) {
      const json::Span whole = reader.whole();
      for (json::Span it = reader.first_of(whole); it.value; it = reader.next_of(it))
        if (it.name.text() == key_of(tries_)) answer = it.raw;
    }
  }
  caller_ = {owner_, "", reply_->caller_context()};
  with_own(back->id, [held = Ref<HeldCall>::share(this), leg = back->leg, answer = std::move(answer)](feedback::Session session) {
    if (leg != Leg::again) return held->take_form(std::move(session), answer);
    if (over(session.state)) return held->finish(std::move(session));
    held->dismissed_ = true; // what could be asked here was asked before
    held->wait_for(session, held->moment());
  });
}

void HeldCall::take_form(feedback::Session session, const std::string &answer) {
  FormAnswer form = read_form_answer(answer, session.asked->question, desk_->rules.limits, desk_->rules.forms);
  const Instant now = moment();
  const bool said = form.said == FormAnswer::Said::answer || form.said == FormAnswer::Said::decline;
  if (!said && over(session.state)) return finish(std::move(session));
  if (form.said == FormAnswer::Said::misfit && tries_ < most_form_tries) {
    problem_ = std::move(form.problem);
    ++tries_;
    return wait_for(session, now);
  }
  if (!said) {
    dismissed_ = true;
    if (form.said == FormAnswer::Said::misfit && !is_task_) return pending();
    return wait_for(session, now);
  }
  const auto via = is_task_ ? feedback::Channel::task : feedback::Channel::elicitation;
  const std::string submission = words("{}-{}", token_, tries_);
  desk_->ledger.change(session.id, said_in_client(std::move(form), via, submission, subject_), now.unix_ms,
                       [held = Ref<HeldCall>::share(this)](feedback::Result<Changed> changed) {
                         if (changed.fault != Fault::none) return held->refuse(changed.fault);
                         feedback::Session &is = changed.value.session;
                         if (over(is.state)) return held->finish(std::move(is)); // ours, or the winner's
                         held->dismissed_ = true;
                         held->wait_for(is, held->moment());
                       });
}

// --- tasks

bool HeldCall::become_task(const feedback::Session &session, Instant now) {
  const int64_t left = feedback::after(session.hard_deadline - now.unix_ms, session.terms().retention_ms);
  std::string message = "Waiting for a person's answer";
  if (!link_.empty()) message.append(" · ").append(link_);
  return reply_->begin_task(left > 0 ? static_cast<uint64_t>(left) : 1, first_poll_ms, message, now) == Status::ok && reply_->task();
}

// The task stands at input_required; the page may be faster.
void HeldCall::ask_in_task(protocol::Question form, Instant now) {
  if (!make_token()) return hold(never, now);
  desk_->note_asking(token_, Ref<HeldCall>::share(this));
  const Ref<Reply> reply = reply_;
  arm(reply);
  Ref<Inquiry> inquiry;
  const std::string state = write_leg(Leg::task, tries_);
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    asking_ = true;
  }
  const Status status = reply->ask({std::move(form)}, state, now, &inquiry);
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

bool HeldCall::make_token() { return !token_.empty() || server_->make_id(token_); }

void HeldCall::let_reply_go() {
  Ref<Reply> reply;
  {
    const std::lock_guard lock(mutex_);
    reply = std::move(reply_);
  }
  if (reply) reply.hand_over()->release_by_host(moment());
}

// The next run has taken over.
void HeldCall::retire() {
  if (!leave()) return;
  detach(moment());
  const std::lock_guard lock(mutex_);
  inquiry_.reset();
}

// --- 2025-06-18 and 2025-11-25: a request of ours beside the page, and the first of the two wins

void HeldCall::ask_beside(protocol::Question form, Instant now) {
  Elicitations::Open open;
  std::string unique;
  open.context = caller_.context;
  if (open.context.empty() || !server_->make_id(unique)) return;
  open.id = std::string(Elicitations::prefix) + unique;
  open.session = open_.id;
  open.subject = subject_;
  open.tries = tries_;
  open.call = Ref<HeldCall>::share(this);
  std::string text;
  protocol::append_request_message(text, '"' + open.id + '"', form, revision_, "");
  Ref<Reply> reply;
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    reply = reply_;
    shown_ = open.id;
    budget_end_ = never; // ending the call would take the form away from under the person's hands
  }
  desk_->elicitations.add(std::move(open));
  if (reply) reply->say(text, false, now);
  bool gone = false;
  {
    const std::lock_guard lock(mutex_);
    gone = over_;
  }
  if (gone) withdraw_form(now); // the page was faster than our words
  plan(now);
}

// The person at the client need not answer any more. Nobody asks again if he does; but he is heard.
void HeldCall::withdraw_form(Instant now) {
  std::string id;
  Ref<Reply> reply;
  {
    const std::lock_guard lock(mutex_);
    id = std::exchange(shown_, {});
    reply = reply_;
  }
  if (id.empty()) return;
  desk_->elicitations.forget_call(id);
  if (reply) reply->say(words(R"({{"jsonrpc":"2.0","method":"notifications/cancelled","params":{{"requestId":"{}","reason":"answered elsewhere"}}}})", id), false, now);
}

void HeldCall::form_is_back() {
  const std::lock_guard lock(mutex_);
  shown_.clear();
}

// The form was closed without a word: the page is still there, and the wait goes on.
void HeldCall::form_dismissed(Instant now) {
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    dismissed_ = true;
    if (mode_ != feedback::Mode::wait) {
      const uint64_t budget = desk_->patience.budget(owner_, client_, reports_);
      budget_end_ = budget == never ? never : deadline(now, budget);
    }
  }
  plan(now);
}

void HeldCall::ask_once_more(const feedback::Session &session, std::string problem, uint32_t tries, Instant now) {
  problem_ = std::move(problem);
  tries_ = tries;
  std::optional<protocol::Question> form = form_of(session.asked->question, key_of(tries), problem_, revision_);
  if (form) ask_beside(std::move(*form), now);
  else form_dismissed(now);
}

void HeldCall::take_response(const Desk &desk, std::string_view id, std::string_view context, std::string_view result_json, Instant now) {
  std::optional<Elicitations::Open> taken = desk->elicitations.take(id, context);
  if (!taken) return;
  if (taken->call) taken->call->form_is_back();
  const std::string session = taken->session;
  desk->ledger.read(session, [desk, now, open = std::move(*taken), result = std::string(result_json)](feedback::Result<feedback::Session> got) {
    if (got.fault != Fault::none || got.value.state == feedback::State::purged) return;
    FormAnswer form = read_form_answer(result, got.value.asked->question, desk->rules.limits, desk->rules.forms);
    if (form.said == FormAnswer::Said::misfit && open.call && open.tries < most_form_tries)
      return open.call->ask_once_more(got.value, std::move(form.problem), open.tries + 1, now);
    if (form.said == FormAnswer::Said::dismissed || form.said == FormAnswer::Said::misfit) {
      if (open.call) open.call->form_dismissed(now);
      return;
    }
    desk->ledger.change(open.session, said_in_client(std::move(form), feedback::Channel::elicitation, open.id, open.subject), now.unix_ms,
                        [call = open.call, now](feedback::Result<Changed> changed) {
                          const bool stands = changed.fault == Fault::none && over(changed.value.session.state);
                          if (call && !stands) call->form_dismissed(now);
                        });
  });
}

} // namespace tenon::engine
