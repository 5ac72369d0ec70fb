// feedback_answering.cpp - the routes of those who answer: the form's view, their words, and more time.
#include "feedback/submission.hpp"
#include "web/feedback_serving.hpp"
#include <utility>

namespace tenon::web {

using feedback::Event;
using feedback::EventKind;
using feedback::Session;
using feedback::Verdict;

void submit_feedback(const Serve &serve) {
  auto reader = std::make_shared<json::Reader>();
  if (!parse_body(serve, *reader)) return;
  with_session(serve, [serve, reader](const Session &session) {
    const bool declines = serve->request.path.route == FeedbackRoute::decline;
    Event event;
    event.kind = declines ? EventKind::decline : EventKind::answer;
    event.role = feedback::Role::responder;
    if (serve->request.by_host) event.via = feedback::Channel::host;
    feedback::Submission &said = event.submission.emplace();
    feedback::Problems problems;
    const bool fine = declines ? feedback::read_decline(*reader, reader->whole(), serve->limits(), serve->forms(), said, problems)
                               : feedback::read_submission(*reader, reader->whole(), session.asked->question, serve->limits(), serve->forms(), said, problems);
    if (!fine) return serve->misfit(problems);
    said.name = serve->visitor.name;
    said.auth = serve->visitor.auth;
    change(serve, std::move(event), [serve](const feedback::Changed &changed) {
      const bool late = changed.session.submissions[changed.submission].late;
      serve->ok(submitted_view(changed.session, changed.submission, changed.verdict == Verdict::replayed), late ? 202 : 200);
    });
  });
}

void move_feedback(const Serve &serve, EventKind kind) {
  json::Reader reader;
  if (!parse_body(serve, reader)) return;
  const json::Value seconds = reader.root().find("seconds");
  if (!reader.root().is_object()) return serve->misfit("", feedback::Wrong::no_object);
  if (seconds && (kind != EventKind::extend || !seconds.is_number()))
    return serve->misfit("/seconds", kind == EventKind::extend ? feedback::Wrong::no_number : feedback::Wrong::unknown);
  if (seconds && (seconds.number() < 1 || seconds.number() > 604800))
    return serve->misfit("/seconds", seconds.number() < 1 ? feedback::Wrong::too_small : feedback::Wrong::too_large, seconds.number() < 1 ? 1 : 604800);
  const int64_t wanted = seconds ? static_cast<int64_t>(seconds.number() * 1000) : 0;
  with_session(serve, [serve, kind, wanted](const Session &session) {
    Event event;
    event.kind = kind;
    event.role = serve->owns(session) ? feedback::Role::asker : feedback::Role::responder;
    event.until = feedback::after(serve->now(), wanted != 0 && serve->owns(session) ? wanted : session.terms().timeout_ms);
    change(serve, std::move(event), [serve](const feedback::Changed &changed) { serve->ok(moved_view(changed.session, serve->now())); });
  });
}

void show_form(const Serve &serve) {
  with_session(serve, [serve](const Session &session) {
    const Reader reader{serve->visitor.by, serve->visitor.may_read, serve->desk->ledger.agent_waits(session.id)};
    serve->ok(serve->request.by_host ? host_view(session, reader, serve->now()) : form_view(session, reader, serve->now()));
  });
}

} // namespace tenon::web
