// store_suite.hpp - what any store has to do, as one suite: run it on each, with nothing left out.
#pragma once
#include "feedback/people.hpp"
#include "feedback/store.hpp"
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace store_suite {

using namespace people;

// Calls an operation and waits for its answer, wherever it comes from; a second answer is a broken rule 5.
template <class T, class Operation> Result<T> wait_for(Operation operation) {
  struct Slot {
    std::mutex mutex;
    std::condition_variable came;
    std::vector<Result<T>> answers;
  };
  auto slot = std::make_shared<Slot>();
  operation([slot](Result<T> result) {
    const std::lock_guard lock(slot->mutex);
    slot->answers.push_back(std::move(result));
    slot->came.notify_all();
  });
  std::unique_lock lock(slot->mutex);
  REQUIRE(slot->came.wait_for(lock, std::chrono::seconds(30), [&] { return !slot->answers.empty(); }));
  REQUIRE(slot->answers.size() == 1);
  return slot->answers[0];
}

// A store as if it answered at once.
struct Desk {
  const Store &store;

  Result<Created> create(Commit first) const {
    return wait_for<Created>([&](auto done) { store.create(std::move(first), done); });
  }
  Result<Created> create(const Step &begun, bool tell = true) const { return create(commit_of(begun, tell)); }
  Result<Row> get(const std::string &id) const {
    return wait_for<Row>([&](auto done) { store.get(id, done); });
  }
  Session session(const std::string &id) const {
    const Result<Row> found = get(id);
    REQUIRE(found.fault == Fault::none);
    const auto read = read_row(found.value);
    REQUIRE_MESSAGE(read, (read ? "" : read.refusal().text));
    return *read;
  }
  Result<uint64_t> swap(uint64_t expected, Commit next) const {
    return wait_for<uint64_t>([&](auto done) { store.swap(expected, std::move(next), done); });
  }
  Result<uint64_t> remove(const std::string &id, uint64_t expected) const {
    return wait_for<uint64_t>([&](auto done) { store.remove(id, expected, done); });
  }
  Result<Rows> list(Query query) const {
    return wait_for<Rows>([&](auto done) { store.list(std::move(query), done); });
  }
  Tally count(std::optional<std::string> principal) const {
    return wait_for<Tally>([&](auto done) { store.count(std::move(principal), done); }).value;
  }
  DueIds due(int64_t now, uint32_t most = 100) const {
    return wait_for<DueIds>([&](auto done) { store.due(now, most, done); }).value;
  }
  Lease lease(int64_t now, int64_t ttl_ms = 1000, uint32_t most = 100) const {
    return wait_for<Lease>([&](auto done) { store.lease(now, ttl_ms, most, done); }).value;
  }
  uint64_t settle(const std::string &token, std::vector<std::string> told, int64_t retry_at = 0) const {
    return wait_for<uint64_t>([&](auto done) { store.settle(token, std::move(told), retry_at, done); }).value;
  }
  Result<bool> put_blob(const std::string &session, const std::string &name, std::string bytes) const {
    return wait_for<bool>([&](auto done) { store.put_blob(session, name, std::move(bytes), done); });
  }
  Result<std::string> get_blob(const std::string &session, const std::string &name) const {
    return wait_for<std::string>([&](auto done) { store.get_blob(session, name, done); });
  }
  uint64_t drop_blobs(const std::string &session) const {
    return wait_for<uint64_t>([&](auto done) { store.drop_blobs(session, done); }).value;
  }
  Result<std::vector<AuditEntry>> audit(const std::string &id, uint64_t from = 1, uint32_t most = 1000) const {
    return wait_for<std::vector<AuditEntry>>([&](auto done) { store.audit(id, from, most, done); });
  }
  uint64_t write(JournalEntry entry) const {
    return wait_for<uint64_t>([&](auto done) { store.write_journal(std::move(entry), done); }).value;
  }
  Result<JournalPage> read(JournalQuery query) const {
    return wait_for<JournalPage>([&](auto done) { store.read_journal(std::move(query), done); });
  }
  std::vector<JournalSum> sum(JournalQuery query, JournalBy by) const {
    return wait_for<std::vector<JournalSum>>([&](auto done) { store.sum_journal(std::move(query), by, done); }).value;
  }
  uint64_t trim(JournalKind kind, int64_t before) const {
    return wait_for<uint64_t>([&](auto done) { store.trim_journal(kind, before, done); }).value;
  }

  // Reads, steps and swaps until it is through: what the engine does.
  Step act(const std::string &id, const Event &event, int64_t now) const {
    while (true) {
      const Session session = this->session(id);
      Step taken = step(session, event, now);
      if (!taken.next) return taken;
      const Result<uint64_t> swapped = swap(session.version, commit_of(taken, true));
      if (swapped.fault == Fault::conflict) continue;
      REQUIRE(swapped.fault == Fault::none);
      if (taken.verdict != Verdict::again) return taken;
    }
  }
};

inline Asked of(std::string principal, std::string thread = "", std::string key = "", std::string message = "May I?") {
  Asked made = asked(std::move(message));
  made.asker.principal = std::move(principal);
  made.asker.thread = std::move(thread);
  made.asker.key = std::move(key);
  return made;
}

inline Step begun(std::string id, Asked asked = of("agent-1"), int64_t at = start) {
  return begin(std::move(id), std::make_shared<Asked>(std::move(asked)), after(at, 3'600'000), at);
}

void keeps_sessions(const Store &);       // rules 1, 2 and 4, audit, removal
void lists_sessions(const Store &);       // filters, cursors, counts, what is due
void tells_in_order(const Store &);       // outbox
void keeps_extras(const Store &);         // blobs, odd texts, long rows
void keeps_journal(const Store &);
void survives_races(const Store &, int threads); // one winner, whoever comes
void tells_watchers(const Store &, bool may_be_silent);

} // namespace store_suite
