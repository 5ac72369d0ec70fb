// walker_test.cpp - reading arrays and raw JSON out of an argument: every shape, and every way to stop too early.
#include <cstdint>
#include <doctest/doctest.h>
#include <string>
#include <tenon/tenon.hpp>
#include <vector>

namespace {

template <class T> bool parses(std::string_view text, T &out) {
  tenon::detail::walker in(text);
  return tenon::detail::parse(in, out) && in.at_end();
}
template <class T> T parsed(std::string_view text) {
  T out{};
  CHECK(parses(text, out));
  return out;
}
template <class T> bool refused(std::string_view text) {
  T out{};
  return !parses(text, out);
}

} // namespace

TEST_CASE("arrays of numbers, words and arrays come in with any spacing") {
  CHECK(parsed<std::vector<double>>("[]").empty());
  CHECK(parsed<std::vector<double>>(" [ 1 , -2.5e3,\n0 ] ") == std::vector<double>{1, -2500, 0});
  CHECK(parsed<std::vector<bool>>("[true,false]") == std::vector<bool>{true, false});
  CHECK(parsed<std::vector<std::vector<int>>>("[[1],[],[2,3]]") == std::vector<std::vector<int>>{{1}, {}, {2, 3}});
  CHECK(parsed<std::vector<std::string>>(R"(["a","","b,]"])") == std::vector<std::string>{"a", "", "b,]"});
}

TEST_CASE("escapes in strings become the characters they stand for") {
  CHECK(parsed<std::string>(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
  CHECK(parsed<std::string>(R"("\u0041\u00e9\u20AC\ud83d\ude00")") == "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  CHECK(parsed<std::string>(R"("\u0000")") == std::string(1, '\0'));
  CHECK(refused<std::string>(R"("\ud83d")"));
  CHECK(refused<std::string>(R"("\ude00")"));
  CHECK(refused<std::string>(R"("\ud83dx")"));
  CHECK(refused<std::string>(R"("\u12g4")"));
  CHECK(refused<std::string>(R"("\q")"));
}

TEST_CASE("a whole number may be written as a fraction or with an exponent") {
  CHECK(parsed<int>("3.0") == 3);
  CHECK(parsed<int>("3e2") == 300);
  CHECK(refused<int>("3.5"));
  CHECK(refused<int>("1e300"));
  CHECK(parsed<std::uint64_t>("18446744073709551615") == UINT64_MAX);
  CHECK(refused<std::uint64_t>("18446744073709551616"));
  CHECK(refused<std::uint64_t>("-1"));
  CHECK(parsed<std::int64_t>("-9223372036854775808") == INT64_MIN);
  CHECK(refused<std::int64_t>("9223372036854775808"));
  CHECK(parsed<std::int64_t>("-9.223372036854775808e18") == INT64_MIN);
  CHECK(refused<std::int8_t>("128"));
  CHECK(parsed<std::int8_t>("-128") == -128);
  CHECK(refused<std::int8_t>("-129"));
}

TEST_CASE("raw JSON is handed on as it is written") {
  CHECK(parsed<tenon::json>(R"( {"a":[1,"]}\""]} )").text == R"({"a":[1,"]}\""]})");
  CHECK(parsed<tenon::json>("null").text == "null");
  const auto many = parsed<std::vector<tenon::json>>(R"([ {"a":1} , "x,y" , [ ] ])");
  REQUIRE(many.size() == 3);
  CHECK(many[0].text == R"({"a":1})");
  CHECK(many[1].text == R"("x,y")");
  CHECK(many[2].text == "[ ]");
}

TEST_CASE("text that ends too early is refused at every length, and nothing beyond it is read") {
  const std::string whole = R"([["a\u00e9\n","\ud83d\ude00"],["b"]])";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const std::vector<char> exact(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)); // ASan guards its end
    CAPTURE(length);
    CHECK(refused<std::vector<std::vector<std::string>>>({exact.data(), exact.size()}));
    tenon::detail::walker({exact.data(), exact.size()}).value();
  }
  CHECK(parsed<std::vector<std::vector<std::string>>>(whole).size() == 2);
}
