// algorithms_test.cpp - tokens of every algorithm under one policy, and the ways in which one is passed off as another.
#include "access/keys_made.hpp"
#include "access/sign.hpp"
#include "access/token_policy.hpp"
#include "crypto/pem.hpp"
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::access;
using Form = KeySource::Form;

namespace {

constexpr Instant noon{0, 1700000000000};
constexpr std::string_view good_payload = R"({"sub":"user123","exp":1700003600})";
const std::string secret(64, 's');

std::shared_ptr<const KeySet> keys_of(const std::vector<KeySource> &sources) {
  KeySetOptions options;
  options.sources = sources;
  auto keys = KeySet::make(options, nullptr);
  REQUIRE_MESSAGE(keys, (keys ? "" : keys.refusal().text));
  return *keys;
}

KeySource from(Form form, std::string_view text, std::string_view kid = "", std::optional<Algorithm> algorithm = {}) {
  KeySource source;
  source.form = form;
  source.text = text;
  source.kid = kid;
  source.algorithm = algorithm;
  return source;
}

std::shared_ptr<const TokenPolicy> policy_of(std::shared_ptr<const KeySet> keys, std::string_view audience = "") {
  PolicyOptions options;
  options.keys = std::move(keys);
  options.audience = audience;
  auto policy = TokenPolicy::make(options);
  REQUIRE(policy);
  return *policy;
}

std::string verdict(const TokenPolicy &policy, std::string_view token, Principal *who = nullptr) {
  json::Reader reader;
  std::string text;
  Principal principal;
  const Reason reason = policy.check(token, noon, reader, text, principal);
  if (who) *who = principal;
  return word(reason);
}

std::string header(std::string_view alg, std::string_view kid = "") {
  return R"({"alg":")" + std::string(alg) + "\"" + (kid.empty() ? "" : R"(,"kid":")" + std::string(kid) + "\"") + "}";
}

std::string_view pem_for(Algorithm algorithm) {
  switch (family(algorithm)) {
  case crypto::Family::ec:
    return algorithm == Algorithm::es256 ? test_keys::p256 : algorithm == Algorithm::es384 ? test_keys::p384 : test_keys::p521;
  default: return test_keys::rsa2048;
  }
}

std::string der_of(const std::string &pem) {
  std::string bytes;
  REQUIRE(crypto::decode_pem_body(crypto::find_pem_block(pem)->body, bytes));
  return bytes;
}

} // namespace

TEST_CASE("what sign() signs, a policy with the other half accepts, algorithm by algorithm") {
  crypto::Entropy entropy(nullptr, nullptr);
  for (size_t i = 0; i + 1 < crypto::algorithm_count; ++i) {
    const Algorithm algorithm = static_cast<Algorithm>(i);
    const crypto::PrivateKey key = keys_made::key(pem_for(algorithm));
    const std::string pem = key.public_half().pem();
    TokenRequest request;
    request.subject = "user123";
    request.algorithm = algorithm;
    request.kid = "k1";
    request.typ = "at+jwt";
    if (crypto::asymmetric(algorithm)) {
      request.key = &key;
      request.entropy = &entropy;
    } else {
      request.secret = secret;
    }
    const auto token = sign(request, noon);
    REQUIRE_MESSAGE(token, (token ? "" : token.refusal().text));
    const auto policy = policy_of(keys_of({crypto::asymmetric(algorithm) ? from(Form::pem, pem, "k1", algorithm) : from(Form::secret, secret, "k1", algorithm)}));
    Principal who;
    CHECK_MESSAGE(verdict(*policy, *token, &who) == "accepted", std::string(name(algorithm)));
    CHECK(who.subject == "user123");
    CHECK(who.key_id == "k1");
    std::string changed = *token;
    changed[changed.size() - 20] = changed[changed.size() - 20] == 'A' ? 'B' : 'A';
    CHECK(verdict(*policy, changed) == "bad_signature");
  }
}

TEST_CASE("without an algorithm sign() takes the key's own") {
  crypto::Entropy entropy(nullptr, nullptr);
  const auto begins = [&](std::string_view pem, const char *expected) {
    const crypto::PrivateKey key = keys_made::key(pem);
    TokenRequest request;
    request.subject = "u";
    request.key = &key;
    request.entropy = &entropy;
    request.typ = "";
    const auto token = sign(request, noon);
    REQUIRE(token);
    CHECK(token->substr(0, token->find('.')) == minted::part(header(expected)));
  };
  begins(test_keys::rsa2048, "RS256");
  begins(test_keys::p256, "ES256");
  begins(test_keys::p384, "ES384");
  begins(test_keys::p521, "ES512");
}

