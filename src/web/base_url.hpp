// base_url.hpp - where we are, as clients write it.
#pragma once
#include <string>
#include <string_view>

namespace tenon::web {

// "https://example.com/prefix". `host` as in a Host header that was let pass; without a usable public URL it is plain http there.
std::string base_url(std::string_view public_url, std::string_view host, std::string_view base_path);

} // namespace tenon::web
