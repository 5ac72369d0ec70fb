// jwk_test.cpp - keys as JSON: which are taken, which are for something else, and which are refused with what words.
#include "access/jwk.hpp"
#include "access/keys_made.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::access;
using keys_made::jwk;
using keys_made::oct;

namespace {

const std::string secret32(32, 's');

ReadJwk read(const std::string &text, const JwkRules &rules = {}) {
  json::Reader reader;
  REQUIRE_MESSAGE(reader.parse_copy(text, 8) == json::Trouble::none, text);
  return read_jwk(reader.root(), rules);
}

// The algorithm that it is bound to, or its fate and why.
std::string fate(const std::string &text, const JwkRules &rules = {}) {
  const ReadJwk it = read(text, rules);
  CHECK(it.key.has_value() == (it.fate == JwkFate::usable));
  CHECK(it.why.empty() == (it.fate == JwkFate::usable));
  if (it.fate == JwkFate::usable) return std::string(name(it.key->algorithm()));
  return (it.fate == JwkFate::unusable ? "unusable: " : it.status == Status::weak_key ? "weak: " : "refused: ") + it.why;
}

JwkRules bound_to(Algorithm algorithm) {
  JwkRules rules;
  rules.algorithm = algorithm;
  return rules;
}

// A host's functions that take every key.
std::shared_ptr<const crypto::SignatureDoor> open_door() {
  crypto::SignatureCalls calls;
  calls.take_key = [](void *, std::string_view, std::string_view, void **) -> int32_t { return 0; };
  calls.check = [](void *, void *, std::string_view, std::string_view, std::string_view) -> int32_t { return 1; };
  auto door = crypto::SignatureDoor::make(calls);
  REQUIRE(door);
  return *door;
}

const std::string ed25519 = R"({"kty":"OKP","crv":"Ed25519","x":")" + minted::part(std::string(32, 'x')) + "\"}";

} // namespace

TEST_CASE("a key says what it is for, or that follows from what it is") {
  CHECK(fate(jwk(test_keys::rsa2048)) == "RS256");
  CHECK(fate(jwk(test_keys::p256)) == "ES256");
  CHECK(fate(jwk(test_keys::p384)) == "ES384");
  CHECK(fate(jwk(test_keys::p521)) == "ES512");
  CHECK(fate(oct(secret32)) == "HS256");
  CHECK(fate(jwk(test_keys::rsa2048, R"("alg":"PS512")")) == "PS512");
  CHECK(fate(oct(std::string(64, 's'), R"("alg":"HS512")")) == "HS512");
  JwkRules rules;
  rules.rsa_default = Algorithm::ps256;
  rules.oct_default = Algorithm::hs384;
  CHECK(fate(jwk(test_keys::rsa2048), rules) == "PS256");
  CHECK(fate(oct(std::string(48, 's')), rules) == "HS384");
  CHECK(fate(jwk(test_keys::rsa2048, R"("alg":"RS384")"), rules) == "RS384");
}

TEST_CASE("an algorithm that is none of the key's kind is refused (RFC 8725 section 3.1)") {
  CHECK(fate(jwk(test_keys::rsa2048, R"("alg":"HS256")")) == "refused: HS256 is no algorithm of a key of kty RSA");
  CHECK(fate(jwk(test_keys::rsa2048, R"("alg":"ES256")")) == "refused: ES256 is no algorithm of a key of kty RSA");
  CHECK(fate(jwk(test_keys::p256, R"("alg":"ES384")")) == "refused: ES384 is no algorithm of a key on P-256");
  CHECK(fate(jwk(test_keys::p256, R"("alg":"HS256")")) == "refused: HS256 is no algorithm of a key on P-256");
  CHECK(fate(oct(secret32, R"("alg":"RS256")")) == "refused: RS256 is no algorithm of a key of kty oct");
  CHECK(fate(oct(secret32, R"("alg":"EdDSA")")) == "refused: EdDSA is no algorithm of a key of kty oct");
  CHECK(fate(jwk(test_keys::rsa2048, R"("alg":"")")) == "unusable: its alg is ");
  for (const char *alg : {"none", "None", "RS256 ", "rs256", "ES521", "ES256K", "RSA-OAEP", "A256GCM"})
    CHECK(fate(jwk(test_keys::rsa2048, std::string(R"("alg":")") + alg + "\"")) == std::string("unusable: its alg is ") + alg);
  for (const char *alg : {"null", "256", "[\"RS256\"]"}) CHECK(fate(jwk(test_keys::rsa2048, std::string(R"("alg":)") + alg)) == "refused: alg is no text");
}

