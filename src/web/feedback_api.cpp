// feedback_api.cpp - checks first, cheapest first; then one step in the ledger; then the page that its outcome makes.
#include "web/feedback_api.hpp"
#include "feedback/members.hpp"
#include "feedback/request.hpp"
#include "feedback/submission.hpp"
#include "framing/media_type.hpp"
#include "web/timestamp.hpp"
#include <charconv>
#include <new>
#include <utility>

namespace tenon::web {

using feedback::Event;
using feedback::EventKind;
using feedback::Fault;
using feedback::Refused;
using feedback::Session;
using feedback::State;
using feedback::Verdict;

struct FeedbackApi::Desk {
  feedback::Ledger ledger;
  FeedbackRules rules;
  std::shared_ptr<feedback::RateLimiter> limiter;
};

namespace {

using Desk = FeedbackApi::Desk;

Page json_page(int status, std::string body) {
  Page page;
  page.status = status;
  page.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-cache"}};
  page.body = std::move(body);
  return page;
}

feedback::Language language_of(const Desk &desk, const FeedbackRequest &request) {
  return feedback::choose_language(query_value(request.query, "lang"), request.accept_language, desk.rules.language);
}

Page refusal(const Desk &desk, const FeedbackRequest &request, Refused what, std::string_view details = {}) {
  Page page = json_page(refusing(what).http, failure(what, language_of(desk, request), details, request.now.unix_ms));
  if (what == Refused::wrong_method) page.headers.emplace_back("Allow", std::string(method_of(request.path.route)) + ", OPTIONS");
  if (what == Refused::store_busy) page.headers.emplace_back("Retry-After", "1");
  return page;
}

Page misfit(const Desk &desk, const FeedbackRequest &request, const feedback::Problems &problems) {
  return refusal(desk, request, Refused::invalid, details_of(problems, language_of(desk, request)));
}

Page one_misfit(const Desk &desk, const FeedbackRequest &request, std::string field, feedback::Wrong what, int64_t limit = -1, std::string_view detail = {}) {
  feedback::Problems problems;
  problems.add(std::move(field), what, limit, detail);
  return misfit(desk, request, problems);
}

Page fault_page(const Desk &desk, const FeedbackRequest &request, Fault fault) {
  switch (fault) {
  case Fault::not_found: return refusal(desk, request, Refused::no_session);
  case Fault::full: return refusal(desk, request, Refused::store_full);
  case Fault::busy:
  case Fault::conflict: return refusal(desk, request, Refused::store_busy);
  case Fault::none:
  case Fault::corrupt:
  case Fault::failed: break;
  }
  return refusal(desk, request, Refused::store_failed);
}

// --- how often

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

void add_rate(Page &page, feedback::Action action, const feedback::Rate &rate, Instant now) {
  if (rate.limit == 0) return;
  page.headers.emplace_back("X-RateLimit-Limit", std::to_string(rate.limit));
  page.headers.emplace_back("X-RateLimit-Remaining", std::to_string(rate.remaining));
  page.headers.emplace_back("X-RateLimit-Reset", std::to_string(rate_reset_at(rate, now)));
  page.headers.emplace_back("RateLimit-Policy", rate_policy(action, rate));
  page.headers.emplace_back("RateLimit", rate_left(action, rate));
  if (!rate.allowed) page.headers.emplace_back("Retry-After", std::to_string(rate.retry_seconds));
}

// --- one request under way

struct Serving {
  std::shared_ptr<const Desk> desk;
  FeedbackRequest request;
  FeedbackApi::Answered answered;
  feedback::Action action{};
  feedback::Rate rate;