TEST_CASE("what sign() refuses about keys and headers") {
  crypto::Entropy entropy(nullptr, nullptr);
  const crypto::PrivateKey key = keys_made::key(test_keys::p256);
  TokenRequest usual;
  usual.subject = "u";
  const auto why_not = [&](TokenRequest request) { return sign(request, noon).refusal().text; };
  TokenRequest request = usual;
  CHECK(why_not(request) == "there is no secret to sign with, and no key");
  request.key = &key;
  CHECK(why_not(request) == "signing with a key takes randomness");
  request.entropy = &entropy;
  request.algorithm = Algorithm::es384;
  CHECK(why_not(request) == "ES384 is not an algorithm of this key");
  request.algorithm = {};
  request.secret = secret;
  CHECK(why_not(request) == "there is both a secret to sign with and a key");
  request = usual;
  request.secret = secret;
  request.algorithm = Algorithm::rs256;
  CHECK(why_not(request) == "a secret is no key of RS256");
  const std::string short_for_384(47, 's');
  request.secret = short_for_384;
  request.algorithm = Algorithm::hs384;
  CHECK(sign(request, noon).refusal().status == Status::weak_key);
  request.secret = secret;
  const std::string long_kid(257, 'k');
  request.kid = long_kid;
  CHECK(why_not(request) == "a kid of 257 bytes; at most 256");
  request.kid = "\xff";
  CHECK(why_not(request) == "kid or typ is not UTF-8");
}

TEST_CASE("sign() signs any claims as they are, when it is asked to, also foolish ones") {
  TokenRequest request;
  request.secret = secret;
  request.only_claims = true;
  request.claims_json = R"({"exp":"tomorrow","sub":"a\u0000b"})";
  const auto token = sign(request, noon);
  REQUIRE(token);
  CHECK(token->find("." + minted::part(request.claims_json) + ".") != std::string::npos);
  CHECK(verdict(*policy_of(keys_of({from(Form::secret, secret)})), *token) == "bad_claims");
  request.claims_json = "[]";
  CHECK(sign(request, noon).refusal().text == "claims_json is not an object");
  request.claims_json = "";
  CHECK_FALSE(sign(request, noon));
}

TEST_CASE("threat 25: a public key is no HMAC secret, in none of its forms, under none of the names (RFC 8725 section 3.1)") {
  for (const std::string_view private_pem : {test_keys::rsa2048, test_keys::p256}) {
    const crypto::PrivateKey key = keys_made::key(private_pem);
    const crypto::PublicKey &half = key.public_half();
    const std::string pem = half.pem(), trimmed = pem.substr(0, pem.size() - 1), der = der_of(pem), jwk = half.jwk();
    const std::string number(half.is_rsa() ? half.modulus() : half.x()), point = "\4" + std::string(half.x()) + std::string(half.y());
    const std::string set = R"({"keys":[)" + std::string(jwk).insert(jwk.size() - 1, R"(,"kid":"k")") + "]}";
    for (const auto &policy : {policy_of(keys_of({from(Form::jwks, set)})), policy_of(keys_of({from(Form::pem, pem)}))})
      for (const std::string &guess : {pem, trimmed, der, jwk, number, point, minted::part(number), std::string()})
        for (const char *alg : {"HS256", "HS384", "HS512", "RS256", "ES256", "none"})
          for (const char *kid : {"", "k"}) {
            const std::string verdict_said = verdict(*policy, minted::token(header(alg, kid), good_payload, guess));
            CHECK((verdict_said == "bad_algorithm" || verdict_said == "bad_signature"));
          }
  }
}

TEST_CASE("threat 25: beside a secret a public key stays a public key") {
  const std::string pem = keys_made::key(test_keys::rsa2048).public_half().pem();
  const auto policy = policy_of(keys_of({from(Form::pem, pem, "r"), from(Form::secret, secret, "s")}));
  CHECK(verdict(*policy, keys_made::token(test_keys::rsa2048, Algorithm::rs256, header("RS256", "r"), good_payload)) == "accepted");
  CHECK(verdict(*policy, minted::token(header("HS256", "s"), good_payload, secret)) == "accepted");
  CHECK(verdict(*policy, minted::token(header("HS256", "r"), good_payload, pem)) == "unknown_key");
  CHECK(verdict(*policy, minted::token(header("HS256"), good_payload, pem)) == "bad_signature");
  CHECK(verdict(*policy, keys_made::token(test_keys::rsa2048, Algorithm::rs256, header("RS256", "s"), good_payload)) == "unknown_key");
  CHECK(verdict(*policy, keys_made::token(test_keys::rsa2048, Algorithm::ps256, header("PS256", "r"), good_payload)) == "bad_algorithm");
  CHECK(verdict(*policy, keys_made::token(test_keys::rsa2048, Algorithm::ps256, header("RS256", "r"), good_payload)) == "bad_signature");
}

