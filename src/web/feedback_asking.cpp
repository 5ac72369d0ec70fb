// feedback_asking.cpp - the routes of those who ask: a new question, their list, what came of it, and taking it back.
#include "feedback/members.hpp"
#include "feedback/request.hpp"
#include "feedback/submission.hpp"
#include "web/feedback_serving.hpp"
#include <charconv>
#include <utility>

namespace tenon::web {

using feedback::Event;
using feedback::EventKind;
using feedback::Fault;
using feedback::Refused;
using feedback::Session;
using feedback::State;

namespace {

constexpr uint32_t most_listed = 200;

// False: it has been answered.
bool read_list_query(const Serve &serve, feedback::Query &query) {
  const FeedbackRequest &request = serve->request;
  const std::string_view status = query_value(request.query, "status"), limit = query_value(request.query, "limit");
  for (int i = 0; i < feedback::states; ++i)
    if (i != static_cast<int>(State::purged) && (status.empty() || status == "all" || status == status_word(static_cast<State>(i)))) query.state_bits |= 1u << i;
  if (query.state_bits == 0)
    return serve->misfit("/status", feedback::Wrong::not_a_choice, -1, "pending, completed, expired, all"), false;
  if (!limit.empty()) {
    const auto [end, error] = std::from_chars(limit.data(), limit.data() + limit.size(), query.most);
    if (error != std::errc() || end != limit.data() + limit.size())
      return serve->misfit("/limit", feedback::Wrong::no_whole_number), false;
    if (query.most < 1) return serve->misfit("/limit", feedback::Wrong::too_small, 1), false;
    if (query.most > most_listed) return serve->misfit("/limit", feedback::Wrong::too_large, most_listed), false;
  }
  query.cursor = query_value(request.query, "cursor");
  return true;
}

void show_list(const Serve &serve, feedback::Query query) {
  serve->desk->ledger.store().count(query.principal, [serve, query](feedback::Result<feedback::Tally> counted) {
    if (counted.fault != Fault::none) return serve->fail(counted.fault);
    serve->desk->ledger.store().list(query, [serve, tally = counted.value](feedback::Result<feedback::Rows> found) {
      if (found.fault == Fault::not_found)
        return serve->misfit("/cursor", feedback::Wrong::bad_text);
      if (found.fault != Fault::none) return serve->fail(found.fault);
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
      members.integer("pending", of(State::open)).integer("completed", completed).text_if("nextCursor", found.value.next).close();
      serve->ok(data);
    });
  });
}

} // namespace

void create_feedback(const Serve &serve) {
  json::Reader reader;
  if (!parse_body(serve, reader)) return;
  feedback::Request wish;
  feedback::Problems problems;
  if (!feedback::read_request(reader, reader.whole(), feedback::Door::http, serve->limits(), serve->forms(), wish, problems))
    return serve->misfit(problems);
  if (wish.key.empty()) wish.key = serve->request.idempotency_key;
  if (wish.key.size() > serve->limits().key)
    return serve->misfit("/idempotencyKey", feedback::Wrong::too_long, serve->limits().key);
  feedback::Asker asker;
  asker.principal = serve->request.owner.value_or(std::string());
  asker.client = serve->request.client;
  asker.source = serve->request.by_host ? "host" : "api";
  const feedback::Caller caller{asker.principal, wish.thread, ""};
  auto asked = std::make_shared<feedback::Asked>(feedback::asked_of(std::move(wish), std::move(asker), serve->desk->rules.terms));
  serve->desk->ledger.begin(std::move(asked), caller, serve->now(), [serve](feedback::Result<feedback::Begun> begun) {
    if (begun.fault != Fault::none) return serve->fail(begun.fault);
    if (begun.value.how == feedback::Begun::How::conflict) return serve->refuse(Refused::idempotency_conflict);
    if (begun.value.how == feedback::Begun::How::too_many) return serve->refuse(Refused::too_many_sessions);
    serve->ok(created_view(begun.value.session, Links{serve->request.base, link_of(serve->desk->responder, begun.value.session, serve->request.base)}));
  });
}

void list_feedback(const Serve &serve) {
  feedback::Query query;
  if (!read_list_query(serve, query)) return;
  const FeedbackRequest &request = serve->request;
  if (request.by_host || (request.owner && !request.anonymous)) {
    query.principal = request.owner; // none: the host's own look at all
    return show_list(serve, std::move(query));
  }
  look_for_inbox(serve->desk->responder, serve->request.visit(), [serve, query](InboxVisit visit) {
    if (const std::optional<TurnedAway> away = turned_away(visit, serve->request.visit(), serve->request.base)) return serve->refuse(away->what, away->details);
    feedback::Query theirs = query;
    theirs.principal = std::move(visit.principal);
    show_list(serve, std::move(theirs));
  });
}

void show_result(const Serve &serve) {
  with_session(serve, [serve](const Session &session) {
    if (session.winner == feedback::nobody && late_notes(session) == 0) return serve->refuse(Refused::no_feedback);
    Event event; // what is read here need not come along with the next question
    event.kind = EventKind::deliver;
    change(serve, std::move(event), [serve](const feedback::Changed &changed) { serve->ok(result_view(changed.session)); });
  });
}

void cancel_feedback(const Serve &serve) {
  json::Reader reader;
  if (!parse_body(serve, reader)) return;
  feedback::Submission words; // the same fields as a decline's: a reason
  feedback::Problems problems;
  if (!feedback::read_decline(reader, reader.whole(), serve->limits(), serve->forms(), words, problems))
    return serve->misfit(problems);
  with_session(serve, [serve, reason = words.reason](const Session &) {
    Event event;
    event.kind = EventKind::cancel;
    event.role = feedback::Role::asker;
    event.reason = reason;
    change(serve, std::move(event), [serve](const feedback::Changed &changed) { serve->ok(status_view(changed.session)); });
  });
}

void show_audit(const Serve &serve) {
  with_session(serve, [serve](const Session &session) {
    serve->desk->ledger.store().audit(session.id, 1, UINT32_MAX, [serve, session](feedback::Result<std::vector<feedback::AuditEntry>> found) {
      if (found.fault != Fault::none) return serve->fail(found.fault);
      serve->ok(audit_view(session, found.value));
    });
  });
}

} // namespace tenon::web
