// token.hpp - the letters of HTTP: what a token is, names in any case, blanks around a value (RFC 9110 section 5.6).
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tenon::framing {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::array<bool, 256> token_letters = [] {
  std::array<bool, 256> set{};
  for (unsigned char c = '0'; c <= '9'; ++c) set[c] = true;
  for (unsigned char c = 'a'; c <= 'z'; ++c) set[c] = true;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) set[c] = true;
  for (char c : std::string_view("!#$%&'*+-.^_`|~")) set[static_cast<unsigned char>(c)] = true;
  return set;
}();

constexpr bool is_token(std::string_view word) {
  for (char c : word)
    if (!token_letters[static_cast<unsigned char>(c)]) return false;
  return !word.empty();
}

constexpr std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Equal but for the case of A to Z.
constexpr bool same_word(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

namespace words {
inline uint64_t load(const char *at) {
  uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}
// Letters have bit 0x40, and only letters and '-' occur in the names that we look for: so a letter is compared without its
// case bit and '-' as it is.
inline bool differ(const char *name, const char *wanted) {
  const uint64_t want = load(wanted), fold = (want & 0x4040404040404040u) >> 1;
  return (load(name) | fold) != want;
}
} // namespace words

// Whether `name`, which is as long as the literal, is that header name in any case. `wanted` holds only a to z and '-'.
template <size_t N> inline bool is_name(std::string_view name, const char (&wanted)[N]) {
  constexpr size_t size = N - 1;
  if constexpr (size < 8) {
    return same_word(name, {wanted, size});
  } else {
    for (size_t at = 0; at + 8 <= size; at += 8)
      if (words::differ(name.data() + at, wanted + at)) return false;
    return !words::differ(name.data() + size - 8, wanted + size - 8);
  }
}

// Whether a CR, an LF or a NUL is in it: what could end a line of the head early.
inline bool breaks_line(std::string_view text) {
  const auto breaks = [](char c) { return c == '\0' || c == '\r' || c == '\n'; };
  const char *at = text.data(), *const end = at + text.size();
  for (; end - at >= 8; at += 8) {
    const uint64_t word = words::load(at);
    const bool any_small = ((word - 0x0e0e0e0e0e0e0e0eu) & ~word & 0x8080808080808080u) != 0;
    if (!any_small) continue;
    for (int i = 0; i < 8; ++i)
      if (breaks(at[i])) return true;
  }
  for (; at != end; ++at)
    if (breaks(*at)) return true;
  return false;
}

} // namespace tenon::framing
