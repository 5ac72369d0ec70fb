// api_sequence.cpp - bytes drive calls of the API in any order that the contract allows, with several exchanges at once.
#include "fuzz/promise.hpp"
#include "guest/words.hpp"
#include <deque>
#include <string>
#include <vector>

using namespace fuzz;
using guest::str;

namespace {

class Bytes {
public:
  explicit Bytes(std::string_view bytes) : left_(bytes) {}
  bool empty() const { return left_.empty(); }
  size_t next() {
    if (left_.empty()) return 0;
    const size_t value = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    return value;
  }
  size_t below(size_t bound) { return next() % bound; }
  std::string_view text() {
    const size_t length = next();
    const std::string_view taken = left_.substr(0, std::min(length, left_.size()));
    left_.remove_prefix(taken.size());
    return taken;
  }

private:
  std::string_view left_;
};

// One exchange: what was asked on it, what it said, and what must still hold.
struct Line {
  tenon_exchange *exchange = nullptr;
  int64_t carrier = 0;
  int drops = 0;
  size_t asked = 0;   // ids on it are 1 to this
  bool raw = false;   // anything may have been asked
  bool ended = false, finished = false;
  std::string said;
};

class Sequence {
public:
  explicit Sequence(std::string_view input) : bytes_(input) {
    tenon_options options{};
    options.size = sizeof options;
    options.authless = 1;
    options.max_exchanges = 1 + bytes_.below(8);
    options.max_calls = 1 + bytes_.below(4);
    options.max_conversations = 1 + bytes_.below(4);
    options.max_outbox_bytes = 64 + bytes_.next() * 4;
    options.max_undelivered_bytes = 64 + bytes_.next() * 4;
    options.max_result_bytes = 200;
    options.stream_after_ms = bytes_.below(3);
    tenon_host host{};
    host.size = sizeof host;
    host.user = this;
    host.drop = [](void *user) { ++static_cast<Sequence *>(user)->drops_; };
    host.entropy = [](void *user, void *out, size_t len) -> int32_t {
      auto &self = *static_cast<Sequence *>(user);
      const unsigned char next = ++self.randomness_;
      for (size_t i = 0; i < len; ++i) static_cast<unsigned char *>(out)[i] = next;
      return next % 16 == 15; // now and then there is none
    };
    if (bytes_.below(2))
      host.dispatch = [](void *user, tenon_work *work) { static_cast<Sequence *>(user)->works_.push_back(work); };
    promise(tenon_server_create(&options, &host, &server_, nullptr) == TENON_OK, "a server is made");
    add_tool();
  }

  void play() {
    for (int turns = 0; !bytes_.empty() && turns < 400; ++turns) turn();
    finish();
  }

private:
  void turn() {
    switch (bytes_.below(22)) {
    case 0: return open_post();
    case 1: return open(guest::Head(bytes_.below(2) ? "GET" : "DELETE"), true);
    case 2: return open(guest::Head("GET", "/sse"), false);
    case 3: return open_channel();
    case 4: case 5: case 6: return ask(line());
    case 7: return feed_raw(line());
    case 8: return end(line());
    case 9: case 10: return pull(line());
    case 11: return answer(line());
    case 12: return close(line());
    case 13: case 14: return settle();
    case 15: return release();
    case 16: return progress();
    case 17: return tick();
    case 18: return add_tool();
    case 19: return remove_tool();
    case 20: return run_work();
    case 21: return bytes_.below(4) ? misuse(line()) : end_server();
    }
  }

  // --- opening

  Line &line() { return lines_.empty() ? nothing_ : lines_[bytes_.below(lines_.size())]; }

