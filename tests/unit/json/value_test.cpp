// value_test.cpp - walking the tape, and that its words lie as this house assumes.
#include <doctest/doctest.h>
#include <string>
#include "json/reader.hpp"

using namespace tenon::json;

namespace {

struct Parsed {
  explicit Parsed(std::string_view text) { REQUIRE(reader.parse_copy(text, 64) == Trouble::none); }
  Value root() const { return reader.root(); }
  Reader reader;
};

// Every kind once; the walk below depends on the width of each.
constexpr const char *every_kind = R"([{"a":1},[],"x",-1,9223372036854775808,1.5,true,false,null,"end"])";

} // namespace

TEST_CASE("the tape lies as assumed: one word for texts, truths and null, two for numbers, and containers know their end") {
  const Parsed parsed(every_kind);
  const size_t expected[] = {2, 7, 9, 10, 12, 14, 16, 17, 18, 19};
  size_t i = 0;
  for (Value each = parsed.root().first(); each.at() != parsed.root().end(); each = each.next(), ++i)
    CHECK(each.at() == expected[i]);
  CHECK(i == 10);
  CHECK(parsed.root().end() == 20);
  CHECK(parsed.root().first().end() == 6);
  CHECK(parsed.root().first().next().end() == 8);
}

TEST_CASE("each value says what it is") {
  const Parsed parsed(every_kind);
  const Kind expected[] = {Kind::object, Kind::array, Kind::text,  Kind::integer, Kind::big_integer,
                           Kind::real,   Kind::truth, Kind::truth, Kind::null,    Kind::text};
  size_t i = 0;
  for (Value each = parsed.root().first(); each.at() != parsed.root().end(); each = each.next(), ++i) {
    CHECK(each.kind() == expected[i]);
    CHECK(each.is_object() == (expected[i] == Kind::object));
    CHECK(each.is_array() == (expected[i] == Kind::array));
    CHECK(each.is_text() == (expected[i] == Kind::text));
    CHECK(each.is_number() ==
          (expected[i] == Kind::integer || expected[i] == Kind::big_integer || expected[i] == Kind::real));
    CHECK(each.is_bool() == (expected[i] == Kind::truth));
    CHECK(each.is_null() == (expected[i] == Kind::null));
  }
}

TEST_CASE("an absent value is nothing at all") {
  const Value absent;
  CHECK(!absent);
  CHECK(!absent.is_object());
  CHECK(!absent.is_array());
  CHECK(!absent.is_text());
  CHECK(!absent.is_number());
  CHECK(!absent.is_bool());
  CHECK(!absent.is_null());
  CHECK(!absent.find("a"));
}

TEST_CASE("numbers keep what was written as far as 64 bits hold it") {
  CHECK(Parsed("9007199254740993").root().integer() == 9007199254740993);
  CHECK(Parsed("-9223372036854775808").root().integer() == INT64_MIN);
  CHECK(Parsed("18446744073709551615").root().big_integer() == UINT64_MAX);
  CHECK(Parsed("-0").root().integer() == 0);
  CHECK(Parsed("0.1").root().real() == 0.1);
  CHECK(Parsed("1e-400").root().real() == 0.0);
  CHECK(Parsed("3").root().number() == 3.0);
  CHECK(Parsed("18446744073709551615").root().number() == 18446744073709551616.0);
  CHECK(Parsed("1e3").root().kind() == Kind::real);
  CHECK(Parsed("1e3").root().number() == 1000.0);
}

TEST_CASE("texts are unescaped and may hold NUL") {
  CHECK(Parsed(R"("a\u0000b\n\ud83d\ude00\/")").root().text() == std::string_view("a\0b\n\xF0\x9F\x98\x80/", 9));
  CHECK(Parsed("\"\"").root().text() == "");
}

TEST_CASE("members are found by their unescaped names, whatever stands before them") {
  const Parsed parsed(R"({"o":{"id":0},"l":[{"id":0}],"n":1.5,"\u0069d":7,"":8,"idx":9})");
  CHECK(parsed.root().find("id").integer() == 7);
  CHECK(parsed.root().find("").integer() == 8);
  CHECK(parsed.root().find("o").find("id").integer() == 0);
  CHECK(!parsed.root().find("i"));
  CHECK(!parsed.root().find("l").find("id"));
  CHECK(!parsed.root().find("n").find("id"));
}

TEST_CASE("counts are the tape's notes") {
  CHECK(Parsed("{}").root().count() == 0);
  CHECK(Parsed("[]").root().count() == 0);
  CHECK(Parsed("{\"a\":[1,2,3],\"b\":{}}").root().count() == 2);
  CHECK(Parsed("{\"a\":[1,2,3],\"b\":{}}").root().find("a").count() == 3);
}

// The tape has 24 bits for a count. A tape by hand stands here for sixteen million members.
TEST_CASE("where the tape says 'too many to note', the members are counted") {
  const auto word = [](char tag, uint64_t rest) { return static_cast<uint64_t>(tag) << 56 | rest; };
  const uint64_t saturated = uint64_t{0xFFFFFF} << 32, nearly = uint64_t{0xFFFFFE} << 32;
  uint64_t tape[] = {0, word('{', saturated | 8), word('"', 0), word('l', 0), 1, word('"', 0), word('n', 0), word('}', 1)};
  CHECK(Value(tape, 1).count() == 2);
  tape[1] = word('[', saturated | 8);
  CHECK(Value(tape, 1).count() == 4);
  tape[1] = word('[', nearly | 8);
  CHECK(Value(tape, 1).count() == 0xFFFFFE);
}
