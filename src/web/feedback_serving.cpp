// feedback_serving.cpp - what all routes share: a session that may be known, an event and its verdict, and the page of a refusal.
#include "web/feedback_serving.hpp"
#include "feedback/members.hpp"
#include "web/page_guard.hpp"
#include "web/timestamp.hpp"
#include <new>
#include <utility>

namespace tenon::web {

using feedback::Fault;
using feedback::Refused;
using feedback::Session;
using feedback::State;
using feedback::Verdict;

namespace {

feedback::Language language_of(const FeedbackApi::Desk &desk, const FeedbackRequest &request) {
  return feedback::choose_language(query_value(request.query, "lang"), request.accept_language, desk.rules.language);
}

void refuse_verdict(const Serve &serve, const feedback::Changed &changed) {
  const Session &session = changed.session;
  std::string details;
  feedback::Members members(details);
  switch (changed.verdict) {
  case Verdict::already:
  case Verdict::voted:
    if (changed.submission != feedback::nobody) {
      const feedback::Submission &said = session.submissions[changed.submission];
      members.text("submittedAt", timestamp(said.at)).text_if("by", said.name.empty() ? said.by : said.name);
    }
    members.close();
    return serve->refuse(session.state == State::declined ? Refused::already_declined : Refused::already_submitted, details);
  case Verdict::claimed:
    members.text("by", session.claim.holder).text("until", timestamp(session.claim.until)).close();
    return serve->refuse(Refused::claimed, details);
  case Verdict::submission_conflict: return serve->refuse(Refused::submission_conflict);
  case Verdict::closed: return serve->refuse(session.state == State::cancelled ? Refused::cancelled : Refused::expired);
  case Verdict::late_full: return serve->refuse(Refused::late_full);
  case Verdict::not_over: return serve->refuse(Refused::not_over);
  case Verdict::gone: return serve->refuse(Refused::gone);
  default: return serve->refuse(Refused::internal);
  }
}

// Who asked may look, and give more time, by the token alone; answering is another's.
bool is_judged(const Serving &serving, const Session &session) {
  const FeedbackRoute route = serving.request.path.route;
  if (whose(route) != Whose::responders || serving.request.by_host) return false;
  const bool owners_too = route == FeedbackRoute::view || route == FeedbackRoute::events || route == FeedbackRoute::extend;
  return !(owners_too && !serving.request.anonymous && serving.owns(session));
}

// Those whose end somebody knows; the rate limits tell theirs themselves.
const char *retry_after(Refused what) {
  switch (what) {
  case Refused::store_busy: return "1";
  case Refused::unavailable: return "5";
  case Refused::too_many_connections: return "30";
  default: return nullptr;
  }
}

bool went_well(Verdict verdict) {
  return verdict == Verdict::done || verdict == Verdict::unchanged || verdict == Verdict::replayed || verdict == Verdict::late;
}

} // namespace

Page feedback_refusal(const FeedbackApi::Desk &desk, const FeedbackRequest &request, Refused what, std::string_view details) {
  Page page = rest_page(refusing(what).http, failure(what, language_of(desk, request), details, request.now.unix_ms));
  if (what == Refused::wrong_method) page.headers.emplace_back("Allow", std::string(method_of(request.path.route)) + ", OPTIONS");
  if (const char *const seconds = retry_after(what)) page.headers.emplace_back("Retry-After", seconds);
  return page;
}

Page feedback_misfit(const FeedbackApi::Desk &desk, const FeedbackRequest &request, const feedback::Problems &problems) {
  return feedback_refusal(desk, request, Refused::invalid, details_of(problems, language_of(desk, request)));
}

Page feedback_misfit(const FeedbackApi::Desk &desk, const FeedbackRequest &request, std::string field, feedback::Wrong what, int64_t limit,
                     std::string_view detail) {
  feedback::Problems problems;
  problems.add(std::move(field), what, limit, detail);
  return feedback_misfit(desk, request, problems);
}

void Serving::say(Page page) const {
  add_rate(page, action, rate, request.now);
  answered(std::move(page));
}

void Serving::ok(std::string_view data, int status) const { say(rest_page(status, success(data, now()))); }

void Serving::refuse(Refused what, std::string_view details) const { say(feedback_refusal(*desk, request, what, details)); }

void Serving::fail(Fault fault) const { refuse(refused_by(fault)); }

void with_session(const Serve &serve, std::function<void(const Session &)> use) {
  serve->desk->ledger.read(serve->request.path.id, [serve, use = std::move(use)](feedback::Result<Session> got) {
    if (got.fault != Fault::none) return serve->fail(got.fault);
    if (whose(serve->request.path.route) == Whose::owners && !serve->owns(got.value)) return serve->refuse(Refused::no_session);
    if (got.value.state == State::purged) return serve->refuse(Refused::gone);
    if (!is_judged(*serve, got.value)) return use(got.value);
    const auto session = std::make_shared<const Session>(std::move(got.value));
    judge(serve->desk->responder, serve->request.visit(), *session, [serve, session, use](Visitor visitor) {
      if (!let_in(serve, visitor)) return;
      serve->visitor = std::move(visitor);
      use(*session);
    });
  });
}

bool let_in(const Serve &serve, const Visitor &visitor) {
  const std::optional<TurnedAway> away = turned_away(visitor, serve->request.visit(), serve->request.base);
  if (away) serve->refuse(away->what, away->details);
  return !away;
}

bool parse_body(const Serve &serve, json::Reader &reader) {
  const std::string &body = serve->request.body;
  const std::string_view text = body.empty() && !wants_body(serve->request.path.route) ? std::string_view("{}") : std::string_view(body);
  const json::Trouble trouble = reader.parse_copy(text, serve->desk->rules.most_nesting);
  if (trouble == json::Trouble::none) return true;
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  std::string details;
  feedback::Members(details).text("field", "").text("reason", std::string("malformed JSON: ") + json::word(trouble)).close();
  serve->refuse(Refused::malformed, details);
  return false;
}

void change(const Serve &serve, feedback::Event event, std::function<void(const feedback::Changed &)> show) {
  event.by = serve->visitor.by;
  serve->desk->ledger.change(serve->request.path.id, std::move(event), serve->now(),
                             [serve, show = std::move(show)](feedback::Result<feedback::Changed> result) {
                               if (result.fault != Fault::none) return serve->fail(result.fault);
                               if (!went_well(result.value.verdict)) return refuse_verdict(serve, result.value);
                               show(result.value);
                             });
}

} // namespace tenon::web
