// site_desk.cpp - from the kept head and the body to the rooms that know the routes, and back.
#include "engine/site_desk.hpp"
#include "access/challenge.hpp"
#include "access/scopes.hpp"
#include "engine/live_desk.hpp"
#include "engine/owed.hpp"
#include "engine/server.hpp"
#include "engine/watching.hpp"
#include "web/proofs.hpp"
#include <charconv>
#include <utility>

namespace tenon::engine {
namespace {

using feedback::Refused;
using web::Endpoint;
using web::FeedbackRoute;

constexpr uint32_t usual_wait_seconds = 25, longest_wait_seconds = 50;

// Of whom the request comes; none: nobody said who they are, on a server that asks.
std::optional<std::string> owner_of(const Exchange &x) {
  if (!x.is_known() && !x.server().takes_anybody()) return std::nullopt;
  return x.principal().owner;
}

web::FeedbackRequest api_request(Exchange &x, std::string body, Instant now) {
  const framing::Request &head = x.request();
  web::FeedbackRequest request;
  request.path = web::feedback_path(below_base(x));
  request.method = head.method;
  request.query = head.query;
  request.content_type = head.content_type;
  request.accept_language = head.accept_language;
  request.idempotency_key = head.idempotency_key;
  request.body = std::move(body);
  request.owner = owner_of(x);
  request.anonymous = !x.is_known();
  request.cookie = head.cookie;
  request.bearer = web::pass_in(head.authorization);
  request.host = head.host;
  request.origin = head.origin;
  request.has_origin = head.has_origin;
  request.secure = head.secure;
  request.client = x.principal().client_id;
  request.peer = x.peer();
  request.base = x.server().feedback()->base(head.host, head.secure);
  request.now = now;
  return request;
}

web::PageRequest page_request(Exchange &x, std::string body, Instant now) {
  const framing::Request &head = x.request();
  web::PageRequest request;
  request.method = head.method;
  request.path = below_base(x);
  request.query = head.query;
  request.content_type = head.content_type;
  request.accept_language = head.accept_language;
  request.cookie = head.cookie;
  request.body = std::move(body);
  request.host = head.host;
  request.origin = head.origin;
  request.has_origin = head.has_origin;
  request.secure = head.secure;
  if (x.is_known()) request.owner = x.principal().owner;
  request.bearer = web::pass_in(head.authorization);
  request.peer = x.peer();
  request.now = now;
  return request;
}

web::AnalyticsRequest analytics_request(const Exchange &x, Instant now) {
  const framing::Request &head = x.request();
  web::AnalyticsRequest request;
  request.route = web::analytics_route(below_base(x));
  request.method = head.method;
  request.query = head.query;
  request.accept_language = head.accept_language;
  request.cookie = head.cookie;
  request.host = head.host;
  request.origin = head.origin;
  request.has_origin = head.has_origin;
  request.secure = head.secure;
  request.peer = x.peer();
  request.base = x.server().feedback()->base(head.host, head.secure);
  request.now = now;
  if (!x.is_known()) return request; // by what their browser brings
  request.owner = x.principal().owner;
  const access::Principal &who = x.principal();
  const std::string_view needed = x.server().feedback()->analytics().rules().all_scope;
  request.sees_all = access::grants(who.granted(), needed) || access::grants(who.permissions, needed);
  return request;
}

// The exchange's one answer; if it is lost on the way, the exchange is broken and says so.
auto debt_of(Exchange &x) {
  return owe([exchange = Ref<Exchange>::share(&x)] { exchange->fail(); });
}

auto answers(Exchange &x, decltype(debt_of(x)) debt) {
  return [exchange = Ref<Exchange>::share(&x), debt = std::move(debt)](web::Page page) {
    exchange->answer_site(std::move(page));
    debt->pay();
  };
}

auto answers(Exchange &x) { return answers(x, debt_of(x)); }

uint64_t number_in(std::string_view text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

void watch(Exchange &x, const web::FeedbackRequest &request, Watching::Wish wish) {
  const auto debt = debt_of(x);
  const auto admitted = [exchange = Ref<Exchange>::share(&x), wish, now = request.now, debt](const feedback::Session &session, const web::Visitor &) {
    const auto watching = Ref<Watching>::adopt(new Watching(exchange, session.id, wish));
    if (exchange->watch(watching) && !watching->begin(now)) refuse_site(*exchange, Refused::too_many_connections, now);
    debt->pay();
  };
  x.server().feedback()->api().admit(request, answers(x, debt), admitted);
}

void wait_for_end(Exchange &x, const web::FeedbackRequest &request) {
  const web::FeedbackApi &api = x.server().feedback()->api();
  const std::string_view wished = web::query_value(request.query, "seconds");
  uint32_t seconds = usual_wait_seconds;
  if (!wished.empty()) {
    const auto [end, error] = std::from_chars(wished.data(), wished.data() + wished.size(), seconds);
    if (error != std::errc() || end != wished.data() + wished.size()) return x.answer_site(api.misfit(request, "/seconds", feedback::Wrong::no_whole_number));
    if (seconds > longest_wait_seconds) return x.answer_site(api.misfit(request, "/seconds", feedback::Wrong::too_large, longest_wait_seconds));
  }
  watch(x, request, {feedback::Waits::agent, 0, deadline(request.now, uint64_t{seconds} * 1000)});
}

void stream_events(Exchange &x, const web::FeedbackRequest &request) {
  const std::string_view last = x.request().last_event_id;
  watch(x, request, {feedback::Waits::page, number_in(last.empty() ? web::query_value(request.query, "after") : last), never});
}

void take_api(Exchange &x, std::string body, Instant now) {
  web::FeedbackRequest request = api_request(x, std::move(body), now);
  const web::FeedbackApi &api = x.server().feedback()->api();
  const bool lasts = request.path.route == FeedbackRoute::wait || request.path.route == FeedbackRoute::events;
  if (lasts && request.method == "HEAD") return x.answer_site(api.refusal(request, Refused::wrong_method)); // which would say nothing for long
  if (request.path.route == FeedbackRoute::wait) return wait_for_end(x, request);
  if (request.path.route == FeedbackRoute::events) return stream_events(x, request);
  api.answer(std::move(request), answers(x));
}

} // namespace

std::string_view below_base(const Exchange &x) {
  std::string_view base = x.server().options().base_path, path = x.request().path;
  if (base.ends_with('/')) base.remove_suffix(1);
  path.remove_prefix(base.size());
  return path;
}

web::Page page_of_refusal(const Exchange &x, Refused what, Instant now) {
  web::FeedbackRequest request;
  request.query = x.request().query;
  request.accept_language = x.request().accept_language;
  request.now = now;
  return x.server().feedback()->api().refusal(request, what);
}

void take_site(Exchange &x, std::string body, Instant now) {
  if (x.site() == Endpoint::feedback_api) return take_api(x, std::move(body), now);
  if (x.site() == Endpoint::feedback_pages) return x.server().feedback()->pages().answer(page_request(x, std::move(body), now), answers(x));
  if (x.site() == Endpoint::live) return take_live(x, now);
  if (x.site() == Endpoint::analytics) return x.server().feedback()->analytics().answer(analytics_request(x, now), answers(x));
  refuse_site(x, Refused::no_route, now);
}

bool refuse_site(Exchange &x, Instant now) {
  const FeedbackRoom &room = *x.server().feedback();
  std::optional<web::Page> refused;
  if (x.site() == Endpoint::feedback_api) refused = room.api().refuse(api_request(x, {}, now));
  if (x.site() == Endpoint::analytics) refused = room.analytics().refuse(analytics_request(x, now));
  if (!refused) return false;
  x.answer_site(std::move(*refused));
  return true;
}

void refuse_site(Exchange &x, Refused what, Instant now) { x.answer_site(page_of_refusal(x, what, now)); }

std::string refusal_of_site(const Exchange &x, int status, Instant now) {
  const Refused what = status == 401   ? Refused::unauthorized
                       : status == 403 ? Refused::forbidden
                       : status == 429 ? Refused::rate_limited
                       : status < 500  ? Refused::invalid
                                       : Refused::unavailable;
  return page_of_refusal(x, what, now).body;
}

// --- of an exchange

void Exchange::answer_site(web::Page page) {
  const bool for_programs = site_ != Endpoint::feedback_pages;
  if (for_programs) web::add_cross_origin(page, request());
  if (for_programs && page.status == 401 && server_->gate().guards())
    page.headers.emplace_back("WWW-Authenticate", with_door([](const access::Door &door) { return access::challenge(access::Reason::missing, door).www_authenticate; }));
  if (request().method == "HEAD") page.body.clear();
  refuse(AnswerHead::of(page.status, std::move(page.headers)), std::move(page.body));
}

bool Exchange::watch(Ref<Watching> watching) {
  const std::lock_guard lock(mutex_);
  if (closed_) return false;
  watching_ = std::move(watching);
  return true;
}

void Exchange::fail() noexcept {
  break_down();
  alarm_.ring();
}

void Exchange::begin_events(Instant now) {
  begin_calls(0, {}, true);
  begin_stream(now);
}

} // namespace tenon::engine
