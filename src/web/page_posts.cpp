// page_posts.cpp - forms that were posted without scripts: an answer, a decline, more time, a key.
#include "feedback/members.hpp"
#include "feedback/submission.hpp"
#include "framing/media_type.hpp"
#include "web/page_serving.hpp"
#include "web/timestamp.hpp"
#include <new>
#include <utility>

namespace tenon::web {

using feedback::Event;
using feedback::EventKind;
using feedback::Fault;
using feedback::Refused;
using feedback::Session;
using feedback::Verdict;

namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";

// A posted form under way. It comes back with what was wrong, or leads to the page that shows it.
struct Post {
  ServePage serve;
  Visitor visitor;
  ComesBack back;
  bool same_submission = true; // what comes back is sent again under the same id

  void comes_back(int status, const Session &session) const { serve->question(status, session, visitor, &back, same_submission); }
  void comes_back(int status, const Session &session, std::string why) {
    back.wrong.push_back({"", std::move(why)});
    comes_back(status, session);
  }
  void comes_back(Refused what, const Session &session) { comes_back(refusing(what).http, session, std::string(say(what, serve->language()))); }
};
using Posted = std::shared_ptr<Post>;

// "/form/a~1b" is the field form.a/b.
FieldProblem problem_of(const feedback::Problem &problem, feedback::Language language) {
  constexpr std::string_view form = "/form/";
  FieldProblem out{"", say(problem, language)};
  if (problem.field == "/freeText") out.name = "text";
  else if (problem.field.starts_with("/selectedOptions")) out.name = "option";
  else if (problem.field.starts_with(form)) {
    out.name = "form.";
    for (size_t i = form.size(); i < problem.field.size(); ++i) {
      const std::string_view rest = std::string_view(problem.field).substr(i);
      const bool escape = rest.starts_with("~0") || rest.starts_with("~1");
      out.name += escape ? (rest[1] == '1' ? '/' : '~') : rest[0];
      i += escape;
    }
  }
  return out;
}

Refused refused_after(Verdict verdict, const Session &session) {
  switch (verdict) {
  case Verdict::already:
  case Verdict::voted: return session.state == feedback::State::declined ? Refused::already_declined : Refused::already_submitted;
  case Verdict::claimed: return Refused::claimed;
  case Verdict::submission_conflict: return Refused::submission_conflict;
  case Verdict::closed: return session.state == feedback::State::cancelled ? Refused::cancelled : Refused::expired;
  case Verdict::late_full: return Refused::late_full;
  case Verdict::gone: return Refused::gone;
  default: return Refused::internal;
  }
}

bool went_well(Verdict verdict) {
  return verdict == Verdict::done || verdict == Verdict::unchanged || verdict == Verdict::replayed || verdict == Verdict::late;
}

// What the store said of it. `session` is as it was before.
void change(const Posted &post, const std::shared_ptr<const Session> &session, Event event, std::function<void(const Session &)> show) {
  event.by = post->visitor.by;
  event.role = feedback::Role::responder;
  post->serve->desk->ledger.change(session->id, std::move(event), post->serve->now(), [post, session, show = std::move(show)](feedback::Result<feedback::Changed> result) {
    if (result.fault == Fault::not_found) return post->serve->fault(result.fault);
    if (result.fault != Fault::none) return post->comes_back(refused_by(result.fault), *session);
    const Session &now = result.value.session;
    if (now.state == feedback::State::purged) return post->serve->notice(410, Notice::gone);
    if (went_well(result.value.verdict)) return show(now);
    post->same_submission = result.value.verdict != Verdict::submission_conflict;
    const Refused what = refused_after(result.value.verdict, now);
    if (feedback::over(now.state)) return post->comes_back(refusing(what).http, now); // the page says by itself how it ended
    post->comes_back(what, now);
  });
}

void more_time(const Posted &post, const std::shared_ptr<const Session> &session) {
  Event event;
  event.kind = EventKind::extend;
  event.until = feedback::after(post->serve->now(), session->terms().timeout_ms);
  change(post, session, std::move(event), [post](const Session &now) { post->comes_back(200, now); });
}

// The words, judged as if a script had sent them. False: `problems` says why not.
bool judge(const Post &post, const std::string &body, bool declines, const Session &session, feedback::Submission &said, feedback::Problems &problems) {
  const FeedbackRules &rules = post.serve->desk->rules;
  json::Reader reader;
  const json::Trouble trouble = reader.parse_copy(body, rules.most_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  if (trouble != json::Trouble::none) return problems.add("", feedback::Wrong::bad_text), false;
  if (declines) return feedback::read_decline(reader, reader.whole(), rules.limits, rules.forms, said, problems);
  return feedback::read_submission(reader, reader.whole(), session.asked->question, rules.limits, rules.forms, said, problems);
}

void submit(const Posted &post, const std::shared_ptr<const Session> &session, const std::string &body, bool declines) {
  Event event;
  event.kind = declines ? EventKind::decline : EventKind::answer;
  feedback::Submission &said = event.submission.emplace();
  feedback::Problems problems;
  if (!judge(*post, body, declines, *session, said, problems)) {
    for (const feedback::Problem &each : problems.all()) {
      if (each.field == "/submissionId") post->same_submission = false;
      post->back.wrong.push_back(problem_of(each, post->serve->language()));
    }
    return post->comes_back(refusing(Refused::invalid).http, *session);
  }
  said.name = post->visitor.name;
  said.auth = post->visitor.auth;
  change(post, session, std::move(event), [post](const Session &) {
    post->serve->go_to(link_to_itself(post->serve->dress, {{"mine", post->back.posted.submission_id}}));
  });
}

void take(const Posted &post, const std::shared_ptr<const Session> &session, bool readable) {
  const PageServing &serve = *post->serve;
  PostedForm &posted = post->back.posted;
  if (!readable) {
    post->same_submission = false;
    return post->comes_back(serve.request.body.size() > most_posted_bytes ? Refused::too_large : Refused::invalid, *session);
  }
  if (posted.submission_id.empty()) posted.submission_id = serve.submission_id;
  const feedback::Question &question = session->asked->question;
  const bool declines = posted.act == "decline";
  const std::string body = declines ? decline_body(posted) : submit_body(posted, question, ParsedForm(question.form_json), post->back.said);
  if (!serve.of_our_own() || !serve.desk->guard.fits(posted.csrf, session->id, post->visitor.reader)) {
    post->same_submission = false;
    return post->comes_back(403, *session, std::string(serve.desk->shell.words(serve.language()).word("error_stale")));
  }
  if (!serve.rate.allowed) return post->comes_back(Refused::rate_limited, *session);
  if (posted.act == "more") return more_time(post, session);
  if (!declines && !posted.act.empty() && posted.act != "answer") return post->comes_back(Refused::invalid, *session);
  submit(post, session, body, declines);
}

// The key in a body of either kind; "" where there is none.
std::string key_of(const PageRequest &request, bool script, size_t most_nesting) {
  if (!script) {
    std::vector<FormPair> pairs;
    return read_urlencoded(request.body, most_posted_fields, pairs) ? std::string(value_of(pairs, "key")) : std::string();
  }
  json::Reader reader;
  if (reader.parse_copy(request.body, most_nesting) == json::Trouble::memory) throw std::bad_alloc();
  return std::string(text_of(reader.root(), "key"));
}

// Browsers keep the cookie and need no more; a program, which names no origin, gets what it can send itself.
void answer_key(const ServePage &serve, bool script, const KeyTaken &taken) {
  if (taken.how == KeyTaken::How::come_again) return script ? serve->refuse_as_json(Refused::store_busy) : serve->notice(503, Notice::broken);
  if (taken.how == KeyTaken::How::wrong) return script ? serve->refuse_as_json(Refused::unauthorized) : serve->notice(401, Notice::unauthorized, true);
  if (!script) return serve->go_to(link_to_itself(serve->dress), taken.set_cookies);
  std::string data;
  feedback::Members members(data);
  if (!serve->request.has_origin) members.text("bearer", taken.bearer).text("expiresAt", timestamp(taken.expires_at));
  members.close();
  Page page{200, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, success(data, serve->now())};
  for (const std::string &each : taken.set_cookies) page.headers.emplace_back("Set-Cookie", each);
  serve->say(std::move(page));
}

} // namespace

void post_question(const ServePage &serve) {
  if (!framing::is_media_type(serve->request.content_type, form_type)) return serve->refuse_as_json(Refused::wrong_media_type);
  with_visitor(serve, [serve](const std::shared_ptr<const Session> &session, const Visitor &visitor) {
    auto post = std::make_shared<Post>(Post{serve, visitor, {}});
    const bool readable = read_posted_form(serve->request.body, post->back.posted);
    take(post, session, readable);
  });
}

void post_key(const ServePage &serve) {
  const Responder &responder = serve->desk->responder;
  const bool script = framing::is_media_type(serve->request.content_type, "application/json");
  if (!script && !framing::is_media_type(serve->request.content_type, form_type)) return serve->refuse_as_json(Refused::wrong_media_type);
  if (!responder.take_key || serve->path.id.empty()) return script ? serve->refuse_as_json(Refused::no_route) : serve->notice(404, Notice::not_found);
  if (!serve->of_our_own()) return script ? serve->refuse_as_json(Refused::forbidden) : serve->notice(403, Notice::forbidden);
  serve->desk->ledger.read(serve->path.id, [serve, script](feedback::Result<Session> got) {
    if (got.fault != Fault::none) return script ? serve->refuse_as_json(refused_by(got.fault)) : serve->fault(got.fault);
    if (got.value.state == feedback::State::purged) return script ? serve->refuse_as_json(Refused::gone) : serve->notice(410, Notice::gone);
    const std::string key = key_of(serve->request, script, serve->desk->rules.most_nesting);
    serve->desk->responder.take_key(serve->request.visit(), got.value, key, [serve, script](const KeyTaken &taken) { answer_key(serve, script, taken); });
  });
}

} // namespace tenon::web
