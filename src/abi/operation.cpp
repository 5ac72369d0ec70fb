// operation.cpp - what a store adds is looked at as it comes, so that nothing that makes no sense gets any further; and its C functions.
#include "abi/operation.hpp"
#include "abi/doorway.hpp"
#include "abi/record.hpp"
#include "abi/storage.hpp"
#include "abi/texts.hpp"
#include <cstdint>

namespace tenon::abi {
namespace {

constexpr uint64_t most_version = INT64_MAX, most_part = UINT32_MAX;

bool is_row(const tenon_stored_row &row) {
  return all_sound({row.id, row.principal, row.thread, row.key, row.digest, row.body}) && row.id.len > 0 && row.version > 0 &&
         row.version <= most_version && row.state >= 0 && row.state < feedback::states;
}

bool is_entry(const tenon_stored_entry &entry) {
  return all_sound({entry.session, entry.name, entry.status, entry.user, entry.body}) && entry.number > 0 && entry.number <= most_version &&
         entry.part <= most_part;
}

std::string copy(tenon_str text) { return std::string(unwrap(text)); }

} // namespace

Status Operation::may_add(Gives what, size_t there) const {
  if (wants_.gives != what) return Status::invalid;
  if (settled_.load(std::memory_order_relaxed)) return Status::gone;
  return there < wants_.most ? Status::ok : Status::limit;
}

Status Operation::add(const tenon_stored_row &row) {
  const Status may = may_add(wants_.gives == Gives::row ? Gives::row : Gives::rows, found_.rows.size());
  if (may != Status::ok || !is_row(row)) return may != Status::ok ? may : Status::invalid;
  found_.rows.push_back({copy(row.id), row.version, static_cast<feedback::State>(row.state), row.undelivered != 0, row.created_at, row.due_at,
                         copy(row.principal), copy(row.thread), copy(row.key), copy(row.digest), copy(row.body)});
  return Status::ok;
}

Status Operation::add(const tenon_stored_entry &entry) {
  const Status may = may_add(Gives::entries, found_.outbox.size() + found_.audit.size() + found_.journal.size());
  if (may != Status::ok) return may;
  if (!is_entry(entry) || entry.kind != wants_.kind) return Status::invalid;
  if (wants_.kind == TENON_ENTRY_AUDIT) {
    found_.audit.push_back({entry.number, entry.at, copy(entry.body)});
  } else if (wants_.kind == TENON_ENTRY_OUTBOX) {
    found_.outbox.push_back({copy(entry.session), entry.number, static_cast<uint32_t>(entry.part), copy(entry.name), entry.at, copy(entry.body)});
  } else {
    const auto kind = wants_.kind == TENON_ENTRY_EVENT ? feedback::JournalKind::event : feedback::JournalKind::interaction;
    found_.journal.push_back({entry.number, kind, entry.at, copy(entry.session), copy(entry.name), copy(entry.status), copy(entry.user),
                              entry.duration_ms, copy(entry.body)});
  }
  return Status::ok;
}

Status Operation::add(const tenon_journal_sum &sum) {
  if (const Status may = may_add(Gives::sums, found_.sums.size()); may != Status::ok) return may;
  if (!sound(sum.key)) return Status::invalid;
  found_.sums.push_back({copy(sum.key), sum.total, sum.succeeded, sum.failed, sum.timed_out, sum.sessions, sum.measured, sum.duration_ms,
                         sum.first_at, sum.last_at});
  return Status::ok;
}

Status Operation::add(const tenon_store_tally &tally) {
  if (const Status may = may_add(Gives::tally, found_.tally ? 1 : 0); may != Status::ok) return may;
  found_.tally = {{tally.open, tally.answered, tally.declined, tally.cancelled, tally.expired, tally.purged}, tally.undelivered};
  return Status::ok;
}

Status Operation::add_blob(std::string_view bytes) {
  if (const Status may = may_add(Gives::blob, found_.blob ? 1 : 0); may != Status::ok) return may;
  found_.blob = bytes;
  return Status::ok;
}

bool Operation::complete() const {
  switch (wants_.gives) {
  case Gives::row: return !found_.rows.empty();
  case Gives::tally: return found_.tally.has_value();
  case Gives::blob: return found_.blob.has_value();
  default: return true;
  }
}

Status Operation::done(int64_t number, std::string_view next, Instant now) {
  if (settled_.load(std::memory_order_relaxed)) return Status::gone;
  if (!complete()) return Status::invalid;
  return settle({feedback::Fault::none, number, std::string(next), "", now});
}

Status Operation::fail(int64_t fault, int64_t number, std::string_view text, Instant now) {
  static_assert(static_cast<int>(feedback::Fault::conflict) == TENON_STORE_CONFLICT && static_cast<int>(feedback::Fault::not_found) == TENON_STORE_NOT_FOUND &&
                static_cast<int>(feedback::Fault::full) == TENON_STORE_FULL && static_cast<int>(feedback::Fault::busy) == TENON_STORE_BUSY &&
                static_cast<int>(feedback::Fault::corrupt) == TENON_STORE_CORRUPT && static_cast<int>(feedback::Fault::failed) == TENON_STORE_FAILED);
  if (settled_.load(std::memory_order_relaxed)) return Status::gone;
  if (fault < TENON_STORE_CONFLICT || fault > TENON_STORE_FAILED) return Status::invalid;
  return settle({static_cast<feedback::Fault>(fault), number, "", std::string(text), now});
}

Status Operation::settle(Settled how) {
  if (settled_.exchange(true, std::memory_order_acq_rel)) return Status::gone;
  const Deliver deliver = std::move(deliver_);
  deliver(how.fault == feedback::Fault::none ? std::move(found_) : Found{}, std::move(how));
  return Status::ok;
}

void Operation::let_go(Instant now) {
  const std::unique_ptr<Operation> owned(this);
  settle({feedback::Fault::failed, 0, "", "no answer", now}); // short texts need no memory that may be missing
}

} // namespace tenon::abi

