// secrets_test.cpp - memory that the core gives back holds no key and no kept token any more.
#include "../unit/access/keys_made.hpp"
#include "access/doorkeeper.hpp"
#include "access/sign.hpp"
#include "faults/memory.hpp"
#include "ground/base64url.hpp"
#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <tenon/tenon.h>
#include <vector>

using namespace tenon;
using namespace tenon::access;
using namespace faults;

namespace {

constexpr Instant noon{1000000, 1'800'000'000'000};
constexpr unsigned char seed[hash_seed_bytes] = {3};
const std::string secret = "a secret that is looked for in all memory, and is longer than the hash of HS512";

// How often `planted` was in what `work` gave back.
template <class Work> uint64_t left_behind(std::string_view planted, Work work) {
  watch_for(planted.data(), planted.size());
  work();
  const uint64_t seen = seen_in_memory_given_back();
  watch_for(nullptr, 0);
  return seen;
}

tenon_str str(std::string_view text) { return {text.data(), text.size()}; }

std::string encoded(std::string_view bytes) {
  std::string text;
  append_base64url(text, bytes);
  return text;
}

Outcome<std::shared_ptr<const KeySet>> made(KeySource::Form form, std::string_view text) {
  KeySource source;
  source.form = form;
  source.text = text;
  KeySetOptions options;
  options.sources = {&source, 1};
  return KeySet::make(options, nullptr);
}

} // namespace

TEST_CASE("what is looked for in memory is found there") {
  const std::string planted = "planted";
  CHECK(left_behind(planted, [&] { std::string copy(100, ' '); copy.replace(50, planted.size(), planted); }) == 1);
  CHECK(left_behind(planted, [&] { std::vector<char> copy(100); }) == 0);
}

TEST_CASE("threat 34: a secret is not left in memory, whatever form it came in") {
  const std::string jwk = keys_made::oct(secret, R"("alg":"HS512","kid":"a")"), jwks = R"({"keys":[)" + jwk + "]}", text = encoded(secret);
  for (const std::string &planted : {secret, text}) {
    CHECK(left_behind(planted, [&] { CHECK(made(KeySource::Form::secret, secret)); }) == 0);
    CHECK(left_behind(planted, [&] { CHECK(made(KeySource::Form::jwk, jwk)); }) == 0);
    CHECK(left_behind(planted, [&] { CHECK(made(KeySource::Form::jwks, jwks)); }) == 0);
    CHECK(left_behind(planted, [&] { CHECK(!made(KeySource::Form::jwks, R"({"keys":[)" + jwk.substr(0, 20) + "]}")); }) == 0);
  }
}

TEST_CASE("threat 34: a policy's secret goes with the policy, and so do those of its keys") {
  tenon_key key{};
  key.size = sizeof key;
  key.secret = str(secret);
  tenon_token_policy policy{};
  policy.size = sizeof policy;
  policy.secret = str(secret);
  const tenon_now now{1000, noon.unix_ms};
  CHECK(left_behind(secret, [&] {
    tenon_server *server = nullptr;
    REQUIRE(tenon_server_create(nullptr, nullptr, &server, nullptr) == TENON_OK);
    CHECK(tenon_server_require_token(server, &policy, nullptr) == TENON_OK);
    CHECK(tenon_server_set_keys(server, &key, 1, nullptr) == TENON_OK);
    CHECK(tenon_server_require_token(server, &policy, nullptr) == TENON_OK);
    tenon_server_destroy(server, now);
  }) == 0);
}

TEST_CASE("threat 34: a token that leaves the cache leaves nothing behind") {
  TokenRequest request;
  request.secret = secret;
  request.subject = "ann";
  const std::string token = *sign(request, noon);
  auto set = made(KeySource::Form::secret, secret);
  REQUIRE(set);
  PolicyOptions options;
  options.keys = *set;
  const auto policy = *TokenPolicy::make(options);
  options.epoch = 7;
  const auto next = *TokenPolicy::make(options);
  json::Reader reader;
  std::string text;
  const auto keep = [&](TokenCache &cache) {
    Visit visit;
    visit.token = token;
    CHECK(judge({policy.get(), &cache, nullptr, nullptr}, visit, noon, reader, text).reason == Reason::accepted);
    CHECK(cache.size() == 1);
  };
  CHECK(left_behind(token, [&] { TokenCache cache({}, seed); keep(cache); }) == 0); // with the cache
  TokenCache cache({}, seed);
  CHECK(left_behind(token, [&] { keep(cache); cache.clear(); }) == 0);
  CHECK(left_behind(token, [&] { keep(cache); CHECK(!cache.find(token, next->epoch(), next->expected(), noon)); }) == 0); // by its epoch
  CHECK(left_behind(token, [&] { keep(cache); CHECK(!cache.find(token, policy->epoch(), policy->expected(), {noon.monotonic_ms, noon.unix_ms + 4000000})); }) == 0);
  TokenCache small({8, 8192, 60000}, seed); // one in each part: others push it out
  CHECK(left_behind(token, [&] {
    keep(small);
    for (int i = 0; i < 200; ++i) small.keep("another " + std::to_string(i), 0, std::make_shared<Principal>(), noon);
    CHECK(!small.find(token, policy->epoch(), policy->expected(), noon));
  }) == 0);
}

TEST_CASE("threat 34: a private key is not left in memory by who takes it in, signs and writes it out") {
  crypto::Entropy entropy(nullptr, nullptr);
  for (const std::string_view pem : {test_keys::p256, test_keys::rsa2048}) {
    const crypto::Algorithm algorithm = pem == test_keys::p256 ? crypto::Algorithm::es256 : crypto::Algorithm::rs256;
    const std::string jwk = keys_made::key(pem).jwk(), name = "\"d\":\"";
    const size_t at = jwk.find(name) + name.size();
    std::string d;
    REQUIRE(decode_base64url(jwk.substr(at, jwk.find('"', at) - at), d));
    CHECK(left_behind(d, [&] {
      const auto key = crypto::PrivateKey::parse(pem, entropy);
      REQUIRE(key);
      CHECK(key->sign(algorithm, "text", entropy));
    }) == 0);
  }
}
