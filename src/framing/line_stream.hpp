// line_stream.hpp - newline-delimited messages out of chunks of any size, with a bound on the line.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace tenon::framing {

// A line ends at LF; a CR before it is not part of it; empty lines are skipped. At least json::Reader::padding bytes are
// readable behind each line. Memory is what was fed and not yet taken, so take all lines after each feed.
class LineStream {
public:
  enum class Next : unsigned char { line, overlong, none };

  explicit LineStream(size_t max_line) : max_line_(max_line) {}

  void feed(std::string_view bytes);

  // The next line, valid until the next call of feed, next or finish. overlong: a line over the limit has begun; it is said
  // once, and what follows up to its newline is dropped. none: feed more.
  Next next(std::string_view &line);

  // At the end of input, after next() has said none: the last line if it came without a newline. False: there is none.
  bool finish(std::string_view &line);

  // Bytes that wait: a line's beginning, or lines that next() has not given yet.
  size_t buffered() const { return end_ - begin_; }

private:
  std::string_view take(size_t length, size_t skip);
  bool over_limit() const;
  bool drop_overlong();
  void let_go();

  size_t max_line_;
  std::vector<char> bytes_; // begin_ .. end_ is text, the rest is room
  size_t begin_ = 0, end_ = 0;
  size_t scanned_ = 0; // no LF before this
  bool dropping_ = false;
};

} // namespace tenon::framing
