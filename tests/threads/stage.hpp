// stage.hpp - a server, its tools and its clients for tests with several threads; everything is counted, waiting is bounded.
#pragma once
#include "guest/words.hpp"
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <tenon/tenon.h>
#include <vector>

namespace stage {

using guest::str;

inline constexpr int64_t unix_start = 1'800'000'000'000;
inline tenon_now at(uint64_t ms) { return {ms, unix_start + static_cast<int64_t>(ms)}; }
inline constexpr tenon_now start{1000, unix_start + 1000};

// What went wrong on any thread. The test's own thread looks at it in the end.
class Complaints {
public:
  void add(std::string text) {
    const std::lock_guard lock(mutex_);
    if (texts_.size() < 20) texts_.push_back(std::move(text));
  }
  void expect(bool fine, const char *text) { if (!fine) add(text); }
  std::string all() const {
    const std::lock_guard lock(mutex_);
    std::string joined;
    for (const std::string &text : texts_) joined += text + "\n";
    return joined;
  }

private:
  mutable std::mutex mutex_;
  std::vector<std::string> texts_;
};

// A point that threads reach and wait at until somebody opens it.
class Gate {
public:
  void open();
  bool is_open() const;
  bool pass(); // false: nobody opened it in half a minute

private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

// The user of one exchange: hears its wakes and its drop, and complains about what must not be.
class Ear {
public:
  explicit Ear(Complaints &complaints) : complaints_(complaints) {}
  ~Ear();
  void attach(tenon_head &head);
  void wait_for_wake(); // complains after half a minute
  void wait_for_drop();
  int wakes() const { return wakes_.load(); }
  int drops() const { return drops_.load(); }
  std::function<void()> in_wake; // set before the exchange opens

private:
  static void wake(void *user);
  static void drop(void *user);
  Complaints &complaints_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;
  std::atomic<int> wakes_{0}, drops_{0}, inside_{0};
};

struct Heard {
  int64_t status = 0;
  std::string session, body;
};

// One exchange with its ear. The destructor closes it and waits for the drop.
class Line {
public:
  Line(tenon_server *server, tenon_head head, Complaints &complaints, tenon_now now = start);
  Line(tenon_server *server, guest::Head head, Complaints &complaints, tenon_now now = start) : Line(server, head.record(), complaints, now) {}
  ~Line() { close(); }
  Line(const Line &) = delete;
  Line &operator=(const Line &) = delete;

  void say(std::string_view text, tenon_now now = start);      // feed, again and again while BUSY
  void say_all(std::string_view text, tenon_now now = start);  // feed and end
  void end(tenon_now now = start);
  Heard hear(tenon_now now = start);      // waits for the answer and all of its body
  std::string hear_more(tenon_now now = start); // what is there now
  std::string hear_rest(tenon_now now = start); // until FINISHED
  bool hear_until(std::string_view text, std::string &all, tenon_now now = start); // false: FINISHED came before
  void close(tenon_now now = start);
  tenon_exchange *get() const { return exchange_; }
  Ear &ear() { return ear_; }

private:
  Complaints &complaints_;
  Ear ear_;
  tenon_exchange *exchange_ = nullptr;
};

// Replies that wait for somebody to settle them.
class Desk {
public:
  void put(tenon_reply *reply, std::string text);
  bool take(tenon_reply *&reply, std::string &text); // waits; false: closed and empty
  bool take_if_any(tenon_reply *&reply, std::string &text);
  void close();

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<tenon_reply *, std::string>> waiting_;
  bool closed_ = false;
};

// Threads that settle what lies on a desk by its own text.
class Settlers {
public:
  Settlers(Desk &desk, int count, Complaints &complaints);
  ~Settlers();

private:
  Desk &desk_;
  std::vector<std::thread> threads_;
};

// A server with the tools `echo` (answers {"text"} at once) and `later` (puts the reply on the desk).
class House {
public:
  explicit House(const std::function<void(tenon_options &, tenon_host &)> &change = {});
  ~House() { destroy(); }
  void destroy(tenon_now now = start);
  tenon_server *server() const { return server_; }
  tenon_counts counts() const;
  std::string begin_session(std::string_view revision = "2025-11-25", std::string_view capabilities = "{}");
  // One more tool; its handler gets this house as its user.
  void add_tool(std::string_view name, void (*run)(void *, const tenon_call *, tenon_reply *), uint64_t task_support = TENON_TASK_NEVER);
  int drops() const { return drops_.load(); } // of the host's user

  Desk desk;
  Complaints complaints;

private:
  static void run_echo(void *user, const tenon_call *call, tenon_reply *reply);
  static void run_later(void *user, const tenon_call *call, tenon_reply *reply);
  static void drop(void *user);
  tenon_server *server_ = nullptr;
  std::atomic<int> drops_{0};
};

// Runs `work(0)` to `work(count - 1)` on threads that start together.
void at_once(int count, const std::function<void(int)> &work);

// What clients say that can be asked for roots, and that know tasks.
inline constexpr std::string_view asking_meta =
    R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
    R"("io.modelcontextprotocol/clientCapabilities":{"roots":{},"extensions":{"io.modelcontextprotocol/tasks":{}}}})";
std::string initialize_with(std::string_view capabilities, std::string_view revision = "2025-11-25");
tenon_question question_of(std::string_view key); // for the roots
std::string member_text(std::string_view said, std::string_view name); // of "name":"text", the first one's; or ""
std::vector<std::string> asked_ids(std::string_view said); // of our requests for roots
std::string roots_answer(std::string_view id);
std::string argument(const tenon_call *call, std::string_view name);
std::string call_of(std::string_view id, std::string_view tool, std::string_view text, std::string_view meta = "");
std::map<std::string, int> texts_of(std::string_view said); // each "text" that was said, and how often
size_t occurrences(std::string_view text, std::string_view part);

} // namespace stage
