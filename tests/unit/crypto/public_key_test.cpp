// public_key_test.cpp - which keys are taken in, and whose signature is whose.
#include "crypto/public_key.hpp"
#include "crypto/private_key.hpp"
#include "crypto/test_keys.hpp"
#include "ground/base64url.hpp"
#include <atomic>
#include <doctest/doctest.h>
#include <string>
#include <thread>
#include <vector>

using namespace tenon;
using namespace tenon::crypto;

namespace {

constexpr std::string_view text = "header.payload";

PrivateKey key_of(std::string_view pem) {
  Entropy entropy(nullptr, nullptr);
  auto key = PrivateKey::parse(pem, entropy);
  REQUIRE(key);
  return std::move(*key);
}

std::string signature_of(const PrivateKey &key, Algorithm algorithm, std::string_view signed_text = text) {
  Entropy entropy(nullptr, nullptr);
  auto signature = key.sign(algorithm, signed_text, entropy);
  REQUIRE(signature);
  return *signature;
}

const PublicKey &half(const PrivateKey &key) { return key.public_half(); }

template <class Made> std::string why_not(const Made &made) {
  REQUIRE_FALSE(made);
  return made.refusal().text;
}

std::string bits(size_t count, unsigned char last = 1) { // a number of just so many bits
  std::string number((count + 7) / 8, '\x5a');
  number[0] = static_cast<char>(1u << (count - 1) % 8);
  number.back() = static_cast<char>(last);
  return number;
}

const std::string e65537("\1\0\1", 3);

} // namespace

TEST_CASE("a signature is good for its text, its algorithm and its key, and for nothing else") {
  const PrivateKey rsa = key_of(test_keys::rsa2048), p256 = key_of(test_keys::p256), p384 = key_of(test_keys::p384), p521 = key_of(test_keys::p521);
  const PrivateKey *const keys[] = {&rsa, &p256, &p384, &p521};
  for (size_t i = 0; i < algorithm_count; ++i) {
    const Algorithm algorithm = static_cast<Algorithm>(i);
    for (const PrivateKey *const key : keys) {
      if (!half(*key).fits(algorithm)) {
        Entropy entropy(nullptr, nullptr);
        CHECK_FALSE(key->sign(algorithm, text, entropy));
        continue;
      }
      const std::string signature = signature_of(*key, algorithm);
      for (size_t j = 0; j < algorithm_count; ++j)
        for (const PrivateKey *const other : keys)
          CHECK(half(*other).verify(static_cast<Algorithm>(j), text, signature) == (other == key && j == i));
      CHECK_FALSE(half(*key).verify(algorithm, "header.payloae", signature));
      CHECK_FALSE(half(*key).verify(algorithm, "", signature));
    }
  }
}

TEST_CASE("no bit of a signature can be another, and no byte too many or too few") {
  const PrivateKey keys[] = {key_of(test_keys::rsa2048), key_of(test_keys::p256), key_of(test_keys::p521)};
  for (const PrivateKey &key : keys) {
    for (const Algorithm algorithm : {Algorithm::rs256, Algorithm::ps512, Algorithm::es256, Algorithm::es512}) {
      if (!half(key).fits(algorithm)) continue;
      const std::string signature = signature_of(key, algorithm);
      for (size_t at = 0; at < signature.size(); at += 5) {
        std::string changed = signature;
        changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
        CHECK_FALSE(half(key).verify(algorithm, text, changed));
      }
      CHECK_FALSE(half(key).verify(algorithm, text, ""));
      CHECK_FALSE(half(key).verify(algorithm, text, signature.substr(1)));
      CHECK_FALSE(half(key).verify(algorithm, text, signature.substr(0, signature.size() - 1)));
      CHECK_FALSE(half(key).verify(algorithm, text, signature + '\0'));
      CHECK_FALSE(half(key).verify(algorithm, text, '\0' + signature));
      CHECK_FALSE(half(key).verify(algorithm, text, std::string(signature.size(), '\0')));
      CHECK_FALSE(half(key).verify(algorithm, text, std::string(signature.size(), '\xff')));
    }
  }
}

