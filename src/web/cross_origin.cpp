// cross_origin.cpp - which Host and Origin we answer to, and what a browser of another origin is told (CORS).
#include "web/cross_origin.hpp"
#include "framing/token.hpp"
#include "web/authority.hpp"

namespace tenon::web {
namespace {

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char &c : out) c = framing::lower(c);
  return out;
}

std::string_view without_dot(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

bool is_web(std::string_view scheme) { return framing::same_word(scheme, "http") || framing::same_word(scheme, "https"); }

// People write https://example.com/ where browsers send https://example.com.
std::string_view without_slash(std::string_view origin) {
  if (origin.ends_with('/')) origin.remove_suffix(1);
  return origin;
}

} // namespace

HostGuard::HostGuard(std::string_view public_url, std::span<const std::string_view> hosts,
                     std::span<const std::string_view> origins) {
  Origin origin;
  Authority place;
  if (read_url_origin(public_url, origin)) {
    allow_host(origin.host, no_port);
    origins_.push_back({lowered(origin.scheme), lowered(origin.host), origin.port});
  }
  for (const std::string_view host : hosts)
    if (read_authority(host, place)) allow_host(place.host, place.port);
  for (const std::string_view allowed : origins) {
    if (allowed == "*") any_origin_ = true;
    else if (read_origin(without_slash(allowed), origin))
      origins_.push_back({lowered(origin.scheme), lowered(origin.host), origin.port});
  }
}

void HostGuard::allow_host(std::string_view host, int32_t port) { hosts_.push_back({"", lowered(without_dot(host)), port}); }

bool HostGuard::host_ok(const framing::Request &request) const {
  Authority asked;
  if (!request.has_host || request.repeated_host || !read_authority(request.host, asked)) return false;
  asked.host = without_dot(asked.host);
  if (is_loopback(asked.host)) return true;
  for (const Place &known : hosts_)
    if (framing::same_word(asked.host, known.host) && (known.port == no_port || known.port == asked.port)) return true;
  return false;
}

bool HostGuard::origin_ok(const framing::Request &request) const {
  if (!request.has_origin) return true;
  Origin from;
  if (request.repeated_origin || !read_origin(request.origin, from)) return false; // "null" is no origin either
  if (any_origin_) return true;
  if (is_web(from.scheme) && is_loopback(from.host)) return true;
  for (const Place &known : origins_)
    if (from.port == known.port && framing::same_word(from.host, known.host) &&
        framing::same_word(from.scheme, known.scheme))
      return true;
  return false;
}

bool HostGuard::usable_host(std::string_view host) {
  Authority place;
  return read_authority(host, place);
}

bool HostGuard::usable_origin(std::string_view origin) {
  Origin place;
  return origin == "*" || read_origin(without_slash(origin), place);
}

bool HostGuard::usable_url(std::string_view url) {
  Origin place;
  return read_url_origin(url, place) && is_web(place.scheme);
}

CrossOrigin cross_origin(const framing::Request &request) {
  if (!request.has_origin) return {{{{"Vary", "Origin"}}}, 1};
  return {{{{"Access-Control-Allow-Origin", request.origin},
            {"Access-Control-Expose-Headers", "Mcp-Session-Id, WWW-Authenticate, Retry-After, DPoP-Nonce"},
            {"Vary", "Origin"}}},
          3};
}

} // namespace tenon::web
