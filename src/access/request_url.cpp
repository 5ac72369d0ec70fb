// request_url.cpp - reads a URL from its front and writes it down again in normal form.
#include "access/request_url.hpp"

#include "access/letters.hpp"

namespace tenon::access {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

// RFC 3986 section 2.3: these mean the same with and without a percent code.
bool is_unreserved(char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

bool visible(std::string_view text) {
  for (const char c : text)
    if (c <= 0x20 || c > 0x7e) return false;
  return true;
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// Takes "http://" or "https://" off the front, and tells its default port.
std::string_view take_scheme(std::string_view &url) {
  for (const std::string_view scheme : {"http://", "https://"})
    if (url.size() > scheme.size() && equal_without_case(url.substr(0, scheme.size()), scheme)) {
      url.remove_prefix(scheme.size());
      return scheme;
    }
  return {};
}

bool is_host(std::string_view host) {
  if (host.empty()) return false;
  const bool bracketed = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
  for (const char c : bracketed ? host.substr(1, host.size() - 2) : host)
    if (bracketed ? hex_value(c) < 0 && c != ':' && c != '.' : !is_unreserved(c)) return false;
  return true;
}

bool append_authority(std::string &out, std::string_view authority, std::string_view default_port) {
  const size_t bracket = authority.find(']');
  const size_t colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
  const std::string_view host = authority.substr(0, colon);
  std::string_view port = colon == authority.npos ? std::string_view() : authority.substr(colon + 1);
  if (!is_host(host) || port.size() > 5) return false;
  for (const char c : port)
    if (!is_digit(c)) return false;
  for (const char c : host) out += lower(c);
  if (!port.empty() && port != default_port) out.append(1, ':').append(port);
  return true;
}

bool append_path(std::string &out, std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  if (path.empty()) out += '/';
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '%') {
      out += path[i];
      continue;
    }
    if (i + 2 >= path.size() || hex_value(path[i + 1]) < 0 || hex_value(path[i + 2]) < 0) return false;
    const int value = hex_value(path[i + 1]) * 16 + hex_value(path[i + 2]);
    if (value < 0x80 && is_unreserved(static_cast<char>(value))) out += static_cast<char>(value);
    else out.append(1, '%').append(1, digits[static_cast<size_t>(value) / 16]).append(1, digits[static_cast<size_t>(value) % 16]);
    i += 2;
  }
  return true;
}

void add(std::vector<std::string> &urls, const std::string &url) {
  if (std::optional<std::string> normal = normal_url(url)) urls.push_back(*std::move(normal));
}

} // namespace

std::optional<std::string> normal_url(std::string_view url) {
  if (url.size() > max_url_bytes || !visible(url)) return std::nullopt;
  url = url.substr(0, url.find_first_of("?#"));
  const std::string_view scheme = take_scheme(url);
  if (scheme.empty()) return std::nullopt;
  const size_t path = url.find('/');
  std::string out(scheme);
  if (!append_authority(out, url.substr(0, path), scheme == "http://" ? "80" : "443")) return std::nullopt;
  if (!append_path(out, path == url.npos ? std::string_view() : url.substr(path))) return std::nullopt;
  return out;
}

std::vector<std::string> request_urls(std::string_view public_url, std::string_view host, bool secure, std::string_view path) {
  std::vector<std::string> urls;
  if (public_url.ends_with('/')) public_url.remove_suffix(1);
  if (!public_url.empty()) add(urls, std::string(public_url).append(path));
  if (host.empty()) return urls;
  add(urls, std::string("https://").append(host).append(path));
  if (!secure) add(urls, std::string("http://").append(host).append(path));
  return urls;
}

} // namespace tenon::access
