// store.cpp - the door: options in, a tenon_storage out, and each of its functions as a task for the clerks.
#include "clerks.hpp"
#include "extras.hpp"
#include "outbox.hpp"
#include <climits>
#include <cstring>
#include <new>
#include <system_error>
#include <tenon/tenon_sqlite.h>

namespace tenon::sqlite {
namespace {

struct Handle {
  std::shared_ptr<Clerks> clerks;
};

Clerks &clerks_of(void *user) { return *static_cast<Handle *>(user)->clerks; }

enum class Way : uint8_t { reads, writes, writes_sessions };

// Copies what the call brought along into a task, which `make` returns, and puts it in line.
template <class Make> void hand_over(void *user, tenon_operation *operation, Way way, Make make) noexcept {
  Clerks &clerks = clerks_of(user);
  try {
    Task task;
    task.operation = operation;
    task.writes_sessions = way == Way::writes_sessions;
    task.work = make();
    if (way == Way::reads) clerks.read(std::move(task));
    else clerks.write(std::move(task));
  } catch (...) { // nothing but memory can run out before the task stands in line
    refuse(operation, TENON_STORE_FAILED, "out of memory", clerks.now());
  }
}

void create(void *user, const tenon_store_commit *first, tenon_operation *operation) {
  hand_over(user, operation, Way::writes_sessions, [&] {
    return [&bounds = clerks_of(user).bounds(), commit = read(*first)](Database &db, int64_t tide, Answer &out) { create(db, bounds, tide, commit, out); };
  });
}

void get(void *user, tenon_str id, tenon_operation *operation) {
  hand_over(user, operation, Way::reads, [&] { return [id = text(id)](Database &db, int64_t, Answer &out) { get(db, id, out); }; });
}

void swap(void *user, uint64_t expected, const tenon_store_commit *next, tenon_operation *operation) {
  hand_over(user, operation, Way::writes_sessions, [&] {
    return [&bounds = clerks_of(user).bounds(), expected = static_cast<int64_t>(expected), commit = read(*next)](Database &db, int64_t tide, Answer &out) {
      swap(db, bounds, tide, expected, commit, out);
    };
  });
}

void remove(void *user, tenon_str id, uint64_t expected, tenon_operation *operation) {
  hand_over(user, operation, Way::writes, [&] {
    return [id = text(id), expected = static_cast<int64_t>(expected)](Database &db, int64_t, Answer &out) { remove(db, id, expected, out); };
  });
}

void list(void *user, const tenon_store_query *query, tenon_operation *operation) {
  hand_over(user, operation, Way::reads, [&] { return [query = read(*query)](Database &db, int64_t, Answer &out) { list(db, query, out); }; });
}

void count(void *user, const tenon_str *principal, tenon_operation *operation) {
  hand_over(user, operation, Way::reads, [&] {
    return [who = principal ? std::optional<std::string>(text(*principal)) : std::nullopt](Database &db, int64_t, Answer &out) { count(db, who, out); };
  });
}

void due(void *user, int64_t now_ms, uint64_t most, tenon_operation *operation) {
  hand_over(user, operation, Way::reads, [&] { return [=](Database &db, int64_t, Answer &out) { due(db, now_ms, bounded(most), out); }; });
}

void outbox_lease(void *user, int64_t now_ms, int64_t ttl_ms, uint64_t most, tenon_operation *operation) {
  hand_over(user, operation, Way::writes, [&] { return [=](Database &db, int64_t, Answer &out) { lease(db, now_ms, ttl_ms, bounded(most), out); }; });
}

void outbox_settle(void *user, tenon_str name, const tenon_stored_entry *told, size_t count, int64_t retry_at, tenon_operation *operation) {
  hand_over(user, operation, Way::writes, [&] {
    return [name = text(name), told = read(told, count), retry_at](Database &db, int64_t, Answer &out) { settle(db, name, told, retry_at, out); };
  });
}

void blob_put(void *user, tenon_str session, tenon_str name, tenon_str bytes, tenon_operation *operation) {
  hand_over(user, operation, Way::writes, [&] {
    return [&bounds = clerks_of(user).bounds(), session = text(session), name = text(name), bytes = text(bytes)](Database &db, int64_t, Answer &out) {
      put_blob(db, bounds, session, name, bytes, out);
    };
  });
}

void blob_get(void *user, tenon_str session, tenon_str name, tenon_operation *operation) {
  hand_over(user, operation, Way::reads, [&] {
    return [session = text(session), name = text(name)](Database &db, int64_t, Answer &out) { get_blob(db, session, name, out); };
  });
}

void blob_drop(void *user, tenon_str session, tenon_operation *operation) {
  hand_over(user, operation, Way::writes, [&] { return [session = text(session)](Database &db, int64_t, Answer &out) { drop_blobs(db, session, out); }; });
}

void audit(void *user, tenon_str id, uint64_t from, uint64_t most, tenon_operation *operation) {
  hand_over(user, operation, Way::reads, [&] {
    const int64_t first = from > static_cast<uint64_t>(INT64_MAX) ? INT64_MAX : static_cast<int64_t>(from);
    return [id = text(id), first, most](Database &db, int64_t, Answer &out) { audit(db, id, first, bounded(most), out); };
  });
}

void journal_write(void *user, const tenon_stored_entry *entry, tenon_operation *operation) {
  hand_over(user, operation, Way::writes, [&] {
    return [&bounds = clerks_of(user).bounds(), entry = read(*entry)](Database &db, int64_t, Answer &out) { write_journal(db, bounds, entry, out); };
  });
}

void journal_read(void *user, const tenon_journal_query *query, tenon_operation *operation) {
  hand_over(user, operation, Way::reads, [&] { return [query = read(*query)](Database &db, int64_t, Answer &out) { read_journal(db, query, out); }; });
}

void journal_sum(void *user, const tenon_journal_query *query, tenon_operation *operation) {
  hand_over(user, operation, Way::reads, [&] { return [query = read(*query)](Database &db, int64_t, Answer &out) { sum_journal(db, query, out); }; });
}

void journal_trim(void *user, int64_t kind, int64_t before, tenon_operation *operation) {
  hand_over(user, operation, Way::writes, [&] { return [=](Database &db, int64_t, Answer &out) { trim_journal(db, kind, before, out); }; });
}

void watch(void *user, tenon_watch *watch) { clerks_of(user).watch(watch); }

void drop(void *user) {
  const std::unique_ptr<Handle> handle(static_cast<Handle *>(user));
  handle->clerks->stop();
}

// ---- opening

constexpr size_t first_options_size = sizeof(tenon_sqlite_options), first_storage_size = sizeof(tenon_storage);

tenon_status explain(tenon_error *error, tenon_status status, std::string_view why) {
  if (!error || error->size < sizeof(tenon_error)) return status;
  error->len = 0;
  if (!error->message || error->capacity == 0) return status;
  error->len = why.size() < error->capacity ? why.size() : error->capacity - 1;
  std::memcpy(error->message, why.data(), error->len);
  error->message[error->len] = 0;
  return status;
}

// A member of the options: `value` itself, or its default if it is 0. TENON_OFF is `off`.
struct Number {
  const char *name;
  uint64_t given, usual, least, most;
  bool may_be_off;
};

bool choose(const Number &number, uint64_t &out, std::string &why) {
  out = number.given == 0 ? number.usual : number.given;
  if (number.may_be_off && out == TENON_OFF) return out = 0, true;
  if (out >= number.least && out <= number.most) return true;
  why = std::string(number.name) + ": it must be " + std::to_string(number.least) + " to " + std::to_string(number.most);
  return false;
}

bool read_options(const tenon_sqlite_options &given, Settings &out, std::string &why) {
  constexpr uint64_t mib = 1u << 20, most = static_cast<uint64_t>(INT64_MAX);
  uint64_t durability = 0, readers = 0, busy = 0, bytes = 0, row = 0, blob = 0, journal = 0, waiting = 0;
  const bool fine = choose({"durability", given.durability, TENON_DURABLE_MACHINE, TENON_DURABLE_PROCESS, TENON_DURABLE_MACHINE, false}, durability, why) &&
                    choose({"readers", given.readers, 2, 1, 64, false}, readers, why) &&
                    choose({"busy_ms", given.busy_ms, 5000, 1, INT_MAX, false}, busy, why) &&
                    choose({"max_bytes", given.max_bytes, 16'384 * mib, mib, most, true}, bytes, why) &&
                    choose({"max_row_bytes", given.max_row_bytes, 8 * mib, 1, 512 * mib, false}, row, why) &&
                    choose({"max_blob_bytes", given.max_blob_bytes, 64 * mib, 1, 512 * mib, false}, blob, why) &&
                    choose({"max_journal", given.max_journal, 1'000'000, 1, most, true}, journal, why) &&
                    choose({"max_waiting", given.max_waiting, 10'000, 1, 10'000'000, false}, waiting, why) &&
                    choose({"watch_ms", given.watch_ms, 200, 1, 3'600'000, true}, out.watch_ms, why);
  if (!fine) return false;
  if (given.path.len == 0 || !given.path.data || view(given.path).find('\0') != std::string_view::npos) return why = "path: a file is wanted", false;
  out.file = {text(given.path), durability == TENON_DURABLE_MACHINE, static_cast<int>(busy), static_cast<int64_t>(bytes)};
  out.bounds = {row, blob, static_cast<int64_t>(journal)};
  out.readers = static_cast<unsigned>(readers);
  out.max_waiting = waiting;
  out.clock_user = given.clock_user;
  out.clock = given.clock;
  return true;
}

tenon_storage record_of(Handle *handle, bool every_commit) {
  tenon_storage record{};
  record.user = handle;
  record.drop = drop;
  record.durability = every_commit ? TENON_DURABLE_MACHINE : TENON_DURABLE_PROCESS;
  record.create = create;
  record.get = get;
  record.swap = swap;
  record.remove = remove;
  record.list = list;
  record.count = count;
  record.due = due;
  record.outbox_lease = outbox_lease;
  record.outbox_settle = outbox_settle;
  record.blob_put = blob_put;
  record.blob_get = blob_get;
  record.blob_drop = blob_drop;
  record.audit = audit;
  record.journal_write = journal_write;
  record.journal_read = journal_read;
  record.journal_sum = journal_sum;
  record.journal_trim = journal_trim;
  record.watch = watch;
  return record;
}

tenon_status status_of(const Trouble &trouble) {
  switch (trouble.fault) {
  case TENON_STORE_BUSY: return TENON_BUSY;
  case TENON_STORE_FULL: return TENON_LIMIT;
  case TENON_STORE_CORRUPT: return TENON_INVALID;
  default: return TENON_NOT_FOUND;
  }
}

// What this library knows of the caller's record, which may be of a later release if the rest of it is empty.
template <class Record> tenon_status check_size(const Record *record, size_t first_size) {
  if (record->size < first_size) return TENON_BAD_SIZE;
  if (record->size > sizeof *record + 4096) return TENON_NEWER_STRUCT;
  const char *const tail = reinterpret_cast<const char *>(record);
  for (size_t i = sizeof *record; i < record->size; ++i)
    if (tail[i] != 0) return TENON_NEWER_STRUCT;
  return TENON_OK;
}

tenon_status open(const tenon_sqlite_options &options, tenon_storage *out, tenon_error *error) {
  Settings settings;
  std::string why;
  if (!read_options(options, settings, why)) return explain(error, TENON_INVALID, why);
  if (sqlite3_threadsafe() == 0) return explain(error, TENON_INVALID, "this SQLite was built without threads");
  const bool every_commit = settings.file.every_commit;
  try {
    auto handle = std::make_unique<Handle>();
    handle->clerks = Clerks::start(settings);
    const size_t size = out->size;
    *out = record_of(handle.release(), every_commit);
    out->size = size;
    return TENON_OK;
  } catch (const Trouble &trouble) {
    return explain(error, status_of(trouble), settings.file.path + ": " + trouble.text);
  } catch (const std::system_error &) {
    return explain(error, TENON_NO_MEMORY, "the system has no thread left");
  }
}

} // namespace
} // namespace tenon::sqlite

extern "C" tenon_status tenon_sqlite_open(const tenon_sqlite_options *options, tenon_storage *out, tenon_error *error) {
  using namespace tenon::sqlite;
  if (!options || !out) return explain(error, TENON_INVALID, "options or out is NULL");
  tenon_status status = check_size(options, first_options_size);
  if (status == TENON_OK) status = check_size(out, first_storage_size);
  if (status != TENON_OK) return explain(error, status, "the size of a record");
  try {
    return open(*options, out, error);
  } catch (...) {
    return explain(error, TENON_NO_MEMORY, "out of memory");
  }
}
