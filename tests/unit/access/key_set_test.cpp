// key_set_test.cpp - keys from here and there make one set, whole or not at all, and a token finds its one key in it.
#include "access/key_set.hpp"
#include "access/keys_made.hpp"
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::access;
using keys_made::jwk;
using keys_made::oct;

namespace {

using Form = KeySource::Form;

const std::string secret(64, 's'), other_secret(64, 'o');

KeySource from(Form form, std::string_view text, std::string_view kid = "", std::optional<Algorithm> algorithm = {}) {
  KeySource source;
  source.form = form;
  source.text = text;
  source.kid = kid;
  source.algorithm = algorithm;
  return source;
}

Outcome<std::shared_ptr<const KeySet>> made(const std::vector<KeySource> &sources, std::vector<std::string> *notes = nullptr) {
  KeySetOptions options;
  options.sources = sources;
  return KeySet::make(options, notes);
}

std::shared_ptr<const KeySet> good(const std::vector<KeySource> &sources) {
  auto set = made(sources);
  REQUIRE_MESSAGE(set, (set ? "" : set.refusal().text));
  return *set;
}

std::string why_not(const std::vector<KeySource> &sources, Status status) {
  const auto set = made(sources);
  REQUIRE_FALSE(set);
  CHECK(set.refusal().status == status);
  return set.refusal().text;
}

std::string jwks(const std::vector<std::string> &keys) {
  std::string text = R"({"keys":[)";
  for (const std::string &key : keys) text += (text.back() == '[' ? "" : ",") + key;
  return text + "]}";
}

std::string found(const KeySet &set, std::optional<std::string_view> kid, Algorithm algorithm) {
  const Key *const key = set.find(kid, algorithm);
  if (!key) return "none";
  CHECK(key->algorithm() == algorithm);
  return key->kid().empty() ? "nameless" : key->kid();
}

std::string public_pem(std::string_view pem) { return keys_made::key(pem).public_half().pem(); }

} // namespace

TEST_CASE("a set of every form of source, found by kid and algorithm") {
  const std::string pem = public_pem(test_keys::p256), one = jwk(test_keys::p384, R"("kid":"theirs")"),
                    many = jwks({jwk(test_keys::rsa2048, R"("kid":"r1")"), jwk(test_keys::p521, R"("kid":"e5")")});
  const auto set = good({from(Form::secret, secret, "s", Algorithm::hs512), from(Form::pem, pem, "p"), from(Form::jwk, one), from(Form::jwks, many)});
  CHECK(set->keys().size() == 5);
  CHECK(found(*set, "s", Algorithm::hs512) == "s");
  CHECK(found(*set, "p", Algorithm::es256) == "p");
  CHECK(found(*set, "theirs", Algorithm::es384) == "theirs");
  CHECK(found(*set, "r1", Algorithm::rs256) == "r1");
  CHECK(found(*set, "e5", Algorithm::es512) == "e5");
  CHECK(found(*set, "r1", Algorithm::ps256) == "none");
  CHECK(found(*set, "r1", Algorithm::es512) == "none");
  CHECK(found(*set, "R1", Algorithm::rs256) == "none");
  CHECK(found(*set, "", Algorithm::rs256) == "none");
  for (const Algorithm algorithm : {Algorithm::hs512, Algorithm::es256, Algorithm::es384, Algorithm::rs256, Algorithm::es512}) CHECK(set->algorithms().has(algorithm));
  for (const Algorithm algorithm : {Algorithm::hs256, Algorithm::ps256, Algorithm::eddsa}) CHECK_FALSE(set->algorithms().has(algorithm));
  CHECK(set->knows("r1"));
  CHECK_FALSE(set->knows("r2"));
  CHECK_FALSE(set->knows(""));
}

TEST_CASE("a source without a kid is for tokens of any kid, unless one is meant by name") {
  const auto set = good({from(Form::secret, secret), from(Form::secret, other_secret, "new")});
  CHECK(found(*set, std::nullopt, Algorithm::hs256) == "nameless"); // the tokens of before the rotation
  CHECK(found(*set, "anything", Algorithm::hs256) == "nameless");
  CHECK(found(*set, "new", Algorithm::hs256) == "new");
}

