// feedback_bench.cpp - questions to people, through the public header: how many are asked and answered, how long an answer is on its way
// to the call that waits for it, and what ten thousand waiting calls cost.
//
// tenon-feedback-bench [SECONDS [WAITING]]: prints lines of tabs: what, value, unit.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <malloc.h>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

#include <tenon/tenon.h>
#ifdef TENON_BENCH_SQLITE
#include <tenon/tenon_sqlite.h>
#endif

namespace {

using Clock = std::chrono::steady_clock;

double seconds = 3;
constexpr int64_t began_unix_ms = 1'800'000'000'000;
constexpr uint64_t many = 1'000'000;
constexpr size_t most_in_memory = 9'000; // the shelf has room for 10,000

[[noreturn]] void give_up(const std::string &what) {
  std::fprintf(stderr, "feedback_bench: %s\n", what.c_str());
  std::exit(1);
}
void expect(bool well, const char *what) {
  if (!well) give_up(what);
}

tenon_str str(std::string_view text) { return {text.data(), text.size()}; }
double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double cpu_milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double bytes_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

// A server that asks people, with a clock that runs, or one that is turned.
class House final {
public:
  explicit House(const std::string &file, bool turned = false) : turned_(turned) {
    tenon_options options{};
    options.size = sizeof options;
    options.authless = 1;
    options.public_url = str("https://ask.example");
    options.max_exchanges = options.max_calls = many;
    tenon_host host{};
    host.size = sizeof host;
    host.user = this;
    host.deadline_moved = [](void *user) { static_cast<House *>(user)->ring(); };
    host.drop = [](void *user) { static_cast<House *>(user)->leave(); };
    expect(tenon_server_create(&options, &host, &server_, nullptr) == TENON_OK, "no server");
    tenon_feedback feedback{};
    feedback.size = sizeof feedback;
    feedback.max_open_sessions = feedback.max_waiters = feedback.max_held = feedback.max_subject_held = many;
    feedback.max_creates = feedback.max_status_reads = feedback.max_result_reads = feedback.max_submits = TENON_OFF;
    feedback.rejoin_ms = TENON_OFF;
    tenon_storage storage{};
    storage.size = sizeof storage;
    if (!file.empty()) open_file(file, storage);
    if (!file.empty()) feedback.storage = &storage;
    char words[400] = "";
    tenon_error error{sizeof error, words, sizeof words, 0};
    if (tenon_server_offer_feedback(server_, &feedback, &error) != TENON_OK) give_up(words);
    expect(tenon_server_tick(server_, now()) == TENON_OK, "no tick");
  }
  House(const House &) = delete;
  House &operator=(const House &) = delete;
  ~House() {
    tenon_server_destroy(server_, now());
    std::unique_lock lock(mutex_);
    bell_.wait(lock, [&] { return left_; }); // the last of it may end on a thread of the store's
  }

  tenon_server *get() const { return server_; }
  tenon_now now() const {
    const uint64_t ms = turned_ ? turned_ms_ : static_cast<uint64_t>(since(began_) * 1e3);
    return {1'000'000 + ms, began_unix_ms + static_cast<int64_t>(ms)};
  }
  void ring() {
    const std::lock_guard lock(mutex_);
    rung_ = true;
    bell_.notify_one();
  }
  void leave() {
    const std::lock_guard lock(mutex_);
    left_ = true;
    bell_.notify_one();
  }
  // Something has happened, or is due.
  void wait() {
    {
      std::unique_lock lock(mutex_);
      bell_.wait_for(lock, std::chrono::milliseconds(20), [&] { return rung_; });
      rung_ = false;
    }
    if (tenon_server_next_deadline(server_) <= now().monotonic_ms) expect(tenon_server_tick(server_, now()) == TENON_OK, "no tick");
  }
  void turn(uint64_t ms, const std::function<void()> &ticked) {
    const uint64_t until = turned_ms_ + ms;
    for (uint64_t next; (next = tenon_server_next_deadline(server_)) <= 1'000'000 + until;) {
      turned_ms_ = std::max(turned_ms_, next - std::min<uint64_t>(next, 1'000'000));
      expect(tenon_server_tick(server_, now()) == TENON_OK, "no tick");
      ticked();
    }
    turned_ms_ = until;
  }

private:
  static void open_file([[maybe_unused]] const std::string &file, [[maybe_unused]] tenon_storage &storage) {
#ifdef TENON_BENCH_SQLITE
    tenon_sqlite_options options{};
    options.size = sizeof options;
    options.path = str(file);
    expect(tenon_sqlite_open(&options, &storage, nullptr) == TENON_OK, "the file does not open");
#else
    give_up("there is no SQLite");
#endif
  }

