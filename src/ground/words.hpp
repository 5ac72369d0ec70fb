// words.hpp - sentences for people with values put in; with words.cpp the house's only door to fmt, away from the hot path.
#pragma once
#include <fmt/core.h>
#include <string>

namespace tenon {

std::string put_into_words(fmt::string_view form, fmt::format_args values);

// words("tool {}: over {} bytes", name, most); the form is checked when this compiles.
template <class... Values> std::string words(fmt::format_string<const Values &...> form, const Values &...values) {
  return put_into_words(form, fmt::make_format_args(values...));
}

} // namespace tenon