  void open(guest::Head head, bool in_session) {
    if (in_session && !sessions_.empty()) head.add("Mcp-Session-Id", sessions_[bytes_.below(sessions_.size())]);
    open(head.record());
  }
  void open(tenon_head record) {
    if (!server_ || lines_.size() >= 64) return;
    Line &made = lines_.emplace_back();
    made.carrier = record.carrier;
    record.user = &made;
    if (bytes_.below(2)) record.wake = [](void *user) { promise(static_cast<Line *>(user)->drops == 0, "no wake after drop"); };
    record.drop = [](void *user) { ++static_cast<Line *>(user)->drops; };
    promise(tenon_exchange_open(server_, &record, now_, &made.exchange) == TENON_OK, "every exchange opens");
  }
  void open_channel() { open(guest::channel(bytes_.below(2) ? TENON_LINES : TENON_MESSAGES)); }
  void open_post() {
    const size_t kind = bytes_.below(6);
    if (kind == 0) open(guest::Head(), false); // initialize
    else if (kind == 1) open(guest::Head::modern("tools/call", "tool"), false);
    else if (kind == 2) open(guest::Head::modern("tools/list"), false);
    else if (kind == 3 && !targets_.empty()) open(guest::Head("POST", targets_[bytes_.below(targets_.size())]), false);
    else open(guest::Head(), true);
  }

  // --- the intake

  std::string message(Line &to) {
    const std::string id = std::to_string(++to.asked);
    switch (bytes_.below(8)) {
    case 0: return guest::initialize(bytes_.below(2) ? "2025-11-25" : "2025-03-26", id);
    case 1: return guest::initialized();
    case 2: return guest::cancelled(std::to_string(bytes_.below(to.asked + 1)));
    case 3: return guest::request(id, "tools/list", guest::modern_meta);
    case 4: return guest::call(id, "tool", "{}", guest::modern_meta_with_progress);
    case 5: return guest::call(id, "tool");
    case 6: {
      const std::string second = std::to_string(++to.asked);
      return "[" + guest::call(id, "tool") + "," + guest::cancelled(id) + "," + guest::call(second, "tool") + "]";
    }
    default: return guest::call(id, "tool", "{}", guest::modern_meta);
    }
  }
  void ask(Line &to) {
    if (!to.exchange) return;
    if (to.carrier == TENON_HTTP && to.asked) return; // one body
    std::string text = message(to);
    if (to.carrier == TENON_LINES) text += '\n';
    feed(to, text);
    if (to.carrier == TENON_HTTP && bytes_.below(4)) end(to);
  }
  void feed_raw(Line &to) {
    if (!to.exchange) return;
    to.raw = true;
    feed(to, bytes_.text());
  }
  void feed(Line &to, std::string_view text) {
    const tenon_status status = tenon_exchange_feed(to.exchange, text.data(), text.size(), now_);
    promise(status == TENON_OK || status == TENON_FINISHED || (status == TENON_BUSY && to.carrier != TENON_HTTP), "feed");
  }
  void end(Line &to) {
    if (!to.exchange) return;
    promise(tenon_exchange_end(to.exchange, now_) == TENON_OK, "end");
    to.ended = true;
  }

  // --- the output

  void pull(Line &from) {
    if (!from.exchange) return;
    tenon_str view{}, again{};
    const tenon_status status = tenon_exchange_pull(from.exchange, &view);
    promise(!from.finished || status == TENON_FINISHED, "FINISHED is for good");
    promise(status == TENON_OK || status == TENON_IDLE || status == TENON_FINISHED, "pull");
    from.finished |= status == TENON_FINISHED;
    if (status != TENON_OK) return;
    promise(tenon_exchange_pull(from.exchange, &again) == TENON_OK && again.data == view.data && again.len == view.len, "the view stays");
    promise(tenon_exchange_sent(from.exchange, view.len + 1, now_) == TENON_INVALID, "more than was pulled");
    const size_t taken = from.carrier == TENON_MESSAGES ? view.len : std::min(view.len, 1 + bytes_.next() * 4);
    from.said.append(view.data, taken);
    promise(tenon_exchange_sent(from.exchange, taken, now_) == TENON_OK, "sent");
  }
  void answer(Line &of) {
    if (!of.exchange) return;
    tenon_answer answer{};
    answer.size = sizeof answer;
    const tenon_status status = tenon_exchange_answer(of.exchange, &answer);
    promise(status == TENON_OK || status == TENON_IDLE, "answer");
    if (status != TENON_OK || of.carrier != TENON_HTTP) return;
    if (const std::string session = guest::header(answer, "Mcp-Session-Id"); !session.empty()) sessions_.push_back(session);
    const size_t at = of.said.find("/sse/message");
    if (at != of.said.npos) targets_.push_back(of.said.substr(at, of.said.find('\n', at) - at));
  }
  void close(Line &of) {
    if (!of.exchange) return;
    promise(of.drops == 0, "an open exchange is not dropped");
    tenon_exchange_close(of.exchange, now_);
    of.exchange = nullptr;
    promise(of.drops == 1, "with no wake in flight, close drops");
    check_answers(of);
  }
  // Every id is answered at most once. (A batch's id may be refused by the whole, which has no id.)
  void check_answers(const Line &of) {
    if (of.raw) return;
    for (size_t id = 1; id <= of.asked; ++id) promise(occurrences(of.said, "\"id\":" + std::to_string(id) + ",") <= 1, "one id, one answer");
  }

