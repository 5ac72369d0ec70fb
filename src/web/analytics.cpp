// analytics.cpp - the order of judgement, cheapest first: a known path, who asks, the method, how often; then the query, then the route. Who has no token
// is counted by address before anybody looks at what they have instead.
#include "feedback/session_id.hpp"
#include "web/analytics_look.hpp"
#include "web/feedback_views.hpp"
#include "web/rest_page.hpp"
#include <charconv>

namespace tenon::web {

using feedback::Refused;
using feedback::Wrong;

namespace {

constexpr feedback::Action counted_as = feedback::Action::status;
constexpr size_t most_values = 16; // of a query

feedback::Language language_of(const Analytics::Desk &desk, const AnalyticsRequest &request) {
  return feedback::choose_language(query_value(request.query, "lang"), request.accept_language, desk.rules.language);
}

void dispatch(const Look &look) {
  switch (look->request.route) {
  case AnalyticsRoute::sessions: return show_sessions(look);
  case AnalyticsRoute::tools: return show_tools(look);
  case AnalyticsRoute::activity: return show_activity(look);
  case AnalyticsRoute::interactions: return show_interactions(look);
  case AnalyticsRoute::health: return show_health(look);
  case AnalyticsRoute::table: return show_table(look);
  case AnalyticsRoute::cleanup: return clean_up(look);
  case AnalyticsRoute::unknown: break;
  }
  look->refuse(Refused::no_route);
}

std::string pointer(std::string_view name) { return '/' + std::string(name); }

// Somebody is let in: what is wrong with what they want.
std::optional<Page> refuse_known(const Analytics::Desk &desk, const AnalyticsRequest &request) {
  const std::string_view method = method_of(request.route);
  if (request.method != method && !(request.method == "HEAD" && method == "GET")) return analytics_refusal(desk, request, Refused::wrong_method);
  if (request.route == AnalyticsRoute::cleanup && !request.sees_all) return analytics_refusal(desk, request, Refused::forbidden);
  return std::nullopt;
}

void look_up(const Look &look, bool readable) {
  if (readable) return dispatch(look);
  feedback::Problems problems;
  problems.add("", Wrong::bad_text);
  look->misfit(problems);
}

// No token came: whoever has the list, or whom the host says.
void look_up_by_inbox(std::shared_ptr<Looking> looking, bool readable) {
  look_for_inbox(looking->desk->responder, looking->request.visit(), [looking, readable](InboxVisit inbox) {
    AnalyticsRequest &request = looking->request;
    if (const std::optional<TurnedAway> away = turned_away(inbox, request.visit(), request.base)) return looking->refuse(away->what, away->details);
    request.sees_all = !inbox.principal;
    request.owner = std::move(inbox.principal);
    if (std::optional<Page> refused = refuse_known(*looking->desk, request)) return looking->say(std::move(*refused));
    look_up(looking, readable);
  });
}

} // namespace

Page analytics_refusal(const Analytics::Desk &desk, const AnalyticsRequest &request, Refused what, std::string_view details) {
  Page page = rest_page(refusing(what).http, failure(what, language_of(desk, request), details, request.now.unix_ms));
  if (what == Refused::wrong_method) page.headers.emplace_back("Allow", std::string(method_of(request.route)) + ", OPTIONS");
  if (what == Refused::store_busy) page.headers.emplace_back("Retry-After", "1");
  return page;
}

Analytics::Analytics(feedback::Store store, AnalyticsRules rules, std::shared_ptr<feedback::RateLimiter> limiter, Responder responder)
    : desk_(new Desk{std::move(store), std::move(rules), std::move(limiter), std::move(responder)}) {}

Visit AnalyticsRequest::visit() const {
  Visit visit{method, query, cookie, "", host, origin, peer, has_origin, secure, false, {}, now};
  if (owner) visit.owner = *owner;
  return visit;
}

const AnalyticsRules &Analytics::rules() const { return desk_->rules; }

std::optional<Page> Analytics::refuse(const AnalyticsRequest &request) const {
  if (request.route == AnalyticsRoute::unknown) return analytics_refusal(*desk_, request, Refused::no_route);
  if (request.owner) return refuse_known(*desk_, request);
  return desk_->responder.inbox ? std::nullopt : std::optional(analytics_refusal(*desk_, request, Refused::unauthorized));
}

void Analytics::answer(AnalyticsRequest request, Answered answered) const {
  if (std::optional<Page> refused = refuse(request)) return answered(std::move(*refused));
  auto looking = std::make_shared<Looking>(Looking{desk_, std::move(request), std::move(answered), {}, {}});
  const AnalyticsRequest &asked = looking->request;
  if (desk_->limiter) looking->rate = desk_->limiter->take(counted_as, asked.owner ? *asked.owner : asked.peer, asked.now);
  const bool readable = read_urlencoded(asked.query, most_values, looking->query);
  if (!looking->rate.allowed) return looking->refuse(Refused::rate_limited);
  if (asked.owner) look_up(looking, readable);
  else look_up_by_inbox(std::move(looking), readable);
}

feedback::Language Looking::language() const { return language_of(*desk, request); }

void Looking::say(Page page) const {
  add_rate(page, counted_as, rate, request.now);
  answered(std::move(page));
}

void Looking::ok(std::string_view data) const { say(rest_page(200, success(data, now()))); }

void Looking::refuse(Refused what, std::string_view details) const { say(analytics_refusal(*desk, request, what, details)); }

void Looking::fail(feedback::Fault fault) const { refuse(refused_by(fault)); }

void Looking::misfit(const feedback::Problems &problems) const { refuse(Refused::invalid, details_of(problems, language())); }

int64_t Wishes::number(std::string_view name, int64_t least, int64_t most, int64_t otherwise) {
  const std::string_view said = look_->asked(name);
  int64_t value = otherwise;
  if (said.empty()) return value;
  const auto [end, error] = std::from_chars(said.data(), said.data() + said.size(), value);
  if (end != said.data() + said.size() || error == std::errc::invalid_argument) return problems_.add(pointer(name), Wrong::no_whole_number), otherwise;
  const bool beyond = error != std::errc(); // more digits than a number has
  if (beyond ? said.front() == '-' : value < least) return problems_.add(pointer(name), Wrong::too_small, least), otherwise;
  if (beyond || value > most) return problems_.add(pointer(name), Wrong::too_large, most), otherwise;
  return value;
}

size_t Wishes::choice(std::string_view name, std::initializer_list<std::string_view> choices) {
  const std::string_view said = look_->asked(name);
  std::string all;
  size_t number = 0;
  for (const std::string_view each : choices) {
    if (said == each) return number;
    if (!each.empty()) all.append(all.empty() ? "" : ", ").append(each);
    ++number;
  }
  if (!said.empty()) problems_.add(pointer(name), Wrong::not_a_choice, -1, all);
  return 0;
}

std::string Wishes::session(std::string_view name) {
  std::string id;
  const std::string_view said = look_->asked(name);
  if (!said.empty() && !feedback::read_session_id(said, id)) problems_.add(pointer(name), Wrong::bad_text);
  return id;
}

bool Wishes::refused() const {
  if (problems_.none()) return false;
  look_->misfit(problems_);
  return true;
}

} // namespace tenon::web
