// arguments.hpp - from C++ types to JSON Schema, and from a call's arguments to C++ values.
#ifndef TENON_HPP_ARGUMENTS_HPP
#define TENON_HPP_ARGUMENTS_HPP

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <tenon/hpp/walker.hpp>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon {
inline namespace hpp {
namespace detail {

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
