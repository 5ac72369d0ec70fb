// words.hpp - taking words off the front of a line.
#pragma once
#include <charconv>
#include <string_view>

namespace talk {

inline bool take(std::string_view &words, std::string_view word) {
  if (words.substr(0, word.size()) != word) return false;
  words.remove_prefix(word.size());
  return true;
}

// What stands before the next `at`, which goes as well; all of it where there is none.
inline std::string_view take_until(std::string_view &words, std::string_view at) {
  const size_t end = words.find(at);
  const std::string_view taken = words.substr(0, end);
  words.remove_prefix(end == std::string_view::npos ? words.size() : end + at.size());
  return taken;
}

inline double take_number(std::string_view &words) {
  double value = 0;
  auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), value);
  words.remove_prefix(static_cast<size_t>(end - words.data()));
  return error == std::errc() ? value : -1;
}

} // namespace talk
