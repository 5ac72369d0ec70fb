// exchange_gate_test.cpp - exchanges that wait for the host's word, and all that can happen to them meanwhile.
#include "guest/words.hpp"
#include <doctest/doctest.h>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using guest::str;

constexpr tenon_now start{1'000'000, 1'800'000'000'000};
tenon_now later(uint64_t ms) { return {start.monotonic_ms + ms, start.unix_ms + static_cast<int64_t>(ms)}; }

struct House {
  explicit House(const std::function<void(tenon_options &)> &change = {}) {
    tenon_options options{};
    options.size = sizeof options;
    options.decision_wait_ms = 1000;
    if (change) change(options);
    tenon_host host{};
    host.size = sizeof host;
    host.user = this;
    host.drop = [](void *user) { ++static_cast<House *>(user)->drops; };
    REQUIRE(tenon_server_create(&options, &host, &server, nullptr) == TENON_OK);
    preside();
  }
  ~House() { destroy(); }
  House(const House &) = delete;
  House &operator=(const House &) = delete;

  void preside() {
    tenon_authority authority{};
    authority.size = sizeof authority;
    authority.user = this;
    authority.drop = [](void *user) { static_cast<House *>(user)->dropped(); };
    authority.api_key = [](void *user, const tenon_credential *, tenon_decision *decision) { static_cast<House *>(user)->asked(decision); };
    REQUIRE(tenon_server_set_authority(server, &authority) == TENON_OK);
  }
  void asked(tenon_decision *decision) {
    decisions.push_back(decision);
    const Inside inside(*this);
    if (in_callback) in_callback(decision);
  }
  void dropped() {
    CHECK(callbacks_on_the_stack == 0);
    ++authority_drops;
    if (in_drop) in_drop();
  }
  void destroy() {
    if (server) tenon_server_destroy(server, start);
    server = nullptr;
  }
  void allow(tenon_decision *decision, tenon_now now = start) {
    tenon_identity who{};
    who.size = sizeof who;
    who.subject = str("ada");
    CHECK(tenon_decision_allow(decision, &who, now) == TENON_OK);
  }
  void release_all(tenon_now now = start) {
    for (tenon_decision *decision : decisions) tenon_decision_release(decision, now);
    decisions.clear();
  }
  tenon_exchange *open(std::string method = "POST", std::string target = "/mcp", std::string_view called = "tools/list", std::string_view name = "") {
    guest::Head head(std::move(method), std::move(target));
    head.add("MCP-Protocol-Version", "2026-07-28").add("Mcp-Method", called).add("X-API-Key", "sk-4711");
    if (!name.empty()) head.add("Mcp-Name", name);
    tenon_head record = head.record();
    record.user = this;
    record.drop = [](void *user) { ++static_cast<House *>(user)->exchange_drops; };
    tenon_exchange *opened = nullptr;
    REQUIRE(tenon_exchange_open(server, &record, start, &opened) == TENON_OK);
    return opened;
  }
  struct Inside {
    explicit Inside(House &its) : house(its) { ++house.callbacks_on_the_stack; }
    ~Inside() { --house.callbacks_on_the_stack; }
    House &house;
  };

  tenon_server *server = nullptr;
  std::vector<tenon_decision *> decisions;
  std::function<void(tenon_decision *)> in_callback;
  std::function<void()> in_drop;
  int drops = 0, authority_drops = 0, exchange_drops = 0, callbacks_on_the_stack = 0;
};

int64_t status_of(tenon_exchange *x) {
  tenon_answer answer{};
  answer.size = sizeof answer;
  return tenon_exchange_answer(x, &answer) == TENON_OK ? answer.status : 0;
}

void ask(tenon_exchange *x) {
  const std::string body = guest::request("7", "tools/list", guest::modern_meta);
  CHECK(tenon_exchange_feed(x, body.data(), body.size(), start) == TENON_OK);
  CHECK(tenon_exchange_end(x, start) == TENON_OK);
}

} // namespace

TEST_CASE("who has gone is forgotten by the decision: it holds neither the exchange nor the server") {
  House house;
  tenon_exchange *const x = house.open();
  ask(x);
  CHECK(status_of(x) == 0);
  tenon_exchange_close(x, start);
  CHECK(house.exchange_drops == 1);
  house.destroy();
  CHECK(house.drops == 1);
  CHECK(house.authority_drops == 1);
  house.allow(house.decisions.at(0)); // into the void
  house.release_all();
}

TEST_CASE("who was refused because time ran out is forgotten too") {
  House house;
  tenon_exchange *const x = house.open();
  ask(x);
  CHECK(tenon_server_next_deadline(house.server) == later(1000).monotonic_ms);
  CHECK(tenon_server_tick(house.server, later(999)) == TENON_OK);
  CHECK(status_of(x) == 0);
  CHECK(tenon_server_tick(house.server, later(1000)) == TENON_OK);
  CHECK(status_of(x) == 503);
  tenon_exchange_close(x, later(1000));
  house.destroy();
  CHECK(house.drops == 1);
  house.release_all();
}

