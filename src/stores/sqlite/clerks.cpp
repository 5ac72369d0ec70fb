// clerks.cpp - starting, ending, waiting in line, reading.
#include "clerks.hpp"
#include "schema.hpp"
#include <algorithm>
#include <chrono>
#include <new>

namespace tenon::sqlite {
namespace {

// Whoever stands in line gets an answer, also when there is no memory for a moment.
void make_room(std::vector<Task> &tasks, size_t count, std::unique_lock<std::mutex> &lock) {
  while (true) {
    try {
      return tasks.reserve(count);
    } catch (const std::bad_alloc &) {
      lock.unlock();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      lock.lock();
    }
  }
}

// What it reads is of one moment.
void read_whole(Database &db, Task &task) {
  try {
    db.execute("BEGIN");
    task.work(db, 0, task.answer);
    db.execute("COMMIT");
  } catch (const Trouble &trouble) {
    task.refuse(trouble.fault, trouble.text);
  } catch (const std::bad_alloc &) {
    task.refuse(TENON_STORE_FAILED, "out of memory");
  }
  db.roll_back();
}

} // namespace

void Task::refuse(int64_t fault, std::string_view why) noexcept {
  answer = Answer{};
  answer.fault = fault;
  try {
    answer.trouble = why;
  } catch (const std::bad_alloc &) { // then without words
  }
}

bool Line::put(Task &task) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || tasks_.size() >= most_) return false;
    tasks_.push_back(std::move(task));
  }
  came_.notify_one();
  return true;
}

std::vector<Task> Line::take(size_t most) {
  std::vector<Task> taken;
  std::unique_lock lock(mutex_);
  came_.wait(lock, [&] { return closed_ || !tasks_.empty(); });
  make_room(taken, std::min(most, tasks_.size()), lock);
  while (!tasks_.empty() && taken.size() < taken.capacity() && taken.size() < most) {
    taken.push_back(std::move(tasks_.front()));
    tasks_.pop_front();
  }
  return taken;
}

void Line::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  came_.notify_all();
}

std::shared_ptr<Clerks> Clerks::start(Settings settings) {
  static std::mutex opening; // one at a time: see make_private in database.cpp
  const std::lock_guard alone(opening);
  std::shared_ptr<Clerks> clerks(new Clerks(std::move(settings)));
  const Settings &set = clerks->settings_;
  auto writer = std::make_shared<Database>(set.file, Access::writes);
  prepare_schema(*writer);
  std::vector<std::shared_ptr<Database>> readers;
  for (unsigned i = 0; i < set.readers; ++i) readers.push_back(std::make_shared<Database>(set.file, Access::reads));
  try {
    clerks->threads_.reserve(readers.size() + 2);
    clerks->threads_.emplace_back([clerks, db = std::move(writer)]() mutable {
      clerks->write_for_ever(*db);
      close(db);
    });
    for (auto &reader : readers)
      clerks->threads_.emplace_back([clerks, db = std::move(reader)]() mutable {
        clerks->read_for_ever(*db);
        close(db);
      });
  } catch (...) { // the system has no more threads
    clerks->stop();
    throw;
  }
  return clerks;
}

void Clerks::close(std::shared_ptr<Database> &db) noexcept {
  static std::mutex closing; // of two that close at once neither is the last one, who takes the log away
  const std::lock_guard alone(closing);
  db.reset();
}

void Clerks::submit(Line &line, Task &task) {
  if (!line.put(task)) sqlite::refuse(task.operation, TENON_STORE_BUSY, "too many operations wait for the disk", now());
}

void Clerks::stop() {
  writing_.close();
  reading_.close();
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    threads.swap(threads_);
  }
  ended_.notify_all();
  for (std::thread &each : threads) {
    if (each.get_id() == std::this_thread::get_id()) each.detach(); // it holds what it needs
    else each.join();
  }
}

void Clerks::read_for_ever(Database &db) {
  while (true) {
    std::vector<Task> tasks = reading_.take(1);
    if (tasks.empty()) return;
    read_whole(db, tasks[0]);
    give(tasks[0].operation, tasks[0].answer, now());
  }
}

tenon_now Clerks::now() const {
  using namespace std::chrono;
  tenon_now now{};
  if (settings_.clock) {
    settings_.clock(settings_.clock_user, &now);
    return now;
  }
  now.monotonic_ms = static_cast<uint64_t>(duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count());
  now.unix_ms = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  return now;
}

} // namespace tenon::sqlite
