// claims.hpp - what a token says about its bearer (RFC 7519), and whether that holds here and now.
#pragma once
#include "access/reason.hpp"
#include "ground/instant.hpp"
#include "json/reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::access {

// Who is asking, once a token was accepted.
struct Principal {
  std::string subject;     // `sub`, else `userId`; "" when the token names nobody
  std::string scopes;      // joined by single spaces
  std::string claims_json; // the payload as it was signed
  int64_t expires_at = 0;  // `exp` in whole Unix seconds, rounded down
};

// What the host demands of claims.
struct Expected {
  std::string_view issuer;   // "": not checked
  std::string_view audience; // "": not checked
  uint64_t leeway_seconds;   // at most max_leeway_seconds
};
inline constexpr uint64_t max_leeway_seconds = 86400;

// `claims` is the root of the payload's JSON, `text` the payload. `out` changes only when accepted.
Reason read_claims(json::Value claims, std::string_view text, const Expected &expected, Instant now, Principal &out);

// What a subject must not hold: control characters (C0, DEL, C1), which would go on into logs and headers.
bool has_control_characters(std::string_view utf8);

} // namespace tenon::access
