// held_call_form.cpp - a call that asks inside the client: by a form or a link, in its result, as a task's input, or beside the page.
#include "engine/feedback_url.hpp"
#include "engine/held_call.hpp"
#include "engine/server.hpp"
#include "ground/words.hpp"
#include "protocol/client_can.hpp"

namespace tenon::engine {

using feedback::Changed;
using feedback::Fault;

// The session is open: the person is asked where that is possible, and waited for.
void HeldCall::wait_for(const feedback::Session &session, Instant now) {
  const protocol::RevisionFacts &facts = protocol::facts(revision_);
  if (facts.modern && !is_task_ && (client_can_ & protocol::can_tasks)) is_task_ = become_task(session, now);
  std::optional<protocol::Question> asked = question_in_client(session);
  if (asked && is_task_) return ask_in_task(std::move(*asked), now);
  if (asked && facts.modern) return ask_in_result(std::move(*asked), now);
  const bool endless = is_task_ || mode_ == feedback::Mode::wait;
  hold(endless ? never : desk_->patience.budget(owner_, client_, reports_), now);
  if (asked) ask_beside(std::move(*asked), now);
}

// A form where one can be shown and says it all, else a link; nothing: the page alone.
std::optional<protocol::Question> HeldCall::question_in_client(const feedback::Session &session) const {
  const protocol::RevisionFacts &facts = protocol::facts(revision_);
  if (!desk_->rules.ask_in_client || dismissed_) return std::nullopt;
  if (facts.elicitation && (client_can_ & protocol::can_elicit_form)) {
    std::optional<protocol::Question> form = form_of(session.asked->question, key_of(tries_), problem_, revision_);
    if (form) return form;
  }
  if (!facts.url_elicitation || !(client_can_ & protocol::can_elicit_url) || base_.empty()) return std::nullopt;
  std::optional<web::Invitation> invitation = desk_->invite(session, base_);
  if (!invitation || !protocol::may_send_people_to(invitation->url)) return std::nullopt;
  return url_of(session.asked->question, key_of(tries_), std::move(*invitation));
}

std::string HeldCall::key_of(uint32_t tries) { return "q" + std::to_string(tries); }

// What came back with a leg, or as a task's input.
void HeldCall::take_form(feedback::Session session, const std::string &answer, bool link) {
  FormAnswer form = link ? read_url_answer(answer) : read_form_answer(answer, session.asked->question, desk_->rules.limits, desk_->rules.forms);
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
                       then<Changed>([held = Ref<HeldCall>::share(this)](feedback::Result<Changed> changed) {
                         if (changed.fault != Fault::none) return held->refuse(changed.fault);
                         feedback::Session &is = changed.value.session;
                         if (over(is.state)) return held->finish(std::move(is)); // ours, or the winner's
                         held->dismissed_ = true;
                         held->wait_for(is, held->moment());
                       }));
}

bool HeldCall::make_token() { return !token_.empty() || server_->make_id(token_); }

void HeldCall::let_reply_go() noexcept {
  Ref<Reply> reply;
  {
    const std::lock_guard lock(mutex_);
    reply = std::move(reply_);
  }
  if (reply) reply.hand_over()->release_by_host(moment());
}

} // namespace tenon::engine
