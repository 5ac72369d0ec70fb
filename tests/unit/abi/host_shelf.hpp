// host_shelf.hpp - the shelf in memory as a host's store, in C terms: so each value goes through its record there and back.
#pragma once
#include "feedback/memory_shelf.hpp"
#include "feedback/store_suite.hpp"
#include <tenon/tenon.h>

namespace host_shelf {

using namespace store_suite;

struct Host {
  std::shared_ptr<MemoryShelf> shelf = std::make_shared<MemoryShelf>();
  tenon_watch *watch = nullptr;
  std::shared_ptr<void> watching;
  int *dropped = nullptr;
};

inline Host &host(void *user) { return *static_cast<Host *>(user); }
inline const tenon_now now{7, 8};
inline tenon_str wrap(const std::string &text) { return {text.data(), text.size()}; }
inline std::string copy(tenon_str text) { return text.len == 0 ? std::string() : std::string(text.data, text.len); }
inline std::optional<std::string> maybe(const tenon_str *text) { return text ? std::optional<std::string>(copy(*text)) : std::nullopt; }

// Gives what `add` adds if nothing failed, and lets go.
template <class T, class Add> Done<T> gives(tenon_operation *operation, Add add) {
  return [operation, add](Result<T> result) {
    if (result.fault != Fault::none) {
      int64_t number = 0;
      if constexpr (std::is_same_v<T, uint64_t>) number = static_cast<int64_t>(result.value);
      CHECK(tenon_operation_fail(operation, static_cast<int64_t>(result.fault), number, wrap(result.trouble), now) == TENON_OK);
    } else {
      std::string next;
      const int64_t number = add(result.value, next);
      CHECK(tenon_operation_done(operation, number, wrap(next), now) == TENON_OK);
    }
    tenon_operation_release(operation, now);
  };
}

template <class T> Done<T> counts(tenon_operation *operation) {
  return gives<T>(operation, [](const T &value, std::string &) { return static_cast<int64_t>(value); });
}

inline void add(tenon_operation *operation, const Row &row) {
  tenon_stored_row out{sizeof out, wrap(row.id), row.version, static_cast<int64_t>(row.state), row.undelivered, row.created_at, row.due_at,
                       wrap(row.principal), wrap(row.thread), wrap(row.key), wrap(row.digest), wrap(row.body)};
  CHECK(tenon_operation_add_row(operation, &out) == TENON_OK);
}

inline void add(tenon_operation *operation, const OutboxEntry &entry) {
  tenon_stored_entry out{sizeof out, TENON_ENTRY_OUTBOX, wrap(entry.session), entry.version, entry.number, entry.due_at, wrap(entry.topic), {}, {}, 0, wrap(entry.body)};
  CHECK(tenon_operation_add_entry(operation, &out) == TENON_OK);
}

inline void add(tenon_operation *operation, const JournalEntry &entry) {
  const int64_t kind = entry.kind == JournalKind::event ? TENON_ENTRY_EVENT : TENON_ENTRY_INTERACTION;
  tenon_stored_entry out{sizeof out, kind, wrap(entry.session), entry.number, 0, entry.at, wrap(entry.name), wrap(entry.status), wrap(entry.user),
                         entry.duration_ms, wrap(entry.body)};
  CHECK(tenon_operation_add_entry(operation, &out) == TENON_OK);
}

inline void add(tenon_operation *operation, const JournalSum &sum) {
  tenon_journal_sum out{sizeof out, wrap(sum.key), sum.total, sum.succeeded, sum.failed, sum.timed_out, sum.sessions, sum.measured, sum.duration_ms,
                        sum.first_at, sum.last_at};
  CHECK(tenon_operation_add_sum(operation, &out) == TENON_OK);
}

inline Row row_of(const tenon_stored_row &row) {
  return {copy(row.id), row.version, static_cast<State>(row.state), row.undelivered != 0, row.created_at, row.due_at, copy(row.principal), copy(row.thread),
          copy(row.key), copy(row.digest), copy(row.body)};
}

inline Commit commit_of(const tenon_store_commit &from) {
  Commit commit{row_of(*from.row), {from.audit->number, from.audit->at, copy(from.audit->body)}, {}};
  CHECK(from.audit->kind == TENON_ENTRY_AUDIT);
  CHECK(copy(from.audit->session) == commit.row.id);
  for (size_t i = 0; i < from.outbox_count; ++i) {
    const tenon_stored_entry &entry = from.outbox[i];
    CHECK(entry.size == sizeof entry);
    CHECK(entry.kind == TENON_ENTRY_OUTBOX);
    commit.outbox.push_back({copy(entry.session), entry.number, static_cast<uint32_t>(entry.part), copy(entry.name), entry.at, copy(entry.body)});
  }
  return commit;
}

inline JournalBy by_of(int64_t by) { return by == TENON_SUM_WHOLE ? JournalBy::whole : by == TENON_SUM_BY_DAY ? JournalBy::day : JournalBy::name; }

inline JournalQuery query_of(const tenon_journal_query &from) {
  return {from.kind == TENON_ENTRY_EVENT ? JournalKind::event : JournalKind::interaction, copy(from.session), copy(from.name), copy(from.status),
          from.user ? std::optional(copy(*from.user)) : std::nullopt, from.from, from.until, static_cast<uint32_t>(from.most), copy(from.cursor)};
}

inline tenon_storage record_of(Host *kept) {
  tenon_storage record{};
  record.size = sizeof record;
  record.user = kept;
  record.drop = [](void *user) {
    ++*host(user).dropped;
    delete static_cast<Host *>(user);
  };
  record.create = [](void *user, const tenon_store_commit *first, tenon_operation *op) {
    host(user).shelf->create(commit_of(*first), gives<Created>(op, [op](const Created &made, std::string &) { return add(op, made.row), int64_t{made.made}; }));
  };
  record.get = [](void *user, tenon_str id, tenon_operation *op) {
    host(user).shelf->get(copy(id), gives<Row>(op, [op](const Row &row, std::string &) { return add(op, row), 0; }));
  };
  record.swap = [](void *user, uint64_t expected, const tenon_store_commit *next, tenon_operation *op) {
    host(user).shelf->swap(expected, commit_of(*next), counts<uint64_t>(op));
  };
  record.remove = [](void *user, tenon_str id, uint64_t expected, tenon_operation *op) { host(user).shelf->remove(copy(id), expected, counts<uint64_t>(op)); };
  record.list = [](void *user, const tenon_store_query *q, tenon_operation *op) {
    Query query{maybe(q->principal), maybe(q->thread), maybe(q->digest), static_cast<uint32_t>(q->states), q->undelivered != 0, q->oldest_first != 0,
                static_cast<uint32_t>(q->most), copy(q->cursor)};
    host(user).shelf->list(query, gives<Rows>(op, [op](const Rows &rows, std::string &next) {
      for (const Row &row : rows.rows) add(op, row);
      next = rows.next;
      return 0;
    }));
  };
  record.count = [](void *user, const tenon_str *principal, tenon_operation *op) {
    host(user).shelf->count(maybe(principal), gives<Tally>(op, [op](const Tally &t, std::string &) {
      tenon_store_tally out{sizeof out, t.of_state[0], t.of_state[1], t.of_state[2], t.of_state[3], t.of_state[4], t.of_state[5], t.undelivered};
      CHECK(tenon_operation_add_tally(op, &out) == TENON_OK);
      return 0;
    }));
  };
  record.due = [](void *user, int64_t at, uint64_t most, tenon_operation *op) {
    host(user).shelf->due(at, static_cast<uint32_t>(most), gives<DueIds>(op, [op](const DueIds &due, std::string &) {
      for (const std::string &id : due.ids) add(op, Row{id, 1, State::open, false, 0, 0, "", "", "", "", ""});
      return due.next_at;
    }));
  };
  record.outbox_lease = [](void *user, int64_t at, int64_t ttl, uint64_t most, tenon_operation *op) {
    host(user).shelf->lease(at, ttl, static_cast<uint32_t>(most), gives<Lease>(op, [op](const Lease &lease, std::string &next) {
      for (const OutboxEntry &entry : lease.entries) add(op, entry);
      next = lease.token;
      return lease.next_at;
    }));
  };
  record.outbox_settle = [](void *user, tenon_str lease, const tenon_stored_entry *told, size_t count, int64_t retry_at, tenon_operation *op) {
    std::vector<std::string> ids;
    for (size_t i = 0; i < count; ++i) ids.push_back(copy(told[i].session) + ':' + std::to_string(told[i].number) + ':' + std::to_string(told[i].part));
    host(user).shelf->settle(copy(lease), ids, retry_at, counts<uint64_t>(op));
  };
  record.blob_put = [](void *user, tenon_str session, tenon_str name, tenon_str bytes, tenon_operation *op) {
    host(user).shelf->put_blob(copy(session), copy(name), copy(bytes), counts<bool>(op));
  };
  record.blob_get = [](void *user, tenon_str session, tenon_str name, tenon_operation *op) {
    host(user).shelf->get_blob(copy(session), copy(name), gives<std::string>(op, [op](const std::string &bytes, std::string &) {
      CHECK(tenon_operation_add_blob(op, bytes.data(), bytes.size()) == TENON_OK);
      return 0;
    }));
  };
  record.blob_drop = [](void *user, tenon_str session, tenon_operation *op) { host(user).shelf->drop_blobs(copy(session), counts<uint64_t>(op)); };
  record.audit = [](void *user, tenon_str id, uint64_t from, uint64_t most, tenon_operation *op) {
    host(user).shelf->audit(copy(id), from, static_cast<uint32_t>(most), gives<std::vector<AuditEntry>>(op, [op](const auto &entries, std::string &) {
      for (const AuditEntry &each : entries) {
        tenon_stored_entry out{sizeof out, TENON_ENTRY_AUDIT, {}, each.version, 0, each.at, {}, {}, {}, 0, wrap(each.body)};
        CHECK(tenon_operation_add_entry(op, &out) == TENON_OK);
      }
      return 0;
    }));
  };
  record.journal_write = [](void *user, const tenon_stored_entry *e, tenon_operation *op) {
    const JournalKind kind = e->kind == TENON_ENTRY_EVENT ? JournalKind::event : JournalKind::interaction;
    host(user).shelf->write_journal({0, kind, e->at, copy(e->session), copy(e->name), copy(e->status), copy(e->user), e->duration_ms, copy(e->body)},
                                    counts<uint64_t>(op));
  };
  record.journal_read = [](void *user, const tenon_journal_query *q, tenon_operation *op) {
    host(user).shelf->read_journal(query_of(*q), gives<JournalPage>(op, [op](const JournalPage &page, std::string &next) {
      for (const JournalEntry &entry : page.entries) add(op, entry);
      next = page.next;
      return static_cast<int64_t>(page.total);
    }));
  };
  record.journal_sum = [](void *user, const tenon_journal_query *q, tenon_operation *op) {
    host(user).shelf->sum_journal(query_of(*q), by_of(q->by),
                                  gives<std::vector<JournalSum>>(op, [op](const auto &sums, std::string &) {
                                    for (const JournalSum &sum : sums) add(op, sum);
                                    return 0;
                                  }));
  };
  record.journal_trim = [](void *user, int64_t kind, int64_t before, tenon_operation *op) {
    host(user).shelf->trim_journal(kind == TENON_ENTRY_EVENT ? JournalKind::event : JournalKind::interaction, before, counts<uint64_t>(op));
  };
  record.watch = [](void *user, tenon_watch *watch) {
    host(user).watch = watch;
    host(user).watching = host(user).shelf->watch([watch](const std::string &id, uint64_t version) {
      tenon_storage_changed(watch, wrap(id), version);
    });
  };
  return record;
}

} // namespace host_shelf
