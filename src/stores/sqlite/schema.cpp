// schema.cpp - each version of the tables as the step that leads to it. Steps that were released are never changed, only followed.
#include "schema.hpp"
#include <iterator>
#include <tenon/tenon.h>

namespace tenon::sqlite {
namespace {

// Names are bytes and compare as such; times are integers; `n` is a session's number within this file.
constexpr const char *to_1 = R"sql(
CREATE TABLE session(
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  state INTEGER NOT NULL,
  undelivered INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  tide INTEGER NOT NULL,
  principal BLOB NOT NULL,
  thread BLOB NOT NULL,
  key BLOB NOT NULL,
  digest BLOB NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX session_key ON session(principal, key) WHERE key <> x'';
CREATE INDEX session_owner ON session(principal, created_at, id, state, undelivered);
CREATE INDEX session_time ON session(created_at, id, state, undelivered);
CREATE INDEX session_thread ON session(principal, thread, created_at, id) WHERE thread <> x'';
CREATE INDEX session_question ON session(principal, digest, created_at, id);
CREATE INDEX session_undelivered ON session(principal, created_at, id) WHERE undelivered = 1;
CREATE INDEX session_due ON session(due_at, id);
CREATE INDEX session_tide ON session(tide, id, version);

CREATE TABLE audit(
  n INTEGER NOT NULL REFERENCES session(n) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY(n, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox(
  n INTEGER NOT NULL REFERENCES session(n) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  part INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  topic BLOB NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY(n, version, part)
) STRICT, WITHOUT ROWID;

-- Sessions with something in the outbox: when the first entry may be told, and to which lease it is lent.
CREATE TABLE telling(
  n INTEGER PRIMARY KEY REFERENCES session(n) ON DELETE CASCADE,
  ready_at INTEGER NOT NULL,
  lease INTEGER NOT NULL
) STRICT;
CREATE INDEX telling_ready ON telling(ready_at, n);
CREATE INDEX telling_lease ON telling(lease) WHERE lease <> 0;

CREATE TABLE blob(
  n INTEGER NOT NULL REFERENCES session(n) ON DELETE CASCADE,
  name BLOB NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE(n, name)
) STRICT;

-- Numbers that rise and are never given twice: `tide` with each commit that writes sessions, `lease` with each lease.
CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counter VALUES('tide', 0), ('lease', 0);
)sql";

constexpr const char *to_2 = R"sql(
CREATE TABLE journal(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  kind INTEGER NOT NULL,
  at INTEGER NOT NULL,
  session BLOB NOT NULL,
  name BLOB NOT NULL,
  status BLOB NOT NULL,
  user BLOB NOT NULL,
  duration_ms INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX journal_kind ON journal(kind);
CREATE INDEX journal_time ON journal(kind, at);
CREATE INDEX journal_name ON journal(kind, name);
CREATE INDEX journal_user ON journal(kind, user);
CREATE INDEX journal_session ON journal(session) WHERE session <> x'';
)sql";

constexpr const char *steps[] = {to_1, to_2};
static_assert(std::size(steps) == newest_schema);

[[noreturn]] void not_ours(const std::string &why) { throw Trouble{TENON_STORE_CORRUPT, why}; }

} // namespace

void check_owner(Database &db) {
  // Another process may be making the file between these looks, in one commit: whose it is must be seen last.
  const int64_t tables = db.ask("SELECT count(*) FROM sqlite_schema"), version = db.ask("PRAGMA user_version");
  const int64_t owner = db.ask("PRAGMA application_id");
  const bool fresh = owner == 0 && version == 0 && tables == 0;
  if (!fresh && owner != application_id) not_ours("the file is another program's database");
  if (version > newest_schema)
    not_ours("the file was written by a newer Tenon: its schema is " + std::to_string(version) + ", this one knows " + std::to_string(newest_schema));
}

void prepare_schema(Database &db, int64_t up_to) {
  if (db.ask("PRAGMA user_version") == newest_schema) return;
  db.execute("BEGIN IMMEDIATE"); // another process may have been faster
  try {
    check_owner(db);
    int64_t version = db.ask("PRAGMA user_version");
    for (; version < up_to; ++version) db.execute(steps[version]);
    db.execute(("PRAGMA application_id=" + std::to_string(application_id)).c_str());
    db.execute(("PRAGMA user_version=" + std::to_string(version)).c_str());
    db.execute("COMMIT");
  } catch (...) {
    db.roll_back();
    throw;
  }
}

} // namespace tenon::sqlite
