// form_problems_test.cpp - each field of a form that is wrong is told by its name, with the limit that it missed.
#include "feedback/form_problems.hpp"
#include "feedback/desk.hpp"
#include <doctest/doctest.h>

using namespace desk;

namespace {

// What is wrong with the field p of that schema, filled in with that value; "" of one that fits.
std::string wrong(const std::string &schema, const std::string &value, const std::string &more = "") {
  Question question;
  question.form_json = R"({"type":"object","properties":{"p":)" + schema + "}" + more + "}";
  const std::string filled = value.empty() ? "{}" : "{\"p\":" + value + "}";
  const std::string said = answer(question, "{\"form\":" + filled + "}").wrong;
  return said.substr(0, 8) == "/form/p " ? said.substr(8) : said;
}

} // namespace

TEST_CASE("texts have a shape, a length, choices, a format") {
  CHECK(wrong(R"({"type":"string"})", "3") == "must be a string");
  CHECK(wrong(R"({"type":"string","minLength":2})", "\"你\"") == "must have 2 or more characters");
  CHECK(wrong(R"({"type":"string","minLength":2})", "\"你好\"") == "");
  CHECK(wrong(R"({"type":"string","maxLength":2})", "\"你好\"") == "");
  CHECK(wrong(R"({"type":"string","maxLength":2})", "\"你好!\"") == "must have at most 2 characters");
  CHECK(wrong(R"({"type":"string","enum":["a","b"]})", "\"c\"") == "is not one of the options");
  CHECK(wrong(R"({"type":"string","enum":["a","b"]})", "\"b\"") == "");
  CHECK(wrong(R"({"type":"string","oneOf":[{"const":"a","title":"A"}]})", "\"A\"") == "is not one of the options");
  CHECK(wrong(R"({"type":"string","oneOf":[{"const":"a","title":"A"}]})", "\"a\"") == "");
  CHECK(wrong(R"({"type":"string","format":"email"})", "\"nobody\"") == "does not fit the form: email");
  CHECK(wrong(R"({"type":"string","pattern":"^x"})", "\"y\"") == "does not fit the form: ^x");
}

TEST_CASE("numbers have a shape and bounds") {
  CHECK(wrong(R"({"type":"number"})", "\"3\"") == "must be a number");
  CHECK(wrong(R"({"type":"integer"})", "\"3\"") == "must be a whole number");
  CHECK(wrong(R"({"type":"integer"})", "3.5") == "must be a whole number");
  CHECK(wrong(R"({"type":"integer","minimum":1})", "0") == "must be 1 or more");
  CHECK(wrong(R"({"type":"integer","minimum":1})", "1") == "");
  CHECK(wrong(R"({"type":"integer","maximum":9})", "10") == "must be 9 or less");
  CHECK(wrong(R"({"type":"integer","maximum":9})", "9") == "");
  CHECK(wrong(R"({"type":"number","maximum":0.5})", "0.75") == "does not fit the form"); // a bound that cannot be told as a whole number
  CHECK(wrong(R"({"type":"number","minimum":-5})", "-6") == "does not fit the form");
}

TEST_CASE("booleans and lists have theirs") {
  CHECK(wrong(R"({"type":"boolean"})", "\"true\"") == "must be true or false");
  CHECK(wrong(R"({"type":"boolean"})", "true") == "");
  const std::string list = R"({"type":"array","minItems":1,"maxItems":2,"items":{"type":"string","enum":["a","b","c"]}})";
  CHECK(wrong(list, "\"a\"") == "must be an array");
  CHECK(wrong(list, "[]") == "must have 1 or more entries");
  CHECK(wrong(list, "[\"a\"]") == "");
  CHECK(wrong(list, "[\"a\",\"b\"]") == "");
  CHECK(wrong(list, "[\"a\",\"b\",\"c\"]") == "must have at most 2 entries");
  CHECK(wrong(list, "[\"d\"]") == "is not one of the options");
  CHECK(wrong(list, "[3]") == "is not one of the options");
  CHECK(wrong(R"({"type":"array","items":{"anyOf":[{"const":"a","title":"A"}]}})", "[\"A\"]") == "is not one of the options");
}

TEST_CASE("a required field may be missing only if it has a default") {
  CHECK(wrong(R"({"type":"string"})", "", R"(,"required":["p"])") == "is missing");
  CHECK(wrong(R"({"type":"string","default":"x"})", "", R"(,"required":["p"])") == "");
  CHECK(wrong(R"({"type":"string"})", "") == "");
}

TEST_CASE("all fields that are wrong are told, names as JSON pointers have them") {
  Question question;
  question.form_json = R"({"type":"object","properties":{"a/b":{"type":"string"},"c~d":{"type":"integer"},"e":{"type":"boolean"}},"required":["e"]})";
  CHECK(answer(question, R"({"form":{"a/b":1,"c~d":"x"}})").wrong == "/form/a~1b must be a string; /form/c~0d must be a whole number; /form/e is missing");
}

TEST_CASE("what no field is to blame for is told of the whole") {
  Question question;
  question.form_json = R"({"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false})";
  CHECK(answer(question, R"({"form":{"b":1}})").wrong.find("/form does not fit the form: ") == 0);
}

TEST_CASE("of a form with more fields than are looked at, the whole is told") {
  const auto wrong_of = [](size_t fields) {
    Question question;
    question.form_json = R"({"type":"object","properties":{)";
    for (size_t i = 0; i < fields; ++i) question.form_json += (i == 0 ? "\"p" : ",\"p") + std::to_string(i) + R"(":{"type":"string"})";
    question.form_json += "}}";
    return answer(question, R"({"form":{"p0":1}})").wrong;
  };
  CHECK(wrong_of(most_fields_looked_at) == "/form/p0 must be a string");
  CHECK(wrong_of(most_fields_looked_at + 1).find("/form does not fit the form: ") == 0);
}
