// idle_bench.cpp - what clients cost that only listen, what it costs to tell all of them of one change, and what a long list costs.
//
// tenon-idle-bench [LISTENERS]: through the public header alone, no socket. Prints lines of tabs: what, value, unit.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <malloc.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tenon/tenon.h>

#include "messages.hpp"

namespace {

constexpr tenon_now now{1'000'000, 1'800'000'000'000};
constexpr std::string_view modern_meta = R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                                         R"("io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},)"
                                         R"("io.modelcontextprotocol/clientCapabilities":{}})";

tenon_str str(std::string_view text) { return {text.data(), text.size()}; }

void expect(bool well, const char *what) {
  if (well) return;
  std::fprintf(stderr, "idle_bench: %s\n", what);
  std::exit(1);
}

uint64_t woken = 0; // the bench has one thread
void wake(void *) { ++woken; }
void drop(void *) {}
void run(void *, const tenon_call *call, tenon_reply *reply) { tenon_reply_release(reply, call->now); }

void add_tool(tenon_server *server, size_t number) {
  const std::string name = "tool_" + std::to_string(number);
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = str(name);
  tool.description = str("Says the text again.");
  tool.input_schema = str(bench::echo_schema);
  tool.run = run;
  expect(tenon_server_add_tool(server, &tool, nullptr) == TENON_OK, "a tool is not taken");
}

tenon_server *serve(size_t tools, size_t listeners) {
  tenon_options options{};
  options.size = sizeof options;
  options.authless = 1;
  options.max_exchanges = options.max_listens = options.max_conversations = listeners + 1;
  tenon_server *server = nullptr;
  expect(tenon_server_create(&options, nullptr, &server, nullptr) == TENON_OK, "no server");
  for (size_t i = 0; i < tools; ++i) add_tool(server, i);
  return server;
}

using Head = std::vector<std::pair<std::string, std::string>>;

Head modern_head(const std::string &method) {
  return {{"host", "127.0.0.1:8787"}, {"content-type", "application/json"}, {"accept", "application/json, text/event-stream"},
          {"mcp-protocol-version", "2026-07-28"}, {"mcp-method", method}};
}

Head session_head(const std::string &session) {
  Head head = {{"host", "127.0.0.1:8787"}, {"content-type", "application/json"}, {"accept", "application/json, text/event-stream"},
               {"mcp-protocol-version", "2025-11-25"}};
  if (!session.empty()) head.emplace_back("mcp-session-id", session);
  return head;
}

tenon_exchange *open(tenon_server *server, const char *method, const Head &lines, std::string_view body) {
  std::vector<tenon_header> headers;
  for (const auto &line : lines) headers.push_back({str(line.first), str(line.second)});
  tenon_head head{};
  head.size = sizeof head;
  head.carrier = TENON_HTTP;
  head.method = str(method);
  head.target = str("/mcp");
  head.headers = headers.data();
  head.header_count = headers.size();
  head.wake = wake;
  head.drop = drop;
  tenon_exchange *exchange = nullptr;
  expect(tenon_exchange_open(server, &head, now, &exchange) == TENON_OK, "no exchange");
  if (!body.empty()) expect(tenon_exchange_feed(exchange, body.data(), body.size(), now) == TENON_OK, "the body is not taken");
  expect(tenon_exchange_end(exchange, now) >= TENON_OK, "the body does not end");
  return exchange;
}

size_t pull(tenon_exchange *exchange, std::string *into = nullptr) {
  size_t bytes = 0;
  tenon_str view{};
  while (tenon_exchange_pull(exchange, &view) == TENON_OK) {
    bytes += view.len;
    if (into != nullptr) into->append(view.data, view.len);
    expect(tenon_exchange_sent(exchange, view.len, now) >= TENON_OK, "sent bytes are not taken back");
  }
  return bytes;
}

std::string header_of(tenon_exchange *exchange, std::string_view name) {
  tenon_answer answer{};
  answer.size = sizeof answer;
  expect(tenon_exchange_answer(exchange, &answer) == TENON_OK && answer.status == 200, "the answer is not 200");
  for (size_t i = 0; i < answer.header_count; ++i)
    if (std::string_view(answer.headers[i].name.data, answer.headers[i].name.len) == name)
      return {answer.headers[i].value.data, answer.headers[i].value.len};
  return {};
}

