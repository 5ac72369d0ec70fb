// authority.hpp - the host and port in a Host header, an Origin or a URL, and whether two of them are the same place.
#pragma once
#include <cstdint>
#include <string_view>

namespace tenon::web {

inline constexpr int32_t no_port = -1;

// "example.com:8080", "[::1]". The host is as written; one that could not be a host (userinfo, blanks, slashes) is refused.
struct Authority {
  std::string_view host;
  int32_t port = no_port;
};
bool read_authority(std::string_view text, Authority &out);

// "https://example.com:8443" and nothing behind it. The port is filled in where the scheme has a default.
struct Origin {
  std::string_view scheme, host;
  int32_t port = no_port;
};
bool read_origin(std::string_view text, Origin &out);

// The origin of a URL, whatever path comes behind it.
bool read_url_origin(std::string_view url, Origin &out);

// The names by which a machine calls itself: localhost, 127.0.0.1, [::1].
bool is_loopback(std::string_view host);

} // namespace tenon::web
