// plain_file.cpp - reads without waiting, writes beside and moves.
#include "plain_file.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace host {
namespace {

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

std::string system_words() {
  return std::generic_category().message(errno);
}

std::string write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(descriptor, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_words();
    text.remove_prefix(static_cast<size_t>(n));
  }
  return ::fsync(descriptor) == 0 ? std::string() : system_words();
}

std::string write_new(const std::string &path, std::string_view text, unsigned mode) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0) return system_words();
  if (::fchmod(file.get(), mode) != 0) return system_words();
  return write_all(file.get(), text);
}

} // namespace

std::string read_plain_file(const std::string &path, size_t most_bytes, std::string &text) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)); // a pipe would hold us for ever
  struct stat facts {};
  if (file.get() < 0 || ::fstat(file.get(), &facts) != 0) return system_words();
  if (!S_ISREG(facts.st_mode)) return "no regular file";
  text.resize(most_bytes + 1);
  size_t held = 0;
  while (held < text.size()) {
    const ssize_t n = ::read(file.get(), text.data() + held, text.size() - held);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_words();
    if (n == 0) break;
    held += static_cast<size_t>(n);
  }
  if (held > most_bytes) return "more than " + std::to_string(most_bytes) + " bytes";
  text.resize(held);
  text.shrink_to_fit();
  return text.empty() ? "empty" : "";
}

std::string write_plain_file(const std::string &path, std::string_view text, unsigned mode, bool replace) {
  const std::string beside = path + ".new-" + std::to_string(::getpid());
  std::string wrong = write_new(beside, text, mode);
  // A link is not made where there is something: nobody comes between looking and writing.
  if (wrong.empty() && (replace ? ::rename(beside.c_str(), path.c_str()) : ::link(beside.c_str(), path.c_str())) != 0)
    wrong = errno == EEXIST ? "it is there already; add --force to replace it" : system_words();
  if (!replace || !wrong.empty()) ::unlink(beside.c_str());
  return wrong;
}

bool is_there(const std::string &path) {
  struct stat facts {};
  return ::lstat(path.c_str(), &facts) == 0;
}

} // namespace host
