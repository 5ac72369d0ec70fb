// failure_budget_test.cpp - twenty bad signatures at once, then five a second, for each neighbourhood.
#include "access/failure_budget.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::access;

namespace {

constexpr unsigned char seed[hash_seed_bytes] = {42};

Instant at(uint64_t ms) { return {1000 + ms, 0}; }

// Tries, and fails where it is allowed to: how often was that?
int tries(FailureBudget &budget, const std::string &peer, int count, Instant now) {
  int looked_at = 0;
  for (int i = 0; i < count; ++i) {
    if (!budget.allow(peer, now)) continue;
    ++looked_at;
    budget.failed(peer, now);
  }
  return looked_at;
}

} // namespace

TEST_CASE("threat 26: an address has twenty failures at once and five a second from then on") {
  FailureBudget budget({}, seed);
  CHECK(tries(budget, "192.0.2.1", 10000, at(0)) == 20);
  CHECK(tries(budget, "192.0.2.1", 10000, at(199)) == 0);
  CHECK(tries(budget, "192.0.2.1", 10000, at(200)) == 1);
  CHECK(tries(budget, "192.0.2.1", 10000, at(1200)) == 5);
  CHECK(tries(budget, "192.0.2.1", 10000, at(3600000)) == 20); // forgiven, but never more than that
}

TEST_CASE("threat 28: who is turned away is told when to come back") {
  FailureBudget budget({20, 5, 4096}, seed);
  CHECK(budget.retry_after_seconds("192.0.2.1", at(0)) == 0);
  tries(budget, "192.0.2.1", 20, at(0));
  CHECK(budget.retry_after_seconds("192.0.2.1", at(0)) == 1);
  CHECK(budget.retry_after_seconds("192.0.2.1", at(199)) == 1);
  CHECK(budget.retry_after_seconds("192.0.2.1", at(200)) == 0);
}

TEST_CASE("others are not asked to pay, unless they live in the same house") {
  FailureBudget budget({}, seed);
  CHECK(tries(budget, "2001:db8:1:2::1", 30, at(0)) == 20);
  CHECK_FALSE(budget.allow("[2001:db8:1:2::99]:5000", at(0)));
  CHECK(budget.allow("2001:db8:1:3::1", at(0)));
  CHECK(budget.allow("192.0.2.1", at(0)));
  CHECK(tries(budget, "192.0.2.2:1", 30, at(0)) == 20);
  CHECK_FALSE(budget.allow("::ffff:192.0.2.2", at(0)));
  CHECK(tries(budget, "gateway", 30, at(0)) == 20);
  CHECK(budget.allow("other gateway", at(0)));
}

TEST_CASE("who only succeeds never pays") {
  FailureBudget budget({}, seed);
  for (int i = 0; i < 1000; ++i) CHECK(budget.allow("192.0.2.1", at(0)));
}

TEST_CASE("without an address, and with the budget switched off, everybody is looked at") {
  FailureBudget budget({}, seed);
  CHECK(tries(budget, "", 1000, at(0)) == 1000);
  BudgetBounds bounds;
  bounds.burst = 0;
  FailureBudget off(bounds, seed);
  CHECK(tries(off, "192.0.2.1", 1000, at(0)) == 1000);
  CHECK(off.retry_after_seconds("192.0.2.1", at(0)) == 0);
}

TEST_CASE("threat 27: a million addresses get no more than the table holds") {
  FailureBudget budget({20, 5, 64}, seed);
  int looked_at = 0;
  for (int i = 0; i < 100000; ++i) looked_at += tries(budget, "2001:db8:" + std::to_string(i / 10000) + ":" + std::to_string(i % 10000) + "::1", 1, at(0));
  CHECK(looked_at <= 64 * 20);
  CHECK(looked_at > 64 * 10);
  CHECK_FALSE(budget.allow("2001:db8:77:77::1", at(0)));
  CHECK(budget.allow("2001:db8:77:77::1", at(10000)));
}

TEST_CASE("threat 39: a thread with an older now takes nothing back") {
  FailureBudget budget({}, seed);
  CHECK(tries(budget, "192.0.2.1", 30, at(5000)) == 20);
  CHECK_FALSE(budget.allow("192.0.2.1", at(0)));
  budget.failed("192.0.2.1", at(0));
  CHECK_FALSE(budget.allow("192.0.2.1", at(5199)));
  CHECK(budget.allow("192.0.2.1", at(5200)));
}

TEST_CASE("extreme bounds stay bounds") {
  FailureBudget most({UINT64_MAX, UINT64_MAX, 1}, seed);
  CHECK(tries(most, "192.0.2.1", 1000, at(0)) == 1000);
  CHECK(most.allow("192.0.2.1", {UINT64_MAX, 0}));
  FailureBudget least({1, 0, 0}, seed); // at least one a second, and one set of addresses
  CHECK(tries(least, "192.0.2.1", 10, at(0)) == 1);
  CHECK_FALSE(least.allow("192.0.2.1", at(999)));
  CHECK(least.allow("192.0.2.1", at(1000)));
}