  tenon_server *server_ = nullptr;
  const bool turned_;
  uint64_t turned_ms_ = 0;
  const Clock::time_point began_ = Clock::now();
  std::mutex mutex_;
  std::condition_variable bell_;
  bool rung_ = false, left_ = false;
};

// One request under way, and what was answered so far.
class Line final {
public:
  Line(House &house, const char *method, const std::string &target, std::string_view body, bool of_agent = false) : house_(house) {
    const tenon_header headers[] = {{str("Host"), str("ask.example")},
                                    {str("Content-Type"), str("application/json")},
                                    {str("Accept"), str("application/json, text/event-stream")},
                                    {str("MCP-Protocol-Version"), str("2026-07-28")},
                                    {str("Mcp-Method"), str("tools/call")},
                                    {str("Mcp-Name"), str("interactive_feedback")}};
    tenon_head head{};
    head.size = sizeof head;
    head.carrier = TENON_HTTP;
    head.method = str(method);
    head.target = str(target);
    head.headers = headers;
    head.header_count = of_agent ? 6 : 3;
    head.peer = str("192.0.2.1");
    head.user = &house; // a wake may be in flight when this line is gone
    head.wake = [](void *user) { static_cast<House *>(user)->ring(); };
    expect(tenon_exchange_open(house.get(), &head, house.now(), &exchange_) == TENON_OK, "no exchange");
    if (!body.empty()) expect(tenon_exchange_feed(exchange_, body.data(), body.size(), house.now()) == TENON_OK, "the body is not taken");
    expect(tenon_exchange_end(exchange_, house.now()) >= TENON_OK, "the body does not end");
  }
  Line(const Line &) = delete;
  Line &operator=(const Line &) = delete;
  ~Line() { tenon_exchange_close(exchange_, house_.now()); }

  // All that is there by now; true: that is all there will be.
  bool hear() {
    for (tenon_str view{};;) {
      const tenon_status status = tenon_exchange_pull(exchange_, &view);
      if (status != TENON_OK) return status == TENON_FINISHED;
      text.append(view.data, view.len);
      expect(tenon_exchange_sent(exchange_, view.len, house_.now()) >= TENON_OK, "sent bytes are not taken back");
    }
  }
  const std::string &whole() {
    while (!hear()) house_.wait();
    return text;
  }

  std::string text;

private:
  House &house_;
  tenon_exchange *exchange_ = nullptr;
};

constexpr std::string_view words = "Shall the release go out today, with the two changes that were found in review?";

std::string question(const char *more) { return std::string(R"({"message":")").append(words).append(R"(","predefinedOptions":["yes","no"])").append(more) + "}"; }
std::string submission(size_t number) {
  return R"({"selectedOptions":["yes"],"freeText":"and tell the others","submissionId":"s)" + std::to_string(number) + "\"}";
}
std::string call(bool reports) {
  return std::string(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"_meta":{)") + (reports ? R"("progressToken":"p",)" : "") +
         R"("io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},)"
         R"("io.modelcontextprotocol/clientCapabilities":{}},"name":"interactive_feedback","arguments":)" +
         question(R"(,"mode":"wait","timeout":86400)") + "}}";
}

std::string id_in(const std::string &text, std::string_view before) {
  const size_t at = text.find(before);
  if (at == text.npos) give_up("no session in: " + text.substr(0, 300));
  return text.substr(at + before.size(), 36);
}

double share(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<size_t>(static_cast<double>(values.size()) * part))];
}

// Keeps `at_once` requests going; a second's worth of them.
double rate(size_t at_once, size_t most, const std::function<std::unique_ptr<Line>(size_t)> &begin, const std::function<void(size_t, const std::string &)> &end) {
  std::vector<std::unique_ptr<Line>> running;
  size_t begun = 0, done = 0;
  const auto start = Clock::now();
  for (; done < most && (begun > done || since(start) < seconds); ++done) {
    while (begun < most && begun - done < at_once && since(start) < seconds) running.push_back(begin(begun++));
    if (begun == done) break;
    end(done, running[done]->whole());
    running[done].reset();
  }
  return static_cast<double>(done) / since(start);
}

void asked_and_answered(const std::string &name, const std::string &file, size_t at_once) {
  House house(file);
  std::vector<std::string> ids;
  const std::string body = question("");
  const double created = rate(
      at_once, most_in_memory, [&](size_t) { return std::make_unique<Line>(house, "POST", "/api/feedback/create", body); },
      [&](size_t, const std::string &text) { ids.push_back(id_in(text, "\"sessionId\":\"")); });
  const double answered = rate(
      at_once, ids.size(), [&](size_t n) { return std::make_unique<Line>(house, "POST", "/api/feedback/" + ids[n] + "/submit", submission(n)); },
      [&](size_t, const std::string &text) { expect(text.find("\"outcome\":\"answered\"") != text.npos, "an answer is not taken"); });
  std::printf("%s, %zu at once: created over HTTP\t%.0f\t/s\n", name.c_str(), at_once, created);
  std::printf("%s, %zu at once: answered over HTTP\t%.0f\t/s\n", name.c_str(), at_once, answered);
}

