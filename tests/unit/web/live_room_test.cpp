// live_room_test.cpp - clients come to a question's channel and go: names, numbers, and who hears of it.
#include "web/live_room.hpp"
#include <doctest/doctest.h>
#include <atomic>
#include <thread>

using namespace tenon::web;

namespace {

struct Hearing {
  int times = 0;
  LiveRoom::Wake wake() {
    return [this] { ++times; };
  }
};

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("clients are named by kind, and a name that is free is given again") {
  LiveRoom room;
  CHECK(room.join("q", LiveKind::web, 1, [] {}) == "web-client-1");
  CHECK(room.join("q", LiveKind::app, 2, [] {}) == "app-client-1");
  CHECK(room.join("q", LiveKind::web, 3, [] {}) == "web-client-2");
  CHECK(room.crowd("q").names == Names{"web-client-1", "app-client-1", "web-client-2"});
  room.leave("q", "web-client-1");
  CHECK(room.join("q", LiveKind::web, 4, [] {}) == "web-client-1");
  CHECK(room.crowd("q").names == Names{"app-client-1", "web-client-2", "web-client-1"});
}

TEST_CASE("who is there hears of everybody who comes or goes, and of nobody on another question") {
  LiveRoom room;
  Hearing ann, ben;
  const std::string a = room.join("q", LiveKind::web, 1, ann.wake());
  CHECK(ann.times == 0);
  const std::string b = room.join("q", LiveKind::web, 1, ben.wake());
  CHECK(ann.times == 1);
  CHECK(ben.times == 0);
  room.join("other", LiveKind::web, 1, [] {});
  CHECK(ann.times == 1);
  room.leave("q", b);
  CHECK(ann.times == 2);
  CHECK(ben.times == 0);
  room.leave("q", b);
  room.leave("nowhere", b);
  CHECK(ann.times == 2);
  CHECK(room.size() == 2);
}

TEST_CASE("the version moves with each change, and is none where nobody is") {
  LiveRoom room;
  CHECK(room.crowd("q").version == 0);
  const std::string a = room.join("q", LiveKind::web, 1, [] {});
  const uint64_t alone = room.crowd("q").version;
  const std::string b = room.join("q", LiveKind::web, 1, [] {});
  const uint64_t both = room.crowd("q").version;
  CHECK(both > alone);
  room.leave("q", a);
  CHECK(room.crowd("q").version > both);
  room.leave("q", b);
  CHECK(room.crowd("q").version == 0);
  room.join("q", LiveKind::web, 1, [] {});
  CHECK(room.crowd("q").version > both); // a channel that began anew is not older than the one before
}

TEST_CASE("what was last said is remembered, and time never goes back") {
  LiveRoom room;
  room.join("q", LiveKind::web, 100, [] {});
  CHECK(room.crowd("q").last_activity == 100);
  room.note("q", 250);
  room.note("q", 200);
  room.note("nowhere", 999);
  CHECK(room.crowd("q").last_activity == 250);
}

TEST_CASE("five on one question, and one more is turned away") {
  LiveRoom room;
  for (int i = 0; i < 5; ++i) CHECK_FALSE(room.join("q", LiveKind::web, 1, [] {}).empty());
  CHECK(room.join("q", LiveKind::web, 1, [] {}).empty());
  CHECK(room.join("q", LiveKind::app, 1, [] {}).empty());
  CHECK_FALSE(room.join("other", LiveKind::web, 1, [] {}).empty());
  room.leave("q", "web-client-3");
  CHECK(room.join("q", LiveKind::app, 1, [] {}) == "app-client-1");
}

TEST_CASE("so many on all questions together, and one more is turned away") {
  LiveRoom room({3, 2});
  CHECK_FALSE(room.join("a", LiveKind::web, 1, [] {}).empty());
  CHECK_FALSE(room.join("b", LiveKind::web, 1, [] {}).empty());
  CHECK_FALSE(room.join("c", LiveKind::web, 1, [] {}).empty());
  CHECK(room.join("d", LiveKind::web, 1, [] {}).empty());
  CHECK(room.size() == 3);
  room.leave("a", "web-client-1");
  CHECK_FALSE(room.join("d", LiveKind::web, 1, [] {}).empty());
}

TEST_CASE("who is woken may come back into the room") {
  LiveRoom room;
  size_t seen = 0;
  room.join("q", LiveKind::web, 1, [&] { seen = room.crowd("q").names.size(); });
  room.join("q", LiveKind::web, 1, [] {});
  CHECK(seen == 2);
}

TEST_CASE("many come and go at once") {
  LiveRoom room({1000, 1000});
  std::atomic<int> woken{0};
  std::vector<std::thread> people;
  for (int i = 0; i < 4; ++i)
    people.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        const std::string name = room.join("q", LiveKind::web, round, [&] { ++woken; });
        room.note("q", round);
        room.leave("q", name);
      }
    });
  for (std::thread &each : people) each.join();
  CHECK(room.size() == 0);
  CHECK(room.crowd("q").names.empty());
}
