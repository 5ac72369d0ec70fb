// watched_list.hpp - a list in a file, one entry a line, which is read again when it changes.
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "key_file.hpp"
#include "log.hpp"

namespace host {

// `List` has `std::string read_line(std::string_view line)`, which says what is wrong with it, and `size_t size() const`.
// Words of the file are never shown: they may be secrets.
template <class List> class WatchedList final {
public:
  WatchedList(std::string_view flag, std::string path, const Log &log) : flag_(flag), path_(std::move(path)), log_(log) {}
  WatchedList(const WatchedList &) = delete;
  WatchedList &operator=(const WatchedList &) = delete;

  // Returns what is wrong, or "" and watches.
  std::string start() {
    KeyFileOptions options;
    options.path = path_;
    options.most_bytes = most_bytes;
    options.may_be_empty = true;
    options.changed = [this](const std::string &text) { take(text); };
    options.failed = [this](const std::string &wrong) { log_wrong(wrong); };
    file_ = std::make_unique<KeyFile>(std::move(options));
    started_ = false;
    std::string wrong = file_->start();
    if (!wrong.empty()) return std::string(flag_) + " " + wrong;
    const std::lock_guard lock(mutex_);
    started_ = true;
    return first_wrong_.empty() ? first_wrong_ : std::string(flag_) + " " + path_ + ": " + first_wrong_;
  }

  std::shared_ptr<const List> now() const {
    const std::lock_guard lock(mutex_);
    return list_;
  }

  void refresh() { file_->refresh(); }
  void stop() { file_.reset(); }

private:
  static constexpr size_t most_bytes = 4 << 20;

  void take(std::string_view text) {
    const auto made = std::make_shared<List>();
    const std::string wrong = read(text, *made);
    const size_t entries = made->size();
    {
      const std::lock_guard lock(mutex_);
      if (wrong.empty()) list_ = made;
      if (!started_) {
        first_wrong_ = wrong;
        return;
      }
    }
    if (!wrong.empty()) return log_wrong(wrong);
    log_.write(Level::info, "list_replaced", {{"source", flag_}, {"entries", entries}});
  }

  static std::string read(std::string_view text, List &list) {
    if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    for (size_t number = 1; !text.empty(); ++number) {
      const size_t end = text.find('\n');
      const std::string_view line = trim(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      if (line.empty() || line[0] == '#') continue;
      if (const std::string wrong = list.read_line(line); !wrong.empty()) return "line " + std::to_string(number) + ": " + wrong;
    }
    return {};
  }

  static std::string_view trim(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
  }

  void log_wrong(const std::string &wrong) const {
    log_.write(Level::error, "list_refused", {{"source", flag_}, {"reason", wrong}, {"message", "the old list stays in use"}});
  }

  const std::string_view flag_;
  const std::string path_;
  const Log &log_;
  mutable std::mutex mutex_;
  std::shared_ptr<const List> list_ = std::make_shared<List>();
  std::string first_wrong_;
  bool started_ = false;
  std::unique_ptr<KeyFile> file_;
};

} // namespace host
