// host_test.cpp - every callback of the host fails in turn: is missing, fails, comes late, twice, never, or throws.
#include "guest/words.hpp"
#include <doctest/doctest.h>
#include <functional>
#include <stdexcept>

using guest::call;
using guest::modern_meta;
using guest::str;

namespace {

constexpr tenon_now start{1000, 1'800'000'001'000};

// A server whose every callback is NULL until a test says otherwise, and one tool that does what the test says.
struct Bare {
  tenon_server *server = nullptr;
  int drops = 0, tool_drops = 0;
  std::function<void(const tenon_call *, tenon_reply *)> handler;

  explicit Bare(const std::function<void(tenon_host &)> &change = {}) {
    tenon_options options{};
    options.size = sizeof options;
    options.authless = 1;
    tenon_host host{};
    host.size = sizeof host;
    host.user = this;
    host.drop = [](void *user) { ++static_cast<Bare *>(user)->drops; };
    if (change) change(host);
    REQUIRE(tenon_server_create(&options, &host, &server, nullptr) == TENON_OK);
    tenon_tool tool{};
    tool.size = sizeof tool;
    tool.name = str("tool");
    tool.user = this;
    tool.drop = [](void *user) { ++static_cast<Bare *>(user)->tool_drops; };
    tool.run = [](void *user, const tenon_call *given, tenon_reply *reply) { static_cast<Bare *>(user)->handler(given, reply); };
    REQUIRE(tenon_server_add_tool(server, &tool, nullptr) == TENON_OK);
  }
  ~Bare() { destroy(); }
  void destroy() {
    tenon_server_destroy(server, start);
    server = nullptr;
  }
  tenon_counts counts() const {
    tenon_counts now{};
    now.size = sizeof now;
    tenon_server_counts(server, &now);
    return now;
  }
};

// A request without wake and drop: the host polls.
struct Asked {
  tenon_exchange *exchange = nullptr;