  int64_t now() const { return request.now.unix_ms; }
  void say(Page page) const {
    add_rate(page, action, rate, request.now);
    answered(std::move(page));
  }
  void ok(std::string_view data, int status = 200) const { say(json_page(status, success(data, now()))); }
  void refuse(Refused what, std::string_view details = {}) const { say(refusal(*desk, request, what, details)); }
  bool owns(const Session &session) const { return request.owner && session.asked->asker.principal == *request.owner; }
};
using Serve = std::shared_ptr<const Serving>;

// The session, if this request may know of it and there is something left of it.
template <class Use> void with_session(const Serve &serve, Use use) {
  serve->desk->ledger.read(serve->request.path.id, [serve, use](feedback::Result<Session> got) {
    if (got.fault != Fault::none) return serve->say(fault_page(*serve->desk, serve->request, got.fault));
    if (whose(serve->request.path.route) == Whose::owners && !serve->owns(got.value)) return serve->refuse(Refused::no_session);
    if (got.value.state == State::purged) return serve->refuse(Refused::gone);
    use(got.value);
  });
}

// Parses the body into `reader`; false: it has been answered. No body is an empty object where none is needed.
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

// --- what became of an event

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

bool went_well(Verdict verdict) {
  return verdict == Verdict::done || verdict == Verdict::unchanged || verdict == Verdict::replayed || verdict == Verdict::late;
}

template <class Show> void change(const Serve &serve, Event event, Show show) {
  event.by = serve->request.by;
  serve->desk->ledger.change(serve->request.path.id, std::move(event), serve->now(), [serve, show](feedback::Result<feedback::Changed> result) {
    if (result.fault != Fault::none) return serve->say(fault_page(*serve->desk, serve->request, result.fault));
    if (!went_well(result.value.verdict)) return refuse_verdict(serve, result.value);
    show(result.value);
  });
}

// --- those who ask

void create(const Serve &serve) {
  const Desk &desk = *serve->desk;
  json::Reader reader;
  if (!parse_body(serve, reader)) return;
  feedback::Request wish;
  feedback::Problems problems;
  if (!feedback::read_request(reader, reader.whole(), feedback::Door::http, desk.rules.limits, desk.rules.forms, wish, problems))
    return serve->say(misfit(desk, serve->request, problems));
  if (wish.key.empty()) wish.key = serve->request.idempotency_key;
  if (wish.key.size() > desk.rules.limits.key)
    return serve->say(one_misfit(desk, serve->request, "/idempotencyKey", feedback::Wrong::too_long, desk.rules.limits.key));
  feedback::Asker asker;
  asker.principal = serve->request.owner.value_or(std::string());
  asker.client = serve->request.client;
  asker.source = "api";
  const feedback::Caller caller{asker.principal, wish.thread, ""};
  auto asked = std::make_shared<feedback::Asked>(feedback::asked_of(std::move(wish), std::move(asker), desk.rules.terms));
  desk.ledger.begin(std::move(asked), caller, serve->now(), [serve](feedback::Result<feedback::Begun> begun) {
    if (begun.fault != Fault::none) return serve->say(fault_page(*serve->desk, serve->request, begun.fault));
    if (begun.value.how == feedback::Begun::How::conflict) return serve->refuse(Refused::idempotency_conflict);
    if (begun.value.how == feedback::Begun::How::too_many) return serve->refuse(Refused::too_many_sessions);
    serve->ok(created_view(begun.value.session, Links{serve->request.base}));
  });
}

constexpr uint32_t most_listed = 200;

// False: it has been answered.
bool read_list_query(const Serve &serve, feedback::Query &query) {
  const FeedbackRequest &request = serve->request;
  const std::string_view status = query_value(request.query, "status"), limit = query_value(request.query, "limit");
  for (int i = 0; i < feedback::states; ++i)
    if (i != static_cast<int>(State::purged) && (status.empty() || status == "all" || status == status_word(static_cast<State>(i)))) query.state_bits |= 1u << i;
  if (query.state_bits == 0)
    return serve->say(one_misfit(*serve->desk, request, "/status", feedback::Wrong::not_a_choice, -1, "pending, completed, expired, all")), false;
  if (!limit.empty()) {
    const auto [end, error] = std::from_chars(limit.data(), limit.data() + limit.size(), query.most);
    if (error != std::errc() || end != limit.data() + limit.size())
      return serve->say(one_misfit(*serve->desk, request, "/limit", feedback::Wrong::no_whole_number)), false;
    if (query.most < 1) return serve->say(one_misfit(*serve->desk, request, "/limit", feedback::Wrong::too_small, 1)), false;
    if (query.most > most_listed) return serve->say(one_misfit(*serve->desk, request, "/limit", feedback::Wrong::too_large, most_listed)), false;
  }
  query.principal = request.owner.value_or(std::string());
  query.cursor = query_value(request.query, "cursor");
  return true;
}

void list(const Serve &serve) {
  feedback::Query query;
  if (!read_list_query(serve, query)) return;
  serve->desk->ledger.store().count(query.principal, [serve, query](feedback::Result<feedback::Tally> counted) {
    if (counted.fault != Fault::none) return serve->say(fault_page(*serve->desk, serve->request, counted.fault));
    serve->desk->ledger.store().list(query, [serve, tally = counted.value](feedback::Result<feedback::Rows> found) {
      if (found.fault == Fault::not_found)
        return serve->say(one_misfit(*serve->desk, serve->request, "/cursor", feedback::Wrong::bad_text));
      if (found.fault != Fault::none) return serve->say(fault_page(*serve->desk, serve->request, found.fault));
      const auto of = [&](State state) { return static_cast<int64_t>(tally.of_state[static_cast<int>(state)]); };
      const int64_t completed = of(State::answered) + of(State::declined);
      std::string data;
      feedback::Members members(data);
      members.value_of("items") += '[';
      for (const feedback::Row &row : found.value.rows) {
        const Outcome<Session> session = feedback::read_row(row);
        if (!session) continue; // the log of the store has it
        if (data.back() != '[') data += ',';
        data += list_item(*session);
      }
      data += ']';
      members.integer("total", of(State::open) + completed + of(State::cancelled) + of(State::expired));
      members.integer("pending", of(State::open)).integer("completed", completed).text_if("cursor", found.value.next).close();
      serve->ok(data);
    });
  });
}

void result(const Serve &serve) {
  with_session(serve, [serve](const Session &session) {
    if (session.winner == feedback::nobody && late_notes(session) == 0) return serve->refuse(Refused::no_feedback);
    Event event; // what is read here need not come along with the next question
    event.kind = EventKind::deliver;
    change(serve, std::move(event), [serve](const feedback::Changed &changed) { serve->ok(result_view(changed.session)); });
  });
}

void cancel(const Serve &serve) {
  json::Reader reader;
  if (!parse_body(serve, reader)) return;
  feedback::Submission words; // the same fields as a decline's: a reason
  feedback::Problems problems;
  if (!feedback::read_decline(reader, reader.whole(), serve->desk->rules.limits, serve->desk->rules.forms, words, problems))
    return serve->say(misfit(*serve->desk, serve->request, problems));
  with_session(serve, [serve, reason = words.reason](const Session &) {
    Event event;
    event.kind = EventKind::cancel;
    event.role = feedback::Role::asker;
    event.reason = reason;
    change(serve, std::move(event), [serve](const feedback::Changed &changed) { serve->ok(status_view(changed.session)); });
  });
}

void audit(const Serve &serve) {
  with_session(serve, [serve](const Session &session) {
    serve->desk->ledger.store().audit(session.id, 1, UINT32_MAX, [serve, session](feedback::Result<std::vector<feedback::AuditEntry>> found) {
      if (found.fault != Fault::none) return serve->say(fault_page(*serve->desk, serve->request, found.fault));
      serve->ok(audit_view(session, found.value));
    });
  });
}

// --- those who answer

void submit(const Serve &serve) {
  auto reader = std::make_shared<json::Reader>();
  if (!parse_body(serve, *reader)) return;
  with_session(serve, [serve, reader](const Session &session) {
    const Desk &desk = *serve->desk;
    const bool declines = serve->request.path.route == FeedbackRoute::decline;
    Event event;
    event.kind = declines ? EventKind::decline : EventKind::answer;
    event.role = feedback::Role::responder;
    feedback::Submission &said = event.submission.emplace();
    feedback::Problems problems;
    const bool fine = declines ? feedback::read_decline(*reader, reader->whole(), desk.rules.limits, desk.rules.forms, said, problems)
                               : feedback::read_submission(*reader, reader->whole(), session.asked->question, desk.rules.limits, desk.rules.forms, said, problems);
    if (!fine) return serve->say(misfit(desk, serve->request, problems));
    said.name = serve->request.name;
    said.auth = serve->request.auth;
    change(serve, std::move(event), [serve](const feedback::Changed &changed) {
      const bool late = changed.session.submissions[changed.submission].late;
      serve->ok(submitted_view(changed.session, changed.submission, changed.verdict == Verdict::replayed), late ? 202 : 200);
    });
  });
}

void move(const Serve &serve, EventKind kind) {
  json::Reader reader;
  if (!parse_body(serve, reader)) return;
  const json::Value seconds = reader.root().find("seconds");
  if (!reader.root().is_object()) return serve->say(one_misfit(*serve->desk, serve->request, "", feedback::Wrong::no_object));
  if (seconds && (kind != EventKind::extend || !seconds.is_number()))
    return serve->say(one_misfit(*serve->desk, serve->request, "/seconds", kind == EventKind::extend ? feedback::Wrong::no_number : feedback::Wrong::unknown));
  if (seconds && (seconds.number() < 1 || seconds.number() > 604800))
    return serve->say(one_misfit(*serve->desk, serve->request, "/seconds", seconds.number() < 1 ? feedback::Wrong::too_small : feedback::Wrong::too_large, seconds.number() < 1 ? 1 : 604800));
  const int64_t wanted = seconds ? static_cast<int64_t>(seconds.number() * 1000) : 0;
  with_session(serve, [serve, kind, wanted](const Session &session) {
    Event event;
    event.kind = kind;
    event.role = serve->owns(session) ? feedback::Role::asker : feedback::Role::responder;
    event.until = feedback::after(serve->now(), wanted != 0 && serve->owns(session) ? wanted : session.terms().timeout_ms);
    change(serve, std::move(event), [serve](const feedback::Changed &changed) { serve->ok(moved_view(changed.session, serve->now())); });
  });
}

void view(const Serve &serve) {
  with_session(serve, [serve](const Session &session) {
    const Reader reader{serve->request.by, true, serve->desk->ledger.agent_waits(session.id)};
    serve->ok(form_view(session, reader, serve->now()));
  });
}

void dispatch(const Serve &serve) {
  switch (serve->request.path.route) {
  case FeedbackRoute::create: return create(serve);
  case FeedbackRoute::list: return list(serve);
  case FeedbackRoute::status: return with_session(serve, [serve](const Session &session) { serve->ok(status_view(session)); });
  case FeedbackRoute::result: return result(serve);
  case FeedbackRoute::cancel: return cancel(serve);
  case FeedbackRoute::audit: return audit(serve);
  case FeedbackRoute::view: return view(serve);
  case FeedbackRoute::submit:
  case FeedbackRoute::decline: return submit(serve);
  case FeedbackRoute::touch: return move(serve, EventKind::touch);
  case FeedbackRoute::claim: return move(serve, EventKind::claim);
  case FeedbackRoute::release: return move(serve, EventKind::release);
  case FeedbackRoute::extend: return move(serve, EventKind::extend);
  case FeedbackRoute::wait:
  case FeedbackRoute::events:
  case FeedbackRoute::unknown: break;
  }
  serve->refuse(Refused::no_route);
}

} // namespace

FeedbackApi::FeedbackApi(feedback::Ledger ledger, FeedbackRules rules, std::shared_ptr<feedback::RateLimiter> limiter)
    : desk_(std::make_shared<const Desk>(Desk{std::move(ledger), std::move(rules), std::move(limiter)})) {}

const feedback::Ledger &FeedbackApi::ledger() const { return desk_->ledger; }

std::optional<Page> FeedbackApi::refuse(const FeedbackRequest &request) const {
  const FeedbackRoute route = request.path.route;
  const Desk &desk = *desk_;
  if (route == FeedbackRoute::unknown) return refusal(desk, request, Refused::no_route);
  if (whose(route) != Whose::responders && !request.owner) return refusal(desk, request, Refused::unauthorized);
  if (whose(route) == Whose::responders && !request.may_answer && !request.owner) return refusal(desk, request, Refused::unauthorized);
  const bool right = request.method == method_of(route) || (request.method == "HEAD" && method_of(route) == "GET");
  if (!right) return refusal(desk, request, Refused::wrong_method);
  if (request.path.bad_id) return one_misfit(desk, request, "/sessionId", feedback::Wrong::bad_text);
  const bool json = framing::is_media_type(request.content_type, "application/json");
  if (request.method == "POST" && !json && (wants_body(route) || !request.content_type.empty())) return refusal(desk, request, Refused::wrong_media_type);
  return std::nullopt;
}

void FeedbackApi::answer(FeedbackRequest request, Answered answered) const {
  if (std::optional<Page> refused = refuse(request)) return answered(std::move(*refused));
  auto serving = std::make_shared<Serving>(Serving{desk_, std::move(request), std::move(answered), {}, {}});
  serving->action = action_of(serving->request.path.route);
  serving->rate = desk_->limiter ? desk_->limiter->take(serving->action, counted(serving->request), serving->request.now) : feedback::Rate{};
  const Serve serve = std::move(serving);
  if (!serve->rate.allowed) return serve->refuse(Refused::rate_limited);
  dispatch(serve);
}

} // namespace tenon::web
