// database.cpp - opening with everything that durability needs, binding, stepping, and the meaning of SQLite's results.
#include "database.hpp"
#include "schema.hpp"
#include <cerrno>
#include <chrono>
#include <climits>
#include <fcntl.h>
#include <new>
#include <tenon/tenon.h>
#include <thread>
#include <unistd.h>

namespace tenon::sqlite {
namespace {

bool no_room(int system_error) { return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG; }

// What people say is nobody else's business on this machine: a new file is its owner's alone, and SQLite makes those beside it like it. One
// that is there keeps its mode, and is not opened here, since closing it would end the locks that this process has on it.
void make_private(const std::string &path) {
  const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (made >= 0) ::close(made);
}

int64_t fault_of(sqlite3 *db, int result) {
  switch (result & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED: return TENON_STORE_BUSY;
  case SQLITE_FULL:
  case SQLITE_TOOBIG: return TENON_STORE_FULL;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB: return TENON_STORE_CORRUPT;
  case SQLITE_IOERR: return db && no_room(sqlite3_system_errno(db)) ? TENON_STORE_FULL : TENON_STORE_FAILED;
  default: return TENON_STORE_FAILED;
  }
}

} // namespace

Trouble trouble_of(sqlite3 *db, int result) {
  if ((result & 0xff) == SQLITE_NOMEM) throw std::bad_alloc();
  std::string words = db ? sqlite3_errmsg(db) : sqlite3_errstr(result);
  words += " (SQLite " + std::to_string(db ? sqlite3_extended_errcode(db) : result) + ')';
  return {fault_of(db, result), std::move(words)};
}

// ---- statements

Statement::~Statement() {
  sqlite3_reset(at_);
  sqlite3_clear_bindings(at_);
}

void Statement::check(int result) const {
  if (result != SQLITE_OK) throw trouble_of(sqlite3_db_handle(at_), result);
}

Statement &Statement::bytes(std::string_view value) {
  check(sqlite3_bind_blob64(at_, ++bound_, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC));
  return *this;
}

Statement &Statement::text(std::string_view value) {
  check(sqlite3_bind_text64(at_, ++bound_, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement &Statement::number(int64_t value) {
  check(sqlite3_bind_int64(at_, ++bound_, value));
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(at_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) throw trouble_of(sqlite3_db_handle(at_), result);
  return false;
}

void Statement::run() {
  while (step()) {}
}

std::string Statement::bytes_at(int column) const {
  const void *const data = sqlite3_column_blob(at_, column);
  const int size = sqlite3_column_bytes(at_, column);
  if (!data && size > 0) throw std::bad_alloc();
  return data ? std::string(static_cast<const char *>(data), static_cast<size_t>(size)) : std::string();
}

// ---- the connection

Database::Database(const FileSettings &settings, Access access) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (access == Access::writes ? SQLITE_OPEN_CREATE : 0);
  if (access == Access::writes) make_private(settings.path);
  sqlite3 *opened = nullptr;
  const int result = sqlite3_open_v2(settings.path.c_str(), &opened, flags, nullptr);
  db_.reset(opened);
  if (result != SQLITE_OK) throw trouble_of(opened, result);
  set_up(settings, access);
}

void Database::set_up(const FileSettings &settings, Access access) {
  sqlite3_busy_timeout(db_.get(), settings.busy_ms);
  execute("PRAGMA trusted_schema=OFF");
  execute("PRAGMA cell_size_check=ON");
  execute("PRAGMA temp_store=MEMORY");
  if (access == Access::reads) {
    execute("PRAGMA query_only=ON");
    return;
  }
  check_owner(*this); // before anything in it is changed
  share_log(settings.busy_ms);
  execute(settings.every_commit ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
  execute("PRAGMA foreign_keys=ON");
  execute("PRAGMA secure_delete=ON"); // what is purged is gone from the file, too
  execute("PRAGMA journal_size_limit=67108864");
  if (settings.max_bytes == 0) return;
  max_pages_ = settings.max_bytes / ask("PRAGMA page_size");
  if (max_pages_ > INT_MAX) max_pages_ = INT_MAX;
  ask(("PRAGMA max_page_count=" + std::to_string(max_pages_)).c_str());
}

// Readers and the writer go side by side with a write-ahead log. Who sets it up needs the file alone for a moment, and SQLite does not wait then.
void Database::share_log(int busy_ms) {
  const auto patience = std::chrono::steady_clock::now() + std::chrono::milliseconds(busy_ms);
  while (true) {
    try {
      Statement mode = prepare("PRAGMA journal_mode=WAL");
      if (!mode.step() || mode.bytes_at(0) != "wal") throw Trouble{TENON_STORE_CORRUPT, "the disk is one on which SQLite cannot share a file"};
      return;
    } catch (const Trouble &trouble) {
      if (trouble.fault != TENON_STORE_BUSY || std::chrono::steady_clock::now() > patience) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

Statement Database::prepare(const std::string &sql) {
  auto found = prepared_.find(sql);
  if (found == prepared_.end()) {
    sqlite3_stmt *made = nullptr;
    const int result = sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    std::unique_ptr<sqlite3_stmt, Close> owned(made);
    if (result != SQLITE_OK) throw trouble_of(db_.get(), result);
    found = prepared_.emplace(sql, std::move(owned)).first;
  }
  return Statement(found->second.get());
}

void Database::execute(const char *sql) {
  const int result = sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) throw trouble_of(db_.get(), result);
}

int64_t Database::ask(const char *sql) {
  Statement asked = prepare(sql);
  return asked.step() ? asked.number_at(0) : 0;
}

void Database::roll_back() noexcept {
  if (in_transaction()) sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

bool Database::nearly_full() {
  return max_pages_ != 0 && ask("PRAGMA page_count") - ask("PRAGMA freelist_count") >= max_pages_ - max_pages_ / 16;
}

} // namespace tenon::sqlite
