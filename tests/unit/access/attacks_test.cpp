// attacks_test.cpp - what RFC 8725 (BCP 225) warns of, rule by rule, tried on a policy with real keys.
#include "access/minted.hpp"
#include "access/token_policy.hpp"
#include "crypto/entropy.hpp"
#include "crypto/private_key.hpp"
#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using namespace tenon;
using namespace tenon::access;
using crypto::Curve;
using crypto::PrivateKey;

namespace {

constexpr Instant noon{0, 1700000000000};
const std::string payload = R"({"iss":"https://as.example","sub":"ann","aud":"https://h/mcp","exp":1700003600})";

crypto::Entropy &chance() {
  static crypto::Entropy entropy(nullptr, nullptr);
  return entropy;
}

const PrivateKey &ec_key() {
  static const PrivateKey key = std::move(*PrivateKey::generate_ec(Curve::p256, chance()));
  return key;
}

const PrivateKey &rsa_key() {
  static const PrivateKey key = std::move(*PrivateKey::generate_rsa(2048, chance()));
  return key;
}

// Behind a JWK's opening brace.
std::string with(const std::string &jwk, const std::string &members) { return "{" + members + "," + jwk.substr(1); }

std::shared_ptr<const KeySet> keys(const std::string &jwks) {
  KeySource source;
  source.form = KeySource::Form::jwks;
  source.text = jwks;
  KeySetOptions options;
  options.sources = {&source, 1};
  auto made = KeySet::make(options, nullptr);
  REQUIRE(made);
  return *made;
}

// The keys of an issuer, as it publishes them.
std::shared_ptr<const KeySet> published() {
  return keys("{\"keys\":[" + with(ec_key().public_half().jwk(), R"("kid":"ec","alg":"ES256")") + "," +
              with(rsa_key().public_half().jwk(), R"("kid":"rsa")") + "]}");
}

std::shared_ptr<const TokenPolicy> policy(std::shared_ptr<const KeySet> set = published(), TypRule typ = TypRule::accept_missing) {
  PolicyOptions options;
  options.issuer = "https://as.example";
  options.audience = "https://h/mcp";
  options.keys = std::move(set);
  options.typ = typ;
  auto made = TokenPolicy::make(options);
  REQUIRE(made);
  return *made;
}

std::string verdict(const TokenPolicy &policy, std::string_view token, Instant now = noon) {
  json::Reader reader;
  std::string text;
  Principal who;
  return word(policy.check(token, now, reader, text, who));
}

std::string verdict(std::string_view token) { return verdict(*policy(), token); }

std::string sealed(const std::string &header, const std::string &claims, const PrivateKey &key, Algorithm algorithm) {
  const std::string text = minted::part(header) + "." + minted::part(claims);
  const auto signature = key.sign(algorithm, text, chance());
  REQUIRE(signature);
  return text + "." + minted::part(*signature);
}

std::string es256(const std::string &claims = payload, const std::string &header = R"({"alg":"ES256","kid":"ec"})") {
  return sealed(header, claims, ec_key(), Algorithm::es256);
}

std::string rs256(const std::string &claims = payload, const std::string &header = R"({"alg":"RS256","kid":"rsa"})") {
  return sealed(header, claims, rsa_key(), Algorithm::rs256);
}

} // namespace

TEST_CASE("the issuer's own tokens are accepted, or all that follows would mean little") {
  CHECK(verdict(es256()) == "accepted");
  CHECK(verdict(rs256()) == "accepted");
}

TEST_CASE("BCP 3.1: a public key is no secret, in whatever form it is tried as one") {
  const crypto::PublicKey &rsa = rsa_key().public_half(), &ec = ec_key().public_half();
  for (const std::string &secret : {rsa.pem(), rsa.jwk(), std::string(rsa.modulus()), ec.pem(), ec.jwk(), std::string(ec.x()), std::string()})
    for (const char *kid : {"", R"(,"kid":"rsa")", R"(,"kid":"ec")"})
      CHECK(verdict(minted::token(R"({"alg":"HS256")" + std::string(kid) + "}", payload, secret)) == "bad_algorithm");
}

