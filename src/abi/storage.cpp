// storage.cpp - each operation of a store: values become records for the length of the call, what was found becomes values again.
#include "abi/storage.hpp"
#include "abi/doorway.hpp"
#include "abi/operation.hpp"
#include "abi/record.hpp"
#include "engine/host.hpp"
#include <algorithm>
#include <charconv>

namespace tenon::abi {
namespace {

using namespace feedback;

template <class T> Result<T> result_of(Settled &&how, T value) { return {how.fault, std::move(value), std::move(how.text), how.now}; }

uint64_t number_of(const Settled &how) { return how.number < 0 ? 0 : static_cast<uint64_t>(how.number); }

tenon_str borrow(const std::optional<std::string> &text) { return text ? wrap(*text) : tenon_str{nullptr, 0}; }

tenon_stored_row record_of(const Row &row) {
  tenon_stored_row out{};
  out.size = sizeof out;
  out.id = wrap(row.id);
  out.version = row.version;
  out.state = static_cast<int64_t>(row.state);
  out.undelivered = row.undelivered ? 1 : 0;
  out.created_at = row.created_at;
  out.due_at = row.due_at;
  out.principal = wrap(row.principal);
  out.thread = wrap(row.thread);
  out.key = wrap(row.key);
  out.digest = wrap(row.digest);
  out.body = wrap(row.body);
  return out;
}

tenon_stored_entry entry_of(int64_t kind, std::string_view session, uint64_t number, int64_t at, std::string_view body) {
  tenon_stored_entry out{};
  out.size = sizeof out;
  out.kind = kind;
  out.session = wrap(session);
  out.number = number;
  out.at = at;
  out.body = wrap(body);
  return out;
}

tenon_stored_entry record_of(const OutboxEntry &entry) {
  tenon_stored_entry out = entry_of(TENON_ENTRY_OUTBOX, entry.session, entry.version, entry.due_at, entry.body);
  out.part = entry.number;
  out.name = wrap(entry.topic);
  return out;
}

int64_t kind_of(JournalKind kind) { return kind == JournalKind::event ? TENON_ENTRY_EVENT : TENON_ENTRY_INTERACTION; }

tenon_stored_entry record_of(const JournalEntry &entry) {
  tenon_stored_entry out = entry_of(kind_of(entry.kind), entry.session, 0, entry.at, entry.body);
  out.name = wrap(entry.name);
  out.status = wrap(entry.status);
  out.user = wrap(entry.user);
  out.duration_ms = entry.duration_ms;
  return out;
}

int64_t sum_by(JournalBy by) {
  return by == JournalBy::whole ? TENON_SUM_WHOLE : by == JournalBy::day ? TENON_SUM_BY_DAY : TENON_SUM_BY_NAME;
}

// `user` is where its user is put, to be pointed to.
tenon_journal_query record_of(const JournalQuery &query, tenon_str &user) {
  tenon_journal_query out{};
  out.size = sizeof out;
  out.kind = kind_of(query.kind);
  out.session = wrap(query.session);
  out.name = wrap(query.name);
  out.status = wrap(query.status);
  out.from = query.from;
  out.until = query.until;
  out.most = query.most;
  out.cursor = wrap(query.cursor);
  user = borrow(query.user);
  out.user = query.user ? &user : nullptr;
  return out;
}

// "session:version:number", as OutboxEntry::id writes it; a session's id may hold anything. False: it is no such id.
bool read_entry_id(std::string_view id, tenon_stored_entry &out) {
  const size_t second = id.rfind(':'), first = second == 0 || second == std::string_view::npos ? std::string_view::npos : id.rfind(':', second - 1);
  if (first == std::string_view::npos) return false;
  const char *const end = id.data() + id.size(), *const middle = id.data() + second;
  uint64_t version = 0, part = 0;
  if (std::from_chars(id.data() + first + 1, middle, version).ptr != middle || std::from_chars(middle + 1, end, part).ptr != end) return false;
  out = entry_of(TENON_ENTRY_OUTBOX, id.substr(0, first), version, 0, {});
  out.part = part;
  return true;
}

// A commit as records that point to each other: good as long as the commit and this.
struct CommitRecord {
  explicit CommitRecord(const Commit &from)
      : row(record_of(from.row)), audit(entry_of(TENON_ENTRY_AUDIT, from.row.id, from.audit.version, from.audit.at, from.audit.body)) {
    for (const OutboxEntry &each : from.outbox) outbox.push_back(record_of(each));
    whole.size = sizeof whole;
    whole.row = &row;
    whole.audit = &audit;
    whole.outbox = outbox.empty() ? nullptr : outbox.data();
    whole.outbox_count = outbox.size();
  }
  CommitRecord(const CommitRecord &) = delete;
  CommitRecord &operator=(const CommitRecord &) = delete;

