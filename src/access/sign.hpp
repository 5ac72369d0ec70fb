// sign.hpp - writes and signs a token, for hosts' tools and for tests.
#pragma once
#include "crypto/algorithm.hpp"
#include "crypto/entropy.hpp"
#include "crypto/private_key.hpp"
#include "ground/instant.hpp"
#include "ground/outcome.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::access {

inline constexpr uint64_t default_token_life = 3600; // seconds
inline constexpr int64_t last_token_second = 253402300799; // the end of the year 9999

struct TokenRequest {
  std::string_view secret; // HS*; "" with a key
  bool allow_short_secret = false;
  std::string_view subject;  // `sub`, and `userId` beside it
  std::string_view username; // "": left out, and so for all that follow
  std::vector<std::string_view> roles;
  std::string_view issuer, audience, scope;
  uint64_t expires_in_seconds = 0; // 0: default_token_life
  std::string_view claims_json;    // an object whose members are added

  const crypto::PrivateKey *key = nullptr;         // RS*, PS*, ES*
  crypto::Entropy *entropy = nullptr;              // with a key
  std::optional<crypto::Algorithm> algorithm = {}; // none: HS256, RS256, or the algorithm of the key's curve
  std::string_view kid = {};                       // "": left out
  std::string_view typ = "JWT";                    // "": left out
  bool only_claims = false;                        // the payload is claims_json as it is, whatever that makes of it
};

// invalid: no key or two, an algorithm that is none of the key's, what our own policy would refuse (a subject with control
// characters, text that is not UTF-8, a date after the year 9999), no subject, or claims_json that is no object or repeats a
// claim set here; weak_key; limit: over token_ceiling; no_entropy.
Outcome<std::string> sign(const TokenRequest &request, Instant now);

} // namespace tenon::access