TEST_CASE("a key that must be for one algorithm is not taken for another") {
  CHECK(fate(jwk(test_keys::rsa2048), bound_to(Algorithm::ps384)) == "PS384");
  CHECK(fate(jwk(test_keys::rsa2048, R"("alg":"PS384")"), bound_to(Algorithm::ps384)) == "PS384");
  CHECK(fate(jwk(test_keys::rsa2048, R"("alg":"RS256")"), bound_to(Algorithm::ps384)) == "refused: it is for RS256, not PS384");
  CHECK(fate(jwk(test_keys::rsa2048), bound_to(Algorithm::es256)) == "refused: ES256 is no algorithm of a key of kty RSA");
  CHECK(fate(jwk(test_keys::rsa2048), bound_to(Algorithm::hs256)) == "refused: HS256 is no algorithm of a key of kty RSA");
  CHECK(fate(jwk(test_keys::p256), bound_to(Algorithm::es256)) == "ES256");
  CHECK(fate(jwk(test_keys::p256), bound_to(Algorithm::es384)) == "refused: ES384 is no algorithm of a key on P-256");
  CHECK(fate(oct(secret32), bound_to(Algorithm::es256)) == "refused: ES256 is no algorithm of a key of kty oct");
}

TEST_CASE("what a key is for: use and key_ops agree with checking signatures, and with each other") {
  const auto with = [](const char *more) { return fate(jwk(test_keys::p256, more)); };
  CHECK(with(R"("use":"sig")") == "ES256");
  CHECK(with(R"("use":"enc")") == "unusable: its use is enc");
  CHECK(with(R"("use":"SIG")") == "unusable: its use is SIG");
  CHECK(with(R"("use":"\u0007")") == "unusable: its use is ?");
  CHECK(with(R"("use":1)") == "refused: use is no text");
  CHECK(with(R"("use":null)") == "refused: use is no text");
  CHECK(with(R"("key_ops":["verify"])") == "ES256");
  CHECK(with(R"("key_ops":["sign","verify"],"use":"sig")") == "ES256");
  CHECK(with(R"("key_ops":["sign"])") == "unusable: its key_ops are without verify");
  CHECK(with(R"("key_ops":["encrypt"])") == "unusable: its key_ops are without verify");
  CHECK(with(R"("key_ops":[])") == "unusable: its key_ops are without verify");
  CHECK(with(R"("key_ops":["verify","deriveKey"])") == "ES256");
  CHECK(with(R"("key_ops":["verify","deriveKey"],"use":"sig")") == "refused: use and key_ops contradict each other");
  CHECK(with(R"("key_ops":["verify","verify"])") == "refused: key_ops says the same twice");
  CHECK(with(R"("key_ops":"verify")") == "refused: key_ops is no array of a few texts");
  CHECK(with(R"("key_ops":["verify",1])") == "refused: key_ops is no array of a few texts");
  std::string many = R"("key_ops":["verify")";
  for (int i = 1; i < 16; ++i) many += ",\"op" + std::to_string(i) + "\"";
  CHECK(with((many + "]").c_str()) == "ES256");
  CHECK(with((many + ",\"one more\"]").c_str()) == "refused: key_ops is no array of a few texts");
}

TEST_CASE("members that are not known are passed over, a kid is a text that logs can hold") {
  CHECK(fate(jwk(test_keys::p256, R"("x5t":"abc","x5c":["MIIB"],"issuer":{"a":1},"kid":"2026-11")")) == "ES256");
  CHECK(read(jwk(test_keys::p256, R"("kid":"2026-11")")).key->kid() == "2026-11");
  CHECK(fate(jwk(test_keys::p256, R"("kid":"")")) == "refused: kid is empty, or no text");
  CHECK(fate(jwk(test_keys::p256, R"("kid":7)")) == "refused: kid is empty, or no text");
  CHECK(fate(jwk(test_keys::p256, R"("kid":"a\nb")")) == "refused: the kid has a control character");
  CHECK(fate(jwk(test_keys::p256, "\"kid\":\"" + std::string(256, 'k') + "\"")) == "ES256");
  CHECK(fate(jwk(test_keys::p256, "\"kid\":\"" + std::string(257, 'k') + "\"")) == "refused: a kid of 257 bytes; at most 256");
}

TEST_CASE("a private key has no place among public ones") {
  crypto::Entropy entropy(nullptr, nullptr);
  for (const std::string_view pem : {test_keys::rsa2048, test_keys::p256})
    CHECK(fate(keys_made::key(pem).jwk()) == "refused: it holds the private member d");
  for (const char *member : {"p", "q", "dp", "dq", "qi", "oth"})
    CHECK(fate(jwk(test_keys::rsa2048, std::string("\"") + member + "\":null")) == std::string("refused: it holds the private member ") + member);
}

