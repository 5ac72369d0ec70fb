// arguments.hpp - from C++ types to JSON Schema, and from a call to C++ values.
#ifndef TENON_HPP_ARGUMENTS_HPP
#define TENON_HPP_ARGUMENTS_HPP

#include <algorithm>
#include <charconv>
#include <cmath>
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

// The members of the schema that a C++ type stands for, without the braces.
template <class T> void append_type(std::string &out) {
  if constexpr (std::is_same_v<T, bool>) {
    out += R"("type":"boolean")";
  } else if constexpr (is_real<T>) {
    out += R"("type":"number")";
  } else if constexpr (is_integer<T>) {
    out += R"("type":"integer")";
    // Bounds that a double holds exactly; wider ones are checked when the value is read.
    if constexpr (std::is_unsigned_v<T> || sizeof(T) < 8)
      out += R"(,"minimum":)" + std::to_string(std::numeric_limits<T>::min());
    if constexpr (sizeof(T) < 8) out += R"(,"maximum":)" + std::to_string(std::numeric_limits<T>::max());
  } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
    out += R"("type":"string")";
  } else if constexpr (is_vector<T>::value) {
    static_assert(!is_any_of<typename T::value_type, std::string_view>, "take a vector of std::string: views would dangle");
    out += R"("type":"array","items":{)";
    append_type<typename T::value_type>(out);
    out += '}';
  } else {
    static_assert(std::is_same_v<T, json>,
                  "a parameter is a number, bool, std::string, std::string_view, tenon::json, or vector or optional of one");
  }
}

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

template <class T> tenon_status read_json(const tenon_call *call, tenon_str name, T &out) {
  tenon_str raw = {nullptr, 0};
  if (const tenon_status status = tenon_call_json(call, name, &raw); status != TENON_OK) return status;
  walker in(view(raw));
  return parse(in, out) && in.at_end() ? TENON_OK : TENON_INVALID;
}

// OK; NOT_FOUND: no such argument; INVALID: there, but not of this type or out of its range.
template <class T> tenon_status read(const tenon_call *call, tenon_str name, T &out) {
  if constexpr (is_optional<T>::value) {
    typename T::value_type inner{};
    const tenon_status status = read(call, name, inner);
    if (status == TENON_OK) out = std::move(inner);
    return status == TENON_NOT_FOUND ? TENON_OK : status;
  } else if constexpr (std::is_same_v<T, double>) {
    if (tenon_call_number(call, name, &out) == TENON_OK) return TENON_OK;
  } else if constexpr (is_integer<T>) {
    std::int64_t whole = 0;
    if (tenon_call_integer(call, name, &whole) == TENON_OK) {
      out = static_cast<T>(whole);
      const bool same = static_cast<std::int64_t>(out) == whole && (whole < 0) == (out < T{});
      return same ? TENON_OK : TENON_INVALID;
    }
  } else if constexpr (std::is_same_v<T, bool>) {
    std::int32_t truth = 0;
    if (tenon_call_boolean(call, name, &truth) == TENON_OK) return out = truth != 0, TENON_OK;
  } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
    tenon_str text = {nullptr, 0};
    if (tenon_call_text(call, name, &text) == TENON_OK) return out = view(text), TENON_OK;
  }
  // What is left: the argument is missing, is an array or any JSON, or is a number that its short way does not carry.
  if constexpr (std::is_same_v<T, std::string_view>) {
    tenon_str raw = {nullptr, 0};
    return tenon_call_json(call, name, &raw) == TENON_OK ? TENON_INVALID : TENON_NOT_FOUND;
  } else if constexpr (!is_optional<T>::value) {
    return read_json(call, name, out);
  }
}

} // namespace detail
} // namespace hpp
} // namespace tenon
#endif
