// memory_shelf.cpp - each operation: take the lock, do it, let go of the lock, answer.
#include "feedback/memory_shelf.hpp"

namespace tenon::feedback {
namespace {

uint64_t weight(const Commit &commit) { return commit.row.body.size() + commit.audit.body.size(); }

template <class T> Result<T> refuse(Fault fault, T value = {}) { return {fault, std::move(value), {}}; }

} // namespace

void MemoryShelf::create(Commit first, Done<Created> done) {
  Result<Created> result;
  {
    const std::lock_guard lock(mutex_);
    result = create_locked(first);
  }
  if (result.value.made) tell(result.value.row.id, result.value.row.version);
  done(std::move(result));
}

Result<Created> MemoryShelf::create_locked(Commit &first) {
  const Row &row = first.row;
  auto there = by_id_.find(row.id);
  if (there == by_id_.end() && !row.key.empty())
    if (const auto keyed = by_key_.find({row.principal, row.key}); keyed != by_key_.end()) there = by_id_.find(keyed->second);
  if (there != by_id_.end()) return {Fault::none, {false, there->second.row}, {}};
  if (by_id_.size() >= bounds_.sessions || row.body.size() > bounds_.row_bytes || bytes_ + weight(first) > bounds_.bytes)
    return refuse<Created>(Fault::full);

  const uint64_t more = weight(first);
  const MemoryIndex::Spot spot = MemoryIndex::spot(row);
  const Key key{row.principal, row.key};
  Result<Created> result{Fault::none, {true, row}, {}};
  const auto at = by_id_.emplace(row.id, Kept{}).first;
  try {
    at->second.audit.push_back(first.audit);
    if (!row.key.empty()) by_key_.emplace(key, row.id);
    index_.add(spot);
    outbox_.add(first.outbox);
  } catch (...) {
    index_.remove(spot);
    if (!row.key.empty()) by_key_.erase(key);
    by_id_.erase(at);
    throw;
  }
  bytes_ += more;
  at->second.row = std::move(first.row);
  return result;
}

void MemoryShelf::get(std::string id, Done<Row> done) {
  Result<Row> result = refuse<Row>(Fault::not_found);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_id_.find(id); found != by_id_.end()) result = {Fault::none, found->second.row, {}};
  }
  done(std::move(result));
}

void MemoryShelf::swap(uint64_t expected, Commit next, Done<uint64_t> done) {
  const std::string id = next.row.id;
  Result<uint64_t> result;
  {
    const std::lock_guard lock(mutex_);
    result = swap_locked(expected, next);
  }
  if (result.fault == Fault::none) tell(id, result.value);
  done(std::move(result));
}

Result<uint64_t> MemoryShelf::swap_locked(uint64_t expected, Commit &next) {
  const auto found = by_id_.find(next.row.id);
  if (found == by_id_.end()) return refuse<uint64_t>(Fault::not_found);
  Kept &kept = found->second;
  if (kept.row.version != expected) return refuse<uint64_t>(Fault::conflict, kept.row.version);
  if (next.row.body.size() > bounds_.row_bytes) return refuse<uint64_t>(Fault::full, kept.row.version);

  const MemoryIndex::Spot before = MemoryIndex::spot(kept.row), after = MemoryIndex::spot(next.row);
  if (kept.audit.size() == kept.audit.capacity()) kept.audit.reserve(kept.audit.size() * 2);
  outbox_.add(next.outbox);
  try {
    index_.replace(before, after);
  } catch (...) {
    outbox_.take_back(next.row.id, next.outbox.size());
    throw;
  }
  bytes_ += weight(next); // from here on nothing can fail
  bytes_ -= kept.row.body.size();
  kept.audit.push_back(std::move(next.audit));
  kept.row = std::move(next.row);
  return {Fault::none, kept.row.version, {}};
}

void MemoryShelf::remove(std::string id, uint64_t expected, Done<uint64_t> done) {
  Result<uint64_t> result;
  {
    const std::lock_guard lock(mutex_);
    result = remove_locked(id, expected);
  }
  if (result.fault == Fault::none) tell(id, result.value);
  done(std::move(result));
}

