// letters_test.cpp - letters are counted as people do it, and white space is white in every script.
#include "feedback/letters.hpp"
#include <doctest/doctest.h>

using namespace tenon::feedback;

TEST_CASE("code points, not bytes") {
  CHECK(code_points("") == 0);
  CHECK(code_points("abc") == 3);
  CHECK(code_points("\xe4\xbd\xa0\xe5\xa5\xbd") == 2);
  CHECK(code_points("\xf0\x9f\x98\x80") == 1);
  CHECK(first_points("\xe4\xbd\xa0\xe5\xa5\xbd!", 2) == "\xe4\xbd\xa0\xe5\xa5\xbd");
  CHECK(first_points("ab", 5) == "ab");
  CHECK(first_points("ab", 0) == "");
  CHECK(shortened("abc", 3) == "abc");
  CHECK(shortened("abcd", 3) == "abc...");
}

TEST_CASE("white space goes at both ends, whatever its script, and stays inside") {
  CHECK(trimmed(" \t\n\v\f\r a b \xc2\xa0\xe3\x80\x80") == "a b");
  CHECK(trimmed("\xef\xbb\xbf\xe2\x80\x83\xe1\x9a\x80x") == "x");
  CHECK(blank("\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\x9f\xc2\x85"));
  CHECK_FALSE(blank("\xe2\x80\x8b")); // a zero-width space is no white space
  CHECK_FALSE(blank("."));
}
