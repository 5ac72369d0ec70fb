// sessions.cpp - rows are made once, swapped by version, found by id, and removed with all that is theirs.
#include "sessions.hpp"
#include "outbox.hpp"
#include "session_columns.hpp"

namespace tenon::sqlite {
namespace {

void write_audit(Database &db, int64_t n, const Entry &entry) {
  db.prepare("INSERT INTO audit(n, version, at, body) VALUES(?, ?, ?, ?)").number(n).number(entry.number).number(entry.at).text(entry.body).run();
}

void write_beside(Database &db, int64_t n, const Commit &commit, Answer &answer) {
  write_audit(db, n, commit.audit);
  write_outbox(db, n, commit.outbox);
  answer.changed = commit.row.id;
  answer.changed_to = commit.row.version;
}

// The row with that id, or else with that key.
bool find_first(Database &db, const Row &wanted, Answer &answer) {
  static const std::string by_id = std::string("SELECT ") + session_columns + " FROM session WHERE id = ?";
  static const std::string by_key = std::string("SELECT ") + session_columns + " FROM session WHERE principal = ? AND key = ? AND key <> x''";
  {
    Statement found = db.prepare(by_id);
    if (found.bytes(wanted.id).step()) return answer.rows.push_back(row_at(found)), true;
  }
  if (wanted.key.empty()) return false;
  Statement found = db.prepare(by_key);
  if (!found.bytes(wanted.principal).bytes(wanted.key).step()) return false;
  answer.rows.push_back(row_at(found));
  return true;
}

// Why nothing was swapped or removed.
void explain(Database &db, const std::string &id, Answer &answer) {
  Statement found = db.prepare("SELECT version FROM session WHERE id = ?");
  if (found.bytes(id).step()) answer.refuse(TENON_STORE_CONFLICT, found.number_at(0));
  else answer.refuse(TENON_STORE_NOT_FOUND);
}

} // namespace

void create(Database &db, const Bounds &bounds, int64_t tide, const Commit &first, Answer &answer) {
  const Row &row = first.row;
  if (find_first(db, row, answer)) return;
  if (row.body.size() > bounds.row_bytes || db.nearly_full()) return answer.refuse(TENON_STORE_FULL);
  Statement made = db.prepare("INSERT INTO session(id, version, state, undelivered, created_at, due_at, tide, principal, thread, key, digest, body) "
                              "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING n");
  made.bytes(row.id).number(row.version).number(row.state).number(row.undelivered).number(row.created_at).number(row.due_at).number(tide);
  made.bytes(row.principal).bytes(row.thread).bytes(row.key).bytes(row.digest).text(row.body);
  made.step();
  const int64_t n = made.number_at(0);
  made.run();
  write_beside(db, n, first, answer);
  answer.rows.push_back(row);
  answer.number = 1;
}

void swap(Database &db, const Bounds &bounds, int64_t tide, int64_t expected, const Commit &next, Answer &answer) {
  const Row &row = next.row;
  if (row.body.size() > bounds.row_bytes) {
    explain(db, row.id, answer);
    if (answer.fault == TENON_STORE_CONFLICT && answer.number == expected) answer.fault = TENON_STORE_FULL;
    return;
  }
  Statement swapped = db.prepare("UPDATE session SET version = ?, state = ?, undelivered = ?, due_at = ?, tide = ?, thread = ?, digest = ?, body = ? "
                                 "WHERE id = ? AND version = ? RETURNING n");
  swapped.number(row.version).number(row.state).number(row.undelivered).number(row.due_at).number(tide);
  swapped.bytes(row.thread).bytes(row.digest).text(row.body).bytes(row.id).number(expected);
  if (!swapped.step()) return explain(db, row.id, answer);
  const int64_t n = swapped.number_at(0);
  swapped.run();
  write_beside(db, n, next, answer);
  answer.number = row.version;
}

void remove(Database &db, const std::string &id, int64_t expected, Answer &answer) {
  db.prepare("DELETE FROM session WHERE id = ? AND version = ?").bytes(id).number(expected).run();
  if (db.changes() == 0) return explain(db, id, answer);
  answer.number = expected;
  answer.changed = id;
  answer.changed_to = expected;
}

void get(Database &db, const std::string &id, Answer &answer) {
  static const std::string by_id = std::string("SELECT ") + session_columns + " FROM session WHERE id = ?";
  Statement found = db.prepare(by_id);
  if (found.bytes(id).step()) answer.rows.push_back(row_at(found));
  else answer.refuse(TENON_STORE_NOT_FOUND);
}

void audit(Database &db, const std::string &id, int64_t from, int64_t most, Answer &answer) {
  const int64_t n = number_of(db, id);
  if (n == 0) return answer.refuse(TENON_STORE_NOT_FOUND);
  Statement found = db.prepare("SELECT version, at, body FROM audit WHERE n = ? AND version >= ? ORDER BY version LIMIT ?");
  found.number(n).number(from).number(most);
  while (found.step()) {
    Entry &entry = answer.entries.emplace_back();
    entry.kind = TENON_ENTRY_AUDIT;
    entry.session = id;
    entry.number = found.number_at(0);
    entry.at = found.number_at(1);
    entry.body = found.bytes_at(2);
  }
}

int64_t number_of(Database &db, const std::string &id) {
  Statement found = db.prepare("SELECT n FROM session WHERE id = ?");
  return found.bytes(id).step() ? found.number_at(0) : 0;
}

} // namespace tenon::sqlite
