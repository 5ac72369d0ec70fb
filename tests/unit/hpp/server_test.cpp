// server_test.cpp - what a programmer configures, and how mistakes in it read.
#include "line_client.hpp"
#include <algorithm>
#include <atomic>
#include <cstring>
#include <doctest/doctest.h>
#include <string>
#include <utility>
#include <vector>

namespace {

template <class Do> std::string mistake(tenon_status expected, Do wrong) {
  try {
    wrong();
  } catch (const tenon::error &error) {
    CHECK(error.status() == expected);
    return error.what();
  }
  FAIL("nothing was thrown");
  return {};
}

const std::string secret(32, 's');

// Begins a conversation over HTTP; gives the status.
std::int64_t post(const tenon::server &server, const std::string &authorization) {
  tenon::head head;
  head.method = "POST";
  head.target = "/mcp";
  const std::string body = R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
                           R"("capabilities":{},"clientInfo":{"name":"t","version":"1"}}})";
  head.headers = {tenon::header("Host", "127.0.0.1"), tenon::header("Content-Type", "application/json"),
                  tenon::header("Accept", "application/json, text/event-stream")};
  if (!authorization.empty()) head.headers.push_back(tenon::header("Authorization", authorization));
  tenon::exchange exchange(server, head);
  exchange.feed(body);
  exchange.end();
  tenon_answer answer;
  CHECK(exchange.answer(answer) == TENON_OK);
  return answer.status;
}

} // namespace

TEST_CASE("mistakes throw, with the status and the core's own words") {
  tenon::server server;
  server.tool("a", "", tenon::args(), [] {});
  CHECK(has(mistake(TENON_DUPLICATE, [&] { server.tool("a", "", tenon::args(), [] {}); }), "TENON_DUPLICATE: "));
  CHECK(has(mistake(TENON_INVALID, [&] { server.tool("", "", tenon::args(), [] {}); }), "TENON_INVALID: "));
  CHECK(has(mistake(TENON_BAD_SCHEMA, [&] { server.tool("s", "", tenon::schema{R"({"type":5})"}, [] {}); }), "type"));
  CHECK(has(mistake(TENON_WEAK_KEY, [&] { server.require_token({"short"}); }), "TENON_WEAK_KEY: "));
  CHECK(has(mistake(TENON_INVALID, [&] { server.tool("d", "", tenon::args("x", "x"), [](int, int) {}); }), "'x' twice"));
}

TEST_CASE("options are written by name, and their bounds are kept") {
  tenon::server server(tenon::options{.name = "n", .max_tools = 1});
  server.tool("a", "", tenon::args(), [] {});
  mistake(TENON_LIMIT, [&] { server.tool("b", "", tenon::args(), [] {}); });
}

TEST_CASE("tenon.hpp carries every member of the records") {
  // Whoever appends a member there comes by here and appends it to tenon.hpp too.
  CHECK(sizeof(tenon_options) == 632);
  CHECK(sizeof(tenon_host) == 64);
  CHECK(sizeof(tenon_span) == 120);
  CHECK(sizeof(tenon_counts) == 96);
  CHECK(sizeof(tenon_token_policy) == 280);
  CHECK(sizeof(tenon_token_request) == 216);
  CHECK(sizeof(tenon_tool) == 216);
  CHECK(sizeof(tenon_resource) == 264);
  CHECK(sizeof(tenon_resource_template) == 232);
  CHECK(sizeof(tenon_prompt) == 184);
  CHECK(sizeof(tenon_call) == 392);
  CHECK(sizeof(tenon_question) == 96);
  CHECK(sizeof(tenon_task_terms) == 40);
  CHECK(sizeof(tenon_head) == 144);
  CHECK(sizeof(tenon_key) == 88);
  CHECK(sizeof(tenon_credential) == 200);
  CHECK(sizeof(tenon_identity) == 104);
  CHECK(sizeof(tenon_audit) == 176);
  CHECK(sizeof(tenon_authority) == 56);
}

TEST_CASE("HTTP needs a policy or the word authless, and then a token that the policy accepts") {
  tenon::server server;
  mistake(TENON_NO_KEY, [&] { post(server, ""); });
  server.require_token({.secret = secret});
  const std::string token = tenon::sign_token({.secret = secret, .subject = "user123"});
  CHECK(post(server, "") == 401);
  CHECK(post(server, "Bearer " + token) == 200);
  CHECK(post(server, "Bearer " + token + "x") == 401);
  const tenon::server open(tenon::options{.authless = true});
  CHECK(post(open, "") == 200);
}

