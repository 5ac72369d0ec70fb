// bad_disk.hpp - a disk for SQLite that runs full, fails, or loses its power, whenever a test wants it to.
#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace bad_disk {

// By path: what would be there after the power was cut at this moment, which is what was synced.
using Image = std::map<std::string, std::string>;

// While it lives, SQLite opens all files on it. It goes when all of them are closed.
class Disk final {
public:
  Disk();
  ~Disk();
  Disk(const Disk &) = delete;
  Disk &operator=(const Disk &) = delete;

  std::atomic<int64_t> room{INT64_MAX}; // bytes by which files may still grow
  std::atomic<bool> writes_fail{false}, syncs_fail{false};
  std::atomic<int> syncs{0}, open_files{0};

  bool grow(int64_t bytes);
  void keep(const std::string &path, std::string bytes);
  void forget(const std::string &path);
  Image image() const;

private:
  mutable std::mutex mutex_;
  Image synced_;
};

} // namespace bad_disk
