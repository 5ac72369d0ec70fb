// reading_test.cpp - each reader of one value: the shapes that it takes, its limits at their number and one past it.
#include "feedback/desk.hpp"

using namespace desk;

namespace {

// One value of a request, in the hands of `read`; "" if it was taken, else what was wrong.
template <class Take> std::string read(const std::string &json, Take take) {
  tenon::json::Reader reader;
  REQUIRE(reader.parse_copy(json, 64) == tenon::json::Trouble::none);
  const Limits limits;
  Problems problems;
  const Reading in{reader, limits, forms, problems};
  const bool taken = take(in, reader.whole());
  CHECK(taken == problems.none());
  return told(problems);
}

std::string text(const std::string &json, size_t least, size_t most) {
  std::string out;
  return read(json, [&](const Reading &in, const tenon::json::Span &span) { return in.text(span.value, "/f", least, most, out); });
}

std::string whole(const std::string &json, int64_t least, int64_t most) {
  uint32_t out = 0;
  return read(json, [&](const Reading &in, const tenon::json::Span &span) { return in.whole(span.value, "/f", least, most, out); });
}

std::string name(const std::string &json) {
  std::string out;
  return read(json, [&](const Reading &in, const tenon::json::Span &span) { return in.name(span.value, "/f", 3, out); });
}

std::string object(const std::string &json, size_t most) {
  std::string out;
  return read(json, [&](const Reading &in, const tenon::json::Span &span) { return in.object(span, "/f", most, out); });
}

} // namespace

TEST_CASE("texts are counted in code points, from the least to the most") {
  CHECK(text("\"\"", 0, 2) == "");
  CHECK(text("\"\"", 1, 2) == "/f must have 1 or more characters");
  CHECK(text('"' + letters(2) + '"', 1, 2) == "");
  CHECK(text('"' + letters(3) + '"', 1, 2) == "/f must have at most 2 characters");
  CHECK(text(R"("\ud83d\ude00\ud83d\ude00")", 1, 2) == ""); // two, and not four
  CHECK(text("7", 1, 2) == "/f must be a string");
  CHECK(text("null", 1, 2) == "/f must be a string");
}

TEST_CASE("whole numbers may be written in any way, and are bounded at both ends") {
  for (const char *fine : {"1", "20", "2e1", "1.0"}) CHECK(whole(fine, 1, 20) == "");
  CHECK(whole("0", 1, 20) == "/f must be 1 or more");
  CHECK(whole("21", 1, 20) == "/f must be 20 or less");
  CHECK(whole("1.5", 1, 20) == "/f must be a whole number");
  CHECK(whole("0.99", 1, 20) == "/f must be 1 or more");
  CHECK(whole("-1e300", 0, 20) == "/f must be 0 or more");
  CHECK(whole("18446744073709551615", 0, 20) == "/f must be 20 or less");
  CHECK(whole("\"1\"", 1, 20) == "/f must be a number");
  CHECK(whole("true", 1, 20) == "/f must be a number");
}

TEST_CASE("names hold no letters that cannot be seen") {
  CHECK(name("\"a b\"") == "");
  CHECK(name("\"\"") == "/f must have 1 or more characters");
  CHECK(name("\"abcd\"") == "/f must have at most 3 characters");
  for (const char *bad : {"\"a\\n\"", "\"\\u0000\"", "\"\\u001f\"", "\"\\u007f\""}) CHECK(name(bad) == "/f has characters that have no place in it");
  CHECK(name("\"\\u00a0\"") == "");
}

TEST_CASE("objects are counted in bytes, as they are kept: on one line") {
  CHECK(object(R"({ "a" : 1 })", 7) == "");
  CHECK(object(R"({ "a" : 1 })", 6) == "/f must have at most 6 bytes");
  CHECK(object("[]", 100) == "/f must be an object");
  CHECK(object("null", 100) == "/f must be an object");
}

TEST_CASE("choices and truths are what they are") {
  const auto choice = [](const std::string &json, size_t &place) {
    return read(json, [&](const Reading &in, const tenon::json::Span &span) { return in.choice(span.value, "/f", "auto|wait|async", place); });
  };
  size_t place = 9;
  CHECK(choice("\"auto\"", place) == "");
  CHECK(place == 0);
  CHECK(choice("\"async\"", place) == "");
  CHECK(place == 2);
  for (const char *bad : {"\"\"", "\"asyn\"", "\"async|\"", "\"wait|async\"", "\"AUTO\""}) CHECK(choice(bad, place).find("/f is not one of the choices") == 0);
  CHECK(choice("1", place) == "/f must be a string");
  bool truth = false;
  const auto flag = [&](const std::string &json) {
    return read(json, [&](const Reading &in, const tenon::json::Span &span) { return in.truth(span.value, "/f", truth); });
  };
  CHECK(flag("true") == "");
  CHECK(truth);
  CHECK(flag("1").find("/f must be ") == 0);
}
