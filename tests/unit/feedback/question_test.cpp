// question_test.cpp - questions and answers as JSON, and an answer as one text.
#include "feedback/desk.hpp"

using namespace desk;

TEST_CASE("an answer as one text: options line by line, an empty line, the text without white space around it, the form last") {
  CHECK(combined({{"a", "b"}, "", ""}) == "a\nb");
  CHECK(combined({{"a", "b"}, " because \n", ""}) == "a\nb\n\nbecause");
  CHECK(combined({{}, "\t just so ", ""}) == "just so");
  CHECK(combined({{"a"}, "  ", R"({"n":1})"}) == "a\n\n{\"n\":1}");
  CHECK(combined({{"a"}, "b", R"({"n":1})"}) == "a\n\nb\n\n{\"n\":1}");
  CHECK(combined({}) == "");
}

TEST_CASE("an answer as JSON says only what was said, and all of it together") {
  std::string out;
  append_answer(out, {{"yes"}, " \"now\" ", R"({"n":1})"});
  CHECK(out == R"({"selectedOptions":["yes"],"freeText":" \"now\" ","form":{"n":1},"combinedFeedback":"yes\n\n\"now\"\n\n{\"n\":1}"})");
  out.clear();
  append_answer(out, {{}, "x", ""});
  CHECK(out == R"({"freeText":"x","combinedFeedback":"x"})");
}

TEST_CASE("a question as JSON reads back as the same question") {
  for (const char *json : {R"({"message":"?"})", R"({"message":"?","freeText":false,"predefinedOptions":["a",{"value":"b","label":"B","description":"d","default":true}]})",
                           R"({"message":"?","title":"T","aiContent":"# A","selection":"single","predefinedOptions":["a"],"locale":"zh-CN","priority":"high",
                               "onTimeout":{"default":{"selectedOptions":["a"],"freeText":"x","form":{"n":1}}},"freeText":{"required":true,"maxLength":9,"placeholder":"p"},
                               "form":{"type":"object","properties":{"n":{"type":"integer"}}}})"}) {
    const Heard first = ask(json);
    REQUIRE(first.wrong == "");
    std::string shown, again;
    append_question(shown, first.request.question);
    const Heard second = ask(shown);
    CHECK(second.wrong == "");
    append_question(again, second.request.question);
    CHECK(again == shown);
    CHECK(digest_of(second.request.question) == digest_of(first.request.question));
  }
}

TEST_CASE("a title is the message's first fifty letters, if there is none") {
  Question question;
  question.message = letters(50);
  CHECK(shown_title(question) == letters(50));
  question.message = letters(51);
  CHECK(shown_title(question) == letters(50) + "...");
  question.title = "T";
  CHECK(shown_title(question) == "T");
}
