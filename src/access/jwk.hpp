// jwk.hpp - a key as JSON (RFC 7517, RFC 7518 section 6, RFC 8037): read strictly, bound to one algorithm.
#pragma once
#include "access/key.hpp"
#include "ground/outcome.hpp"
#include "json/reader.hpp"

#include <optional>
#include <string>

namespace tenon::access {

struct JwkRules {
  // The algorithm that the key must be for: one without `alg` is bound to it, one with another `alg` is refused.
  std::optional<Algorithm> algorithm;
  // Without that, and without `alg`: what RSA keys and secrets are for. EC keys are for the algorithm of their curve.
  Algorithm rsa_default = Algorithm::rs256, oct_default = Algorithm::hs256;
  bool secrets = true; // whether kty oct is welcome; a proof's key (RFC 9449) must not be one
  KeyRules keys;
};

// unusable: a good key, for something else than checking signatures, or of a kind that we do not know (RFC 7517 section 5 asks
// to pass over those in a set). refused: malformed, weak, contradictory, or private where a public one belongs.
enum class JwkFate : uint8_t { usable, unusable, refused };
struct ReadJwk {
  JwkFate fate;
  std::optional<Key> key; // when usable
  Status status;          // when refused: invalid or weak_key
  std::string why;        // when not usable
};

// `jwk` is any JSON value. The members that we do not know are passed over, as RFC 7517 section 4 asks.
ReadJwk read_jwk(json::Value jwk, const JwkRules &rules);

// The same where only a usable key will do, such as the `jwk` in a proof's header: what is unusable is invalid.
Outcome<Key> take_jwk(json::Value jwk, const JwkRules &rules);

} // namespace tenon::access