TEST_CASE("a token of any length is signed, and a wrong wish throws") {
  const std::string long_name(5000, 'n');
  const std::string token =
      tenon::sign_token({.secret = secret, .subject = "x", .username = long_name, .roles = {"user", "admin"}});
  CHECK(token.size() > 5000);
  CHECK(token.find('\0') == std::string::npos);
  CHECK(std::count(token.begin(), token.end(), '.') == 2);
  mistake(TENON_WEAK_KEY, [] { tenon::sign_token({.secret = "short", .subject = "x"}); });
  mistake(TENON_INVALID, [] { tenon::sign_token({.secret = secret}); });
  CHECK(tenon::sign_token({.secret = "short", .allow_short_secret = true, .subject = "x"}).size() > 20);
}

TEST_CASE("the host's callbacks are called, and the clock is the host's") {
  static std::atomic<std::uint64_t> time{1000};
  std::vector<std::string> events;
  int asked = 0;
  tenon::options options;
  options.time = [] { return tenon_now{time.load(), 1'700'000'000'000}; };
  options.log = [&events](const tenon::log_record &record) { events.emplace_back(record.event); };
  options.entropy = [&asked](void *bytes, std::size_t length) {
    ++asked;
    std::memset(bytes, 7, length);
    return true;
  };
  tenon::server server(options);
  server.require_token({.secret = secret});
  CHECK(post(server, "Bearer nonsense") == 401);
  CHECK(events == std::vector<std::string>{"token_refused"});
  CHECK(post(server, "Bearer " + tenon::sign_token({.secret = secret, .subject = "x"}, options.time)) == 200);
  CHECK(asked > 0);
  server.tool("when", "", tenon::args(), [](const tenon::call &call) { return call.now().monotonic_ms; });
  LineClient client(server);
  CHECK(says(client.call("when"), R"("1000")"));
  time = 2000;
  CHECK(says(client.call("when"), R"("2000")"));
}

TEST_CASE("a source of randomness that fails means refusal, never a weak session id") {
  tenon::options options;
  options.authless = true;
  options.entropy = [](void *, std::size_t) { return false; };
  const tenon::server server(options);
  CHECK(post(server, "") == 503);
}

TEST_CASE("work goes where the host wants it") {
  std::vector<tenon::work> queue;
  tenon::options options;
  options.dispatch = [&queue](tenon::work work) { queue.push_back(work); };
  tenon::server server(options);
  server.tool("hi", "", tenon::args(), [] { return "hi"; });
  LineClient client(server);
  client.send_call("hi");
  CHECK(client.pull().empty());
  REQUIRE(queue.size() == 1);
  queue[0]();
  CHECK(says(client.next(), R"("hi")"));
}

TEST_CASE("a server moves, and its open exchanges go on") {
  tenon::server first;
  first.tool("hi", "", tenon::args(), [] { return "hi"; });
  LineClient client(first);
  tenon::server second = std::move(first);
  CHECK(says(client.call("hi"), R"("hi")"));
  second.tool("ho", "", tenon::args(), [] { return "ho"; });
  CHECK(says(client.call("ho"), R"("ho")"));
  CHECK(second.counts().tools == 2);
  CHECK(second.counts().exchanges == 1);
}

TEST_CASE("an exchange moves, closes once, and an empty one is harmless") {
  const tenon::server server;
  tenon::exchange first(server, {TENON_LINES});
  tenon::exchange second = std::move(first);
  CHECK_FALSE(first);
  CHECK(second);
  CHECK(server.counts().exchanges == 1);
  second.close();
  CHECK_FALSE(second);
  second.close();
  CHECK(server.counts().exchanges == 0);
}

TEST_CASE("a draining server refuses new exchanges and keeps its word to the old") {
  tenon::server server(tenon::options{.authless = true});
  server.tool("hi", "", tenon::args(), [] { return "hi"; });
  CHECK(server.drain() == TENON_OK);
  CHECK(post(server, "") == 503);
  CHECK(server.tick() == TENON_OK);
}
