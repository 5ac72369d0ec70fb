// submission_test.cpp - what a person may say, and what is said to who cannot be understood.
#include "feedback/desk.hpp"
#include <algorithm>

using namespace desk;

namespace {

Question question(const std::string &members = "") {
  const std::string json = R"({"message":"May I?")" + (members.empty() ? "" : "," + members) + "}";
  const Heard asked = ask(json);
  REQUIRE(asked.wrong == "");
  return asked.request.question;
}

const std::string options = R"("predefinedOptions":["yes","no","later"])";

} // namespace

TEST_CASE("options and text are taken as they come") {
  const Said said = answer(question(options), R"({"selectedOptions":["no","yes"],"freeText":"  because \n","submissionId":"s-1","metadata":{"ua":"x"}})");
  CHECK(said.wrong == "");
  CHECK(said.submission.id == "s-1");
  CHECK(said.submission.answer.selected == std::vector<std::string>{"no", "yes"});
  CHECK(said.submission.answer.free_text == "  because \n");
  CHECK(said.submission.about_json == R"({"ua":"x"})");
  CHECK(combined(said.submission.answer) == "no\nyes\n\nbecause");
}

TEST_CASE("something has to be said, and white space is nothing") {
  const Question asked = question(options);
  const std::string wrong = " needs a chosen option or some text";
  for (const char *empty : {"{}", R"({"selectedOptions":[]})", R"({"freeText":""})", R"({"freeText":" \t\r\n\u00a0\u3000\ufeff\u2003"})"})
    CHECK(answer(asked, empty).wrong == wrong);
  CHECK(answer(asked, R"({"freeText":"."})").wrong == "");
  CHECK(answer(asked, R"({"selectedOptions":["no"]})").wrong == "");
}

TEST_CASE("options have to be those of the question, each once") {
  const Question asked = question(options);
  CHECK(answer(asked, R"({"selectedOptions":["maybe"]})").wrong == "/selectedOptions/0 is not one of the options: maybe");
  CHECK(answer(asked, R"({"selectedOptions":["yes","",1,"yes"]})").wrong ==
        "/selectedOptions/1 must have 1 or more characters; /selectedOptions/2 must be a string; /selectedOptions/3 is there twice");
  CHECK(answer(asked, R"({"selectedOptions":"yes"})").wrong == "/selectedOptions must be an array");
  CHECK(answer(question(), R"({"selectedOptions":["yes"]})").wrong == "/selectedOptions the question has no options");
  Limits seed = seed_limits();
  CHECK(answer(asked, R"({"selectedOptions":["yes","yes"]})", seed).wrong == "");
  std::string many = R"({"selectedOptions":["yes")";
  for (int i = 1; i < 11; ++i) many += R"(,"yes")";
  CHECK(answer(asked, many + "]}", seed).wrong == "/selectedOptions must have at most 10 entries");
}

TEST_CASE("as many as the question wants") {
  const Question two = question(options + R"(,"minSelected":1,"maxSelected":2)");
  CHECK(answer(two, R"({"freeText":"x"})").wrong == "/selectedOptions must have 1 or more entries");
  CHECK(answer(two, R"({"selectedOptions":["yes","no"]})").wrong == "");
  CHECK(answer(two, R"({"selectedOptions":["yes","no","later"]})").wrong == "/selectedOptions must have at most 2 entries");
  const Question one = question(options + R"(,"selection":"single")");
  CHECK(answer(one, R"({"selectedOptions":["yes"]})").wrong == "");
  CHECK(answer(one, R"({"selectedOptions":["yes","no"]})").wrong == "/selectedOptions must have at most 1 entries");
}

