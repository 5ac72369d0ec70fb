// roca_test.cpp - the fingerprint, on numbers that have it and on numbers that do not.
#include "crypto/roca.hpp"
#include "crypto/hex.hpp"
#include <doctest/doctest.h>
#include <string>

using tenon::crypto::has_roca_fingerprint;

TEST_CASE("powers of 65537 have the fingerprint, their neighbours do not") {
  CHECK(has_roca_fingerprint(bytes_of("01")));
  CHECK(has_roca_fingerprint(bytes_of("010001")));             // 65537
  CHECK(has_roca_fingerprint(bytes_of("0100020001")));         // its square
  CHECK(has_roca_fingerprint(bytes_of("01000300030001")));     // its cube
  CHECK_FALSE(has_roca_fingerprint(bytes_of("010003")));
  CHECK_FALSE(has_roca_fingerprint(bytes_of("0100020003")));
  CHECK_FALSE(has_roca_fingerprint(bytes_of("00")));
  CHECK_FALSE(has_roca_fingerprint(""));
  CHECK_FALSE(has_roca_fingerprint(bytes_of("03"))); // divisible by a small prime: no power of anything there
}
