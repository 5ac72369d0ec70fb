// reason.hpp - why a request was let in or turned away: for the host's log, never for the peer.
#pragma once
#include <cstdint>

namespace tenon::access {

enum class Reason : uint8_t {
  accepted,
  missing,          // no credentials were sent
  malformed_header, // more than one credential, or not a scheme and one token
  too_large,
  malformed,        // not three strict base64url parts around JSON objects
  bad_algorithm,    // `alg` is not on the allow-list
  critical,         // `crit`: asks for an extension that we do not have
  bad_signature,
  expired,
  not_yet_valid,    // `nbf` or `iat` lies ahead
  no_expiry,
  bad_claims,       // a claim of the wrong type, out of range, or bound to something that we cannot check
  wrong_issuer,
  wrong_audience,
  bad_header,       // `b64`, `zip`, `enc`, an embedded or linked key, or a `typ` that is no access token
  unknown_key,      // no key of that `kid` and algorithm, or more than one
  unchecked,        // the host's own check of signatures could not say
  too_old,          // issued longer ago than the policy allows, or silent about when
  revoked,          // the host said so
  throttled,        // too many bad signatures from that address lately: not looked at
  bad_api_key,      // the host does not know it, or takes none
  proof_missing,    // the token is bound to a key (RFC 9449), and its owner was not proved
  proof_unbound,    // sent by the scheme DPoP, but bound to no key
  bad_proof,        // no proof of RFC 9449's form
  proof_signature,
  proof_key,        // made with another key than the token is bound to
  proof_request,    // made for another method or address
  proof_token,      // made for another token
  proof_stale,      // made too long ago, or in the future
  proof_nonce,      // without a nonce of ours, or with one that is too old
  proof_replayed,
  proof_store_full, // no room to remember the proof, so it is not taken
  lacks_scope,
  lacks_role,
  lacks_permission,
};
inline constexpr int reason_count = 35;

// Stable snake_case word, static: the enumerator's own name.
const char *word(Reason reason);

} // namespace tenon::access
