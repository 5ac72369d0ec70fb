// stage.cpp - opening, waiting, counting.
#include "threads/stage.hpp"
#include <chrono>

namespace stage {
namespace {

constexpr std::chrono::seconds patience{30};

} // namespace

void Gate::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

bool Gate::is_open() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

bool Gate::pass() {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [&] { return open_; });
}

// --- Ear

Ear::~Ear() {
  if (drops_.load() != 1) complaints_.add("an exchange's user was dropped " + std::to_string(drops_.load()) + " times");
}

void Ear::attach(tenon_head &head) {
  head.user = this;
  head.wake = wake;
  head.drop = drop;
}

void Ear::wake(void *user) {
  Ear &ear = *static_cast<Ear *>(user);
  ear.inside_.fetch_add(1);
  ear.complaints_.expect(ear.drops_.load() == 0, "a wake came after the drop");
  ear.wakes_.fetch_add(1);
  if (ear.in_wake) ear.in_wake();
  {
    const std::lock_guard lock(ear.mutex_);
    ear.woken_ = true;
    ear.changed_.notify_all();
  }
  ear.complaints_.expect(ear.drops_.load() == 0, "the drop came while a wake was running");
  ear.inside_.fetch_sub(1);
}

void Ear::drop(void *user) {
  Ear &ear = *static_cast<Ear *>(user);
  ear.complaints_.expect(ear.inside_.load() == 0, "the drop came while a wake was on a stack");
  const std::lock_guard lock(ear.mutex_); // whoever waits may destroy the ear once this is free
  ear.complaints_.expect(ear.drops_.fetch_add(1) == 0, "a second drop came");
  ear.changed_.notify_all();
}

void Ear::wait_for_wake() {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, patience, [&] { return woken_; })) complaints_.add("no wake came");
  woken_ = false;
}

void Ear::wait_for_drop() {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, patience, [&] { return drops_.load() > 0; })) complaints_.add("no drop came");
}

// --- Line

Line::Line(tenon_server *server, tenon_head head, Complaints &complaints, tenon_now now) : complaints_(complaints), ear_(complaints) {
  ear_.attach(head);
  const tenon_status status = tenon_exchange_open(server, &head, now, &exchange_);
  if (status != TENON_OK) complaints.add(std::string("open said ") + tenon_status_name(status));
}

void Line::say(std::string_view text, tenon_now now) {
  if (!exchange_) return;
  for (;;) {
    const tenon_status status = tenon_exchange_feed(exchange_, text.data(), text.size(), now);
    if (status == TENON_BUSY) { // the other side has to pull
      std::this_thread::yield();
      continue;
    }
    if (status < 0) complaints_.add(std::string("feed said ") + tenon_status_name(status));
    return;
  }
}

void Line::say_all(std::string_view text, tenon_now now) {
  say(text, now);
  end(now);
}

void Line::end(tenon_now now) {
  if (!exchange_) return;
  const tenon_status status = tenon_exchange_end(exchange_, now);
  if (status != TENON_OK) complaints_.add(std::string("end said ") + tenon_status_name(status));
}

Heard Line::hear(tenon_now now) {
  Heard heard;
  if (!exchange_) return heard;
  tenon_answer answer{};
  answer.size = sizeof answer;
  tenon_status status = TENON_IDLE;
  while ((status = tenon_exchange_answer(exchange_, &answer)) == TENON_IDLE && complaints_.all().empty()) ear_.wait_for_wake();
  if (status != TENON_OK) complaints_.add(std::string("answer said ") + tenon_status_name(status));
  heard.status = answer.status;
  heard.session = guest::header(answer, "Mcp-Session-Id");
  heard.body = hear_rest(now);
  return heard;
}

std::string Line::hear_more(tenon_now now) {
  std::string all;
  tenon_str view{};
  while (exchange_ && tenon_exchange_pull(exchange_, &view) == TENON_OK) {
    all.append(view.data, view.len);
    if (tenon_exchange_sent(exchange_, view.len, now) != TENON_OK) complaints_.add("sent was refused");
  }
  return all;
}

std::string Line::hear_rest(tenon_now now) {
  std::string all;
  hear_until("\1never said", all, now);
  return all;
}

bool Line::hear_until(std::string_view text, std::string &all, tenon_now now) {
  for (tenon_str view{}; exchange_;) {
    const tenon_status status = tenon_exchange_pull(exchange_, &view);
    if (status == TENON_OK) {
      all.append(view.data, view.len);
      if (tenon_exchange_sent(exchange_, view.len, now) != TENON_OK) complaints_.add("sent was refused");
      if (all.find(text) != std::string::npos) return true;
    } else if (status == TENON_IDLE) {
      ear_.wait_for_wake();
      if (!complaints_.all().empty()) return false; // somebody has waited in vain already
    } else {
      if (status != TENON_FINISHED) complaints_.add(std::string("pull said ") + tenon_status_name(status));
      return false;
    }
  }
  return false;
}

void Line::close(tenon_now now) {
  if (!exchange_) return;
  tenon_exchange_close(exchange_, now);
  exchange_ = nullptr;
  ear_.wait_for_drop();
}

// --- Desk

void Desk::put(tenon_reply *reply, std::string text) {
  const std::lock_guard lock(mutex_);
  waiting_.emplace_back(reply, std::move(text));
  changed_.notify_one();
}

bool Desk::take(tenon_reply *&reply, std::string &text) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [&] { return closed_ || !waiting_.empty(); });
  if (waiting_.empty()) return false;
  reply = waiting_.front().first;
  text = std::move(waiting_.front().second);
  waiting_.pop_front();
  return true;
}

