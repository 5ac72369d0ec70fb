// session_ledger.hpp - all conversations over HTTP, by id.
#pragma once
#include "engine/session.hpp"
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace tenon::engine {

class SessionLedger {
public:
  bool add(Ref<Session> session, uint64_t most) { // false: too many, over, or the id is taken
    const std::lock_guard lock(mutex_);
    if (over_ || by_id_.size() >= most) return false;
    const std::string_view id = session->id(); // lives as long as the entry
    return by_id_.emplace(id, std::move(session)).second; // randomness that repeats itself is none
  }
  Ref<Session> find(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? Ref<Session>() : found->second;
  }
  Ref<Session> remove(std::string_view id) {
    const std::lock_guard lock(mutex_);
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return {};
    Ref<Session> gone = std::move(found->second);
    by_id_.erase(found);
    return gone;
  }
  // The end: no session begins from now on; gives one after the other, then nothing.
  Ref<Session> remove_last() {
    const std::lock_guard lock(mutex_);
    over_ = true;
    if (by_id_.empty()) return {};
    Ref<Session> gone = std::move(by_id_.begin()->second);
    by_id_.erase(by_id_.begin());
    return gone;
  }
  size_t size() const {
    const std::lock_guard lock(mutex_);
    return by_id_.size();
  }

private:
  mutable std::mutex mutex_;
  bool over_ = false;
  std::unordered_map<std::string_view, Ref<Session>> by_id_; // ids are ours and random: nobody can aim at a bucket
};

} // namespace tenon::engine
