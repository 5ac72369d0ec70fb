// public_key.hpp - an RSA or elliptic curve key that somebody else signs with: taken in strictly, asked by any number of threads.
#pragma once
#include "crypto/algorithm.hpp"
#include "crypto/key_file.hpp"
#include "ground/outcome.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tenon::crypto {

inline constexpr size_t least_rsa_bits = 2048, most_rsa_bits = 8192;
inline constexpr size_t most_rsa_exponent_bytes = 8; // a longer exponent only makes each check dearer
inline constexpr size_t most_signature_bytes = most_rsa_bits / 8;

class PublicKey final {
public:
  // Big-endian numbers without leading zeros. weak_key: under 2048 bits, exponent 1, or a modulus with the ROCA fingerprint
  // (CVE-2017-15361); invalid: over 8192 bits, an even number, an exponent over 64 bits or not below the modulus.
  static Outcome<PublicKey> rsa(std::string_view n, std::string_view e);
  // Coordinates of exactly coordinate_bytes(curve) bytes. invalid: another length, or a point that is not on the curve.
  static Outcome<PublicKey> ec(Curve curve, std::string_view x, std::string_view y);
  // PEM or DER: SubjectPublicKeyInfo, or PKCS#1 for RSA. Certificates and private keys are refused with a sentence saying so.
  static Outcome<PublicKey> parse(std::string_view pem_or_der);

  ~PublicKey();
  PublicKey(PublicKey &&) noexcept;
  PublicKey &operator=(PublicKey &&) noexcept;

  // Whether it is a key of that algorithm: RS* and PS* for RSA, the curve's own ES* for the others.
  bool fits(Algorithm algorithm) const;
  // True: this key's owner signed this text in this way. ES*: `signature` is r and s, each as long as a coordinate; PS*: the
  // salt is as long as the hash; RSA: as long as the modulus. For any number of threads at once: each borrows working state
  // from a small shelf inside the key. Throws only std::bad_alloc: lack of memory is never a verdict.
  bool verify(Algorithm algorithm, std::string_view signed_text, std::string_view signature) const;

  bool is_rsa() const;
  Curve curve() const;             // of a key that is not RSA
  size_t bits() const;             // of the modulus, or of the curve
  std::string_view modulus() const, exponent() const; // RSA, big-endian; "" otherwise
  std::string_view x() const, y() const;              // EC; "" otherwise

  // {"crv":..,"kty":"EC","x":..,"y":..} or {"e":..,"kty":"RSA","n":..}: just the members that RFC 7638 digests, in its order.
  std::string jwk() const;
  std::string pem() const; // SubjectPublicKeyInfo

private:
  struct State;
  explicit PublicKey(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

} // namespace tenon::crypto
