// memory_outbox_test.cpp - what is to be told comes session by session, and what is taken back or removed is told to nobody.
#include "feedback/memory_outbox.hpp"
#include <doctest/doctest.h>

using namespace tenon::feedback;

namespace {

OutboxEntry entry(const char *session, uint64_t version, int64_t due_at, uint32_t number = 0) { return {session, version, number, "t", due_at, "{}"}; }

std::string ids(const Lease &lease) {
  std::string all;
  for (const OutboxEntry &each : lease.entries) all += (all.empty() ? "" : " ") + each.id();
  return all;
}

} // namespace

TEST_CASE("the parts of one version are told one after the other") {
  MemoryOutbox outbox;
  outbox.add({entry("s", 1, 10, 0), entry("s", 1, 10, 1)});
  outbox.add({entry("s", 2, 5)});
  CHECK(outbox.size() == 3);
  for (const char *wanted : {"s:1:0", "s:1:1", "s:2:0"}) {
    const Lease lease = outbox.lease(10, 100, 10);
    CHECK(ids(lease) == wanted);
    CHECK(lease.next_at == INT64_MAX);
    CHECK(outbox.settle(lease.token, {wanted}, 0) == 1);
  }
  CHECK(outbox.size() == 0);
}

TEST_CASE("as many are lent as were asked for; what is not due is said when it will be") {
  MemoryOutbox outbox;
  for (const char *session : {"a", "b", "c"}) outbox.add({entry(session, 1, 10)});
  outbox.add({entry("d", 1, 99)});
  CHECK(outbox.lease(9, 100, 10).next_at == 10);
  const Lease two = outbox.lease(10, 100, 2);
  CHECK(ids(two) == "a:1:0 b:1:0");
  CHECK(two.next_at == 10);
  const Lease one = outbox.lease(10, 100, 2);
  CHECK(ids(one) == "c:1:0");
  CHECK(one.next_at == 99);
}

TEST_CASE("what was taken back or removed leaves nothing behind, a lease included") {
  MemoryOutbox outbox;
  outbox.add({entry("a", 1, 10), entry("a", 1, 10, 1)});
  outbox.take_back("a", 1);
  CHECK(outbox.size() == 1);
  outbox.take_back("a", 1);
  outbox.take_back("a", 1);
  CHECK(outbox.size() == 0);
  CHECK(outbox.lease(100, 1, 1).entries.empty());
  outbox.add({entry("b", 1, 10)});
  const Lease lease = outbox.lease(10, 100, 1);
  outbox.remove("b");
  outbox.remove("b");
  CHECK(outbox.settle(lease.token, {"b:1:0"}, 0) == 0);
  CHECK(outbox.lease(1000, 1, 1).next_at == INT64_MAX);
}
