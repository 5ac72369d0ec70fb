// algorithm.hpp - the signature algorithms of JOSE (RFC 7518 section 3, RFC 8037) by name, and what follows from each.
#pragma once
#include "crypto/digest.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tenon::crypto {

enum class Algorithm : uint8_t { hs256, hs384, hs512, rs256, rs384, rs512, ps256, ps384, ps512, es256, es384, es512, eddsa };
inline constexpr size_t algorithm_count = 13;

enum class Family : uint8_t { hmac, rsa, rsa_pss, ec, edwards }; // edwards: only through a signature door
enum class Curve : uint8_t { p256, p384, p521 };

namespace detail {
struct AlgorithmFacts {
  std::string_view name;
  Family family;
  Sha sha; // EdDSA hashes in its own way
};
inline constexpr std::array<AlgorithmFacts, algorithm_count> algorithm_facts{{
    {"HS256", Family::hmac, Sha::bits256},
    {"HS384", Family::hmac, Sha::bits384},
    {"HS512", Family::hmac, Sha::bits512},
    {"RS256", Family::rsa, Sha::bits256},
    {"RS384", Family::rsa, Sha::bits384},
    {"RS512", Family::rsa, Sha::bits512},
    {"PS256", Family::rsa_pss, Sha::bits256},
    {"PS384", Family::rsa_pss, Sha::bits384},
    {"PS512", Family::rsa_pss, Sha::bits512},
    {"ES256", Family::ec, Sha::bits256},
    {"ES384", Family::ec, Sha::bits384},
    {"ES512", Family::ec, Sha::bits512},
    {"EdDSA", Family::edwards, Sha::bits512},
}};
constexpr const AlgorithmFacts &facts(Algorithm algorithm) { return algorithm_facts[static_cast<size_t>(algorithm)]; }
} // namespace detail

constexpr std::string_view name(Algorithm algorithm) { return detail::facts(algorithm).name; }
constexpr Family family(Algorithm algorithm) { return detail::facts(algorithm).family; }
constexpr Sha sha_of(Algorithm algorithm) { return detail::facts(algorithm).sha; }
constexpr size_t hash_bytes(Algorithm algorithm) { return sha_bytes(sha_of(algorithm)); }
constexpr bool asymmetric(Algorithm algorithm) { return family(algorithm) != Family::hmac; }

// Case counts (RFC 7515 section 4.1.1). Nothing for `none` and all that is not one of ours.
constexpr std::optional<Algorithm> find_algorithm(std::string_view text) {
  for (size_t i = 0; i < algorithm_count; ++i)
    if (detail::algorithm_facts[i].name == text) return static_cast<Algorithm>(i);
  return std::nullopt;
}

// RFC 7518 section 3.4: each curve has one algorithm, and the other way round.
constexpr std::string_view name(Curve curve) {
  return curve == Curve::p256 ? "P-256" : curve == Curve::p384 ? "P-384" : "P-521";
}
constexpr size_t coordinate_bytes(Curve curve) { return curve == Curve::p256 ? 32 : curve == Curve::p384 ? 48 : 66; }
constexpr Algorithm algorithm_of(Curve curve) {
  return curve == Curve::p256 ? Algorithm::es256 : curve == Curve::p384 ? Algorithm::es384 : Algorithm::es512;
}
constexpr std::optional<Curve> find_curve(std::string_view text) {
  for (const Curve curve : {Curve::p256, Curve::p384, Curve::p521})
    if (name(curve) == text) return curve;
  return std::nullopt;
}

// A set of algorithms: an allow-list.
class Algorithms final {
public:
  constexpr Algorithms() = default;
  static constexpr Algorithms all_asymmetric() {
    Algorithms set;
    for (size_t i = 0; i < algorithm_count; ++i)
      if (asymmetric(static_cast<Algorithm>(i))) set.add(static_cast<Algorithm>(i));
    return set;
  }
  constexpr void add(Algorithm algorithm) { bits_ = static_cast<uint16_t>(bits_ | bit(algorithm)); }
  constexpr void remove(Algorithm algorithm) { bits_ = static_cast<uint16_t>(bits_ & ~bit(algorithm)); }
  constexpr bool has(Algorithm algorithm) const { return (bits_ & bit(algorithm)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

private:
  static constexpr uint16_t bit(Algorithm algorithm) { return static_cast<uint16_t>(1u << static_cast<unsigned>(algorithm)); }
  uint16_t bits_ = 0;
};

} // namespace tenon::crypto