bool Desk::take_if_any(tenon_reply *&reply, std::string &text) {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) return false;
  reply = waiting_.front().first;
  text = std::move(waiting_.front().second);
  waiting_.pop_front();
  return true;
}

void Desk::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

Settlers::Settlers(Desk &desk, int count, Complaints &complaints) : desk_(desk) {
  for (int i = 0; i < count; ++i)
    threads_.emplace_back([&desk, &complaints] {
      tenon_reply *reply = nullptr;
      for (std::string text; desk.take(reply, text);) {
        complaints.expect(tenon_reply_text(reply, str(text), start) == TENON_OK, "the first settling was not OK");
        complaints.expect(tenon_reply_text(reply, str("twice"), start) == TENON_GONE, "the second settling was not GONE");
        tenon_reply_release(reply, start);
      }
    });
}

Settlers::~Settlers() {
  desk_.close();
  for (std::thread &thread : threads_) thread.join();
}

// --- House

House::House(const std::function<void(tenon_options &, tenon_host &)> &change) {
  tenon_options options{};
  options.size = sizeof options;
  options.authless = 1;
  tenon_host host{};
  host.size = sizeof host;
  host.user = this;
  host.drop = drop;
  if (change) change(options, host);
  if (tenon_server_create(&options, &host, &server_, nullptr) != TENON_OK) complaints.add("no server");
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.user = this;
  tool.name = str("echo");
  tool.input_schema = str(R"({"type":"object","properties":{"text":{"type":"string"}},"required":["text"]})");
  tool.run = run_echo;
  if (tenon_server_add_tool(server_, &tool, nullptr) != TENON_OK) complaints.add("no echo");
  tool.name = str("later");
  tool.run = run_later;
  if (tenon_server_add_tool(server_, &tool, nullptr) != TENON_OK) complaints.add("no later");
}

void House::destroy(tenon_now now) {
  if (!server_) return;
  tenon_server_destroy(server_, now);
  server_ = nullptr;
}

tenon_counts House::counts() const {
  tenon_counts counts{};
  counts.size = sizeof counts;
  tenon_server_counts(server_, &counts);
  return counts;
}

std::string House::begin_session(std::string_view revision, std::string_view capabilities) {
  Line line(server_, guest::Head(), complaints);
  line.say_all(initialize_with(capabilities, revision));
  const Heard heard = line.hear();
  if (heard.session.empty()) complaints.add("no session: " + heard.body);
  return heard.session;
}

void House::add_tool(std::string_view name, void (*run)(void *, const tenon_call *, tenon_reply *), uint64_t task_support) {
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.user = this;
  tool.name = str(name);
  tool.run = run;
  tool.task_support = task_support;
  if (tenon_server_add_tool(server_, &tool, nullptr) != TENON_OK) complaints.add("no " + std::string(name));
}

void House::run_echo(void *, const tenon_call *call, tenon_reply *reply) {
  const std::string text = argument(call, "text");
  tenon_reply_text(reply, str(text), call->now);
  tenon_reply_release(reply, call->now);
}

void House::run_later(void *user, const tenon_call *call, tenon_reply *reply) {
  static_cast<House *>(user)->desk.put(reply, argument(call, "text"));
}

void House::drop(void *user) { static_cast<House *>(user)->drops_.fetch_add(1); }

// --- words

void at_once(int count, const std::function<void(int)> &work) {
  Gate gate;
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&, i] {
      gate.pass();
      work(i);
    });
  gate.open();
  for (std::thread &thread : threads) thread.join();
}

std::string initialize_with(std::string_view capabilities, std::string_view revision) {
  std::string text = guest::initialize(revision);
  constexpr std::string_view none = R"("capabilities":{})";
  return text.replace(text.find(none), none.size(), "\"capabilities\":" + std::string(capabilities));
}

tenon_question question_of(std::string_view key) {
  tenon_question question{};
  question.size = sizeof question;
  question.key = str(key);
  question.kind = TENON_ASK_ROOTS;
  return question;
}

std::string member_text(std::string_view said, std::string_view name) {
  const std::string before = "\"" + std::string(name) + "\":\"";
  const size_t at = said.find(before);
  if (at == said.npos) return "";
  said.remove_prefix(at + before.size());
  return std::string(said.substr(0, said.find('"')));
}

std::vector<std::string> asked_ids(std::string_view said) {
  constexpr std::string_view before = "{\"jsonrpc\":\"2.0\",\"id\":", behind = ",\"method\":\"roots/list\"";
  std::vector<std::string> ids;
  for (size_t at = said.find(before); at != said.npos; at = said.find(before, at)) {
    at += before.size();
    const size_t end = said.find_first_not_of("0123456789", at);
    if (said.substr(end, behind.size()) == behind) ids.emplace_back(said.substr(at, end - at));
  }
  return ids;
}

std::string roots_answer(std::string_view id) { return R"({"jsonrpc":"2.0","id":)" + std::string(id) + R"(,"result":{"roots":[]}})"; }

std::string argument(const tenon_call *call, std::string_view name) {
  tenon_str text{};
  return tenon_call_text(call, str(name), &text) == TENON_OK ? std::string(text.data, text.len) : std::string();
}

std::string call_of(std::string_view id, std::string_view tool, std::string_view text, std::string_view meta) {
  return guest::call(id, tool, R"({"text":")" + std::string(text) + "\"}", meta);
}

std::map<std::string, int> texts_of(std::string_view said) {
  constexpr std::string_view before = "\"text\":\"";
  std::map<std::string, int> texts;
  for (size_t at = said.find(before); at != said.npos; at = said.find(before, at)) {
    at += before.size();
    ++texts[std::string(said.substr(at, said.find('"', at) - at))];
  }
  return texts;
}

size_t occurrences(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

} // namespace stage
