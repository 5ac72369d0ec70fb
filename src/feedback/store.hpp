// store.hpp - where sessions are kept: what any store can do, each operation owing one typed answer.
//
// Five rules make a store; tests/unit/feedback/store_suite.hpp holds any store to them.
//  1 create    inserts only if neither the id nor (principal, key) is there, else gives what is there. Atomic.
//  2 swap      replaces a row only if its version is the expected one, and writes audit and outbox in the same commit.
//              Otherwise it changes nothing and says which version there is.
//  3 durable   what was reported as done survives the end of the process, or of the machine, as `durability` says.
//  4 get       after a swap on the same handle sees it.
//  5 answers   each operation is answered exactly once, now or later, on any thread, with no lock of the store held.
#pragma once
#include "feedback/journal.hpp"
#include "feedback/stored_session.hpp"
#include "ground/instant.hpp"
#include <functional>
#include <memory>
#include <optional>

namespace tenon::feedback {

enum class Fault : uint8_t {
  none,
  conflict,  // another version is there
  not_found,
  full,      // over a bound of the store, or of its disk
  busy,      // not now; nothing happened
  corrupt,   // what is there cannot be read
  failed,    // anything else; nothing happened
};

template <class T> struct Result {
  Fault fault = Fault::none;
  T value{};
  std::string trouble; // for the log
  Instant now{};       // when it was answered; zero inside the call, whose time the caller knows
};
template <class T> using Done = std::function<void(Result<T>)>;

enum class Durability : uint8_t { none, process, machine }; // the end of which is survived

struct Created {
  bool made = false; // false: the row was there
  Row row;
};

// Rows that fit all that is set, from a place on. Rows are ordered by (created_at, id), ids byte by byte.
struct Query {
  std::optional<std::string> principal, thread, digest;
  uint32_t state_bits = 0;  // 1 << State; 0: any
  bool undelivered = false; // only those
  bool oldest_first = false;
  uint32_t most = 50;
  std::string cursor;       // as a page gave it; "": from the beginning
};
struct Rows {
  std::vector<Row> rows;
  std::string next; // "": that was all. A page may be shorter than asked for, and end nothing
};

struct Tally {
  uint64_t of_state[states] = {}, undelivered = 0;
};

struct DueIds {
  std::vector<std::string> ids;
  int64_t next_at = INT64_MAX; // when the next of those that are not in `ids` is due
};

struct Lease {
  std::string token;
  std::vector<OutboxEntry> entries; // of each session the first that waits; nobody else gets them until the lease ends
  int64_t next_at = INT64_MAX;      // when there may be more
};

// A store as a table of functions and the keeper behind them. Copies share the keeper. For any number of threads.
class Store final {
public:
  // Keeper has the functions below under the same names, and durability().
  template <class Keeper> explicit Store(std::shared_ptr<Keeper> keeper);

  Durability durability() const { return ops_->durability(keeper_.get()); }

  void create(Commit first, Done<Created> done) const { ops_->create(keeper_.get(), std::move(first), std::move(done)); }
  void get(std::string id, Done<Row> done) const { ops_->get(keeper_.get(), std::move(id), std::move(done)); }
  // The value is the version that is there now: of conflicts, too. `next.row.version` is more than `expected`.
  void swap(uint64_t expected, Commit next, Done<uint64_t> done) const { ops_->swap(keeper_.get(), expected, std::move(next), std::move(done)); }
  // The row, its audit, blobs and outbox.
  void remove(std::string id, uint64_t expected, Done<uint64_t> done) const { ops_->remove(keeper_.get(), std::move(id), expected, std::move(done)); }
  void list(Query query, Done<Rows> done) const { ops_->list(keeper_.get(), std::move(query), std::move(done)); }
  // Of one principal, or of all.
  void count(std::optional<std::string> principal, Done<Tally> done) const { ops_->count(keeper_.get(), std::move(principal), std::move(done)); }
  void due(int64_t now, uint32_t most, Done<DueIds> done) const { ops_->due(keeper_.get(), now, most, std::move(done)); }

  void lease(int64_t now, int64_t ttl_ms, uint32_t most, Done<Lease> done) const { ops_->lease(keeper_.get(), now, ttl_ms, most, std::move(done)); }
  // Entries by id that are told; the others of the lease wait until `retry_at`. The value: how many were this lease's still.
  void settle(std::string token, std::vector<std::string> told, int64_t retry_at, Done<uint64_t> done) const {
    ops_->settle(keeper_.get(), std::move(token), std::move(told), retry_at, std::move(done));
  }

  // Bytes that belong to a session, by a name of their own. Putting one again replaces it.
  void put_blob(std::string session, std::string name, std::string bytes, Done<bool> done) const {
    ops_->put_blob(keeper_.get(), std::move(session), std::move(name), std::move(bytes), std::move(done));
  }
  void get_blob(std::string session, std::string name, Done<std::string> done) const {
    ops_->get_blob(keeper_.get(), std::move(session), std::move(name), std::move(done));
  }
  void drop_blobs(std::string session, Done<uint64_t> done) const { ops_->drop_blobs(keeper_.get(), std::move(session), std::move(done)); }

