// database.hpp - one connection to the file: statements that are prepared once, transactions, and what went wrong in the store's own words.
#pragma once
#include <cstdint>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tenon::sqlite {

// What the file or its disk would not do. Thrown, and caught where a transaction ends; it never leaves this library.
struct Trouble {
  int64_t fault; // TENON_STORE_*
  std::string text;
};

// A prepared statement while it is at work. Parameters are bound in their order; it is ready for the next user when this goes.
class Statement final {
public:
  explicit Statement(sqlite3_stmt *prepared) : at_(prepared) {}
  Statement(const Statement &) = delete;
  Statement &operator=(const Statement &) = delete;
  ~Statement();

  // What is bound is borrowed: it has to live as long as this.
  Statement &bytes(std::string_view);
  Statement &text(std::string_view); // valid UTF-8 without zero bytes
  Statement &number(int64_t);

  bool step(); // true: there is a row
  void run();  // to the end
  int64_t number_at(int column) const { return sqlite3_column_int64(at_, column); }
  std::string bytes_at(int column) const;

private:
  void check(int result) const;
  sqlite3_stmt *at_;
  int bound_ = 0;
};

struct FileSettings {
  std::string path;
  bool every_commit = true; // is on the disk before it is told
  int busy_ms = 5000;
  int64_t max_bytes = 0; // 0: none
};

enum class Access : uint8_t { writes, reads };

// For one thread at a time.
class Database final {
public:
  Database(const FileSettings &, Access);

  // Kept prepared, by its text.
  Statement prepare(const std::string &sql);
  void execute(const char *sql);
  int64_t ask(const char *sql); // the first number of the first row
  int64_t changes() const { return sqlite3_changes64(db_.get()); }
  bool in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }
  void roll_back() noexcept; // whatever is left of a transaction
  // Whether what is new has to wait until something old has gone.
  bool nearly_full();

private:
  struct Close {
    void operator()(sqlite3 *db) const { sqlite3_close(db); }
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
  };
  void set_up(const FileSettings &, Access);
  void share_log(int busy_ms);

  std::unique_ptr<sqlite3, Close> db_;
  std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, Close>> prepared_; // goes before db_
  int64_t max_pages_ = 0; // 0: none
};

Trouble trouble_of(sqlite3 *db, int result);

} // namespace tenon::sqlite
