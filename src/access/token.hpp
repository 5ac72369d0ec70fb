// token.hpp - a signed token (RFC 7515 compact form): its parts, its header, its key, its signature. Its claims: claims.hpp.
#pragma once
#include "access/key_set.hpp"
#include "access/reason.hpp"
#include "json/reader.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
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

// What `typ` may say. Most issuers leave it out or say JWT; RFC 9068 section 2.1 says at+jwt.
enum class TypRule : uint8_t {
  accept_missing,       // none, JWT or at+jwt
  require_access_token, // at+jwt
  off,                  // anything: an ID token would do
};

struct TokenHeader {
  Algorithm algorithm;
  std::optional<std::string_view> kid;
};

// The header's say: an algorithm on the list and nothing that changes how the rest is to be read. `header` is the root of its
// JSON. bad_algorithm, critical, bad_header, malformed.
Reason read_token_header(json::Value header, Algorithms allowed, TypRule typ, TokenHeader &out);

// A token whose form and header are good and whose key is known. Nothing else is: its payload is a stranger's until
// check_signature() says accepted.
struct OpenToken {
  const Key *key = nullptr;
  std::string_view signed_text; // of the token
  std::string_view payload;     // decoded, a view of `text`, with the padding behind it that json::Reader::parse asks for
  std::string_view signature;   // decoded, behind the payload
};

// Form, header, key, in this order; `scratch` and `text` are memory to work in. too_large, malformed, unknown_key, or what
// read_token_header says. `scratch` is free again afterwards.
Reason open_token(std::string_view token, const KeySet &keys, TypRule typ, json::Reader &scratch, std::string &text, OpenToken &out);

// accepted, bad_signature, or unchecked when the host's door could not say. A secret's check costs about as much as parsing
// the payload. A public key's costs up to a millisecond, so the claims should be screened first, and a budget asked.
inline Reason check_signature(const OpenToken &token) { return token.key->check(token.signed_text, token.signature); }
inline bool dear(const OpenToken &token) { return crypto::asymmetric(token.key->algorithm()); }

} // namespace tenon::access
