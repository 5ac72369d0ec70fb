// token_test.cpp - a token is judged while the n-th allocation fails, for every n: the verdict is right, or there is none.
#include "../unit/access/keys_made.hpp"
#include "access/doorkeeper.hpp"
#include "crypto/digest.hpp"
#include "faults/memory.hpp"
#include <doctest/doctest.h>
#include <memory>
#include <new>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::access;
using namespace faults;

namespace {

constexpr Instant noon{1000000, 1'800'000'000'000};
constexpr unsigned char seed[ProofDoor::seed_bytes] = {1}, nonce_key[ProofNonces::key_bytes] = {2}, short_seed[hash_seed_bytes] = {3};
const std::vector<std::string> urls = {"https://h/mcp"};
const std::string nothing = "nothing"; // memory ran out, and nothing was said
const std::string secret(64, 's');

// How one algorithm's tokens are signed and checked.
struct Scene {
  Algorithm algorithm;
  std::string_view pem; // "": the secret
  std::string jwk;

  Scene(Algorithm its, std::string_view its_pem) : algorithm(its), pem(its_pem) {
    const std::string alg = "\"alg\":\"" + std::string(name(its)) + "\"";
    jwk = pem.empty() ? keys_made::oct(secret, alg) : keys_made::jwk(pem, alg);
  }
  std::string token(const std::string &claims) const {
    const std::string header = R"({"alg":")" + std::string(name(algorithm)) + "\"}";
    if (!pem.empty()) return keys_made::token(pem, algorithm, header, claims);
    const std::string text = minted::part(header) + "." + minted::part(claims);
    unsigned char tag[crypto::most_sha_bytes];
    const crypto::Hmac mac(crypto::sha_of(algorithm), secret);
    mac.tag(text, tag);
    return text + "." + minted::part({reinterpret_cast<const char *>(tag), mac.tag_bytes()});
  }
};

// What a request brings, and what is right to say to it.
struct Asked {
  std::string token, right;
  std::string proof = {};
};

struct House {
  std::shared_ptr<const TokenPolicy> policy;
  TokenCache cache{{}, short_seed};
  FailureBudget budget{{}, short_seed};
  std::unique_ptr<ProofDoor> proofs{std::move(*ProofDoor::make({}, seed, nonce_key))};
  json::Reader reader;
  std::string text;

  explicit House(const Scene &scene) {
    KeySource source;
    source.form = KeySource::Form::jwk;
    source.text = scene.jwk;
    KeySetOptions set;
    set.sources = {&source, 1};
    PolicyOptions options;
    options.keys = *KeySet::make(set, nullptr);
    options.issuer = "https://issuer";
    options.audience = "https://h/mcp";
    options.takes_bound = true;
    policy = *TokenPolicy::make(options);
  }

  std::string ask(const Asked &asked) {
    Visit visit;
    visit.token = asked.token;
    visit.peer = "192.0.2.1";
    visit.scheme = asked.proof.empty() ? Scheme::bearer : Scheme::dpop;
    visit.proof = asked.proof;
    visit.method = "POST";
    visit.urls = urls;
    try {
      const Means means{policy.get(), &cache, &budget, proofs.get()};
      return word(in_core([&] { return judge(means, visit, noon, reader, text).reason; }));
    } catch (const std::bad_alloc &) {
      return nothing;
    }
  }
};

struct Course {
  bool known = false;        // the token was accepted before: it is in the cache
  bool from_then_on = false; // memory stays away
  uint64_t first = UINT64_MAX, step = 1; // the first ones one by one, then only each `step`th
};

struct Count {
  uint64_t failures = 0, wrong = 0, silent = 0, spoiled = 0, leaks = 0;
};

// One attempt in a house of its own, in which the n-th allocation fails. False: none did.
bool attempt(const Scene &scene, const Asked &asked, const Course &course, uint64_t n, Count &count) {
  const int64_t before = live_blocks();
  bool failed = false;
  {
    House house(scene);
    if (course.known) REQUIRE(house.ask({asked.token, "", ""}) != nothing);
    fail_at(n, course.from_then_on);
    const std::string said = house.ask(asked);
    failed = has_failed();
    fail_at(0, false);
    count.wrong += said != asked.right && said != nothing;
    count.silent += said == nothing && !failed;
    const std::string again = house.ask(asked); // with memory
    const bool proof_is_used = !asked.proof.empty() && said == "accepted";
    count.spoiled += again != (proof_is_used ? "proof_replayed" : asked.right);
  }
  count.leaks += live_blocks() != before;
  count.failures += failed;
  return failed;
}

uint64_t run(const Scene &scene, const Asked &asked, const Course &course = {}) {
  Count warm, count;
  attempt(scene, asked, course, 0, warm); // what is made once in a process, it has now
  for (uint64_t n = 1; attempt(scene, asked, course, n, count);) n += n < course.first ? 1 : course.step;
  CHECK_MESSAGE(count.wrong == 0, name(scene.algorithm), " ", asked.right);
  CHECK_MESSAGE(count.silent == 0, name(scene.algorithm), " ", asked.right);
  CHECK_MESSAGE(count.spoiled == 0, name(scene.algorithm), " ", asked.right);
  CHECK_MESSAGE(count.leaks == 0, name(scene.algorithm), " ", asked.right);
  return count.failures;
}

