// responder.cpp - what holds where a responder leaves something out.
#include "web/responder.hpp"
#include "feedback/members.hpp"
#include "web/page_guard.hpp"
#include <utility>

namespace tenon::web {

void judge(const Responder &responder, const Visit &visit, const feedback::Session &session, std::function<void(Visitor)> judged) {
  if (!responder.judge) return judged(Visitor{});
  responder.judge(visit, session, std::move(judged));
}

void look_for_inbox(const Responder &responder, const Visit &visit, std::function<void(InboxVisit)> looked) {
  if (!responder.inbox) return looked(InboxVisit{});
  responder.inbox(visit, std::move(looked));
}

std::optional<TurnedAway> turned_away(const Visitor &visitor, const Visit &visit, std::string_view our_url) {
  using feedback::Refused;
  TurnedAway away;
  switch (visitor.may) {
  case Visitor::May::answer:
    if (!visitor.unasked || visit.reads() || (visit.has_origin && own_origin(visit.origin, visit.host, visit.secure, our_url))) return std::nullopt;
    away.what = Refused::forbidden;
    break;
  case Visitor::May::log_in:
    if (!visitor.log_in_at.empty()) feedback::Members(away.details).text("logIn", visitor.log_in_at).close();
    break;
  case Visitor::May::bring_a_key: break;
  case Visitor::May::go: away.what = Refused::forbidden; break;
  case Visitor::May::come_again: away.what = Refused::store_busy; break;
  }
  return away;
}

std::optional<TurnedAway> turned_away(const InboxVisit &inbox, const Visit &visit, std::string_view our_url) {
  Visitor visitor;
  visitor.may = inbox.may;
  visitor.log_in_at = inbox.log_in_at;
  visitor.unasked = true;
  return turned_away(visitor, visit, our_url);
}

std::string plain_link(std::string_view base, std::string_view session) {
  std::string out(base);
  return out.append("/feedback/").append(session);
}

std::string link_of(const Responder &responder, const feedback::Session &session, std::string_view base) {
  return responder.link ? responder.link(session, base) : plain_link(base, session.id);
}

} // namespace tenon::web
