// writing.cpp - the thread that writes: whatever waits is one commit, so that many wait for the disk once.
#include "clerks.hpp"
#include <algorithm>
#include <new>

namespace tenon::sqlite {
namespace {

constexpr size_t most_of_commit = 256, most_tides = 1024;

int64_t next_tide(Database &db) {
  Statement next = db.prepare("UPDATE counter SET value = value + 1 WHERE name = 'tide' RETURNING value");
  next.step();
  const int64_t tide = next.number_at(0);
  next.run();
  return tide;
}

// One among others: what it has begun is undone if it fails, and the others go on.
void run_apart(Database &db, int64_t tide, Task &task) {
  db.execute("SAVEPOINT task");
  try {
    task.work(db, tide, task.answer);
  } catch (const Trouble &trouble) {
    if (!db.in_transaction()) throw; // the whole commit went with it
    db.execute("ROLLBACK TO task");
    task.refuse(trouble.fault, trouble.text);
  } catch (const std::bad_alloc &) {
    if (!db.in_transaction()) throw;
    db.execute("ROLLBACK TO task");
    task.refuse(TENON_STORE_FAILED, "out of memory");
  }
  db.execute("RELEASE task");
}

} // namespace

void Clerks::write_for_ever(Database &db) {
  while (true) {
    std::vector<Task> tasks = writing_.take(most_of_commit);
    if (tasks.empty()) return;
    if (!commit(db, tasks))
      for (Task &task : tasks) commit(db, {&task, 1});
    for (const Task &task : tasks) tell(task); // first: with the last answer the store itself may go
    for (const Task &task : tasks) give(task.operation, task.answer, now());
  }
}

// False: nothing was written, since the file or its disk failed on the way; alone, each task learns what is wrong with itself.
bool Clerks::commit(Database &db, std::span<Task> tasks) {
  bool begun = false;
  try {
    db.execute("BEGIN IMMEDIATE");
    begun = true;
    for (Task &task : tasks) task.answer = Answer{};
    const bool writes_sessions = std::any_of(tasks.begin(), tasks.end(), [](const Task &task) { return task.writes_sessions; });
    const int64_t tide = writes_sessions ? next_tide(db) : 0;
    for (Task &task : tasks) run_apart(db, tide, task);
    if (writes_sessions) told(tide); // before anybody can see it
    db.execute("COMMIT");
    return true;
  } catch (const Trouble &trouble) {
    db.roll_back();
    for (Task &task : tasks) task.refuse(trouble.fault, trouble.text);
  } catch (const std::bad_alloc &) {
    db.roll_back();
    for (Task &task : tasks) task.refuse(TENON_STORE_FAILED, "out of memory");
  }
  return !begun; // who could not even begin need not try again
}

void Clerks::tell(const Task &task) {
  tenon_watch *watch = nullptr;
  if (task.answer.fault == 0 && !task.answer.changed.empty()) {
    const std::lock_guard lock(mutex_);
    watch = watch_;
  }
  if (watch) tenon_storage_changed(watch, borrow(task.answer.changed), static_cast<uint64_t>(task.answer.changed_to));
}

void Clerks::told(int64_t tide) {
  const std::lock_guard lock(mutex_);
  our_tides_.push_back(tide);
  if (our_tides_.size() > most_tides) our_tides_.pop_front();
}

} // namespace tenon::sqlite
