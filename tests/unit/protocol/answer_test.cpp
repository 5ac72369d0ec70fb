// answer_test.cpp - which answers reach a handler.
#include "protocol/asking.hpp"

using namespace asking;

TEST_CASE("people accept, decline or cancel") {
  const Question form = asked(form_words(name_form)), url = asked(url_words("https://a.example"));
  CHECK(verdict(form, R"({"action":"accept","content":{"name":"Ada"}})") == "");
  for (const Question *question : {&form, &url}) {
    CHECK(verdict(*question, R"({"action":"decline"})") == "");
    CHECK(verdict(*question, R"({"action":"cancel"})") == "");
    CHECK(verdict(*question, R"({"action":"Accept"})") == "\"action\" is none of accept, decline, cancel");
    CHECK(verdict(*question, R"({"action":true})") == "\"action\" is none of accept, decline, cancel");
    CHECK(verdict(*question, R"({"content":{"name":"Ada"}})") == "\"action\" is none of accept, decline, cancel");
  }
  CHECK(verdict(form, R"({"action":"accept"})") == "\"content\" is not an object");
  CHECK(verdict(url, R"({"action":"accept"})") == "");
}

TEST_CASE("what is no object is no answer, whatever the question") {
  for (const QuestionWords &words : {form_words(name_form), url_words("https://a.example"), sample_words(short_talk), roots_words()})
    for (const char *answer : {"12345", "null", "\"Ada\"", "[]"}) CHECK(verdict(asked(words), answer) == "is not an object");
}

TEST_CASE("the client's model answers with role, model and content") {
  const Question sample = asked(sample_words(short_talk));
  CHECK(verdict(sample, R"({"role":"assistant","model":"m","content":{"type":"text","text":"Paris"},"stopReason":"endTurn"})") == "");
  CHECK(verdict(sample, R"({"role":"assistant","model":"m","content":[{"type":"text","text":"a"},{"type":"tool_use","id":"1","name":"t","input":{}}]})") == "");
  CHECK(verdict(sample, R"({"role":"user","model":"m","content":{"type":"tool_result","toolUseId":"1","content":[]}})") == "");
  CHECK(verdict(sample, R"({"role":"assistant","model":"m","content":{"type":"audio","data":"AA==","mimeType":"audio/wav"}})") == "");
  for (const char *wrong :
       {"{}", R"({"action":"accept","content":{"name":"Ada"}})", R"({"model":"m","content":{"type":"text","text":"a"}})", R"({"role":"system","model":"m","content":{"type":"text","text":"a"}})",
        R"({"role":"assistant","content":{"type":"text","text":"a"}})", R"({"role":"assistant","model":7,"content":{"type":"text","text":"a"}})", R"({"role":"assistant","model":"m"})",
        R"({"role":"assistant","model":"m","content":"a"})", R"({"role":"assistant","model":"m","content":{"text":"a"}})", R"({"role":"assistant","model":"m","content":{"type":"text"}})",
        R"({"role":"assistant","model":"m","content":[7]})", R"({"role":"assistant","model":"m","content":{"type":"tool_use","id":"1","name":"t"}})",
        R"({"role":"assistant","model":"m","content":{"type":"tool_result","toolUseId":"1","content":["a"]}})", R"({"role":"assistant","model":"m","stopReason":1,"content":{"type":"text","text":"a"}})"}) {
    CAPTURE(wrong);
    CHECK(verdict(sample, wrong) != "");
  }
}

TEST_CASE("roots are files") {
  const Question roots = asked(roots_words());
  CHECK(verdict(roots, R"({"roots":[]})") == "");
  CHECK(verdict(roots, R"({"roots":[{"uri":"file:///home","name":"Home"},{"uri":"file:///tmp"}]})") == "");
  for (const char *wrong : {"{}", R"({"roots":{}})", R"({"roots":["file:///"]})", R"({"roots":[{"name":"x"}]})", R"({"roots":[{"uri":7}]})", R"({"roots":[{"uri":"https://a.example"}]})",
                            R"({"roots":[{"uri":"file:///","name":1}]})"}) {
    CAPTURE(wrong);
    CHECK(verdict(roots, wrong) != "");
  }
}
