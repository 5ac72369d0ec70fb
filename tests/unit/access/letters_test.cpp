// letters_test.cpp - only ASCII letters have two cases.
#include "access/letters.hpp"
#include <doctest/doctest.h>

using namespace tenon::access;

TEST_CASE("words compare without case, and in full") {
  CHECK(equal_without_case("BeArEr", "bearer"));
  CHECK(equal_without_case("AT+JWT", "at+jwt"));
  CHECK_FALSE(equal_without_case("bearer ", "bearer"));
  CHECK_FALSE(equal_without_case("beare", "bearer"));
  CHECK_FALSE(equal_without_case("bearex", "bearer"));
  CHECK(equal_without_case("", ""));
}

TEST_CASE("neighbours of the letters are no letters") {
  CHECK(lower('A') == 'a');
  CHECK(lower('Z') == 'z');
  CHECK(lower('@') == '@');
  CHECK(lower('[') == '[');
  CHECK(lower('\xc1') == '\xc1');
}
