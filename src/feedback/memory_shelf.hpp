// memory_shelf.hpp - the built-in store: sessions in memory, found by all that they are asked for, gone with the process.
#pragma once
#include "feedback/memory_index.hpp"
#include "feedback/memory_journal.hpp"
#include "feedback/memory_outbox.hpp"
#include "feedback/store.hpp"
#include <map>
#include <mutex>
#include <unordered_map>

namespace tenon::feedback {

// A new session is refused when the shelf is full; one that is there can always be answered.
struct ShelfBounds {
  uint64_t sessions = 10'000;
  uint64_t bytes = 256u << 20;      // of rows and audits
  uint64_t row_bytes = 8u << 20;    // of one body
  uint64_t blob_bytes = 256u << 20;
  uint64_t journal_entries = 10'000; // of each kind; the oldest go
};

class MemoryShelf final {
public:
  explicit MemoryShelf(ShelfBounds bounds = {}) : bounds_(bounds), journal_(bounds.journal_entries) {}
  MemoryShelf(const MemoryShelf &) = delete;
  MemoryShelf &operator=(const MemoryShelf &) = delete;

  Durability durability() { return Durability::none; }
  void create(Commit, Done<Created>);
  void get(std::string id, Done<Row>);
  void swap(uint64_t expected, Commit, Done<uint64_t>);
  void remove(std::string id, uint64_t expected, Done<uint64_t>);
  void list(Query, Done<Rows>);
  void count(std::optional<std::string> principal, Done<Tally>);
  void due(int64_t now, uint32_t most, Done<DueIds>);
  void lease(int64_t now, int64_t ttl_ms, uint32_t most, Done<Lease>);
  void settle(std::string token, std::vector<std::string> told, int64_t retry_at, Done<uint64_t>);
  void put_blob(std::string session, std::string name, std::string bytes, Done<bool>);
  void get_blob(std::string session, std::string name, Done<std::string>);
  void drop_blobs(std::string session, Done<uint64_t>);
  void audit(std::string id, uint64_t from, uint32_t most, Done<std::vector<AuditEntry>>);
  void write_journal(JournalEntry, Done<uint64_t>);
  void read_journal(JournalQuery, Done<JournalPage>);
  void sum_journal(JournalQuery, JournalBy, Done<std::vector<JournalSum>>);
  void trim_journal(JournalKind, int64_t before, Done<uint64_t>);
  std::shared_ptr<void> watch(Store::Watcher);

private:
  struct Kept {
    Row row;
    std::vector<AuditEntry> audit;
    std::map<std::string, std::string, std::less<>> blobs;
  };
  using ById = std::unordered_map<std::string, Kept>;
  using Key = std::pair<std::string, std::string>; // principal, idempotency key

  Result<Created> create_locked(Commit &);
  Result<uint64_t> swap_locked(uint64_t expected, Commit &);
  Result<uint64_t> remove_locked(const std::string &id, uint64_t expected);
  void tell(const std::string &id, uint64_t version); // needs no memory: what was written stands

  const ShelfBounds bounds_;
  std::mutex mutex_; // guards all that follows; nothing is called under it
  ById by_id_;
  std::map<Key, std::string> by_key_;
  MemoryIndex index_;
  MemoryOutbox outbox_;
  MemoryJournal journal_;
  uint64_t bytes_ = 0, blob_bytes_ = 0;
  using Watchers = std::vector<std::weak_ptr<Store::Watcher>>;
  std::shared_ptr<const Watchers> watchers_ = std::make_shared<const Watchers>(); // replaced, never changed
};

} // namespace tenon::feedback
