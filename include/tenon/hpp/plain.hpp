// plain.hpp - the small things that hosts and tools are written with: texts, time, errors, results, names of arguments.
#ifndef TENON_HPP_PLAIN_HPP
#define TENON_HPP_PLAIN_HPP

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tenon/tenon.h>
#include <type_traits>
#include <utility>
#include <vector>
#if !defined(__cpp_lib_to_chars) // numbers without a locale, the long way
#include <limits>
#include <locale>
#include <sstream>
#endif

namespace tenon {
inline namespace hpp { // apart from the library's own names, should somebody link it statically

inline tenon_str str(std::string_view text) noexcept { return {text.data(), text.size()}; }
inline std::string_view view(tenon_str text) noexcept { return {text.data, text.len}; }
inline tenon_header header(std::string_view name, std::string_view value) noexcept { return {str(name), str(value)}; }

// The time of this machine. A host with a clock of its own gives it in options.time; all calls on one server read the same.
inline tenon_now now() noexcept {
  using std::chrono::duration_cast, std::chrono::milliseconds;
  const auto steady = duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
  const auto wall = duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  return {static_cast<std::uint64_t>(steady), static_cast<std::int64_t>(wall)};
}
using time_source = tenon_now (*)();

// The host's mistake: which status, and what() in words, "TENON_DUPLICATE: ...".
class error : public std::runtime_error {
public:
  error(tenon_status status, const std::string &words)
      : std::runtime_error(std::string(tenon_status_name(status)) + (words.empty() ? "" : ": ") + words), status_(status) {}
  tenon_status status() const noexcept { return status_; }

private:
  tenon_status status_;
};

// JSON text. Returned by a handler it is a whole CallToolResult, {"content":[...]}; as a parameter it is any JSON.
struct json {
  std::string text;
};

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

template <class N> using if_number = std::enable_if_t<std::is_arithmetic_v<N> && !std::is_same_v<N, char>>;

} // namespace detail

// Thrown or returned by a handler: the call failed in a way that the model may read and act on.
class tool_error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

// What a handler returns that ends in more than one way: `-> tenon::result`.
class result {
public:
  enum class kind { text, json, error };
  result() = default; // empty text
  result(std::string words) : text_(std::move(words)) {}
  result(std::string_view words) : text_(words) {}
  result(const char *words) : text_(words ? words : "") {}
  template <class N, class = detail::if_number<N>> result(N number) : text_(detail::number_text(number)) {}
  result(json whole) : text_(std::move(whole.text)), kind_(kind::json) {}
  result(const tool_error &failure) : text_(failure.what()), kind_(kind::error) {}
  kind is() const noexcept { return kind_; }
  std::string_view text() const noexcept { return text_; }

private:
  std::string text_;
  kind kind_ = kind::text;
};

// The name of an argument, and what it means for the model that fills it in.
struct arg {
  std::string_view name, description;
  constexpr arg(const char *name_, std::string_view description_ = {}) : name(name_), description(description_) {}
};

// One per parameter of the handler, in its order: args("a", "b") or args(arg("a", "The first."), "b").
template <class... Names> constexpr std::array<arg, sizeof...(Names)> args(const Names &...names) {
  return {{arg(names)...}};
}

// Instead of args: a JSON Schema in your own words. The handler then takes the call and reads what it needs from it.
struct schema {
  std::string text;
};

// A tool's name and texts, when name and description are not enough.
struct tool_info {
  std::string name = {}, description = {}, title = {};
  std::string annotations = {}; // ToolAnnotations as a JSON object
};

namespace detail {

// Runs what a person configures; a refusal becomes an exception with the core's own words.
template <class Call> void configure(Call &&call) {
  char words[512] = "";
  tenon_error why = {sizeof(tenon_error), words, sizeof words, 0};
  if (const tenon_status status = call(&why); status < 0) throw error(status, std::string(words, std::strlen(words)));
}

inline std::vector<tenon_str> strs(const std::vector<std::string> &texts) {
  std::vector<tenon_str> all;
  for (const std::string &text : texts) all.push_back(str(text));
  return all;
}

} // namespace detail

} // namespace hpp
} // namespace tenon
#endif
