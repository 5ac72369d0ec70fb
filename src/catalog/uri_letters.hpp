// uri_letters.hpp - the characters of URIs (RFC 3986 section 2).
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tenon::catalog {

enum class Letter : uint8_t { none, unreserved, reserved }; // '%' is none: it counts only with what follows

inline constexpr std::array<Letter, 256> uri_letters = [] {
  std::array<Letter, 256> set{};
  for (unsigned char c = '0'; c <= '9'; ++c) set[c] = Letter::unreserved;
  for (unsigned char c = 'a'; c <= 'z'; ++c) set[c] = Letter::unreserved;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) set[c] = Letter::unreserved;
  for (const char c : std::string_view("-._~")) set[static_cast<unsigned char>(c)] = Letter::unreserved;
  for (const char c : std::string_view(":/?#[]@!$&'()*+,;=")) set[static_cast<unsigned char>(c)] = Letter::reserved;
  return set;
}();

constexpr Letter letter(char c) { return uri_letters[static_cast<unsigned char>(c)]; }

constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr int hex_digit(char c) { // -1: none
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Whether an escape, % and two digits, stands at `at`.
constexpr bool is_escape(std::string_view text, size_t at) {
  return at + 2 < text.size() && text[at] == '%' && hex_digit(text[at + 1]) >= 0 && hex_digit(text[at + 2]) >= 0;
}

} // namespace tenon::catalog
