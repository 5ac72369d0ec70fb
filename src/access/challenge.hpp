// challenge.hpp - how a request without valid credentials, or without the right to do what it asks, is answered (RFC 6750
// section 3, RFC 9449 section 7, RFC 9728 section 5).
#pragma once
#include "access/bearer.hpp"
#include "access/reason.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::access {

// What every challenge tells about this resource; "" is left out.
struct Door {
  std::string_view realm;             // always told
  std::string_view resource_metadata; // the URL of the RFC 9728 document
  std::string_view scopes;            // what a client should ask for to begin with
  std::string_view proof_algorithms;  // "ES256 PS256": proofs are taken (RFC 9449), made with one of these
};

struct Challenge {
  int status;                       // 401; 400 for headers that nobody can read; 403, 429, 503
  std::string www_authenticate;     // value of the header; "": none
  std::string error;                // "invalid_token", "invalid_request", ...; "" when no credentials were sent
  std::string description;          // one sentence for people
  uint64_t retry_after_seconds = 0; // 0: no Retry-After
};

// The same answer for every reason that would tell an attacker how far a token got. `used` is the scheme that the request
// chose, `retry_after_seconds` what a throttled peer is told.
Challenge challenge(Reason reason, const Door &door, Scheme used = Scheme::bearer, uint64_t retry_after_seconds = 1);
inline Challenge challenge(Reason reason, std::string_view realm) { return challenge(reason, Door{realm, {}, {}, {}}); }

// Good credentials that lack a scope: 403, with all scopes that the operation needs (RFC 6750 section 3.1, MCP basic/authorization).
Challenge insufficient_scope(const Door &door, std::string_view scopes);
inline Challenge insufficient_scope(std::string_view realm, std::string_view scopes) { return insufficient_scope(Door{realm, {}, {}, {}}, scopes); }

// Good credentials that lack a role or permission, which no other token of that person has either: 403, nothing to ask for.
Challenge forbidden();

// The words without offline_access, which is between a client and its authorization server (MCP basic/authorization).
std::string askable_scopes(std::string_view scopes);

} // namespace tenon::access