  tenon_stored_row row;
  tenon_stored_entry audit;
  std::vector<tenon_stored_entry> outbox;
  tenon_store_commit whole{};
};

class HostStore final : public std::enable_shared_from_this<HostStore> {
public:
  HostStore(const tenon_storage &record, engine::Dropper dropper) : record_(record), dropper_(std::move(dropper)) {}
  // What the store calls meanwhile is there until its drop has returned.
  ~HostStore() { dropper_.run(); }

  void begin() {
    if (record_.watch) record_.watch(record_.user, reinterpret_cast<tenon_watch *>(hearing_.get()));
  }

  Durability durability() { return static_cast<Durability>(record_.durability); }

  void create(Commit first, Done<Created> done) {
    const CommitRecord commit(first);
    call(record_.create, {Gives::row}, [done = std::move(done)](Found found, Settled how) {
      Created created;
      created.made = how.number != 0 && how.fault == Fault::none;
      if (!found.rows.empty()) created.row = std::move(found.rows[0]);
      done(result_of(std::move(how), std::move(created)));
    }, &commit.whole);
  }

  void get(std::string id, Done<Row> done) {
    call(record_.get, {Gives::row}, [done = std::move(done)](Found found, Settled how) {
      done(result_of(std::move(how), found.rows.empty() ? Row{} : std::move(found.rows[0])));
    }, wrap(id));
  }

  void swap(uint64_t expected, Commit next, Done<uint64_t> done) {
    const CommitRecord commit(next);
    call(record_.swap, {Gives::nothing}, numbered(std::move(done)), expected, &commit.whole);
  }

  void remove(std::string id, uint64_t expected, Done<uint64_t> done) {
    call(record_.remove, {Gives::nothing}, numbered(std::move(done)), wrap(id), expected);
  }

  void list(Query query, Done<Rows> done) {
    tenon_store_query asked{};
    const tenon_str principal = borrow(query.principal), thread = borrow(query.thread), digest = borrow(query.digest);
    asked.size = sizeof asked;
    asked.principal = query.principal ? &principal : nullptr;
    asked.thread = query.thread ? &thread : nullptr;
    asked.digest = query.digest ? &digest : nullptr;
    asked.states = query.state_bits;
    asked.undelivered = query.undelivered ? 1 : 0;
    asked.oldest_first = query.oldest_first ? 1 : 0;
    asked.most = query.most;
    asked.cursor = wrap(query.cursor);
    call(record_.list, {Gives::rows, query.most}, [done = std::move(done)](Found found, Settled how) {
      Rows rows{std::move(found.rows), std::move(how.next)};
      done(result_of(std::move(how), std::move(rows)));
    }, &asked);
  }

  void count(std::optional<std::string> principal, Done<Tally> done) {
    const tenon_str who = borrow(principal);
    call(record_.count, {Gives::tally}, [done = std::move(done)](Found found, Settled how) {
      done(result_of(std::move(how), found.tally.value_or(Tally{})));
    }, principal ? &who : nullptr);
  }

  void due(int64_t now, uint32_t most, Done<DueIds> done) {
    call(record_.due, {Gives::rows, most}, [done = std::move(done)](Found found, Settled how) {
      DueIds ids{{}, how.number};
      for (Row &row : found.rows) ids.ids.push_back(std::move(row.id));
      done(result_of(std::move(how), std::move(ids)));
    }, now, uint64_t{most});
  }

  void lease(int64_t now, int64_t ttl_ms, uint32_t most, Done<Lease> done) {
    call(record_.outbox_lease, {Gives::entries, most, TENON_ENTRY_OUTBOX}, [done = std::move(done)](Found found, Settled how) {
      Lease lease{std::move(how.next), std::move(found.outbox), how.number};
      done(result_of(std::move(how), std::move(lease)));
    }, now, ttl_ms, uint64_t{most});
  }

  void settle(std::string token, std::vector<std::string> told, int64_t retry_at, Done<uint64_t> done) {
    std::vector<tenon_stored_entry> entries;
    for (const std::string &id : told)
      if (tenon_stored_entry entry{}; read_entry_id(id, entry)) entries.push_back(entry);
    call(record_.outbox_settle, {Gives::nothing}, numbered(std::move(done)), wrap(token), entries.empty() ? nullptr : entries.data(), entries.size(),
         retry_at);
  }

  void put_blob(std::string session, std::string name, std::string bytes, Done<bool> done) {
    call(record_.blob_put, {Gives::nothing}, [done = std::move(done)](Found, Settled how) {
      const bool put = how.fault == Fault::none;
      done(result_of(std::move(how), put));
    }, wrap(session), wrap(name), wrap(bytes));
  }

  void get_blob(std::string session, std::string name, Done<std::string> done) {
    call(record_.blob_get, {Gives::blob}, [done = std::move(done)](Found found, Settled how) {
      done(result_of(std::move(how), std::move(found.blob).value_or("")));
    }, wrap(session), wrap(name));
  }