TEST_CASE("keys of a JWKS are found by their own kid, and by a token without one only if there is no choice") {
  const std::string one = jwks({jwk(test_keys::p256, R"("kid":"a")")}), nameless = jwks({jwk(test_keys::p256)});
  CHECK(found(*good({from(Form::jwks, one)}), std::nullopt, Algorithm::es256) == "a");
  CHECK(found(*good({from(Form::jwks, one)}), "b", Algorithm::es256) == "none");
  CHECK(found(*good({from(Form::jwks, nameless)}), std::nullopt, Algorithm::es256) == "nameless");
  CHECK(found(*good({from(Form::jwks, nameless)}), "b", Algorithm::es256) == "none");
  const std::string single = jwk(test_keys::p256);
  CHECK(found(*good({from(Form::jwk, single)}), "b", Algorithm::es256) == "nameless"); // the host gave this one by hand
  CHECK(found(*good({from(Form::jwk, single, "a")}), "b", Algorithm::es256) == "none");
  const std::string named = jwk(test_keys::p256, R"("kid":"own")");
  CHECK(found(*good({from(Form::jwk, named, "given")}), "given", Algorithm::es256) == "given");
  CHECK(found(*good({from(Form::jwk, named, "given")}), "own", Algorithm::es256) == "none");
}

TEST_CASE("where several keys would do, none does: keys are not tried in turn") {
  const auto set = good({from(Form::secret, secret, "a"), from(Form::secret, other_secret, "b")});
  CHECK(found(*set, std::nullopt, Algorithm::hs256) == "none");
  CHECK(found(*set, "a", Algorithm::hs256) == "a");
  CHECK(found(*set, "b", Algorithm::hs256) == "b");
}

TEST_CASE("a kid is there once, and so is a key for any kid of one algorithm") {
  CHECK(why_not({from(Form::secret, secret, "a"), from(Form::secret, other_secret, "a")}, Status::duplicate) == "key source 2: the kid a is there twice");
  const std::string twice = jwks({jwk(test_keys::p256, R"("kid":"a")"), jwk(test_keys::p384, R"("kid":"a")")});
  CHECK(why_not({from(Form::jwks, twice)}, Status::duplicate) == "key 1: the kid a is there twice");
  CHECK(why_not({from(Form::secret, secret), from(Form::secret, other_secret)}, Status::duplicate) ==
        "key source 2: there are two HS256 keys without a kid, which no token could tell apart");
  CHECK(good({from(Form::secret, secret), from(Form::secret, other_secret, "", Algorithm::hs512)})->keys().size() == 2);
}

TEST_CASE("a secret and a public key in one JWKS are refused, from two hands of the host they are not") {
  const std::string mixed = jwks({jwk(test_keys::p256, R"("kid":"a")"), oct(secret, R"("kid":"b")")}), secrets = jwks({oct(secret, R"("kid":"b")"), oct(other_secret, R"("kid":"c")")});
  CHECK(why_not({from(Form::jwks, mixed)}, Status::invalid) == "secrets and public keys in one JWKS");
  const std::string pem = public_pem(test_keys::p256);
  CHECK(good({from(Form::jwks, secrets), from(Form::pem, pem)})->keys().size() == 3);
}

TEST_CASE("keys of a JWKS that are for something else are passed over, and somebody is told") {
  const std::string text = jwks({jwk(test_keys::p256, R"("kid":"a")"), jwk(test_keys::rsa2048, R"("kid":"b","use":"enc")"), R"({"kty":"AKP"})",
                                 R"({"kty":"OKP","crv":"Ed25519","x":")" + minted::part(std::string(32, 'x')) + "\"}"});
  std::vector<std::string> notes;
  const auto set = made({from(Form::jwks, text)}, &notes);
  REQUIRE(set);
  CHECK((*set)->keys().size() == 1);
  CHECK(notes == std::vector<std::string>{"key 1 is passed over: its use is enc", "key 2 is passed over: its kty is AKP",
                                          "key 3 is passed over: EdDSA takes signature functions of the host's"});
  const std::string useless = jwks({jwk(test_keys::rsa2048, R"("use":"enc")")});
  CHECK(why_not({from(Form::jwks, useless)}, Status::no_key) == "there is no key that could check a token");
  CHECK(why_not({from(Form::jwks, R"({"keys":[]})")}, Status::no_key) == "there is no key that could check a token");
  CHECK(why_not({}, Status::no_key) == "there is no key that could check a token");
}

