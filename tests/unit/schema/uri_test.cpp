// uri_test.cpp - the examples of RFC 3986 section 5.4, and the addresses that schemas use.
#include "schema/uri.hpp"

#include <doctest/doctest.h>

#include "schema/pointer.hpp"

using namespace tenon::schema;

TEST_CASE("uri: references resolve as RFC 3986 shows") {
  const std::string base = "http://a/b/c/d;p?q";
  const char *const cases[][2] = {
      {"g:h", "g:h"},           {"g", "http://a/b/c/g"},         {"./g", "http://a/b/c/g"},      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},     {"//g", "http://g"},             {"?y", "http://a/b/c/d;p?y"},   {"g?y", "http://a/b/c/g?y"},
      {";x", "http://a/b/c/;x"}, {"", "http://a/b/c/d;p?q"},     {".", "http://a/b/c/"},         {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},    {"../", "http://a/b/"},          {"../g", "http://a/b/g"},       {"../..", "http://a/"},
      {"../../g", "http://a/g"}, {"../../../g", "http://a/g"},   {"/./g", "http://a/g"},         {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."}, {"..g", "http://a/b/c/..g"},    {"./../g", "http://a/b/g"},     {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
  };
  for (const auto &each : cases) {
    INFO(each[0]);
    CHECK(resolve(base, each[0]) == each[1]);
  }
}

TEST_CASE("uri: bases without a path, without a scheme, and of other kinds") {
  CHECK(resolve("http://a", "g") == "http://a/g");
  CHECK(resolve("", "item.json") == "item.json");
  CHECK(resolve("root.json", "item.json") == "item.json");
  CHECK(resolve("dir/root.json", "../item.json") == "item.json");
  CHECK(resolve("urn:uuid:1", "") == "urn:uuid:1");
  CHECK(resolve("http://a/b", "urn:x:y") == "urn:x:y");
  CHECK(has_scheme("tag:x"));
  CHECK_FALSE(has_scheme("a/b:c"));
  CHECK_FALSE(has_scheme(""));
  CHECK(split_fragment("a#b").fragment == "b");
  CHECK_FALSE(split_fragment("a").has_fragment);
  CHECK(percent_decoded("a%25b%7E%zz%4") == "a%b~%zz%4");
}

TEST_CASE("pointer: tokens are escaped on the way out and unescaped on the way in") {
  CHECK(token_of("a~b/c") == "/a~0b~1c");
  CHECK(token_of(size_t{7}) == "/7");
  std::string_view pointer = "/a~1b//~01";
  std::string token;
  CHECK((take_token(pointer, token) && token == "a/b"));
  CHECK((take_token(pointer, token) && token.empty()));
  CHECK((take_token(pointer, token) && token == "~1"));
  CHECK(pointer.empty());
  for (const char *broken : {"/~", "/~2", "/a~"}) {
    std::string_view at = broken;
    CHECK_FALSE(take_token(at, token));
  }
}

TEST_CASE("pointer: long texts are cut at 100 bytes, between characters") {
  const std::string limit(100, 'a');
  CHECK(shortened(limit) == limit);
  CHECK(shortened(limit + "a") == std::string(97, 'a') + "...");
  std::string accents;
  for (int i = 0; i < 60; ++i) accents += "\xC3\xA9";
  CHECK(shortened(accents) == accents.substr(0, 96) + "...");
}
