// prompt_test.cpp - a prompt's words at the door, and its entry per revision.
#include "catalog/prompt.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::catalog;

namespace {

constexpr Shown all{true, true, true, true, true, true, true}, none{false, false, false, false, false, false};

Outcome<Prompt> read(const PromptWords &words, uint64_t max_bytes = 10000) {
  json::Reader reader;
  return read_prompt(words, {max_bytes, 16}, reader);
}

std::string entry(const PromptWords &words, const Shown &shown = all) {
  const auto prompt = read(words);
  REQUIRE(prompt);
  std::string out;
  append_prompt(out, *prompt, shown);
  return out;
}

std::string refusal(const PromptWords &words, Status status = Status::invalid, uint64_t max_bytes = 10000) {
  const auto refused = read(words, max_bytes);
  REQUIRE_FALSE(refused);
  CHECK(refused.refusal().status == status);
  return refused.refusal().text;
}

PromptWords with(std::string_view arguments) { return {.face = {.name = "review"}, .arguments = arguments}; }

} // namespace

TEST_CASE("a prompt needs no more than a name") {
  CHECK(entry({.face = {.name = "Review, please"}, .arguments = ""}) == R"({"name":"Review, please"})");
  CHECK(entry(with("[]")) == R"({"name":"review","arguments":[]})");
}

TEST_CASE("arguments stand in their order, and know whether they are required") {
  const auto prompt = read(with(R"([{"name": "code", "required": true}, {"name": "tone", "description": "How"}, {"name":"x","required":false}])"));
  REQUIRE(prompt);
  REQUIRE(prompt->arguments.size() == 3);
  CHECK((prompt->arguments[0].name == "code" && prompt->arguments[0].required));
  CHECK((prompt->arguments[1].name == "tone" && !prompt->arguments[1].required));
  CHECK((prompt->arguments[2].name == "x" && !prompt->arguments[2].required));
}

TEST_CASE("titles, icons and metadata are shown to revisions that know them; an argument's title too") {
  const PromptWords words{.face = {.name = "review", .title = "Review", .description = "Reviews.", .icons = "[]", .meta = "{}"},
                          .arguments = R"([{"title": "Code", "name": "code", "x": {"title": 1}, "required": true}, {"name": "a\"b", "title": "T"}, {"name": "c"}])"};
  CHECK(entry(words) == R"({"name":"review","title":"Review","description":"Reviews.","arguments":)"
                        R"([{"title":"Code","name":"code","x":{"title":1},"required":true},{"name":"a\"b","title":"T"},{"name":"c"}],"icons":[],"_meta":{}})");
  CHECK(entry(words, none) == R"({"name":"review","description":"Reviews.","arguments":)"
                              R"([{"name":"code","x":{"title":1},"required":true},{"name":"a\"b"},{"name":"c"}]})");
  CHECK(entry(with(R"([{"name":"c"}])"), none) == R"({"name":"review","arguments":[{"name":"c"}]})");
}

TEST_CASE("a refusal says which argument, and why") {
  const char *rows[][2] = {
      {"{}", ": is not an array"},
      {"[1]", "[0]: is not an object"},
      {"[{}]", "[0].name: 1 to 256 bytes of UTF-8 without control characters"},
      {R"([{"name":""}])", "[0].name: 1 to 256 bytes of UTF-8 without control characters"},
      {R"([{"name":"a\n"}])", "[0].name: 1 to 256 bytes of UTF-8 without control characters"},
      {R"([{"name":"a"},{"name":"\u0061"}])", "[1].name: there is a \"a\" already"},
      {R"([{"name":"a","title":1}])", "[0].title: is not a string"},
      {R"([{"name":"a","description":null}])", "[0].description: is not a string"},
      {R"([{"name":"a","required":"yes"}])", "[0].required: is not a boolean"},
  };
  for (const auto &row : rows) CHECK(refusal(with(row[0])) == std::string("prompt review: arguments") + row[1]);
  CHECK(refusal(with("[")).substr(0, 36) == "prompt review: arguments is not JSON");
  CHECK(refusal({.face = {.name = "a\tb"}, .arguments = ""}) == "prompt name: 1 to 256 bytes of UTF-8 without control characters");
  CHECK(refusal({.face = {.name = "a", .annotations = "{}"}, .arguments = ""}) == "prompt a: annotations: prompts have none");
}

TEST_CASE("a hundred arguments, and one more") {
  std::string arguments = "[";
  for (int i = 0; i < 100; ++i) arguments += (i ? ",{\"name\":\"" : "{\"name\":\"") + std::to_string(i) + "\"}";
  CHECK(read(with(arguments + "]")));
  CHECK(refusal(with(arguments + R"(,{"name":"x"}])")) == "prompt review: arguments: are more than 100");
}

TEST_CASE("words at the bound are taken, one byte past it refused") {
  CHECK(read(with(R"([{"name":"ab"}])"), 21));
  CHECK(refusal(with(R"([{"name":"abc"}])"), Status::limit, 21) == "prompt review: its words are 22 bytes, over max_tool_bytes");
}
