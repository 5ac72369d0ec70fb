// house.cpp - serving, passing time, and pulling what was said.
#include "bounds/house.hpp"
#include <cstdlib>
#include <doctest/doctest.h>

namespace bounds {

int code_of(std::string_view message) {
  constexpr std::string_view name = "\"error\":{\"code\":";
  const size_t at = message.find(name);
  return at == message.npos ? 0 : std::atoi(std::string(message.substr(at + name.size(), 8)).c_str());
}

bool says(std::string_view text, std::string_view words) { return text.find(words) != text.npos; }

size_t count(std::string_view text, std::string_view words) {
  size_t found = 0;
  for (size_t at = text.find(words); at != text.npos; at = text.find(words, at + words.size())) ++found;
  return found;
}

std::string padded(std::string text, size_t bytes) {
  REQUIRE(text.size() <= bytes);
  text.resize(bytes, ' ');
  return text;
}

guest::Head head_of(std::string_view tool) { return guest::Head::modern("tools/call", tool); }

std::string body_of(std::string_view tool, std::string_view arguments, std::string_view id, bool progress) {
  return guest::call(id, tool, arguments, progress ? guest::modern_meta_with_progress : guest::modern_meta);
}

// --- House

House::House(const Change &change) {
  tenon_options options{};
  options.size = sizeof options;
  options.authless = 1;
  if (change) change(options);
  tenon_host host{};
  host.size = sizeof host;
  host.user = this;
  host.log = hear_log;
  REQUIRE(tenon_server_create(&options, &host, &server_, nullptr) == TENON_OK);
  REQUIRE(add_tool("echo") == TENON_OK);
  REQUIRE(add_tool("later") == TENON_OK);
}

House::~House() {
  settle_all();
  tenon_server_destroy(server_, now_);
}

void House::pass(uint64_t ms) {
  const uint64_t until = now_.monotonic_ms + ms;
  for (uint64_t next = tenon_server_next_deadline(server_); next <= until; next = tenon_server_next_deadline(server_)) {
    if (next > now_.monotonic_ms) move_to(next);
    REQUIRE(tenon_server_tick(server_, now_) == TENON_OK);
    REQUIRE(tenon_server_next_deadline(server_) > now_.monotonic_ms); // else ticking would never end
  }
  move_to(until);
}

void House::move_to(uint64_t monotonic_ms) {
  now_.unix_ms += static_cast<int64_t>(monotonic_ms - now_.monotonic_ms);
  now_.monotonic_ms = monotonic_ms;
}

tenon_counts House::counts() const {
  tenon_counts counts{};
  counts.size = sizeof counts;
  REQUIRE(tenon_server_counts(server_, &counts) == TENON_OK);
  return counts;
}

tenon_status House::add_tool(std::string_view name, std::string_view schema, std::string_view description) {
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = str(name);
  tool.description = str(description);
  tool.input_schema = str(schema);
  tool.user = this;
  tool.drop = drop_tool;
  tool.run = name == "later" ? run_later : run_echo;
  return tenon_server_add_tool(server_, &tool, nullptr);
}

Heard House::post(guest::Head head, std::string_view body) { return Line(*this, std::move(head)).ask(body).hear(); }

Heard House::call(std::string_view tool, std::string_view arguments) { return post(head_of(tool), body_of(tool, arguments)); }

std::string House::begin_session(std::string_view revision) {
  const Heard heard = post(guest::Head(), guest::initialize(revision));
  REQUIRE(heard.status == 200);
  return heard.session;
}

Heard House::ping(std::string_view session) { return post(guest::Head::of_session(session), guest::request("\"p\"", "ping")); }

bool House::goes_on() {
  const Heard heard = call("echo", R"({"text":"still here"})");
  return heard.status == 200 && says(heard.body, R"("text":"still here")");
}

bool House::is_empty() {
  const tenon_counts now = counts();
  return now.exchanges == 0 && now.calls == 0;
}

void House::settle_all(std::string_view text) {
  for (tenon_reply *reply : owed) {
    tenon_reply_text(reply, str(text), now_);
    tenon_reply_release(reply, now_);
  }
  owed.clear();
}

bool House::logged(std::string_view line) const {
  for (const std::string &said : log)
    if (said == line) return true;
  return false;
}

void House::run_echo(void *user, const tenon_call *call, tenon_reply *reply) {
  ++static_cast<House *>(user)->runs;
  tenon_str text{};
  tenon_call_text(call, str("text"), &text);
  tenon_reply_text(reply, text, call->now);
  tenon_reply_release(reply, call->now);
}

void House::run_later(void *user, const tenon_call *, tenon_reply *reply) {
  House &house = *static_cast<House *>(user);
  ++house.runs;
  house.owed.push_back(reply);
}

void House::hear_log(void *user, const tenon_log_record *record) {
  static_cast<House *>(user)->log.push_back(std::string(record->event.data, record->event.len) + " " +
                                            std::string(record->reason.data, record->reason.len));
}

void House::drop_tool(void *user) { ++static_cast<House *>(user)->drops; }

// --- Line

Line::Line(House &house, tenon_head head) : house_(house) {
  REQUIRE(tenon_exchange_open(house.server(), &head, house.now(), &exchange_) == TENON_OK);
  answer_.size = sizeof answer_;
}

tenon_status Line::feed(std::string_view bytes) { return tenon_exchange_feed(exchange_, bytes.data(), bytes.size(), house_.now()); }

tenon_status Line::end() { return tenon_exchange_end(exchange_, house_.now()); }

Line &Line::ask(std::string_view body) {
  CHECK(feed(body) >= 0);
  CHECK(end() == TENON_OK);
  return *this;
}

tenon_status Line::answered() { return tenon_exchange_answer(exchange_, &answer_); }

Heard Line::hear() {
  Heard heard;
  if (answered() != TENON_OK) return heard;
  heard.status = answer_.status;
  heard.length = answer_.body_length;
  heard.type = guest::header(answer_, "Content-Type");
  heard.session = guest::header(answer_, "Mcp-Session-Id");
  heard.retry_after = guest::header(answer_, "Retry-After");
  heard.body = take();
  return heard;
}

std::string Line::take_one(const std::function<void()> &meanwhile) {
  tenon_str view{};
  if (tenon_exchange_pull(exchange_, &view) != TENON_OK) return "";
  std::string text(view.data, view.len);
  if (meanwhile) meanwhile();
  CHECK(tenon_exchange_sent(exchange_, text.size(), house_.now()) == TENON_OK);
  return text;
}

std::string Line::take() {
  std::string all;
  for (std::string text = take_one(); !text.empty(); text = take_one()) all += text;
  return all;
}

bool Line::finished() {
  tenon_str view{};
  return tenon_exchange_pull(exchange_, &view) == TENON_FINISHED;
}

int64_t Line::close_code() {
  CHECK(answered() == TENON_OK);
  return answer_.close_code;
}

void Line::close() {
  if (exchange_) tenon_exchange_close(exchange_, house_.now());
  exchange_ = nullptr;
}

} // namespace bounds
