// names_test.cpp - the same name twice is found in small objects and in large ones, and nobody can make that slow.
#include "json/names.hpp"
#include <doctest/doctest.h>
#include <algorithm>
#include <string>
#include <vector>
#include "json/reader.hpp"

using namespace tenon::json;

namespace {

std::string object(const std::vector<std::string> &names) {
  std::string out = "{";
  for (const std::string &name : names) out += (out.size() > 1 ? ",\"" : "\"") + name + "\":0";
  return out + "}";
}

bool repeats(const std::vector<std::string> &names) {
  Reader reader;
  const Trouble trouble = reader.parse_copy(object(names), 64);
  CHECK((trouble == Trouble::none || trouble == Trouble::duplicate_name));
  return trouble == Trouble::duplicate_name;
}

std::vector<std::string> numbered(size_t count, const std::string &before = "", const std::string &behind = "") {
  std::vector<std::string> names;
  for (size_t i = 0; i < count; ++i) names.push_back(before + std::to_string(100000 + i) + behind);
  return names;
}

} // namespace

TEST_CASE("any name that comes twice is found, wherever the two stand, at every size around the switch to sorting") {
  for (const size_t count : {size_t{2}, size_t{3}, Names::few - 1, Names::few, Names::few + 1, size_t{33}, size_t{100}})
    for (size_t first = 0; first < count; ++first)
      for (size_t second = first + 1; second < count; ++second) {
        std::vector<std::string> names = numbered(count);
        names[second] = names[first];
        CHECK(repeats(names));
      }
}

TEST_CASE("names that only look alike are not the same") {
  CHECK(!repeats({"", "a", "aa", "aaa", "aaaa", "aaaaaaaa", "aaaaaaaaa", "b", "ab", "ba"}));
  CHECK(!repeats({"\\u0000", "", "\\u0000\\u0000", "a", "a\\u0000", "\\u0000a"}));
  for (const size_t count : {Names::few, Names::few + 1, size_t{1000}}) {
    CHECK(!repeats(numbered(count)));
    CHECK(!repeats(numbered(count, "a long beginning that all share ")));
    CHECK(!repeats(numbered(count, "", " a long end that all share")));
    CHECK(!repeats(numbered(count, "both a long beginning ", " and a long end")));
  }
}

TEST_CASE("names that agree in length, first and last eight bytes are told apart by the rest") {
  std::vector<std::string> names = numbered(Names::few, "12345678", "12345678");
  CHECK(!repeats(names));
  names.back() = names[3];
  CHECK(repeats(names));
}

TEST_CASE("threat 27: an object of a hundred thousand members is checked, and one repetition in it is found") {
  std::vector<std::string> names = numbered(100000);
  CHECK(!repeats(names));
  names[99999] = names[0];
  CHECK(repeats(names));
  names = numbered(100000);
  std::reverse(names.begin(), names.end());
  names[50000] = "1000\\u00301";
  CHECK(repeats(names));
}

TEST_CASE("names of one object do not meet those of another") {
  const std::string large = object(numbered(40)), small = object({"a", "b"});
  Reader reader;
  CHECK(reader.parse_copy("[" + large + "," + large + "," + small + "," + small + "]", 64) == Trouble::none);
  CHECK(reader.parse_copy("{\"a\":" + small + ",\"b\":{\"a\":" + small + "},\"x\":" + large + ",\"y\":" + small + "}", 64) ==
        Trouble::none);
  CHECK(reader.parse_copy("{\"a\":" + small + ",\"x\":" + large + ",\"a\":" + small + "}", 64) == Trouble::duplicate_name);
}
