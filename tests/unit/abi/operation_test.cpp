// operation_test.cpp - what a host's store may say in answer to an operation, and that nothing else gets through.
#include "abi/operation.hpp"
#include "abi/storage.hpp"
#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::abi;

namespace {

tenon_str str(const char *text) { return {text, std::char_traits<char>::length(text)}; }
const tenon_now now{5, 1'790'000'000'000};

tenon_stored_row row(const char *id = "s-1") {
  tenon_stored_row row{};
  row.size = sizeof row;
  row.id = str(id);
  row.version = 1;
  row.body = str("{}");
  return row;
}

tenon_stored_entry entry(int64_t kind, uint64_t number = 1) {
  tenon_stored_entry entry{};
  entry.size = sizeof entry;
  entry.kind = kind;
  entry.number = number;
  entry.body = str("{}");
  return entry;
}

// An operation, and what was delivered.
struct Asked {
  explicit Asked(Wants wants) {
    handle = reinterpret_cast<tenon_operation *>(new Operation(wants, nullptr, [this](Found what, Settled how) {
      ++answers;
      found = std::move(what);
      settled = std::move(how);
    }));
  }
  Asked(const Asked &) = delete;
  Asked &operator=(const Asked &) = delete;
  ~Asked() { release(); }
  void release() { tenon_operation_release(std::exchange(handle, nullptr), now); }

  tenon_operation *handle;
  int answers = 0;
  Found found;
  Settled settled;
};

} // namespace

TEST_CASE("a row is asked for, and given once") {
  Asked asked({Gives::row});
  CHECK(tenon_operation_done(asked.handle, 1, {nullptr, 0}, now) == TENON_INVALID); // the row is missing
  tenon_stored_row given = row();
  given.state = TENON_SESSION_EXPIRED;
  given.undelivered = 1;
  given.principal = {"a\0b", 3};
  CHECK(tenon_operation_add_row(asked.handle, &given) == TENON_OK);
  CHECK(tenon_operation_add_row(asked.handle, &given) == TENON_LIMIT);
  CHECK(asked.answers == 0);
  CHECK(tenon_operation_done(asked.handle, 1, str("next"), now) == TENON_OK);
  CHECK(asked.answers == 1);
  CHECK(asked.found.rows[0].state == feedback::State::expired);
  CHECK(asked.found.rows[0].principal == std::string("a\0b", 3));
  CHECK(asked.settled.number == 1);
  CHECK(asked.settled.next == "next");
  CHECK(asked.settled.now.unix_ms == now.unix_ms);
  CHECK(tenon_operation_done(asked.handle, 1, {nullptr, 0}, now) == TENON_GONE);
  CHECK(tenon_operation_fail(asked.handle, TENON_STORE_BUSY, 0, str(""), now) == TENON_GONE);
  CHECK(tenon_operation_add_row(asked.handle, &given) == TENON_GONE);
  asked.release();
  CHECK(asked.answers == 1);
}

TEST_CASE("what fails says why, and what was added before is forgotten") {
  Asked asked({Gives::rows, 10});
  const tenon_stored_row given = row();
  CHECK(tenon_operation_add_row(asked.handle, &given) == TENON_OK);
  CHECK(tenon_operation_fail(asked.handle, 0, 0, str("why"), now) == TENON_INVALID);
  CHECK(tenon_operation_fail(asked.handle, 7, 0, str("why"), now) == TENON_INVALID);
  CHECK(tenon_operation_fail(asked.handle, TENON_STORE_CONFLICT, 9, str("why"), now) == TENON_OK);
  CHECK(asked.settled.fault == feedback::Fault::conflict);
  CHECK(asked.settled.number == 9);
  CHECK(asked.settled.text == "why");
  CHECK(asked.found.rows.empty());
}

TEST_CASE("an operation that is let go without an answer has failed") {
  Asked asked({Gives::nothing});
  asked.release();
  CHECK(asked.answers == 1);
  CHECK(asked.settled.fault == feedback::Fault::failed);
  CHECK_FALSE(asked.settled.text.empty());
}

