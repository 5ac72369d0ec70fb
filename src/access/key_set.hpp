// key_set.hpp - all keys that tokens may be signed with at one time: made whole, never changed, replaced by the next one.
#pragma once
#include "access/jwk.hpp"
#include "access/key.hpp"
#include "ground/outcome.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::access {

inline constexpr size_t most_keys = 64;
inline constexpr size_t most_jwks_bytes = 256u << 10;
inline constexpr size_t jwks_nesting = 8;

struct KeySource {
  enum class Form : uint8_t { secret, pem, jwk, jwks }; // jwks: a JWK alone is a set of one
  Form form = Form::secret;
  std::string_view text;               // raw bytes; PEM or DER; JSON
  std::optional<Algorithm> algorithm;  // none: the key's own `alg` or curve, else the default; not for a JWKS
  std::string_view kid;                // "": the JWK's own, else any; not for a JWKS
  bool public_only = false;            // a secret in it refuses the set
};

struct KeySetOptions {
  std::span<const KeySource> sources;
  Algorithm rsa_default = Algorithm::rs256, oct_default = Algorithm::hs256; // for keys that do not say
  KeyRules keys;
  Algorithms only; // keys for others are passed over in a JWKS, and refused where they stand alone; empty: any
};

class KeySet final {
public:
  // Each source is whole or refuses the set, with a sentence that names the source and, in a JWKS, the key's index.
  // invalid, weak_key; limit: over 64 keys or 256 KiB of JSON; duplicate: a `kid` twice, or two keys for any `kid` and the
  // same algorithm; no_key: none that can check a token.
  // `notes` (may be null) gets a sentence for each key that was passed over.
  static Outcome<std::shared_ptr<const KeySet>> make(const KeySetOptions &options, std::vector<std::string> *notes);

  // The one key that is for this algorithm and this `kid`: the key of just that name, else the one that is for any. A token
  // without `kid` means the key without one, else the only one of its algorithm. Where several are left, there is none: keys
  // are never tried one after the other.
  const Key *find(std::optional<std::string_view> kid, Algorithm algorithm) const;
  // Whether any key has that `kid`: an unknown one may be a reason to ask the issuer for its keys again.
  bool knows(std::string_view kid) const;

  Algorithms algorithms() const { return algorithms_; } // of all keys: the allow-list
  const std::vector<Key> &keys() const { return keys_; }
  bool short_secret() const;

private:
  KeySet() = default;
  std::vector<Key> keys_;
  Algorithms algorithms_;
};

} // namespace tenon::access
