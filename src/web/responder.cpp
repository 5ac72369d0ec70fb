// responder.cpp - what holds where a responder leaves something out.
#include "web/responder.hpp"
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

std::string plain_link(std::string_view base, std::string_view session) {
  std::string out(base);
  return out.append("/feedback/").append(session);
}

std::string link_of(const Responder &responder, const feedback::Session &session, std::string_view base) {
  return responder.link ? responder.link(session, base) : plain_link(base, session.id);
}

} // namespace tenon::web
