// base_url.hpp - where we are, as clients write it.
#pragma once
#include <string>
#include <string_view>

namespace tenon::web {

// "https://example.com/prefix". `host` as in a Host header that was let pass, and whether it was called over TLS: what counts without a
// usable public URL.
std::string base_url(std::string_view public_url, std::string_view host, bool secure, std::string_view base_path);

} // namespace tenon::web
