// page_said_test.cpp - answers in the words that people chose from.
#include "web/page_said.hpp"
#include "web/assets.hpp"
#include <doctest/doctest.h>

using namespace tenon::web;
using tenon::feedback::Answer;
using tenon::feedback::Question;

namespace {

std::string said(const Question &question, const Answer &answer) {
  const PageWords words(assets::page_words_en_json);
  return in_words(words, question, ParsedForm(question.form_json), answer);
}

} // namespace

TEST_CASE("options are told by their labels, with the text behind") {
  Question question;
  question.options = {{"a", "First", "", false}, {"b", "", "", false}};
  CHECK(said(question, {{"a", "b", "unknown"}, " text \n", ""}) == "First\nb\nunknown\n\ntext");
  CHECK(said(question, {{}, "text", ""}) == "text");
  CHECK(said(question, {{"a"}, " ", ""}) == "First");
  CHECK(said(question, {}) == "");
}

TEST_CASE("a form is told field by field, in the form's order, in its titles") {
  Question question;
  question.form_json = R"({"type":"object","properties":{"n":{"type":"integer","title":"Number"},"b":{"type":"boolean"},)"
                       R"("e":{"type":"string","enum":["x","y"],"enumNames":["Ex","Why"]},"o":{"type":"string","oneOf":[{"const":"p","title":"Pe"}]},)"
                       R"("l":{"type":"array","items":{"anyOf":[{"const":"1","title":"One"},{"const":"2","title":"Two"}]}},"f":{"type":"number"}}})";
  CHECK(said(question, {{}, "and so", R"({"f":0.5,"l":["2","1","3"],"o":"p","e":"y","b":true,"n":7})"}) ==
        "Number: 7\nb: Yes\ne: Why\no: Pe\nl: Two, One, 3\nf: 0.5\n\nand so");
  CHECK(said(question, {{}, "", R"({"b":false,"e":"z","other":"left out"})"}) == "b: No\ne: z");
  CHECK(said(question, {{}, "", "{}"}) == "");
}

TEST_CASE("what cannot be read is not told") {
  Question question;
  question.form_json = "{\"properties\":";
  CHECK(said(question, {{}, "text", "{\"a\":1}"}) == "text");
  question.form_json = R"({"properties":{"a":{"type":"string"}}})";
  CHECK(said(question, {{}, "text", "{\"a\":"}) == "text");
  CHECK(said(question, {{}, "text", "[1]"}) == "text");
}
