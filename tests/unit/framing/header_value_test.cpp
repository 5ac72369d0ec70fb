// header_value_test.cpp - Mcp-Name and Mcp-Param values: marked base64 is strict, everything else is meant as written.
#include "framing/header_value.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::framing;

TEST_CASE("a marked value is decoded") {
  std::string out = "left over";
  REQUIRE(decode_header_value("=?base64?SGVsbG8=?=", out));
  CHECK(out == "Hello");
  REQUIRE(decode_header_value("=?base64?w6k=?=", out));
  CHECK(out == "\xc3\xa9");
  REQUIRE(decode_header_value("=?base64?"
                              "?=",
                              out));
  CHECK(out.empty());
}

TEST_CASE("a value without both marks is literal") {
  for (const char *literal :
       {"", "Hello", "SGVsbG8=", "=?base64?SGVsbG8=", "SGVsbG8=?=", "=?BASE64?SGVsbG8=?=", "=?base64?=", "?="}) {
    std::string out;
    CAPTURE(std::string(literal));
    CHECK(decode_header_value(literal, out));
    CHECK(out == literal);
  }
}

TEST_CASE("between the marks only strict base64 will do") {
  for (const char *bad : {"=?base64?SGVsbG8?=", "=?base64?SGVs!!!bG8=?=", "=?base64?SGVsbG8==?=", "=?base64?SGVsbG9=?=",
                          "=?base64?SGVs bG8=?=", "=?base64?====?=", "=?base64?-_-_?="}) {
    std::string out;
    CAPTURE(std::string(bad));
    CHECK_FALSE(decode_header_value(bad, out));
  }
}
