// task_ledger.hpp - all tasks, by id, with bounds for all and for each principal.
#pragma once
#include "engine/task.hpp"
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::engine {

// Its lock is a leaf.
class TaskLedger {
public:
  enum class Added : uint8_t { yes, full, over };

  Added add(Ref<Task> task, uint64_t most, uint64_t most_of_owner) {
    const std::lock_guard lock(mutex_);
    if (over_) return Added::over;
    uint64_t &own = by_owner_[task->owner()];
    if (by_id_.size() >= most || own >= most_of_owner) {
      if (own == 0) by_owner_.erase(task->owner());
      return Added::full;
    }
    const std::string id = task->id();
    if (!by_id_.emplace(id, Entry{std::move(task), ++last_}).second) return Added::over; // randomness that repeats itself is none
    ++own;
    return Added::yes;
  }
  Ref<Task> find(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? Ref<Task>() : found->second.task;
  }
  Ref<Task> remove(std::string_view id) {
    const std::lock_guard lock(mutex_);
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? Ref<Task>() : take(found);
  }
  // The end: no task begins from now on; gives one after the other, then nothing.
  Ref<Task> remove_last() {
    const std::lock_guard lock(mutex_);
    over_ = true;
    return by_id_.empty() ? Ref<Task>() : take(by_id_.begin());
  }
  // Up to `most` of one principal's, in the order in which they began, behind number `after`; `last` is the last one's number, `more`
  // whether there are further ones.
  std::vector<Ref<Task>> page(std::string_view owner, uint64_t after, uint64_t most, uint64_t &last, bool &more) const {
    const std::lock_guard lock(mutex_);
    std::map<uint64_t, Ref<Task>> own;
    for (const auto &[id, entry] : by_id_)
      if (entry.number > after && entry.task->belongs_to(owner)) own.emplace(entry.number, entry.task);
    std::vector<Ref<Task>> shown;
    more = false;
    for (auto &[number, task] : own) {
      if (shown.size() == most) {
        more = true;
        break;
      }
      last = number;
      shown.push_back(std::move(task));
    }
    return shown;
  }
  size_t size() const {
    const std::lock_guard lock(mutex_);
    return by_id_.size();
  }

private:
  struct Entry {
    Ref<Task> task;
    uint64_t number;
  };
  using ById = std::map<std::string, Entry, std::less<>>;
  Ref<Task> take(ById::iterator at) {
    Ref<Task> gone = std::move(at->second.task);
    const auto own = by_owner_.find(gone->owner());
    if (own != by_owner_.end() && --own->second == 0) by_owner_.erase(own);
    by_id_.erase(at);
    return gone;
  }

  mutable std::mutex mutex_;
  bool over_ = false;
  ById by_id_;
  std::map<std::string, uint64_t, std::less<>> by_owner_;
  uint64_t last_ = 0;
};

} // namespace tenon::engine
