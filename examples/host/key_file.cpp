// key_file.cpp - looks at the file now and then, and reads it when it is another one.
//
// It is looked at by path, so that a renewed file may be moved into place, or a link be pointed elsewhere. A file's clock ticks
// in milliseconds: a second write within the tick of the first leaves the mark as it was. So a file that was changed just now
// is read again at the next look.
#include "key_file.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace host {
namespace {

constexpr int64_t second_ns = 1'000'000'000;

class Descriptor final {
public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }

private:
  const int number_;
};

int64_t nanoseconds(const timespec &when) {
  return static_cast<int64_t>(when.tv_sec) * second_ns + when.tv_nsec;
}

FileMark mark_of(const struct stat &facts) {
  return {static_cast<uint64_t>(facts.st_dev), static_cast<uint64_t>(facts.st_ino), static_cast<uint64_t>(facts.st_size),
          std::max(nanoseconds(facts.st_mtim), nanoseconds(facts.st_ctim))};
}

int64_t wall_clock() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return nanoseconds(now);
}

std::string system_words() {
  return std::generic_category().message(errno);
}

// At most `most` bytes; "" or what is wrong.
std::string read_whole(int descriptor, size_t most, std::string &text) {
  text.resize(most + 1); // one more, to see that there is more
  size_t held = 0;
  while (held < text.size()) {
    const ssize_t n = ::read(descriptor, text.data() + held, text.size() - held);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_words();
    if (n == 0) break;
    held += static_cast<size_t>(n);
  }
  if (held > most) return "more than " + std::to_string(most) + " bytes";
  text.resize(held);
  text.shrink_to_fit();
  return {};
}

} // namespace

KeyFile::KeyFile(KeyFileOptions options) : options_(std::move(options)) {}

KeyFile::~KeyFile() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  stirred_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::string KeyFile::start() {
  if (std::string wrong = read(); !wrong.empty()) return wrong;
  thread_ = std::thread([this] { run(); });
  return {};
}

void KeyFile::refresh() {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  stirred_.notify_one();
}

void KeyFile::run() {
  const std::chrono::milliseconds pause(options_.look_every_ms);
  std::unique_lock lock(mutex_);
  for (;;) {
    stirred_.wait_for(lock, pause, [this] { return ending_ || wanted_; });
    if (ending_) return;
    const bool asked_for = std::exchange(wanted_, false);
    lock.unlock(); // the host may take its time
    look(asked_for);
    if (asked_for && options_.looked) options_.looked();
    lock.lock();
  }
}

void KeyFile::look(bool asked_for) {
  struct stat facts {};
  const bool there = ::stat(options_.path.c_str(), &facts) == 0;
  if (!asked_for && there && settled_ && wrong_.empty() && mark_of(facts) == mark_) return;
  std::string wrong = read();
  const bool lasting = !wrong.empty() && wrong == wrong_; // not the moment between two steps of a renewal
  wrong_ = std::move(wrong);
  if (wrong_.empty()) told_.clear();
  if (!lasting || wrong_ == told_) return;
  told_ = wrong_;
  if (options_.failed) options_.failed(told_);
}

std::string KeyFile::read() {
  const int64_t now = wall_clock();
  // Without waiting: a pipe without a writer would hold us for ever.
  const Descriptor file(::open(options_.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat facts {};
  if (file.get() < 0 || ::fstat(file.get(), &facts) != 0) return options_.path + ": " + system_words();
  if (!S_ISREG(facts.st_mode)) return options_.path + ": no regular file";
  std::string text;
  if (std::string wrong = read_whole(file.get(), options_.most_bytes, text); !wrong.empty()) return options_.path + ": " + wrong;
  mark_ = mark_of(facts); // of before reading: what is written meanwhile shows at the next look
  settled_ = now - mark_.changed_ns > second_ns;
  if (text.empty() && !options_.may_be_empty) return options_.path + ": empty"; // somebody is about to write it
  if (text_ == text) return {};
  text_ = text;
  options_.changed(std::move(text));
  return {};
}

} // namespace host
