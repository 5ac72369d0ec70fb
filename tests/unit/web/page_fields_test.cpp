// page_fields_test.cpp - which control each kind of question gets, what stands in it, and what is wrong with it.
#include "web/page_fields.hpp"
#include "web/assets.hpp"
#include <doctest/doctest.h>

using namespace tenon::web;
using tenon::feedback::Question;

namespace {

const PageWords &english() {
  static const PageWords words(assets::page_words_en_json);
  return words;
}

std::vector<Field> fields(const Question &question, const PostedForm *posted = nullptr, const std::vector<FieldProblem> &wrong = {}) {
  return fields_of(english(), question, ParsedForm(question.form_json), posted, wrong);
}

Question with_options(size_t count, uint32_t least = 0, uint32_t most = 0) {
  Question question;
  for (size_t i = 0; i < count; ++i) question.options.push_back({"v" + std::to_string(i), "", "", i == 1});
  question.least_selected = least;
  question.most_selected = most;
  return question;
}

// The field that a property of a form becomes.
Field of(const std::string &schema, const std::string &required = "") {
  Question question;
  question.form_json = R"({"type":"object","properties":{"p":)" + schema + R"(},"required":[)" + required + "]}";
  return fields(question).front();
}

} // namespace

TEST_CASE("how many options may be chosen is said") {
  const auto label = [](uint32_t least, uint32_t most) { return fields(with_options(5, least, most)).front().label; };
  CHECK(label(0, 0) == "Choose any that fit");
  CHECK(label(2, 2) == "Choose 2");
  CHECK(label(1, 3) == "Choose 1 to 3");
  CHECK(label(2, 0) == "Choose 2 or more");
  CHECK(label(0, 3) == "Choose up to 3");
  Question single = with_options(5);
  single.selection = tenon::feedback::Selection::single;
  CHECK(fields(single).front().label == "Choose one");
}

TEST_CASE("options are rows; many short ones of which one counts are a menu") {
  Question question = with_options(7);
  question.selection = tenon::feedback::Selection::single;
  CHECK(fields(question).front().rows);
  question = with_options(8);
  CHECK(fields(question).front().rows);
  question.selection = tenon::feedback::Selection::single;
  CHECK(fields(question).front().menu);
  question.options[3].description = "told";
  CHECK(fields(question).front().rows);
}

TEST_CASE("without a least number options are neither required nor optional") {
  CHECK(fields(with_options(3)).front().need == Field::Need::unsaid);
  CHECK(fields(with_options(3, 1)).front().need == Field::Need::required);
}

TEST_CASE("the text stands alone or beside, and may be forbidden") {
  Question question;
  CHECK(fields(question).front().area == "5");
  CHECK(fields(question).front().need == Field::Need::required);
  CHECK(fields(question).front().label == "In your own words");
  question = with_options(2);
  question.free_text.placeholder = "Such as";
  CHECK(fields(question).back().area == "3");
  CHECK(fields(question).back().need == Field::Need::optional);
  CHECK(fields(question).back().placeholder == "Such as");
  question.free_text.required = true;
  CHECK(fields(question).back().need == Field::Need::required);
  question.free_text.allowed = false;
  CHECK(fields(question).size() == 1);
}

TEST_CASE("each property has the control that its schema asks for") {
  CHECK(of(R"({"type":"string"})").input == "text");
  CHECK(of(R"({"type":"string","format":"email"})").input == "email");
  CHECK(of(R"({"type":"string","format":"uri"})").input == "url");
  CHECK(of(R"({"type":"string","format":"date"})").input == "date");
  CHECK(of(R"({"type":"string","format":"date-time","description":"When"})").hint == "When · Such as 2026-11-21T10:00:00Z");
  CHECK(of(R"({"type":"string","format":"date-time"})").hint == "Such as 2026-11-21T10:00:00Z");
  CHECK(of(R"({"type":"string","maxLength":200})").input == "text");
  CHECK(of(R"({"type":"string","maxLength":201})").area == "3");
  CHECK(of(R"({"type":"string","maxLength":201,"format":"email"})").input == "email");
  CHECK(of(R"({"type":"integer","minimum":0})").inputmode == "numeric");
  CHECK(of(R"({"type":"integer","minimum":-1})").inputmode == "text");
  CHECK(of(R"({"type":"number","minimum":0})").inputmode == "text");
  CHECK(of(R"({"type":"boolean"})").choices.size() == 2);
  CHECK(of(R"({"type":"boolean"})").single);
  CHECK(of(R"({"type":"string","enum":["a","b"],"enumNames":["A",""]})").choices[0].text == "A");
  CHECK(of(R"({"type":"string","enum":["a","b"],"enumNames":["A",""]})").choices[1].text == "b");
  CHECK(of(R"({"type":"string","oneOf":[{"const":"a","title":"A"}]})").choices[0].value == "a");
  CHECK_FALSE(of(R"({"type":"array","items":{"type":"string","enum":["a"]}})").single);
  CHECK(of(R"({"type":"array","items":{"anyOf":[{"const":"a","title":"A"}]}})").choices[0].text == "A");
}

TEST_CASE("defaults of every type are filled in") {
  CHECK(of(R"({"type":"string","default":"x"})").value == "x");
  CHECK(of(R"({"type":"integer","default":7})").value == "7");
  CHECK(of(R"({"type":"number","default":0.5})").value == "0.5");
  CHECK(of(R"({"type":"boolean","default":false})").choices[1].preset);
  CHECK_FALSE(of(R"({"type":"boolean"})").choices[1].preset);
  CHECK(of(R"({"type":"array","items":{"type":"string","enum":["a","b"]},"default":["b"]})").choices[1].preset);
}

TEST_CASE("required properties are, and all others are optional; a title is the label") {
  CHECK(of(R"({"type":"string","title":"T"})", "\"p\"").need == Field::Need::required);
  CHECK(of(R"({"type":"string","title":"T"})", "\"q\"").need == Field::Need::optional);
  CHECK(of(R"({"type":"string","title":"T"})").label == "T");
  CHECK(of(R"({"type":"string","title":""})").label == "p");
}

TEST_CASE("what was posted comes back instead of defaults, and what is wrong stands at its field") {
  Question question = with_options(3);
  question.form_json = R"({"type":"object","properties":{"p":{"type":"string","default":"preset"}}})";
  PostedForm posted;
  REQUIRE(read_posted_form("option=v0&form.p=&text=words", posted));
  std::vector<Field> found = fields(question, &posted, {{"form.p", "first"}, {"form.p", "second"}, {"", "all"}});
  REQUIRE(found.size() == 3);
  CHECK(found[1].id == "f1");
  CHECK(found[1].value == "");
  CHECK(found[1].error == "first");
  CHECK(found[0].error == "");
  CHECK(found[2].value == "words");
  const Frame frame = frame_of(found[0], &posted), fresh = frame_of(found[0], nullptr);
  CHECK(frame.find("choices")->entries[0].find("checked")->filled());
  CHECK_FALSE(frame.find("choices")->entries[1].find("checked")->filled());
  CHECK(fresh.find("choices")->entries[1].find("checked")->filled());
}

TEST_CASE("a form that cannot be read has no fields but the text") {
  Question question;
  for (const char *form : {"{", "[]", "3", "{\"properties\":[]}", "{\"properties\":{\"p\":3}}"}) {
    question.form_json = form;
    CHECK_MESSAGE(fields(question).back().name == "text", form);
  }
}
