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
  std::string query, content_type, accept_language, cookie, bearer, body; // bearer: one that is no token of an agent's
  std::string host, origin;
  bool has_origin = false, secure = false; // secure: it came by TLS
  std::optional<std::string> owner; // of a token's principal; none: no token came
  std::string peer;                 // the address that the host vouches for
  Instant now;

  Visit visit() const;
};

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
