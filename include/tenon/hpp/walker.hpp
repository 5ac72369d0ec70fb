// walker.hpp - from JSON that the core has checked to C++ values.
#ifndef TENON_HPP_WALKER_HPP
#define TENON_HPP_WALKER_HPP

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tenon/hpp/plain.hpp>
#include <type_traits>
#include <utility>
#include <vector>
#if !defined(__cpp_lib_to_chars)
#include <locale>
#include <sstream>
#endif

namespace tenon {
inline namespace hpp {
namespace detail {

template <class> inline constexpr bool never = false;
template <class T> struct is_vector : std::false_type {};
template <class T, class A> struct is_vector<std::vector<T, A>> : std::true_type {};
template <class T> struct is_optional : std::false_type {};
template <class T> struct is_optional<std::optional<T>> : std::true_type {};
template <class T, class... Others> inline constexpr bool is_any_of = (false || ... || std::is_same_v<T, Others>);
#if defined(__cpp_char8_t)
template <class T> inline constexpr bool is_character = is_any_of<T, char, wchar_t, char16_t, char32_t, char8_t>;
#else
template <class T> inline constexpr bool is_character = is_any_of<T, char, wchar_t, char16_t, char32_t>;
#endif
template <class T> inline constexpr bool is_integer = std::is_integral_v<T> && !std::is_same_v<T, bool> && !is_character<T>;
template <class T> inline constexpr bool is_real = std::is_same_v<T, double> || std::is_same_v<T, float>;

template <class T> bool parse_real(std::string_view digits, T &out) {
#if defined(__cpp_lib_to_chars)
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return end.ec == std::errc{} && end.ptr == digits.data() + digits.size();
#else
  std::istringstream in{std::string(digits)};
  in.imbue(std::locale::classic());
  return static_cast<bool>(in >> out) && in.peek() == std::istringstream::traits_type::eof();
#endif
}

// 3.0 and 3e2 are integers too, for JSON Schema as for JavaScript.
template <class T> bool parse_integer(std::string_view digits, T &out) {
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (end.ec == std::errc{} && end.ptr == digits.data() + digits.size()) return true;
  double real = 0;
  if (!parse_real(digits, real) || real != std::floor(real)) return false;
  const double past_max = std::ldexp(1.0, std::numeric_limits<T>::digits);
  if (real >= past_max || real < (std::is_signed_v<T> ? -past_max : 0)) return false;
  out = static_cast<T>(real);
  return true;
}

// Walks JSON that the core has checked already. It gives up at anything odd and never reads past the end.
class walker {
public:
  explicit walker(std::string_view text) noexcept : rest_(text) {}

  bool take(char expected) noexcept {
    skip_space();
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool at_end() noexcept { return skip_space(), rest_.empty(); }

  // A number, true, false or null.
  std::string_view word() noexcept {
    skip_space();
    return cut(std::min(rest_.find_first_of(",]} \t\r\n"), rest_.size()));
  }

  bool text(std::string &out) {
    if (!take('"')) return false;
    for (out.clear();;) {
      const std::size_t plain = rest_.find_first_of("\"\\");
      if (plain == std::string_view::npos) return false;
      out += cut(plain);
      if (cut(1) == "\"") return true;
      if (!escape(out)) return false;
    }
  }

  // Any value, as it is written.
  std::string_view value() noexcept {
    skip_space();
    std::size_t depth = 0, at = 0;
    for (bool quoted = false; at < rest_.size(); ++at) {
      const char c = rest_[at];
      if (quoted) {
        if (c == '\\') ++at;
        else quoted = c != '"';
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']' || c == ',') {
        if (depth == 0) break;
        if (c != ',') --depth;
      }
    }
    std::string_view all = cut(std::min(at, rest_.size()));
    while (!all.empty() && is_space(all.back())) all.remove_suffix(1);
    return all;
  }

private:
  static bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  void skip_space() noexcept {
    while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
  }
  std::string_view cut(std::size_t length) noexcept {
    const std::string_view head = rest_.substr(0, length);
    rest_.remove_prefix(head.size());
    return head;
  }

  bool escape(std::string &out) {
    if (rest_.empty()) return false;
    const char letter = cut(1).front();
    if (letter == 'u') return escaped_code_point(out);
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *known = std::strchr(from, letter);
    if (!known || letter == '\0') return false;
    out += to[known - from];
    return true;
  }
  bool hex(std::uint32_t &out) noexcept {
    const std::string_view digits = cut(4);
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), out, 16);
    return digits.size() == 4 && end.ec == std::errc{} && end.ptr == digits.data() + 4;
  }
  bool escaped_code_point(std::string &out) {
    std::uint32_t code = 0, low = 0;
    if (!hex(code)) return false;
    if (code >= 0xD800 && code < 0xE000) {
      if (code >= 0xDC00 || cut(2) != "\\u" || !hex(low) || low < 0xDC00 || low >= 0xE000) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    const auto byte = [&out](std::uint32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
    if (code < 0x80) return byte(code), true;
    if (code < 0x800) byte(0xC0 | code >> 6);
    else if (code < 0x10000) byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 0x3F));
    else byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 0x3F)), byte(0x80 | (code >> 6 & 0x3F));
    return byte(0x80 | (code & 0x3F)), true;
  }

  std::string_view rest_;
};

template <class T> bool parse(walker &in, T &out) {
  if constexpr (std::is_same_v<T, bool>) {
    const std::string_view word = in.word();
    out = word == "true";
    return out || word == "false";
  } else if constexpr (is_real<T>) {
    return parse_real(in.word(), out);
  } else if constexpr (is_integer<T>) {
    return parse_integer(in.word(), out);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return in.text(out);
  } else if constexpr (std::is_same_v<T, json>) {
    out.text = in.value();
    return !out.text.empty();
  } else {
    if (!in.take('[')) return false;
    if (in.take(']')) return true;
    do {
      typename T::value_type element{};
      if (!parse(in, element)) return false;
      out.push_back(std::move(element));
    } while (in.take(','));
    return in.take(']');
  }
}

// The value of a member of an object, as it is written; empty when there is none.
inline std::string_view member(std::string_view object, std::string_view name) {
  walker in(object);
  std::string key;
  if (!in.take('{')) return {};
  while (in.text(key) && in.take(':')) {
    const std::string_view value = in.value();
    if (key == name) return value;
    if (!in.take(',')) break;
  }
  return {};
}

} // namespace detail

template <class T> std::optional<T> json::get(std::string_view name) const {
  static_assert(!std::is_same_v<T, std::string_view>, "get a std::string: a view would dangle");
  T value{};
  detail::walker in(detail::member(text, name));
  if (!detail::parse(in, value) || !in.at_end()) return std::nullopt;
  return value;
}

} // namespace hpp
} // namespace tenon
#endif