TEST_CASE("text: as long as the question says, not where it takes none, and needed where it is") {
  const Question asked = question(R"("freeText":{"maxLength":5})");
  CHECK(answer(asked, R"({"freeText":")" + letters(5) + "\"}").wrong == "");
  CHECK(answer(asked, R"({"freeText":")" + letters(6) + "\"}").wrong == "/freeText must have at most 5 characters");
  CHECK(answer(question(), R"({"freeText":")" + letters(20'000) + "\"}").wrong == "");
  CHECK(answer(question(), R"({"freeText":")" + letters(20'001) + "\"}").wrong == "/freeText must have at most 20000 characters");
  const Question none = question(options + R"(,"freeText":false)");
  CHECK(answer(none, R"({"selectedOptions":["yes"],"freeText":"x"})").wrong == "/freeText the question takes no text");
  CHECK(answer(none, R"({"selectedOptions":["yes"],"freeText":""})").wrong == "");
  const Question needed = question(options + R"(,"freeText":{"required":true})");
  CHECK(answer(needed, R"({"selectedOptions":["yes"],"freeText":" "})").wrong == "/freeText is missing");
}

TEST_CASE("a form is filled in as its schema says") {
  const Question asked = question(R"("form":{"type":"object","properties":{"n":{"type":"integer","minimum":1}},"required":["n"]})");
  const Said said = answer(asked, R"({"form":{ "n" : 3 }})");
  CHECK(said.wrong == "");
  CHECK(said.submission.answer.form_json == R"({"n":3})");
  CHECK(combined(said.submission.answer) == R"({"n":3})");
  CHECK(answer(asked, R"({"form":{"n":0}})").wrong == "/form/n must be 1 or more");
  CHECK(answer(asked, R"({"form":{}})").wrong == "/form/n is missing");
  CHECK(answer(asked, R"({"freeText":"no numbers"})").wrong == "/form is missing");
  CHECK(answer(question(), R"({"form":{}})").wrong == "/form the question has no form");
}

TEST_CASE("nobody says who they are in the body, and ids have a length") {
  CHECK(answer(question(), R"({"freeText":"x","by":"root"})").wrong == "/by is not a known field");
  CHECK(answer(question(), R"({"freeText":"x","submissionId":")" + letters(128) + "\"}").wrong == "");
  CHECK(answer(question(), R"({"freeText":"x","submissionId":")" + letters(129) + "\"}").wrong == "/submissionId must have at most 128 characters");
  CHECK(answer(question(), R"({"freeText":"x","submissionId":""})").wrong == "/submissionId must have 1 or more characters");
  CHECK(answer(question(), "3").wrong == " must be an object");
}

TEST_CASE("to decline needs no reason, and takes one") {
  CHECK(decline("{}").wrong == "");
  const Said said = decline(R"({"reason":"not mine","submissionId":"d-1"})");
  CHECK(said.wrong == "");
  CHECK(said.submission.act == Act::decline);
  CHECK(said.submission.reason == "not mine");
  CHECK(decline(R"({"reason":")" + letters(2000) + "\"}").wrong == "");
  CHECK(decline(R"({"reason":")" + letters(2001) + "\"}").wrong == "/reason must have at most 2000 characters");
  CHECK(decline(R"({"freeText":"x"})").wrong == "/freeText is not a known field");
}

TEST_CASE("a preview is a hundred letters and three dots") {
  Answer answer;
  answer.free_text = letters(100);
  CHECK(preview(answer) == letters(100));
  answer.free_text += "x";
  CHECK(preview(answer) == letters(100) + "...");
}

TEST_CASE("the digest of a submission is of what was said") {
  const Question asked = question(options);
  const auto digest = [&](const char *json) { return digest_of(answer(asked, json).submission); };
  const Hash plain = digest(R"({"selectedOptions":["yes"],"freeText":"x"})");
  CHECK(plain == digest(R"({"freeText":"x","selectedOptions":["yes"],"submissionId":"7","metadata":{"a":1}})"));
  CHECK(plain != digest(R"({"selectedOptions":["no"],"freeText":"x"})"));
  CHECK(plain != digest(R"({"selectedOptions":["yes"],"freeText":"x "})"));
  CHECK(plain != digest_of(decline("{}").submission));
}