TEST_CASE("a malformed key refuses the whole set, and is named") {
  const std::string text = jwks({jwk(test_keys::p256, R"("kid":"a")"), jwk(test_keys::p384, R"("alg":"ES256")")});
  CHECK(why_not({from(Form::jwks, text)}, Status::invalid) == "key 1: ES256 is no algorithm of a key on P-384");
  CHECK(why_not({from(Form::secret, secret), from(Form::jwks, text)}, Status::invalid) == "key source 2, key 1: ES256 is no algorithm of a key on P-384");
  CHECK(why_not({from(Form::jwks, jwks({oct("short")}))}, Status::weak_key).substr(0, 7) == "key 0: ");
  CHECK(why_not({from(Form::jwks, jwks({"7"}))}, Status::invalid) == "key 0: it is no object");
}

TEST_CASE("a JWK in the place of a set is a set of one") {
  const std::string one = jwk(test_keys::p256, R"("kid":"a")");
  CHECK(found(*good({from(Form::jwks, one)}), "a", Algorithm::es256) == "a");
  CHECK(found(*good({from(Form::jwks, one)}), "b", Algorithm::es256) == "none");
  CHECK(why_not({from(Form::jwks, R"({"kty":"AKP"})")}, Status::no_key) == "there is no key that could check a token");
}

TEST_CASE("a set that is to be public has no secrets") {
  const std::string text = jwks({jwk(test_keys::p256, R"("kid":"a")"), oct(secret, R"("kid":"b")")});
  for (const std::string &with_a_secret : {text, jwks({oct(secret)}), oct(secret)}) {
    KeySource source = from(Form::jwks, with_a_secret);
    source.public_only = true;
    const std::string why = why_not({source}, Status::invalid);
    CHECK(why.substr(why.find("it is")) == "it is a secret, where only a public key belongs");
  }
  const std::string open = jwks({jwk(test_keys::p256, R"("kid":"a")")});
  KeySource source = from(Form::jwks, open);
  source.public_only = true;
  CHECK(good({source})->keys().size() == 1);
}

TEST_CASE("what is no JWKS") {
  CHECK(why_not({from(Form::jwks, "{}")}, Status::invalid) == "no JSON object with an array of keys");
  CHECK(why_not({from(Form::jwks, R"({"keys":{}})")}, Status::invalid) == "no JSON object with an array of keys");
  CHECK(why_not({from(Form::jwks, "[]")}, Status::invalid) == "no JSON object with an array of keys");
  CHECK_FALSE(made({from(Form::jwks, "")}));
  CHECK_FALSE(made({from(Form::jwks, R"({"keys":[],"keys":[]})")}));
  CHECK_FALSE(made({from(Form::jwk, "{")}));
  const std::string one = jwks({jwk(test_keys::p256)});
  CHECK(why_not({from(Form::jwks, one, "kid")}, Status::invalid) == "the keys of a JWKS have algorithms and kids of their own");
  CHECK(why_not({from(Form::jwks, one, "", Algorithm::es256)}, Status::invalid) == "the keys of a JWKS have algorithms and kids of their own");
}

