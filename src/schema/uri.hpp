// uri.hpp - references resolved against a base, as RFC 3986 section 5 says.
#pragma once
#include <string>
#include <string_view>

namespace tenon::schema {

struct Reference {
  std::string_view address;  // all before the '#'
  std::string_view fragment; // all behind it
  bool has_fragment = false;
};

Reference split_fragment(std::string_view reference);
bool has_scheme(std::string_view uri);
// The address that `reference` (without fragment) names, seen from `base`. A base without scheme is taken as a path.
std::string resolve(std::string_view base, std::string_view reference);
std::string percent_decoded(std::string_view); // what is no escape stays as it is

} // namespace tenon::schema
