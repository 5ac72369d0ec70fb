// digest.hpp - SHA-256 of a text.
#pragma once
#include <string_view>

namespace tenon::crypto {

void sha256(std::string_view text, unsigned char out[32]);

} // namespace tenon::crypto
