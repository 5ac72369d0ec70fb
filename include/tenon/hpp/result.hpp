// result.hpp - what a handler returns that may end in more than one way.
#ifndef TENON_HPP_RESULT_HPP
#define TENON_HPP_RESULT_HPP

#include <string>
#include <string_view>
#include <tenon/hpp/asking.hpp>
#include <tenon/hpp/content.hpp>
#include <tenon/hpp/writing.hpp>
#include <type_traits>
#include <utility>
#include <variant>

namespace tenon {
inline namespace hpp {

// `-> tenon::result`
class result {
  template <class N> using if_number = std::enable_if_t<std::is_arithmetic_v<N> && !std::is_same_v<N, char>>;

public:
  using any = std::variant<std::string, json, tool_error, structured, bytes, ask, not_found, not_capable, fault>;
  enum class kind { text, json, error, structured, bytes, ask, not_found, not_capable, fault };

  result() = default; // empty text
  result(std::string words) : ends_(std::move(words)) {}
  result(std::string_view words) : ends_(std::string(words)) {}
  result(const char *words) : ends_(std::string(words ? words : "")) {}
  template <class N, class = if_number<N>> result(N number) : ends_(detail::number_text(number)) {}
  result(hpp::json whole) : ends_(std::move(whole)) {}
  result(const content &blocks) : ends_(hpp::json(blocks)) {}
  result(const messages &said) : ends_(hpp::json(said)) {}
  result(hpp::structured value) : ends_(std::move(value)) {}
  result(hpp::bytes blob) : ends_(std::move(blob)) {}
  result(hpp::ask questions) : ends_(std::move(questions)) {}
  result(tool_error failure) : ends_(std::move(failure)) {}
  result(hpp::not_found none) : ends_(std::move(none)) {}
  result(hpp::not_capable client) : ends_(std::move(client)) {}
  result(hpp::fault failure) : ends_(std::move(failure)) {}

  kind is() const noexcept { return static_cast<kind>(ends_.index()); }
  const any &which() const noexcept { return ends_; }
  // Of a text, JSON or error; "" of the others.
  std::string_view text() const noexcept {
    if (const auto *words = std::get_if<std::string>(&ends_)) return *words;
    if (const auto *whole = std::get_if<hpp::json>(&ends_)) return whole->text;
    if (const auto *failure = std::get_if<tool_error>(&ends_)) return failure->what();
    return {};
  }

private:
  any ends_;
};

} // namespace hpp
} // namespace tenon
#endif