using namespace tenon;
using namespace tenon::abi;

namespace {

Operation *unwrap(tenon_operation *handle) { return reinterpret_cast<Operation *>(handle); }

template <class Record> tenon_status add(tenon_operation *operation, const Record *given) {
  if (!operation || !given) return TENON_INVALID;
  return guarded(Status::no_memory, [&] {
    Record record{};
    const Status read = read_record(given, sizeof record, record);
    return read == Status::ok ? unwrap(operation)->add(record) : read;
  });
}

} // namespace

extern "C" {

tenon_status tenon_operation_add_row(tenon_operation *operation, const tenon_stored_row *row) { return add(operation, row); }
tenon_status tenon_operation_add_entry(tenon_operation *operation, const tenon_stored_entry *entry) { return add(operation, entry); }
tenon_status tenon_operation_add_sum(tenon_operation *operation, const tenon_journal_sum *sum) { return add(operation, sum); }
tenon_status tenon_operation_add_tally(tenon_operation *operation, const tenon_store_tally *tally) { return add(operation, tally); }

tenon_status tenon_operation_add_blob(tenon_operation *operation, const void *bytes, size_t len) {
  if (!operation || (!bytes && len > 0)) return TENON_INVALID;
  return guarded(Status::no_memory, [&] { return unwrap(operation)->add_blob({static_cast<const char *>(bytes), len}); });
}

tenon_status tenon_operation_done(tenon_operation *operation, int64_t number, tenon_str next, tenon_now now) {
  if (!operation || !sound(next)) return TENON_INVALID;
  return guarded(Status::no_memory, [&] { return unwrap(operation)->done(number, unwrap(next), unwrap(now)); });
}

tenon_status tenon_operation_fail(tenon_operation *operation, int64_t fault, int64_t number, tenon_str text, tenon_now now) {
  if (!operation || !sound(text)) return TENON_INVALID;
  return guarded(Status::no_memory, [&] { return unwrap(operation)->fail(fault, number, unwrap(text), unwrap(now)); });
}

void tenon_operation_release(tenon_operation *operation, tenon_now now) {
  if (!operation) return;
  guarded(Status::no_memory, [&] {
    unwrap(operation)->let_go(unwrap(now));
    return Status::ok;
  });
}

void tenon_storage_changed(tenon_watch *watch, tenon_str id, uint64_t version) {
  if (!watch || !sound(id)) return;
  guarded(Status::no_memory, [&] {
    reinterpret_cast<Hearing *>(watch)->tell(std::string(unwrap(id)), version);
    return Status::ok;
  });
}

} // extern "C"
