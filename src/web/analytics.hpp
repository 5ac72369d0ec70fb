// analytics.hpp - what was asked, answered and called, as tables and sums over HTTP: one request becomes one page, now or later.
#pragma once
#include "feedback/rate_limit.hpp"
#include "feedback/store.hpp"
#include "feedback/wording.hpp"
#include "ground/instant.hpp"
#include "web/analytics_routes.hpp"
#include "web/page.hpp"
#include "web/responder.hpp"
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tenon::web {

// A request whose head was let in: host and origin are ours, a token that came is good.
struct AnalyticsRequest {
  AnalyticsRoute route = AnalyticsRoute::unknown;
  std::string method, query, accept_language, cookie, host, origin, peer;
  std::string base;                 // "https://host/prefix"
  bool has_origin = false, secure = false;
  std::optional<std::string> owner; // of a token's principal; none: no token came, and who has the list is let in
  bool sees_all = false;            // everybody's rows, and may clean up
  Instant now;
  Visit visit() const;
};

struct AnalyticsRules {
  std::string all_scope = "analytics:all"; // scope or permission of those who see everybody's rows
  feedback::Language language = feedback::Language::en; // for those who do not say
};

// For any number of threads; outlived by what it answers with.
class Analytics final {
public:
  using Answered = std::function<void(Page)>;
  Analytics(feedback::Store store, AnalyticsRules rules, std::shared_ptr<feedback::RateLimiter> limiter, Responder responder = {});

  // `answered` is called once.
  void answer(AnalyticsRequest request, Answered answered) const;
  // The checks that come before any of it: what is wrong with the request, or nothing.
  std::optional<Page> refuse(const AnalyticsRequest &request) const;

  const AnalyticsRules &rules() const;

  struct Desk;

private:
  std::shared_ptr<const Desk> desk_;
};

} // namespace tenon::web
