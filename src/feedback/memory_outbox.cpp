// memory_outbox.cpp - lending, taking back, and forgetting what was told.
#include "feedback/memory_outbox.hpp"
#include <algorithm>
#include <charconv>

namespace tenon::feedback {

void MemoryOutbox::make_ready(const std::string &session, Queue &queue, int64_t at) {
  if (!ready_.emplace(at, session).second) return;
  ready_.erase({queue.ready_at, session});
  queue.ready_at = at;
}

void MemoryOutbox::add(const std::vector<OutboxEntry> &entries) {
  size_t added = 0;
  try {
    for (const OutboxEntry &entry : entries) {
      Queue &queue = queues_[entry.session];
      queue.entries.push_back(entry);
      ++size_, ++added;
      if (queue.entries.size() > 1) continue;
      ready_.emplace(entry.due_at, entry.session);
      queue.ready_at = entry.due_at;
    }
  } catch (...) {
    if (added > 0) take_back(entries.front().session, added);
    throw;
  }
}

void MemoryOutbox::take_back(const std::string &session, size_t count) noexcept {
  const auto found = queues_.find(session);
  if (found == queues_.end()) return;
  Queue &queue = found->second;
  for (; count > 0 && !queue.entries.empty(); --count, --size_) queue.entries.pop_back();
  if (!queue.entries.empty()) return;
  ready_.erase({queue.ready_at, session});
  queues_.erase(found);
}

void MemoryOutbox::remove(const std::string &session) {
  const auto found = queues_.find(session);
  if (found == queues_.end()) return;
  ready_.erase({found->second.ready_at, session});
  size_ -= found->second.entries.size();
  queues_.erase(found);
}

Lease MemoryOutbox::lease(int64_t now, int64_t ttl_ms, uint32_t most) {
  Lease lent;
  std::vector<std::string> sessions;
  for (const auto &[at, session] : ready_) {
    if (at > now || sessions.size() == most) {
      lent.next_at = at;
      break;
    }
    sessions.push_back(session);
  }
  if (sessions.empty()) return lent;
  const uint64_t number = ++last_lease_;
  lent.token = std::to_string(number);
  for (const std::string &session : sessions) {
    Queue &queue = queues_[session];
    if (const auto before = leases_.find(queue.lease); before != leases_.end()) { // it has run out
      auto &of = before->second;
      of.erase(std::remove(of.begin(), of.end(), session), of.end());
      if (of.empty()) leases_.erase(before);
    }
    queue.lease = number;
    lent.entries.push_back(queue.entries.front());
    make_ready(session, queue, after(now, ttl_ms));
  }
  leases_.emplace(number, std::move(sessions));
  return lent;
}

uint64_t MemoryOutbox::settle(const std::string &token, const std::vector<std::string> &told, int64_t retry_at) {
  uint64_t number = 0, settled = 0;
  std::from_chars(token.data(), token.data() + token.size(), number);
  const auto found = leases_.find(number);
  if (found == leases_.end()) return 0;
  for (const std::string &session : found->second) {
    const auto at = queues_.find(session);
    if (at == queues_.end() || at->second.lease != number) continue;
    Queue &queue = at->second;
    queue.lease = 0;
    if (std::find(told.begin(), told.end(), queue.entries.front().id()) == told.end()) {
      make_ready(session, queue, retry_at);
      continue;
    }
    ++settled;
    --size_;
    queue.entries.pop_front();
    if (!queue.entries.empty()) make_ready(session, queue, queue.entries.front().due_at);
    else ready_.erase({queue.ready_at, session}), queues_.erase(at);
  }
  leases_.erase(found);
  return settled;
}

} // namespace tenon::feedback
