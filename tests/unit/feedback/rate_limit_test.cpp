// rate_limit_test.cpp - a hundred a minute is a hundred at once and then one each 600 ms, for each caller by itself.
#include "feedback/rate_limit.hpp"
#include <doctest/doctest.h>

using namespace tenon::feedback;
using tenon::Instant;

namespace {

Instant at(uint64_t ms) { return {ms, 1'700'000'000'000 + static_cast<int64_t>(ms)}; }

} // namespace

TEST_CASE("the limit, one past it, and when to come again") {
  RateLimiter limiter;
  for (uint32_t i = 0; i < 100; ++i) {
    const Rate rate = limiter.take(Action::submit, "1.2.3.4", at(1000));
    REQUIRE(rate.allowed);
    REQUIRE(rate.limit == 100);
    REQUIRE(rate.remaining == 99 - i);
  }
  const Rate refused = limiter.take(Action::submit, "1.2.3.4", at(1000));
  CHECK_FALSE(refused.allowed);
  CHECK(refused.remaining == 0);
  CHECK(refused.retry_seconds == 1);
  CHECK(refused.reset_seconds == 60);
  CHECK(rate_reset_at(refused, at(1000)) == 1'700'000'001 + 60);
  CHECK_FALSE(limiter.take(Action::submit, "1.2.3.4", at(1599)).allowed);
  CHECK(limiter.take(Action::submit, "1.2.3.4", at(1600)).allowed);
  CHECK_FALSE(limiter.take(Action::submit, "1.2.3.4", at(1600)).allowed);
  CHECK(limiter.take(Action::submit, "1.2.3.4", at(61'600)).remaining == 99); // all of it is there again
}

TEST_CASE("callers and actions do not share a bucket") {
  RateRules rules;
  for (uint32_t &each : rules.per_minute) each = 1;
  RateLimiter limiter(rules);
  CHECK(limiter.take(Action::create, "ann", at(0)).allowed);
  CHECK_FALSE(limiter.take(Action::create, "ann", at(0)).allowed);
  CHECK(limiter.take(Action::create, "bob", at(0)).allowed);
  CHECK(limiter.take(Action::status, "ann", at(0)).allowed);
  CHECK(limiter.take(Action::create, "ann", at(60'000)).allowed);
  CHECK(limiter.take(Action::create, "ann", at(60'000)).retry_seconds == 60);
}

TEST_CASE("switched off is off, and says nothing") {
  RateRules rules;
  rules.per_minute[static_cast<int>(Action::page)] = 0;
  RateLimiter limiter(rules);
  for (int i = 0; i < 1000; ++i) REQUIRE(limiter.take(Action::page, "x", at(0)).allowed);
  CHECK(limiter.take(Action::page, "x", at(0)).limit == 0);
  CHECK(limiter.size() == 0);
}

TEST_CASE("buckets are bounded: who was quiet for longest is forgotten") {
  RateRules rules;
  rules.buckets = 2;
  for (uint32_t &each : rules.per_minute) each = 1;
  RateLimiter limiter(rules);
  limiter.take(Action::page, "a", at(0));
  limiter.take(Action::page, "b", at(0));
  CHECK_FALSE(limiter.take(Action::page, "a", at(0)).allowed);
  CHECK(limiter.take(Action::page, "c", at(0)).allowed); // b makes room
  CHECK(limiter.size() == 2);
  CHECK_FALSE(limiter.take(Action::page, "a", at(0)).allowed);
  CHECK(limiter.take(Action::page, "b", at(0)).allowed);
}

TEST_CASE("time that stands still or comes from another thread gives nothing away") {
  RateRules rules;
  rules.per_minute[0] = 1;
  RateLimiter limiter(rules);
  CHECK(limiter.take(Action::create, "a", at(100'000)).allowed);
  CHECK_FALSE(limiter.take(Action::create, "a", at(50'000)).allowed);
  CHECK_FALSE(limiter.take(Action::create, "a", at(159'999)).allowed);
  CHECK(limiter.take(Action::create, "a", at(160'000)).allowed);
  CHECK(limiter.take(Action::create, "a", at(UINT64_MAX)).allowed);
}

TEST_CASE("the headers") {
  RateLimiter limiter;
  const Rate rate = limiter.take(Action::submit, "a", at(0));
  CHECK(rate_policy(Action::submit, rate) == "\"submit\";q=100;w=60");
  CHECK(rate_left(Action::submit, rate) == "\"submit\";r=99;t=1");
}
