// signature.hpp - what a handler's parameters say: which of them are arguments, and the schema or the list that they stand for.
#ifndef TENON_HPP_SIGNATURE_HPP
#define TENON_HPP_SIGNATURE_HPP

#include <array>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <tenon/hpp/call.hpp>
#include <tenon/hpp/offers.hpp>
#include <tenon/hpp/reply.hpp>
#include <type_traits>
#include <vector>

namespace tenon {
inline namespace hpp {
namespace detail {

template <class P> using bare = std::remove_cv_t<std::remove_reference_t<P>>;
template <class P> inline constexpr bool is_call = std::is_same_v<bare<P>, call>;
template <class P> inline constexpr bool is_reply = std::is_same_v<bare<P>, reply>;
template <class P> inline constexpr bool is_argument = !is_call<P> && !is_reply<P>;
template <class P>
inline constexpr bool is_changeable = std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>;
template <class... P> struct list {};

template <class R, class... P> struct known_signature {
  using result = R;
  using parameters = list<P...>;
  static constexpr std::size_t arguments = (std::size_t{0} + ... + (is_argument<P> ? 1 : 0));
  static constexpr bool takes_reply = (false || ... || is_reply<P>);
  static_assert((true && ... && !(is_argument<P> && is_changeable<P>)), "a handler takes arguments by value or const &");
  static_assert((true && ... && !(is_call<P> && !std::is_lvalue_reference_v<P>)), "a handler takes const tenon::call &");
  static_assert((true && ... && !(is_reply<P> && std::is_lvalue_reference_v<P>)), "a handler takes tenon::reply by value");
  static_assert(!takes_reply || std::is_void_v<R>, "a handler that takes a tenon::reply answers by it and returns void");
};

template <class F, class = void> struct signature {
  static_assert(never<F>, "a handler is a function or a lambda with its parameter types written out (no auto)");
};
template <class R, class... P> struct signature<R (*)(P...)> : known_signature<R, P...> {};
template <class R, class... P> struct signature<R (*)(P...) noexcept> : known_signature<R, P...> {};
template <class C, class R, class... P> struct signature<R (C::*)(P...) const> : known_signature<R, P...> {};
template <class C, class R, class... P> struct signature<R (C::*)(P...) const noexcept> : known_signature<R, P...> {};
template <class C, class R, class... P> struct signature<R (C::*)(P...)> {
  static_assert(never<C>, "handlers run on several threads at once: no mutable lambda");
};
template <class F> struct signature<F, std::void_t<decltype(&F::operator())>> : signature<decltype(&F::operator())> {};

// Nothing suggests values.
struct no_completer {};
template <class C>
inline constexpr bool is_completer = std::is_invocable_r_v<std::vector<std::string>, const C &, const call &>;

// Variables of a template and arguments of a prompt travel as text.
template <class T> struct plain_text : std::bool_constant<is_any_of<T, std::string, std::string_view>> {};
template <class T> struct plain_text<std::optional<T>> : plain_text<T> {};
template <class T> struct from_text : std::bool_constant<plain_text<T>::value || is_integer<T> || is_real<T>> {};
template <class T> struct from_text<std::optional<T>> : from_text<T> {};

template <std::size_t Arguments> void check_once(const std::array<arg, Arguments> &names) {
  for (std::size_t i = 0; i < Arguments; ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (names[i].name == names[j].name)
        throw error(TENON_INVALID, "args() names '" + std::string(names[i].name) + "' twice");
}

// Whether a URI template has this variable: {name}, {+other,name}, {/name*}.
inline bool has_variable(std::string_view uri_template, std::string_view name) noexcept {
  for (std::size_t at = uri_template.find(name); at != std::string_view::npos; at = uri_template.find(name, at + 1)) {
    const std::string_view before = uri_template.substr(0, at), after = uri_template.substr(at + name.size());
    const std::size_t open = before.find_last_of("{}");
    const bool begins = open != std::string_view::npos && before[open] == '{' &&
                        (before.back() == ',' || at - open == 1 || (at - open == 2 && std::strchr("+#./;?&", before.back())));
    if (begins && !after.empty() && std::strchr("},*:", after.front())) return true;
  }
  return false;
}

// Each argument is a variable of the template, once: what is misspelt would never be found.
template <std::size_t Arguments> void check_variables(std::string_view uri_template, const std::array<arg, Arguments> &names) {
  check_once(names);
  for (const arg &one : names)
    if (!has_variable(uri_template, one.name))
      throw error(TENON_INVALID, "the template has no variable '" + std::string(one.name) + "'");
}

// Calls visit(name, type) for each argument; the type comes as a null pointer.
template <class... P, std::size_t Arguments, class Visit>
void each_argument(list<P...>, const std::array<arg, Arguments> &names, [[maybe_unused]] Visit visit) {
  check_once(names);
  [[maybe_unused]] std::size_t next = 0;
  [[maybe_unused]] const auto one = [&](auto *type) {
    if constexpr (is_argument<std::remove_pointer_t<decltype(type)>>) visit(names[next++], type);
  };
  (one(static_cast<bare<P> *>(nullptr)), ...);
}

// {"type":"object","properties":{...},"required":[...],"additionalProperties":false}
template <class... P, std::size_t Arguments> std::string derive(list<P...> all, const std::array<arg, Arguments> &names) {
  std::string properties = "{", required;
  each_argument(all, names, [&](const arg &name, auto *type) {
    using T = std::remove_pointer_t<decltype(type)>;
    append_name(properties, name.name);
    properties += '{';
    if constexpr (is_optional<T>::value) append_type<typename T::value_type>(properties);
    else append_type<T>(properties);
    append_text_if_any(properties, "description", name.description);
    properties += '}';
    if constexpr (!is_optional<T>::value) append_quoted(required += required.empty() ? "" : ",", name.name);
  });
  return R"({"type":"object","properties":)" + properties + R"(},"required":[)" + required +
         R"(],"additionalProperties":false})";
}

// [{"name":...,"description":...,"required":true}]
template <class... P, std::size_t Arguments>
std::string derive_prompt(list<P...> all, const std::array<arg, Arguments> &names) {
  std::string out = "[";
  each_argument(all, names, [&](const arg &name, auto *type) {
    using T = std::remove_pointer_t<decltype(type)>;
    static_assert(plain_text<T>::value, "a prompt's parameter is std::string, std::string_view or optional of one");
    out += out.size() > 1 ? ",{" : "{";
    append_text(out, "name", name.name);
    append_text_if_any(out, "description", name.description);
    if constexpr (!is_optional<T>::value) append_json(out, "required", "true");
    out += '}';
  });
  return out + "]";
}

} // namespace detail
} // namespace hpp
} // namespace tenon
#endif
