// feedback_api.cpp - the order of judgement, cheapest first: a known path, who asks, the method, the form of it, how often; then the route.
#include "web/feedback_api.hpp"
#include "framing/media_type.hpp"
#include "web/feedback_serving.hpp"
#include <utility>

namespace tenon::web {

using feedback::EventKind;
using feedback::Refused;
using feedback::Session;

namespace {

feedback::Action action_of(FeedbackRoute route) {
  switch (route) {
  case FeedbackRoute::create: return feedback::Action::create;
  case FeedbackRoute::result: return feedback::Action::result;
  case FeedbackRoute::submit:
  case FeedbackRoute::decline: return feedback::Action::submit;
  default: return feedback::Action::status;
  }
}

// Agents by who they are, people by where they are.
std::string_view counted(const FeedbackRequest &request) {
  return whose(request.path.route) == Whose::responders || !request.owner ? std::string_view(request.peer) : std::string_view(*request.owner);
}

void dispatch(const Serve &serve) {
  switch (serve->request.path.route) {
  case FeedbackRoute::create: return create_feedback(serve);
  case FeedbackRoute::list: return list_feedback(serve);
  case FeedbackRoute::status: return with_session(serve, [serve](const Session &session) { serve->ok(status_view(session)); });
  case FeedbackRoute::result: return show_result(serve);
  case FeedbackRoute::cancel: return cancel_feedback(serve);
  case FeedbackRoute::audit: return show_audit(serve);
  case FeedbackRoute::view: return show_form(serve);
  case FeedbackRoute::submit:
  case FeedbackRoute::decline: return submit_feedback(serve);
  case FeedbackRoute::touch: return move_feedback(serve, EventKind::touch);
  case FeedbackRoute::claim: return move_feedback(serve, EventKind::claim);
  case FeedbackRoute::release: return move_feedback(serve, EventKind::release);
  case FeedbackRoute::extend: return move_feedback(serve, EventKind::extend);
  case FeedbackRoute::wait:
  case FeedbackRoute::events:
  case FeedbackRoute::unknown: break;
  }
  serve->refuse(Refused::no_route);
}

} // namespace

FeedbackApi::FeedbackApi(feedback::Ledger ledger, FeedbackRules rules, std::shared_ptr<feedback::RateLimiter> limiter, Responder responder)
    : desk_(std::make_shared<const Desk>(Desk{std::move(ledger), std::move(rules), std::move(limiter), std::move(responder)})) {}

const feedback::Ledger &FeedbackApi::ledger() const { return desk_->ledger; }
const Responder &FeedbackApi::responder() const { return desk_->responder; }

Visit FeedbackRequest::visit() const {
  Visit visit{method, query, cookie, bearer, host, origin, peer, has_origin, secure, false, {}, now};
  if (owner && !anonymous) visit.owner = *owner;
  return visit;
}

std::optional<Page> FeedbackApi::refuse(const FeedbackRequest &request) const {
  const FeedbackRoute route = request.path.route;
  const Desk &desk = *desk_;
  if (route == FeedbackRoute::unknown) return feedback_refusal(desk, request, Refused::no_route);
  const bool by_inbox = route == FeedbackRoute::list && desk.responder.inbox; // judged there
  if (whose(route) != Whose::responders && !request.owner && !by_inbox) return feedback_refusal(desk, request, Refused::unauthorized);
  const bool right = request.method == method_of(route) || (request.method == "HEAD" && method_of(route) == "GET");
  if (!right) return feedback_refusal(desk, request, Refused::wrong_method);
  if (request.path.bad_id) return feedback_misfit(desk, request, "/sessionId", feedback::Wrong::bad_text);
  const bool json = framing::is_media_type(request.content_type, "application/json");
  if (request.method == "POST" && !json && (wants_body(route) || !request.content_type.empty())) return feedback_refusal(desk, request, Refused::wrong_media_type);
  return std::nullopt;
}

// The host knows its routes, but not which texts are ids.
std::optional<Page> FeedbackApi::refuse_host(const FeedbackRequest &request) const {
  const bool names_one = whose(request.path.route) != Whose::agents;
  return names_one && request.path.bad_id ? std::optional(feedback_misfit(*desk_, request, "/sessionId", feedback::Wrong::bad_text)) : std::nullopt;
}

void FeedbackApi::answer(FeedbackRequest request, Answered answered) const {
  if (const Serve serve = begin(std::move(request), std::move(answered))) dispatch(serve);
}

void FeedbackApi::admit(FeedbackRequest request, Answered refused, Admitted admitted) const {
  if (const Serve serve = begin(std::move(request), std::move(refused)))
    with_session(serve, [serve, admitted = std::move(admitted)](const Session &session) { admitted(session, serve->visitor); });
}

// Null: it has been answered.
std::shared_ptr<const Serving> FeedbackApi::begin(FeedbackRequest request, Answered answered) const {
  if (std::optional<Page> refused = request.by_host ? refuse_host(request) : refuse(request)) return answered(std::move(*refused)), nullptr;
  auto serving = std::make_shared<Serving>(Serving{desk_, std::move(request), std::move(answered), {}, {}, {}});
  if (serving->request.by_host) serving->visitor = serving->request.known;
  serving->action = action_of(serving->request.path.route);
  serving->rate = desk_->limiter && !serving->request.by_host ? desk_->limiter->take(serving->action, counted(serving->request), serving->request.now) : feedback::Rate{};
  if (!serving->rate.allowed) return serving->refuse(Refused::rate_limited), nullptr;
  return serving;
}

Page FeedbackApi::ok(std::string_view data, Instant now) const { return rest_page(200, success(data, now.unix_ms)); }
Page FeedbackApi::refusal(const FeedbackRequest &request, Refused what) const { return feedback_refusal(*desk_, request, what); }
Page FeedbackApi::misfit(const FeedbackRequest &request, std::string field, feedback::Wrong what, int64_t limit) const {
  return feedback_misfit(*desk_, request, std::move(field), what, limit);
}

} // namespace tenon::web
