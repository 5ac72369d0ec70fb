// page_serving.hpp - one request for a page under way: who asked for which, in which dress, and the ways to answer it.
#pragma once
#include "web/feedback_pages.hpp"
#include "web/page_guard.hpp"
#include "web/page_list.hpp"
#include "web/page_notice.hpp"
#include "web/page_question.hpp"
#include "web/rest_page.hpp"

namespace tenon::web {

struct FeedbackPages::Desk {
  Desk(feedback::Ledger ledger, FeedbackRules rules, PageRules pages, Responder responder, std::shared_ptr<feedback::RateLimiter> limiter);

  feedback::Ledger ledger;
  FeedbackRules rules;
  PageRules pages;
  Responder responder;
  std::shared_ptr<feedback::RateLimiter> limiter;
  PageShell shell;
  PageGuard guard;
};

// Which page a path is.
struct PagePath {
  enum class Kind : uint8_t { none, list, question, key, code } kind = Kind::none;
  std::string id; // in small letters; "": what stands there is no id. Of a code: the sealed part of the link
};
PagePath page_path(std::string_view path);

struct PageServing {
  std::shared_ptr<const FeedbackPages::Desk> desk;
  PageRequest request;
  FeedbackPages::Answered answered;
  PagePath path;
  Dress dress;
  InboxVisit inbox;
  std::string submission_id; // a fresh one
  feedback::Rate rate;

  int64_t now() const { return request.now.unix_ms; }
  feedback::Language language() const { return dress.language; }
  std::string below_base(std::string_view rest) const { return desk->pages.base_path + std::string(rest); }
  std::string key_path() const { return desk->responder.take_key ? below_base("/feedback/") + path.id + "/key" : std::string(); }
  bool of_our_own() const; // by its Origin, if there is one

  // One of these, once.
  void say(Page page) const { answered(std::move(page)); }
  void notice(int status, Notice notice, bool wrong_key = false) const;
  void fault(feedback::Fault fault) const;
  void go_to(std::string address, const std::vector<std::string> &set_cookies = {}) const; // 303
  void send_away(const Visitor &visitor) const; // one who may not answer
  void refuse_as_json(feedback::Refused what) const;
  void question(int status, const feedback::Session &session, const Visitor &visitor, const ComesBack *back = nullptr,
                bool same_submission = false) const;
};
using ServePage = std::shared_ptr<const PageServing>;

// The pages; in page_visits.cpp, page_posts.cpp and page_codes.cpp.
void visit_list(const ServePage &serve);
void visit_question(const ServePage &serve);
void post_question(const ServePage &serve);
void post_key(const ServePage &serve);
void visit_code(const ServePage &serve);
void post_code(const ServePage &serve);

// The session, if there is something left of it and this visitor may see it; else it is answered.
void with_visitor(const ServePage &serve, std::function<void(const std::shared_ptr<const feedback::Session> &, const Visitor &)> use);

} // namespace tenon::web
