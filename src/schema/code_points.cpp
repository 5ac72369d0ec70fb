// code_points.cpp - sets of code points, and the ones that a pattern can name.
#include "schema/code_points.hpp"

#include <algorithm>

namespace tenon::schema {

void CodeSet::add(const CodeSet &other) { ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end()); }

void CodeSet::settle() {
  std::sort(ranges_.begin(), ranges_.end(), [](const CodeRange &a, const CodeRange &b) { return a.low < b.low; });
  std::vector<CodeRange> out;
  for (const CodeRange &range : ranges_) {
    if (!out.empty() && range.low <= out.back().high + 1) out.back().high = std::max(out.back().high, range.high);
    else out.push_back(range);
  }
  ranges_ = std::move(out);
}

void CodeSet::negate() {
  settle();
  std::vector<CodeRange> out;
  uint32_t low = 0;
  for (const CodeRange &range : ranges_) {
    if (range.low > low) out.push_back({low, range.low - 1});
    low = range.high + 1;
  }
  if (low <= last_code_point) out.push_back({low, last_code_point});
  ranges_ = std::move(out);
}

bool CodeSet::has(uint32_t point) const {
  const auto above = std::upper_bound(ranges_.begin(), ranges_.end(), point, [](uint32_t p, const CodeRange &r) { return p < r.low; });
  return above != ranges_.begin() && point <= std::prev(above)->high;
}

const CodeSet &ascii_digits() {
  static const CodeSet set{{'0', '9'}};
  return set;
}

const CodeSet &word_characters() {
  static const CodeSet set{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
  return set;
}

const CodeSet &white_space() {
  static const CodeSet set{{0x09, 0x0D},     {0x20, 0x20},     {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
                           {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
  return set;
}

const CodeSet &all_but_line_ends() {
  static const CodeSet set{{0x00, 0x09}, {0x0B, 0x0C}, {0x0E, 0x2027}, {0x202A, last_code_point}};
  return set;
}

} // namespace tenon::schema
