// reason.cpp - the words for the log.
#include "access/reason.hpp"

namespace tenon::access {

const char *word(Reason reason) {
  switch (reason) {
  case Reason::accepted: return "accepted";
  case Reason::missing: return "missing";
  case Reason::malformed_header: return "malformed_header";
  case Reason::too_large: return "too_large";
  case Reason::malformed: return "malformed";
  case Reason::bad_algorithm: return "bad_algorithm";
  case Reason::critical: return "critical";
  case Reason::bad_signature: return "bad_signature";
  case Reason::expired: return "expired";
  case Reason::not_yet_valid: return "not_yet_valid";
  case Reason::no_expiry: return "no_expiry";
  case Reason::bad_claims: return "bad_claims";
  case Reason::wrong_issuer: return "wrong_issuer";
  case Reason::wrong_audience: return "wrong_audience";
  case Reason::bad_header: return "bad_header";
  case Reason::unknown_key: return "unknown_key";
  case Reason::unchecked: return "unchecked";
  case Reason::too_old: return "too_old";
  case Reason::revoked: return "revoked";
  case Reason::throttled: return "throttled";
  case Reason::bad_api_key: return "bad_api_key";
  case Reason::proof_missing: return "proof_missing";
  case Reason::proof_unbound: return "proof_unbound";
  case Reason::bad_proof: return "bad_proof";
  case Reason::proof_signature: return "proof_signature";
  case Reason::proof_key: return "proof_key";
  case Reason::proof_request: return "proof_request";
  case Reason::proof_token: return "proof_token";
  case Reason::proof_stale: return "proof_stale";
  case Reason::proof_nonce: return "proof_nonce";
  case Reason::proof_replayed: return "proof_replayed";
  case Reason::proof_store_full: return "proof_store_full";
  case Reason::lacks_scope: return "lacks_scope";
  case Reason::lacks_role: return "lacks_role";
  case Reason::lacks_permission: return "lacks_permission";
  }
  return "unknown";
}

} // namespace tenon::access