  // --- replies

  struct Owed {
    tenon_reply *reply;
    bool settled = false;
    double progress = 0;
  };
  Owed *owed() { return owed_.empty() ? nullptr : &owed_[bytes_.below(owed_.size())]; }

  void settle() {
    Owed *const one = owed();
    if (!one) return;
    const size_t way = bytes_.below(5);
    tenon_status status = TENON_OK;
    if (way == 0) status = tenon_reply_text(one->reply, str("text"), now_);
    if (way == 1) status = tenon_reply_tool_error(one->reply, str("error"), now_);
    if (way == 2) status = tenon_reply_fail(one->reply, 1, str("fault"), now_);
    if (way == 3) status = tenon_reply_result(one->reply, str(R"({"content":[]})"), now_);
    if (way == 4) status = tenon_reply_text(one->reply, str(std::string(201, 'x')), now_);
    promise(one->settled ? status == TENON_GONE : status == (way == 4 ? TENON_LIMIT : TENON_OK), "settled once");
    one->settled = true;
  }
  void release() {
    Owed *const one = owed();
    if (!one) return;
    tenon_reply_release(one->reply, now_);
    *one = owed_.back();
    owed_.pop_back();
  }
  void progress() {
    Owed *const one = owed();
    if (!one) return;
    const tenon_status status = tenon_reply_progress(one->reply, ++one->progress, 0, str("on it goes"), now_);
    promise(one->settled ? status == TENON_GONE : status == TENON_OK || status == TENON_DROPPED, "progress");
    (void)tenon_reply_cancelled(one->reply);
  }
  void run_work() {
    if (works_.empty()) return;
    tenon_work *const work = works_.front();
    works_.pop_front();
    tenon_work_run(work, now_);
  }

  // --- the server

  void tick() {
    const size_t step = bytes_.next();
    now_.monotonic_ms += step * step * step;
    if (!server_) return;
    const uint64_t deadline = tenon_server_next_deadline(server_);
    if (bytes_.below(2) && deadline != UINT64_MAX && deadline > now_.monotonic_ms) now_.monotonic_ms = deadline;
    promise(tenon_server_tick(server_, now_) == TENON_OK, "tick");
    promise(tenon_server_next_deadline(server_) > now_.monotonic_ms, "what was due is done");
  }

