// reason.hpp - why a request was let in or turned away: for the host's log, never for the peer.
#pragma once
#include <cstdint>

namespace tenon::access {

enum class Reason : uint8_t {
  accepted,
  missing,          // no bearer token was sent
  malformed_header, // more than one Authorization header, or not `Bearer` and one token
  too_large,
  malformed,        // not three strict base64url parts around JSON objects
  bad_algorithm,    // `alg` is not on the allow-list
  critical,         // `crit`: asks for an extension that we do not have
  bad_signature,
  expired,
  not_yet_valid,    // `nbf` or `iat` lies ahead
  no_expiry,
  bad_claims,       // a claim of the wrong type, out of range, or bound to a proof that was not asked for
  wrong_issuer,
  wrong_audience,
  bad_header,       // `b64`, `zip`, `enc`, an embedded or linked key, or a `typ` that is no access token
};
inline constexpr int reason_count = 15;

// Stable snake_case word, static: the enumerator's own name.
const char *word(Reason reason);

} // namespace tenon::access