TEST_CASE("BCP 3.1: a key is for one algorithm, even where it could do another") {
  CHECK(verdict(sealed(R"({"alg":"PS256","kid":"rsa"})", payload, rsa_key(), Algorithm::ps256)) == "bad_algorithm"); // without `alg` RS256 is meant
  CHECK(verdict(sealed(R"({"alg":"RS512","kid":"rsa"})", payload, rsa_key(), Algorithm::rs512)) == "bad_algorithm");
  CHECK(verdict(es256(payload, R"({"alg":"RS256","kid":"ec"})")) == "unknown_key");
  CHECK(verdict(rs256(payload, R"({"alg":"ES256","kid":"rsa"})")) == "unknown_key");
}

TEST_CASE("BCP 3.2: none is no algorithm, in any case, with any signature") {
  for (const char *alg : {"none", "None", "NONE", "nOnE", "", " none"})
    for (const std::string &signature : {std::string(), minted::part("x"), es256().substr(es256().rfind('.') + 1)})
      CHECK(verdict(minted::part("{\"alg\":\"" + std::string(alg) + "\"}") + "." + minted::part(payload) + "." + signature) == "bad_algorithm");
}

TEST_CASE("BCP 3.3: every check that fails decides, whatever the others say") {
  for (const auto &[claims, reason] : {std::pair{R"({"iss":"https://as.example","aud":"https://h/mcp"})", "no_expiry"},
                                       {R"({"iss":"https://as.example","aud":"https://h/mcp","exp":1})", "expired"},
                                       {R"({"iss":"https://as.example","aud":"https://h/mcp","exp":1700003600,"nbf":1700003000})", "not_yet_valid"},
                                       {R"({"iss":"https://evil.example","aud":"https://h/mcp","exp":1700003600})", "wrong_issuer"},
                                       {R"({"iss":"https://as.example","aud":"https://h/other","exp":1700003600})", "wrong_audience"},
                                       {R"({"iss":"https://as.example","aud":"https://h/mcp","exp":1700003600,"scope":7})", "bad_claims"}})
    CHECK(verdict(es256(claims)) == reason);
  std::string forged = es256();
  forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
  CHECK(verdict(forged) != "accepted");
}

TEST_CASE("BCP 3.4: signatures of the wrong form, and points that are on no curve") {
  const std::string token = es256(), front = token.substr(0, token.rfind('.') + 1);
  const std::string zeros(64, '\0'), one = std::string(31, '\0') + '\1';
  for (const std::string &raw : {std::string(), zeros, one + one, std::string(64, '\xff'), zeros.substr(1), zeros + '\0',
                                 "\x30\x06\x02\x01\x01\x02\x01" + std::string("\x01"), std::string("\x30\x44\x02\x20") + std::string(66, '\1')})
    CHECK(verdict(front + minted::part(raw)) == "bad_signature");
  KeySource source;
  source.form = KeySource::Form::jwk;
  source.text = R"({"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"})";
  KeySetOptions options;
  options.sources = {&source, 1};
  CHECK_FALSE(KeySet::make(options, nullptr));
}

TEST_CASE("BCP 3.4: an ES256 token is nothing to a P-384 key, and the other way round") {
  const PrivateKey other = std::move(*PrivateKey::generate_ec(Curve::p384, chance()));
  const auto only_p384 = policy(keys("{\"keys\":[" + other.public_half().jwk() + "]}"));
  CHECK(verdict(*only_p384, es256(payload, R"({"alg":"ES256"})")) == "bad_algorithm");
  CHECK(verdict(sealed(R"({"alg":"ES384"})", payload, other, Algorithm::es384)) == "bad_algorithm");
}

TEST_CASE("BCP 3.5: a secret is as long as its hash") {
  for (const auto &[algorithm, least] : {std::pair{Algorithm::hs256, size_t{32}}, {Algorithm::hs384, size_t{48}}, {Algorithm::hs512, size_t{64}}})
    for (const size_t length : {least - 1, least}) {
      const std::string secret(length, 's');
      KeySource source;
      source.text = secret;
      source.algorithm = algorithm;
      KeySetOptions options;
      options.sources = {&source, 1};
      const auto made = KeySet::make(options, nullptr);
      CHECK(static_cast<bool>(made) == (length == least));
      if (!made) CHECK(made.refusal().status == Status::weak_key);
    }
}

TEST_CASE("BCP 3.6: what is compressed is not unpacked") { CHECK(verdict(es256(payload, R"({"alg":"ES256","kid":"ec","zip":"DEF"})")) == "bad_header"); }

TEST_CASE("BCP 3.7: header and claims are UTF-8") {
  CHECK(verdict(es256(payload, "{\"alg\":\"ES256\",\"kid\":\"ec\",\"x\":\"\xff\"}")) == "malformed");
  CHECK(verdict(es256(payload, "\xef\xbb\xbf{\"alg\":\"ES256\",\"kid\":\"ec\"}")) == "malformed");
  CHECK(verdict(es256("{\"sub\":\"\xc3\x28\",\"exp\":1700003600}")) == "malformed");
  CHECK(verdict(es256("{\"sub\":\"\\ud800\",\"exp\":1700003600}")) == "malformed");
}

TEST_CASE("BCP 3.8 and 3.9: issuer and audience are ours to the letter, or the token is for somebody else") {
  const auto told = [](const std::string &iss, const std::string &aud) {
    return verdict(es256("{\"sub\":\"ann\",\"exp\":1700003600" + (iss.empty() ? "" : ",\"iss\":" + iss) + (aud.empty() ? "" : ",\"aud\":" + aud) + "}"));
  };
  const std::string iss = R"("https://as.example")", aud = R"("https://h/mcp")";
  CHECK(told(iss, aud) == "accepted");
  CHECK(told(iss, R"(["x","https://h/mcp"])") == "accepted");
  for (const char *other : {"", R"("https://as.example/")", R"("https://AS.example")", R"("https://as.exampl")", R"("https://as.example\u0000")"})
    CHECK(told(other, aud) == "wrong_issuer");
  for (const char *other : {"", R"("https://h/mcp/")", R"("https://h")", R"("https://H/mcp")", R"("https://h/mcp2")", R"([])", R"(["https://h"])"})
    CHECK(told(iss, other) == "wrong_audience");
  for (const char *other : {"1", "{}", "[1]", "null"}) CHECK(told(iss, other) == "bad_claims");
}

TEST_CASE("BCP 3.10: a token does not bring its own key, nor say where one is; its kid only chooses among ours") {
  const PrivateKey evil = std::move(*PrivateKey::generate_ec(Curve::p256, chance()));
  const auto forged = [&](const std::string &members) { return sealed("{\"alg\":\"ES256\"," + members + "}", payload, evil, Algorithm::es256); };
  CHECK(verdict(forged("\"jwk\":" + evil.public_half().jwk())) == "bad_header");
  for (const char *members : {R"("jku":"https://evil.example/keys")", R"("x5u":"https://evil.example/cert")", R"("x5c":["MIIB"])"})
    CHECK(verdict(forged(members)) == "bad_header");
  for (const char *kid : {"../../dev/null", "' OR 1=1 --", "EC", "ec ", "e", "", "ec\\u0000", "https://evil.example/keys"})
    CHECK(verdict(forged("\"kid\":\"" + std::string(kid) + "\"")) == "unknown_key");
  for (const char *kid : {"1", "null", "[]", "{}"}) CHECK(verdict(forged("\"kid\":" + std::string(kid))) == "bad_header");
  CHECK(verdict(forged(R"("kid":"ec")")) == "bad_signature");
  CHECK(verdict(forged("\"kid\":\"" + std::string(1 << 20, 'k') + "\"")) == "too_large");
}

TEST_CASE("BCP 3.11: an ID token is no access token") {
  const std::string id_token = R"({"iss":"https://as.example","sub":"ann","aud":"client-7","azp":"client-7","nonce":"n","exp":1700003600})";
  CHECK(verdict(es256(id_token)) == "wrong_audience");
  const auto strict = policy(published(), TypRule::require_access_token);
  CHECK(verdict(*strict, es256()) == "bad_header");
  CHECK(verdict(*strict, es256(payload, R"({"alg":"ES256","kid":"ec","typ":"JWT"})")) == "bad_header");
  for (const char *typ : {"at+jwt", "AT+JWT", "application/at+jwt"})
    CHECK(verdict(*strict, es256(payload, R"({"alg":"ES256","kid":"ec","typ":")" + std::string(typ) + "\"}")) == "accepted");
  for (const char *typ : {"dpop+jwt", "id+jwt", "at+jwt ", "logout+jwt"})
    CHECK(verdict(es256(payload, R"({"alg":"ES256","kid":"ec","typ":")" + std::string(typ) + "\"}")) == "bad_header");
}

TEST_CASE("BCP 3.12: two issuers cannot sign for each other") {
  const PrivateKey theirs = std::move(*PrivateKey::generate_ec(Curve::p256, chance()));
  const auto other = policy(keys("{\"keys\":[" + with(theirs.public_half().jwk(), R"("kid":"ec")") + "]}"));
  const std::string by_them = sealed(R"({"alg":"ES256","kid":"ec"})", payload, theirs, Algorithm::es256);
  CHECK(verdict(*other, by_them) == "accepted");
  CHECK(verdict(by_them) == "bad_signature");
  CHECK(verdict(*other, es256()) == "bad_signature");
}

TEST_CASE("threat 25: extensions that we do not have are not passed over") {
  for (const char *crit : {R"("crit":[])", R"("crit":["exp"])", R"("crit":["b64"],"b64":false)", R"("crit":null)", R"("crit":"exp")", R"("crit":["b","a","a"])"})
    CHECK(verdict(es256(payload, R"({"alg":"ES256","kid":"ec",)" + std::string(crit) + "}")) == "critical");
  CHECK(verdict(es256(payload, R"({"alg":"ES256","kid":"ec","b64":false})")) == "bad_header");
}

TEST_CASE("threat 7: names that come twice, plain or in disguise, in header and claims") {
  for (const char *header : {R"({"alg":"ES256","kid":"ec","alg":"ES256"})", R"({"alg":"ES256","kid":"ec","\u0061lg":"ES256"})",
                             R"({"alg":"ES256","kid":"ec","k\u0069d":"ec"})"})
    CHECK(verdict(es256(payload, header)) == "malformed");
  CHECK(verdict(es256(R"({"exp":1,"iss":"https://as.example","aud":"https://h/mcp","\u0065xp":1700003600})")) == "malformed");
}

TEST_CASE("threat 26: what a stranger's claims rule out costs no signature check") {
  json::Reader reader;
  std::string text;
  OpenToken opened;
  const std::string garbage = minted::part(std::string(64, 'x'));
  const auto prepared = [&](const std::string &claims) {
    const std::string token = minted::part(R"({"alg":"ES256","kid":"ec"})") + "." + minted::part(claims) + "." + garbage;
    return std::string(word(policy()->prepare(token, noon, reader, text, opened)));
  };
  CHECK(prepared(R"({"iss":"https://as.example","aud":"https://h/mcp","exp":1})") == "expired");
  CHECK(prepared(R"({"iss":"https://evil.example","aud":"https://h/mcp","exp":1700003600})") == "wrong_issuer");
  CHECK(prepared(R"({"iss":"https://as.example","aud":"https://other","exp":1700003600})") == "wrong_audience");
  CHECK(prepared(payload) == "accepted"); // only this one goes on to the signature
}

TEST_CASE("scopes are widened by the host's hierarchy once the token is accepted") {
  const std::vector<std::string_view> lines = {"admin > write > read"};
  PolicyOptions options;
  options.keys = published();
  options.scope_tree = *ScopeTree::make(lines);
  const auto wide = TokenPolicy::make(options);
  REQUIRE(wide);
  json::Reader reader;
  std::string text;
  Principal who;
  CHECK((*wide)->check(es256(R"({"scope":"write x","exp":1700003600})"), noon, reader, text, who) == Reason::accepted);
  CHECK(who.scopes == "write x");
  CHECK(who.granted() == "write x read");
  CHECK(who.key_id == "ec");
  CHECK((*wide)->check(es256(R"({"scope":"x","exp":1700003600})"), noon, reader, text, who) == Reason::accepted);
  CHECK(who.granted() == "x"); // nothing stays of the one before
}
