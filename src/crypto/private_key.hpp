// private_key.hpp - a key to sign with, for tools and tests: made, taken in, written out.
#pragma once
#include "crypto/algorithm.hpp"
#include "crypto/entropy.hpp"
#include "crypto/public_key.hpp"
#include "ground/outcome.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tenon::crypto {

class PrivateKey final {
public:
  // bits: 2048, 3072 or 4096. 2048 bits take some tenths of a second. no_entropy: the source failed.
  static Outcome<PrivateKey> generate_rsa(size_t bits, Entropy &entropy);
  static Outcome<PrivateKey> generate_ec(Curve curve, Entropy &entropy);
  // PEM or DER: PKCS#8, PKCS#1 (RSA), SEC 1 (EC); none that is encrypted.
  static Outcome<PrivateKey> parse(std::string_view pem_or_der, Entropy &entropy);
  static Outcome<PrivateKey> rsa(const RsaNumbers &numbers);
  static Outcome<PrivateKey> ec(Curve curve, std::string_view d, Entropy &entropy); // d: coordinate_bytes(curve) bytes

  ~PrivateKey(); // wipes
  PrivateKey(PrivateKey &&) noexcept;
  PrivateKey &operator=(PrivateKey &&) noexcept;

  const PublicKey &public_half() const;
  // As a JWS carries it. invalid: not this key's algorithm; no_entropy. For any number of threads at once.
  Outcome<std::string> sign(Algorithm algorithm, std::string_view text, Entropy &entropy) const;

  std::string jwk() const; // with private members, and no others than the key's
  std::string pem() const; // PKCS#8

private:
  struct State;
  explicit PrivateKey(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

} // namespace tenon::crypto