TEST_CASE("threat 25: none, in any spelling, with a signature or without") {
  const std::string pem = keys_made::key(test_keys::p256).public_half().pem();
  const auto policy = policy_of(keys_of({from(Form::pem, pem)}));
  const std::string good = keys_made::token(test_keys::p256, Algorithm::es256, header("ES256"), good_payload);
  for (const char *alg : {"none", "None", "NONE", "nOnE"}) {
    const std::string bare = minted::part(header(alg)) + "." + minted::part(good_payload) + ".";
    CHECK(verdict(*policy, bare) == "bad_algorithm");
    CHECK(verdict(*policy, bare + good.substr(good.rfind('.') + 1)) == "bad_algorithm");
  }
  CHECK(verdict(*policy, good.substr(0, good.rfind('.') + 1)) == "bad_signature");
}

TEST_CASE("threat 25: an ES256 signature is r and s, not DER, and of the curve's own key") {
  const std::string pem = keys_made::key(test_keys::p256).public_half().pem(), pem384 = keys_made::key(test_keys::p384).public_half().pem();
  const auto policy = policy_of(keys_of({from(Form::pem, pem)}));
  const std::string good = keys_made::token(test_keys::p256, Algorithm::es256, header("ES256"), good_payload);
  CHECK(verdict(*policy, good) == "accepted");
  std::string raw;
  REQUIRE(decode_base64url(good.substr(good.rfind('.') + 1), raw));
  const auto integer = [](std::string number) {
    if (number[0] & '\x80') number.insert(0, 1, '\0');
    return "\2" + std::string(1, static_cast<char>(number.size())) + number;
  };
  const std::string both = integer(raw.substr(0, 32)) + integer(raw.substr(32));
  const std::string der = "\x30" + std::string(1, static_cast<char>(both.size())) + both;
  CHECK(verdict(*policy, good.substr(0, good.rfind('.') + 1) + minted::part(der)) == "bad_signature");
  CHECK(verdict(*policy_of(keys_of({from(Form::pem, pem384)})), good) == "bad_algorithm");
  CHECK(verdict(*policy_of(keys_of({from(Form::pem, pem384)})), keys_made::token(test_keys::p256, Algorithm::es256, header("ES384"), good_payload)) == "bad_signature");
}

