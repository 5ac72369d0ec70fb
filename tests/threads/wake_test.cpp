// wake_test.cpp - wake only signals: once for each IDLE, never after drop, and drop waits for a wake in flight.
#include "threads/stage.hpp"
#include <doctest/doctest.h>

using namespace stage;

TEST_CASE("closed while a wake is in flight on another thread: close does not wait, drop runs after the wake, once") {
  House house;
  Ear ear(house.complaints);
  Gate in_wake, go_on;
  ear.in_wake = [&] {
    in_wake.open();
    go_on.pass();
  };
  guest::Head head = guest::Head::modern("tools/call", "later");
  tenon_head record = head.record();
  ear.attach(record);
  tenon_exchange *exchange = nullptr;
  REQUIRE(tenon_exchange_open(house.server(), &record, start, &exchange) == TENON_OK);
  const std::string body = call_of("1", "later", "", guest::modern_meta);
  REQUIRE(tenon_exchange_feed(exchange, body.data(), body.size(), start) == TENON_OK);
  REQUIRE(tenon_exchange_end(exchange, start) == TENON_OK);
  tenon_answer answer{};
  answer.size = sizeof answer;
  REQUIRE(tenon_exchange_answer(exchange, &answer) == TENON_IDLE);

  std::thread settler([&] {
    tenon_reply *reply = nullptr;
    std::string text;
    house.desk.take(reply, text);
    tenon_reply_text(reply, str("words"), start);
    tenon_reply_release(reply, start);
  });
  REQUIRE(in_wake.pass());
  tenon_exchange_close(exchange, start); // returns while the wake still runs
  CHECK(ear.drops() == 0);
  go_on.open();
  settler.join();
  ear.wait_for_drop();
  CHECK(ear.drops() == 1);
  CHECK(ear.wakes() == 1);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("closed from inside its own wake: drop runs when the wake has returned") {
  House house;
  Ear ear(house.complaints); // complains if the drop comes while the wake is on the stack
  tenon_exchange *exchange = nullptr;
  ear.in_wake = [&] { tenon_exchange_close(exchange, start); };
  tenon_head record = guest::channel(TENON_LINES);
  ear.attach(record);
  REQUIRE(tenon_exchange_open(house.server(), &record, start, &exchange) == TENON_OK);
  tenon_str view{};
  REQUIRE(tenon_exchange_pull(exchange, &view) == TENON_IDLE);
  const std::string line = guest::request("1", "ping", guest::modern_meta) + "\n";
  tenon_exchange_feed(exchange, line.data(), line.size(), start);
  ear.wait_for_drop();
  CHECK(ear.wakes() == 1);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("wakes from many threads against close: none comes after the drop") {
  House house([](tenon_options &options, tenon_host &) { options.max_calls = 100; });
  for (int round = 0; round < 200; ++round) {
    Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
    for (int i = 0; i < 3; ++i) line.say(call_of(std::to_string(i), "later", "", guest::modern_meta) + "\n");
    tenon_reply *replies[3];
    std::string text;
    for (tenon_reply *&reply : replies) house.desk.take(reply, text);
    tenon_str view{};
    REQUIRE(tenon_exchange_pull(line.get(), &view) == TENON_IDLE);
    at_once(4, [&](int thread) {
      if (thread == 3) return line.close(); // the ear complains about what must not be
      tenon_reply_text(replies[thread], str("words"), start);
      tenon_reply_release(replies[thread], start);
    });
    REQUIRE(line.ear().wakes() <= 1);
  }
  CHECK(house.complaints.all() == "");
}

TEST_CASE("one IDLE, one wake, however many speak; no IDLE, no wake") {
  House house([](tenon_options &options, tenon_host &) { options.max_calls = 100; });
  Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
  for (int round = 0; round < 100; ++round) {
    for (int i = 0; i < 4; ++i) line.say(call_of(std::to_string(i), "later", "", guest::modern_meta) + "\n");
    tenon_reply *replies[4];
    std::string text;
    for (tenon_reply *&reply : replies) house.desk.take(reply, text);
    const int before = line.ear().wakes();
    tenon_str view{};
    if (round % 2) REQUIRE(tenon_exchange_pull(line.get(), &view) == TENON_IDLE);
    at_once(4, [&](int thread) {
      tenon_reply_text(replies[thread], str("words"), start);
      tenon_reply_release(replies[thread], start);
    });
    REQUIRE(line.ear().wakes() - before == (round % 2));
    REQUIRE(occurrences(line.hear_more(), "\"words\"") == 4);
    line.hear_more();
    // hear_more ended with IDLE and armed the wake: a ping uses it up, so that the next round begins unarmed.
    line.say(guest::request("\"p\"", "ping", guest::modern_meta) + "\n");
    REQUIRE(tenon_exchange_pull(line.get(), &view) == TENON_OK);
    tenon_exchange_sent(line.get(), view.len, start);
  }
  line.close();
  CHECK(house.complaints.all() == "");
}