// What any answer needs: a request that only reads, or a write that is on the disk.
double floor_of_memory(House &house) {
  std::vector<double> took;
  const std::string made = Line(house, "POST", "/api/feedback/create", question("")).whole();
  const std::string target = "/api/feedback/" + id_in(made, "\"sessionId\":\"");
  for (int i = 0; i < 2000; ++i) {
    const auto start = Clock::now();
    Line(house, "GET", target, "").whole();
    took.push_back(since(start) * 1e6);
  }
  return share(took, 0.5);
}

double floor_of_disk(const std::string &directory) {
  const int file = open((directory + "/floor").c_str(), O_CREAT | O_WRONLY, 0600);
  expect(file >= 0, "no file for the floor");
  const std::string page(4096, 'x');
  std::vector<double> took;
  for (int i = 0; i < 200; ++i) {
    const auto start = Clock::now();
    expect(write(file, page.data(), page.size()) == 4096 && fdatasync(file) == 0, "the floor is not written");
    took.push_back(since(start) * 1e6);
  }
  close(file);
  return share(took, 0.5);
}

// From the first byte of a submission to the last of the waiting call's answer.
void on_its_way(const std::string &name, const std::string &file, const std::string &directory) {
  House house(file);
  const double floor = file.empty() ? floor_of_memory(house) : floor_of_disk(directory);
  std::vector<double> took;
  const std::string body = call(true);
  const auto start = Clock::now();
  for (size_t n = 0; n < most_in_memory / 2 && (since(start) < seconds || n < 100); ++n) {
    Line waiting(house, "POST", "/mcp", body, true);
    while (waiting.text.find("/feedback/") == waiting.text.npos) {
      waiting.hear();
      if (waiting.text.find("/feedback/") == waiting.text.npos) house.wait();
    }
    const std::string target = "/api/feedback/" + id_in(waiting.text, "/feedback/") + "/submit", answer = submission(n);
    const auto sent = Clock::now();
    Line submit(house, "POST", target, answer);
    expect(waiting.whole().find("and tell the others") != std::string::npos, "the call that waits has no answer");
    took.push_back(since(sent) * 1e6);
    submit.whole();
  }
  std::printf("%s: from submit to the waiting call's answer, median\t%.0f\tus\n", name.c_str(), share(took, 0.5));
  std::printf("%s: from submit to the waiting call's answer, 99 %% under\t%.0f\tus\n", name.c_str(), share(took, 0.99));
  std::printf("%s: an answer's way, times %s\t%.1f\tx\n", name.c_str(), file.empty() ? "a request that reads one session" : "one write of 4 KiB that is on the disk", share(took, 0.5) / floor);
}

void waiting(size_t count, bool reports) {
  House house("", true);
  const std::string body = call(reports), asked = question(R"(,"timeout":86400)");
  const double empty = bytes_in_use();
  if (!reports) {
    House others("", true);
    const double before = bytes_in_use();
    for (size_t i = 0; i < count; ++i) Line(others, "POST", "/api/feedback/create", asked).whole();
    std::printf("an open session in memory\t%.0f\tB\n", (bytes_in_use() - before) / static_cast<double>(count));
  }
  const double before = reports ? empty : bytes_in_use();
  std::vector<std::unique_ptr<Line>> held;
  held.reserve(count);
  const auto hear_all = [&] {
    for (auto &each : held) expect(!each->hear(), "a call does not wait");
  };
  for (size_t i = 0; i < count; ++i) {
    held.push_back(std::make_unique<Line>(house, "POST", "/mcp", body, true));
    held.back()->hear();
  }
  house.turn(1'000, hear_all);
  for (auto &each : held) each->text = std::string();
  const char *kind = reports ? "with reports" : "without reports";
  std::printf("an open session and the call that waits for it, %s\t%.0f\tB\n", kind, (bytes_in_use() - before) / static_cast<double>(count));
  const double start = cpu_milliseconds();
  size_t ticks = 0;
  house.turn(60'000, [&] { ++ticks; });
  const double spent = cpu_milliseconds() - start;
  std::printf("%zu waiting calls, %s: CPU in a minute\t%.1f\tms\n", count, kind, spent);
  std::printf("%zu waiting calls, %s: ticks in a minute\t%zu\t\n", count, kind, ticks);
  hear_all();
}

} // namespace

int main(int argc, char **argv) {
  if (argc > 1) seconds = std::atof(argv[1]);
  const size_t count = argc > 2 ? static_cast<size_t>(std::max(1, std::atoi(argv[2]))) : 10'000;
  std::string directory = (std::filesystem::temp_directory_path() / "tenon-feedback-bench-XXXXXX").string();
  if (!mkdtemp(directory.data())) give_up("no directory for the file");
  waiting(count, false);
  waiting(count, true);
  asked_and_answered("in memory", "", 1);
  on_its_way("in memory", "", directory);
#ifdef TENON_BENCH_SQLITE
  asked_and_answered("in a file", directory + "/one.db", 1);
  asked_and_answered("in a file", directory + "/many.db", 64);
  on_its_way("in a file", directory + "/way.db", directory);
#endif
  std::error_code ignored; // the store may be about to close its file
  std::filesystem::remove_all(directory, ignored);
  return 0;
}
