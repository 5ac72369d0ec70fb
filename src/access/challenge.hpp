// challenge.hpp - how a request without a valid token is answered (RFC 6750 section 3).
#pragma once
#include "access/reason.hpp"

#include <string>
#include <string_view>

namespace tenon::access {

struct Challenge {
  int status;                   // 401, or 400 for a header that nobody can read
  std::string www_authenticate; // value of the header
  std::string error;            // "invalid_token", "invalid_request"; "" when no token was sent
  std::string description;      // one sentence for people
};

// The same answer for every reason that would tell an attacker how far a token got.
Challenge challenge(Reason reason, std::string_view realm);

// A good token that lacks a scope: 403, with all scopes that the operation needs (RFC 6750 section 3.1, MCP basic/authorization).
Challenge insufficient_scope(std::string_view realm, std::string_view scopes);

} // namespace tenon::access
