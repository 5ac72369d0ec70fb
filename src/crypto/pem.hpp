// pem.hpp - bytes between BEGIN and END (RFC 7468).
#pragma once
#include "ground/outcome.hpp"

#include <string>
#include <string_view>

namespace tenon::crypto {

struct PemBlock {
  std::string_view label; // such as PUBLIC KEY
  std::string_view body;  // base64 with line breaks
};

bool looks_like_pem(std::string_view text);
// The one block of the text, curve parameters left aside. What stands around blocks is for people and does not count.
Outcome<PemBlock> find_pem_block(std::string_view text);
// False: no strict base64. Line breaks and outer white space do not count.
bool decode_pem_body(std::string_view body, std::string &out);

std::string pem(std::string_view label, std::string_view bytes);

} // namespace tenon::crypto