TEST_CASE("only what was asked for is taken") {
  const tenon_stored_row some_row = row();
  const tenon_stored_entry audit = entry(TENON_ENTRY_AUDIT), event = entry(TENON_ENTRY_EVENT);
  tenon_journal_sum sum{};
  sum.size = sizeof sum;
  tenon_store_tally tally{};
  tally.size = sizeof tally;

  Asked rows({Gives::rows, 1}), entries({Gives::entries, 2, TENON_ENTRY_AUDIT}), sums({Gives::sums, 1}), tallies({Gives::tally}), blob({Gives::blob}), none({Gives::nothing});
  for (Asked *each : {&entries, &sums, &tallies, &blob, &none}) CHECK(tenon_operation_add_row(each->handle, &some_row) == TENON_INVALID);
  for (Asked *each : {&rows, &sums, &tallies, &blob, &none}) CHECK(tenon_operation_add_entry(each->handle, &audit) == TENON_INVALID);
  for (Asked *each : {&rows, &entries, &tallies, &blob, &none}) CHECK(tenon_operation_add_sum(each->handle, &sum) == TENON_INVALID);
  for (Asked *each : {&rows, &entries, &sums, &blob, &none}) CHECK(tenon_operation_add_tally(each->handle, &tally) == TENON_INVALID);
  for (Asked *each : {&rows, &entries, &sums, &tallies, &none}) CHECK(tenon_operation_add_blob(each->handle, "x", 1) == TENON_INVALID);

  CHECK(tenon_operation_add_row(rows.handle, &some_row) == TENON_OK);
  CHECK(tenon_operation_add_row(rows.handle, &some_row) == TENON_LIMIT);
  CHECK(tenon_operation_add_entry(entries.handle, &event) == TENON_INVALID); // not of that kind
  CHECK(tenon_operation_add_entry(entries.handle, &audit) == TENON_OK);
  CHECK(tenon_operation_add_entry(entries.handle, &audit) == TENON_OK);
  CHECK(tenon_operation_add_entry(entries.handle, &audit) == TENON_LIMIT);
  CHECK(tenon_operation_add_sum(sums.handle, &sum) == TENON_OK);
  CHECK(tenon_operation_add_sum(sums.handle, &sum) == TENON_LIMIT);
  CHECK(tenon_operation_done(tallies.handle, 0, {nullptr, 0}, now) == TENON_INVALID);
  tally.purged = 3;
  CHECK(tenon_operation_add_tally(tallies.handle, &tally) == TENON_OK);
  CHECK(tenon_operation_add_tally(tallies.handle, &tally) == TENON_LIMIT);
  CHECK(tenon_operation_done(tallies.handle, 0, {nullptr, 0}, now) == TENON_OK);
  CHECK(tallies.found.tally->of_state[5] == 3);
  CHECK(tenon_operation_done(blob.handle, 0, {nullptr, 0}, now) == TENON_INVALID);
  CHECK(tenon_operation_add_blob(blob.handle, nullptr, 1) == TENON_INVALID);
  CHECK(tenon_operation_add_blob(blob.handle, nullptr, 0) == TENON_OK);
  CHECK(tenon_operation_add_blob(blob.handle, "x", 1) == TENON_LIMIT);
  CHECK(tenon_operation_done(none.handle, -4, {nullptr, 0}, now) == TENON_OK);
}

TEST_CASE("rows and entries that make no sense are not taken") {
  Asked rows({Gives::rows, 10}), parts({Gives::entries, 10, TENON_ENTRY_OUTBOX});
  const auto takes = [&](void (*set)(tenon_stored_row &)) {
    tenon_stored_row given = row();
    set(given);
    return tenon_operation_add_row(rows.handle, &given);
  };
  CHECK(takes([](auto &) {}) == TENON_OK);
  CHECK(takes([](auto &r) { r.id.len = 0; }) == TENON_INVALID);
  CHECK(takes([](auto &r) { r.version = 0; }) == TENON_INVALID);
  CHECK(takes([](auto &r) { r.version = INT64_MAX; }) == TENON_OK);
  CHECK(takes([](auto &r) { r.version = uint64_t{INT64_MAX} + 1; }) == TENON_INVALID);
  CHECK(takes([](auto &r) { r.state = TENON_SESSION_PURGED; }) == TENON_OK);
  CHECK(takes([](auto &r) { r.state = 6; }) == TENON_INVALID);
  CHECK(takes([](auto &r) { r.state = -1; }) == TENON_INVALID);
  CHECK(takes([](auto &r) { r.body = {nullptr, 2}; }) == TENON_INVALID);
  CHECK(takes([](auto &r) { r.size -= 1; }) == TENON_BAD_SIZE);
  tenon_stored_entry given = entry(TENON_ENTRY_OUTBOX, 0);
  CHECK(tenon_operation_add_entry(parts.handle, &given) == TENON_INVALID);
  given.number = 1;
  given.part = UINT32_MAX;
  CHECK(tenon_operation_add_entry(parts.handle, &given) == TENON_OK);
  ++given.part;
  CHECK(tenon_operation_add_entry(parts.handle, &given) == TENON_INVALID);
}

TEST_CASE("no operation, no record, no watch: a status, and nothing happens") {
  const tenon_stored_row some_row = row();
  Asked rows({Gives::rows, 10});
  CHECK(tenon_operation_add_row(nullptr, &some_row) == TENON_INVALID);
  CHECK(tenon_operation_add_row(rows.handle, nullptr) == TENON_INVALID);
  CHECK(tenon_operation_add_entry(nullptr, nullptr) == TENON_INVALID);
  CHECK(tenon_operation_add_sum(nullptr, nullptr) == TENON_INVALID);
  CHECK(tenon_operation_add_tally(nullptr, nullptr) == TENON_INVALID);
  CHECK(tenon_operation_add_blob(nullptr, "", 0) == TENON_INVALID);
  CHECK(tenon_operation_done(nullptr, 0, {nullptr, 0}, now) == TENON_INVALID);
  CHECK(tenon_operation_done(rows.handle, 0, {nullptr, 4}, now) == TENON_INVALID);
  CHECK(tenon_operation_fail(nullptr, 1, 0, {nullptr, 0}, now) == TENON_INVALID);
  CHECK(tenon_operation_fail(rows.handle, 1, 0, {nullptr, 4}, now) == TENON_INVALID);
  tenon_operation_release(nullptr, now);
  tenon_storage_changed(nullptr, str("s-1"), 1);
  CHECK(rows.answers == 0);
}
