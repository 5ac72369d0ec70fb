// reply_ask_test.cpp - a handler that asks when nobody waits any more: nothing is asked, and what was told as over stays over.
#include "guest/words.hpp"
#include <doctest/doctest.h>
#include <string>
#include <string_view>
#include <vector>

namespace {

using guest::str;

constexpr tenon_now now{1'000, 1'700'000'000'000};

struct Watcher {
  tenon_reply *reply = nullptr;
  std::vector<uint64_t> begun, ended;
  int cancelled = 0, dropped = 0;
};

void keep(void *user, const tenon_call *, tenon_reply *reply) { static_cast<Watcher *>(user)->reply = reply; }

void watch(void *user, const tenon_span *span) {
  Watcher &watcher = *static_cast<Watcher *>(user);
  (span->phase == TENON_SPAN_BEGIN ? watcher.begun : watcher.ended).push_back(span->id);
}

tenon_server *open_server(Watcher &watcher) {
  tenon_host host{};
  host.size = sizeof host;
  host.user = &watcher;
  host.span = watch;
  tenon_server *server = nullptr;
  REQUIRE(tenon_server_create(nullptr, &host, &server, nullptr) == TENON_OK);
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = str("asks");
  tool.user = &watcher;
  tool.run = keep;
  REQUIRE(tenon_server_add_tool(server, &tool, nullptr) == TENON_OK);
  return server;
}

void say(tenon_exchange *x, std::string line) {
  line += '\n';
  REQUIRE(tenon_exchange_feed(x, line.data(), line.size(), now) == TENON_OK);
}

tenon_status ask_for_roots(tenon_reply *reply) {
  tenon_question question{};
  question.size = sizeof question;
  question.key = str("roots");
  question.kind = TENON_ASK_ROOTS;
  return tenon_reply_ask(reply, &question, 1, str("state"), now);
}

uint64_t owed(const tenon_server *server) {
  tenon_counts counts{};
  counts.size = sizeof counts;
  REQUIRE(tenon_server_counts(server, &counts) == TENON_OK);
  return counts.calls + counts.questions;
}

} // namespace

TEST_CASE("a handler that asks after its call was cancelled asks nobody, and the call ends once") {
  Watcher watcher;
  tenon_server *const server = open_server(watcher);
  const tenon_head head = guest::channel(TENON_LINES);
  tenon_exchange *x = nullptr;
  REQUIRE(tenon_exchange_open(server, &head, now, &x) == TENON_OK);
  say(x, R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"roots":{}},)"
         R"("clientInfo":{"name":"guest","version":"1"}}})");
  say(x, guest::initialized());
  say(x, guest::call("1", "asks"));
  REQUIRE(watcher.reply != nullptr);
  CHECK(tenon_reply_when_cancelled(
            watcher.reply, &watcher, [](void *user) { ++static_cast<Watcher *>(user)->cancelled; },
            [](void *user) { ++static_cast<Watcher *>(user)->dropped; }) == TENON_OK);
  say(x, guest::cancelled("1"));
  CHECK(watcher.begun.size() == 1);
  CHECK(watcher.ended == watcher.begun);

  CHECK(ask_for_roots(watcher.reply) == TENON_OK);
  CHECK(watcher.ended == watcher.begun);
  CHECK(watcher.cancelled == 1);
  CHECK(watcher.dropped == 1);
  CHECK(owed(server) == 0);
  CHECK(ask_for_roots(watcher.reply) == TENON_GONE);
  tenon_reply_release(watcher.reply, now);
  tenon_exchange_close(x, now);
  tenon_server_destroy(server, now);
}
