// wycheproof_test.cpp - the primitives under the tokens, against Project Wycheproof's cases.
#include "crypto/hex.hpp"
#include "crypto/mac.hpp"
#include "crypto/public_key.hpp"
#include "ground/base64url.hpp"
#include "json/reader.hpp"
#include "vectors.hpp"
#include <doctest/doctest.h>
#include <functional>
#include <optional>
#include <string>

using namespace tenon;
using namespace tenon::crypto;

namespace {

// "acceptable" is for what some would take: we may do either, and the number of refused ones is told.
struct Tally {
  int64_t seen = 0, agreed = 0, acceptable_refused = 0;
};

using Check = std::function<bool(json::Value group, json::Value test)>;

Tally run(const std::string &file, const Check &check) {
  Tally tally;
  std::string text;
  if (!vectors::read("wycheproof/primitives/" + file, text)) return tally;
  json::Reader reader;
  REQUIRE(reader.parse_copy(text, 16) == json::Trouble::none);
  const json::Value groups = reader.root().find("testGroups");
  for (json::Value group = groups.first(); group.at() != groups.end(); group = group.next()) {
    const json::Value tests = group.find("tests");
    for (json::Value test = tests.first(); test.at() != tests.end(); test = test.next()) {
      const std::string_view expected = test.find("result").text();
      const bool good = check(group, test);
      ++tally.seen;
      if (expected == "acceptable") {
        tally.acceptable_refused += !good;
        ++tally.agreed;
      } else {
        CAPTURE(file);
        CAPTURE(test.find("tcId").integer());
        CHECK(good == (expected == "valid"));
        tally.agreed += good == (expected == "valid");
      }
    }
  }
  CHECK(tally.seen == reader.root().find("numberOfTests").integer());
  CHECK(tally.agreed == tally.seen);
  return tally;
}

std::string field(json::Value object, const char *name) { return bytes_of(object.find(name).text()); }

// The key as DER, as PEM, and as bare numbers: three ways in, one verdict.
bool verified(json::Value group, json::Value test, Algorithm algorithm) {
  const auto key = PublicKey::parse(field(group, "publicKeyDer"));
  REQUIRE_MESSAGE(key, key.refusal().text);
  const auto from_pem = PublicKey::parse(group.find("publicKeyPem").text());
  REQUIRE_MESSAGE(from_pem, from_pem.refusal().text);
  CHECK(from_pem->jwk() == key->jwk());
  return key->verify(algorithm, field(test, "msg"), field(test, "sig"));
}

Check with(Algorithm algorithm) {
  return [algorithm](json::Value group, json::Value test) { return verified(group, test, algorithm); };
}

} // namespace

TEST_CASE("Wycheproof hmac: every full tag agrees, and every false one differs") {
  for (const Algorithm algorithm : {Algorithm::hs256, Algorithm::hs384, Algorithm::hs512}) {
    const std::string bits(name(algorithm).substr(2));
    const Tally tally = run("hmac_sha" + bits + "_test.json", [&](json::Value, json::Value test) {
      const std::string expected = field(test, "tag"); // some groups have the first half only
      unsigned char tag[most_sha_bytes];
      Hmac(sha_of(algorithm), field(test, "key")).tag(field(test, "msg"), tag);
      return std::string_view(reinterpret_cast<const char *>(tag), expected.size()) == expected;
    });
    CHECK(tally.acceptable_refused == 0);
  }
}

TEST_CASE("Wycheproof ecdsa with r and s as JWS has them: every case of three curves") {
  CHECK(run("ecdsa_secp256r1_sha256_p1363_test.json", with(Algorithm::es256)).acceptable_refused == 0);
  CHECK(run("ecdsa_secp384r1_sha384_p1363_test.json", with(Algorithm::es384)).acceptable_refused == 0);
  CHECK(run("ecdsa_secp521r1_sha512_p1363_test.json", with(Algorithm::es512)).acceptable_refused == 0);
}

TEST_CASE("Wycheproof RSA PSS, the salt as long as the hash: every case") {
  CHECK(run("rsa_pss_2048_sha256_mgf1_32_test.json", with(Algorithm::ps256)).acceptable_refused == 0);
  CHECK(run("rsa_pss_2048_sha384_mgf1_48_test.json", with(Algorithm::ps384)).acceptable_refused == 0);
  CHECK(run("rsa_pss_4096_sha512_mgf1_64_test.json", with(Algorithm::ps512)).acceptable_refused == 0);
}

// Acceptable are signatures whose digest lacks the NULL that PKCS#1 asks for; mbedTLS takes none of them.
TEST_CASE("Wycheproof RSA PKCS#1: every case") {
  CHECK(run("rsa_signature_2048_sha256_test.json", with(Algorithm::rs256)).acceptable_refused <= 1);
  CHECK(run("rsa_signature_2048_sha384_test.json", with(Algorithm::rs384)).acceptable_refused <= 1);
  CHECK(run("rsa_signature_2048_sha512_test.json", with(Algorithm::rs512)).acceptable_refused <= 1);
  CHECK(run("rsa_signature_3072_sha256_test.json", with(Algorithm::rs256)).acceptable_refused <= 1);
  CHECK(run("rsa_signature_4096_sha256_test.json", with(Algorithm::rs256)).acceptable_refused <= 1);
  CHECK(run("rsa_signature_4096_sha512_test.json", with(Algorithm::rs512)).acceptable_refused <= 1);
}

TEST_CASE("Wycheproof ed25519: a key file that we do not read is refused with a sentence") {
  std::string text;
  if (!vectors::read("wycheproof/primitives/ed25519_test.json", text)) return;
  json::Reader reader;
  REQUIRE(reader.parse_copy(text, 16) == json::Trouble::none);
  const auto key = PublicKey::parse(reader.root().find("testGroups").first().find("publicKeyPem").text());
  REQUIRE_FALSE(key);
  CHECK(key.refusal().text.find("P-521") != std::string::npos);
}
