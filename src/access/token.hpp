// token.hpp - a signed token (RFC 7515 compact form): its parts, its header, its signature. What it claims is for claims.hpp.
#pragma once
#include "access/reason.hpp"
#include "crypto/mac.hpp"
#include "json/reader.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::access {

inline constexpr size_t token_ceiling = 1u << 20;         // bytes, whatever larger bound the host sets for headers
inline constexpr size_t max_token_header_bytes = 4u << 10; // of the header part as text
inline constexpr size_t max_token_nesting = 8;             // of header and payload

struct TokenParts {
  std::string_view header, payload, signature; // as sent, base64url
  std::string_view signed_text;                // header.payload
};

// Exactly two dots. One pass, no matter how many there are.
bool split_token(std::string_view token, TokenParts &out);

// The header's say: HS256 and nothing that changes how the rest is to be read. `header` is the root of its JSON.
Reason check_token_header(json::Value header);

// Form, header and signature, in that order: nothing but the header is parsed before the signature is known to be good.
// `scratch` and `text` are memory to work in. When accepted, `payload` is the decoded payload: a view of `text`, with the
// padding behind it that json::Reader::parse asks for. Nobody has looked at it yet.
Reason check_signature(std::string_view token, const crypto::HmacSha256 &key, json::Reader &scratch, std::string &text,
                       std::string_view &payload);

} // namespace tenon::access
