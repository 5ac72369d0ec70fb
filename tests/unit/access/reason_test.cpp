// reason_test.cpp - the words of the log are stable, distinct and complete.
#include "access/reason.hpp"
#include <doctest/doctest.h>
#include <set>
#include <string>

using namespace tenon::access;

TEST_CASE("each reason has a word of its own") {
  std::set<std::string> words;
  for (int i = 0; i < reason_count; ++i) words.insert(word(static_cast<Reason>(i)));
  CHECK(words.size() == reason_count);
  CHECK(words.count("unknown") == 0);
  CHECK(std::string(word(static_cast<Reason>(reason_count))) == "unknown"); // reason_count grows with the list
}

TEST_CASE("the words that people search their logs for") {
  CHECK(std::string(word(Reason::accepted)) == "accepted");
  CHECK(std::string(word(Reason::missing)) == "missing");
  CHECK(std::string(word(Reason::bad_signature)) == "bad_signature");
  CHECK(std::string(word(Reason::expired)) == "expired");
  CHECK(std::string(word(Reason::wrong_audience)) == "wrong_audience");
}
