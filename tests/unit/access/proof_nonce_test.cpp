// proof_nonce_test.cpp - nonces that are ours, young, and nobody else's.
#include "access/proof_nonce.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::access;

namespace {

constexpr unsigned char key[ProofNonces::key_bytes] = {1, 2, 3}, other_key[ProofNonces::key_bytes] = {1, 2, 4};
constexpr int64_t noon = 1700000000000;

} // namespace

TEST_CASE("a nonce is good for its life, and clocks of other servers may run ahead a little") {
  const ProofNonces nonces(key, 300);
  const std::string nonce = nonces.issue({0, noon});
  CHECK(nonce.size() == 32);
  CHECK(nonces.fresh(nonce, {0, noon}, 5));
  CHECK(nonces.fresh(nonce, {0, noon + 300000}, 5));
  CHECK_FALSE(nonces.fresh(nonce, {0, noon + 301000}, 5));
  CHECK(nonces.fresh(nonce, {0, noon - 5000}, 5));
  CHECK_FALSE(nonces.fresh(nonce, {0, noon - 6000}, 5));
}

TEST_CASE("servers that share a key know each other's nonces, others do not") {
  const std::string nonce = ProofNonces(key, 300).issue({0, noon});
  CHECK(ProofNonces(key, 300).fresh(nonce, {0, noon}, 5));
  CHECK_FALSE(ProofNonces(other_key, 300).fresh(nonce, {0, noon}, 5));
}

TEST_CASE("nobody makes a nonce from another one") {
  const ProofNonces nonces(key, 300);
  const std::string nonce = nonces.issue({0, noon});
  CHECK(nonces.issue({0, noon + 1000}) != nonce);
  for (size_t i = 0; i < nonce.size(); ++i)
    for (const char c : {'A', 'B', '_'}) {
      std::string forged = nonce;
      forged[i] = c;
      REQUIRE((forged == nonce || !nonces.fresh(forged, {0, noon}, 5)));
    }
  for (const std::string &text : {std::string(), std::string("x"), nonce + "A", nonce.substr(1), std::string(32, '='), std::string(32, 'A')})
    CHECK_FALSE(nonces.fresh(text, {0, noon}, 5));
}
