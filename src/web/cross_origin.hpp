// cross_origin.hpp - which Host and Origin we answer to, and what a browser of another origin is told (CORS).
//
// A page on the web can point a name of its own at 127.0.0.1 and make the browser talk to us (DNS rebinding). Host and
// Origin then name that page: so only names that are known to be ours are answered, on every route.
#pragma once
#include "framing/streamable_http.hpp"
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::web {

class HostGuard {
public:
  // Entries that are not usable (see below) are left out; "" is no public URL.
  HostGuard(std::string_view public_url, std::span<const std::string_view> hosts, std::span<const std::string_view> origins);

  // localhost, 127.0.0.1, [::1], the public URL's host and the allowed ones, on any port, in any case, one dot at the end or
  // none. An allowed host that was given with a port counts on that port only. False: no Host, two of them, or another.
  bool host_ok(const framing::Request &) const;

  // No Origin is fine: then it was no page of another origin. Otherwise: http or https on a loopback name and any port, the
  // public URL's origin, or an allowed origin with the same scheme, host and port. "*" among them allows all but "null".
  bool origin_ok(const framing::Request &) const;

  // For who configures us: whether an entry means anything.
  static bool usable_host(std::string_view host);     // "example.com", "example.com:8443", "[2001:db8::1]"
  static bool usable_origin(std::string_view origin); // "https://example.com", "*"
  static bool usable_url(std::string_view url);       // "https://example.com/prefix"

private:
  struct Place {
    std::string scheme, host; // small letters; scheme "" of a host
    int32_t port;
  };
  void allow_host(std::string_view host, int32_t port);

  std::vector<Place> hosts_, origins_;
  bool any_origin_ = false;
};

// The lines that an answer carries for browsers. Values live as long as the program, but for Access-Control-Allow-Origin,
// which is first when count > 1 and a view of the request's Origin.
struct CrossOrigin {
  std::array<framing::HeaderLine, 3> lines;
  size_t count;
};

// For a request whose Origin is allowed. Without Origin only Vary, which tells caches that one would have mattered.
CrossOrigin cross_origin(const framing::Request &);

// Whether this is a browser asking before it sends the real request. Answered without a token: browsers send none.
inline bool is_preflight(const framing::Request &request) {
  return request.method == "OPTIONS" && request.has_origin && !request.cors_method.empty();
}

} // namespace tenon::web
