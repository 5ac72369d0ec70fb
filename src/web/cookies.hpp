// cookies.hpp - what browsers keep for us and bring along again: read from a Cookie header, and set.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::web {

inline constexpr size_t most_of_a_name = 8; // cookies of one name that are looked at

// The values of all cookies of that name, the most specific path first, as browsers order them.
std::vector<std::string_view> cookies_of(std::string_view header, std::string_view name);

struct NewCookie {
  std::string_view name, value;
  std::string path;
  int64_t seconds = 0;     // that it lives
  bool secure = false;
  bool from_links = false; // whether it comes along when somebody follows a link from elsewhere (SameSite=Lax, else Strict)
};
// The value of a Set-Cookie line. No script can read such a cookie.
std::string set_cookie(const NewCookie &cookie);

} // namespace tenon::web