TEST_CASE("r and s are from 1 to the order less one (RFC 8725 section 3.4)") {
  const PrivateKey key = key_of(test_keys::p256);
  const std::string good = signature_of(key, Algorithm::es256), r = good.substr(0, 32), s = good.substr(32);
  const std::string zero(32, '\0'), one = std::string(31, '\0') + '\1';
  const std::string order("\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51", 32);
  for (const std::string &number : {zero, one, order, std::string(32, '\xff')}) {
    CHECK_FALSE(half(key).verify(Algorithm::es256, text, number + s));
    CHECK_FALSE(half(key).verify(Algorithm::es256, text, r + number));
    CHECK_FALSE(half(key).verify(Algorithm::es256, text, number + number));
  }
  CHECK(half(key).verify(Algorithm::es256, text, good));
}

// Of the text above, under the RSA test key, by another implementation: PSS with SHA-256, the salt of some bytes.
const std::string_view pss_salt_0 =
      "cy6ET2WRMDEblJWCwV5yfz1RW9Fy7rb3qIUe_dCAvjE0YM2pMdWiFMKebK5d8_vinFUdxpSLTal9AaIi3zmaH-BwpqpKnaKaOD-g3YbJ5LT9qF6anV"
      "re0GX2OCwEokszq7c_9Vc7igECOXzE8n6ZIbna6vS02x5zhhYJ0-UQAHpXdFaQnnqBwFWRdohLRSQ9Qdm0JKy-L7Xw1YbhBsTGRsBNF0K7HXpmQmSp"
      "CYH4EBD50YxmwhX01_jSNtrktPBhnjqwWYYV6Q84umsRZWuiJTwISXEBJ2ODayMCXwLdxKDvxqHMCB7KOZj0sfq-5Hy0OHDytxx4zkD06wcwqVvMjg";
const std::string_view pss_salt_31 =
      "M6cNu8a4pyGf1D4p41PfBGVjKrZpt_9A9HMmwX162tN2J2sdQe746kuwCOL12z4fOJLcovon069Ajsx42Puya1KrgUDBggvDhSRzS1b9aw172oGB0I"
      "czQCMHpCHFeBwfBPAB4kidhLWpDbLBpGoctQjrIw3Jnwg7c4mzeQZVqTx7ts0x_Pv5tcRXTIOsBedJ6e_5SbkWPT_Fe53uRlpi2LDRSHBshtSDjRGt"
      "-73X78euNPxJkKmAga4PXgeGkudXc0DUfuvbIVaS7YZlMn2f9Yrn6UG0wpyXpBCIv4-trUjMj_VsLMB3wZqTeWVnYIXFYn1DCAWaHHGUat4AOgaSAg";
const std::string_view pss_salt_32 =
      "au4l_NxklU8uSRImnJz4m_FN2QBuJw5fJuz7U4cFJXl0KvJLthcmdIPksWEDGzjqFKMeFbb8pF_GVnXBDl6b1kydCrg5RAf6w1xuzgg6NNFHONgbFj"
      "Ge4wqckA_Vk4g4q04oVwslGLo756zBv46c6t26catWY0W0HjTw1s4wTZrfv7YWgippzpojwExZ_XLDiSxMUClzegB1G_dYVEotpuj9VJmsE3gzIsA5"
      "43lgFsVgZ0arP38MPLr5JxfOI4hOZfXxhpraBTFiVIiNw8aaCAAOwetwti5JgnX8WRUnoS_QltzkNUEO-jpu6SD_LI1U8A_zwBdom_ZO-I09NOlj8g";