  void drop_blobs(std::string session, Done<uint64_t> done) { call(record_.blob_drop, {Gives::nothing}, numbered(std::move(done)), wrap(session)); }

  void audit(std::string id, uint64_t from, uint32_t most, Done<std::vector<AuditEntry>> done) {
    call(record_.audit, {Gives::entries, most, TENON_ENTRY_AUDIT}, [done = std::move(done)](Found found, Settled how) {
      done(result_of(std::move(how), std::move(found.audit)));
    }, wrap(id), from, uint64_t{most});
  }

  void write_journal(JournalEntry entry, Done<uint64_t> done) {
    const tenon_stored_entry record = record_of(entry);
    call(record_.journal_write, {Gives::nothing}, numbered(std::move(done)), &record);
  }

  void read_journal(JournalQuery query, Done<JournalPage> done) {
    tenon_str user;
    const tenon_journal_query asked = record_of(query, user);
    call(record_.journal_read, {Gives::entries, query.most, asked.kind}, [done = std::move(done)](Found found, Settled how) {
      JournalPage page{std::move(found.journal), std::move(how.next), number_of(how)};
      done(result_of(std::move(how), std::move(page)));
    }, &asked);
  }

  void sum_journal(JournalQuery query, JournalBy by, Done<std::vector<JournalSum>> done) {
    tenon_str user;
    tenon_journal_query asked = record_of(query, user);
    asked.by = sum_by(by);
    call(record_.journal_sum, {Gives::sums, UINT64_MAX}, [done = std::move(done)](Found found, Settled how) {
      done(result_of(std::move(how), std::move(found.sums)));
    }, &asked);
  }

  void trim_journal(JournalKind kind, int64_t before, Done<uint64_t> done) {
    call(record_.journal_trim, {Gives::nothing}, numbered(std::move(done)), kind_of(kind), before);
  }

  std::shared_ptr<void> watch(Store::Watcher changed) { return record_.watch ? hearing_->add(std::move(changed)) : nullptr; }

private:
  static Operation::Deliver numbered(Done<uint64_t> done) {
    return [done = std::move(done)](Found, Settled how) {
      const uint64_t number = number_of(how);
      done(result_of(std::move(how), number));
    };
  }

  // The store takes the operation over, whatever comes of it. Nothing of the host's ends while one of its functions is on the stack.
  template <class Function, class... Words> void call(Function function, Wants wants, Operation::Deliver deliver, Words... words) {
    const auto alive = shared_from_this();
    auto operation = std::make_unique<Operation>(wants, alive, std::move(deliver));
    function(record_.user, words..., reinterpret_cast<tenon_operation *>(operation.release()));
  }

  const tenon_storage record_;
  const std::shared_ptr<Hearing> hearing_ = std::make_shared<Hearing>();
  engine::Dropper dropper_;
};

bool whole(const tenon_storage &record) {
  return record.create && record.get && record.swap && record.remove && record.list && record.count && record.due && record.outbox_lease &&
         record.outbox_settle && record.blob_put && record.blob_get && record.blob_drop && record.audit && record.journal_write &&
         record.journal_read && record.journal_sum && record.journal_trim;
}

} // namespace

std::shared_ptr<void> Hearing::add(Store::Watcher changed) {
  auto watcher = std::make_shared<Store::Watcher>(std::move(changed));
  const std::lock_guard lock(mutex_);
  watchers_.erase(std::remove_if(watchers_.begin(), watchers_.end(), [](const auto &each) { return each.expired(); }), watchers_.end());
  watchers_.push_back(watcher);
  return watcher;
}

void Hearing::tell(const std::string &id, uint64_t version) {
  const auto alive = shared_from_this();
  std::vector<std::shared_ptr<Store::Watcher>> listening;
  {
    const std::lock_guard lock(mutex_);
    for (const auto &each : watchers_)
      if (auto watcher = each.lock()) listening.push_back(std::move(watcher));
  }
  for (const auto &watcher : listening) (*watcher)(id, version);
}

Status read_storage(const tenon_storage *given, std::optional<Store> &out, std::string &why) {
  tenon_storage record{};
  const Status read = read_record(given, sizeof record, record);
  engine::Dropper dropper(record.user, record.drop);
  if (read != Status::ok) return why = "storage: the size of the record", read;
  if (!whole(record)) return why = "storage: a function is missing; all but drop and watch are required", Status::invalid;
  if (record.durability > TENON_DURABLE_MACHINE) return why = "storage: durability is no TENON_DURABLE_*", Status::invalid;
  auto store = std::make_shared<HostStore>(record, std::move(dropper));
  store->begin();
  out.emplace(std::move(store));
  return Status::ok;
}

} // namespace tenon::abi