const std::string claims = R"("iss":"https://issuer","aud":["a","https://h/mcp"],"sub":"a name that is longer than a short text",)"
                           R"("scope":"tools:read tools:write and:more","roles":["one role that is longer than a short text","b"],"exp":1800000600})";
const std::string good_claims = "{" + claims;

std::string torn(std::string token) { // another signature, of the same form
  char &letter = token[token.rfind('.') + 20];
  letter = letter == 'A' ? 'B' : 'A';
  return token;
}

std::vector<Asked> tokens_of(const Scene &scene) {
  const std::string good = scene.token(good_claims);
  return {{good, "accepted"},
          {torn(good), "bad_signature"},
          {scene.token("{\"long\":\"" + std::string(20000, 'x') + "\"," + claims), "accepted"}, // more than the parser has memory for
          {scene.token(R"({"iss":"https://issuer","aud":"https://h/mcp","exp":1799990000})"), "expired"},
          {scene.token(R"({"iss":"https://other","aud":"https://h/mcp","exp":1800000600})"), "wrong_issuer"},
          {scene.token(R"({"iss":"https://issuer","aud":["x"],"exp":1800000600})"), "wrong_audience"},
          {scene.token(R"({"iss":"https://issuer","aud":"https://h/mcp","exp":1800000600,"scope":7})"), "bad_claims"},
          {scene.token("[1]"), "malformed"},
          {minted::part(R"({"alg":"none"})") + "." + minted::part(good_claims) + ".", "bad_algorithm"},
          {good + ".", "malformed"}};
}

std::string hash_of(std::string_view text) {
  unsigned char hash[32];
  crypto::sha256(text, hash);
  return minted::part({reinterpret_cast<const char *>(hash), sizeof hash});
}

// A token that is bound to the proof's key, and the proof.
Asked proved(const Scene &scene, std::string_view pem, Algorithm algorithm, const char *right = "accepted") {
  const std::string jwk = keys_made::jwk(pem);
  Asked asked{scene.token(R"({"cnf":{"jkt":")" + hash_of(jwk) + "\"}," + claims), right};
  const std::string more = "\"more\":\"" + std::string(4000, 'x') + "\""; // than the parser has memory for
  asked.proof = keys_made::token(pem, algorithm, R"({"typ":"dpop+jwt","alg":")" + std::string(name(algorithm)) + R"(","jwk":)" + jwk + "}",
                                 R"({"jti":"an id that is longer than a short text","htm":"POST","htu":"https://h/mcp","iat":1800000000,"ath":")" +
                                     hash_of(asked.token) + "\"," + more + "}");
  return asked;
}

} // namespace

TEST_CASE("a token with a secret's signature, judged while memory runs out: the right verdict, or none") {
  for (const Algorithm algorithm : {Algorithm::hs256, Algorithm::hs384, Algorithm::hs512}) {
    const Scene scene(algorithm, "");
    for (const bool from_then_on : {false, true})
      for (const Asked &asked : tokens_of(scene)) CHECK((run(scene, asked, {false, from_then_on}) > 2 || asked.right == "malformed"));
  }
}

TEST_CASE("a token with an RSA signature, judged while memory runs out: the right verdict, or none") {
  for (const Algorithm algorithm : {Algorithm::rs256, Algorithm::rs384, Algorithm::rs512, Algorithm::ps256, Algorithm::ps384, Algorithm::ps512}) {
    const Scene scene(algorithm, test_keys::rsa2048);
    for (const bool from_then_on : {false, true})
      for (const Asked &asked : tokens_of(scene)) run(scene, asked, {false, from_then_on});
    CHECK(run(scene, tokens_of(scene)[0]) > 30);
  }
}

// A millisecond each, and thousands of allocations that tests/faults/signature_test.cpp fails one by one.
TEST_CASE("a token with a signature on an elliptic curve, judged while memory runs out: the right verdict, or none") {
  const Scene scene(Algorithm::es256, test_keys::p256);
  for (const Asked &asked : tokens_of(scene)) run(scene, asked, {false, false, 60, 61});
  CHECK(run(scene, tokens_of(scene)[0], {false, true, 60, 61}) > 100);
  CHECK(run(Scene(Algorithm::es384, test_keys::p384), tokens_of(Scene(Algorithm::es384, test_keys::p384))[0], {false, false, 60, 211}) > 60);
  CHECK(run(Scene(Algorithm::es512, test_keys::p521), tokens_of(Scene(Algorithm::es512, test_keys::p521))[1], {false, false, 60, 211}) > 60);
}

TEST_CASE("a token that the cache knows takes no memory at all, and what it refuses is refused without") {
  for (const Scene &scene : {Scene(Algorithm::hs256, ""), Scene(Algorithm::rs256, test_keys::rsa2048)}) {
    CHECK(run(scene, tokens_of(scene)[0], {true, true}) == 0);
    CHECK(run(scene, tokens_of(scene)[1], {true, false}) > 0);
  }
}

TEST_CASE("a proof that is judged while memory runs out is accepted once, or nothing was said and it is still good") {
  const Scene scene(Algorithm::hs256, "");
  for (const bool known : {true, false})
    for (const bool from_then_on : {false, true}) {
      CHECK(run(scene, proved(scene, test_keys::rsa2048, Algorithm::rs256), {known, from_then_on}) > 20);
      CHECK(run(scene, proved(scene, test_keys::rsa2048, Algorithm::ps256), {known, from_then_on}) > 20);
    }
  CHECK(run(scene, proved(scene, test_keys::p256, Algorithm::es256), {true, false, 100, 61}) > 100);
}

TEST_CASE("a proof that proves nothing is not accepted for lack of memory") {
  const Scene scene(Algorithm::hs256, "");
  Asked other_signature = proved(scene, test_keys::rsa2048, Algorithm::rs256, "proof_signature");
  other_signature.proof = torn(other_signature.proof);
  Asked other_token = proved(scene, test_keys::rsa2048, Algorithm::rs256, "proof_token");
  other_token.token = scene.token(R"({"jti":"2","cnf":{"jkt":")" + hash_of(keys_made::jwk(test_keys::rsa2048)) + "\"}," + claims);
  Asked other_key = proved(scene, test_keys::rsa2048, Algorithm::rs256, "proof_key");
  other_key.proof = [&] {
    Asked theirs = proved(scene, test_keys::p256, Algorithm::es256);
    return keys_made::token(test_keys::p256, Algorithm::es256, R"({"typ":"dpop+jwt","alg":"ES256","jwk":)" + keys_made::jwk(test_keys::p256) + "}",
                            R"({"jti":"1","htm":"POST","htu":"https://h/mcp","iat":1800000000,"ath":")" + hash_of(other_key.token) + "\"}");
  }();
  Asked none = proved(scene, test_keys::rsa2048, Algorithm::rs256, "proof_missing");
  none.proof.clear();
  for (const Asked &asked : {other_signature, other_token, other_key, none})
    for (const bool from_then_on : {false, true}) CHECK(run(scene, asked, {true, from_then_on}) + (asked.proof.empty() ? 1 : 0) > 0);
}

namespace {

// A host's signature functions, and what it is owed.
struct Behind {
  int taken = 0, dropped_keys = 0, dropped = 0;
};

crypto::SignatureCalls calls_of(Behind &behind) {
  crypto::SignatureCalls calls;
  calls.user = &behind;
  calls.drop = [](void *user) { ++static_cast<Behind *>(user)->dropped; };
  calls.take_key = [](void *user, std::string_view, std::string_view, void **key) -> int32_t {
    *key = &++static_cast<Behind *>(user)->taken;
    return 0;
  };
  calls.check = [](void *, void *, std::string_view, std::string_view, std::string_view) -> int32_t { return 0; };
  calls.drop_key = [](void *user, void *) { ++static_cast<Behind *>(user)->dropped_keys; };
  return calls;
}

} // namespace

TEST_CASE("a policy that is made while memory runs out is whole, or there is none, and the host's keys are given back") {
  const std::string jwks = R"({"keys":[)" + keys_made::jwk(test_keys::rsa2048, R"("kid":"r")") + "," + keys_made::jwk(test_keys::p256, R"("kid":"e")") +
                           R"(,{"kty":"OKP","crv":"Ed25519","kid":"o","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},{"kty":"novel"}]})";
  KeySource sources[2];
  sources[0].form = KeySource::Form::jwks;
  sources[0].text = jwks;
  sources[1].text = secret;
  uint64_t failures = 0;
  for (const bool from_then_on : {false, true})
    for (uint64_t n = 0, failed = 1; failed != 0 || n == 1; ++n) { // the first time nothing fails
      const int64_t before = live_blocks();
      Behind behind;
      fail_at(n, from_then_on);
      bool made = false;
      try {
        in_core([&] {
          KeySetOptions set;
          set.sources = sources;
          set.keys.door = *crypto::SignatureDoor::make(calls_of(behind));
          const auto keys = KeySet::make(set, nullptr);
          if (!keys) return 0;
          PolicyOptions options;
          options.keys = *keys;
          options.audience = "https://an.audience.that.is.longer.than.a.short.text/mcp";
          made = static_cast<bool>(TokenPolicy::make(options)) && (*keys)->keys().size() == 4;
          return 0;
        });
      } catch (const std::bad_alloc &) {
      }
      failed = has_failed();
      fail_at(0, false);
      failures += failed;
      CHECK((made || failed != 0));
      CHECK(behind.dropped == 1);
      CHECK(behind.dropped_keys == behind.taken);
      CHECK((live_blocks() == before || n == 0));
      if (n == 0) failed = 1;
    }
  CHECK(failures > 100);
}
