// reader_test.cpp - what the reader takes, what it refuses and why, and that it can be used again and again.
#include "json/reader.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::json;

namespace {

// Parses with a padding that invites mistakes: each of these would change the meaning of a text that ran on into it.
std::string judge(const std::string &text, size_t max_nesting = 64) {
  std::string said;
  for (const char hostile : {' ', ',', '"', '}', '1', '\\', '\x80'}) {
    Reader reader;
    const std::string padded = text + std::string(Reader::padding, hostile);
    const Trouble trouble = reader.parse(std::string_view(padded).substr(0, text.size()), max_nesting);
    CHECK(static_cast<bool>(reader.root()) == (trouble == Trouble::none));
    if (said.empty()) said = word(trouble);
    CHECK_MESSAGE(said == word(trouble), text);
  }
  return said;
}

std::string nested(size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

const std::string good = word(Trouble::none), syntax = word(Trouble::syntax), utf8 = word(Trouble::utf8),
                  nesting = word(Trouble::nesting), number = word(Trouble::number), surrogate = word(Trouble::surrogate),
                  duplicate = word(Trouble::duplicate_name);

} // namespace

TEST_CASE("every kind of JSON value is taken, also alone") {
  for (const std::string text :
       {"{}", "[]", "\"\"", "\"text\"", "0", "-0", "-1", "1.5", "1e3", "1E+3", "1e-3", "true", "false", "null", " 1 ",
        "\t\r\n {\r\n\t\"a\" : [ 1 , 2 ] } \n", "[[],{},\"\",0]", R"({"a":{"b":{"c":[1,[2,[3]]]}}})", R"({"":0," ":1})"})
    CHECK_MESSAGE(judge(text) == good, text);
}

TEST_CASE("what is almost JSON is refused") {
  for (const std::string text : {"",
                                 " ",
                                 "{",
                                 "}",
                                 "[",
                                 "]",
                                 "\"",
                                 "[1,]",
                                 "[,1]",
                                 "[1 2]",
                                 "[1,,2]",
                                 "{\"a\"}",
                                 "{\"a\":}",
                                 "{\"a\":1,}",
                                 "{,}",
                                 "{a:1}",
                                 "{'a':1}",
                                 "{1:2}",
                                 "{\"a\":1 \"b\":2}",
                                 "{\"a\" 1}",
                                 "[1}",
                                 "{\"a\":1]",
                                 "{}{}",
                                 "{} 1",
                                 "1 2",
                                 "[1]]",
                                 "[[1]",
                                 "tru",
                                 "truex",
                                 "True",
                                 "nul",
                                 "fals",
                                 "// c\n1",
                                 "/* c */1",
                                 "[1]//",
                                 "NaN",
                                 "Infinity",
                                 "-Infinity",
                                 "undefined",
                                 "\v1",
                                 "\f1",
                                 "\xC2\xA0\x31"})
    CHECK_MESSAGE(judge(text) == syntax, text);
  CHECK(judge(std::string("1\0", 2)) == syntax);
  CHECK(judge(std::string("[1\0]", 4)) == syntax);
}

TEST_CASE("numbers are written as RFC 8259 says") {
  for (const std::string text : {"0", "-0", "0.0", "10", "1.0", "0e0", "0E-0", "123456789.987654321e-10", "[1,-1]"})
    CHECK_MESSAGE(judge(text) == good, text);
  for (const std::string text : {"01", "-01", "00", "-", "+1", "1.", ".1", "-.1", "1.e1", "1e", "1e+", "1e1.5", "0x10",
                                 "1_000", "--1", "1a", "[1-]", "1-1", "1..2"})
    CHECK_MESSAGE(judge(text) == syntax, text);
}

TEST_CASE("threat 9: integers fit 64 bits and reals fit a double") {
  for (const std::string text :
       {"9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551615",
        "1.7976931348623157e308", "5e-324", "1e-400", "0e999999999", "1.00000000000000000000000000000000000000"})
    CHECK_MESSAGE(judge(text) == good, text);
  for (const std::string text : {"18446744073709551616", "-9223372036854775809", "123456789012345678901234567890", "1e309",
                                 "-1e309", "1e400", "[0,{\"a\":1e400}]"})
    CHECK_MESSAGE(judge(text) == number, text);
  CHECK(judge("[01,1e400]") == syntax);
}

TEST_CASE("strings hold no raw control characters and only the escapes that JSON knows") {
  for (const std::string text : {R"("\"\\\/\b\f\n\r\t")", R"("\u0000")", R"("\u00e9\u20AC")", R"("\ud83d\ude00")",
                                 "\"\x7F\"", "\"\xE2\x80\xA8\"", R"("\\ud800")"})
    CHECK_MESSAGE(judge(text) == good, text);
  for (const std::string text : {R"("\q")", R"("\x41")", R"("\u12")", R"("\u12g4")", R"("\U0041")", "\"\t\"", "\"\n\"",
                                 "\"\x1F\"", R"("\")", "\"\\", R"("\u)", "'a'"})
    CHECK_MESSAGE(judge(text) == syntax, text);
  CHECK(judge(std::string("\"\0\"", 3)) == syntax);
}

TEST_CASE("threat 10: a surrogate that stands alone is refused, and named so") {
  for (const std::string text : {R"("\ud800")", R"("\udc00")", R"("\ud800\ud800")", R"("\ud800x")", R"("\ud800\n")",
                                 R"("\udc00\ud800")", R"({"\ud800":1})", R"(["fine","\n\\",{"a":"\uDBFF"}])"})
    CHECK_MESSAGE(judge(text) == surrogate, text);
  CHECK(judge(R"(["\q","\ud800"])") == syntax);
}

TEST_CASE("threat 10: text that is not UTF-8 is refused") {
  for (const std::string text : {"\"\x80\"", "\"\xC0\xAF\"", "\"\xE0\x80\xAF\"", "\"\xED\xA0\x80\"", "\"\xF4\x90\x80\x80\"",
                                 "\"\xF8\x88\x80\x80\x80\"", "\"\xC3\"", "\"\xE2\x82\"", "\"\xFF\"", "[\"fine\",\"\xC3(\"]"})
    CHECK_MESSAGE(judge(text) == utf8, text);
  for (const std::string text :
       {"\"\xC3\xA9\"", "\"\xE2\x82\xAC\"", "\"\xF0\x9F\x98\x80\"", "\"\xEF\xBF\xBF\"", "\"\xF4\x8F\xBF\xBF\""})
    CHECK_MESSAGE(judge(text) == good, text);
}

TEST_CASE("threat 10: a byte order mark is not part of JSON") {
  CHECK(judge("\xEF\xBB\xBF{}") == syntax);
  CHECK(judge("\xEF\xBB\xBF") == syntax);
  CHECK(judge("\"\xEF\xBB\xBF\"") == good);
}

TEST_CASE("threat 8: nesting counts containers, empty ones and objects too, and is checked at the limit and one past it") {
  CHECK(judge(nested(63)) == good);
  CHECK(judge(nested(64)) == good);
  CHECK(judge(nested(65)) == nesting);
  CHECK(judge(nested(1024)) == nesting);
  CHECK(judge(nested(100000)) == nesting);
  CHECK(judge(std::string(100000, '[')) == syntax); // nothing closes it
  CHECK(judge("{}", 1) == good);
  CHECK(judge("{\"a\":1}", 1) == good);
  CHECK(judge("{\"a\":{}}", 1) == nesting);
  CHECK(judge("{\"a\":[0]}", 1) == nesting);
  CHECK(judge("[[],[],[[]]]", 2) == nesting);
  CHECK(judge("[[],[],[]]", 2) == good);
  CHECK(judge("1", 0) == good);
  CHECK(judge("[]", 0) == nesting);
  CHECK(judge("[1]", 0) == nesting);
}

TEST_CASE("however much nesting is allowed, the reader stops at its own limit") {
  Reader reader;
  CHECK(reader.parse_copy(nested(Reader::deepest), SIZE_MAX) == Trouble::none);
  CHECK(reader.parse_copy(nested(Reader::deepest + 1), SIZE_MAX) == Trouble::nesting);
}

TEST_CASE("threat 7: an object names each member once, and names are compared after unescaping") {
  CHECK(judge(R"({"a":1,"b":2,"A":3})") == good);
  CHECK(judge(R"({"a":1,"a":1})") == duplicate);
  CHECK(judge(R"({"method":1,"\u006dethod":2})") == duplicate);
  CHECK(judge(R"({"":1,"":2})") == duplicate);
  CHECK(judge(R"([{"a":1},{"a":1}])") == good);
  CHECK(judge(R"({"a":{"a":{"a":1}}})") == good);
  CHECK(judge(R"([[{"x":[{"a":1,"b":{"c":1},"a":2}]}]])") == duplicate);
  CHECK(judge(R"({"o":{"x":1},"x":{"o":1},"p":[{"o":1}],"o":2})") == duplicate);
}

TEST_CASE("what two gigabytes cannot hold is too large, before a byte of it is read") {
  Reader reader;
  const std::string little = "[1]" + std::string(Reader::padding, ' ');
  CHECK(reader.parse({little.data(), (size_t{1} << 31) + 1}, 64) == Trouble::too_large);
}

TEST_CASE("a reader is used again after trouble, after longer texts and after shorter ones") {
  Reader reader;
  CHECK(!reader.root());
  CHECK(!reader.whole().value);
  for (const size_t length : {0u, 10u, 5000u, 100u, 3000000u, 10u, 200000u, 2999999u}) {
    const std::string text = "[\"" + std::string(length, 'x') + "\"]";
    CHECK(reader.parse_copy(text, 64) == Trouble::none);
    CHECK(reader.root().first().text().size() == length);
    CHECK(reader.source() == text);
    CHECK(reader.parse_copy("[\"", 64) == Trouble::syntax);
    CHECK(!reader.root());
    CHECK(!reader.whole().value);
    CHECK(reader.source() == "[\"");
    CHECK(reader.parse_copy(nested(70), length % 2 == 0 ? 70 : 69) == (length % 2 == 0 ? Trouble::none : Trouble::nesting));
  }
}

TEST_CASE("a reader that moves takes its text and values along") {
  Reader first;
  REQUIRE(first.parse_copy("{\"a\":[1,2]}", 64) == Trouble::none);
  Reader second(std::move(first));
  CHECK(second.root().find("a").count() == 2);
  Reader third;
  third = std::move(second);
  CHECK(third.first_of(third.whole()).raw == "[1,2]");
}

TEST_CASE("threat 34: a reader that is wiped has forgotten what it read, and reads on") {
  Reader reader;
  reader.wipe(); // nothing
  for (const size_t strings : {1u, 2u, 3u, 1000u, 100000u}) { // empty ones take the most memory for their text
    std::string text = "[";
    for (size_t i = 0; i < strings; ++i) text += "\"\",";
    text += "\"a secret\"]";
    REQUIRE(reader.parse_copy(text, 64) == Trouble::none);
    const std::string_view source = reader.source();
    std::string_view last;
    for (Value one = reader.root().first(); one.at() != reader.root().end(); one = one.next()) last = one.text();
    REQUIRE(last == "a secret");
    reader.wipe();
    CHECK(last == std::string_view("\0\0\0\0\0\0\0\0", 8)); // the memory is still the reader's
    CHECK(source.find("secret") == std::string_view::npos);
    CHECK(!reader.root());
    CHECK(reader.parse_copy("[\"a secret", 64) == Trouble::syntax);
    reader.wipe();
    CHECK(reader.parse_copy("\xEF\xBB\xBF" + std::string(300000, ' '), 64) == Trouble::syntax); // longer than our memory
    reader.wipe();
  }
}

TEST_CASE("each trouble has words of its own") {
  CHECK(std::string(word(Trouble::too_large)) == "too large");
  CHECK(std::string(word(Trouble::memory)) == "out of memory");
  CHECK(duplicate == "duplicate member name");
  CHECK(nesting == "nested too deeply");
}
