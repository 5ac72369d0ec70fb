// outbox_test.cpp - what was pulled stays put, what may give way gives way, and nothing is lost or doubled.
#include "engine/outbox.hpp"
#include <doctest/doctest.h>
#include <string>

using tenon::engine::Outbox;

namespace {

void put(Outbox &outbox, std::string_view message) {
  outbox.open() += message;
  outbox.close_message();
}

std::string drain(Outbox &outbox, size_t step) {
  std::string all;
  for (std::string_view seen = outbox.peek(); !seen.empty(); seen = outbox.peek()) {
    const size_t n = seen.size() < step ? seen.size() : step;
    all += seen.substr(0, n);
    CHECK(outbox.consume(n));
  }
  return all;
}

} // namespace

TEST_CASE("a peeked view does not move while more is written") {
  Outbox outbox;
  put(outbox, "first");
  const std::string_view seen = outbox.peek();
  for (int i = 0; i < 1000; ++i) put(outbox, "more and more and more");
  CHECK(seen == "first");
  CHECK(outbox.peek().data() == seen.data());
  CHECK(outbox.consume(2));
  CHECK(outbox.peek() == "rst");
  CHECK(outbox.waiting() == 3 + 22 * 1000);
}

TEST_CASE("bytes come out as they went in, whatever the pieces") {
  for (const size_t step : {1u, 2u, 3u, 7u, 100u}) {
    Outbox outbox;
    std::string all;
    for (int i = 0; i < 20; ++i) {
      const std::string message = "message " + std::to_string(i) + ";";
      put(outbox, message);
      all += message;
    }
    CHECK(drain(outbox, step) == all);
    CHECK(outbox.empty());
  }
}

TEST_CASE("more cannot be consumed than was shown") {
  Outbox outbox;
  CHECK_FALSE(outbox.consume(1));
  put(outbox, "abc");
  CHECK_FALSE(outbox.consume(1)); // nothing was shown yet
  (void)outbox.peek();
  CHECK_FALSE(outbox.consume(4));
  CHECK(outbox.consume(3));
}

TEST_CASE("kept apart, each message is seen alone and taken whole") {
  Outbox outbox;
  outbox.keep_messages_apart(true);
  put(outbox, "one");
  put(outbox, "two");
  CHECK(outbox.peek() == "one");
  put(outbox, "three");
  CHECK_FALSE(outbox.consume(2));
  CHECK(outbox.consume(3));
  CHECK(outbox.peek() == "two");
  CHECK(outbox.consume(3));
  CHECK(outbox.peek() == "three");
  CHECK(outbox.consume(5));
  CHECK(outbox.peek().empty());
}

TEST_CASE("at the bound a droppable message fits, one byte past it is parked, and the next one replaces it") {
  Outbox outbox;
  put(outbox, "12345");
  CHECK_FALSE(outbox.offer("67890", 10)); // exactly at the bound
  CHECK(outbox.waiting() == 10);
  CHECK_FALSE(outbox.offer("a", 10)); // parked: nothing gave way yet
  CHECK(outbox.offer("b", 10));       // and now "a" did
  put(outbox, "!");                   // what must not be lost goes behind what was parked
  CHECK(drain(outbox, 100) == "1234567890b!");
}

TEST_CASE("what is parked comes out by itself when the rest is gone") {
  Outbox outbox;
  CHECK_FALSE(outbox.offer("parked from the start", 3));
  CHECK_FALSE(outbox.empty());
  CHECK(drain(outbox, 5) == "parked from the start");
}
