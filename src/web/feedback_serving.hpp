// feedback_serving.hpp - one request of the feedback interface under way: who asked for what, and the ways to answer it.
#pragma once
#include "feedback/problem.hpp"
#include "web/feedback_api.hpp"
#include "web/rest_page.hpp"

namespace tenon::web {

struct FeedbackApi::Desk {
  feedback::Ledger ledger;
  FeedbackRules rules;
  std::shared_ptr<feedback::RateLimiter> limiter;
  Responder responder;
};

Page feedback_refusal(const FeedbackApi::Desk &desk, const FeedbackRequest &request, feedback::Refused what, std::string_view details = {});
// 400 that names fields: all of them, or one.
Page feedback_misfit(const FeedbackApi::Desk &desk, const FeedbackRequest &request, const feedback::Problems &problems);
Page feedback_misfit(const FeedbackApi::Desk &desk, const FeedbackRequest &request, std::string field, feedback::Wrong what, int64_t limit = -1,
                     std::string_view detail = {});

struct Serving {
  std::shared_ptr<const FeedbackApi::Desk> desk;
  FeedbackRequest request;
  FeedbackApi::Answered answered;
  feedback::Action action{};
  feedback::Rate rate;
  mutable Visitor visitor; // of a responders' route, once it is judged

  int64_t now() const { return request.now.unix_ms; }
  bool owns(const feedback::Session &session) const { return request.by_host || (request.owner && session.asked->asker.principal == *request.owner); }
  const feedback::Limits &limits() const { return desk->rules.limits; }
  const feedback::FormDoor &forms() const { return desk->rules.forms; }

  // One of these, once.
  void say(Page page) const;
  void ok(std::string_view data, int status = 200) const;
  void refuse(feedback::Refused what, std::string_view details = {}) const;
  void fail(feedback::Fault fault) const;
  void misfit(const feedback::Problems &problems) const { say(feedback_misfit(*desk, request, problems)); }
  void misfit(std::string field, feedback::Wrong what, int64_t limit = -1, std::string_view detail = {}) const {
    say(feedback_misfit(*desk, request, std::move(field), what, limit, detail));
  }
};
using Serve = std::shared_ptr<const Serving>;

// Whether that visitor may go on; false: it is answered.
bool let_in(const Serve &serve, const Visitor &visitor);
// The session, if this request may know of it and there is something left of it; else it is answered.
void with_session(const Serve &serve, std::function<void(const feedback::Session &)> use);
// The event, by whoever asks; `show` gets what went well, and the rest is answered.
void change(const Serve &serve, feedback::Event event, std::function<void(const feedback::Changed &)> show);
// Parses the body; false: it has been answered. No body is an empty object where none is needed.
bool parse_body(const Serve &serve, json::Reader &reader);

// The routes; in feedback_asking.cpp and feedback_answering.cpp.
void create_feedback(const Serve &serve);
void list_feedback(const Serve &serve);
void show_result(const Serve &serve);
void cancel_feedback(const Serve &serve);
void show_audit(const Serve &serve);
void submit_feedback(const Serve &serve);
void move_feedback(const Serve &serve, feedback::EventKind kind);
void show_form(const Serve &serve);

} // namespace tenon::web
