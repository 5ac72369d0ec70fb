// diagnosis_test.cpp - the words for a refusal name the right trouble.
#include "json/diagnosis.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::json;

TEST_CASE("escapes are judged between the quotes of one string") {
  CHECK(escapes_trouble("") == Trouble::none);
  CHECK(escapes_trouble(R"(\"\\\/\b\f\n\r\t\u0041\ud83d\ude00)") == Trouble::none);
  CHECK(escapes_trouble(R"(\\ud800)") == Trouble::none);
  CHECK(escapes_trouble(R"(\q)") == Trouble::syntax);
  CHECK(escapes_trouble("\\") == Trouble::syntax);
  CHECK(escapes_trouble(R"(\u12)") == Trouble::syntax);
  CHECK(escapes_trouble(R"(\u12G4)") == Trouble::syntax);
  CHECK(escapes_trouble(R"(\ud83d)") == Trouble::surrogate);
  CHECK(escapes_trouble(R"(\ude00)") == Trouble::surrogate);
  CHECK(escapes_trouble(R"(\ud83d\u0041)") == Trouble::surrogate);
  CHECK(escapes_trouble(R"(\ud83d\ud83d\ude00)") == Trouble::surrogate);
}

TEST_CASE("of several wrong escapes in a text the first is told") {
  CHECK(strings_trouble(R"({"a":"b"})") == Trouble::none);
  CHECK(strings_trouble(R"(["\ud800","\q"])") == Trouble::surrogate);
  CHECK(strings_trouble(R"(["\q","\ud800"])") == Trouble::syntax);
  CHECK(strings_trouble(R"(\q "\\" \q "\"\ud800")") == Trouble::surrogate);
  CHECK(strings_trouble(R"("never closed \q)") == Trouble::none);
}

TEST_CASE("a number is judged up to what may follow one") {
  for (const std::string text : {"0", "-0", "12,", "1.5]", "1e5}", "1E+5 ", "-1.25e-5\n", "0:", "18446744073709551615",
                                 "-9223372036854775808", "1e308"})
    CHECK_MESSAGE(number_trouble(text) == Trouble::none, text);
  for (const std::string text : {"", "-", "01", "1.", ".5", "1e", "1e+", "1a", "1\"", "0x1", "-a", "1-1", "+1"})
    CHECK_MESSAGE(number_trouble(text) == Trouble::syntax, text);
  for (const std::string text : {"18446744073709551616", "-9223372036854775809", "1e309", "-1e400]"})
    CHECK_MESSAGE(number_trouble(text) == Trouble::number, text);
}
