// room_test.cpp - how many exchanges, calls and conversations at once.
#include "bounds/bound.hpp"
#include "bounds/house.hpp"
#include <memory>

using namespace bounds;

namespace {

using Lines = std::vector<std::unique_ptr<Line>>;

// `count` calls of `later`, each on a request of its own.
Lines call_later(House &house, const guest::Head &head, uint64_t count, std::string_view meta = "") {
  Lines lines;
  for (uint64_t i = 0; i < count; ++i) {
    lines.push_back(std::make_unique<Line>(house, head));
    lines.back()->ask(guest::call(std::to_string(i), "later", "{}", meta));
  }
  return lines;
}

std::string call_line(uint64_t id) { return guest::call(std::to_string(id), "later") + "\n"; }

void check_no_room(const Heard &heard) {
  CHECK(heard.status == 503);
  CHECK(heard.retry_after == "5");
  CHECK(code_of(heard.body) == -32000);
}

} // namespace

HELD(max_exchanges, "that many may be open, one more is 503 until another is closed") {
  each({{3, 3}, {0, 10'000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_exchanges, said);
    Lines open;
    for (uint64_t i = 0; i < bound; ++i) {
      open.push_back(std::make_unique<Line>(house, head_of("echo")));
      REQUIRE(open.back()->answered() == TENON_IDLE);
    }
    CHECK(house.counts().exchanges == bound);
    {
      Line over(house, head_of("echo"));
      CHECK(over.feed("{") == TENON_FINISHED);
      check_no_room(over.hear());
      Line channel(house, guest::channel(TENON_LINES));
      CHECK(channel.finished());
      CHECK(channel.close_code() == 1013);
      Line health(house, guest::Head("GET", "/health"));
      CHECK(health.hear().status == 200); // whoever watches the house still hears from it
    }
    CHECK(house.counts().exchanges == bound);
    CHECK(open.front()->ask(body_of("echo", R"({"text":"heard"})")).hear().status == 200);
    open.pop_back();
    CHECK(house.goes_on());
    open.clear();
    CHECK(house.is_empty());
  });
}

OFF(max_exchanges, "more than the default may be open") {
  House house(&tenon_options::max_exchanges, TENON_OFF);
  Lines open;
  for (int i = 0; i < 10'001; ++i) {
    open.push_back(std::make_unique<Line>(house, head_of("echo")));
    REQUIRE(open.back()->answered() == TENON_IDLE);
  }
  CHECK(house.goes_on());
}

HELD(max_calls, "a session may be owed that many answers, one call more is 429") {
  each({{3, 3}, {0, 64}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_calls, said);
    const guest::Head head = guest::Head::of_session(house.begin_session());
    Lines open = call_later(house, head, bound);
    CHECK(house.counts().calls == bound);
    const Heard over = house.post(head, guest::call("\"over\"", "later"));
    CHECK(over.status == 429);
    CHECK(code_of(over.body) == -32000);
    CHECK(says(over.body, R"("id":"over")"));
    CHECK(house.owed.size() == bound); // the handler has not seen it
    CHECK(house.counts().calls == bound);
    CHECK(house.post(head, guest::request("1", "ping")).status == 200);
    CHECK(call_later(house, guest::Head::of_session(house.begin_session()), 1).size() == 1); // another session has its own
    CHECK(house.owed.size() == bound + 1);

    tenon_reply_text(house.owed[0], str("room"), house.now());
    Line next(house, head);
    next.ask(guest::call("\"next\"", "later"));
    CHECK(house.owed.size() == bound + 2);
    house.settle_all();
    CHECK(says(next.hear().body, R"("id":"next")"));
    CHECK(says(open.front()->hear().body, "room"));
    for (size_t i = 1; i < open.size(); ++i) CHECK(says(open[i]->hear().body, "done"));
    open.clear();
    next.close();
    CHECK(house.is_empty());
  });
}

