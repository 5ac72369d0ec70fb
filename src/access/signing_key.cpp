// signing_key.cpp - reads private JWKs member by member, and writes pairs of JWKs that name their algorithm.
#include "access/signing_key.hpp"

#include "access/claims.hpp"
#include "access/key.hpp"
#include "crypto/mac.hpp"
#include "ground/base64url.hpp"
#include "ground/words.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

#include <array>
#include <new>
#include <utility>

namespace tenon::access {
namespace {

using crypto::Algorithm;
using crypto::PrivateKey;

constexpr size_t jwk_nesting = 4;

Refusal invalid(std::string text) { return {Status::invalid, std::move(text)}; }

// Decoded members, wiped when they have been read.
class Numbers final {
public:
  Numbers() = default;
  Numbers(const Numbers &) = delete;
  Numbers &operator=(const Numbers &) = delete;
  ~Numbers() {
    for (std::string &bytes : bytes_) crypto::wipe(bytes.data(), bytes.size());
  }
  // "": missing, or not strict base64url.
  std::string_view take(json::Value jwk, std::string_view name) {
    const json::Value member = jwk.find(name);
    std::string &bytes = bytes_[count_++];
    if (!member.is_text() || !decode_base64url(member.text(), bytes)) bytes.clear();
    return bytes;
  }

private:
  std::array<std::string, 8> bytes_;
  size_t count_ = 0;
};

Outcome<PrivateKey> read_rsa(json::Value jwk) {
  Numbers read;
  const crypto::RsaNumbers numbers{read.take(jwk, "n"), read.take(jwk, "e"),  read.take(jwk, "d"),  read.take(jwk, "p"),
                                   read.take(jwk, "q"), read.take(jwk, "dp"), read.take(jwk, "dq"), read.take(jwk, "qi")};
  for (const std::string_view number : {numbers.n, numbers.e, numbers.d, numbers.p, numbers.q, numbers.dp, numbers.dq, numbers.qi})
    if (number.empty()) return invalid("a private RSA key has n, e, d, p, q, dp, dq and qi in strict base64url");
  return PrivateKey::rsa(numbers);
}

Outcome<PrivateKey> read_ec(json::Value jwk, crypto::Entropy &entropy) {
  const json::Value crv = jwk.find("crv");
  const std::optional<crypto::Curve> curve = crv.is_text() ? crypto::find_curve(crv.text()) : std::nullopt;
  if (!curve) return invalid("crv is none of P-256, P-384 and P-521");
  Numbers read;
  const std::string_view d = read.take(jwk, "d"), x = read.take(jwk, "x"), y = read.take(jwk, "y");
  if (d.size() != crypto::coordinate_bytes(*curve)) return invalid("d is missing, or not as long as a coordinate of the curve");
  Outcome<PrivateKey> key = PrivateKey::ec(*curve, d, entropy);
  if (key && (key->public_half().x() != x || key->public_half().y() != y)) return invalid("x and y are not the point of d");
  return key;
}

Outcome<SigningKey> read_jwk(std::string_view text, crypto::Entropy &entropy) {
  json::Reader reader;
  const json::Trouble trouble = reader.parse_copy(text, jwk_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  if (trouble != json::Trouble::none) return invalid(std::string("the JWK: ") + json::word(trouble));
  const json::Value jwk = reader.root(), kty = jwk.find("kty"), alg = jwk.find("alg"), kid = jwk.find("kid");
  if (!jwk.is_object() || !kty.is_text()) return invalid("no JWK: kty is missing");
  if ((alg && !alg.is_text()) || (kid && !kid.is_text())) return invalid("alg or kid is no text");
  std::optional<Algorithm> algorithm;
  if (alg && !(algorithm = crypto::find_algorithm(alg.text()))) return invalid("its alg is none that we sign with");
  if (kty.text() != "RSA" && kty.text() != "EC") return invalid("its kty is neither RSA nor EC");
  Outcome<PrivateKey> key = kty.text() == "RSA" ? read_rsa(jwk) : read_ec(jwk, entropy);
  if (!key) return key.refusal();
  return SigningKey{std::move(*key), algorithm, kid ? std::string(kid.text()) : std::string()};
}

// The JWK with what it is for.
std::string named(std::string jwk, Algorithm algorithm, std::string_view kid) {
  jwk.pop_back();
  jwk += R"(,"use":"sig","alg":)";
  json::append_text(jwk, name(algorithm));
  jwk += R"(,"kid":)";
  json::append_text(jwk, kid);
  return jwk + "}";
}

crypto::Curve curve_of(Algorithm algorithm) {
  return algorithm == Algorithm::es256 ? crypto::Curve::p256 : algorithm == Algorithm::es384 ? crypto::Curve::p384 : crypto::Curve::p521;
}

Outcome<PrivateKey> generate(Algorithm algorithm, size_t bits, crypto::Entropy &entropy) {
  switch (crypto::family(algorithm)) {
  case crypto::Family::rsa:
  case crypto::Family::rsa_pss: return PrivateKey::generate_rsa(bits == 0 ? crypto::least_rsa_bits : bits, entropy);
  case crypto::Family::ec:
    if (bits != 0) return invalid("the curve says how many bits a key of ES* has");
    return PrivateKey::generate_ec(curve_of(algorithm), entropy);
  case crypto::Family::hmac:
  case crypto::Family::edwards: break;
  }
  return invalid("keys are made for RS*, PS* and ES*");
}

} // namespace

Outcome<SigningKey> read_signing_key(std::string_view text, crypto::Entropy &entropy) {
  const size_t start = text.find_first_not_of(" \t\r\n");
  if (start != text.npos && text[start] == '{') return read_jwk(text, entropy);
  Outcome<PrivateKey> key = PrivateKey::parse(text, entropy);
  if (!key) return key.refusal();
  return SigningKey{std::move(*key), std::nullopt, {}};
}

Outcome<MadeKey> make_signing_key(Algorithm algorithm, size_t bits, std::string_view kid, crypto::Entropy &entropy) {
  if (kid.size() > longest_kid || !json::valid_utf8(kid) || has_control_characters(kid))
    return invalid("the kid is over 256 bytes, not UTF-8, or has a control character");
  Outcome<PrivateKey> key = generate(algorithm, bits, entropy);
  if (!key) return key.refusal();
  const std::string half = key->public_half().jwk();
  const std::string id = kid.empty() ? thumbprint_of(half) : std::string(kid);
  return MadeKey{named(key->jwk(), algorithm, id), R"({"keys":[)" + named(half, algorithm, id) + "]}"};
}

} // namespace tenon::access