tenon_exchange *listen(tenon_server *server) {
  const std::string body = std::string(R"({"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},)") +
                           std::string(modern_meta) + "}}";
  tenon_exchange *exchange = open(server, "POST", modern_head("subscriptions/listen"), body);
  header_of(exchange, "");
  expect(pull(exchange) > 0, "a listen is not acknowledged");
  return exchange;
}

tenon_exchange *session_stream(tenon_server *server) {
  tenon_exchange *first = open(server, "POST", session_head(""), bench::initialize_message());
  const std::string session = header_of(first, "Mcp-Session-Id");
  pull(first);
  tenon_exchange_close(first, now);
  tenon_exchange *ready = open(server, "POST", session_head(session), R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  pull(ready);
  tenon_exchange_close(ready, now);
  tenon_exchange *stream = open(server, "GET", session_head(session), "");
  header_of(stream, "");
  pull(stream);
  return stream;
}

double milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double bytes_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

// Holds `listeners` streams that `begin` opens, changes the catalog once, and lets every one of them hear of it.
void hold(const std::string &who, size_t listeners, const std::function<tenon_exchange *(tenon_server *)> &begin) {
  tenon_server *server = serve(10, listeners);
  std::vector<tenon_exchange *> held;
  held.reserve(listeners);
  const double before = bytes_in_use();
  while (held.size() < listeners) held.push_back(begin(server));
  std::printf("%s: bytes of an idle one\t%.0f\tB\n", who.c_str(), (bytes_in_use() - before) / static_cast<double>(listeners));

  woken = 0;
  const double start = milliseconds();
  add_tool(server, 1'000'000);
  const double told = milliseconds();
  expect(woken == listeners, "a listener was not woken");
  size_t told_bytes = 0;
  for (tenon_exchange *one : held) {
    const size_t bytes = pull(one);
    expect(bytes > 0, "a listener heard nothing");
    told_bytes += bytes;
  }
  const double pulled = milliseconds();
  std::printf("%s: one change told to %zu, in the call that makes it\t%.2f\tms\n", who.c_str(), listeners, told - start);
  std::printf("%s: and pulled by all of them, %zu B each\t%.2f\tms\n", who.c_str(), told_bytes / listeners, pulled - told);
  for (tenon_exchange *one : held) tenon_exchange_close(one, now);
  tenon_server_destroy(server, now);
}

// A page of a thousand tools: the first after a change makes the bytes, the others only send them. The floor copies as many.
void long_list(size_t tools) {
  tenon_server *server = serve(tools, 10);
  const std::string body = R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{)" + std::string(modern_meta) + "}}";
  std::string text;
  const auto list = [&] {
    tenon_exchange *exchange = open(server, "POST", modern_head("tools/list"), body);
    text.clear();
    pull(exchange, &text);
    tenon_exchange_close(exchange, now);
  };
  double start = milliseconds();
  list();
  const double first = milliseconds() - start;
  expect(text.find("tool_" + std::to_string(tools - 1)) != std::string::npos, "the list misses a tool");
  constexpr int rounds = 1000;
  start = milliseconds();
  for (int i = 0; i < rounds; ++i) list();
  const double later = (milliseconds() - start) / rounds;
  std::string copy;
  start = milliseconds();
  for (int i = 0; i < rounds; ++i) {
    copy.clear();
    copy.append(text);
    asm volatile("" : : "r"(copy.data()) : "memory");
  }
  const double floor = (milliseconds() - start) / rounds;
  std::printf("tools/list of %zu tools, %zu B: the first after a change\t%.1f\tus\n", tools, text.size(), first * 1e3);
  std::printf("tools/list of %zu tools: every other one\t%.1f\tus\n", tools, later * 1e3);
  std::printf("tools/list of %zu tools: a copy of as many bytes\t%.1f\tus\n", tools, floor * 1e3);
  tenon_server_destroy(server, now);
}

} // namespace

int main(int argc, char **argv) {
  const size_t listeners = argc > 1 ? static_cast<size_t>(std::max(1, std::atoi(argv[1]))) : 10'000;
  hold("subscriptions/listen, 2026-07-28", listeners, listen);
  hold("session and its stream, 2025-11-25", listeners, session_stream);
  long_list(1'000);
}