  Asked(Bare &bare, guest::Head head, const std::string &body) {
    const tenon_head record = head.record();
    REQUIRE(tenon_exchange_open(bare.server, &record, start, &exchange) == TENON_OK);
    const tenon_status fed = tenon_exchange_feed(exchange, body.data(), body.size(), start);
    CHECK((fed == TENON_OK || fed == TENON_FINISHED));
    CHECK(tenon_exchange_end(exchange, start) == TENON_OK);
  }
  Asked(Bare &bare, const std::string &body) : Asked(bare, guest::Head::modern("tools/call", "tool"), body) {}
  ~Asked() { close(); }
  void close() {
    tenon_exchange_close(exchange, start);
    exchange = nullptr;
  }
  int64_t status() const { // 0: none yet
    tenon_answer answer{};
    answer.size = sizeof answer;
    return tenon_exchange_answer(exchange, &answer) == TENON_OK ? answer.status : 0;
  }
  std::string body() const {
    std::string all;
    tenon_str view{};
    while (tenon_exchange_pull(exchange, &view) == TENON_OK) {
      all.append(view.data, view.len);
      CHECK(tenon_exchange_sent(exchange, view.len, start) == TENON_OK);
    }
    return all;
  }
};

const std::string a_call = call("1", "tool", "{}", modern_meta);
bool has(const std::string &text, const char *part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("entropy that fails: no session is begun, and nothing else suffers") {
  Bare bare([](tenon_host &host) { host.entropy = [](void *, void *, size_t) -> int32_t { return 1; }; });
  bare.handler = [](const tenon_call *, tenon_reply *reply) {
    tenon_reply_text(reply, str("words"), start);
    tenon_reply_release(reply, start);
  };
  for (const char *revision : {"2025-11-25", "2025-03-26"}) {
    const Asked greeting(bare, guest::Head(), guest::initialize(revision));
    CHECK(greeting.status() == 503);
    CHECK(has(greeting.body(), "\"error\""));
  }
  const Asked stream(bare, guest::Head("GET", "/sse"), "");
  CHECK(stream.status() == 503);
  const Asked modern(bare, a_call);
  CHECK(modern.status() == 200);
  CHECK(bare.counts().conversations == 0);
}

TEST_CASE("entropy that is NULL: the operating system's serves") {
  Bare bare;
  std::string ids[2];
  for (std::string &id : ids) {
    const Asked greeting(bare, guest::Head(), guest::initialize("2025-11-25"));
    tenon_answer answer{};
    answer.size = sizeof answer;
    REQUIRE(tenon_exchange_answer(greeting.exchange, &answer) == TENON_OK);
    id = guest::header(answer, "Mcp-Session-Id");
  }
  CHECK(ids[0].size() >= 22); // 128 bits and more
  CHECK(ids[0] != ids[1]);
}

TEST_CASE("no log, no deadline_moved, no wake, no drop: all goes on, and the host polls") {
  Bare bare([](tenon_host &host) { host.drop = nullptr; });
  tenon_reply *kept = nullptr;
  bare.handler = [&](const tenon_call *, tenon_reply *reply) { kept = reply; };
  guest::Head stranger;
  const Asked refused(bare, std::move(stranger.add("Origin", "https://elsewhere.example")), "{}");
  CHECK(refused.status() == 403); // would have been logged
  const Asked asked(bare, a_call);
  CHECK(asked.status() == 0);
  CHECK(tenon_server_tick(bare.server, {start.monotonic_ms + 100, start.unix_ms}) == TENON_OK);
  CHECK(asked.status() == 200); // a stream by now
  CHECK(tenon_reply_text(kept, str("words"), start) == TENON_OK);
  tenon_reply_release(kept, start);
  CHECK(has(asked.body(), "words"));
}

TEST_CASE("dispatch that comes late, after the exchange, after the server") {
  static tenon_work *waiting = nullptr;
  Bare bare([](tenon_host &host) { host.dispatch = [](void *, tenon_work *work) { waiting = work; }; });
  int runs = 0;
  bare.handler = [&](const tenon_call *, tenon_reply *reply) {
    ++runs;
    CHECK(tenon_reply_text(reply, str("words"), start) == TENON_OK);
    tenon_reply_release(reply, start);
  };
  {
    const Asked asked(bare, a_call);
    CHECK(asked.status() == 0);
    tenon_work_run(waiting, start);
    CHECK(asked.status() == 200);
    CHECK(has(asked.body(), "words"));
  }
  CHECK(runs == 1);
  { Asked left(bare, a_call); }
  tenon_work_run(waiting, start);
  CHECK(runs == 1); // nobody waited: not begun
  CHECK(bare.counts().calls == 0);
  {
    Asked last(bare, a_call);
    bare.destroy();
    CHECK(last.status() == 503);
    CHECK(bare.drops == 0);
    last.close();
  }
  tenon_work_run(waiting, start);
  CHECK(runs == 1);
  CHECK(bare.drops == 1);
  CHECK(bare.tool_drops == 1);
  CHECK_NOTHROW(tenon_work_run(nullptr, start));
}

TEST_CASE("a handler that never answers: the client waits on a stream until it leaves, and nothing is lost or left") {
  Bare bare;
  tenon_reply *kept = nullptr;
  bare.handler = [&](const tenon_call *, tenon_reply *reply) { kept = reply; };
  Asked asked(bare, a_call);
  tenon_server_tick(bare.server, {start.monotonic_ms + 60'000, start.unix_ms});
  CHECK(asked.status() == 200); // a stream
  for (uint64_t minutes = 2; minutes <= 4; ++minutes) {
    tenon_server_tick(bare.server, {start.monotonic_ms + minutes * 60'000, start.unix_ms});
    CHECK(has(asked.body(), ":\n\n")); // kept alive
  }
  CHECK(bare.counts().calls == 1);
  CHECK(tenon_reply_cancelled(kept) == 0);
  asked.close();
  CHECK(tenon_reply_cancelled(kept) == 1);
  bare.destroy();
  CHECK(bare.drops == 0); // somebody may still call on the reply
  tenon_reply_release(kept, start);
  CHECK(bare.drops == 1);
}

TEST_CASE("a handler that answers twice, in every pair of ways: the first counts, the second is GONE") {
  using Way = std::function<tenon_status(tenon_reply *)>;
  const Way ways[] = {
      [](tenon_reply *r) { return tenon_reply_text(r, str("by text"), start); },
      [](tenon_reply *r) { return tenon_reply_tool_error(r, str("by tool_error"), start); },
      [](tenon_reply *r) { return tenon_reply_fail(r, 7, str("by fail"), start); },
      [](tenon_reply *r) { return tenon_reply_result(r, str(R"({"content":[{"type":"text","text":"by result"}]})"), start); },
  };
  const char *const words[] = {"by text", "by tool_error", "by fail", "by result"};
  Bare bare;
  for (size_t first = 0; first < 4; ++first)
    for (size_t second = 0; second < 4; ++second) {
      bare.handler = [&](const tenon_call *, tenon_reply *reply) {
        CHECK(ways[first](reply) == TENON_OK);
        CHECK(ways[second](reply) == TENON_GONE);
        CHECK(tenon_reply_progress(reply, 1, 2, str(""), start) == TENON_GONE);
        tenon_reply_release(reply, start);
      };
      const Asked asked(bare, a_call);
      const std::string body = asked.body();
      CHECK(has(body, words[first]));
      if (first != second) CHECK_FALSE(has(body, words[second]));
    }
  CHECK(bare.counts().calls == 0);
}

TEST_CASE("a handler that releases without an answer: the client gets an error") {
  Bare bare;
  bare.handler = [](const tenon_call *, tenon_reply *reply) { tenon_reply_release(reply, start); };
  const Asked asked(bare, a_call);
  CHECK(asked.status() == 200);
  const std::string body = asked.body();
  CHECK(has(body, "\"error\""));
  CHECK(has(body, "-32603"));
}

TEST_CASE("threat 41: a handler that throws: before, after and without an answer; the exception goes no further") {
  Bare bare;
  tenon_reply *kept = nullptr;
  SUBCASE("a reply that the handler had released, answered") {
    bare.handler = [](const tenon_call *, tenon_reply *reply) {
      tenon_reply_text(reply, str("words"), start);
      tenon_reply_release(reply, start);
      throw std::runtime_error("after all");
    };
    const Asked asked(bare, a_call);
    CHECK(has(asked.body(), "words"));
  }
  SUBCASE("a reply that the handler had released, unanswered") {
    bare.handler = [](const tenon_call *, tenon_reply *reply) {
      tenon_reply_release(reply, start);
      throw 7;
    };
    const Asked asked(bare, a_call);
    CHECK(has(asked.body(), "\"error\""));
  }
  SUBCASE("a reply that somebody else has by now: it is settled, and theirs to release") {
    bare.handler = [&](const tenon_call *, tenon_reply *reply) {
      kept = reply;
      throw std::bad_alloc();
    };
    const Asked asked(bare, a_call);
    CHECK(asked.status() == 200);
    CHECK(has(asked.body(), "\"error\""));
    CHECK(tenon_reply_text(kept, str("words"), start) == TENON_GONE);
    tenon_reply_release(kept, start);
  }
  SUBCASE("on a channel: the next line is served") {
    bare.handler = [&](const tenon_call *, tenon_reply *reply) {
      tenon_reply_release(reply, start);
      throw std::runtime_error("no");
    };
    tenon_head head = guest::channel(TENON_LINES);
    tenon_exchange *exchange = nullptr;
    REQUIRE(tenon_exchange_open(bare.server, &head, start, &exchange) == TENON_OK);
    const std::string two = a_call + "\n" + guest::request("2", "ping", modern_meta) + "\n";
    CHECK(tenon_exchange_feed(exchange, two.data(), two.size(), start) == TENON_OK);
    tenon_str view{};
    CHECK(tenon_exchange_pull(exchange, &view) == TENON_OK);
    CHECK(has(std::string(view.data, view.len), "\"id\":2"));
    tenon_exchange_close(exchange, start);
  }
  CHECK(bare.counts().calls == 0);
  bare.destroy();
  CHECK(bare.drops == 1);
  CHECK(bare.tool_drops == 1);
}

TEST_CASE("a handler that answers after the exchange, after the session, after the server has gone: OK once, then GONE") {
  Bare bare;
  tenon_reply *kept[2] = {};
  size_t next = 0;
  bare.handler = [&](const tenon_call *, tenon_reply *reply) { kept[next++] = reply; };
  { Asked left(bare, a_call); }
  CHECK(tenon_reply_cancelled(kept[0]) == 1);
  CHECK(tenon_reply_progress(kept[0], 1, 0, str(""), start) == TENON_OK);
  CHECK(tenon_reply_text(kept[0], str("to nobody"), start) == TENON_OK);
  CHECK(tenon_reply_text(kept[0], str("to nobody"), start) == TENON_GONE);
  Asked asked(bare, a_call);
  bare.destroy();
  asked.close();
  CHECK(tenon_reply_cancelled(kept[1]) == 1);
  CHECK(tenon_reply_text(kept[1], str("to nobody"), start) == TENON_OK);
  tenon_reply_release(kept[0], start);
  CHECK(bare.drops == 0);
  tenon_reply_release(kept[1], start);
  CHECK(bare.drops == 1);
  CHECK(bare.tool_drops == 1);
}

TEST_CASE("replies that answer with what makes no sense: INVALID, nothing is settled, and a good answer is still taken") {
  Bare bare;
  bare.handler = [](const tenon_call *, tenon_reply *reply) {
    CHECK(tenon_reply_text(reply, str("\xff"), start) == TENON_INVALID);
    CHECK(tenon_reply_text(reply, {nullptr, 3}, start) == TENON_INVALID);
    CHECK(tenon_reply_result(reply, str("{}"), start) == TENON_INVALID);
    CHECK(tenon_reply_result(reply, str("not json"), start) == TENON_INVALID);
    CHECK(tenon_reply_fail(reply, -32700, str("not ours to say"), start) == TENON_INVALID);
    CHECK(tenon_reply_progress(reply, 0.0 / 0.0, 1, str(""), start) == TENON_INVALID);
    CHECK(tenon_reply_progress(reply, 2, 3, str(""), start) == TENON_OK);
    CHECK(tenon_reply_progress(reply, 1, 3, str(""), start) == TENON_INVALID);
    CHECK(tenon_reply_text(reply, str("good"), start) == TENON_OK);
    tenon_reply_release(reply, start);
  };
  const Asked asked(bare, a_call);
  CHECK(has(asked.body(), "good"));
}
