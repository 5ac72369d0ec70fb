// house.cpp - driving the server through its contract.
#include "house.hpp"

#include <algorithm>
#include <cctype>
#include <doctest/doctest.h>

#include "guest/words.hpp"
#include "words.hpp"

namespace wire {
using guest::str;
namespace {

constexpr std::string_view secret = "a secret of the wire tests that is long enough";

bool same_name(std::string_view a, std::string_view b) {
  const auto small = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return small(x) == small(y); });
}

} // namespace

std::string Heard::header(std::string_view name) const {
  for (const auto &[each, value] : headers)
    if (same_name(each, name)) return value;
  return "";
}

std::vector<std::string> Heard::messages() const { return messages_of(header("content-type"), body); }

struct House::Offer {
  House *house;
  Tool tool;
};

House::House(const std::vector<Tool> &tools, const Change &change) {
  tenon_options options{};
  options.size = sizeof options;
  options.authless = 1;
  if (change) change(options);
  REQUIRE(tenon_server_create(&options, nullptr, &server_, nullptr) == TENON_OK);
  for (const Tool &each : tools) {
    tenon_tool tool{};
    tool.size = sizeof tool;
    tool.name = str(each.name);
    tool.title = str(each.title);
    tool.description = str("A tool of the wire tests.");
    tool.input_schema = str(each.schema);
    tool.annotations = str(each.annotations);
    tool.user = new Offer{this, each};
    tool.drop = [](void *user) { delete static_cast<Offer *>(user); };
    tool.run = run;
    REQUIRE(tenon_server_add_tool(server_, &tool, nullptr) == TENON_OK);
  }
}

House::~House() {
  for (tenon_reply *reply : kept_) tenon_reply_release(reply, now_);
  destroy();
}

void House::destroy() {
  if (server_) tenon_server_destroy(server_, now_);
  server_ = nullptr;
}

void House::require_tokens() {
  tenon_token_policy policy{};
  policy.size = sizeof policy;
  policy.secret = str(secret);
  REQUIRE(tenon_server_require_token(server_, &policy, nullptr) == TENON_OK);
}

std::string House::token() const {
  tenon_token_request request{};
  request.size = sizeof request;
  request.secret = str(secret);
  request.subject = str("ada");
  char text[1024];
  tenon_buffer buffer{sizeof buffer, text, sizeof text, 0};
  REQUIRE(tenon_token_sign(&request, now_, &buffer, nullptr) == TENON_OK);
  return "Bearer " + std::string(text, buffer.len);
}

void House::pass(uint64_t ms) {
  const uint64_t end = now_.monotonic_ms + ms;
  while (now_.monotonic_ms < end) {
    const uint64_t next = std::clamp(tenon_server_next_deadline(server_), now_.monotonic_ms + 1, end);
    now_.unix_ms += static_cast<int64_t>(next - now_.monotonic_ms);
    now_.monotonic_ms = next;
    tenon_server_tick(server_, now_);
  }
}

void House::settle_later(std::string_view text) {
  for (tenon_reply *reply : kept_) {
    tenon_reply_text(reply, str(text), now_);
    tenon_reply_release(reply, now_);
  }
  kept_.clear();
}

void House::run(void *user, const tenon_call *call, tenon_reply *reply) {
  const Offer &offer = *static_cast<const Offer *>(user);
  const tenon_str words = str(offer.tool.words);
  tenon_str text{};
  switch (offer.tool.manner) {
  case Manner::text: tenon_reply_text(reply, words, call->now); break;
  case Manner::echo:
    REQUIRE(tenon_call_text(call, str("text"), &text) == TENON_OK);
    tenon_reply_text(reply, text, call->now);
    break;
  case Manner::result: REQUIRE(tenon_reply_result(reply, words, call->now) == TENON_OK); break;
  case Manner::tool_error: tenon_reply_tool_error(reply, words, call->now); break;
  case Manner::fault: tenon_reply_fail(reply, 7, words, call->now); break;
  case Manner::forgets: break;
  case Manner::later: offer.house->kept_.push_back(reply); return;
  case Manner::reports:
    tenon_reply_progress(reply, 0, 100, str("begun"), call->now);
    tenon_reply_progress(reply, 50.5, 0, {}, call->now);
    tenon_reply_progress(reply, 100, 100, str("done"), call->now);
    tenon_reply_text(reply, words, call->now);
    break;
  }
  tenon_reply_release(reply, call->now);
}

Line::Line(House &house, const Request &request) : house_(house) {
  std::vector<tenon_header> headers;
  for (const auto &[name, value] : request.headers) headers.push_back({str(name), str(value)});
  tenon_head head{};
  head.size = sizeof head;
  head.carrier = TENON_HTTP;
  head.method = str(request.method);
  head.target = str(request.target);
  head.headers = headers.data();
  head.header_count = headers.size();
  open(head);
  if (!request.body.empty()) say(request.body);
  CHECK(tenon_exchange_end(exchange_, house_.now()) == TENON_OK);
}

Line::Line(House &house) : house_(house), channel_(true) { open(guest::channel(TENON_LINES)); }

Line::~Line() { tenon_exchange_close(exchange_, house_.now()); }

void Line::open(const tenon_head &head) { REQUIRE(tenon_exchange_open(house_.server(), &head, house_.now(), &exchange_) == TENON_OK); }

void Line::say(std::string_view bytes) { CHECK(tenon_exchange_feed(exchange_, bytes.data(), bytes.size(), house_.now()) >= TENON_OK); }

const Heard &Line::hear() {
  if (!channel_ && heard_.status == 0) {
    tenon_answer answer{};
    answer.size = sizeof answer;
    if (tenon_exchange_answer(exchange_, &answer) != TENON_OK) return heard_;
    heard_.status = answer.status;
    for (size_t i = 0; i < answer.header_count; ++i)
      heard_.headers.emplace_back(std::string(answer.headers[i].name.data, answer.headers[i].name.len),
                                  std::string(answer.headers[i].value.data, answer.headers[i].value.len));
  }
  tenon_str bytes{};
  tenon_status status;
  while ((status = tenon_exchange_pull(exchange_, &bytes)) == TENON_OK) {
    heard_.body.append(bytes.data, bytes.len);
    REQUIRE(tenon_exchange_sent(exchange_, bytes.len, house_.now()) == TENON_OK);
  }
  heard_.finished = status == TENON_FINISHED;
  return heard_;
}

Heard ask(House &house, const Request &request) {
  Line line(house, request);
  return line.hear();
}

} // namespace wire
