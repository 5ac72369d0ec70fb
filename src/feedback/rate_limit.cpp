// rate_limit.cpp - filling and emptying the buckets.
#include "feedback/rate_limit.hpp"
#include <algorithm>

namespace tenon::feedback {
namespace {

constexpr uint64_t whole = 60'000; // one token, in units of which a limit of n a minute gives back n each millisecond

uint32_t seconds_for(uint64_t units, uint64_t per_minute) {
  const uint64_t ms = (units + per_minute - 1) / per_minute;
  return static_cast<uint32_t>((ms + 999) / 1000);
}

} // namespace

Rate RateLimiter::take(Action action, std::string_view who, Instant now) {
  const uint64_t limit = rules_.per_minute[static_cast<int>(action)];
  if (limit == 0) return {};
  const std::lock_guard lock(mutex_);
  Bucket &bucket = find(action, who, now);
  const uint64_t filled = std::min(elapsed(now, bucket.at), uint64_t{60'000}) * limit;
  bucket.used -= std::min(bucket.used, filled);
  bucket.at = std::max(bucket.at, now.monotonic_ms);

  Rate rate;
  rate.limit = static_cast<uint32_t>(limit);
  const uint64_t room = limit * whole;
  rate.allowed = bucket.used + whole <= room;
  if (rate.allowed) bucket.used += whole;
  else rate.retry_seconds = seconds_for(bucket.used + whole - room, limit);
  rate.remaining = static_cast<uint32_t>((room - bucket.used) / whole);
  rate.reset_seconds = seconds_for(bucket.used, limit);
  return rate;
}

// When there is no room for a new one, the one that was quiet for longest is forgotten.
RateLimiter::Bucket &RateLimiter::find(Action action, std::string_view who, Instant now) {
  std::string name(1, static_cast<char>('0' + static_cast<int>(action)));
  name += who;
  if (const auto found = by_name_.find(name); found != by_name_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, found->second);
    return buckets_.front();
  }
  if (!buckets_.empty() && buckets_.size() >= rules_.buckets) {
    by_name_.erase(buckets_.back().name);
    buckets_.pop_back();
  }
  buckets_.push_front({std::move(name), 0, now.monotonic_ms});
  by_name_.emplace(buckets_.front().name, buckets_.begin());
  return buckets_.front();
}

size_t RateLimiter::size() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

std::string_view word(Action action) {
  constexpr std::string_view words[actions] = {"create", "status", "result", "submit", "page"};
  return words[static_cast<int>(action)];
}

std::string rate_policy(Action action, const Rate &rate) {
  return '"' + std::string(word(action)) + "\";q=" + std::to_string(rate.limit) + ";w=60";
}

std::string rate_left(Action action, const Rate &rate) {
  return '"' + std::string(word(action)) + "\";r=" + std::to_string(rate.remaining) + ";t=" + std::to_string(rate.reset_seconds);
}

int64_t rate_reset_at(const Rate &rate, Instant now) { return now.unix_ms / 1000 + rate.reset_seconds; }

} // namespace tenon::feedback
