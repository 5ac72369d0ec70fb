// memory_outbox.hpp - what is still to be told, session by session in order, lent out to one teller at a time.
#pragma once
#include "feedback/store.hpp"
#include <deque>
#include <map>
#include <set>
#include <unordered_map>

namespace tenon::feedback {

class MemoryOutbox final {
public:
  void add(const std::vector<OutboxEntry> &); // all of one session; all or nothing
  void take_back(const std::string &session, size_t count) noexcept; // the last that were added
  void remove(const std::string &session);
  Lease lease(int64_t now, int64_t ttl_ms, uint32_t most);
  uint64_t settle(const std::string &token, const std::vector<std::string> &told, int64_t retry_at);
  size_t size() const { return size_; }

private:
  struct Queue {
    std::deque<OutboxEntry> entries; // only the first is ever lent
    int64_t ready_at = 0;
    uint64_t lease = 0; // 0: not lent
  };
  using Queues = std::unordered_map<std::string, Queue>;
  void make_ready(const std::string &session, Queue &, int64_t at);

  Queues queues_;
  std::set<std::pair<int64_t, std::string>> ready_; // ready_at, session
  std::map<uint64_t, std::vector<std::string>> leases_; // token -> sessions
  uint64_t last_lease_ = 0;
  size_t size_ = 0;
};

} // namespace tenon::feedback
