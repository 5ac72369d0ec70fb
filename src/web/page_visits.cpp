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

} // namespace

void visit_list(const ServePage &serve) {
  const InboxVisit &visit = serve->inbox;
  if (!visit.may) return serve->notice(401, Notice::unauthorized);
  if (!visit.set_cookie.empty()) return serve->go_to(link_to(serve->dress, serve->dress.path), visit.set_cookie);
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
