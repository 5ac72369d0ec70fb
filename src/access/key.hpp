// key.hpp - one key to check tokens with, bound to one algorithm, whatever stands behind it: a secret, a public key, or the host.
#pragma once
#include "access/reason.hpp"
#include "crypto/algorithm.hpp"
#include "crypto/mac.hpp"
#include "crypto/public_key.hpp"
#include "crypto/signature_door.hpp"
#include "ground/outcome.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tenon::access {

using crypto::Algorithm;
using crypto::Algorithms;

inline constexpr size_t longest_kid = 256; // bytes
inline constexpr size_t longest_secret = 4096; // bytes

// How keys are taken in.
struct KeyRules {
  bool allow_short_secret = false; // shorter than the hash of its algorithm
  std::shared_ptr<const crypto::SignatureDoor> door; // null: public keys are checked by ourselves, and EdDSA by nobody
};

class Key final {
public:
  // `kid` "": tokens with any `kid` may be meant for it, and tokens without.
  // invalid: no HS algorithm, an empty or too long secret; weak_key: shorter than the hash (RFC 7518 section 3.2).
  static Outcome<Key> secret(std::string_view bytes, Algorithm algorithm, std::string_view kid, const KeyRules &rules);
  // invalid: the key is not one of that algorithm, or the host's door does not take it.
  static Outcome<Key> public_key(crypto::PublicKey key, Algorithm algorithm, std::string_view kid, const KeyRules &rules);
  // An OKP key (RFC 8037): only the host's door can check it. `jwk` is its JWK in RFC 7638's form.
  static Outcome<Key> edwards(std::string_view jwk, std::string_view kid, const KeyRules &rules);

  Algorithm algorithm() const { return algorithm_; }
  const std::string &kid() const { return kid_; }
  bool any_kid() const { return any_kid_; }
  // False, and nothing changes: no kid that a key may have.
  bool rename(std::string_view kid);
  void demand_kid() { any_kid_ = false; } // keys of a JWKS are found by their own `kid`, and by tokens that name none
  // RFC 7638 with SHA-256, as base64url; "" for a secret, which nothing should be known of.
  const std::string &thumbprint() const { return thumbprint_; }
  bool short_secret() const { return short_secret_; }

  // `signature` is decoded. accepted, bad_signature, or unchecked when the host's door could not say.
  // For any number of threads at once. Throws only std::bad_alloc.
  Reason check(std::string_view signed_text, std::string_view signature) const;

private:
  using Means = std::variant<crypto::Hmac, crypto::PublicKey, crypto::HostKey>;
  Key(Algorithm algorithm, std::string_view kid, Means means);

  Algorithm algorithm_;
  bool any_kid_, short_secret_ = false;
  std::string kid_, thumbprint_;
  Means means_;
};

// RFC 7638: `jwk` holds just the required members, in their order.
std::string thumbprint_of(std::string_view jwk);

} // namespace tenon::access
