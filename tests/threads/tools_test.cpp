// tools_test.cpp - tools come and go while calls run; each is dropped once, after its last outstanding call.
#include "threads/stage.hpp"
#include <doctest/doctest.h>
#include <memory>

using namespace stage;

namespace {

// A tool's user that knows whether it may be dropped.
struct Passing {
  Complaints &complaints;
  std::atomic<int> inside{0}, outstanding{0}, drops{0};
  Desk *desk = nullptr; // null: answers at once

  static void run(void *user, const tenon_call *call, tenon_reply *reply) {
    Passing &self = *static_cast<Passing *>(user);
    self.complaints.expect(self.drops.load() == 0, "a dropped tool was called");
    self.inside.fetch_add(1);
    if (self.desk) {
      self.outstanding.fetch_add(1);
      self.desk->put(reply, "");
    } else {
      tenon_reply_text(reply, str("here"), call->now);
      tenon_reply_release(reply, call->now);
    }
    self.inside.fetch_sub(1);
  }
  static void drop(void *user) {
    Passing &self = *static_cast<Passing *>(user);
    self.complaints.expect(self.inside.load() == 0, "a tool was dropped while it ran");
    self.complaints.expect(self.outstanding.load() == 0, "a tool was dropped before its last call was released");
    self.complaints.expect(self.drops.fetch_add(1) == 0, "a tool was dropped twice");
  }
  tenon_tool record(std::string_view name) {
    tenon_tool tool{};
    tool.size = sizeof tool;
    tool.name = str(name);
    tool.user = this;
    tool.drop = drop;
    tool.run = run;
    return tool;
  }
};

std::string list(House &house) {
  Line line(house.server(), guest::Head::modern("tools/list"), house.complaints);
  line.say_all(guest::request("1", "tools/list", guest::modern_meta));
  return line.hear().body;
}

} // namespace

TEST_CASE("a removed tool is dropped at once when no call of it is out, though its page was listed") {
  House house;
  Passing tool{house.complaints};
  const tenon_tool record = tool.record("passing");
  REQUIRE(tenon_server_add_tool(house.server(), &record, nullptr) == TENON_OK);
  CHECK(list(house).find("passing") != std::string::npos);
  CHECK(tool.drops == 0);
  CHECK(tenon_server_remove_tool(house.server(), str("passing")) == TENON_OK);
  CHECK(tool.drops == 1);
  CHECK(list(house).find("passing") == std::string::npos);
}

TEST_CASE("a removed tool is dropped after its last outstanding call, settled or not") {
  House house;
  Desk desk;
  Passing tool{house.complaints};
  tool.desk = &desk;
  const tenon_tool record = tool.record("passing");
  REQUIRE(tenon_server_add_tool(house.server(), &record, nullptr) == TENON_OK);
  Line one(house.server(), guest::Head::modern("tools/call", "passing"), house.complaints);
  Line two(house.server(), guest::Head::modern("tools/call", "passing"), house.complaints);
  one.say_all(guest::call("1", "passing", "{}", guest::modern_meta));
  two.say_all(guest::call("1", "passing", "{}", guest::modern_meta));
  CHECK(tenon_server_remove_tool(house.server(), str("passing")) == TENON_OK);
  CHECK(tenon_server_remove_tool(house.server(), str("passing")) == TENON_NOT_FOUND);
  tenon_reply *replies[2];
  std::string text;
  for (tenon_reply *&reply : replies) REQUIRE(desk.take(reply, text));
  CHECK(tenon_reply_text(replies[0], str("late"), start) == TENON_OK);
  tool.outstanding.fetch_sub(1);
  tenon_reply_release(replies[0], start);
  CHECK(tool.drops == 0);
  tool.outstanding.fetch_sub(1);
  tenon_reply_release(replies[1], start);
  CHECK(one.hear().body.find("late") != std::string::npos);
  CHECK(two.hear().body.find("\"error\"") != std::string::npos);
  one.close();
  two.close();
  CHECK(tool.drops == 1);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("one name, added and removed on two threads while others call and list it") {
  House house;
  constexpr int changes = 400;
  std::vector<std::unique_ptr<Passing>> all;
  for (int i = 0; i < 2 * changes; ++i) all.push_back(std::unique_ptr<Passing>(new Passing{house.complaints}));
  std::atomic<int> changing{2}, answered{0}, unknown{0};
  at_once(5, [&](int thread) {
    if (thread < 2) {
      for (int i = 0; i < changes; ++i) {
        const tenon_tool record = all[static_cast<size_t>(thread * changes + i)]->record("passing");
        const tenon_status added = tenon_server_add_tool(house.server(), &record, nullptr);
        house.complaints.expect(added == TENON_OK || added == TENON_DUPLICATE, "added, or the name is taken");
        if (i % 2) tenon_server_remove_tool(house.server(), str("passing"));
      }
      changing.fetch_sub(1);
    } else if (thread == 2) {
      while (changing.load() > 0) house.complaints.expect(list(house).find("\"echo\"") != std::string::npos, "echo is always listed");
    } else
      do { // at least one call each, however late this thread came to run
        Line line(house.server(), guest::Head::modern("tools/call", "passing"), house.complaints);
        line.say_all(guest::call("1", "passing", "{}", guest::modern_meta));
        const std::string body = line.hear().body;
        if (body.find("\"here\"") != std::string::npos) answered.fetch_add(1);
        else if (body.find("Unknown tool") != std::string::npos) unknown.fetch_add(1);
        else house.complaints.add("neither answered nor unknown: " + body);
      } while (changing.load() > 0);
  });
  CHECK(answered + unknown >= 2);
  tenon_server_remove_tool(house.server(), str("passing"));
  for (const auto &tool : all) CHECK(tool->drops == 1);
  CHECK(house.counts().tools == 2);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("removed on one thread while its calls are settled on another: dropped once, by whoever is last") {
  House house;
  for (int round = 0; round < 200; ++round) {
    Desk desk;
    Passing tool{house.complaints};
    tool.desk = &desk;
    const tenon_tool record = tool.record("passing");
    REQUIRE(tenon_server_add_tool(house.server(), &record, nullptr) == TENON_OK);
    Line line(house.server(), guest::Head::modern("tools/call", "passing"), house.complaints);
    line.say_all(guest::call("1", "passing", "{}", guest::modern_meta));
    tenon_reply *reply = nullptr;
    std::string text;
    REQUIRE(desk.take(reply, text));
    at_once(2, [&](int thread) {
      if (thread == 0) tenon_server_remove_tool(house.server(), str("passing"));
      else {
        tenon_reply_text(reply, str("here"), start);
        tool.outstanding.fetch_sub(1);
        tenon_reply_release(reply, start);
      }
    });
    line.close();
    REQUIRE(tool.drops == 1);
  }
  CHECK(house.complaints.all() == "");
}
