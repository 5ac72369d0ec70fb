// held_call_beside.cpp - 2025-06-18 and 2025-11-25: a request of ours beside the page, and the first of the two wins.
#include "engine/feedback_url.hpp"
#include "engine/held_call.hpp"
#include "engine/server.hpp"
#include "ground/words.hpp"
#include <memory>
#include <new>

namespace tenon::engine {

using feedback::Changed;
using feedback::Fault;

void HeldCall::ask_beside(protocol::Question asked, Instant now) {
  Elicitations::Open open;
  std::string unique;
  open.context = caller_.context;
  if (open.context.empty() || !server_->make_id(unique)) return;
  open.id = std::string(Elicitations::prefix) + unique;
  open.session = open_.id;
  open.subject = subject_;
  open.tries = tries_;
  open.link = asked.kind == protocol::Ask::url;
  open.call = Ref<HeldCall>::share(this);
  asked.elicitation_id = open.id;
  std::string text;
  protocol::append_request_message(text, '"' + open.id + '"', asked, revision_, "");
  Ref<Reply> reply;
  std::string id = open.id;
  desk_->elicitations.add(std::move(open));
  bool gone = false;
  {
    const std::lock_guard lock(mutex_);
    gone = over_;
    reply = reply_;
    if (!gone) shown_ = std::move(id);
    if (!gone) budget_end_ = never; // ending the call would take it away from under the person's hands
  }
  if (gone) return desk_->elicitations.forget_call(id);
  if (reply) reply->say(text, false, now);
  {
    const std::lock_guard lock(mutex_);
    gone = over_;
  }
  if (gone) withdraw_request(now); // the page was faster than our words
  plan(now);
}

// The person at the client need not answer any more. Nobody asks again if he does; but he is heard.
void HeldCall::withdraw_request(Instant now) {
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

void HeldCall::request_is_back() noexcept {
  const std::lock_guard lock(mutex_);
  shown_.clear();
}

// Closed without a word, or gone to the page: that is still there, and the wait goes on.
void HeldCall::wait_on(Instant now) noexcept {
  uint64_t budget = desk_->rules.hold_ms;
  try {
    budget = desk_->patience.budget(owner_, client_, reports_);
  } catch (const std::bad_alloc &) { // then the one that suits all
  }
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    dismissed_ = true;
    if (mode_ != feedback::Mode::wait) budget_end_ = budget == never ? never : deadline(now, budget);
  }
  plan(now);
}

void HeldCall::ask_once_more(const feedback::Session &session, std::string problem, uint32_t tries, Instant now) {
  problem_ = std::move(problem);
  tries_ = tries;
  std::optional<protocol::Question> form = form_of(session.asked->question, key_of(tries), problem_, revision_);
  if (form) ask_beside(std::move(*form), now);
  else wait_on(now);
}

// Who has gone to the page by our link is told when that is over: by the next call of theirs that knows of it.
void HeldCall::tell_completed(Instant now) {
  Ref<Reply> reply;
  {
    const std::lock_guard lock(mutex_);
    reply = reply_;
  }
  if (!reply || desk_->elicitations.opened() == 0) return;
  for (const std::string &id : desk_->elicitations.take_opened(reply->caller_context(), open_.id)) reply->say(elicitation_complete(id), false, now);
}

void HeldCall::take_response(const Desk &desk, std::string_view id, std::string_view context, std::string_view result_json, Instant now) {
  std::optional<Elicitations::Open> taken = desk->elicitations.take(id, context);
  if (!taken) return;
  if (taken->call) taken->call->request_is_back();
  // Unless it is shown again, or what was said stands, the wait goes on.
  const auto heard = owe([call = taken->call, now] {
    if (call) call->wait_on(now);
  });
  const auto change = [desk, now, heard](FormAnswer said, const Elicitations::Open &open) {
    desk->ledger.change(open.session, said_in_client(std::move(said), feedback::Channel::elicitation, open.id, open.subject), now.unix_ms,
                        [heard](feedback::Result<Changed> changed) {
                          if (changed.fault == Fault::none && over(changed.value.session.state)) heard->pay();
                        });
  };
  if (taken->link) {
    FormAnswer said = read_url_answer(result_json);
    if (said.said == FormAnswer::Said::decline) return change(std::move(said), *taken);
    if (said.said == FormAnswer::Said::opened) desk->elicitations.note_opened(taken->id, taken->context, taken->session);
    return;
  }
  const std::string session = taken->session;
  desk->ledger.read(session, [desk, now, heard, change, open = std::move(*taken), result = std::string(result_json)](feedback::Result<feedback::Session> got) {
    if (got.fault != Fault::none || got.value.state == feedback::State::purged) return;
    FormAnswer form = read_form_answer(result, got.value.asked->question, desk->rules.limits, desk->rules.forms);
    if (form.said == FormAnswer::Said::misfit && open.call && open.tries < most_form_tries) {
      open.call->ask_once_more(got.value, std::move(form.problem), open.tries + 1, now);
      return heard->pay();
    }
    if (form.said != FormAnswer::Said::dismissed && form.said != FormAnswer::Said::misfit) change(std::move(form), open);
  });
}

} // namespace tenon::engine
