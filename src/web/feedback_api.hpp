// feedback_api.hpp - the feedback interface over HTTP: one request becomes one page, now or when the store has said so.
#pragma once
#include "feedback/ledger.hpp"
#include "feedback/limits.hpp"
#include "feedback/problem.hpp"
#include "feedback/rate_limit.hpp"
#include "feedback/reading.hpp"
#include "feedback/wording.hpp"
#include "ground/instant.hpp"
#include "web/feedback_routes.hpp"
#include "web/feedback_views.hpp"
#include "web/page.hpp"
#include "web/responder.hpp"
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::web {

struct Serving;

// A request whose head was let in: host and origin are ours, a token that came is good.
struct FeedbackRequest {
  FeedbackPath path;
  std::string method, query, content_type, accept_language, idempotency_key;
  std::string body;
  std::optional<std::string> owner; // of a token's principal; none: no token came
  bool anonymous = false;           // `owner` stands for everybody: the server asks nobody who they are
  std::string client, peer;         // the token's client; the address that the host vouches for
  Visitor known;                    // by_host: who answers
  bool by_host = false;             // the host itself asks: every session is its own, and nothing is counted
  std::string cookie, bearer, host, origin; // bearer: one that is no token of an agent's
  bool has_origin = false, secure = false; // secure: it came by TLS
  std::string base;                 // "https://host/prefix"
  Instant now;

  Visit visit() const;
};

struct FeedbackRules {
  feedback::Limits limits;
  feedback::Terms terms;
  feedback::FormDoor forms{};
  feedback::Language language = feedback::Language::en; // for those who do not say
  size_t most_nesting = 64;
};

// For any number of threads; outlived by what it answers with.
class FeedbackApi final {
public:
  using Answered = std::function<void(Page)>;
  FeedbackApi(feedback::Ledger ledger, FeedbackRules rules, std::shared_ptr<feedback::RateLimiter> limiter, Responder responder = {});

  // All routes but `events` and `wait`, which are streams and waits of their owner's. `answered` is called once.
  void answer(FeedbackRequest request, Answered answered) const;
  // The checks that come before any of it: what is wrong with the request, or nothing.
  std::optional<Page> refuse(const FeedbackRequest &request) const;
  // For `events` and `wait`: all that comes before the route. One of the two is called, once. The visitor is of `events`.
  using Admitted = std::function<void(const feedback::Session &, const Visitor &)>;
  void admit(FeedbackRequest request, Answered refused, Admitted admitted) const;

  // Pages in the interface's own form.
  Page ok(std::string_view data, Instant now) const;
  Page refusal(const FeedbackRequest &request, feedback::Refused what) const;
  Page misfit(const FeedbackRequest &request, std::string field, feedback::Wrong what, int64_t limit = -1) const;

  const feedback::Ledger &ledger() const;
  const Responder &responder() const;

  struct Desk;

private:
  std::optional<Page> refuse_host(const FeedbackRequest &request) const;
  std::shared_ptr<const Serving> begin(FeedbackRequest request, Answered answered) const;

  std::shared_ptr<const Desk> desk_;
};

} // namespace tenon::web
