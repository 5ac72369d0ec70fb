// deadlines_test.cpp - the earliest first, each once, and never after it was taken back.
#include "engine/deadlines.hpp"
#include <doctest/doctest.h>
#include <vector>

using namespace tenon;
using namespace tenon::engine;

TEST_CASE("due entries come in order of time, and only they") {
  Deadlines deadlines;
  Waiter a, b, c;
  CHECK(deadlines.next() == never);
  CHECK(deadlines.set(b, 20));
  CHECK(deadlines.set(a, 10));       // earlier than what was: worth telling
  CHECK_FALSE(deadlines.set(c, 30)); // later: not
  CHECK(deadlines.next() == 10);
  std::vector<Waiter *> order;
  const auto take = [&](Waiter &w) { order.push_back(&w); };
  while (deadlines.take_due(20, take)) {}
  CHECK(order == std::vector<Waiter *>{&a, &b});
  CHECK_FALSE(a.set);
  CHECK(deadlines.next() == 30);
}

TEST_CASE("a deadline moves, and goes when its owner goes") {
  Deadlines deadlines;
  Waiter a;
  CHECK(deadlines.set(a, 50));
  CHECK(deadlines.set(a, 40));
  CHECK_FALSE(deadlines.set(a, 60));
  CHECK(deadlines.next() == 60);
  CHECK_FALSE(deadlines.set(a, never));
  CHECK(deadlines.next() == never);
  CHECK(deadlines.set(a, 5));
  deadlines.cancel(a);
  deadlines.cancel(a); // harmless
  CHECK_FALSE(deadlines.take_due(1000, [](Waiter &) {}));
}

TEST_CASE("one millisecond before its time nothing is due") {
  Deadlines deadlines;
  Waiter a;
  deadlines.set(a, 100);
  CHECK_FALSE(deadlines.take_due(99, [](Waiter &) {}));
  CHECK(deadlines.take_due(100, [](Waiter &) {}));
}
