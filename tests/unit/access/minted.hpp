// minted.hpp - tokens as an issuer, or somebody who would like to be one, makes them: any header and payload, signed with any key.
#pragma once
#include "crypto/mac.hpp"
#include "ground/base64url.hpp"
#include <string>
#include <string_view>

namespace minted {

inline const std::string secret = "a secret of at least 32 bytes, it says";
inline constexpr std::string_view usual_header = R"({"alg":"HS256","typ":"JWT"})";

inline std::string part(std::string_view text) {
  std::string out;
  tenon::append_base64url(out, text);
  return out;
}

// Signs text of any form.
inline std::string sealed(const std::string &signed_text, std::string_view key = secret) {
  unsigned char tag[tenon::crypto::HmacSha256::tag_bytes];
  tenon::crypto::HmacSha256(key).tag(signed_text, tag);
  return signed_text + "." + part({reinterpret_cast<const char *>(tag), sizeof tag});
}

inline std::string token(std::string_view header, std::string_view payload, std::string_view key = secret) {
  return sealed(part(header) + "." + part(payload), key);
}

} // namespace minted
