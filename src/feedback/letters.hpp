// letters.hpp - texts as people count them: in code points, and without the white space around them.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::feedback {

// All texts here are valid UTF-8: the JSON reader has seen to it.

constexpr size_t code_points(std::string_view text) {
  size_t points = 0;
  for (const char c : text) points += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return points;
}

// The first `most` code points.
constexpr std::string_view first_points(std::string_view text, size_t most) {
  size_t at = 0;
  for (; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80 && most-- == 0) break;
  return text.substr(0, at);
}

// Without the white space at both ends, as browsers trim it (White_Space of Unicode, and U+FEFF).
std::string_view trimmed(std::string_view text);

inline bool blank(std::string_view text) { return trimmed(text).empty(); }

// At most `most` code points, and three dots where something was left out.
inline std::string shortened(std::string_view text, size_t most) {
  const std::string_view front = first_points(text, most);
  std::string out(front);
  if (front.size() < text.size()) out += "...";
  return out;
}

} // namespace tenon::feedback
