// authority.cpp - the host and port in a Host header, an Origin or a URL, and whether two of them are the same place.
#include "web/authority.hpp"
#include "framing/token.hpp"

namespace tenon::web {
namespace {

using framing::same_word;

bool is_hex(char c) { return framing::is_digit(c) || (framing::lower(c) >= 'a' && framing::lower(c) <= 'f'); }

bool is_name_letter(char c) {
  const char small = framing::lower(c);
  return (small >= 'a' && small <= 'z') || framing::is_digit(c) || c == '-' || c == '.' || c == '_';
}

bool read_port(std::string_view digits, int32_t &out) {
  if (digits.empty() || digits.size() > 5) return false;
  int32_t port = 0;
  for (const char c : digits) {
    if (!framing::is_digit(c)) return false;
    port = port * 10 + (c - '0');
  }
  out = port;
  return port <= 65535;
}

// The length of the host at the front of `text`, 0 if there is none.
size_t host_length(std::string_view text) {
  size_t length = 0;
  if (text.starts_with('[')) {
    length = 1;
    while (length < text.size() && (is_hex(text[length]) || text[length] == ':' || text[length] == '.')) ++length;
    return length > 2 && length < text.size() && text[length] == ']' ? length + 1 : 0;
  }
  while (length < text.size() && is_name_letter(text[length])) ++length;
  return length;
}

int32_t default_port(std::string_view scheme) {
  if (same_word(scheme, "http") || same_word(scheme, "ws")) return 80;
  if (same_word(scheme, "https") || same_word(scheme, "wss")) return 443;
  return no_port;
}

bool is_scheme(std::string_view word) {
  for (const char c : word)
    if (!is_name_letter(c) && c != '+') return false;
  return !word.empty() && !framing::is_digit(word.front());
}

} // namespace

bool read_authority(std::string_view text, Authority &out) {
  const size_t length = host_length(text);
  if (length == 0) return false;
  out = {text.substr(0, length), no_port};
  text.remove_prefix(length);
  if (text.empty()) return true;
  return text.front() == ':' && read_port(text.substr(1), out.port);
}

bool read_origin(std::string_view text, Origin &out) {
  const size_t colon = text.find("://");
  Authority place;
  if (colon == text.npos || !is_scheme(text.substr(0, colon)) || !read_authority(text.substr(colon + 3), place))
    return false;
  out = {text.substr(0, colon), place.host, place.port};
  if (out.port == no_port) out.port = default_port(out.scheme);
  return true;
}

bool read_url_origin(std::string_view url, Origin &out) {
  const size_t colon = url.find("://");
  if (colon == url.npos) return false;
  return read_origin(url.substr(0, url.find_first_of("/?#", colon + 3)), out);
}

bool is_loopback(std::string_view host) { return same_word(host, "localhost") || host == "127.0.0.1" || host == "[::1]"; }

} // namespace tenon::web