Result<uint64_t> MemoryShelf::remove_locked(const std::string &id, uint64_t expected) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return refuse<uint64_t>(Fault::not_found);
  const Kept &kept = found->second;
  if (kept.row.version != expected) return refuse<uint64_t>(Fault::conflict, kept.row.version);
  const MemoryIndex::Spot spot = MemoryIndex::spot(kept.row);
  const Key key{kept.row.principal, kept.row.key};
  bytes_ -= kept.row.body.size();
  for (const AuditEntry &entry : kept.audit) bytes_ -= entry.body.size();
  for (const auto &[name, bytes] : kept.blobs) blob_bytes_ -= bytes.size();
  index_.remove(spot);
  outbox_.remove(id);
  if (!key.second.empty()) by_key_.erase(key);
  by_id_.erase(found);
  return {Fault::none, expected, {}};
}

void MemoryShelf::list(Query query, Done<Rows> done) {
  Result<Rows> result;
  {
    const std::lock_guard lock(mutex_);
    const auto fits = [&](const std::string &id) {
      const Row &row = by_id_.find(id)->second.row;
      return (!query.thread || row.thread == *query.thread) && (!query.digest || row.digest == *query.digest) &&
             (query.state_bits == 0 || (query.state_bits >> static_cast<int>(row.state) & 1) != 0) &&
             (!query.undelivered || row.undelivered);
    };
    std::vector<std::string> ids;
    if (!index_.list(query, fits, ids, result.value.next)) result.fault = Fault::not_found;
    for (const std::string &id : ids) result.value.rows.push_back(by_id_.find(id)->second.row);
  }
  done(std::move(result));
}

void MemoryShelf::count(std::optional<std::string> principal, Done<Tally> done) {
  Result<Tally> result;
  {
    const std::lock_guard lock(mutex_);
    result.value = index_.count(principal);
  }
  done(std::move(result));
}

void MemoryShelf::due(int64_t now, uint32_t most, Done<DueIds> done) {
  Result<DueIds> result;
  {
    const std::lock_guard lock(mutex_);
    result.value = index_.due(now, most);
  }
  done(std::move(result));
}

void MemoryShelf::lease(int64_t now, int64_t ttl_ms, uint32_t most, Done<Lease> done) {
  Result<Lease> result;
  {
    const std::lock_guard lock(mutex_);
    result.value = outbox_.lease(now, ttl_ms, most);
  }
  done(std::move(result));
}

void MemoryShelf::settle(std::string token, std::vector<std::string> told, int64_t retry_at, Done<uint64_t> done) {
  Result<uint64_t> result;
  {
    const std::lock_guard lock(mutex_);
    result.value = outbox_.settle(token, told, retry_at);
  }
  done(std::move(result));
}

void MemoryShelf::audit(std::string id, uint64_t from, uint32_t most, Done<std::vector<AuditEntry>> done) {
  Result<std::vector<AuditEntry>> result;
  {
    const std::lock_guard lock(mutex_);
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) result.fault = Fault::not_found;
    else
      for (const AuditEntry &entry : found->second.audit)
        if (entry.version >= from && result.value.size() < most) result.value.push_back(entry);
  }
  done(std::move(result));
}

std::shared_ptr<void> MemoryShelf::watch(Store::Watcher changed) {
  auto watcher = std::make_shared<Store::Watcher>(std::move(changed));
  const std::lock_guard lock(mutex_);
  Watchers next;
  for (const auto &each : *watchers_)
    if (!each.expired()) next.push_back(each);
  next.push_back(watcher);
  watchers_ = std::make_shared<const Watchers>(std::move(next));
  return watcher;
}

void MemoryShelf::tell(const std::string &id, uint64_t version) {
  std::shared_ptr<const Watchers> all;
  {
    const std::lock_guard lock(mutex_);
    all = watchers_;
  }
  for (const auto &each : *all)
    if (const auto watcher = each.lock()) (*watcher)(id, version);
}

} // namespace tenon::feedback
