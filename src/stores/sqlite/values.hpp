// values.hpp - the records of the store's contract as values, which outlive the call that brought them; and what comes of an operation.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tenon/tenon.h>
#include <vector>

namespace tenon::sqlite {

inline std::string_view view(tenon_str text) { return text.len == 0 ? std::string_view() : std::string_view(text.data, text.len); }
inline std::string text(tenon_str from) { return std::string(view(from)); }
inline tenon_str borrow(std::string_view from) { return {from.data(), from.size()}; }

struct Row {
  std::string id;
  int64_t version = 0, state = 0, undelivered = 0, created_at = 0, due_at = 0;
  std::string principal, thread, key, digest, body;
};

struct Entry {
  int64_t kind = 0;
  std::string session;
  int64_t number = 0, part = 0, at = 0;
  std::string name, status, user;
  int64_t duration_ms = -1;
  std::string body;
};

struct Commit {
  Row row;
  Entry audit;
  std::vector<Entry> outbox;
};

struct Query {
  std::optional<std::string> principal, thread, digest;
  uint64_t states = 0;
  bool undelivered = false, oldest_first = false;
  int64_t most = 1;
  std::string cursor;
};

struct JournalQuery {
  int64_t kind = 0;
  std::string session, name, status;
  std::optional<std::string> user;
  int64_t from = 0, until = 0, most = 1;
  std::string cursor;
  int64_t by = 0;
};

struct Sum {
  std::string key;
  int64_t total = 0, succeeded = 0, failed = 0, timed_out = 0, sessions = 0, measured = 0, duration_ms = 0, first_at = 0, last_at = 0;
};

Row read(const tenon_stored_row &);
Entry read(const tenon_stored_entry &);
std::vector<Entry> read(const tenon_stored_entry *first, size_t count); // walks by their own size
Commit read(const tenon_store_commit &);
Query read(const tenon_store_query &);
JournalQuery read(const tenon_journal_query &);
int64_t bounded(uint64_t most); // of a page: 1 to most_of_page

inline constexpr int64_t most_of_page = 10'000;

// What comes of an operation. It is given when what it says is true for good.
struct Answer {
  int64_t fault = 0; // TENON_STORE_*; 0: none
  int64_t number = 0;
  std::string next, trouble;
  std::vector<Row> rows;
  std::vector<Entry> entries;
  std::vector<Sum> sums;
  std::optional<tenon_store_tally> tally;
  std::optional<std::string> blob;
  std::string changed; // the id of the row that was written, if one was
  int64_t changed_to = 0;

  void refuse(int64_t why, int64_t there = 0) { fault = why, number = there; }
};

// Settles and releases the operation.
void give(tenon_operation *, const Answer &, tenon_now) noexcept;
void refuse(tenon_operation *, int64_t fault, std::string_view why, tenon_now) noexcept;

} // namespace tenon::sqlite