const std::string_view pss_salt_33 =
      "NTI594SOF93TwEz8LxMBOONHLVZLuhZ9MIBRT2jR0U6TcPysJbMaKoJkvWyBTMDoXBiFD7NylNRFqg8kw1iwdwwJKBW8r4-I1GgV0kdvXSVqXY6EjG"
      "HYT2xPQlmgxHhVe_vL_5hff8kLGTfDYxvKf6dIzc1jtXToa5clqX-3VvPo-jbr1tUkNCxz9ZqKLLNCMmE19IgRIAz1Eg6_3HUEYSq2v3olnh-198js"
      "I6p1DVciTLcULdLJ-L7_5OP5tQgUAz4xIHauvS4GCUn13S4UUwBfI24dRZTcAzGlD7f0Tbv08M9Xv5x1d114Zfb7SrhpYt9_s4N3bx4PcQfmIcOZTg";
const std::string_view pss_mask_of_sha1 = // and a salt of 32
      "vEo1eDBiCsxO3QalTX0BcGbubjhlpuk3DPmZ3m9LVccERkAyYaFA1p1lnTqjqYZX2tHJV1TPDk9-aEq7YunNcp2PcTn9JO6OltoeN67dZSs1-_UGPl"
      "BhmPEL_6VUqXIgpMNDq_GTsb3WbAe16ORrwUYS_1QGL-_Wf3L_m8VJ0uNXo-y_RoYqGR35UBsN466EiYGi0Aqb7x9R38st6CxaCi3OBRuy7LPLulBg"
      "huw7Qq8pj-c2T-IamZOfRj1b8bDNDAE0qJWWRJGz80T7Ag9fBP-C0wO4UACLVIHw-XneWCKMf4wfLoDYvJ5rnLwrMJCerFXRtv5-B-zkNBD1d5neww";

TEST_CASE("a PSS signature's salt is as long as the hash, and its mask is made with the hash (RFC 7518 section 3.5)") {
  const PrivateKey key = key_of(test_keys::rsa2048);
  const auto good = [&](std::string_view base64url) {
    std::string signature;
    REQUIRE(decode_base64url(base64url, signature));
    REQUIRE(signature.size() == 256);
    return half(key).verify(Algorithm::ps256, text, signature);
  };
  CHECK(good(pss_salt_32));
  CHECK_FALSE(good(pss_salt_0));
  CHECK_FALSE(good(pss_salt_31));
  CHECK_FALSE(good(pss_salt_33));
  CHECK_FALSE(good(pss_mask_of_sha1));
  for (const Algorithm algorithm : {Algorithm::ps256, Algorithm::ps384, Algorithm::ps512})
    CHECK(signature_of(key, algorithm) != signature_of(key, algorithm)); // the salt is new each time
}

TEST_CASE("RSA keys have 2048 to 8192 bits") {
  CHECK(PublicKey::rsa(bits(2048), e65537));
  CHECK(PublicKey::rsa(bits(8192), e65537));
  CHECK(PublicKey::rsa(bits(2049), e65537));
  CHECK(PublicKey::rsa(bits(2047), e65537).refusal().status == Status::weak_key);
  CHECK(why_not(PublicKey::rsa(bits(1024), e65537)) == "an RSA key of 1024 bits; at least 2048");
  CHECK(why_not(PublicKey::rsa(bits(8193), e65537)) == "an RSA key of 8193 bits; at most 8192");
  CHECK(PublicKey::rsa(bits(2048), e65537)->bits() == 2048);
}

TEST_CASE("modulus and exponent are odd, and written without zeros before them") {
  CHECK(why_not(PublicKey::rsa(bits(2048, 2), e65537)) == "the RSA modulus is even");
  CHECK(PublicKey::rsa(bits(2048), "\3"));
  CHECK(PublicKey::rsa(bits(2048), std::string(8, '\xff')));
  CHECK(why_not(PublicKey::rsa(bits(2048), std::string(9, '\xff'))) == "the RSA exponent is longer than 64 bits");
  CHECK(why_not(PublicKey::rsa(bits(2048), "\2")) == "the RSA exponent is even");
  CHECK(why_not(PublicKey::rsa(bits(2048), "\1")) == "the RSA exponent is 1: anybody could sign");
  for (const std::string &e : {std::string(), std::string(1, '\0'), '\0' + e65537})
    CHECK(why_not(PublicKey::rsa(bits(2048), e)) == "an RSA number is empty or begins with a zero");
  CHECK(why_not(PublicKey::rsa('\0' + bits(2048), e65537)) == "an RSA number is empty or begins with a zero");
  CHECK(why_not(PublicKey::rsa("", e65537)) == "an RSA number is empty or begins with a zero");
}

