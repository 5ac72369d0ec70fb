// signing_key.hpp - a key to sign with as text: PEM, DER or a private JWK, and the JWK Set that those who check are given.
#pragma once
#include "crypto/algorithm.hpp"
#include "crypto/entropy.hpp"
#include "crypto/private_key.hpp"
#include "ground/outcome.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::access {

struct SigningKey {
  crypto::PrivateKey key;
  std::optional<crypto::Algorithm> algorithm; // what the JWK says that it is for
  std::string kid;                            // of the JWK, or ""
};

// PEM or DER: as PrivateKey::parse takes them. JSON: one private JWK (RFC 7517) of kty RSA with all its primes, or EC.
// invalid, with a sentence for people; weak_key; no_entropy.
Outcome<SigningKey> read_signing_key(std::string_view text, crypto::Entropy &entropy);

struct MadeKey {
  std::string private_jwk; // secret: for the caller to wipe
  std::string public_jwks; // {"keys":[...]} with the one public half
};

// Both JWKs say `alg`, `kid` and `use`. kid "": the thumbprint (RFC 7638). invalid: not RS*, PS* or ES*, bits that are none of
// generate_rsa's (0: 2048) or given for ES*, a kid that is none; no_entropy.
Outcome<MadeKey> make_signing_key(crypto::Algorithm algorithm, size_t bits, std::string_view kid, crypto::Entropy &entropy);

} // namespace tenon::access
