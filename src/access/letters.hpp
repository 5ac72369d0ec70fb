// letters.hpp - comparison of protocol words, whose case does not count and whose letters are ASCII.
#pragma once
#include <cstddef>
#include <string_view>

namespace tenon::access {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// `lower_word` is in lower case already.
constexpr bool equal_without_case(std::string_view text, std::string_view lower_word) {
  if (text.size() != lower_word.size()) return false;
  for (size_t i = 0; i < text.size(); ++i)
    if (lower(text[i]) != lower_word[i]) return false;
  return true;
}

} // namespace tenon::access
