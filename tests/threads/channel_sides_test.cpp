// channel_sides_test.cpp - a channel's intake and output on two threads, while a third settles what was asked.
#include "threads/stage.hpp"
#include <doctest/doctest.h>

using namespace stage;

namespace {

constexpr int questions = 1500;

void speak(Line &line, bool lines) {
  const std::string end = lines ? "\n" : "";
  line.say(guest::initialize("2025-11-25", "\"greeting\"") + end);
  line.say(guest::initialized() + end);
  std::string some; // lines come in pieces of no meaning
  for (int i = 0; i < questions; ++i) {
    const std::string id = std::to_string(i);
    const std::string message = call_of(id, i % 3 ? "echo" : "later", "t" + id, i % 2 ? guest::modern_meta : std::string_view()) + end;
    if (!lines) {
      line.say(message);
      continue;
    }
    some += message;
    if (some.size() < 700) continue;
    line.say(some.substr(0, 700));
    some.erase(0, 700);
  }
  if (!some.empty()) line.say(some);
  line.end();
}

void two_sides(int64_t carrier) {
  House house([](tenon_options &options, tenon_host &) {
    options.max_calls = questions;
    options.max_outbox_bytes = 8192; // so that the intake is told BUSY now and then
  });
  std::string said;
  {
    const Settlers settlers(house.desk, 1, house.complaints);
    Line line(house.server(), guest::channel(carrier), house.complaints);
    at_once(2, [&](int side) {
      if (side == 0) speak(line, carrier == TENON_LINES);
      else said = line.hear_rest();
    });
    tenon_answer answer{};
    answer.size = sizeof answer;
    CHECK(tenon_exchange_answer(line.get(), &answer) == TENON_OK);
    CHECK(answer.close_code == 1000);
  }
  const std::map<std::string, int> texts = texts_of(said);
  for (int i = 0; i < questions; ++i)
    if (const auto found = texts.find("t" + std::to_string(i)); found == texts.end() || found->second != 1) house.complaints.add("not once: " + std::to_string(i));
  CHECK(occurrences(said, "\"jsonrpc\"") == questions + 1);
  CHECK(house.counts().calls == 0);
  CHECK(house.complaints.all() == "");
}

} // namespace

TEST_CASE("LINES: a reader and a writer thread, and a settler") { two_sides(TENON_LINES); }
TEST_CASE("MESSAGES: a reader and a writer thread, and a settler") { two_sides(TENON_MESSAGES); }

TEST_CASE("a side that is busy on one thread says REENTRANT to another, and the other side goes on") {
  House house;
  struct Held {
    Gate reached, go_on;
  } held;
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = str("held");
  tool.user = &held;
  tool.run = [](void *user, const tenon_call *call, tenon_reply *reply) {
    static_cast<Held *>(user)->reached.open();
    static_cast<Held *>(user)->go_on.pass();
    tenon_reply_text(reply, str("held"), call->now);
    tenon_reply_release(reply, call->now);
  };
  REQUIRE(tenon_server_add_tool(house.server(), &tool, nullptr) == TENON_OK);
  Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
  std::thread reader([&] { line.say(guest::call("1", "held", "{}", guest::modern_meta) + "\n"); });
  REQUIRE(held.reached.pass());
  CHECK(tenon_exchange_feed(line.get(), "\n", 1, start) == TENON_REENTRANT);
  CHECK(tenon_exchange_end(line.get(), start) == TENON_REENTRANT);
  tenon_str view{};
  CHECK(tenon_exchange_pull(line.get(), &view) == TENON_IDLE);
  held.go_on.open();
  std::string said;
  CHECK(line.hear_until("\"held\"", said));
  reader.join();
  line.close();
  CHECK(house.complaints.all() == "");
}
