// private_key_test.cpp - keys are made, written, read again, and sign.
#include "crypto/private_key.hpp"
#include "crypto/key_file.hpp"
#include "crypto/pem.hpp"
#include "crypto/test_keys.hpp"
#include "ground/base64url.hpp"
#include "json/reader.hpp"
#include <cstring>
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::crypto;

namespace {

int32_t no_dice(void *, void *, size_t) { return -1; }

// A few good bytes, then nothing.
int32_t few_dice(void *left, void *out, size_t length) {
  int *const rolls = static_cast<int *>(left);
  if ((*rolls)-- <= 0) return -1;
  std::memset(out, 0x37, length);
  return 0;
}

std::string member(const std::string &jwk, const char *name) {
  json::Reader reader;
  REQUIRE(reader.parse_copy(jwk, 4) == json::Trouble::none);
  std::string bytes;
  REQUIRE(decode_base64url(reader.root().find(name).text(), bytes));
  return bytes;
}

} // namespace

TEST_CASE("a generated key signs, and its written forms are the same key") {
  Entropy entropy(nullptr, nullptr);
  for (const Curve curve : {Curve::p256, Curve::p384, Curve::p521}) {
    const auto key = PrivateKey::generate_ec(curve, entropy), other = PrivateKey::generate_ec(curve, entropy);
    REQUIRE(key);
    REQUIRE(other);
    CHECK(key->jwk() != other->jwk());
    const auto signature = key->sign(algorithm_of(curve), "text", entropy);
    REQUIRE(signature);
    CHECK(signature->size() == 2 * coordinate_bytes(curve));
    CHECK(key->public_half().verify(algorithm_of(curve), "text", *signature));
    CHECK_FALSE(other->public_half().verify(algorithm_of(curve), "text", *signature));
    const auto back = PrivateKey::parse(key->pem(), entropy);
    REQUIRE(back);
    CHECK(back->jwk() == key->jwk());
    const auto from_number = PrivateKey::ec(curve, member(key->jwk(), "d"), entropy);
    REQUIRE(from_number);
    CHECK(from_number->jwk() == key->jwk());
  }
}

TEST_CASE("a generated RSA key of 2048 bits; no other lengths than three") {
  Entropy entropy(nullptr, nullptr);
  const auto key = PrivateKey::generate_rsa(2048, entropy);
  REQUIRE(key);
  CHECK(key->public_half().bits() == 2048);
  CHECK(key->public_half().exponent() == std::string("\1\0\1", 3));
  for (const Algorithm algorithm : {Algorithm::rs256, Algorithm::rs384, Algorithm::rs512, Algorithm::ps256, Algorithm::ps384, Algorithm::ps512}) {
    const auto signature = key->sign(algorithm, "text", entropy);
    REQUIRE(signature);
    CHECK(key->public_half().verify(algorithm, "text", *signature));
  }
  for (const size_t bits : {0u, 1024u, 2047u, 2056u, 8192u}) CHECK(PrivateKey::generate_rsa(bits, entropy).refusal().status == Status::invalid);
}

TEST_CASE("an RSA key comes back from its numbers, also without the primes") {
  Entropy entropy(nullptr, nullptr);
  const auto key = PrivateKey::parse(test_keys::rsa2048, entropy);
  REQUIRE(key);
  const std::string jwk = key->jwk(), n = member(jwk, "n"), e = member(jwk, "e"), d = member(jwk, "d"), p = member(jwk, "p"), q = member(jwk, "q");
  for (const RsaNumbers &numbers : {RsaNumbers{n, e, d, p, q, {}, {}, {}}, RsaNumbers{n, e, d, {}, {}, {}, {}, {}}, RsaNumbers{n, e, {}, p, q, {}, {}, {}}}) {
    const auto back = PrivateKey::rsa(numbers);
    REQUIRE(back);
    CHECK(member(back->jwk(), "n") == n);
    const auto signature = back->sign(Algorithm::rs256, "text", entropy);
    REQUIRE(signature);
    CHECK(*signature == *key->sign(Algorithm::rs256, "text", entropy)); // PKCS#1 signs without dice
  }
}

