// request_url.hpp - the address of a request in its one normal form, so that a client's idea of it can be compared with ours.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::access {

inline constexpr size_t max_url_bytes = 8u << 10;

// Scheme and host in small letters, no default port, no query, no fragment, "/" for an empty path, percent codes in capitals
// and only where they are needed (RFC 3986 sections 6.2.2 and 6.2.3). Nothing for what is no http or https URL of visible
// ASCII, has a user in it, or is longer than max_url_bytes.
std::optional<std::string> normal_url(std::string_view url);

// The addresses by which a request for `path` may have been reached, in normal form: below the public URL, if there is one,
// and by its Host header, which somebody has checked: over TLS, or, unless it is known to be `secure`, in the clear as well. Who ended the TLS
// is not ours to know.
std::vector<std::string> request_urls(std::string_view public_url, std::string_view host, bool secure, std::string_view path);

} // namespace tenon::access
