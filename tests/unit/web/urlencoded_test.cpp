// urlencoded_test.cpp - what forms and queries say, and what says nothing.
#include "web/urlencoded.hpp"
#include <doctest/doctest.h>

using namespace tenon::web;

namespace {

std::string decoded(std::string_view text) {
  std::string out;
  return decode_urlencoded(text, out) ? "'" + out + "'" : "refused";
}

std::string pairs(std::string_view text, size_t most = 10) {
  std::vector<FormPair> found;
  if (!read_urlencoded(text, most, found)) return "refused";
  std::string out;
  for (const FormPair &each : found) out += each.name + "=" + each.value + ";";
  return out;
}

std::string encoded(std::string_view text) {
  std::string out;
  append_urlencoded(out, text);
  return out;
}

} // namespace

TEST_CASE("blanks, bytes and letters of any language are decoded") {
  CHECK(decoded("a+b%20c%2B") == "'a b c+'");
  CHECK(decoded("%E4%BD%A0%e5%a5%bd") == "'你好'");
  CHECK(decoded("") == "''");
  CHECK(decoded("a%00b") == std::string("'a\0b'", 5));
}

TEST_CASE("half a byte, no hex, and what is no UTF-8 are refused") {
  for (const char *text : {"%", "%4", "a%", "%4g", "%g4", "%%41", "%-1", "%+1"}) CHECK_MESSAGE(decoded(text) == "refused", text);
  for (const char *text : {"%FF", "%C0%AF", "%ED%A0%80", "%F4%90%80%80", "%E4%BD", "\xff"}) CHECK_MESSAGE(decoded(text) == "refused", text);
}

TEST_CASE("pairs are read in their order, as often as they are there, up to the bound") {
  CHECK(pairs("a=1&b=2&a=3") == "a=1;b=2;a=3;");
  CHECK(pairs("") == "");
  CHECK(pairs("&&a&=x&b==&&") == "a=;=x;b==;");
  CHECK(pairs("a=%26&%3D=c") == "a=&;==c;");
  CHECK(pairs("a=1&b=2", 2) == "a=1;b=2;");
  CHECK(pairs("a=1&b=2&c=3", 2) == "refused");
  CHECK(pairs("a=1&b=%zz") == "refused");
  CHECK(pairs("%zz=1") == "refused");
}

TEST_CASE("what is written is read again") {
  std::string all;
  for (int c = 1; c < 128; ++c) all += static_cast<char>(c);
  all += "你好 😀";
  CHECK(decoded(encoded(all)) == "'" + all + "'");
  CHECK(encoded("az-AZ_09*.") == "az-AZ_09*.");
  CHECK(encoded("a b&c=\"<>'") == "a+b%26c%3D%22%3C%3E%27");
}

TEST_CASE("the first of a name counts") {
  std::vector<FormPair> found;
  REQUIRE(read_urlencoded("a=1&a=2&b=", 10, found));
  CHECK(value_of(found, "a") == "1");
  CHECK(value_of(found, "b") == "");
  CHECK(value_of(found, "c") == "");
}
