// cookies.cpp - RFC 6265, sections 4.1 and 4.2.
#include "web/cookies.hpp"

namespace tenon::web {
namespace {

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

} // namespace

std::vector<std::string_view> cookies_of(std::string_view header, std::string_view name) {
  std::vector<std::string_view> found;
  while (!header.empty() && found.size() < most_of_a_name) {
    const size_t end = header.find(';');
    const std::string_view pair = without_blanks(header.substr(0, end));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) found.push_back(pair.substr(name.size() + 1));
    header.remove_prefix(end == header.npos ? header.size() : end + 1);
  }
  return found;
}

std::string set_cookie(const NewCookie &cookie) {
  std::string out(cookie.name);
  out.append("=").append(cookie.value);
  out.append("; Path=").append(cookie.path);
  out.append("; Max-Age=").append(std::to_string(cookie.seconds));
  out.append(cookie.from_links ? "; HttpOnly; SameSite=Lax" : "; HttpOnly; SameSite=Strict");
  if (cookie.secure) out.append("; Secure");
  return out;
}

} // namespace tenon::web
