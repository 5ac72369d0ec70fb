// handler.hpp - turns a typed C++ function into what the core can call, and keeps it as the core's `user`.
#ifndef TENON_HPP_HANDLER_HPP
#define TENON_HPP_HANDLER_HPP

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <tenon/hpp/settling.hpp>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tenon {
inline namespace hpp {
namespace detail {

// A variable of a template: there are numbers in URIs, too.
template <class T> tenon_status read_variable(const tenon_call *seen, tenon_str name, T &out) {
  if constexpr (is_optional<T>::value) {
    typename T::value_type inner{};
    const tenon_status status = read_variable(seen, name, inner);
    if (status == TENON_OK) out = std::move(inner);
    return status == TENON_NOT_FOUND ? TENON_OK : status;
  } else if constexpr (is_integer<T> || is_real<T>) {
    tenon_str digits = {nullptr, 0};
    if (const tenon_status status = tenon_call_text(seen, name, &digits); status != TENON_OK) return status;
    if constexpr (is_integer<T>) return parse_integer(view(digits), out) ? TENON_OK : TENON_INVALID;
    else return parse_real(view(digits), out) ? TENON_OK : TENON_INVALID;
  } else {
    return read(seen, name, out);
  }
}

// What the core holds as a `user`: the handler, the names of its arguments, and who suggests values for them.
template <class Role, class Handler, std::size_t Arguments, class Completer> class box {
  using shape = signature<Handler>;
  struct nothing {};
  template <class P> using slot = std::conditional_t<is_argument<P>, bare<P>, nothing>;

public:
  template <class H, class C>
  box(H &&handler, const std::array<arg, Arguments> &names, C &&completer, time_source time)
      : handler_(std::forward<H>(handler)), completer_(std::forward<C>(completer)), time_(time) {
    if constexpr (!shape::takes_reply) check_answer<Role, std::decay_t<typename shape::result>>();
    for (std::size_t i = 0; i < Arguments; ++i) names_[i] = names[i].name;
  }

  static void drop(void *user) noexcept { delete static_cast<box *>(user); }

  // The C boundary: nothing is thrown across it.
  static void run(void *user, const tenon_call *seen, tenon_reply *owed) noexcept {
    const auto &self = *static_cast<const box *>(user);
    try {
      self.answer(typename shape::parameters{}, seen, owed);
    } catch (...) {
      if (owed) settler<Role>(seen, owed, self.time_).exception();
    }
    if (owed) tenon_reply_release(owed, self.time_());
  }

  static void complete(void *user, const tenon_call *seen, tenon_reply *owed) noexcept {
    const auto &self = *static_cast<const box *>(user);
    const settler<Role> settle(seen, owed, self.time_);
    try {
      if constexpr (is_completer<Completer>) settle.suggestions(self.completer_(call(seen, owed, self.time_)));
    } catch (...) {
      settle.exception();
    }
    tenon_reply_release(owed, self.time_());
  }
  static constexpr auto completes() noexcept { return is_completer<Completer> ? &complete : nullptr; }

private:
  template <class... P> void answer(list<P...> parameters, const tenon_call *seen, tenon_reply *&owed) const {
    answer_with(parameters, std::index_sequence_for<P...>{}, seen, owed);
  }

  template <class... P, std::size_t... I>
  void answer_with(list<P...>, std::index_sequence<I...>, const tenon_call *seen, tenon_reply *&owed) const {
    [[maybe_unused]] const settler<Role> settle(seen, owed, time_);
    [[maybe_unused]] std::tuple<slot<P>...> values;
    [[maybe_unused]] std::size_t next = 0;
    if (!(true && ... && fill<P>(std::get<I>(values), next, seen))) {
      if constexpr (Role::of_template) settle.failure(not_found()); // no URI of this template
      else settle.error("Argument '" + names_[next] + "' is missing or out of range.");
      return;
    }
    // A reply that the handler may move away, another thread may release: then the call knows nothing of it.
    [[maybe_unused]] const call here(seen, shape::takes_reply ? nullptr : owed, time_);
    if constexpr (!std::is_void_v<typename shape::result>) {
      const auto &value = handler_(pass<P>(std::get<I>(values), here, owed)...);
      settle.template operator()<std::decay_t<decltype(value)>>(value);
    } else {
      handler_(pass<P>(std::get<I>(values), here, owed)...);
      if constexpr (!shape::takes_reply) settle.words({});
    }
  }

  template <class P> bool fill(slot<P> &value, std::size_t &next, const tenon_call *seen) const {
    if constexpr (is_argument<P>) {
      tenon_status status = TENON_OK;
      if constexpr (Role::of_template) {
        static_assert(from_text<bare<P>>::value,
                      "a template's parameter is a number, std::string, std::string_view or optional of one");
        status = read_variable(seen, str(names_[next]), value);
      } else {
        status = read(seen, str(names_[next]), value);
      }
      if (status != TENON_OK) return false;
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
  const Completer completer_;
  std::array<std::string, Arguments> names_;
  time_source time_;
};

template <class Role, class Handler, std::size_t Arguments, class Completer = no_completer>
using box_of = box<Role, std::decay_t<Handler>, Arguments, std::decay_t<Completer>>;

} // namespace detail
} // namespace hpp
} // namespace tenon
#endif
