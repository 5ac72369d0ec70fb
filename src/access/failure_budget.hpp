// failure_budget.hpp - how many bad signatures an address may present: each costs it nothing and us up to a millisecond.
#pragma once
#include "access/seeded_hash.hpp"
#include "ground/instant.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

namespace tenon::access {

struct BudgetBounds {
  uint64_t burst = 20;      // bad signatures at once; 0: no budget, everybody is looked at
  uint64_t per_second = 5;  // how fast they are forgiven; at least 1
  size_t addresses = 4096;  // remembered at a time, rounded up to a multiple of 8
};
inline constexpr uint64_t most_burst = 1000000, most_per_second = 1000000;

// A token bucket for each neighbourhood, in a table that never grows. Where it is full, newcomers share the bucket that is
// least spent, so that making up addresses does not help. For any number of threads at once.
class FailureBudget final {
public:
  FailureBudget(const BudgetBounds &bounds, const unsigned char (&seed)[hash_seed_bytes]);

  // Before an expensive check. `peer` as the host gives it; who cannot be told from others ("") is always looked at.
  bool allow(std::string_view peer, Instant now) const;
  // After one that failed.
  void failed(std::string_view peer, Instant now);
  // Until allow() says yes again, in whole seconds rounded up; 0 if it does already.
  uint64_t retry_after_seconds(std::string_view peer, Instant now) const;

private:
  static constexpr size_t ways = 8;
  struct Bucket {
    uint64_t owner = 0; // a hash; 0: nobody
    uint64_t seen_ms = 0;
    uint64_t spent = 0; // thousandths of a failure, as of seen_ms
  };

  bool off() const { return bounds_.burst == 0; }
  uint64_t owner_of(std::string_view peer) const;
  uint64_t spent(const Bucket &bucket, Instant now) const;
  size_t find(uint64_t owner, Instant now) const;
  uint64_t missing(std::string_view peer, Instant now) const;

  BudgetBounds bounds_;
  SeededHash hash_;
  mutable std::mutex mutex_;
  std::vector<Bucket> buckets_; // sets of `ways`
};

} // namespace tenon::access
