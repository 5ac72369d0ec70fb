// signature_test.cpp - a signature is checked while the n-th allocation fails, for every n: the verdict is right, or there is none.
#include "../unit/crypto/test_keys.hpp"
#include "access/key_set.hpp"
#include "crypto/private_key.hpp"
#include "crypto/public_key.hpp"
#include "faults/memory.hpp"
#include <doctest/doctest.h>
#include <memory>
#include <new>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::crypto;
using namespace faults;

namespace {

constexpr std::string_view text = "header.payload";

enum class Said { yes, no, nothing };

struct Scene {
  std::string pem, good, bad;
};

Scene scene(std::string_view private_pem, Algorithm algorithm) {
  Entropy entropy(nullptr, nullptr);
  auto key = PrivateKey::parse(private_pem, entropy);
  REQUIRE(key);
  auto signature = key->sign(algorithm, text, entropy);
  REQUIRE(signature);
  Scene scene{key->public_half().pem(), *signature, *signature};
  scene.bad[scene.bad.size() / 2] = static_cast<char>(scene.bad[scene.bad.size() / 2] ^ 4);
  return scene;
}

Said ask(const PublicKey &key, Algorithm algorithm, const std::string &signature) {
  try {
    return in_core([&] { return key.verify(algorithm, text, signature); }) ? Said::yes : Said::no;
  } catch (const std::bad_alloc &) {
    return Said::nothing;
  }
}

PublicKey taken(const std::string &pem) {
  auto key = PublicKey::parse(pem);
  REQUIRE(key);
  return std::move(*key);
}

struct Course {
  bool used_before;        // else the key makes its working state as well, at each try
  bool from_then_on;       // memory stays away
  uint64_t step = 1;       // some allocations are left out
};

// One check after the other, in which the n-th allocation fails. How often one failed.
uint64_t run(std::string_view private_pem, Algorithm algorithm, const Course &course) {
  const Scene it = scene(private_pem, algorithm);
  uint64_t failures = 0, wrong = 0, unsaid = 0;
  for (const bool right : {true, false}) {
    PublicKey key = taken(it.pem);
    for (uint64_t n = 1;; n += course.step) {
      if (course.used_before) REQUIRE(ask(key, algorithm, it.good) == Said::yes);
      const int64_t before = live_blocks();
      fail_at(n, course.from_then_on);
      const Said said = ask(key, algorithm, right ? it.good : it.bad);
      const bool failed = has_failed();
      fail_at(0, false);
      wrong += said == (right ? Said::no : Said::yes);
      unsaid += said == Said::nothing && !failed;
      if (failed && said == Said::nothing) CHECK(live_blocks() <= before); // and nothing is left behind
      if (!failed) break;
      ++failures;
      if (failures % 64 != 1) continue;
      CHECK(ask(key, algorithm, it.good) == Said::yes); // nothing that failed stays in the key
      CHECK(ask(key, algorithm, it.bad) == Said::no);
      key = taken(it.pem);
    }
  }
  CHECK(wrong == 0);
  CHECK(unsaid == 0);
  return failures;
}

} // namespace

TEST_CASE("an RSA signature's check that runs out of memory says nothing, and never yes to what is not signed") {
  for (const Algorithm algorithm : {Algorithm::rs256, Algorithm::ps256, Algorithm::rs512, Algorithm::ps384})
    for (const bool used_before : {false, true})
      for (const bool from_then_on : {false, true}) CHECK(run(test_keys::rsa2048, algorithm, {used_before, from_then_on}) > 5);
}

// Thousands of allocations each, at a millisecond: all of them once for the curve that tokens use, some for the others.
TEST_CASE("an elliptic curve signature's check that runs out of memory says nothing, and never yes to what is not signed") {
  CHECK(run(test_keys::p256, Algorithm::es256, {false, false}) > 1000);
  CHECK(run(test_keys::p256, Algorithm::es256, {true, false, 61}) > 20);
  CHECK(run(test_keys::p256, Algorithm::es256, {true, true, 61}) > 20);
  CHECK(run(test_keys::p384, Algorithm::es384, {false, false, 97}) > 20);
  CHECK(run(test_keys::p521, Algorithm::es512, {false, false, 127}) > 20);
}

TEST_CASE("a key that is taken in while memory runs out is whole, or there is none, and nothing is left behind") {
  for (const std::string_view pem : {test_keys::rsa2048, test_keys::p256}) {
    const std::string public_pem = scene(pem, pem == test_keys::p256 ? Algorithm::es256 : Algorithm::rs256).pem;
    const int64_t before = live_blocks();
    for (uint64_t n = 1, failed = 1; failed != 0; ++n) {
      fail_at(n, false);
      try {
        in_core([&] {
          const auto key = PublicKey::parse(public_pem);
          CHECK((key ? key->bits() >= 256 : has_failed()));
          return 0;
        });
      } catch (const std::bad_alloc &) {
        CHECK(has_failed());
      }
      failed = has_failed();
      fail_at(0, false);
    }
    CHECK(live_blocks() == before);
  }
}

TEST_CASE("a key set that is made while memory runs out is whole, or there is none") {
  const std::string jwks = [] {
    Entropy entropy(nullptr, nullptr);
    auto rsa = PrivateKey::parse(test_keys::rsa2048, entropy), ec = PrivateKey::parse(test_keys::p256, entropy);
    return R"({"keys":[)" + rsa->public_half().jwk() + "," + ec->public_half().jwk() + R"(,{"kty":"new"}]})";
  }();
  access::KeySource source;
  source.form = access::KeySource::Form::jwks;
  source.text = jwks;
  access::KeySetOptions options;
  options.sources = {&source, 1};
  REQUIRE(access::KeySet::make(options, nullptr)); // what the JSON parser makes once in its life, it has now
  const int64_t before = live_blocks();
  for (uint64_t n = 1, failed = 1; failed != 0; ++n) {
    fail_at(n, false);
    try {
      in_core([&] {
        std::vector<std::string> notes;
        const auto set = access::KeySet::make(options, &notes);
        CHECK((set ? (*set)->keys().size() == 2 && notes.size() == 1 : has_failed()));
        return 0;
      });
    } catch (const std::bad_alloc &) {
      CHECK(has_failed());
    }
    failed = has_failed();
    fail_at(0, false);
  }
  CHECK(live_blocks() == before);
}
