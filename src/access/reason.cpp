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
  }
  return "unknown";
}

} // namespace tenon::access
