// seeded_hash_test.cpp - SipHash-1-3 as others compute it, and a seed that matters.
#include "access/seeded_hash.hpp"
#include <bit>
#include <doctest/doctest.h>
#include <set>
#include <string>

using namespace tenon::access;

namespace {

SeededHash seeded(unsigned char first) {
  const unsigned char seed[hash_seed_bytes] = {first};
  return SeededHash(seed);
}

} // namespace

TEST_CASE("it is SipHash-1-3, as CPython computes it with PYTHONHASHSEED=0") {
  if constexpr (std::endian::native != std::endian::little) return;
  const SeededHash hash = seeded(0);
  CHECK(hash.of("a") == 0x407448d2b89b1813u);
  CHECK(hash.of("abc") == 0xc03bc3a0042630f2u);
  CHECK(hash.of("1234567") == 0xa33d651594fdae81u);
  CHECK(hash.of("12345678") == 0x3489982430560a87u);
  CHECK(hash.of("123456789") == 0xfbc0f0007965fcfu);
  CHECK(hash.of("0123456789abcdef0123456789abcdef01234567") == 0x6fa70ff73ac757f7u);
}

TEST_CASE("threat 27: who does not know the seed does not know what collides") {
  const SeededHash one = seeded(1), other = seeded(2);
  std::set<uint64_t> hashes;
  for (int i = 0; i < 10000; ++i) hashes.insert(one.of(std::to_string(i)) % 1024);
  CHECK(hashes.size() == 1024); // spread over all places
  int equal = 0;
  for (int i = 0; i < 10000; ++i) equal += one.of(std::to_string(i)) % 1024 == other.of(std::to_string(i)) % 1024;
  CHECK(equal < 50); // about ten by chance
}

TEST_CASE("every byte and the length count") {
  const SeededHash hash = seeded(7);
  for (size_t length = 0; length < 40; ++length) {
    const std::string text(length, '\0');
    CHECK(hash.of(text) != hash.of(text + '\0'));
    for (size_t i = 0; i < length; ++i) {
      std::string changed = text;
      changed[i] = 1;
      REQUIRE(hash.of(changed) != hash.of(text));
    }
  }
}
