// posted_form_test.cpp - forms as browsers post them, and the JSON that they stand for.
#include "web/posted_form.hpp"
#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::web;

namespace {

PostedForm posted(std::string_view body) {
  PostedForm form;
  REQUIRE(read_posted_form(body, form));
  return form;
}

feedback::Question typed() {
  feedback::Question question;
  question.form_json = R"({"type":"object","properties":{"name":{"type":"string"},"count":{"type":"integer"},"share":{"type":"number"},)"
                       R"("agree":{"type":"boolean"},"many":{"type":"array","items":{"type":"string","enum":["a","b"]}},"a/b":{"type":"string"}}})";
  return question;
}

std::string submitted(const feedback::Question &question, std::string_view body, feedback::Answer *said = nullptr) {
  feedback::Answer answer;
  const std::string json = submit_body(posted(body), question, ParsedForm(question.form_json), answer);
  if (said) *said = answer;
  return json;
}
std::string number(std::string_view text) { return submitted(typed(), "form.share=" + std::string(text)); }

} // namespace

TEST_CASE("what a page posts is taken apart: token, id, act, and the fields") {
  const PostedForm form = posted("csrf=t&submissionId=s&act=decline&option=a&option=b&text=one%0D%0Atwo%0Dthree%0A&reason=r&csrf=again");
  CHECK(form.csrf == "t");
  CHECK(form.submission_id == "s");
  CHECK(form.act == "decline");
  CHECK(form.first("text") == "one\ntwo\rthree\n"); // browsers end lines with CR LF; a CR alone was typed
  CHECK(form.has("option", "a"));
  CHECK(form.has("option", "b"));
  CHECK_FALSE(form.has("option", "c"));
  CHECK_FALSE(form.has("csrf", "again"));
  CHECK(form.values.size() == 4);
}

TEST_CASE("what is no form is refused, and so is one past a bound") {
  PostedForm form;
  CHECK_FALSE(read_posted_form("text=%", form));
  CHECK_FALSE(read_posted_form("text=%FF", form));
  CHECK_FALSE(read_posted_form("%FF=text", form));
  std::string fields, text = "text=";
  for (size_t i = 0; i < most_posted_fields; ++i) fields += "a=1&";
  text.append(most_posted_bytes - text.size(), 'x');
  PostedForm many, long_one;
  CHECK(read_posted_form(fields, many));
  CHECK_FALSE(read_posted_form(fields + "a=1", form));
  CHECK(read_posted_form(text, long_one));
  CHECK_FALSE(read_posted_form(text + "x", form));
}

TEST_CASE("options and text become an answer; what is empty is left out") {
  feedback::Question question;
  feedback::Answer said;
  CHECK(submitted(question, "submissionId=s&option=a&option=&option=%22b%22&text=+x+", &said) ==
        R"({"submissionId":"s","selectedOptions":["a","\"b\""],"freeText":" x "})");
  CHECK(said.selected == std::vector<std::string>{"a", "\"b\""});
  CHECK(said.free_text == " x ");
  CHECK(submitted(question, "option=&text=&form.name=x") == "{}");
}

TEST_CASE("what is declared a number or a boolean becomes one where it can") {
  CHECK(submitted(typed(), "form.name=7&form.count=7&form.agree=true&form.many=a&form.many=b&form.a/b=x") ==
        R"({"form":{"name":"7","count":7,"agree":true,"many":["a","b"],"a/b":"x"}})");
  CHECK(submitted(typed(), "") == R"({"form":{}})");
  CHECK(submitted(typed(), "form.name=&form.many=&form.agree=maybe&form.other=x") == R"({"form":{"agree":"maybe"}})");
  CHECK(submitted(typed(), "form.agree=false") == R"({"form":{"agree":false}})");
  CHECK(number("+7+") == R"({"form":{"share":7}})");
  CHECK(number("-0.5") == R"({"form":{"share":-0.5}})");
  CHECK(number("1e3") == R"({"form":{"share":1000}})");
  CHECK(number(".5") == R"({"form":{"share":0.5}})");
  CHECK(number("9223372036854775807") == R"({"form":{"share":9223372036854775807}})");
  CHECK(number("9223372036854775808") == R"({"form":{"share":9.223372036854776e18}})");
}

TEST_CASE("what is no number stays the text that it is") {
  for (const char *text : {"many", "1,5", "0x10", "inf", "nan", "1e999", "1_000", "7x", "-", "%2B%2B7"}) {
    std::string plain;
    REQUIRE(decode_urlencoded(text, plain));
    CHECK_MESSAGE(number(text) == "{\"form\":{\"share\":\"" + plain + "\"}}", text);
  }
  CHECK(number("+") == R"({"form":{"share":" "}})");
}

TEST_CASE("whatever is posted, what it becomes is JSON") {
  for (const char *body : {"text=%00%01%1F%22%5C", "option=%3C/script%3E&text=%F0%9F%98%80", "submissionId=%22%7D", "form.count=1e308&form.share=-1e-300&form.name=%00"}) {
    json::Reader reader;
    CHECK_MESSAGE(reader.parse_copy(submitted(typed(), body), 8) == json::Trouble::none, body);
    CHECK_MESSAGE(reader.parse_copy(decline_body(posted(body)), 8) == json::Trouble::none, body);
  }
}

TEST_CASE("a decline is its reason and its id") {
  CHECK(decline_body(posted("submissionId=s&act=decline&reason=not+now&text=x&option=a")) == R"({"submissionId":"s","reason":"not now"})");
  CHECK(decline_body(posted("act=decline&reason=")) == "{}");
}
