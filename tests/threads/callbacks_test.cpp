// callbacks_test.cpp - no lock is held while the host is called: every callback calls back in, and nothing stands still.
#include "threads/stage.hpp"
#include <doctest/doctest.h>

using namespace stage;

namespace {

// A host whose every callback uses the server; a lock that was held would make the test stand still.
struct Busybody {
  House *house = nullptr;
  std::atomic<int> logs{0}, moves{0}, depth{0};
  std::string session;

  void meddle() {
    if (!house || !house->server() || depth.fetch_add(1) > 0) {
      depth.fetch_sub(1);
      return;
    }
    (void)house->counts();
    (void)tenon_server_next_deadline(house->server());
    tenon_server_tick(house->server(), at(1000));
    asks(guest::Head::modern("tools/call", "echo"), call_of("1", "echo", "inner", guest::modern_meta));
    asks(guest::Head::modern("tools/list"), guest::request("1", "tools/list", guest::modern_meta));
    if (!session.empty()) {
      asks(guest::Head::of_session(session), call_of("1", "echo", "inner"));
      asks(guest::Head::of_session(session), guest::cancelled("77"));
    }
    depth.fetch_sub(1);
  }
  void asks(guest::Head head, const std::string &body) {
    Line line(house->server(), std::move(head), house->complaints);
    line.say_all(body);
    (void)line.hear();
  }
  void lend(tenon_host &host) {
    host.user = this;
    host.drop = nullptr;
    host.log = [](void *user, const tenon_log_record *) {
      static_cast<Busybody *>(user)->logs.fetch_add(1);
      static_cast<Busybody *>(user)->meddle();
    };
    host.deadline_moved = [](void *user) {
      static_cast<Busybody *>(user)->moves.fetch_add(1);
      static_cast<Busybody *>(user)->meddle();
    };
    host.entropy = [](void *user, void *out, size_t len) -> int32_t {
      static unsigned char next = 0;
      for (size_t i = 0; i < len; ++i) static_cast<unsigned char *>(out)[i] = static_cast<unsigned char>(++next * 37);
      static_cast<Busybody *>(user)->meddle();
      return 0;
    };
  }
};

} // namespace

TEST_CASE("log, entropy and deadline_moved use the server") {
  Busybody host;
  House house([&](tenon_options &options, tenon_host &lent) {
    host.lend(lent);
    options.max_undelivered_bytes = 300;
    options.max_stalled_ms = 1000;
    options.max_conversations = 2;
  });
  host.house = &house;
  host.session = house.begin_session();
  (void)house.begin_session();
  { // one too many: logged
    Line line(house.server(), guest::Head(), house.complaints);
    line.say_all(guest::initialize("2025-11-25"));
    CHECK(line.hear().status == 503);
  }
  { // refused heads: logged
    guest::Head stranger("POST", "/mcp");
    Line line(house.server(), std::move(stranger.add("Origin", "https://elsewhere.example")), house.complaints);
    CHECK(line.hear().status == 403);
  }
  { // a late answer over the bound, and one whose id is in use again: logged, with the conversation at hand
    for (int i = 0; i < 2; ++i) {
      Line line(house.server(), guest::Head::of_session(host.session), house.complaints);
      line.say_all(call_of("5", "later", ""));
    }
    tenon_reply *reply = nullptr;
    std::string text;
    const int before = host.logs;
    for (int i = 0; i < 2; ++i) {
      REQUIRE(house.desk.take(reply, text));
      CHECK(tenon_reply_text(reply, str(std::string(400, 'x')), start) == TENON_OK);
      tenon_reply_release(reply, start);
    }
    CHECK(host.logs == before + 2);
  }
  { // a reader that stalls: logged, with the exchange at hand
    Line stream(house.server(), guest::channel(TENON_LINES), house.complaints);
    stream.say(guest::request("1", "ping", guest::modern_meta) + "\n");
    const int before = host.logs;
    tenon_server_tick(house.server(), at(5000));
    CHECK(host.logs == before + 1);
  }
  CHECK(host.moves > 0);
  host.house = nullptr;
  house.destroy();
  CHECK(house.complaints.all() == "");
}

TEST_CASE("wake and the drops of tools and exchanges use the server") {
  House house;
  Busybody host;
  host.house = &house;
  {
    Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
    line.ear().in_wake = [&] { host.meddle(); }; // nothing is armed yet
    tenon_str view{};
    CHECK(tenon_exchange_pull(line.get(), &view) == TENON_IDLE);
    line.say(guest::request("1", "ping", guest::modern_meta) + "\n");
    CHECK(line.ear().wakes() == 1);
  }
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = str("passing");
  tool.user = &host;
  tool.drop = [](void *user) { static_cast<Busybody *>(user)->meddle(); };
  tool.run = [](void *, const tenon_call *call, tenon_reply *reply) { tenon_reply_release(reply, call->now); };
  REQUIRE(tenon_server_add_tool(house.server(), &tool, nullptr) == TENON_OK);
  host.asks(guest::Head::modern("tools/list"), guest::request("1", "tools/list", guest::modern_meta));
  CHECK(tenon_server_add_tool(house.server(), &tool, nullptr) == TENON_DUPLICATE); // dropped inside add
  CHECK(tenon_server_remove_tool(house.server(), str("passing")) == TENON_OK);     // dropped inside remove
  host.asks(guest::Head::modern("tools/list"), guest::request("1", "tools/list", guest::modern_meta));
  tenon_head head = guest::channel(TENON_LINES);
  head.user = &host;
  head.drop = [](void *user) { static_cast<Busybody *>(user)->meddle(); };
  tenon_exchange *exchange = nullptr;
  REQUIRE(tenon_exchange_open(house.server(), &head, start, &exchange) == TENON_OK);
  tenon_exchange_close(exchange, start);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("threat 41: a handler uses the server, other exchanges, and the other side of its own") {
  House house;
  Busybody host;
  host.house = &house;
  struct Inner {
    Busybody *host;
    tenon_exchange *own;
    tenon_status fed, ended, pulled;
  } inner{&host, nullptr, 0, 0, 0};
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = str("inner");
  tool.user = &inner;
  tool.run = [](void *user, const tenon_call *call, tenon_reply *reply) {
    Inner &self = *static_cast<Inner *>(user);
    self.host->meddle();
    self.fed = tenon_exchange_feed(self.own, "\n", 1, call->now);
    self.ended = tenon_exchange_end(self.own, call->now);
    tenon_str view{};
    self.pulled = tenon_exchange_pull(self.own, &view);
    tenon_reply_text(reply, str("done"), call->now);
    tenon_reply_release(reply, call->now);
  };
  REQUIRE(tenon_server_add_tool(house.server(), &tool, nullptr) == TENON_OK);
  Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
  inner.own = line.get();
  line.say(guest::call("1", "inner", "{}", guest::modern_meta) + "\n");
  CHECK(inner.fed == TENON_REENTRANT);
  CHECK(inner.ended == TENON_REENTRANT);
  CHECK(inner.pulled == TENON_IDLE);
  CHECK(line.hear_more().find("\"done\"") != std::string::npos);
  line.close();
  CHECK(house.complaints.all() == "");
}
