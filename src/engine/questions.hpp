// questions.hpp - what we have asked clients of older revisions and tasks' owners, by the id that their answers bear.
#pragma once
#include "engine/inquiry.hpp"
#include <mutex>
#include <unordered_map>

namespace tenon::engine {

// Its lock is a leaf: nothing else is taken under it.
class Questions {
public:
  struct Open {
    Ref<Inquiry> inquiry;
    size_t index = 0; // which of its questions
  };

  // The id of the request. `asked`: the session or channel that alone may answer.
  uint64_t add(Ref<Inquiry> inquiry, size_t index, const void *asked) {
    const std::lock_guard lock(mutex_);
    const uint64_t id = ++last_;
    open_.emplace(id, Entry{{std::move(inquiry), index}, asked});
    return id;
  }

  // The question that this answers, which is open no more; nothing if there is none, or if it was asked somebody else.
  Open take(uint64_t id, const void *answerer) {
    const std::lock_guard lock(mutex_);
    const auto found = open_.find(id);
    if (found == open_.end() || found->second.asked != answerer) return {};
    Open taken = std::move(found->second.open);
    open_.erase(found);
    return taken;
  }

  void withdraw(uint64_t id) {
    Open gone; // its reference goes without the lock
    const std::lock_guard lock(mutex_);
    const auto found = open_.find(id);
    if (found == open_.end()) return;
    gone = std::move(found->second.open);
    open_.erase(found);
  }

  size_t size() const {
    const std::lock_guard lock(mutex_);
    return open_.size();
  }

private:
  struct Entry {
    Open open;
    const void *asked;
  };
  mutable std::mutex mutex_;
  std::unordered_map<uint64_t, Entry> open_; // ids are ours: nobody chooses a bucket
  uint64_t last_ = 0;
};

} // namespace tenon::engine
