// feedback_pages.cpp - the order of judgement, cheapest first: a known path, its method, randomness, how often; then the page.
#include "web/feedback_pages.hpp"
#include "ground/base64url.hpp"
#include "ground/opaque_id.hpp"
#include "web/page_serving.hpp"
#include <utility>

namespace tenon::web {
namespace {

using feedback::Refused;
using Desk = FeedbackPages::Desk;
using Kind = PagePath::Kind;

constexpr size_t most_in_query = 32; // pairs; more are nobody's

bool reads(const PageRequest &request) { return request.method == "GET" || request.method == "HEAD"; }
bool posts(const PageRequest &request) { return request.method == "POST"; }

// What can be decoded of it: a page needs none of it.
std::vector<FormPair> query_of(std::string_view query) {
  std::vector<FormPair> pairs;
  if (!read_urlencoded(query, most_in_query, pairs)) pairs.clear();
  return pairs;
}

std::string_view theme_of(const Desk &desk, std::string_view asked) {
  for (const std::string_view theme : {"auto", "light", "dark"})
    if (asked == theme) return theme;
  return desk.pages.theme;
}

// Its page is where a key's answer leads; a path that is none of ours is not repeated.
std::string path_of(const PageServing &serving) {
  const bool has_id = !serving.path.id.empty();
  const std::string_view front = serving.path.kind == Kind::code ? "/feedback/p" : "/feedback";
  return serving.below_base(front) + (has_id ? '/' + serving.path.id : std::string());
}

void dress(PageServing &serving) {
  Dress &out = serving.dress;
  out.kind = serving.path.kind == Kind::list ? PageKind::list : PageKind::question;
  out.query = query_of(serving.request.query);
  out.language = feedback::choose_language(value_of(out.query, "lang"), serving.request.accept_language, serving.desk->rules.language);
  out.theme = theme_of(*serving.desk, value_of(out.query, "theme"));
  out.path = path_of(serving);
}

// A nonce for this answer and an id for what is sent next: 128 bits each. False: there is no randomness.
bool roll(PageServing &serving) {
  unsigned char bytes[2][opaque_id_bytes];
  if (!serving.desk->pages.random(bytes, sizeof bytes)) return false;
  append_base64(serving.dress.nonce, {reinterpret_cast<const char *>(bytes[0]), sizeof bytes[0]});
  serving.submission_id = opaque_id(bytes[1]);
  return true;
}

std::string_view allowed(Kind kind) { return kind == Kind::list ? "GET, HEAD" : kind == Kind::key ? "POST" : "GET, HEAD, POST"; }

bool right_method(Kind kind, const PageRequest &request) {
  if (kind == Kind::key) return posts(request);
  return reads(request) || ((kind == Kind::question || kind == Kind::code) && posts(request));
}

void refuse_method(const PageServing &serving) {
  Page page{405, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}, {"Allow", std::string(allowed(serving.path.kind))}}, ""};
  page.body = failure(Refused::wrong_method, serving.language(), {}, serving.request.now.unix_ms);
  serving.say(std::move(page));
}

void dispatch(const ServePage &serve) {
  const Kind kind = serve->path.kind;
  // Words that were posted are not lost because they came too fast: that page says so itself.
  if (!serve->rate.allowed && !(kind == Kind::question && posts(serve->request))) return serve->notice(429, Notice::limited);
  if (kind == Kind::none) return serve->notice(404, Notice::not_found);
  if (kind == Kind::list) return visit_list(serve);
  if (kind == Kind::key) return post_key(serve);
  if (kind == Kind::code) return posts(serve->request) ? post_code(serve) : visit_code(serve);
  return posts(serve->request) ? post_question(serve) : visit_question(serve);
}

} // namespace

FeedbackPages::FeedbackPages(feedback::Ledger ledger, FeedbackRules rules, PageRules pages, Responder responder,
                             std::shared_ptr<feedback::RateLimiter> limiter)
    : desk_(std::make_shared<const Desk>(std::move(ledger), std::move(rules), std::move(pages), std::move(responder), std::move(limiter))) {}

FeedbackPages::Desk::Desk(feedback::Ledger its_ledger, FeedbackRules its_rules, PageRules its_pages, Responder its_responder,
                          std::shared_ptr<feedback::RateLimiter> its_limiter)
    : ledger(std::move(its_ledger)), rules(std::move(its_rules)), pages(std::move(its_pages)), responder(std::move(its_responder)),
      limiter(std::move(its_limiter)), shell(pages.product), guard(pages.secret) {}

bool FeedbackPages::serves(std::string_view path) { return path == "/feedback" || path.starts_with("/feedback/"); }

void FeedbackPages::answer(PageRequest request, Answered answered) const {
  auto serving = std::make_shared<PageServing>();
  serving->desk = desk_;
  serving->request = std::move(request);
  serving->answered = std::move(answered);
  serving->path = page_path(serving->request.path);
  dress(*serving);
  if (serving->path.kind != Kind::none && !right_method(serving->path.kind, serving->request)) return refuse_method(*serving);
  if (!roll(*serving)) return serving->refuse_as_json(Refused::internal); // a page without a nonce would have neither style nor script
  const feedback::Action action = posts(serving->request) ? feedback::Action::submit : feedback::Action::page;
  if (desk_->limiter) serving->rate = desk_->limiter->take(action, serving->request.peer, serving->request.now);
  if (!serving->rate.allowed) return dispatch(serving);
  look_for_inbox(desk_->responder, serving->request.visit(), [serving](InboxVisit visit) {
    serving->inbox = std::move(visit);
    if (serving->inbox.let_in()) serving->dress.list_path = serving->below_base("/feedback");
    dispatch(serving);
  });
}

Visit PageRequest::visit() const {
  Visit visit{method, query, cookie, bearer, host, origin, peer, has_origin, secure, true, {}, now};
  if (owner) visit.owner = *owner;
  return visit;
}

} // namespace tenon::web