HELD(max_calls, "a channel may be owed that many answers, one call more is an error on it") {
  each({{3, 3}, {0, 64}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_calls, said);
    Line line(house, guest::channel(TENON_LINES));
    CHECK(line.feed(guest::initialize("2025-11-25") + "\n" + guest::initialized() + "\n") == TENON_OK);
    CHECK(says(line.take(), "2025-11-25"));
    for (uint64_t i = 0; i < bound; ++i) CHECK(line.feed(call_line(i)) == TENON_OK);
    CHECK(line.take() == "");
    CHECK(line.feed(call_line(bound)) == TENON_OK);
    const std::string over = line.take();
    CHECK(code_of(over) == -32000);
    CHECK(says(over, "\"id\":" + std::to_string(bound)));
    CHECK(house.counts().calls == bound);
    house.settle_all();
    CHECK(count(line.take(), "\"result\":") == bound);
    CHECK(line.feed(call_line(0)) == TENON_OK);
    CHECK(house.owed.size() == 1);
  });
}

HELD(max_calls, "the event stream of 2024-11-05 hears of one call too many") {
  each({{3, 3}, {0, 64}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_calls, said);
    Line stream(house, guest::Head("GET", "/sse"));
    std::string place = stream.hear().body;
    place = place.substr(place.find("/sse/message"));
    place = place.substr(0, place.find('\n'));
    CHECK(house.post(guest::Head("POST", place), guest::initialize("2024-11-05")).status == 202);
    CHECK(house.post(guest::Head("POST", place), guest::initialized()).status == 202);
    CHECK(says(stream.take(), "2024-11-05"));
    for (uint64_t i = 0; i <= bound; ++i)
      CHECK(house.post(guest::Head("POST", place), guest::call(std::to_string(i), "later")).status == 202);
    CHECK(house.owed.size() == bound);
    const std::string over = stream.take();
    CHECK(code_of(over) == -32000);
    CHECK(says(over, "\"id\":" + std::to_string(bound)));
    house.settle_all();
    CHECK(count(stream.take(), "\"result\":") == bound);
  });
}

HELD(max_calls, "a request of 2026-07-28 is in no conversation: max_exchanges bounds its calls") {
  House house(&tenon_options::max_calls, 2);
  guest::Head head = head_of("later");
  Lines open = call_later(house, head, 3, guest::modern_meta);
  CHECK(house.owed.size() == 3);
  house.settle_all();
  for (const auto &line : open) CHECK(line->hear().status == 200);
}

OFF(max_calls, "more than the default are owed at once") {
  House house(&tenon_options::max_calls, TENON_OFF);
  const guest::Head head = guest::Head::of_session(house.begin_session());
  const Lines open = call_later(house, head, 65);
  CHECK(house.counts().calls == 65);
  Line line(house, guest::channel(TENON_LINES));
  CHECK(line.feed(guest::initialize("2025-11-25") + "\n") == TENON_OK);
  for (uint64_t i = 0; i < 65; ++i) CHECK(line.feed(call_line(i)) == TENON_OK);
  CHECK(house.counts().calls == 130);
}

HELD(max_conversations, "that many sessions begin, one more is 503 until another ends") {
  each({{2, 2}, {0, 10'000}}, [](uint64_t said, uint64_t bound) {
    House house(&tenon_options::max_conversations, said);
    const std::string first = house.begin_session();
    for (uint64_t i = 1; i < bound; ++i) house.begin_session();
    CHECK(house.counts().conversations == bound);
    const Heard over = house.post(guest::Head(), guest::initialize("2025-11-25"));
    check_no_room(over);
    CHECK(over.session == "");
    check_no_room(Line(house, guest::Head("GET", "/sse")).hear());
    CHECK(house.logged("too_many_conversations "));
    CHECK(house.counts().conversations == bound);
    CHECK(house.ping(first).status == 200);
    CHECK(house.goes_on()); // the newest revision needs none

    CHECK(Line(house, guest::Head::of_session(first, "DELETE")).hear().status == 200);
    CHECK(house.counts().conversations == bound - 1);
    CHECK(house.ping(house.begin_session()).status == 200);
    CHECK(house.is_empty());
  });
}

OFF(max_conversations, "more than the default begin") {
  House house(&tenon_options::max_conversations, TENON_OFF);
  for (int i = 0; i < 10'001; ++i) house.begin_session();
  CHECK(house.counts().conversations == 10'001);
  CHECK(house.ping(house.begin_session()).status == 200);
}
