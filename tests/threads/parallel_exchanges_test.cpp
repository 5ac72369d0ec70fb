// parallel_exchanges_test.cpp - different exchanges run in parallel, and every answer reaches its own.
#include "threads/stage.hpp"
#include <doctest/doctest.h>

using namespace stage;

namespace {

// One exchange with the id that all of them use; true if it got its own text.
bool asks_modern(House &house, const std::string &tool, const std::string &text) {
  Line line(house.server(), guest::Head::modern("tools/call", tool), house.complaints);
  line.say_all(call_of("1", tool, text, guest::modern_meta));
  const Heard heard = line.hear();
  return heard.status == 200 && occurrences(heard.body, "\"text\":\"" + text + "\"") == 1 && occurrences(heard.body, "\"id\":1") == 1;
}

bool asks_in_session(House &house, const std::string &session, const std::string &tool, const std::string &text) {
  Line line(house.server(), guest::Head::of_session(session), house.complaints);
  line.say_all(call_of("1", tool, text));
  const Heard heard = line.hear();
  return heard.status == 200 && occurrences(heard.body, "\"text\":\"" + text + "\"") == 1 && occurrences(heard.body, "\"id\":1") == 1;
}

void all_ask(int threads, int each, const std::string &tool) {
  House house([](tenon_options &options, tenon_host &) { options.max_calls = 1000; });
  std::atomic<int> wrong{0};
  {
    const Settlers settlers(house.desk, 2, house.complaints);
    const std::string shared = house.begin_session();
    at_once(threads, [&](int thread) {
      const std::string own = house.begin_session("2025-06-18");
      for (int i = 0; i < each; ++i) {
        const std::string text = std::to_string(thread) + "-" + std::to_string(i);
        wrong += !asks_modern(house, tool, "m" + text);
        wrong += !asks_in_session(house, shared, tool, "s" + text);
        wrong += !asks_in_session(house, own, tool, "o" + text);
      }
    });
  }
  CHECK(wrong == 0);
  const tenon_counts counts = house.counts();
  CHECK(counts.exchanges == 0);
  CHECK(counts.calls == 0);
  CHECK(counts.conversations == static_cast<uint64_t>(threads) + 1);
  house.destroy();
  CHECK(house.drops() == 1);
  CHECK(house.complaints.all() == "");
}

} // namespace

TEST_CASE("two threads, calls that are answered inside run: each answer reaches its own exchange") { all_ask(2, 500, "echo"); }
TEST_CASE("eight threads, calls that are answered inside run: each answer reaches its own exchange") { all_ask(8, 150, "echo"); }
TEST_CASE("two threads, calls that others settle: each answer reaches its own exchange") { all_ask(2, 250, "later"); }
TEST_CASE("eight threads, calls that others settle: each answer reaches its own exchange") { all_ask(8, 80, "later"); }

TEST_CASE("the 2024-11-05 transport: posts from many threads, all answers on the one stream") {
  House house([](tenon_options &options, tenon_host &) { options.max_calls = 1000; });
  {
    const Settlers settlers(house.desk, 2, house.complaints);
    Line stream(house.server(), guest::Head("GET", "/sse"), house.complaints);
    std::string said;
    REQUIRE(stream.hear_until("sessionId=", said));
    const size_t from = said.find("/sse/message");
    const std::string target = said.substr(from, said.find('\n', from) - from);
    const auto post = [&](const std::string &body) {
      Line line(house.server(), guest::Head("POST", target), house.complaints);
      line.say_all(body);
      house.complaints.expect(line.hear().status == 202, "a post was not taken");
    };
    post(guest::initialize("2024-11-05", "\"greeting\""));
    at_once(5, [&](int thread) {
      if (thread == 4) { // the stream's reader
        for (size_t heard = 0; heard < 4 * 100 + 1;) {
          std::string more;
          if (!stream.hear_until("\n\n", more)) break;
          heard += occurrences(more, "event: message");
          said += more;
        }
        return;
      }
      for (int i = 0; i < 100; ++i) {
        const std::string id = std::to_string(thread * 1000 + i);
        post(call_of(id, i % 2 ? "echo" : "later", "t" + id));
      }
    });
    std::map<std::string, int> texts = texts_of(said);
    for (int thread = 0; thread < 4; ++thread)
      for (int i = 0; i < 100; ++i) {
        const std::string id = std::to_string(thread * 1000 + i);
        if (texts["t" + id] != 1) house.complaints.add("not once: " + id);
      }
    CHECK(occurrences(said, "\"result\"") == 401);
  }
  CHECK(house.counts().conversations == 0); // it lived by its stream
  CHECK(house.complaints.all() == "");
}
