// failure_budget.cpp - buckets that fill with each failure and drain with time.
#include "access/failure_budget.hpp"

#include "access/neighbourhood.hpp"

#include <algorithm>

namespace tenon::access {
namespace {

constexpr uint64_t one_failure = 1000;

} // namespace

FailureBudget::FailureBudget(const BudgetBounds &bounds, const unsigned char (&seed)[hash_seed_bytes]) : bounds_(bounds), hash_(seed) {
  bounds_.burst = std::min(bounds_.burst, most_burst);
  bounds_.per_second = std::clamp<uint64_t>(bounds_.per_second, 1, most_per_second);
  const size_t sets = std::max<size_t>(1, bounds_.addresses / ways + (bounds_.addresses % ways != 0 ? 1 : 0));
  if (!off()) buckets_.resize(sets * ways);
}

bool FailureBudget::allow(std::string_view peer, Instant now) const { return missing(peer, now) == 0; }

uint64_t FailureBudget::retry_after_seconds(std::string_view peer, Instant now) const {
  const uint64_t drained_each_second = bounds_.per_second * one_failure;
  return (missing(peer, now) + drained_each_second - 1) / drained_each_second;
}

void FailureBudget::failed(std::string_view peer, Instant now) {
  const uint64_t owner = off() ? 0 : owner_of(peer);
  if (owner == 0) return;
  const std::lock_guard lock(mutex_);
  Bucket &bucket = buckets_[find(owner, now)];
  const uint64_t before = spent(bucket, now); // of another owner perhaps, whom nothing worse happens to than being forgiven
  bucket = {owner, std::max(bucket.seen_ms, now.monotonic_ms), std::min(before + one_failure, bounds_.burst * one_failure)};
}

// What must drain before one more failure fits.
uint64_t FailureBudget::missing(std::string_view peer, Instant now) const {
  const uint64_t owner = off() ? 0 : owner_of(peer);
  if (owner == 0) return 0;
  const std::lock_guard lock(mutex_);
  const uint64_t after = spent(buckets_[find(owner, now)], now) + one_failure, room = bounds_.burst * one_failure;
  return after > room ? after - room : 0;
}

uint64_t FailureBudget::owner_of(std::string_view peer) const {
  const Neighbourhood place = neighbourhood(peer);
  if (place.kind == Neighbourhood::Kind::nobody) return 0;
  char text[9] = {static_cast<char>(place.kind)};
  std::memcpy(text + 1, &place.number, sizeof place.number);
  const uint64_t owner = place.kind == Neighbourhood::Kind::name ? hash_.of(place.name) : hash_.of({text, sizeof text});
  return owner == 0 ? 1 : owner;
}

uint64_t FailureBudget::spent(const Bucket &bucket, Instant now) const {
  const uint64_t whole = bounds_.burst * one_failure / bounds_.per_second + 1; // ms until nothing is left
  const uint64_t passed = std::min(elapsed(now, bucket.seen_ms), whole);
  const uint64_t drained = passed * bounds_.per_second; // thousandths each millisecond
  return bucket.spent > drained ? bucket.spent - drained : 0;
}

// The owner's bucket, else the one that is least spent: free, forgiven, or to be shared.
size_t FailureBudget::find(uint64_t owner, Instant now) const {
  const size_t first = static_cast<size_t>(owner % (buckets_.size() / ways)) * ways;
  size_t least = first;
  for (size_t i = first; i < first + ways; ++i) {
    if (buckets_[i].owner == owner) return i;
    if (spent(buckets_[i], now) < spent(buckets_[least], now)) least = i;
  }
  return least;
}

} // namespace tenon::access