TEST_CASE("a point is on its curve and has the curve's length") {
  const PrivateKey key = key_of(test_keys::p256);
  const std::string x(half(key).x()), y(half(key).y());
  CHECK(PublicKey::ec(Curve::p256, x, y));
  CHECK(why_not(PublicKey::ec(Curve::p256, y, x)) == "the point is not on P-256");
  CHECK(why_not(PublicKey::ec(Curve::p384, x, y)) == "coordinates on P-384 have 48 bytes, not 32 and 32");
  CHECK(why_not(PublicKey::ec(Curve::p256, x.substr(1), y)) == "coordinates on P-256 have 32 bytes, not 31 and 32");
  CHECK_FALSE(PublicKey::ec(Curve::p256, x, '\0' + y));
  CHECK_FALSE(PublicKey::ec(Curve::p256, "", ""));
  CHECK_FALSE(PublicKey::ec(Curve::p256, std::string(32, '\0'), std::string(32, '\0')));
  CHECK_FALSE(PublicKey::ec(Curve::p256, std::string(32, '\xff'), std::string(32, '\xff'))); // beyond the prime
  for (size_t at = 0; at < 32; ++at) {
    std::string other = y;
    other[at] = static_cast<char>(other[at] ^ 1);
    CHECK_FALSE(PublicKey::ec(Curve::p256, x, other));
  }
}

TEST_CASE("a file with a private key is not taken for a public one") {
  CHECK(why_not(PublicKey::parse(test_keys::p256)) == "this is a private key; only its public half belongs here");
  CHECK(why_not(PublicKey::parse(test_keys::rsa2048)) == "this is a private key; only its public half belongs here");
}

TEST_CASE("a key written out is the same key when it comes back") {
  for (const std::string_view pem : {test_keys::rsa2048, test_keys::p256, test_keys::p384, test_keys::p521}) {
    const PrivateKey key = key_of(pem);
    const auto back = PublicKey::parse(half(key).pem());
    REQUIRE(back);
    CHECK(back->jwk() == half(key).jwk());
    CHECK(back->is_rsa() == half(key).is_rsa());
    CHECK(back->bits() == half(key).bits());
  }
  CHECK(half(key_of(test_keys::rsa2048)).jwk().substr(0, 24) == R"({"e":"AQAB","kty":"RSA",)");
  CHECK(half(key_of(test_keys::p521)).jwk().substr(0, 29) == R"({"crv":"P-521","kty":"EC","x")");
}

TEST_CASE("many threads check with one key at once, more of them than the key keeps working states for") {
  for (const std::string_view pem : {test_keys::rsa2048, test_keys::p256}) {
    const PrivateKey key = key_of(pem);
    const Algorithm algorithm = pem == test_keys::p256 ? Algorithm::es256 : Algorithm::ps256;
    const std::string good = signature_of(key, algorithm);
    std::string bad = good;
    bad[7] = static_cast<char>(bad[7] ^ 1);
    const auto fresh = PublicKey::parse(half(key).pem());
    REQUIRE(fresh);
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 20; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 5; ++i) {
          if (!fresh->verify(algorithm, text, good)) ++wrong;
          if (fresh->verify(algorithm, text, bad)) ++wrong;
        }
      });
    for (std::thread &thread : threads) thread.join();
    CHECK(wrong == 0);
  }
}
