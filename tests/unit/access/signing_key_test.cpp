// signing_key_test.cpp - keys to sign with: made, written as JWK, read again, and refused with a sentence.
#include "access/signing_key.hpp"
#include "access/key_set.hpp"
#include "access/keys_made.hpp"
#include "access/sign.hpp"
#include "access/token.hpp"
#include "json/reader.hpp"

#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::access;
using crypto::Algorithm;

namespace {

crypto::Entropy &dice() {
  static crypto::Entropy entropy(nullptr, nullptr);
  return entropy;
}

std::string why_not(std::string_view text) {
  const auto read = read_signing_key(text, dice());
  REQUIRE_FALSE(read);
  return read.refusal().text;
}

// A token by that key is accepted by whoever has the public half.
void check_pair(const MadeKey &pair, Algorithm algorithm) {
  const auto read = read_signing_key(pair.private_jwk, dice());
  REQUIRE_MESSAGE(read, (read ? "" : read.refusal().text));
  CHECK(read->algorithm == algorithm);
  TokenRequest request;
  request.subject = "ann";
  request.key = &read->key;
  request.entropy = &dice();
  request.algorithm = algorithm;
  request.kid = read->kid;
  const auto token = sign(request, {1000, 1'700'000'000'000});
  REQUIRE(token);
  KeySource half;
  half.form = KeySource::Form::jwks;
  half.text = pair.public_jwks;
  KeySetOptions options;
  options.sources = {&half, 1};
  const auto keys = KeySet::make(options, nullptr);
  REQUIRE(keys);
  json::Reader scratch;
  std::string scratch_text;
  OpenToken opened;
  REQUIRE(open_token(*token, **keys, TypRule::accept_missing, scratch, scratch_text, opened) == Reason::accepted);
  CHECK(check_signature(opened) == Reason::accepted);
}

} // namespace

TEST_CASE("a key is made, and what it signs is accepted by its public half") {
  for (const Algorithm algorithm : {Algorithm::rs256, Algorithm::ps384, Algorithm::es256, Algorithm::es384, Algorithm::es512}) {
    CAPTURE(name(algorithm));
    const auto pair = make_signing_key(algorithm, 0, "mine", dice());
    REQUIRE(pair);
    CHECK(pair->public_jwks.find(R"("kid":"mine")") != std::string::npos);
    CHECK(pair->public_jwks.find("\"d\"") == std::string::npos);
    check_pair(*pair, algorithm);
  }
}

TEST_CASE("without a name, a key is called by its thumbprint") {
  const auto pair = make_signing_key(Algorithm::es256, 0, "", dice());
  REQUIRE(pair);
  const auto read = read_signing_key(pair->private_jwk, dice());
  REQUIRE(read);
  CHECK(read->kid == thumbprint_of(read->key.public_half().jwk()));
  CHECK(pair->public_jwks.find(read->kid) != std::string::npos);
}

TEST_CASE("PEM says neither algorithm nor name") {
  const auto read = read_signing_key(test_keys::p256, dice());
  REQUIRE(read);
  CHECK_FALSE(read->algorithm);
  CHECK(read->kid.empty());
}

TEST_CASE("what no key is made for") {
  CHECK_FALSE(make_signing_key(Algorithm::hs256, 0, "", dice()));
  CHECK_FALSE(make_signing_key(Algorithm::eddsa, 0, "", dice()));
  CHECK_FALSE(make_signing_key(Algorithm::es256, 256, "", dice()));
  CHECK_FALSE(make_signing_key(Algorithm::rs256, 1024, "", dice()));
  CHECK_FALSE(make_signing_key(Algorithm::es256, 0, std::string(longest_kid + 1, 'k'), dice()));
  CHECK(make_signing_key(Algorithm::es256, 0, std::string(longest_kid, 'k'), dice()));
  CHECK_FALSE(make_signing_key(Algorithm::es256, 0, "a\nb", dice()));
}

TEST_CASE("what is no key to sign with") {
  CHECK(why_not("{").find("JWK") != std::string::npos);
  CHECK(why_not("{}") == "no JWK: kty is missing");
  CHECK(why_not(R"({"kty":"oct","k":"AAAA"})") == "its kty is neither RSA nor EC");
  CHECK(why_not(R"({"kty":"EC","crv":"P-192"})") == "crv is none of P-256, P-384 and P-521");
  CHECK(why_not(R"({"kty":"RSA","n":"AQAB","e":"AQAB"})").find("private RSA key") != std::string::npos);
  CHECK(why_not(keys_made::jwk(test_keys::p256)).find("d is missing") != std::string::npos);
  CHECK(why_not(R"({"kty":"EC","crv":"P-256","alg":"none"})") == "its alg is none that we sign with");
  const std::string right = keys_made::key(test_keys::p256).jwk();
  const auto other = make_signing_key(Algorithm::es256, 0, "", dice());
  REQUIRE(other);
  std::string mixed = right; // d of one key, x and y of another
  const std::string stranger = read_signing_key(other->private_jwk, dice())->key.public_half().jwk();
  const size_t x = mixed.find("\"x\":\"") + 5, theirs = stranger.find("\"x\":\"") + 5;
  mixed.replace(x, 43, stranger, theirs, 43);
  CHECK(why_not(mixed) == "x and y are not the point of d");
}
