// values.cpp - records copied on the way in, and borrowed on the way out.
#include "values.hpp"

namespace tenon::sqlite {
namespace {

std::optional<std::string> maybe(const tenon_str *from) { return from ? std::optional<std::string>(text(*from)) : std::nullopt; }

tenon_stored_row record_of(const Row &row) {
  tenon_stored_row out{};
  out.size = sizeof out;
  out.id = borrow(row.id);
  out.version = static_cast<uint64_t>(row.version);
  out.state = row.state;
  out.undelivered = static_cast<uint64_t>(row.undelivered);
  out.created_at = row.created_at;
  out.due_at = row.due_at;
  out.principal = borrow(row.principal);
  out.thread = borrow(row.thread);
  out.key = borrow(row.key);
  out.digest = borrow(row.digest);
  out.body = borrow(row.body);
  return out;
}

tenon_stored_entry record_of(const Entry &entry) {
  tenon_stored_entry out{};
  out.size = sizeof out;
  out.kind = entry.kind;
  out.session = borrow(entry.session);
  out.number = static_cast<uint64_t>(entry.number);
  out.part = static_cast<uint64_t>(entry.part);
  out.at = entry.at;
  out.name = borrow(entry.name);
  out.status = borrow(entry.status);
  out.user = borrow(entry.user);
  out.duration_ms = entry.duration_ms;
  out.body = borrow(entry.body);
  return out;
}

tenon_journal_sum record_of(const Sum &sum) {
  tenon_journal_sum out{};
  out.size = sizeof out;
  out.key = borrow(sum.key);
  out.total = static_cast<uint64_t>(sum.total);
  out.succeeded = static_cast<uint64_t>(sum.succeeded);
  out.failed = static_cast<uint64_t>(sum.failed);
  out.timed_out = static_cast<uint64_t>(sum.timed_out);
  out.sessions = static_cast<uint64_t>(sum.sessions);
  out.measured = static_cast<uint64_t>(sum.measured);
  out.duration_ms = sum.duration_ms;
  out.first_at = sum.first_at;
  out.last_at = sum.last_at;
  return out;
}

// TENON_OK, or the first status that is not.
tenon_status add_all(tenon_operation *operation, const Answer &answer) {
  tenon_status status = TENON_OK;
  for (size_t i = 0; i < answer.rows.size() && status == TENON_OK; ++i) {
    const tenon_stored_row record = record_of(answer.rows[i]);
    status = tenon_operation_add_row(operation, &record);
  }
  for (size_t i = 0; i < answer.entries.size() && status == TENON_OK; ++i) {
    const tenon_stored_entry record = record_of(answer.entries[i]);
    status = tenon_operation_add_entry(operation, &record);
  }
  for (size_t i = 0; i < answer.sums.size() && status == TENON_OK; ++i) {
    const tenon_journal_sum record = record_of(answer.sums[i]);
    status = tenon_operation_add_sum(operation, &record);
  }
  if (answer.tally && status == TENON_OK) status = tenon_operation_add_tally(operation, &*answer.tally);
  if (answer.blob && status == TENON_OK) status = tenon_operation_add_blob(operation, answer.blob->data(), answer.blob->size());
  return status;
}

} // namespace

Row read(const tenon_stored_row &from) {
  return {text(from.id), static_cast<int64_t>(from.version), from.state, from.undelivered != 0, from.created_at, from.due_at,
          text(from.principal), text(from.thread), text(from.key), text(from.digest), text(from.body)};
}

Entry read(const tenon_stored_entry &from) {
  return {from.kind, text(from.session), static_cast<int64_t>(from.number), static_cast<int64_t>(from.part), from.at,
          text(from.name), text(from.status), text(from.user), from.duration_ms, text(from.body)};
}

std::vector<Entry> read(const tenon_stored_entry *first, size_t count) {
  std::vector<Entry> all;
  const char *at = reinterpret_cast<const char *>(first);
  for (size_t i = 0; i < count; ++i, at += first->size) all.push_back(read(*reinterpret_cast<const tenon_stored_entry *>(at)));
  return all;
}

Commit read(const tenon_store_commit &from) { return {read(*from.row), read(*from.audit), read(from.outbox, from.outbox_count)}; }

Query read(const tenon_store_query &from) {
  return {maybe(from.principal), maybe(from.thread), maybe(from.digest), from.states, from.undelivered != 0, from.oldest_first != 0,
          bounded(from.most), text(from.cursor)};
}

JournalQuery read(const tenon_journal_query &from) {
  return {from.kind, text(from.session), text(from.name), text(from.status), maybe(from.user), from.from, from.until, bounded(from.most), text(from.cursor), from.by};
}

int64_t bounded(uint64_t most) {
  return most == 0 ? 1 : most > static_cast<uint64_t>(most_of_page) ? most_of_page : static_cast<int64_t>(most);
}

void give(tenon_operation *operation, const Answer &answer, tenon_now now) noexcept {
  if (answer.fault != 0) {
    tenon_operation_fail(operation, answer.fault, answer.number, borrow(answer.trouble), now);
  } else {
    tenon_status status = add_all(operation, answer);
    if (status == TENON_OK) status = tenon_operation_done(operation, answer.number, borrow(answer.next), now);
    if (status != TENON_OK) tenon_operation_fail(operation, TENON_STORE_FAILED, 0, borrow(tenon_status_name(status)), now);
  }
  tenon_operation_release(operation, now);
}

void refuse(tenon_operation *operation, int64_t fault, std::string_view why, tenon_now now) noexcept {
  tenon_operation_fail(operation, fault, 0, borrow(why), now);
  tenon_operation_release(operation, now);
}

} // namespace tenon::sqlite
