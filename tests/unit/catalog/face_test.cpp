// face_test.cpp - names, scopes, icons and annotations: what is let through, and the words for the rest.
#include "catalog/annotations.hpp"
#include "catalog/face.hpp"
#include "catalog/icons.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::catalog;

namespace {

Outcome<Face> read(const FaceWords &words) {
  json::Reader reader;
  const EntryBounds bounds{1000, 16};
  return read_face({"prompt", words.name, bounds, reader}, words, 0, annotations_trouble);
}

std::string trouble(std::string (*of)(const json::Value &), std::string_view text) {
  json::Reader reader;
  REQUIRE(reader.parse_copy(text, 16) == json::Trouble::none);
  return of(reader.root());
}

} // namespace

TEST_CASE("labels have 1 to 256 bytes and no control characters") {
  CHECK(valid_label("a b/c: \xC3\xA4 \xF0\x9F\x98\x80"));
  CHECK(valid_label("\xC2\xA0")); // U+00A0, the first behind the controls
  CHECK(valid_label(std::string(256, 'a')));
  for (const std::string &bad : {std::string(), std::string(257, 'a'), std::string("a\0", 2), std::string("a\n"), std::string("\x1F"), std::string("\x7F"),
                                 std::string("\xC2\x80"), std::string("\xC2\x9F"), std::string("\xC2"), std::string("\xFF")}) {
    CAPTURE(bad);
    CHECK_FALSE(valid_label(bad));
  }
}

TEST_CASE("scopes are brought to single spaces, in the order in which they came") {
  const char *rows[][2] = {{"", ""}, {"   ", ""}, {"read", "read"}, {"  read  write:all ", "read write:all"}, {"b a !#[]~", "b a !#[]~"}};
  for (const auto &row : rows) {
    const auto face = read({.name = "a", .required_scopes = row[0]});
    REQUIRE(face);
    CHECK(face->required_scopes == row[1]);
  }
  for (const char *bad : {"a\tb", "a\"b", "a\\b", "a\nb", "\xC3\xA4", "\x7F"}) {
    CAPTURE(bad);
    const auto refused = read({.name = "a", .required_scopes = bad});
    REQUIRE_FALSE(refused);
    CHECK(refused.refusal().text == "prompt a: required_scopes: has a character that no scope has (RFC 6749 section 3.3)");
  }
}

TEST_CASE("icons as the specification has them") {
  CHECK(trouble(icons_trouble, "[]").empty());
  CHECK(trouble(icons_trouble, R"([{"src":"https://example.com/i.png","mimeType":"image/png","sizes":["48x48","any"],"theme":"dark"},
                                  {"src":"data:image/png;base64,AA==","theme":"light"}, {"src":"HTTP://example.com/i"}])").empty());
  const char *rows[][2] = {
      {"{}", ": is not an array"},
      {"[1]", "[0]: is not an object"},
      {R"([{"src":"https:a"},{}])", "[1].src: is missing"},
      {R"([{"src":1}])", "[0].src: must begin with https:, http: or data:"},
      {R"([{"src":""}])", "[0].src: must begin with https:, http: or data:"},
      {R"([{"src":"javascript:a"}])", "[0].src: must begin with https:, http: or data:"},
      {R"([{"src":" https://example.com"}])", "[0].src: must begin with https:, http: or data:"},
      {R"([{"src":"file:///i.png"}])", "[0].src: must begin with https:, http: or data:"},
      {R"([{"src":"data:a","mimeType":[]}])", "[0].mimeType: is not a string"},
      {R"([{"src":"data:a","sizes":"48x48"}])", "[0].sizes: is not an array of strings"},
      {R"([{"src":"data:a","sizes":["any",48]}])", "[0].sizes: is not an array of strings"},
      {R"([{"src":"data:a","theme":"blue"}])", "[0].theme: is neither \"light\" nor \"dark\""},
      {R"([{"src":"data:a","theme":null}])", "[0].theme: is neither \"light\" nor \"dark\""},
  };
  for (const auto &row : rows) CHECK(trouble(icons_trouble, row[0]) == row[1]);
}

TEST_CASE("annotations of resources: audience, priority, lastModified, and whatever else") {
  CHECK(trouble(annotations_trouble, R"({"audience":["user","assistant"],"priority":1,"lastModified":"2025-01-12T15:00:58Z","x":1})").empty());
  CHECK(trouble(annotations_trouble, R"({"audience":[],"priority":0.0})").empty());
  const char *rows[][2] = {
      {"[]", ": is not an object"},
      {R"({"audience":"user"})", ".audience: is not an array of \"user\" and \"assistant\""},
      {R"({"audience":["user","robot"]})", ".audience: is not an array of \"user\" and \"assistant\""},
      {R"({"audience":[1]})", ".audience: is not an array of \"user\" and \"assistant\""},
      {R"({"priority":"1"})", ".priority: is not a number from 0 to 1"},
      {R"({"priority":-0.1})", ".priority: is not a number from 0 to 1"},
      {R"({"priority":1.0000001})", ".priority: is not a number from 0 to 1"},
      {R"({"lastModified":0})", ".lastModified: is not a string"},
  };
  for (const auto &row : rows) CHECK(trouble(annotations_trouble, row[0]) == row[1]);
  CHECK(trouble(tool_annotations_trouble, R"({"title":"A","readOnlyHint":false,"priority":7})").empty());
  CHECK(trouble(no_annotations_trouble, "{}") == ": prompts have none");
}
