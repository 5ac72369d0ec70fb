// page_visits.cpp - pages that are only looked at: a question, and the list.
#include "web/page_serving.hpp"
#include <utility>

namespace tenon::web {

using feedback::Fault;
using feedback::Session;

namespace {

constexpr uint32_t on_one_page = 50;

void show_list(const ServePage &serve, Listed listed, feedback::Tally tally, feedback::Rows rows) {
  ListFacts facts;
  facts.api = serve->below_base("/api/feedback/list");
  facts.listed = listed;
  facts.tally = tally;
  facts.next = std::move(rows.next);
  for (const feedback::Row &row : rows.rows)
    if (Outcome<Session> session = feedback::read_row(row)) facts.sessions.push_back(std::move(*session)); // else the store's log has it
  serve->say(list_page(serve->desk->shell, serve->dress, std::move(facts)));
}

void turn_away(const ServePage &serve) {
  Visitor visitor;
  visitor.may = serve->inbox.may;
  visitor.log_in_at = serve->inbox.log_in_at;
  serve->send_away(visitor);
}

// The list follows under its own address, without the key. Who is in already does not use it up, and nor does who only asks for the head.
void open_list(const ServePage &serve, const std::string &key) {
  if (serve->inbox.let_in()) return serve->go_to(link_to(serve->dress, serve->dress.path));
  if (!serve->desk->responder.open_inbox || serve->request.method != "GET") return turn_away(serve);
  serve->desk->responder.open_inbox(serve->request.visit(), key, [serve](std::string set_cookie) {
    set_cookie.empty() ? turn_away(serve) : serve->go_to(link_to(serve->dress, serve->dress.path), {set_cookie});
  });
}

} // namespace

void visit_list(const ServePage &serve) {
  const std::string key(value_of(serve->dress.query, "inbox"));
  if (!key.empty()) return open_list(serve, key);
  const InboxVisit &visit = serve->inbox;
  if (!visit.let_in()) return turn_away(serve);
  const Listed listed = listed_of(value_of(serve->dress.query, "status"));
  feedback::Query query;
  query.principal = visit.principal;
  query.state_bits = states_of(listed);
  query.most = on_one_page;
  query.cursor = value_of(serve->dress.query, "cursor");
  const feedback::Store &store = serve->desk->ledger.store();
  store.count(query.principal, [serve, listed, query](feedback::Result<feedback::Tally> counted) {
    if (counted.fault != Fault::none) return serve->fault(counted.fault);
    serve->desk->ledger.store().list(query, [serve, listed, tally = counted.value](feedback::Result<feedback::Rows> found) {
      if (found.fault == Fault::not_found) return serve->go_to(link_to_itself(serve->dress)); // a cursor that is none: from the beginning
      if (found.fault != Fault::none) return serve->fault(found.fault);
      show_list(serve, listed, tally, std::move(found.value));
    });
  });
}

void visit_question(const ServePage &serve) {
  with_visitor(serve, [serve](const std::shared_ptr<const Session> &session, const Visitor &visitor) { serve->question(200, *session, visitor); });
}

} // namespace tenon::web
