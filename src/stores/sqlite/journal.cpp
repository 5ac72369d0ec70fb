// journal.cpp - calls and events: written, paged from the newest on, added up, and forgotten.
#include "extras.hpp"
#include <charconv>

namespace tenon::sqlite {
namespace {

constexpr int64_t trimmed_at_once = 1000;

// What the filters of a query come to, without its cursor.
std::string where(const JournalQuery &query) {
  std::string sql = " WHERE kind = ?";
  if (!query.session.empty()) sql += " AND session = ? AND session <> x''";
  if (!query.name.empty()) sql += " AND name = ?";
  if (!query.status.empty()) sql += " AND status = ?";
  if (query.user) sql += " AND user = ?";
  if (query.from != INT64_MIN || query.until != INT64_MAX) sql += " AND at >= ? AND at < ?";
  return sql;
}

void bind(Statement &statement, const JournalQuery &query) {
  statement.number(query.kind);
  if (!query.session.empty()) statement.bytes(query.session);
  if (!query.name.empty()) statement.bytes(query.name);
  if (!query.status.empty()) statement.bytes(query.status);
  if (query.user) statement.bytes(*query.user);
  if (query.from != INT64_MIN || query.until != INT64_MAX) statement.number(query.from).number(query.until);
}

Entry entry_at(const Statement &found, int64_t kind) {
  Entry entry;
  entry.kind = kind;
  entry.number = found.number_at(0);
  entry.at = found.number_at(1);
  entry.session = found.bytes_at(2);
  entry.name = found.bytes_at(3);
  entry.status = found.bytes_at(4);
  entry.user = found.bytes_at(5);
  entry.duration_ms = found.number_at(6);
  entry.body = found.bytes_at(7);
  return entry;
}

bool read_cursor(const std::string &cursor, int64_t &before) {
  const char *const end = cursor.data() + cursor.size();
  const auto read = std::from_chars(cursor.data(), end, before);
  return read.ec == std::errc() && read.ptr == end;
}

// Beyond the bound the oldest go; not at every entry, since to count is work.
void forget_oldest(Database &db, int64_t kind, int64_t number, int64_t most) {
  if (most == 0) return;
  if (most > trimmed_at_once && number % trimmed_at_once != 0) return;
  db.prepare("DELETE FROM journal WHERE kind = ? AND number <= (SELECT number FROM journal WHERE kind = ? ORDER BY number DESC LIMIT 1 OFFSET ?)")
      .number(kind).number(kind).number(most).run();
}

} // namespace

void write_journal(Database &db, const Bounds &bounds, const Entry &entry, Answer &answer) {
  if (entry.body.size() > bounds.row_bytes || db.nearly_full()) return answer.refuse(TENON_STORE_FULL);
  Statement written = db.prepare("INSERT INTO journal(kind, at, session, name, status, user, duration_ms, body) VALUES(?, ?, ?, ?, ?, ?, ?, ?) "
                                 "RETURNING number");
  written.number(entry.kind).number(entry.at).bytes(entry.session).bytes(entry.name).bytes(entry.status).bytes(entry.user);
  written.number(entry.duration_ms).text(entry.body);
  written.step();
  answer.number = written.number_at(0);
  written.run();
  forget_oldest(db, entry.kind, answer.number, bounds.journal_entries);
}

void read_journal(Database &db, const JournalQuery &query, Answer &answer) {
  int64_t before = INT64_MAX;
  if (!query.cursor.empty() && !read_cursor(query.cursor, before)) return answer.refuse(TENON_STORE_NOT_FOUND);
  const std::string filter = where(query);
  {
    Statement total = db.prepare("SELECT count(*) FROM journal" + filter);
    bind(total, query);
    total.step();
    answer.number = total.number_at(0);
  }
  Statement found = db.prepare("SELECT number, at, session, name, status, user, duration_ms, body FROM journal" + filter +
                               " AND number < ? ORDER BY number DESC LIMIT ?");
  bind(found, query);
  found.number(before).number(query.most + 1);
  while (found.step()) {
    if (static_cast<int64_t>(answer.entries.size()) == query.most) {
      answer.next = std::to_string(answer.entries.back().number);
      return;
    }
    answer.entries.push_back(entry_at(found, query.kind));
  }
}

void sum_journal(Database &db, const JournalQuery &query, Answer &answer) {
  const bool by_day = query.by == TENON_SUM_BY_DAY, whole = query.by == TENON_SUM_WHOLE;
  const std::string key = by_day ? "(at - ((at % 86400000) + 86400000) % 86400000) / 86400000" : whole ? "x''" : "name";
  Statement found = db.prepare("SELECT " + key + ", count(*), sum(status = x'73756363657373'), sum(status = x'6572726f72'), "
                               "sum(status = x'74696d656f7574'), count(DISTINCT nullif(session, x'')), sum(duration_ms >= 0), "
                               "sum(max(duration_ms, 0)), min(at), max(at) FROM journal" + where(query) +
                               " GROUP BY 1 ORDER BY 1 LIMIT " + std::to_string(most_of_page));
  bind(found, query);
  while (found.step()) {
    Sum &sum = answer.sums.emplace_back();
    sum.key = by_day ? day_of(found.number_at(0)) : found.bytes_at(0);
    sum.total = found.number_at(1);
    sum.succeeded = found.number_at(2);
    sum.failed = found.number_at(3);
    sum.timed_out = found.number_at(4);
    sum.sessions = found.number_at(5);
    sum.measured = found.number_at(6);
    sum.duration_ms = found.number_at(7);
    sum.first_at = found.number_at(8);
    sum.last_at = found.number_at(9);
  }
}

void trim_journal(Database &db, int64_t kind, int64_t before, Answer &answer) {
  db.prepare("DELETE FROM journal WHERE kind = ? AND at < ?").number(kind).number(before).run();
  answer.number = db.changes();
}

// The civil calendar in eras of 400 years, each beginning with a first of March.
std::string day_of(int64_t days) {
  constexpr int64_t era_days = 146'097;
  days += 719'468; // from 1970-01-01 to 0000-03-01
  const int64_t era = (days >= 0 ? days : days - era_days + 1) / era_days, day = days - era * era_days;
  const int64_t year = (day - day / 1460 + day / 36'524 - day / 146'096) / 365;
  const int64_t of_year = day - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
  const int64_t shown = year + era * 400 + (month >= 10);
  const auto padded = [](int64_t number, size_t width) {
    std::string out = std::to_string(number);
    return out.insert(0, out.size() < width ? width - out.size() : 0, '0');
  };
  return (shown < 0 ? "-" : "") + padded(shown < 0 ? -shown : shown, 4) + '-' + padded(month < 10 ? month + 3 : month - 9, 2) + '-' +
         padded(of_year - (153 * month + 2) / 5 + 1, 2);
}

} // namespace tenon::sqlite
