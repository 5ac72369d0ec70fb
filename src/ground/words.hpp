// words.hpp - sentences for people with values put in; the house's only door to fmt, away from the hot path.
#pragma once
#include <fmt/core.h>
#include <string>

namespace tenon {

// words("tool {}: over {} bytes", name, most); the form is checked when this compiles.
template <class... Values> std::string words(fmt::format_string<const Values &...> form, const Values &...values) {
  return fmt::vformat(form, fmt::make_format_args(values...));
}

} // namespace tenon