TEST_CASE("a word with an old clock does not turn back the time") {
  House house;
  uint64_t seen = 0;
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = str("clock");
  tool.user = &seen;
  tool.run = [](void *user, const tenon_call *call, tenon_reply *reply) {
    *static_cast<uint64_t *>(user) = call->now.monotonic_ms;
    tenon_reply_text(reply, str("seen"), call->now);
    tenon_reply_release(reply, call->now);
  };
  REQUIRE(tenon_server_add_tool(house.server, &tool, nullptr) == TENON_OK);
  tenon_exchange *const x = house.open("POST", "/mcp", "tools/call", "clock");
  const std::string body = guest::call("7", "clock", "{}", guest::modern_meta);
  CHECK(tenon_exchange_feed(x, body.data(), body.size(), start) == TENON_OK);
  CHECK(tenon_exchange_end(x, start) == TENON_OK);
  CHECK(tenon_server_tick(house.server, later(500)) == TENON_OK);
  house.allow(house.decisions.at(0), {0, 0});
  CHECK(status_of(x) == 200);
  CHECK(seen == later(500).monotonic_ms);
  tenon_exchange_close(x, later(500));
  house.release_all();
}

TEST_CASE("an exchange that is closed while it waits, before its body, within it and behind it, is gone") {
  for (int bytes = 0; bytes < 3; ++bytes) {
    House house;
    tenon_exchange *const x = house.open();
    if (bytes == 1) CHECK(tenon_exchange_feed(x, "{", 1, start) == TENON_OK);
    if (bytes == 2) ask(x);
    tenon_exchange_close(x, start);
    CHECK(house.exchange_drops == 1);
    house.allow(house.decisions.at(0));
    CHECK(tenon_server_tick(house.server, later(5000)) == TENON_OK);
    house.release_all();
  }
}

TEST_CASE("a word that comes twice, or after the end, is said safely") {
  House house;
  tenon_exchange *const x = house.open();
  ask(x);
  tenon_decision *const decision = house.decisions.at(0);
  house.allow(decision);
  CHECK(tenon_decision_deny(decision, start) == TENON_GONE);
  CHECK(tenon_decision_allow(decision, nullptr, start) == TENON_INVALID);
  CHECK(status_of(x) == 200);
  tenon_exchange_close(x, start);
  house.destroy();
  CHECK(tenon_decision_deny(decision, start) == TENON_GONE);
  house.release_all();
}

TEST_CASE("inside the callback the host may settle, change its mind about authority, and destroy the server") {
  House house;
  house.in_callback = [&](tenon_decision *decision) {
    house.allow(decision);
    house.preside(); // the one before is dropped when this callback is over
    CHECK(house.authority_drops == 0);
  };
  tenon_exchange *const x = house.open();
  CHECK(house.authority_drops == 1);
  ask(x);
  CHECK(status_of(x) == 200);
  tenon_exchange_close(x, start);
  house.in_callback = [&](tenon_decision *decision) {
    house.destroy();
    house.allow(decision);
  };
  tenon_exchange *const last = house.open();
  CHECK(status_of(last) == 503);
  tenon_exchange_close(last, start);
  CHECK(house.drops == 1);
  CHECK(house.authority_drops == 2);
  house.release_all();
}

TEST_CASE("inside the callback of one the host may settle and close another") {
  House house;
  tenon_exchange *const first = house.open();
  ask(first);
  house.in_callback = [&](tenon_decision *) {
    house.allow(house.decisions.at(0));
    CHECK(status_of(first) == 200);
    tenon_exchange_close(first, start);
  };
  tenon_exchange *const second = house.open();
  CHECK(house.exchange_drops == 1);
  house.in_callback = {};
  house.allow(house.decisions.at(1));
  ask(second);
  CHECK(status_of(second) == 200);
  tenon_exchange_close(second, start);
  house.release_all();
}

TEST_CASE("no lock is held while an authority is dropped: its drop may set another") {
  House house;
  house.in_drop = [&] {
    house.in_drop = {};
    house.preside();
  };
  house.preside();
  CHECK(house.authority_drops == 2);
}

TEST_CASE("a callback that throws has denied, and its decision is still to be released") {
  House house;
  house.in_callback = [](tenon_decision *) { throw 1; };
  tenon_exchange *const x = house.open();
  CHECK(status_of(x) == 401);
  tenon_exchange_close(x, start);
  house.release_all();
}

TEST_CASE("no body is asked for by verbs that have none: they go on with the word") {
  House house;
  tenon_exchange *const x = house.open("DELETE");
  CHECK(status_of(x) == 0);
  house.allow(house.decisions.at(0));
  CHECK(status_of(x) == 405); // not of that revision
  CHECK(tenon_exchange_end(x, start) == TENON_OK);
  tenon_exchange_close(x, start);
  house.release_all();
}

TEST_CASE("a thousand who come and go while the host thinks leave nothing in its decision") {
  House house;
  for (int i = 0; i < 1000; ++i) {
    tenon_exchange *const x = house.open();
    tenon_exchange_close(x, start);
  }
  tenon_counts counts{};
  counts.size = sizeof counts;
  CHECK(tenon_server_counts(house.server, &counts) == TENON_OK);
  CHECK(counts.exchanges == 0);
  house.release_all();
}