TEST_CASE("numbers are strict base64url of the right length") {
  const std::string good = jwk(test_keys::p256);
  const auto changed = [&](const std::string &from, const std::string &to, std::string text) {
    const size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return fate(text.replace(at, from.size(), to));
  };
  CHECK(changed("\"x\":\"", "\"x\":\"=", good) == "refused: x is missing, or not strict base64url");
  CHECK(changed("\"x\":", "\"z\":", good) == "refused: x is missing, or not strict base64url");
  CHECK(changed("\"y\":\"", "\"y\":\"AAAA", good) == "refused: coordinates on P-256 have 32 bytes, not 32 and 35");
  CHECK(changed("P-256", "P-384", good) == "refused: coordinates on P-384 have 48 bytes, not 32 and 32");
  CHECK(changed("P-256", "secp256k1", good) == "unusable: its crv is secp256k1");
  CHECK(changed("\"crv\":", "\"curve\":", good) == "refused: crv is missing, or no text");
  CHECK(changed("\"e\":\"AQAB\"", "\"e\":\"\"", jwk(test_keys::rsa2048)) == "refused: e is missing, or not strict base64url");
  CHECK(changed("\"e\":\"AQAB\"", "\"e\":\"AQ\"", jwk(test_keys::rsa2048)) == "weak: the RSA exponent is 1: anybody could sign");
  CHECK(changed("\"e\":\"AQAB\"", "\"e\":65537", jwk(test_keys::rsa2048)) == "refused: e is missing, or not strict base64url");
  CHECK(changed("\"n\":\"", "\"n\":\"AAAA", jwk(test_keys::rsa2048)) == "refused: an RSA number is empty or begins with a zero");
  CHECK(changed("\"k\":\"", "\"k\":\"!", oct(secret32)) == "refused: k is missing, or not strict base64url");
}

TEST_CASE("a secret is as long as its hash, and at most 4096 bytes") {
  for (const Algorithm algorithm : {Algorithm::hs256, Algorithm::hs384, Algorithm::hs512}) {
    const size_t least = crypto::hash_bytes(algorithm);
    CHECK(fate(oct(std::string(least, 's')), bound_to(algorithm)) == name(algorithm));
    CHECK(fate(oct(std::string(least - 1, 's')), bound_to(algorithm)).substr(0, 5) == "weak:");
    JwkRules lenient = bound_to(algorithm);
    lenient.keys.allow_short_secret = true;
    CHECK(fate(oct("s"), lenient) == name(algorithm));
    CHECK(read(oct("s"), lenient).key->short_secret());
    CHECK(fate(oct(""), lenient) == "refused: k is missing, or not strict base64url");
  }
  CHECK(fate(oct(std::string(longest_secret, 's'))) == "HS256");
  CHECK(fate(oct(std::string(longest_secret + 1, 's'))) == "refused: a secret of 4097 bytes; at most 4096");
  JwkRules no_secrets;
  no_secrets.secrets = false;
  CHECK(fate(oct(secret32), no_secrets) == "refused: it is a secret, where only a public key belongs");
}

TEST_CASE("EdDSA is for a host that brings its functions") {
  CHECK(fate(ed25519) == "unusable: EdDSA takes signature functions of the host's");
  JwkRules rules;
  rules.keys.door = open_door();
  CHECK(fate(ed25519, rules) == "EdDSA");
  const std::string ed448 = R"({"kty":"OKP","crv":"Ed448","alg":"EdDSA","x":")" + minted::part(std::string(57, 'x')) + "\"}";
  CHECK(fate(ed448, rules) == "EdDSA");
  CHECK(fate(R"({"kty":"OKP","crv":"X25519","x":"AAAA"})", rules) == "unusable: its crv is X25519");
  CHECK(fate(R"({"kty":"OKP","crv":"Ed25519","x":"AAAA"})", rules) == "refused: x has 3 bytes, not 32");
  CHECK(fate(R"({"kty":"OKP","crv":"Ed25519","alg":"ES256","x":"AAAA"})", rules) == "refused: ES256 is no algorithm of a key of kty OKP");
  CHECK(fate(ed25519.substr(0, ed25519.size() - 1) + R"(,"d":"AAAA"})", rules) == "refused: it holds the private member d");
}

TEST_CASE("what is no key at all") {
  for (const char *text : {"null", "1", "\"RSA\"", "[]"}) CHECK(fate(text) == "refused: it is no object");
  CHECK(fate("{}") == "refused: kty is missing, or no text");
  CHECK(fate(R"({"kty":null})") == "refused: kty is missing, or no text");
  CHECK(fate(R"({"kty":"rsa"})") == "unusable: its kty is rsa");
  CHECK(fate(R"({"kty":"AKP","alg":"ML-DSA-44"})") == "unusable: its alg is ML-DSA-44");
  CHECK(fate("{\"kty\":\"" + std::string(1000, 'x') + "\"}") == "unusable: its kty is (a long text)");
}

TEST_CASE("where only one key will do, what is unusable is refused") {
  json::Reader reader;
  REQUIRE(reader.parse_copy(jwk(test_keys::p256, R"("use":"enc")"), 4) == json::Trouble::none);
  const auto key = take_jwk(reader.root(), {});
  REQUIRE_FALSE(key);
  CHECK(key.refusal().text == "its use is enc");
  CHECK(key.refusal().status == Status::invalid);
}

TEST_CASE("a key's thumbprint is RFC 7638's, of its example; a secret has none") {
  // RFC 7638 section 3.1 says what is digested and what comes out.
  CHECK(thumbprint_of(R"({"e":"AQAB","kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECP)"
                      R"(ebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zg)"
                      R"(dAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"})") ==
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  CHECK(read(jwk(test_keys::p256, R"("kid":"a")")).key->thumbprint() == thumbprint_of(jwk(test_keys::p256)));
  CHECK(read(jwk(test_keys::rsa2048)).key->thumbprint().size() == 43);
  CHECK(read(oct(secret32)).key->thumbprint().empty());
}
