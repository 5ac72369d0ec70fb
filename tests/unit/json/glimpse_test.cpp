// glimpse_test.cpp - a refused message still tells whom to answer, if that can be read without guessing.
#include <doctest/doctest.h>
#include <string>
#include "json/reader.hpp"

using namespace tenon::json;

namespace {

std::string glimpsed(std::string_view text) { return std::string(glimpse_id(text)); }

} // namespace

TEST_CASE("the id of a sound message is seen, as it was written") {
  CHECK(glimpsed(R"({"jsonrpc":"2.0","id":7,"method":"ping"})") == "7");
  CHECK(glimpsed(R"({"method":"ping","id":"seven"})") == "\"seven\"");
  CHECK(glimpsed(" \r\n\t{ \"id\" : -12 }") == "-12");
  CHECK(glimpsed(R"({"id":"a\u0041\"\\"})") == R"("a\u0041\"\\")");
  CHECK(glimpsed(R"({"id":""})") == "\"\"");
  CHECK(glimpsed(R"({"id":0})") == "0");
  CHECK(glimpsed(R"({"id":"caf\u00e9 é"})") == R"("caf\u00e9 é")");
  CHECK(glimpsed("\xEF\xBB\xBF{\"id\":7}") == "7");
}

TEST_CASE("what made the reader refuse the message does not hide an id elsewhere in it") {
  for (const std::string text :
       {R"({"id":7,"params":{"n":1e400}})", R"({"params":{"n":1e400},"id":7})",
        R"({"params":{"n":123456789012345678901234567890},"id":7})", R"({"params":{"t":"\ud800"},"id":7})",
        "{\"params\":{\"t\":\"\xFF\xC3\"},\"id\":7}", R"({"id":7,"params":{"a":1,"a":2}})",
        R"({"method":"a","method":"b","id":7})", R"({"id":7,"params":{"t":tru3}})", R"({"id":7,"params":[01,"\q"]})",
        R"({"id":7,} trailing)", R"({"id":7}{"id":8})", R"({"id":7}]]]])", R"({"id":7,"method":"cut o)",
        R"({"id":7,"params":{"a":)", R"({"id":7,)", "{\"id\":7,\"a\":\"\x01\"}"})
    CHECK_MESSAGE(glimpsed(text) == "7", text);
}

TEST_CASE("only a member of the message itself counts") {
  CHECK(glimpsed(R"({"params":{"id":7}})") == "");
  CHECK(glimpsed(R"({"params":[{"id":7}],"x":"\"id\":8,"})") == "");
  CHECK(glimpsed(R"({"a":"id","b":7})") == "");
  CHECK(glimpsed(R"({"a":"id":7})") == "");
  CHECK(glimpsed(R"({"ID":7,"idx":8,"i":9,"":10})") == "");
  CHECK(glimpsed(R"([{"id":7}])") == "");
  CHECK(glimpsed(R"("id":7)") == "");
  CHECK(glimpsed("") == "");
  CHECK(glimpsed("7") == "");
}

TEST_CASE("the name may be written with escapes") {
  CHECK(glimpsed(R"({"\u0069d":7})") == "7");
  CHECK(glimpsed(R"({"i\u0064":7})") == "7");
  CHECK(glimpsed(R"({"\u0069\u0064":7})") == "7");
  CHECK(glimpsed(R"({"\u0069\u0065":7})") == "");
}

TEST_CASE("two ids are none, however the second is written") {
  CHECK(glimpsed(R"({"id":7,"id":8})") == "");
  CHECK(glimpsed(R"({"id":7,"id":7})") == "");
  CHECK(glimpsed(R"({"id":7,"\u0069d":8})") == "");
  CHECK(glimpsed(R"({"id":null,"id":8})") == "");
  CHECK(glimpsed(R"({"id":{"id":7},"id":8})") == "");
}

TEST_CASE("what cannot be an id is not taken for one") {
  for (const std::string text : {R"({"id":null})",
                                 R"({"id":true})",
                                 R"({"id":1.0})",
                                 R"({"id":1e3})",
                                 R"({"id":01})",
                                 R"({"id":+1})",
                                 R"({"id":-})",
                                 R"({"id":0x1})",
                                 R"({"id":[7]})",
                                 R"({"id":{"id":7}})",
                                 R"({"id":9223372036854775808})",
                                 R"({"id":-9223372036854775809})",
                                 R"({"id":1e400})",
                                 R"({"id":"\q"})",
                                 R"({"id":"\ud800"})",
                                 "{\"id\":\"a\nb\"}",
                                 "{\"id\":\"\xFF\"}",
                                 "{\"id\":\"\x1F\"}",
                                 R"({"id":})",
                                 R"({"id")"})
    CHECK_MESSAGE(glimpsed(text) == "", text);
  CHECK(glimpsed(R"({"id":9223372036854775807})") == "9223372036854775807");
  CHECK(glimpsed(R"({"id":-9223372036854775808})") == "-9223372036854775808");
  CHECK(glimpsed(R"({"id":-0})") == "-0");
}

TEST_CASE("an id that was cut off, or that something odd follows, is not guessed at") {
  for (const std::string text : {R"({"id":12)", R"({"id":12 )", R"({"id":"ab)", R"({"id":"ab\")", R"({"id":"ab")",
                                 R"({"id":12x})", R"({"id":12 13})", R"({"id":"a""b"})", R"({"id":1"a"})", R"({"id":12])"})
    CHECK_MESSAGE(glimpsed(text) == "", text);
}

TEST_CASE("an id has 1,024 bytes at most, quotes included") {
  const std::string longest = "\"" + std::string(1022, 'x') + "\"", too_long = "\"" + std::string(1023, 'x') + "\"";
  CHECK(glimpsed("{\"id\":" + longest + "}") == longest);
  CHECK(glimpsed("{\"id\":" + too_long + "}") == "");
}

TEST_CASE("depth costs nothing") {
  const std::string deep(100000, '['), shut(100000, ']');
  CHECK(glimpsed("{\"params\":" + deep + shut + ",\"id\":7}") == "7");
  CHECK(glimpsed("{\"id\":7,\"params\":" + deep) == "7");
  CHECK(glimpsed("{\"params\":" + deep) == "");
}

TEST_CASE("a closing bracket at the very start, or one too many, ends the search") {
  CHECK(glimpsed("}") == "");
  CHECK(glimpsed("{}}}\"id\":7") == "");
  CHECK(glimpsed("{\"a\":1]],\"id\":7}") == "");
}
