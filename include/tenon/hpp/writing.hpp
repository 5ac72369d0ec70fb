// writing.hpp - numbers, quoted text, members and base64, as they are appended to JSON.
#ifndef TENON_HPP_WRITING_HPP
#define TENON_HPP_WRITING_HPP

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tenon/hpp/plain.hpp>
#include <type_traits>
#if !defined(__cpp_lib_to_chars) // numbers without a locale, the long way
#include <limits>
#include <locale>
#include <sstream>
#endif

namespace tenon {
inline namespace hpp {
namespace detail {

// 42, 0.1: as short as it reads back the same.
template <class N> std::string number_text(N number) {
#if !defined(__cpp_lib_to_chars)
  if constexpr (std::is_floating_point_v<N>) {
    for (int digits = std::numeric_limits<N>::digits10;; ++digits) {
      std::stringstream text;
      text.imbue(std::locale::classic());
      text.precision(digits);
      text << number;
      std::string written = text.str();
      if (N read{}; digits >= std::numeric_limits<N>::max_digits10 || (text >> read && read == number)) return written;
    }
  } else
#endif
  {
    char digits[64];
    return std::string(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  }
}
inline std::string number_text(bool truth) { return truth ? "true" : "false"; }

inline void append_quoted(std::string &out, std::string_view text) {
  static const char digits[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) (out += "\\u00") += {digits[byte >> 4], digits[byte & 15]};
    else if (c == '"' || c == '\\') (out += '\\') += c;
    else out += c;
  }
  out += '"';
}

// RFC 4648 section 4, with padding.
inline void append_base64(std::string &out, std::string_view bytes) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t left = bytes.size() - at;
    const auto byte = [&](std::size_t i) { return i < left ? static_cast<unsigned char>(bytes[at + i]) : 0u; };
    const std::uint32_t three = byte(0) << 16 | byte(1) << 8 | byte(2);
    out += letters[three >> 18];
    out += letters[three >> 12 & 63];
    out += left > 1 ? letters[three >> 6 & 63] : '=';
    out += left > 2 ? letters[three & 63] : '=';
  }
}

// Appends to an object that is being written: a comma where one is due, the name, a colon.
inline void append_name(std::string &out, std::string_view name) {
  if (out.back() != '{') out += ',';
  append_quoted(out, name);
  out += ':';
}
inline void append_text(std::string &out, std::string_view name, std::string_view value) {
  append_name(out, name);
  append_quoted(out, value);
}
inline void append_text_if_any(std::string &out, std::string_view name, std::string_view value) {
  if (!value.empty()) append_text(out, name, value);
}
inline void append_json(std::string &out, std::string_view name, std::string_view value) {
  append_name(out, name);
  out += value;
}
inline void append_json_if_any(std::string &out, std::string_view name, std::string_view value) {
  if (!value.empty()) append_json(out, name, value);
}

} // namespace detail

// Text as JSON: "..." with its escapes.
inline json quoted(std::string_view words) {
  json out;
  detail::append_quoted(out.text, words);
  return out;
}

} // namespace hpp
} // namespace tenon
#endif
