// handler.hpp - turns a typed C++ function into what the core can call: its schema, its arguments, its answer.
#ifndef TENON_HPP_HANDLER_HPP
#define TENON_HPP_HANDLER_HPP

#include <array>
#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <tenon/hpp/reply.hpp>
#include <tuple>
#include <type_traits>
#include <utility>

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

inline tenon_status settle_text(tenon_reply *owed, std::string_view text, tenon_now at) noexcept {
  const tenon_status status = tenon_reply_text(owed, str(text), at);
  if (status != TENON_INVALID) return status;
  return tenon_reply_tool_error(owed, str("The tool's text is not UTF-8."), at);
}
inline tenon_status settle_error(tenon_reply *owed, std::string_view text, tenon_now at) noexcept {
  const tenon_status status = tenon_reply_tool_error(owed, str(text), at);
  if (status != TENON_INVALID) return status;
  return tenon_reply_tool_error(owed, str("The tool failed; its reason is not UTF-8."), at);
}
inline tenon_status settle_json(tenon_reply *owed, std::string_view text, tenon_now at) noexcept {
  const tenon_status status = tenon_reply_result(owed, str(text), at);
  if (status != TENON_INVALID) return status;
  return tenon_reply_tool_error(owed, str("The tool's result is not a CallToolResult."), at);
}

template <class R> void settle(tenon_reply *owed, const R &value, tenon_now at) {
  if constexpr (std::is_same_v<R, bool> || is_integer<R> || is_real<R>) settle_text(owed, number_text(value), at);
  else if constexpr (std::is_same_v<R, json>) settle_json(owed, value.text, at);
  else if constexpr (std::is_same_v<R, tool_error>) settle_error(owed, value.what(), at);
  else if constexpr (std::is_same_v<R, const char *>) settle_text(owed, value ? value : "", at);
  else if constexpr (std::is_convertible_v<const R &, std::string_view>) settle_text(owed, value, at);
  else if constexpr (std::is_same_v<R, result>) {
    if (value.is() == result::kind::text) settle_text(owed, value.text(), at);
    else if (value.is() == result::kind::json) settle_json(owed, value.text(), at);
    else settle_error(owed, value.text(), at);
  } else {
    static_assert(never<R>, "a handler returns text, a number, a bool, void, or tenon's json, tool_error or result");
  }
}

// What the core holds as a tool's `user`: the handler and the names of its arguments.
template <class Handler, std::size_t Arguments> class tool_box {
  using shape = signature<Handler>;
  struct nothing {};
  template <class P> using slot = std::conditional_t<is_argument<P>, bare<P>, nothing>;

public:
  template <class H>
  tool_box(H &&handler, const std::array<arg, Arguments> &names, time_source time)
      : handler_(std::forward<H>(handler)), time_(time) {
    for (std::size_t i = 0; i < Arguments; ++i) names_[i] = names[i].name;
  }

  static void drop(void *user) noexcept { delete static_cast<tool_box *>(user); }

  // The C boundary: nothing is thrown across it.
  static void run(void *user, const tenon_call *seen, tenon_reply *owed) noexcept {
    const auto &self = *static_cast<const tool_box *>(user);
    try {
      self.answer(typename shape::parameters{}, seen, owed);
    } catch (const std::exception &failure) {
      if (owed) settle_error(owed, failure.what(), self.time_());
    } catch (...) {
      if (owed) settle_error(owed, "The tool failed.", self.time_());
    }
    if (owed) tenon_reply_release(owed, self.time_());
  }

private:
  template <class... P> void answer(list<P...> parameters, const tenon_call *seen, tenon_reply *&owed) const {
    answer_with(parameters, std::index_sequence_for<P...>{}, seen, owed);
  }

  template <class... P, std::size_t... I>
  void answer_with(list<P...>, std::index_sequence<I...>, const tenon_call *seen, tenon_reply *&owed) const {
    [[maybe_unused]] std::tuple<slot<P>...> values;
    [[maybe_unused]] std::size_t next = 0;
    if (!(true && ... && fill<P>(std::get<I>(values), next, seen))) {
      settle_error(owed, "Argument '" + names_[next] + "' is missing or out of range.", time_());
      return;
    }
    // A reply that the handler may move away, another thread may release: then the call knows nothing of it.
    [[maybe_unused]] const call here(seen, shape::takes_reply ? nullptr : owed, time_);
    if constexpr (!std::is_void_v<typename shape::result>) {
      const auto &value = handler_(pass<P>(std::get<I>(values), here, owed)...);
      settle<std::decay_t<decltype(value)>>(owed, value, time_());
    } else {
      handler_(pass<P>(std::get<I>(values), here, owed)...);
      if constexpr (!shape::takes_reply) settle_text(owed, {}, time_());
    }
  }

  template <class P> bool fill(slot<P> &value, std::size_t &next, const tenon_call *seen) const {
    if constexpr (is_argument<P>) {
      if (read(seen, str(names_[next]), value) != TENON_OK) return false;
      ++next;
    }
    return true;
  }

  template <class P> decltype(auto) pass(slot<P> &value, const call &here, tenon_reply *&owed) const {
    if constexpr (is_call<P>) return (here);
    else if constexpr (is_reply<P>) return reply(&owed, time_);
    else return std::move(value);
  }

  const Handler handler_;
  std::array<std::string, Arguments> names_;
  time_source time_;
};

// {"type":"object","properties":{...},"required":[...],"additionalProperties":false}
template <class... P, std::size_t Arguments> std::string derive(list<P...>, const std::array<arg, Arguments> &names) {
  std::string properties, required;
  [[maybe_unused]] std::size_t next = 0;
  [[maybe_unused]] const auto add = [&](const arg &name, bool optional, void (*append)(std::string &)) {
    for (const arg *other = names.data(); other != &name; ++other)
      if (other->name == name.name) throw error(TENON_INVALID, "args() names '" + std::string(name.name) + "' twice");
    append_quoted(properties += properties.empty() ? "" : ",", name.name);
    append(properties += ":{");
    if (!name.description.empty()) {
      properties += properties.back() == '{' ? R"("description":)" : R"(,"description":)";
      append_quoted(properties, name.description);
    }
    properties += '}';
    if (!optional) append_quoted(required += required.empty() ? "" : ",", name.name);
  };
  [[maybe_unused]] const auto add_one = [&](auto *type) {
    using T = std::remove_pointer_t<decltype(type)>;
    if constexpr (is_optional<T>::value) add(names[next++], true, &append_type<typename T::value_type>);
    else if constexpr (is_argument<T>) add(names[next++], false, &append_type<T>);
  };
  (add_one(static_cast<bare<P> *>(nullptr)), ...);
  return R"({"type":"object","properties":{)" + properties + R"(},"required":[)" + required +
         R"(],"additionalProperties":false})";
}

} // namespace detail
} // namespace hpp
} // namespace tenon
#endif
