// sqlite_file.hpp - files of their own for tests, and stores on them, opened as a host would.
#pragma once
#include "abi/storage.hpp"
#include "feedback/store_suite.hpp"
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <tenon/tenon_sqlite.h>
#include <unistd.h>

namespace sqlite_file {

using namespace store_suite;

// A directory that goes with its files.
class Room final {
public:
  Room() : Room(std::filesystem::temp_directory_path()) {}
  explicit Room(const std::filesystem::path &inside) {
    std::string name = (inside / "tenon-store-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()));
    directory_ = name;
  }
  Room(const Room &) = delete;
  Room &operator=(const Room &) = delete;
  ~Room() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  // Good as long as the room.
  const std::string &path(const std::string &name = "f.db") const {
    return paths_.try_emplace(name, (directory_ / name).string()).first->second;
  }

private:
  std::filesystem::path directory_;
  mutable std::map<std::string, std::string> paths_;
};

// The path is borrowed.
tenon_sqlite_options options(std::string &&) = delete;
inline tenon_sqlite_options options(const std::string &path) {
  tenon_sqlite_options options{};
  options.size = sizeof options;
  options.path = {path.data(), path.size()};
  return options;
}

struct Opened {
  tenon_status status = TENON_OK;
  std::string why;
  std::optional<Store> store;
};

inline Opened try_open(const tenon_sqlite_options &options) {
  Opened opened;
  char words[400] = "";
  tenon_error error{sizeof error, words, sizeof words, 0};
  tenon_storage record{};
  record.size = sizeof record;
  opened.status = tenon_sqlite_open(&options, &record, &error);
  opened.why = std::string(words, error.len);
  if (opened.status == TENON_OK) REQUIRE(tenon::abi::read_storage(&record, opened.store, opened.why) == tenon::Status::ok);
  return opened;
}

inline Store open(const tenon_sqlite_options &options) {
  Opened opened = try_open(options);
  REQUIRE_MESSAGE(opened.status == TENON_OK, opened.why);
  return *opened.store;
}

inline Store open(const std::string &path) { return open(options(path)); }

// A store that was let go may end on its own thread, a moment later; the last who closes the file takes its log away.
inline void wait_until_closed(const std::string &path) {
  for (int i = 0; i < 10'000 && std::filesystem::exists(path + "-wal"); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  REQUIRE_FALSE(std::filesystem::exists(path + "-wal"));
}

} // namespace sqlite_file
