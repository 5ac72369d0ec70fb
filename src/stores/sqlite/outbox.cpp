// outbox.cpp - of each session the first entry is lent, to one at a time; told, it goes, and the next one is the first.
#include "outbox.hpp"
#include <algorithm>
#include <charconv>

namespace tenon::sqlite {
namespace {

constexpr const char *first_of = "SELECT o.version, o.part, o.due_at, o.topic, o.body, s.id FROM outbox o JOIN session s ON s.n = o.n "
                                 "WHERE o.n = ? ORDER BY o.version, o.part LIMIT 1";

Entry first_entry(Database &db, int64_t n) {
  Entry entry;
  entry.kind = TENON_ENTRY_OUTBOX;
  Statement found = db.prepare(first_of);
  if (!found.number(n).step()) throw Trouble{TENON_STORE_CORRUPT, "a session is to be told that has nothing to tell"};
  entry.number = found.number_at(0);
  entry.part = found.number_at(1);
  entry.at = found.number_at(2);
  entry.name = found.bytes_at(3);
  entry.body = found.bytes_at(4);
  entry.session = found.bytes_at(5);
  return entry;
}

std::vector<int64_t> numbers(Statement &found) {
  std::vector<int64_t> all;
  while (found.step()) all.push_back(found.number_at(0));
  return all;
}

std::vector<int64_t> ready(Database &db, int64_t now, int64_t most, int64_t &next_at) {
  Statement found = db.prepare("SELECT n, ready_at FROM telling ORDER BY ready_at, n LIMIT ?");
  found.number(most + 1);
  std::vector<int64_t> sessions;
  while (found.step()) {
    if (found.number_at(1) > now || static_cast<int64_t>(sessions.size()) == most) {
      next_at = found.number_at(1);
      break;
    }
    sessions.push_back(found.number_at(0));
  }
  return sessions;
}

int64_t next_lease(Database &db) {
  Statement next = db.prepare("UPDATE counter SET value = value + 1 WHERE name = 'lease' RETURNING value");
  next.step();
  const int64_t lease = next.number_at(0);
  next.run();
  return lease;
}

void wait_until(Database &db, int64_t n, int64_t at) {
  db.prepare("UPDATE telling SET lease = 0, ready_at = ? WHERE n = ?").number(at).number(n).run();
}

void forget_first(Database &db, int64_t n, const Entry &first) {
  db.prepare("DELETE FROM outbox WHERE n = ? AND version = ? AND part = ?").number(n).number(first.number).number(first.part).run();
  Statement next = db.prepare("SELECT due_at FROM outbox WHERE n = ? ORDER BY version, part LIMIT 1");
  if (next.number(n).step()) wait_until(db, n, next.number_at(0));
  else db.prepare("DELETE FROM telling WHERE n = ?").number(n).run();
}

int64_t later(int64_t moment, int64_t ms) { return moment > INT64_MAX - ms ? INT64_MAX : moment + ms; }

} // namespace

void write_outbox(Database &db, int64_t n, const std::vector<Entry> &entries) {
  for (const Entry &entry : entries) {
    db.prepare("INSERT INTO outbox(n, version, part, due_at, topic, body) VALUES(?, ?, ?, ?, ?, ?)")
        .number(n).number(entry.number).number(entry.part).number(entry.at).bytes(entry.name).text(entry.body).run();
    db.prepare("INSERT INTO telling(n, ready_at, lease) VALUES(?, ?, 0) ON CONFLICT DO NOTHING").number(n).number(entry.at).run();
  }
}

void lease(Database &db, int64_t now, int64_t ttl_ms, int64_t most, Answer &answer) {
  answer.number = INT64_MAX;
  const std::vector<int64_t> sessions = ready(db, now, most, answer.number);
  if (sessions.empty()) return;
  const int64_t lease = next_lease(db);
  for (const int64_t n : sessions) {
    answer.entries.push_back(first_entry(db, n));
    db.prepare("UPDATE telling SET lease = ?, ready_at = ? WHERE n = ?").number(lease).number(later(now, ttl_ms)).number(n).run();
  }
  answer.next = std::to_string(lease);
}

void settle(Database &db, const std::string &name, const std::vector<Entry> &told, int64_t retry_at, Answer &answer) {
  int64_t lease = 0;
  const auto read = std::from_chars(name.data(), name.data() + name.size(), lease);
  if (read.ec != std::errc() || read.ptr != name.data() + name.size() || lease <= 0) return; // none of ours: it is over
  std::vector<int64_t> sessions;
  {
    Statement found = db.prepare("SELECT n FROM telling WHERE lease = ? AND lease <> 0");
    sessions = numbers(found.number(lease));
  }
  for (const int64_t n : sessions) {
    const Entry first = first_entry(db, n);
    const bool done = std::any_of(told.begin(), told.end(), [&](const Entry &each) {
      return each.number == first.number && each.part == first.part && each.session == first.session;
    });
    if (!done) {
      wait_until(db, n, retry_at);
      continue;
    }
    forget_first(db, n, first);
    ++answer.number;
  }
}

} // namespace tenon::sqlite
