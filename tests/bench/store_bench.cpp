// store_bench.cpp - sessions created and answered per second: on the shelf in memory, and in a file by SQLite, durable.
//
// tenon-store-bench [SECONDS]: for each store, one at a time and 64 at once, prints a line of fields separated by tabs: store, how many at once,
// creates per second, answers per second (read, step, swap), and the microseconds that the 99th of 100 answers took.
#include "abi/storage.hpp"
#include "feedback/memory_shelf.hpp"
#include "feedback/session_states.hpp"
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <tenon/tenon_sqlite.h>
#include <unistd.h>

namespace {

using namespace tenon::feedback;
using Clock = std::chrono::steady_clock;

double seconds = 3;
constexpr int64_t now = 1'790'000'000'000;

[[noreturn]] void give_up(const std::string &why) {
  std::fprintf(stderr, "store_bench: %s\n", why.c_str());
  std::exit(1);
}

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Keeps `at_once` of a kind of work going until the time is up, each begun by the end of another. What ends inside its own beginning is
// followed by a loop, and not by a deeper call.
class Mill final {
public:
  using Begin = std::function<void(uint64_t number, std::function<void()> done)>;
  // How many were done in a second.
  double run(unsigned at_once, uint64_t most, const Begin &begin) {
    begin_ = begin;
    most_ = most;
    started_ = Clock::now();
    for (unsigned i = 0; i < at_once; ++i) next();
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return running_ == 0; });
    return static_cast<double>(done_) / took_;
  }
  uint64_t done() const { return done_; }

private:
  void next() {
    for (bool inside = true; inside;) {
      uint64_t number = 0;
      {
        const std::lock_guard lock(mutex_);
        if (begun_ == most_ || since(started_) > seconds) return;
        number = begun_++;
        ++running_;
      }
      auto state = std::make_shared<std::atomic<int>>(0); // 1: it has ended, 2: its beginning has returned
      begin_(number, [this, state] {
        {
          const std::lock_guard lock(mutex_);
          ++done_;
          took_ = since(started_);
        }
        if (state->exchange(1) == 2) next();
        const std::lock_guard lock(mutex_);
        if (--running_ == 0) came_.notify_one();
      });
      inside = state->exchange(2) == 1;
    }
  }

  Begin begin_;
  uint64_t most_ = 0, begun_ = 0, done_ = 0;
  unsigned running_ = 0;
  double took_ = 1;
  Clock::time_point started_;
  std::mutex mutex_;
  std::condition_variable came_;
};

std::shared_ptr<const Asked> asked() {
  auto asked = std::make_shared<Asked>();
  asked->question.message = "Shall the release go out today, with the two changes that were found in review?";
  asked->question.options = {{"yes", "", "", false}, {"no", "", "", false}};
  asked->question.free_text.most = 20'000;
  asked->digest = digest_of(asked->question);
  asked->asker.principal = "agent";
  return asked;
}

void create(const Store &store, const std::string &id, const std::shared_ptr<const Asked> &what, std::function<void()> done) {
  store.create(commit_of(begin(id, what, now + 3'600'000, now), false), [done = std::move(done)](Result<Created> made) {
    if (made.fault != Fault::none || !made.value.made) give_up("a session was not created: " + made.trouble);
    done();
  });
}

void answer(const Store &store, const std::string &id, std::function<void()> done) {
  store.get(id, [&store, done = std::move(done)](Result<Row> found) {
    const auto session = read_row(found.value);
    if (!session) give_up(session.refusal().text);
    Event event;
    event.kind = EventKind::answer;
    event.by = "ann";
    event.submission.emplace();
    event.submission->id = "s";
    event.submission->answer = {{"yes"}, "and tell the others", ""};
    store.swap(session->version, commit_of(step(*session, event, now + 5), false), [done](Result<uint64_t> swapped) {
      if (swapped.fault != Fault::none) give_up("an answer was not stored: " + swapped.trouble);
      done();
    });
  });
}

void measure(const char *name, const Store &store, unsigned at_once) {
  const auto what = asked();
  const std::string prefix = std::to_string(at_once) + "-";
  Mill creates, answers;
  const double created = creates.run(at_once, 100'000, [&](uint64_t n, auto done) { create(store, prefix + std::to_string(n), what, std::move(done)); });
  std::vector<double> took(creates.done());
  const double answered = answers.run(at_once, creates.done(), [&](uint64_t n, auto done) {
    answer(store, prefix + std::to_string(n), [&took, n, start = Clock::now(), done] {
      took[n] = since(start);
      done();
    });
  });
  took.resize(answers.done());
  std::sort(took.begin(), took.end());
  std::printf("%s\t%u\t%.0f\t%.0f\t%.0f\n", name, at_once, created, answered, took[took.size() * 99 / 100] * 1e6);
  std::fflush(stdout);
}

Store open(const std::string &path) {
  char words[400] = "";
  tenon_error error{sizeof error, words, sizeof words, 0};
  tenon_sqlite_options options{};
  options.size = sizeof options;
  options.path = {path.data(), path.size()};
  tenon_storage record{};
  record.size = sizeof record;
  std::optional<Store> store;
  std::string why;
  if (tenon_sqlite_open(&options, &record, &error) != TENON_OK) give_up(words);
  if (tenon::abi::read_storage(&record, store, why) != tenon::Status::ok) give_up(why);
  return *store;
}

} // namespace

int main(int argc, char **argv) {
  if (argc > 1) seconds = std::atof(argv[1]);
  std::string directory = (std::filesystem::temp_directory_path() / "tenon-store-bench-XXXXXX").string();
  if (!mkdtemp(directory.data())) give_up("no directory for the file");
  {
    ShelfBounds bounds;
    bounds.sessions = 1'000'000;
    bounds.bytes = 4ull << 30;
    const Store memory(std::make_shared<MemoryShelf>(bounds)), file = open(directory + "/f.db");
    // In memory an answer comes inside the call: more at once would only nest.
    measure("memory", memory, 1);
    for (const unsigned at_once : {1u, 64u}) measure("sqlite", file, at_once);
  }
  std::filesystem::remove_all(directory);
  return 0;
}
