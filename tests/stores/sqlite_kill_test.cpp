// sqlite_kill_test.cpp - processes that race on one file and are killed in the middle of it: whoever was told "stored" finds it so.
#include "sqlite_file.hpp"
#include "stores/sqlite/database.hpp"
#include <chrono>
#include <csignal>
#include <poll.h>
#include <random>
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

using namespace sqlite_file;
using Clock = std::chrono::steady_clock;

namespace {

// A racer and what it has said.
class Racer final {
public:
  Racer(const std::string &path, std::string name, const std::string &prefix, int count, int seed, int threads) : name_(std::move(name)) {
    const std::string program = (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "tenon-store-racer").string();
    std::string words[] = {program, path, name_, prefix, std::to_string(count), std::to_string(seed), std::to_string(threads)};
    std::vector<char *> arguments;
    for (std::string &word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    REQUIRE(posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    said_ = ends[0];
  }
  Racer(const Racer &) = delete;
  Racer &operator=(const Racer &) = delete;
  ~Racer() {
    if (process_ > 0) end(SIGKILL);
    close(said_);
  }

  // Until it has said something, or has ended.
  void hear_first() {
    pollfd waited{said_, POLLIN, 0};
    poll(&waited, 1, 30'000);
  }
  void kill() { end(SIGKILL); }
  // Waits for it to be over; its own end is the only fine one.
  void finish() {
    hear_all();
    end(0);
    CHECK(over_);
  }
  // The numbers that it was told were stored; half a line was not said. Once it has ended.
  const std::vector<int> &won() {
    hear_all();
    return won_;
  }
  const std::string &name() const { return name_; }

private:
  void end(int signal) {
    if (process_ <= 0) return;
    if (signal != 0) ::kill(process_, signal);
    int status = 0;
    REQUIRE(waitpid(process_, &status, 0) == process_);
    process_ = 0;
    const bool fine = WIFEXITED(status) ? WEXITSTATUS(status) == 0 : signal != 0 && WTERMSIG(status) == signal;
    CHECK_MESSAGE(fine, name_, " ended with ", status);
  }
  void hear_all() {
    char bytes[4096];
    for (ssize_t count; (count = read(said_, bytes, sizeof bytes)) > 0;) heard_.append(bytes, static_cast<size_t>(count));
    for (size_t end; (end = heard_.find('\n')) != std::string::npos; heard_.erase(0, end + 1)) {
      const std::string line = heard_.substr(0, end);
      if (line == "over") over_ = true;
      else won_.push_back(std::stoi(line.substr(4)));
    }
  }

  std::string name_, heard_;
  pid_t process_ = 0;
  int said_ = -1;
  bool over_ = false;
  std::vector<int> won_;
};

// All at once, so that they are one commit.
void begin_all(const Store &store, const std::string &prefix, int count) {
  std::mutex mutex;
  std::condition_variable came;
  int made = 0;
  for (int i = 0; i < count; ++i)
    store.create(commit_of(begun(prefix + std::to_string(i)), true), [&](Result<Created> result) {
      const std::lock_guard lock(mutex);
      made += result.value.made;
      came.notify_one();
    });
  std::unique_lock lock(mutex);
  REQUIRE(came.wait_for(lock, std::chrono::seconds(60), [&] { return made == count; }));
}

// Exactly one winner for each, who is among those that raced; who was told that it won did. How many were answered.
int check_all(const Store &store, const std::string &prefix, int count, std::vector<std::unique_ptr<Racer>> &racers) {
  const Desk desk{store};
  std::map<int, std::string> told;
  std::set<std::string> names;
  for (const auto &racer : racers) {
    names.insert(racer->name());
    for (const int number : racer->won()) {
      REQUIRE(told.count(number) == 0); // two were told that they won
      told[number] = racer->name();
    }
  }
  int answered = 0;
  for (int i = 0; i < count; ++i) {
    const std::string id = prefix + std::to_string(i);
    const Session session = desk.session(id);
    const auto audit = desk.audit(id).value;
    REQUIRE(check_audit(audit, session.audit_head) == "");
    REQUIRE(audit.size() == session.version);
    if (told.count(i) != 0) REQUIRE(session.state == State::answered);
    if (session.state != State::answered) continue;
    ++answered;
    REQUIRE(session.version == 2);
    REQUIRE(session.submissions.size() == 1);
    const std::string &winner = session.submissions[session.winner].by;
    REQUIRE(names.count(winner) == 1);
    if (told.count(i) != 0) REQUIRE(told[i] == winner);
  }
  return answered;
}

int64_t ask(const std::string &path, const char *sql) {
  tenon::sqlite::Database db({path, true, 60'000, 0}, tenon::sqlite::Access::reads);
  return db.ask(sql);
}

int rounds() {
  const char *const wanted = std::getenv("TENON_KILL_ROUNDS");
  return wanted ? std::atoi(wanted) : 1000;
}

} // namespace

TEST_CASE("sqlite: sixteen processes race on one file, and a third of them is killed: one winner each") {
  Room room;
  constexpr int count = 400, processes = 16;
  std::vector<std::unique_ptr<Racer>> racers;
  {
    const Store store = open(room.path());
    begin_all(store, "s-", count);
  }
  for (int i = 0; i < processes; ++i) racers.push_back(std::make_unique<Racer>(room.path(), "p" + std::to_string(i), "s-", count, i, 1));
  for (int i = 0; i < processes / 3; ++i) {
    racers[static_cast<size_t>(i)]->hear_first();
    racers[static_cast<size_t>(i)]->kill();
  }
  for (size_t i = processes / 3; i < processes; ++i) racers[i]->finish();
  const Store store = open(room.path());
  CHECK(check_all(store, "s-", count, racers) == count);
  CHECK(ask(room.path(), "SELECT count(*) FROM audit") == 2 * count);
  CHECK(ask(room.path(), "SELECT count(*) FROM outbox") == 2 * count); // asked, answered
}

TEST_CASE("sqlite: sixteen processes open a file that is not there yet, and all of them find it") {
  Room room;
  std::vector<std::unique_ptr<Racer>> racers;
  for (int i = 0; i < 16; ++i) racers.push_back(std::make_unique<Racer>(room.path(), "p" + std::to_string(i), "s-", 0, i, 1));
  for (auto &racer : racers) racer->finish();
  CHECK(ask(room.path(), "PRAGMA user_version") == 2);
}

namespace {

constexpr int rounds_of_file = 50, sessions_of_round = 12;

// The end of a process does not need a disk, which would take most of the time; each fifth file is on one all the same.
std::filesystem::path place_of(int file) {
  return file % 5 != 0 && access("/dev/shm", W_OK) == 0 ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path();
}

// Two answer what was just asked, and are killed in the middle of it. How many answers are there then.
int play_round(const std::string &path, std::optional<Store> &store, int round, uint64_t microseconds) {
  const std::string prefix = "r" + std::to_string(round) + "-";
  if (!store) store = open(path);
  begin_all(*store, prefix, sessions_of_round);
  if (round % 2 == 0) store.reset(); // those that are killed are the last to have it open: the next who comes has to recover it
  std::vector<std::unique_ptr<Racer>> racers;
  for (int i = 0; i < 2; ++i)
    racers.push_back(std::make_unique<Racer>(path, "p" + std::to_string(i), prefix, sessions_of_round, round * 2 + i, 2));
  racers[0]->hear_first();
  std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
  for (auto &racer : racers) racer->kill();
  if (!store) store = open(path);
  return check_all(*store, prefix, sessions_of_round, racers);
}

void check_whole(const std::string &path) {
  tenon::sqlite::Database db({path, true, 60'000, 0}, tenon::sqlite::Access::reads);
  tenon::sqlite::Statement check = db.prepare("PRAGMA integrity_check");
  REQUIRE(check.step());
  CHECK(check.bytes_at(0) == "ok");
}

} // namespace

TEST_CASE("sqlite: killed at any moment, a thousand times: nothing that was told is lost") {
  std::mt19937 dice(20261121);
  int answered = 0, cut = 0;
  const auto started = Clock::now();
  for (int file = 0; file * rounds_of_file < rounds(); ++file) {
    Room room(place_of(file));
    std::optional<Store> store;
    for (int round = 0; round < rounds_of_file; ++round) {
      const int there = play_round(room.path(), store, round, dice() % (file % 5 == 0 ? 6000 : 1500));
      answered += there;
      cut += there > 0 && there < sessions_of_round;
    }
    check_whole(room.path());
  }
  MESSAGE(rounds(), " rounds, ", answered, " answers, ", cut, " rounds cut in the middle, ",
          std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started).count(), " ms");
  CHECK(cut > rounds() / 20); // else the killing came too early or too late to prove anything
}
