// writer_test.cpp - whatever is written reads back as it was, on one line, in valid JSON.
#include "json/writer.hpp"
#include <doctest/doctest.h>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include "json/reader.hpp"

using namespace tenon::json;

namespace {

std::string number(double value) {
  std::string out;
  append_number(out, value);
  return out;
}

std::string compact(std::string_view json) {
  std::string out = "before";
  append_compact(out, json);
  REQUIRE(out.substr(0, 6) == "before");
  return out.substr(6);
}

std::string read_back(const std::string &json) {
  Reader reader;
  REQUIRE_MESSAGE(reader.parse_copy(json, 64) == Trouble::none, json);
  return std::string(reader.root().text());
}

double read_number(const std::string &json) {
  Reader reader;
  REQUIRE_MESSAGE(reader.parse_copy(json, 64) == Trouble::none, json);
  return reader.root().number();
}

} // namespace

TEST_CASE("texts are quoted, and only what must be escaped is") {
  CHECK(quoted("") == "\"\"");
  CHECK(quoted("plain / <b> \xC3\xA9 \xE2\x80\xA8 \x7F") == "\"plain / <b> \xC3\xA9 \xE2\x80\xA8 \x7F\"");
  CHECK(quoted("say \"hi\"") == R"("say \"hi\"")");
  CHECK(quoted("back\\slash") == R"("back\\slash")");
  CHECK(quoted("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  CHECK(quoted(std::string_view("\0\x01\x0B\x10\x1F", 5)) == R"("\u0000\u0001\u000b\u0010\u001f")");
}

TEST_CASE("texts are appended behind what is there, with quotes or without") {
  std::string out = "{\"a\":";
  append_text(out, "b");
  out += ",";
  append_escaped(out, "c\n");
  CHECK(out == "{\"a\":\"b\",c\\n");
}

TEST_CASE("every ASCII character survives, at every place in a text") {
  for (int c = 0; c < 128; ++c)
    for (size_t length = 1; length <= 20; ++length)
      for (size_t at = 0; at < length; ++at) {
        std::string text(length, 'x');
        text[at] = static_cast<char>(c);
        const std::string json = quoted(text);
        for (const char written : json) CHECK(static_cast<unsigned char>(written) >= 0x20);
        CHECK(read_back(json) == text);
      }
}

TEST_CASE("characters beyond ASCII survive next to escapes") {
  const std::string text = "\xF0\x9F\x98\x80\"\xC3\xA9\\\xEF\xBF\xBF\n\xE2\x82\xAC\x1F\xC2\x80";
  CHECK(read_back(quoted(text)) == text);
}

TEST_CASE("integers are written in full") {
  std::string out;
  append_integer(out, std::numeric_limits<int64_t>::min());
  out += ' ';
  append_integer(out, std::numeric_limits<int64_t>::max());
  out += ' ';
  append_integer(out, 0);
  out += ' ';
  append_unsigned(out, std::numeric_limits<uint64_t>::max());
  CHECK(out == "-9223372036854775808 9223372036854775807 0 18446744073709551615");
}

TEST_CASE("numbers are written in plain digits, very large and very small ones with an exponent") {
  CHECK(number(3.0) == "3");
  CHECK(number(0.0) == "0");
  CHECK(number(-0.0) == "-0");
  CHECK(number(0.1) == "0.1");
  CHECK(number(-1.5) == "-1.5");
  CHECK(number(100000.0) == "100000");
  CHECK(number(123456.789) == "123456.789");
  CHECK(number(999999999999999872.0) == "999999999999999872");
  CHECK(number(1e18) == "1e18");
  CHECK(number(-1e20) == "-1e20");
  CHECK(number(1e22) == "1e22");
  CHECK(number(1e100) == "1e100");
  CHECK(number(1.25e-9) == "1.25e-9");
  CHECK(number(1e-6) == "0.000001");
  CHECK(number(1e-7) == "1e-7");
  CHECK(number(9007199254740991.0) == "9007199254740991");
  CHECK(number(std::numeric_limits<double>::max()) == "1.7976931348623157e308");
  CHECK(number(std::numeric_limits<double>::denorm_min()) == "5e-324");
  CHECK(number(-std::numeric_limits<double>::max()) == "-1.7976931348623157e308");
}

TEST_CASE("numbers read back the same, to the last bit") {
  uint64_t bits = 88172645463325252;
  for (int i = 0; i < 20000; ++i) {
    bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
    double value;
    std::memcpy(&value, &bits, sizeof value);
    if (i % 2 == 0) value = static_cast<double>(static_cast<int64_t>(bits) >> 20) / 1000;
    if (!std::isfinite(value)) continue;
    const double again = read_number(number(value));
    CHECK(again == value);
  }
}

TEST_CASE("compact text is the same text without white space between tokens") {
  CHECK(compact("") == "");
  CHECK(compact(" \r\n\t ") == "");
  CHECK(compact("1") == "1");
  CHECK(compact(" { \"a b\" : [ 1 ,\n 2 ] , \"c\\\" \\\\\" : \" d \" }\r\n") == "{\"a b\":[1,2],\"c\\\" \\\\\":\" d \"}");
  CHECK(compact("[\" \",\"\\\\\" , \"\\\" x\"]") == "[\" \",\"\\\\\",\"\\\" x\"]");
  CHECK(compact("\"never closed") == "");
}

TEST_CASE("compact text is right at every length around the blocks that are worked on at once") {
  for (size_t length = 0; length < 300; ++length) {
    const std::string text = "\"" + std::string(length, ' ') + "\"";
    CHECK(compact("[" + std::string(length, '\n') + text + " , " + text + std::string(length, '\t') + "]") ==
          "[" + text + "," + text + "]");
  }
}

TEST_CASE("UTF-8 is judged strictly") {
  CHECK(valid_utf8(""));
  CHECK(valid_utf8("plain"));
  CHECK(valid_utf8("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"));
  CHECK(valid_utf8(std::string_view("\0", 1)));
  for (const char *bad :
       {"\x80", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "a\xFF", "\xE2\x82"})
    CHECK(!valid_utf8(bad));
}
