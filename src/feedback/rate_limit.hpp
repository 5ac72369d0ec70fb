// rate_limit.hpp - how often one caller may do one thing: a bucket of tokens for each, filled by time.
#pragma once
#include "ground/instant.hpp"
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace tenon::feedback {

enum class Action : uint8_t { create, status, result, submit, page };
inline constexpr int actions = 5;

// So many a minute; 0: no limit.
struct RateRules {
  uint32_t per_minute[actions] = {100, 1000, 1000, 100, 100};
  uint64_t buckets = 10'000; // callers that are remembered, at most
};

struct Rate {
  bool allowed = true;
  uint32_t limit = 0, remaining = 0; // limit 0: not limited, and no headers
  uint32_t reset_seconds = 0;        // until all of it is there again
  uint32_t retry_seconds = 0;        // until the next is allowed; 0 when this one was
};

// For any number of threads; its lock is a leaf.
class RateLimiter final {
public:
  explicit RateLimiter(RateRules rules = {}) : rules_(rules) {}

  // `who` is a principal, or an address that the host vouches for; never what a header says.
  Rate take(Action, std::string_view who, Instant now);
  size_t size() const;

private:
  struct Bucket {
    std::string name;       // action and who
    uint64_t used = 0;      // in thousandths of a token
    uint64_t at = 0;        // monotonic ms at which `used` was right
  };
  using Buckets = std::list<Bucket>; // the latest used first

  Bucket &find(Action, std::string_view who, Instant now);

  const RateRules rules_;
  mutable std::mutex mutex_;
  Buckets buckets_;
  std::map<std::string_view, Buckets::iterator> by_name_; // views of the names in buckets_
};

std::string_view word(Action);
// The values of the headers RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers).
std::string rate_policy(Action, const Rate &); // "submit";q=100;w=60
std::string rate_left(Action, const Rate &);   // "submit";r=95;t=12
// X-RateLimit-Reset: the Unix second at which all of it is there again.
int64_t rate_reset_at(const Rate &, Instant now);

} // namespace tenon::feedback
