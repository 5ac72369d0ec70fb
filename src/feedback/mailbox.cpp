// mailbox.cpp - coming, going, and who may pick up what.
#include "feedback/mailbox.hpp"
#include <algorithm>
#include <new>

namespace tenon::feedback {

size_t Mailbox::count(const Box &box, Waits kind) {
  return static_cast<size_t>(std::count_if(box.waiters.begin(), box.waiters.end(), [&](const auto &each) { return each.second == kind; }));
}

bool Mailbox::attach(const std::string &session, uint64_t waiter, Waits kind) {
  const std::lock_guard lock(mutex_);
  if (size_ >= bounds_.waiters) return false;
  const uint32_t most = kind == Waits::agent ? bounds_.agents_of_session : bounds_.pages_of_session;
  const auto there = boxes_.find(session);
  if ((there == boxes_.end() ? 0 : count(there->second, kind)) >= most) return false;
  const auto box = boxes_.try_emplace(session).first;
  try {
    box->second.waiters.emplace_back(waiter, kind);
  } catch (...) { // out of memory
    if (box->second.waiters.empty() && box->second.agent_left_at == 0) boxes_.erase(box);
    throw;
  }
  ++size_;
  return true;
}

bool Mailbox::detach(const std::string &session, uint64_t waiter, int64_t now) noexcept {
  const std::lock_guard lock(mutex_);
  const auto found = boxes_.find(session);
  if (found == boxes_.end()) return false;
  Box &box = found->second;
  const auto at = std::find_if(box.waiters.begin(), box.waiters.end(), [&](const auto &each) { return each.first == waiter; });
  if (at == box.waiters.end()) return false;
  const bool agent = at->second == Waits::agent;
  box.waiters.erase(at);
  --size_;
  if (agent && now > box.agent_left_at) note_quiet(session, box, now);
  if (box.waiters.empty() && box.agent_left_at == 0) boxes_.erase(found);
  while (quiet_count_ > most_quiet) { // the oldest departures are forgotten
    const auto oldest = quiet_.begin();
    for (const std::string &each : oldest->second)
      if (const auto old = boxes_.find(each); old != boxes_.end() && old->second.agent_left_at == oldest->first) {
        old->second.agent_left_at = 0;
        if (old->second.waiters.empty()) boxes_.erase(old);
      }
    quiet_count_ -= oldest->second.size();
    quiet_.erase(oldest);
  }
  return true;
}

void Mailbox::note_quiet(const std::string &session, Box &box, int64_t now) noexcept {
  try {
    quiet_[now].push_back(session);
  } catch (const std::bad_alloc &) { // it counts as somebody who was never here
    return;
  }
  box.agent_left_at = now;
  ++quiet_count_;
}

uint64_t Mailbox::next_waiting(const std::string &session, uint64_t behind) const {
  const std::lock_guard lock(mutex_);
  uint64_t next = 0;
  if (const auto found = boxes_.find(session); found != boxes_.end())
    for (const auto &[waiter, kind] : found->second.waiters)
      if (waiter > behind && (next == 0 || waiter < next)) next = waiter;
  return next;
}

bool Mailbox::agent_waits(const std::string &session) const {
  const std::lock_guard lock(mutex_);
  const auto found = boxes_.find(session);
  return found != boxes_.end() && count(found->second, Waits::agent) > 0;
}

size_t Mailbox::pages(const std::string &session) const {
  const std::lock_guard lock(mutex_);
  const auto found = boxes_.find(session);
  return found == boxes_.end() ? 0 : count(found->second, Waits::page);
}

int64_t Mailbox::agent_left_at(const std::string &session) const {
  const std::lock_guard lock(mutex_);
  const auto found = boxes_.find(session);
  return found == boxes_.end() ? 0 : found->second.agent_left_at;
}

void Mailbox::forget(const std::string &session) {
  const std::lock_guard lock(mutex_);
  const auto found = boxes_.find(session);
  if (found == boxes_.end()) return;
  found->second.agent_left_at = 0;
  if (found->second.waiters.empty()) boxes_.erase(found);
}

size_t Mailbox::size() const {
  const std::lock_guard lock(mutex_);
  return size_;
}

bool same_caller(const Asker &asker, const Caller &caller) {
  if (asker.principal != caller.principal) return false;
  const bool thread = !caller.thread.empty() && asker.thread == caller.thread;
  return thread || (!caller.context.empty() && asker.context == caller.context);
}

bool may_join(const Session &session, const Caller &caller, const Hash &digest, bool agent_waits, int64_t agent_left_at,
              const Rejoin &rejoin, int64_t now) {
  if (!rejoin.on || session.asked->digest != digest || !same_caller(session.asked->asker, caller)) return false;
  const int64_t last = std::max({session.created_at, session.ended_at, agent_left_at});
  if (now > after(last, rejoin.window_ms)) return false;
  if (session.state == State::open) return !agent_waits && now <= session.closes_at();
  return undelivered(session);
}

Query joinable_query(const Caller &caller, const Hash &digest) {
  Query query;
  query.principal = caller.principal;
  query.digest = hash_text(digest);
  query.most = 20;
  return query;
}

Query earlier_query(const Caller &caller) {
  Query query;
  query.principal = caller.principal;
  query.undelivered = true;
  query.most = 100;
  query.oldest_first = true;
  return query;
}

bool comes_along(const Session &session, const Caller &caller) {
  return undelivered(session) && same_caller(session.asked->asker, caller);
}

} // namespace tenon::feedback
