// algorithm_test.cpp - thirteen names, and nothing that only looks like one of them.
#include "crypto/algorithm.hpp"
#include <doctest/doctest.h>
#include <set>
#include <string>

using namespace tenon::crypto;

TEST_CASE("each algorithm is found by its name and by no other spelling") {
  std::set<std::string> names;
  for (size_t i = 0; i < algorithm_count; ++i) {
    const Algorithm algorithm = static_cast<Algorithm>(i);
    const std::string text(name(algorithm));
    names.insert(text);
    CHECK(find_algorithm(text) == algorithm);
    CHECK_FALSE(find_algorithm(text + " "));
    CHECK_FALSE(find_algorithm(text.substr(0, text.size() - 1)));
    CHECK_FALSE(find_algorithm(text + std::string(1, '\0')));
    std::string small = text;
    for (char &c : small) c = static_cast<char>(c | 0x20);
    CHECK_FALSE(find_algorithm(small));
  }
  CHECK(names == std::set<std::string>{"HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"});
  for (const char *other : {"", "none", "None", "NONE", "ES521", "ES224", "ES256K", "RS1", "HS1", "RSA-OAEP", "A256GCM", "dir", "Ed25519"}) CHECK_FALSE(find_algorithm(other));
}

TEST_CASE("what follows from a name") {
  CHECK(family(Algorithm::hs384) == Family::hmac);
  CHECK(family(Algorithm::rs512) == Family::rsa);
  CHECK(family(Algorithm::ps256) == Family::rsa_pss);
  CHECK(family(Algorithm::es512) == Family::ec);
  CHECK(family(Algorithm::eddsa) == Family::edwards);
  for (size_t i = 0; i + 1 < algorithm_count; ++i) {
    const Algorithm algorithm = static_cast<Algorithm>(i);
    CHECK(std::to_string(hash_bytes(algorithm) * 8) == std::string(name(algorithm).substr(2)));
    CHECK(asymmetric(algorithm) == (name(algorithm)[0] != 'H'));
  }
}

TEST_CASE("a curve has one algorithm, one name and one length") {
  for (const Curve curve : {Curve::p256, Curve::p384, Curve::p521}) {
    CHECK(find_curve(name(curve)) == curve);
    CHECK(family(algorithm_of(curve)) == Family::ec);
  }
  CHECK(coordinate_bytes(Curve::p256) == 32);
  CHECK(coordinate_bytes(Curve::p384) == 48);
  CHECK(coordinate_bytes(Curve::p521) == 66);
  for (const char *other : {"", "p-256", "P256", "secp256k1", "Ed25519", "P-512"}) CHECK_FALSE(find_curve(other));
}

TEST_CASE("a list of algorithms has what was added, and only that") {
  Algorithms list;
  CHECK(list.empty());
  list.add(Algorithm::es384);
  list.add(Algorithm::eddsa);
  CHECK(list.has(Algorithm::es384));
  CHECK(list.has(Algorithm::eddsa));
  CHECK_FALSE(list.has(Algorithm::hs256));
  list.remove(Algorithm::es384);
  CHECK_FALSE(list.has(Algorithm::es384));
  CHECK_FALSE(list.empty());
  for (size_t i = 0; i < algorithm_count; ++i)
    CHECK(Algorithms::all_asymmetric().has(static_cast<Algorithm>(i)) == asymmetric(static_cast<Algorithm>(i)));
}
