// code_points.hpp - code points read from valid UTF-8, and sets of them.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace tenon::schema {

inline constexpr uint32_t last_code_point = 0x10FFFF;

// Reads the code point at `at` and moves behind it. The text is valid UTF-8 up to `end`.
inline uint32_t take_code_point(const char *&at, const char *end) {
  const auto lead = static_cast<uint8_t>(*at++);
  if (lead < 0x80) return lead;
  int more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  uint32_t point = lead & (0x3Fu >> more);
  for (; more > 0 && at != end; --more) point = point << 6 | (static_cast<uint8_t>(*at++) & 0x3Fu);
  return point;
}

struct CodeRange {
  uint32_t low, high;
  bool operator==(const CodeRange &other) const { return low == other.low && high == other.high; }
};

class CodeSet final {
public:
  CodeSet() = default;
  CodeSet(std::initializer_list<CodeRange> ranges) : ranges_(ranges) {}

  void add(uint32_t low, uint32_t high) { ranges_.push_back({low, high}); }
  void add(const CodeSet &);
  void settle(); // sorted, nothing overlaps or touches; the functions below and == want this
  void negate();
  bool has(uint32_t point) const;
  const std::vector<CodeRange> &ranges() const { return ranges_; }
  bool operator==(const CodeSet &other) const { return ranges_ == other.ranges_; }

private:
  std::vector<CodeRange> ranges_;
};

const CodeSet &ascii_digits(); // \d
const CodeSet &word_characters(); // \w
const CodeSet &white_space(); // \s, and where lines end
const CodeSet &all_but_line_ends(); // .

// The set of \p{name}: a general category by its short or long name, alone or behind "gc=". False: no such table here.
bool find_property(std::string_view name, CodeSet &);

} // namespace tenon::schema
