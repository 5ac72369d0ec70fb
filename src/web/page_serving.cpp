// page_serving.cpp - what all pages share: their path, their dress, a session that may be seen, and the ways to say no.
#include "web/page_serving.hpp"
#include "feedback/session_id.hpp"
#include <utility>

namespace tenon::web {

using feedback::Fault;
using feedback::Refused;
using feedback::Session;

namespace {

// Nothing else is repeated on a page.
bool is_sealed(std::string_view text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return text.size() <= most_handle_bytes && text.find_first_not_of(letters) == text.npos;
}

} // namespace

PagePath page_path(std::string_view path) {
  constexpr std::string_view front = "/feedback";
  PagePath found;
  if (!path.starts_with(front)) return found;
  path.remove_prefix(front.size());
  if (path.empty() || path == "/") {
    found.kind = PagePath::Kind::list;
    return found;
  }
  if (path.front() != '/') return found;
  path.remove_prefix(1);
  const size_t slash = path.find('/');
  if (slash != path.npos && path.substr(0, slash) == "p") {
    found.kind = PagePath::Kind::code;
    if (is_sealed(path.substr(slash + 1))) found.id = path.substr(slash + 1);
    return found;
  }
  const std::string_view verb = slash == path.npos ? std::string_view() : path.substr(slash + 1);
  if (slash != path.npos && verb != "key") return found;
  found.kind = slash == path.npos ? PagePath::Kind::question : PagePath::Kind::key;
  feedback::read_session_id(path.substr(0, slash), found.id);
  return found;
}

bool PageServing::of_our_own() const {
  return !request.has_origin || own_origin(request.origin, request.host, request.secure, desk->pages.public_url);
}

void PageServing::notice(int status, Notice what, bool wrong_key) const {
  Dress plain = dress;
  plain.kind = PageKind::notice;
  const std::string key = what == Notice::unauthorized && path.kind != PagePath::Kind::list && path.kind != PagePath::Kind::code ? key_path() : std::string();
  Page page = notice_page(desk->shell, status, plain, what, key, wrong_key);
  if (what == Notice::limited) page.headers.emplace_back("Retry-After", std::to_string(rate.retry_seconds));
  say(std::move(page));
}

void PageServing::fault(Fault fault) const {
  const int status = refusing(refused_by(fault)).http;
  notice(status, status == 404 ? Notice::not_found : Notice::broken);
}

void PageServing::go_to(std::string address, const std::vector<std::string> &set_cookies) const {
  Page page{303, {{"Location", std::move(address)}, {"Cache-Control", "no-store"}}, ""};
  for (const std::string &each : set_cookies) page.headers.emplace_back("Set-Cookie", each);
  say(std::move(page));
}

void PageServing::send_away(const Visitor &visitor) const {
  switch (visitor.may) {
  case Visitor::May::log_in:
    // Whoever posts is told where they are: a redirect would take the words with it.
    if (!visitor.log_in_at.empty() && request.method != "POST") return go_to(visitor.log_in_at);
    return notice(401, Notice::unauthorized);
  case Visitor::May::go: return notice(403, Notice::forbidden);
  case Visitor::May::come_again: return notice(503, Notice::broken);
  case Visitor::May::answer:
  case Visitor::May::bring_a_key: break;
  }
  notice(401, Notice::unauthorized);
}

void PageServing::refuse_as_json(Refused what) const {
  say({refusing(what).http, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, failure(what, language(), {}, now())});
}

void PageServing::question(int status, const Session &session, const Visitor &visitor, const ComesBack *back, bool same_submission) const {
  QuestionFacts facts;
  facts.reader = {visitor.by, visitor.may_read, desk->ledger.agent_waits(session.id)};
  facts.api = below_base("/api/feedback/") + session.id;
  if (desk->pages.socket) facts.socket = desk->pages.socket(session, visitor, now());
  facts.csrf = desk->guard.token(session.id, visitor.reader);
  facts.submission_id = back && same_submission ? back->posted.submission_id : submission_id;
  facts.mine = value_of(dress.query, "mine");
  facts.back = back;
  facts.now = now();
  Page page = question_page(desk->shell, status, dress, session, facts);
  if (status == 429) page.headers.emplace_back("Retry-After", std::to_string(rate.retry_seconds));
  if (status == 503) page.headers.emplace_back("Retry-After", "1");
  for (const std::string &each : visitor.set_cookies) page.headers.emplace_back("Set-Cookie", each);
  say(std::move(page));
}

void with_visitor(const ServePage &serve, std::function<void(const std::shared_ptr<const Session> &, const Visitor &)> use) {
  if (serve->path.id.empty()) return serve->notice(404, Notice::not_found);
  serve->desk->ledger.read(serve->path.id, [serve, use = std::move(use)](feedback::Result<Session> got) {
    if (got.fault != Fault::none) return serve->fault(got.fault);
    if (got.value.state == feedback::State::purged) return serve->notice(410, Notice::gone);
    auto session = std::make_shared<const Session>(std::move(got.value));
    judge(serve->desk->responder, serve->request.visit(), *session, [serve, session, use](Visitor visitor) {
      visitor.may == Visitor::May::answer ? use(session, visitor) : serve->send_away(visitor);
    });
  });
}

} // namespace tenon::web