TEST_CASE("threat 25: a key that a token brings along is not trusted (RFC 8725 section 3.10)") {
  const std::string pem = keys_made::key(test_keys::p256).public_half().pem();
  const auto policy = policy_of(keys_of({from(Form::pem, pem)}));
  crypto::Entropy entropy(nullptr, nullptr);
  const auto attacker = crypto::PrivateKey::generate_ec(crypto::Curve::p256, entropy);
  REQUIRE(attacker);
  for (const std::string &member : {R"("jwk":)" + attacker->public_half().jwk(), std::string(R"("jku":"https://evil.example/keys")"),
                                    std::string(R"("x5u":"https://evil.example/c")"), std::string(R"("x5c":["AAAA"])")}) {
    const std::string signed_text = minted::part(R"({"alg":"ES256",)" + member + "}") + "." + minted::part(good_payload);
    const auto signature = attacker->sign(Algorithm::es256, signed_text, entropy);
    REQUIRE(signature);
    CHECK(verdict(*policy, signed_text + "." + minted::part(*signature)) == "bad_header");
  }
}

TEST_CASE("threat 26: what the claims rule out costs no signature check, and a secret's token is not read before it is known") {
  const std::string pem = keys_made::key(test_keys::p256).public_half().pem();
  const auto dear_policy = policy_of(keys_of({from(Form::pem, pem)}), "https://us.example");
  const auto cheap_policy = policy_of(keys_of({from(Form::secret, secret)}), "https://us.example");
  const std::string nobodys(64, 'x');
  const auto forged = [&](const char *payload) { return minted::part(header("ES256")) + "." + minted::part(payload) + "." + minted::part(nobodys); };
  const auto cheaply_forged = [](const char *payload) { return minted::token(header("HS256"), payload, "guessed"); };
  struct Case {
    const char *payload, *screened;
  };
  for (const Case &it : {Case{R"({"exp":1699990000,"aud":"https://us.example"})", "expired"}, Case{R"({"exp":1700003600,"nbf":1700003000,"aud":"https://us.example"})", "not_yet_valid"},
                         Case{R"({"exp":1700003600,"aud":"https://other.example"})", "wrong_audience"}, Case{R"({"aud":"https://us.example"})", "no_expiry"},
                         Case{"[]", "malformed"}, Case{"{", "malformed"}, Case{R"({"exp":1700003600,"aud":"https://us.example"})", "bad_signature"}}) {
    CHECK_MESSAGE(verdict(*dear_policy, forged(it.payload)) == it.screened, it.payload);
    CHECK_MESSAGE(verdict(*cheap_policy, cheaply_forged(it.payload)) == "bad_signature", it.payload);
  }
  json::Reader reader;
  std::string text;
  OpenToken opened;
  CHECK(dear_policy->prepare(forged(R"({"exp":1700003600,"aud":"https://us.example"})"), noon, reader, text, opened) == Reason::accepted);
  CHECK(dear(opened)); // here a budget can be asked
  Principal who;
  CHECK(dear_policy->verify(opened, noon, reader, who) == Reason::bad_signature);
  CHECK(cheap_policy->prepare(cheaply_forged("{}"), noon, reader, text, opened) == Reason::accepted);
  CHECK_FALSE(dear(opened));
}

TEST_CASE("tokens of two issuers with their keys swapped (RFC 8725 section 3.12)") {
  const std::string rsa = keys_made::key(test_keys::rsa2048).public_half().pem(), ec = keys_made::key(test_keys::p256).public_half().pem();
  const auto policy = policy_of(keys_of({from(Form::pem, rsa, "one"), from(Form::pem, ec, "two")}));
  CHECK(verdict(*policy, keys_made::token(test_keys::rsa2048, Algorithm::rs256, header("RS256", "one"), good_payload)) == "accepted");
  CHECK(verdict(*policy, keys_made::token(test_keys::p256, Algorithm::es256, header("ES256", "two"), good_payload)) == "accepted");
  CHECK(verdict(*policy, keys_made::token(test_keys::rsa2048, Algorithm::rs256, header("RS256", "two"), good_payload)) == "unknown_key");
  CHECK(verdict(*policy, keys_made::token(test_keys::p256, Algorithm::es256, header("ES256", "one"), good_payload)) == "unknown_key");
  CHECK(verdict(*policy, keys_made::token(test_keys::p256, Algorithm::es256, header("ES256", "three"), good_payload)) == "unknown_key");
}

TEST_CASE("rotation: while both keys are there both are good, afterwards one") {
  crypto::Entropy entropy(nullptr, nullptr);
  const std::string old_jwk = keys_made::jwk(test_keys::p256, R"("kid":"old")"), new_jwk = keys_made::jwk(test_keys::p384, R"("kid":"new")");
  const std::string before = R"({"keys":[)" + old_jwk + "]}", during = R"({"keys":[)" + old_jwk + "," + new_jwk + "]}", after = R"({"keys":[)" + new_jwk + "]}";
  const std::string old_token = keys_made::token(test_keys::p256, Algorithm::es256, header("ES256", "old"), good_payload);
  const std::string new_token = keys_made::token(test_keys::p384, Algorithm::es384, header("ES384", "new"), good_payload);
  const auto verdicts = [&](const std::string &set) {
    const auto policy = policy_of(keys_of({from(Form::jwks, set)}));
    return verdict(*policy, old_token) + " " + verdict(*policy, new_token);
  };
  CHECK(verdicts(before) == "accepted bad_algorithm");
  CHECK(verdicts(during) == "accepted accepted");
  CHECK(verdicts(after) == "bad_algorithm accepted");
}

TEST_CASE("a host that could not check has not accepted") {
  crypto::SignatureCalls calls;
  calls.take_key = [](void *, std::string_view, std::string_view, void **) -> int32_t { return 0; };
  calls.check = [](void *, void *, std::string_view, std::string_view, std::string_view) -> int32_t { return -14; };
  auto door = crypto::SignatureDoor::make(calls);
  REQUIRE(door);
  const std::string pem = keys_made::key(test_keys::p256).public_half().pem();
  const std::vector<KeySource> sources{from(Form::pem, pem)};
  KeySetOptions options;
  options.sources = sources;
  options.keys.door = *door;
  auto keys = KeySet::make(options, nullptr);
  REQUIRE(keys);
  CHECK(verdict(*policy_of(*keys), keys_made::token(test_keys::p256, Algorithm::es256, header("ES256"), good_payload)) == "unchecked");
}

TEST_CASE("a policy has a secret or keys, not both") {
  PolicyOptions options;
  options.secret = secret;
  options.keys = keys_of({from(Form::secret, secret)});
  CHECK(TokenPolicy::make(options).refusal().text == "the token policy has both a secret and keys");
  options.secret = "";
  CHECK(TokenPolicy::make(options));
  options.keys = nullptr;
  CHECK(TokenPolicy::make(options).refusal().text == "the token policy has no secret and no keys");
}
