// walks.cpp - the calls into tenon.h that a host makes for one request, without a socket around them.
#include "walks.hpp"

#include <cstdio>
#include <cstdlib>

namespace bench {
namespace {

tenon_str str(std::string_view text) { return {text.data(), text.size()}; }

[[noreturn]] void give_up(const char *where, const char *what) {
  std::fprintf(stderr, "core_bench: %s: %s\n", where, what);
  std::exit(1);
}

void expect(tenon_status status, const char *where) {
  if (status < TENON_OK) give_up(where, tenon_status_name(status));
}

void echo(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_str text{};
  expect(tenon_call_text(call, str("text"), &text), "tenon_call_text");
  expect(tenon_reply_text(reply, text, call->now), "tenon_reply_text");
  tenon_reply_release(reply, call->now);
}

void add_echo(tenon_server *server, std::string_view name) {
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = str(name);
  tool.description = str("Says the text again.");
  tool.input_schema = str(echo_schema);
  tool.run = echo;
  expect(tenon_server_add_tool(server, &tool, nullptr), "tenon_server_add_tool");
}

void wake(void *) {}
void drop(void *) {}

std::vector<tenon_header> views_of(const std::vector<std::pair<std::string, std::string>> &head) {
  std::vector<tenon_header> views;
  for (const auto &line : head) views.push_back({str(line.first), str(line.second)});
  return views;
}

// The whole walk. Adds the body to `body` and finds `session` in the answer's head, if these are asked for.
size_t walk(tenon_server *server, const std::vector<tenon_header> &headers, std::string_view message, std::string *body,
            std::string *session) {
  tenon_head head{};
  head.size = sizeof head;
  head.carrier = TENON_HTTP;
  head.method = {"POST", 4};
  head.target = {"/mcp", 4};
  head.headers = headers.data();
  head.header_count = headers.size();
  head.wake = wake;
  head.drop = drop;
  tenon_exchange *exchange = nullptr;
  expect(tenon_exchange_open(server, &head, now, &exchange), "tenon_exchange_open");
  expect(tenon_exchange_feed(exchange, message.data(), message.size(), now), "tenon_exchange_feed");
  expect(tenon_exchange_end(exchange, now), "tenon_exchange_end");
  tenon_answer answer{};
  answer.size = sizeof answer;
  if (tenon_exchange_answer(exchange, &answer) != TENON_OK) give_up("tenon_exchange_answer", "no answer at once");
  if (answer.status != 200) give_up("tenon_exchange_answer", "a status other than 200");
  if (session != nullptr)
    for (size_t i = 0; i < answer.header_count; ++i)
      if (std::string_view(answer.headers[i].name.data, answer.headers[i].name.len) == "Mcp-Session-Id")
        session->assign(answer.headers[i].value.data, answer.headers[i].value.len);
  size_t bytes = 0;
  tenon_str view{};
  while (tenon_exchange_pull(exchange, &view) == TENON_OK) {
    bytes += view.len;
    if (body != nullptr) body->append(view.data, view.len);
    expect(tenon_exchange_sent(exchange, view.len, now), "tenon_exchange_sent");
  }
  tenon_exchange_close(exchange, now);
  return bytes;
}

std::string open_session(tenon_server *server, std::string_view token) {
  auto head = head_of_echo(Era::session, "", token);
  const std::string message = initialize_message();
  for (auto &line : head)
    if (line.first == "content-length") line.second = std::to_string(message.size());
  std::string session;
  walk(server, views_of(head), message, nullptr, &session);
  if (session.empty()) give_up("initialize", "no Mcp-Session-Id");
  return session;
}

} // namespace

Server::Server(size_t tools, bool with_tokens) {
  tenon_options options{};
  options.size = sizeof options;
  options.authless = with_tokens ? 0 : 1;
  expect(tenon_server_create(&options, nullptr, &server_, nullptr), "tenon_server_create");
  if (with_tokens) {
    tenon_token_policy policy{};
    policy.size = sizeof policy;
    policy.secret = str(secret);
    expect(tenon_server_require_token(server_, &policy, nullptr), "tenon_server_require_token");
  }
  for (size_t i = 1; i < tools; ++i) add_echo(server_, "tool_" + std::to_string(i));
  add_echo(server_, "echo");
}

std::string signed_token(size_t number) {
  const std::string subject = "user-" + std::to_string(number);
  const tenon_str role = str("user");
  tenon_token_request request{};
  request.size = sizeof request;
  request.secret = str(secret);
  request.subject = str(subject);
  request.username = str("john_doe");
  request.roles = &role;
  request.role_count = 1;
  request.expires_in_seconds = 3600;
  char room[1024];
  tenon_buffer buffer{sizeof(tenon_buffer), room, sizeof room, 0};
  expect(tenon_token_sign(&request, now, &buffer, nullptr), "tenon_token_sign");
  return {buffer.data, buffer.len};
}

HttpWalk::HttpWalk(const Server &server, Era era, const std::vector<std::string> &tokens)
    : server_(server.get()), messages_(calls_of_echo(era)) {
  const std::string first = tokens.empty() ? std::string() : tokens.front();
  const std::string session = era == Era::session ? open_session(server_, first) : std::string();
  heads_.push_back(head_of_echo(era, session, first));
  for (size_t i = 1; i < tokens.size(); ++i) heads_.push_back(head_of_echo(era, session, tokens[i]));
  for (const auto &head : heads_) views_.push_back(views_of(head));
}

size_t HttpWalk::call(size_t number) {
  return walk(server_, views_[number % views_.size()], messages_[number % message_count], nullptr, nullptr);
}

std::string HttpWalk::answer(size_t number) {
  std::string body;
  walk(server_, views_[number % views_.size()], messages_[number % message_count], &body, nullptr);
  return body;
}

LinesWalk::LinesWalk(const Server &server, Era era) : messages_(calls_of_echo(era)) {
  for (std::string &message : messages_) message += '\n';
  tenon_head head{};
  head.size = sizeof head;
  head.carrier = TENON_LINES;
  head.wake = wake;
  head.drop = drop;
  expect(tenon_exchange_open(server.get(), &head, now, &exchange_), "tenon_exchange_open (lines)");
  if (era == Era::modern) return;
  say(initialize_message() + "\n");
  hear(nullptr);
  say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
}

size_t LinesWalk::call(size_t number) {
  say(messages_[number % message_count]);
  return hear(nullptr);
}

std::string LinesWalk::answer(size_t number) {
  say(messages_[number % message_count]);
  std::string line;
  hear(&line);
  return line;
}

void LinesWalk::say(std::string_view line) {
  if (tenon_exchange_feed(exchange_, line.data(), line.size(), now) != TENON_OK) give_up("tenon_exchange_feed (lines)", "not taken");
}

size_t LinesWalk::hear(std::string *answer) {
  size_t bytes = 0;
  tenon_str view{};
  while (tenon_exchange_pull(exchange_, &view) == TENON_OK) {
    bytes += view.len;
    if (answer != nullptr) answer->append(view.data, view.len);
    expect(tenon_exchange_sent(exchange_, view.len, now), "tenon_exchange_sent (lines)");
  }
  return bytes;
}

} // namespace bench