TEST_CASE("64 keys and 256 KiB of JSON, not one more") {
  std::vector<std::string> texts;
  for (int i = 0; i < 64; ++i) texts.push_back(oct(secret, R"("kid":"k)" + std::to_string(i) + "\""));
  const std::string full = jwks(texts);
  CHECK(good({from(Form::jwks, full)})->keys().size() == 64);
  CHECK(why_not({from(Form::jwks, full), from(Form::secret, secret)}, Status::limit) == "key source 2: more than 64 keys");
  texts.push_back(R"({"kty":"new"})"); // also those that are passed over are counted
  CHECK(why_not({from(Form::jwks, jwks(texts))}, Status::limit) == "more than 64 keys");
  const std::string frame = R"({"keys":[],"pad":""})", keys = oct(secret);
  const std::string padded = R"({"keys":[)" + keys + R"(],"pad":")" + std::string(most_jwks_bytes - frame.size() - keys.size(), 'p') + "\"}";
  REQUIRE(padded.size() == most_jwks_bytes);
  CHECK(good({from(Form::jwks, padded)})->keys().size() == 1);
  CHECK(why_not({from(Form::jwks, padded + " ")}, Status::limit) == "262145 bytes of JSON; at most 262144");
}

TEST_CASE("a file's key is for the algorithm that the host says, or for its own") {
  const std::string rsa = public_pem(test_keys::rsa2048), ec = public_pem(test_keys::p384);
  CHECK(good({from(Form::pem, rsa)})->algorithms().has(Algorithm::rs256));
  CHECK(good({from(Form::pem, rsa, "", Algorithm::ps384)})->algorithms().has(Algorithm::ps384));
  CHECK(good({from(Form::pem, ec)})->algorithms().has(Algorithm::es384));
  CHECK(why_not({from(Form::pem, ec, "", Algorithm::es256)}, Status::invalid) == "ES256 is not an algorithm of this key");
  CHECK(why_not({from(Form::pem, rsa, "", Algorithm::hs256)}, Status::invalid) == "HS256 is not an algorithm of this key");
  CHECK(why_not({from(Form::pem, test_keys::p256)}, Status::invalid) == "this is a private key; only its public half belongs here");
  CHECK(why_not({from(Form::secret, secret, "", Algorithm::rs256)}, Status::invalid) == "a secret is no key of RS256");
  CHECK(why_not({from(Form::secret, "")}, Status::invalid) == "the secret is empty");
  CHECK(why_not({from(Form::secret, secret, std::string(257, 'k'))}, Status::invalid) == "a kid of 257 bytes; at most 256");
}

TEST_CASE("with the host's functions all public keys go through them, secrets do not") {
  struct Host {
    int taken = 0, checked = 0;
  } host;
  crypto::SignatureCalls calls;
  calls.user = &host;
  calls.take_key = [](void *user, std::string_view, std::string_view, void **) -> int32_t { return ++static_cast<Host *>(user)->taken, 0; };
  calls.check = [](void *user, void *, std::string_view, std::string_view, std::string_view) -> int32_t { return ++static_cast<Host *>(user)->checked % 3 - 1; };
  auto door = crypto::SignatureDoor::make(calls);
  REQUIRE(door);
  const std::string many = jwks({jwk(test_keys::p256, R"("kid":"a")"), R"({"kty":"OKP","crv":"Ed25519","kid":"e","x":")" + minted::part(std::string(32, 'x')) + "\"}"});
  const std::vector<KeySource> sources{from(Form::jwks, many), from(Form::secret, secret, "s")};
  KeySetOptions options;
  options.sources = sources;
  options.keys.door = *door;
  const auto set = KeySet::make(options, nullptr);
  REQUIRE(set);
  CHECK(host.taken == 2);
  const Key *const key = (*set)->find("e", Algorithm::eddsa);
  REQUIRE(key);
  CHECK(key->thumbprint().size() == 43);
  CHECK(key->check("text", "signature") == Reason::bad_signature);
  CHECK(key->check("text", "signature") == Reason::accepted);
  CHECK(key->check("text", "signature") == Reason::unchecked); // the host failed: that is no verdict
  CHECK((*set)->find("s", Algorithm::hs256)->check("text", "signature") == Reason::bad_signature);
  CHECK(host.checked == 3);
  // what we would not take ourselves, the host is not asked to take
  const std::string weak = R"({"kty":"RSA","e":"AQAB","n":")" + minted::part(std::string(128, 'n')) + "\"}";
  const std::vector<KeySource> bad{from(Form::jwk, weak)};
  options.sources = bad;
  CHECK(KeySet::make(options, nullptr).refusal().status == Status::weak_key);
  CHECK(host.taken == 2);
}