  // Entries of versions from..from+most-1, as far as they are there.
  void audit(std::string id, uint64_t from, uint32_t most, Done<std::vector<AuditEntry>> done) const {
    ops_->audit(keeper_.get(), std::move(id), from, most, std::move(done));
  }

  void write_journal(JournalEntry entry, Done<uint64_t> done) const { ops_->write_journal(keeper_.get(), std::move(entry), std::move(done)); }
  void read_journal(JournalQuery query, Done<JournalPage> done) const { ops_->read_journal(keeper_.get(), std::move(query), std::move(done)); }
  void sum_journal(JournalQuery query, JournalBy by, Done<std::vector<JournalSum>> done) const {
    ops_->sum_journal(keeper_.get(), std::move(query), by, std::move(done));
  }
  // Entries of that kind from before a moment; the value: how many.
  void trim_journal(JournalKind kind, int64_t before, Done<uint64_t> done) const { ops_->trim_journal(keeper_.get(), kind, before, std::move(done)); }

  // `changed` hears the id of each row that was written, by whomever, soon and without promise: who must know asks again. The watch
  // ends with what is returned; null: this store cannot tell.
  using Watcher = std::function<void(const std::string &id, uint64_t version)>;
  std::shared_ptr<void> watch(Watcher changed) const { return ops_->watch(keeper_.get(), std::move(changed)); }

private:
  struct Ops {
    Durability (*durability)(void *);
    void (*create)(void *, Commit, Done<Created>);
    void (*get)(void *, std::string, Done<Row>);
    void (*swap)(void *, uint64_t, Commit, Done<uint64_t>);
    void (*remove)(void *, std::string, uint64_t, Done<uint64_t>);
    void (*list)(void *, Query, Done<Rows>);
    void (*count)(void *, std::optional<std::string>, Done<Tally>);
    void (*due)(void *, int64_t, uint32_t, Done<DueIds>);
    void (*lease)(void *, int64_t, int64_t, uint32_t, Done<Lease>);
    void (*settle)(void *, std::string, std::vector<std::string>, int64_t, Done<uint64_t>);
    void (*put_blob)(void *, std::string, std::string, std::string, Done<bool>);
    void (*get_blob)(void *, std::string, std::string, Done<std::string>);
    void (*drop_blobs)(void *, std::string, Done<uint64_t>);
    void (*audit)(void *, std::string, uint64_t, uint32_t, Done<std::vector<AuditEntry>>);
    void (*write_journal)(void *, JournalEntry, Done<uint64_t>);
    void (*read_journal)(void *, JournalQuery, Done<JournalPage>);
    void (*sum_journal)(void *, JournalQuery, JournalBy, Done<std::vector<JournalSum>>);
    void (*trim_journal)(void *, JournalKind, int64_t, Done<uint64_t>);
    std::shared_ptr<void> (*watch)(void *, Watcher);
  };
  template <class Keeper, auto function> struct Call;
  template <class Keeper, class Out, class... In, Out (Keeper::*function)(In...)> struct Call<Keeper, function> {
    static Out call(void *keeper, In... in) { return (static_cast<Keeper *>(keeper)->*function)(std::move(in)...); }
  };
  template <class Keeper> static constexpr Ops ops_of = {
      Call<Keeper, &Keeper::durability>::call,   Call<Keeper, &Keeper::create>::call,       Call<Keeper, &Keeper::get>::call,
      Call<Keeper, &Keeper::swap>::call,         Call<Keeper, &Keeper::remove>::call,       Call<Keeper, &Keeper::list>::call,
      Call<Keeper, &Keeper::count>::call,        Call<Keeper, &Keeper::due>::call,          Call<Keeper, &Keeper::lease>::call,
      Call<Keeper, &Keeper::settle>::call,       Call<Keeper, &Keeper::put_blob>::call,     Call<Keeper, &Keeper::get_blob>::call,
      Call<Keeper, &Keeper::drop_blobs>::call,   Call<Keeper, &Keeper::audit>::call,        Call<Keeper, &Keeper::write_journal>::call,
      Call<Keeper, &Keeper::read_journal>::call, Call<Keeper, &Keeper::sum_journal>::call, Call<Keeper, &Keeper::trim_journal>::call,
      Call<Keeper, &Keeper::watch>::call};

  const Ops *ops_;
  std::shared_ptr<void> keeper_;
};

template <class Keeper> Store::Store(std::shared_ptr<Keeper> keeper) : ops_(&ops_of<Keeper>), keeper_(std::move(keeper)) {}

} // namespace tenon::feedback
