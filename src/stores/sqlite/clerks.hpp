// clerks.hpp - the store's threads: one writes, for all who want something written at that moment in one commit; some read beside it; one
// looks for what other processes have written.
#pragma once
#include "database.hpp"
#include "sessions.hpp"
#include "values.hpp"
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace tenon::sqlite {

struct Settings {
  FileSettings file;
  Bounds bounds;
  unsigned readers = 2;
  size_t max_waiting = 10'000; // of those who write, and of those who read
  uint64_t watch_ms = 200;     // 0: never
  void *clock_user = nullptr;
  void (*clock)(void *clock_user, tenon_now *out) = nullptr;
};

// One operation that waits for its turn, or has had it.
struct Task {
  tenon_operation *operation = nullptr;
  std::function<void(Database &, int64_t tide, Answer &)> work;
  bool writes_sessions = false;
  Answer answer;

  void refuse(int64_t fault, std::string_view why) noexcept;
};

// A line of tasks that threads take from.
class Line final {
public:
  explicit Line(size_t most) : most_(most) {}
  bool put(Task &); // false: it is full, or closed
  // Waits for one at least, takes `most` at most; none: the line is closed.
  std::vector<Task> take(size_t most);
  void close();

private:
  const size_t most_;
  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<Task> tasks_;
  bool closed_ = false;
};

class Clerks final : public std::enable_shared_from_this<Clerks> {
public:
  // Opens the file as often as there are threads. Throws Trouble.
  static std::shared_ptr<Clerks> start(Settings);

  void write(Task task) { submit(writing_, task); }
  void read(Task task) { submit(reading_, task); }
  void watch(tenon_watch *);
  // Nothing is under way any more, and nothing will come. Returns when the threads have ended; the one that calls ends by itself, later.
  void stop();
  tenon_now now() const;
  const Bounds &bounds() const { return settings_.bounds; }

private:
  explicit Clerks(Settings settings) : settings_(std::move(settings)), writing_(settings_.max_waiting), reading_(settings_.max_waiting) {}
  static void close(std::shared_ptr<Database> &) noexcept;
  void submit(Line &, Task &);
  void write_for_ever(Database &);
  void read_for_ever(Database &);
  void look_for_ever(Database &);
  bool commit(Database &, std::span<Task>);
  void tell(const Task &);
  void told(int64_t tide);
  bool ours(int64_t tide);
  void tell_since(Database &, int64_t &tide);
  bool sleep_until_next_look();

  const Settings settings_;
  Line writing_, reading_;
  std::mutex mutex_; // guards all that follows
  std::condition_variable ended_;
  std::vector<std::thread> threads_;
  std::deque<int64_t> our_tides_; // the latest, which the looker need not tell of
  tenon_watch *watch_ = nullptr;
  bool stopping_ = false;
};

} // namespace tenon::sqlite
