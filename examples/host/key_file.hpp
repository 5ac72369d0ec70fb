// key_file.hpp - watches a file of keys or of names: says its text at once, and again whenever it has changed.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace host {

struct KeyFileOptions {
  std::string path;
  uint64_t look_every_ms = 2'000;
  size_t most_bytes = 256 * 1024;
  bool may_be_empty = false;
  std::function<void(std::string text)> changed; // in `start`, then on the watcher's thread
  std::function<void(std::string wrong)> failed; // at two looks in a row it could not be read, and why; what was read before stays
  std::function<void()> looked;                  // after each look that refresh asked for
};

// What tells one state of a file from another without reading it.
struct FileMark {
  uint64_t device = 0;
  uint64_t inode = 0;
  uint64_t bytes = 0;
  int64_t changed_ns = 0; // the later of mtime and ctime

  bool operator==(const FileMark &) const = default;
};

class KeyFile final {
public:
  explicit KeyFile(KeyFileOptions options);
  KeyFile(const KeyFile &) = delete;
  KeyFile &operator=(const KeyFile &) = delete;
  ~KeyFile(); // no call comes after it

  // Reads the file and begins to watch it. Returns why it cannot be read, or "": a file that is wrong at the start is for the
  // host to refuse. Call it once.
  std::string start();

  // Look now, and read whatever its clock says. Any thread; many calls make one look.
  void refresh();

private:
  void run();
  void look(bool asked_for);
  std::string read(); // returns what is wrong, or ""

  const KeyFileOptions options_;
  FileMark mark_;
  bool settled_ = false; // the mark is old enough for a later write to change it
  std::string text_;
  std::string wrong_; // at the last look
  std::string told_;  // to `failed`
  std::mutex mutex_;
  std::condition_variable stirred_;
  bool wanted_ = false;
  bool ending_ = false;
  std::thread thread_;
};

} // namespace host
