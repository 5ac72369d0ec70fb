// feedback_pages.hpp - the pages that people answer on: one request becomes one page, now or when the store has said so.
#pragma once
#include "feedback/ledger.hpp"
#include "feedback/rate_limit.hpp"
#include "ground/instant.hpp"
#include "web/feedback_api.hpp"
#include "web/page.hpp"
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::web {

// A request whose head was let in: the host is ours, and a token that came is good.
struct PageRequest {
  std::string method, path;         // path: behind the base path, not decoded
  std::string query, content_type, accept_language, cookie, body;
  std::string host, origin;
  bool has_origin = false;
  std::optional<std::string> owner; // of a token's principal; none: no token came
  std::string peer;                 // the address that the host vouches for
  Instant now;
};

// Who came, as far as it is known.
struct Visitor {
  enum class May : uint8_t { answer, bring_a_key, go } may = May::answer; // go: known, and not one who may
  bool may_read = true;             // what somebody answered
  std::string reader;               // what a form's token is bound to besides the session; "" while any reader is as good
  std::string by, name, auth = "id"; // kept with what is answered
};

// Who may see the list.
struct InboxVisit {
  bool may = false;
  std::optional<std::string> principal; // whose questions; none: everybody's
  std::string set_cookie;           // not empty: a one-time link was used up; the list follows under its own address
};

// The way of answering that the host has chosen. Each function answers once, now or later; none of them throws.
struct Responder {
  std::function<void(const PageRequest &, const feedback::Session &, std::function<void(Visitor)>)> judge;
  // A key that somebody hands over; the value is a Set-Cookie, "": it does not fit. Null: there are no keys.
  std::function<void(const PageRequest &, const std::string &session, const std::string &key, std::function<void(std::string)>)> take_key;
  std::function<InboxVisit(const PageRequest &)> inbox;
};
// Whoever has the id may answer; the list is for whom `inbox` lets in.
Responder by_id(std::function<InboxVisit(const PageRequest &)> inbox);

struct PageRules {
  std::string product = "Tenon";    // what the host is called
  std::string base_path;            // "" or "/prefix"
  std::string public_url;           // "" or "https://example.com/prefix"
  std::string theme = "auto";       // for those who do not say; or "light", "dark"
  std::string secret;               // for the forms' tokens; the same on all servers that share a store
  std::function<bool(void *, size_t)> random;                          // false: no randomness
  std::function<std::string(const feedback::Session &, const Visitor &, int64_t now)> socket; // "/ws/<id>?ticket=..."; null: there are none
};

// For any number of threads; outlived by what it answers with.
class FeedbackPages final {
public:
  using Answered = std::function<void(Page)>;
  FeedbackPages(feedback::Ledger ledger, FeedbackRules rules, PageRules pages, Responder responder, std::shared_ptr<feedback::RateLimiter> limiter);

  // Whether this path, behind the base path, is one of a page's: /feedback and what is below it.
  static bool serves(std::string_view path);
  // `answered` is called once. HEAD is answered as GET; leaving out the body is the caller's.
  void answer(PageRequest request, Answered answered) const;

  struct Desk;

private:
  std::shared_ptr<const Desk> desk_;
};

} // namespace tenon::web