TEST_CASE("numbers that do not belong together are no key") {
  Entropy entropy(nullptr, nullptr);
  const auto key = PrivateKey::parse(test_keys::rsa2048, entropy);
  REQUIRE(key);
  const std::string jwk = key->jwk(), n = member(jwk, "n"), e = member(jwk, "e"), d = member(jwk, "d"), p = member(jwk, "p"), q = member(jwk, "q");
  std::string other = d;
  other.back() = static_cast<char>(other.back() ^ 2);
  const auto status = [](const RsaNumbers &numbers) { return PrivateKey::rsa(numbers).refusal().status; };
  CHECK(status({n, e, other, p, q, {}, {}, {}}) == Status::invalid);
  CHECK(status({n, e, d, q, q, {}, {}, {}}) == Status::invalid);
  CHECK(status({n, e, other, {}, {}, {}, {}, {}}) == Status::invalid);
  CHECK(status({n, e, {}, {}, {}, {}, {}, {}}) == Status::invalid);
  CHECK(status({n, e, {}, p, {}, {}, {}, {}}) == Status::invalid);
  CHECK(status({n, e, std::string(257, 'd'), p, q, {}, {}, {}}) == Status::invalid);
  CHECK(status({p, e, d, {}, {}, {}, {}, {}}) == Status::weak_key);
}

TEST_CASE("a private number is from 1 to the order less one, and as long as a coordinate") {
  Entropy entropy(nullptr, nullptr);
  CHECK(PrivateKey::ec(Curve::p256, std::string(31, '\0') + '\1', entropy));
  CHECK_FALSE(PrivateKey::ec(Curve::p256, std::string(32, '\0'), entropy));
  CHECK_FALSE(PrivateKey::ec(Curve::p256, std::string(32, '\xff'), entropy));
  CHECK_FALSE(PrivateKey::ec(Curve::p256, std::string(31, '\1'), entropy));
  CHECK_FALSE(PrivateKey::ec(Curve::p256, std::string(33, '\1'), entropy));
  CHECK_FALSE(PrivateKey::ec(Curve::p256, "", entropy));
}

TEST_CASE("an ES signature is the same each time (RFC 6979): weak dice give no key away") {
  Entropy entropy(nullptr, nullptr);
  int rolls = 1000;
  Entropy constant(few_dice, &rolls);
  const auto key = PrivateKey::parse(test_keys::p256, entropy);
  REQUIRE(key);
  CHECK(*key->sign(Algorithm::es256, "text", entropy) == *key->sign(Algorithm::es256, "text", constant));
  CHECK(*key->sign(Algorithm::es256, "text", entropy) != *key->sign(Algorithm::es256, "texu", entropy));
}

TEST_CASE("dice that fail mean no key and no signature, and say so") {
  Entropy entropy(nullptr, nullptr), none(no_dice, nullptr);
  CHECK(PrivateKey::generate_ec(Curve::p256, none).refusal().status == Status::no_entropy);
  CHECK(PrivateKey::generate_rsa(2048, none).refusal().status == Status::no_entropy);
  const auto rsa = PrivateKey::parse(test_keys::rsa2048, entropy);
  REQUIRE(rsa);
  CHECK(rsa->sign(Algorithm::ps256, "text", none).refusal().status == Status::no_entropy);
  const auto ec = PrivateKey::parse(test_keys::p256, entropy);
  REQUIRE(ec);
  CHECK(ec->sign(Algorithm::es256, "text", none).refusal().status == Status::no_entropy);
  CHECK(ec->sign(Algorithm::es256, "text", entropy)); // and the key is none the worse
}

TEST_CASE("a public key does not sign") {
  Entropy entropy(nullptr, nullptr);
  const auto key = PrivateKey::parse(test_keys::p256, entropy);
  REQUIRE(key);
  const auto half = PrivateKey::parse(key->public_half().pem(), entropy);
  REQUIRE_FALSE(half);
  CHECK(half.refusal().text == "this is a public key; signing takes the private one");
  CHECK(key->sign(Algorithm::es384, "text", entropy).refusal().text == "ES384 is not an algorithm of this key");
  CHECK(key->sign(Algorithm::hs256, "text", entropy).refusal().status == Status::invalid);
}
