// input_required_test.cpp - what a client reads when it is asked, in each revision, byte by byte and by the published schemas.
#include "protocol/asking.hpp"
#include "protocol/spec_schema.hpp"
#include <vector>

using namespace asking;

namespace {

constexpr Revision june = Revision::r2025_06_18, november = Revision::r2025_11_25;

std::string message(const Question &question, Revision revision, std::string_view task = "") {
  std::string out;
  append_request_message(out, "7", question, revision, task);
  return out;
}

std::string response(const std::vector<const Question *> &questions, std::string_view state, std::string_view meta = "") {
  std::string out;
  append_input_required(out, "\"a\"", questions, state, latest, meta);
  return out;
}

} // namespace

TEST_CASE("a form, from revision to revision") {
  const Question form = asked(form_words(name_form));
  const std::string rest = R"("message":"Who are you?","requestedSchema":)" + std::string(name_form) + "}}";
  CHECK(request(form, june) == R"({"method":"elicitation/create","params":{)" + rest);
  CHECK(request(form, november) == R"({"method":"elicitation/create","params":{"mode":"form",)" + rest);
  CHECK(request(form, latest) == R"({"method":"elicitation/create","params":{"mode":"form",)" + rest);
}

TEST_CASE("a link has an id of its own on 2025-11-25 only") {
  Question url = asked(url_words("https://a.example/key"));
  url.elicitation_id = "e1";
  CHECK(request(url, november) == R"({"method":"elicitation/create","params":{"mode":"url","message":"Please go there.","url":"https://a.example/key","elicitationId":"e1"}})");
  CHECK(request(url, latest) == R"({"method":"elicitation/create","params":{"mode":"url","message":"Please go there.","url":"https://a.example/key"}})");
}

TEST_CASE("the client's model is asked in the host's words, and roots need none") {
  CHECK(request(asked(sample_words(short_talk)), latest) == R"({"method":"sampling/createMessage","params":)" + std::string(short_talk) + "}");
  CHECK(request(asked(roots_words()), latest) == R"({"method":"roots/list"})");
}

TEST_CASE("requests of our own carry an id, and say which task they belong to") {
  const Question form = asked(form_words(name_form));
  CHECK(message(asked(roots_words()), Revision::r2024_11_05) == R"({"jsonrpc":"2.0","id":7,"method":"roots/list"})");
  CHECK(message(form, june) == R"({"jsonrpc":"2.0","id":7,)" + request(form, june).substr(1));
  const std::string related = R"("_meta":{"io.modelcontextprotocol/related-task":{"taskId":"t1"}})";
  CHECK(message(asked(roots_words()), november, "t1") == R"({"jsonrpc":"2.0","id":7,"method":"roots/list","params":{)" + related + "}}");
  CHECK(message(form, november, "t1").find(R"("params":{)" + related + R"(,"mode":"form")") != std::string::npos);
  CHECK(message(asked(sample_words(short_talk)), november, "t1").find(R"("params":{)" + related + R"(,"messages":)") != std::string::npos);
  CHECK(message(asked(sample_words(R"({"messages":[],"_meta":{"a":1},"maxTokens":1})")), november, "t1") ==
        R"({"jsonrpc":"2.0","id":7,"method":"sampling/createMessage","params":{"_meta":{"io.modelcontextprotocol/related-task":{"taskId":"t1"},"a":1},"messages":[],"maxTokens":1}})");
}

TEST_CASE("a result that asks: questions by their keys, the state, and who we are") {
  const Question form = asked(form_words(name_form, "user \"name\"")), roots = asked(roots_words());
  CHECK(response({&form, &roots}, "sealed", R"("k":{})") ==
        R"({"jsonrpc":"2.0","id":"a","result":{"resultType":"input_required","inputRequests":{"user \"name\"":)" + request(form, latest) +
            R"(,"folders":{"method":"roots/list"}},"requestState":"sealed","_meta":{"k":{}}}})");
  CHECK(response({}, "sealed") == R"({"jsonrpc":"2.0","id":"a","result":{"resultType":"input_required","requestState":"sealed"}})");
  CHECK(response({&roots}, "") == R"({"jsonrpc":"2.0","id":"a","result":{"resultType":"input_required","inputRequests":{"folders":{"method":"roots/list"}}}})");
}

TEST_CASE("every question is what the published schemas say") {
  const Question form = asked(form_words(R"({"type":"object","properties":{"c":{"type":"string","oneOf":[{"const":"a","title":"A"}]},"n":{"type":"integer","default":3},"b":{"type":"boolean"}}})"));
  const Question many = asked(form_words(R"({"type":"object","properties":{"m":{"type":"array","items":{"type":"string","enum":["a"]}}}})", "many"));
  const Question sample = asked(sample_words(short_talk)), roots = asked(roots_words());
  Question link = asked(url_words("https://a.example/key"));
  link.elicitation_id = "e1";
  for (const Revision revision : spec::every_revision) {
    spec::Schema *schema = spec::Schema::of(revision);
    if (!schema) return;
    if (facts(revision).modern) {
      CHECK(schema->objection_to_result("InputRequiredResult", response({&form, &many, &link, &sample, &roots}, "s")) == "");
      CHECK(schema->objection("InputRequests", R"({"x":{"method":"elicitation/create"}})") != ""); // it does object
      continue;
    }
    CHECK(schema->objection("CreateMessageRequest", message(sample, revision)) == "");
    CHECK(schema->objection("ListRootsRequest", message(roots, revision)) == "");
    if (facts(revision).elicitation) CHECK(schema->objection("ElicitRequest", message(form, revision)) == "");
    if (!facts(revision).url_elicitation) continue;
    for (const Question *question : std::initializer_list<const Question *>{&form, &many, &link})
      CHECK(schema->objection("ElicitRequest", message(*question, revision, "t1")) == "");
  }
}