  struct Tool {
    Sequence *play;
    int drops = 0;
  };
  void add_tool() {
    if (!server_ || tools_.size() >= 32) return;
    Tool &user = tools_.emplace_back(Tool{this});
    tenon_tool tool{};
    tool.size = sizeof tool;
    tool.name = str("tool");
    tool.user = &user;
    tool.drop = [](void *dropped) { ++static_cast<Tool *>(dropped)->drops; };
    tool.run = run;
    const tenon_status status = tenon_server_add_tool(server_, &tool, nullptr);
    promise(status == TENON_OK || status == TENON_DUPLICATE, "add_tool");
    promise(user.drops == (status == TENON_OK ? 0 : 1), "dropped if and only if refused");
  }
  void remove_tool() {
    if (!server_) return;
    const tenon_status status = tenon_server_remove_tool(server_, str("tool"));
    promise(status == TENON_OK || status == TENON_NOT_FOUND, "remove_tool");
  }
  // A handler answers at once, keeps its reply, releases it, or lets go of something first.
  static void run(void *user, const tenon_call *call, tenon_reply *reply) {
    Tool &tool = *static_cast<Tool *>(user);
    promise(tool.drops == 0, "a dropped tool is not called");
    Sequence &self = *tool.play;
    if (self.finishing_) return tenon_reply_release(reply, call->now);
    switch (self.bytes_.below(6)) {
    case 0: self.owed_.push_back({reply}); return;
    case 1: self.close(self.line()); break;
    case 2: self.remove_tool(); break;
    case 3: return tenon_reply_release(reply, call->now);
    case 4: if (self.bytes_.below(8) == 0) self.end_server(); break;
    }
    promise(tenon_reply_text(reply, str("at once"), call->now) == TENON_OK, "settled inside run");
    tenon_reply_release(reply, call->now);
  }

  void misuse(Line &of) {
    tenon_str view{};
    promise(tenon_exchange_feed(nullptr, "x", 1, now_) == TENON_INVALID, "NULL");
    promise(tenon_exchange_pull(of.exchange, nullptr) == TENON_INVALID, "NULL");
    promise(tenon_exchange_pull(nullptr, &view) == TENON_INVALID, "NULL");
    if (of.exchange) promise(tenon_exchange_feed(of.exchange, nullptr, 1, now_) == TENON_INVALID, "NULL with a length");
    tenon_answer small{};
    small.size = 8;
    if (of.exchange) promise(tenon_exchange_answer(of.exchange, &small) == TENON_BAD_SIZE, "too small");
    tenon_reply_release(nullptr, now_);
    tenon_exchange_close(nullptr, now_);
    tenon_server_destroy(nullptr, now_);
  }
  void end_server() {
    if (!server_) return;
    if (bytes_.below(2)) promise(tenon_server_drain(server_, now_) == TENON_OK, "drain");
    if (bytes_.below(2)) return;
    tenon_server_destroy(server_, now_);
    server_ = nullptr;
  }

  // All is let go of, in one of several orders; then nothing is left.
  void finish() {
    finishing_ = true;
    for (const bool first : {true, false}) {
      if (first == (randomness_ % 2 == 0))
        for (Line &each : lines_) close(each);
      else {
        while (!works_.empty()) run_work();
        while (!owed_.empty()) release();
      }
    }
    while (!works_.empty()) run_work();
    if (server_) {
      now_.monotonic_ms += 86'400'000;
      tenon_server_tick(server_, now_);
      tenon_counts counts{};
      counts.size = sizeof counts;
      promise(tenon_server_counts(server_, &counts) == TENON_OK, "counts");
      promise(counts.exchanges == 0 && counts.calls == 0 && counts.conversations == 0, "nothing is counted when all is over");
      promise(drops_ == 0, "the host is needed yet");
      tenon_server_destroy(server_, now_);
    }
    promise(drops_ == 1, "the host is dropped once");
    for (const Tool &tool : tools_) promise(tool.drops == 1, "a tool is dropped once");
    for (const Line &each : lines_) promise(each.drops == 1, "an exchange is dropped once");
  }

  Bytes bytes_;
  tenon_server *server_ = nullptr;
  tenon_now now_ = start;
  int drops_ = 0;
  unsigned char randomness_ = 0;
  bool finishing_ = false;
  Line nothing_;
  std::deque<Line> lines_;
  std::deque<Tool> tools_;
  std::vector<Owed> owed_;
  std::deque<tenon_work *> works_;
  std::vector<std::string> sessions_, targets_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Sequence(view(data, size)).play();
  return 0;
}
