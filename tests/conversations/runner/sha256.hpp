// sha256.hpp - the digest that a proof bears of its token (RFC 9449): the public contract has none.
#pragma once
#include <string>
#include <string_view>

namespace talk {

std::string sha256(std::string_view text); // 32 bytes
std::string base64url(std::string_view bytes);

} // namespace talk
