// line_stream.cpp - newline-delimited messages out of chunks of any size, with a bound on the line.
#include "framing/line_stream.hpp"
#include "json/reader.hpp"
#include <algorithm>
#include <cstring>

namespace tenon::framing {
namespace {

// What an idle channel may keep for its next line; a longer line's memory is given back once it is taken.
constexpr size_t kept_when_idle = 4096;

// LF between `from` and `end`, or `end`.
size_t find_newline(const std::vector<char> &bytes, size_t from, size_t end) {
  if (from == end) return end;
  const void *found = std::memchr(bytes.data() + from, '\n', end - from);
  return found ? static_cast<size_t>(static_cast<const char *>(found) - bytes.data()) : end;
}

} // namespace

void LineStream::feed(std::string_view bytes) {
  if (dropping_ && begin_ == end_) { // nothing of an overlong line needs to be kept
    const size_t newline = bytes.find('\n');
    if (newline == bytes.npos) return;
    bytes.remove_prefix(newline + 1);
    dropping_ = false;
  }
  if (bytes.empty()) return;
  const size_t need = bytes.size() + json::Reader::padding;
  if (bytes_.size() - end_ < need && begin_ > 0) { // make room in front before asking for more
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    scanned_ -= begin_;
    begin_ = 0;
  }
  if (bytes_.size() - end_ < need) bytes_.resize(std::max(end_ + need, bytes_.size() * 2));
  std::memcpy(bytes_.data() + end_, bytes.data(), bytes.size());
  end_ += bytes.size();
}

LineStream::Next LineStream::next(std::string_view &line) {
  line = {};
  if (dropping_ && !drop_overlong()) return let_go(), Next::none;
  while (begin_ != end_) {
    const size_t newline = find_newline(bytes_, scanned_, end_);
    scanned_ = newline;
    const bool whole = newline != end_;
    if (over_limit()) {
      dropping_ = true;
      return Next::overlong;
    }
    if (!whole) return Next::none;
    line = take(newline - begin_, 1);
    if (!line.empty()) return Next::line;
  }
  let_go();
  return Next::none;
}

bool LineStream::finish(std::string_view &line) {
  line = {};
  if (dropping_) {
    begin_ = scanned_ = end_;
    return false;
  }
  line = take(end_ - begin_, 0);
  return !line.empty();
}

// Gives `length` bytes from the front, without a CR at their end, and passes over `skip` more.
std::string_view LineStream::take(size_t length, size_t skip) {
  std::string_view line(bytes_.data() + begin_, length);
  if (line.ends_with('\r')) line.remove_suffix(1);
  begin_ += length + skip;
  scanned_ = begin_;
  return line;
}

// Whether what lies between begin_ and scanned_, less a CR at its end, is more than a line may be.
bool LineStream::over_limit() const {
  const size_t length = scanned_ - begin_;
  if (length <= max_line_) return false;
  return length - 1 > max_line_ || bytes_[scanned_ - 1] != '\r';
}

// Drops the overlong line as far as it came. True: all of it is gone.
bool LineStream::drop_overlong() {
  const size_t newline = find_newline(bytes_, scanned_, end_);
  dropping_ = newline == end_;
  begin_ = scanned_ = dropping_ ? end_ : newline + 1;
  return !dropping_;
}

// All lines are taken.
void LineStream::let_go() {
  begin_ = end_ = scanned_ = 0;
  if (bytes_.size() > kept_when_idle) std::vector<char>().swap(bytes_);
}

} // namespace tenon::framing
