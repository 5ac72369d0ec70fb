// prompts_test.cpp - a prompt is asked for, filled in and given, in each revision.
#include "catalog/prompt.hpp"
#include "parsed.hpp"
#include "protocol/prompts.hpp"
#include "spec_schema.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::protocol;
using guest::Asked;
using guest::Parsed;

namespace {

std::string answer(const Dressing &dressing, std::string_view description, const std::string &result) {
  const Parsed parsed(result);
  REQUIRE(check_prompt_result(parsed.root()) == nullptr);
  std::string out;
  append_prompt_response(out, "1", dressing, description, result, parsed.reader);
  return out;
}

constexpr std::string_view server = R"("io.modelcontextprotocol/serverInfo":{"name":"t","version":"1"})";

} // namespace

TEST_CASE("who asks names a prompt and may bring arguments") {
  PromptGet get;
  const Asked asked(R"({"name":"review","arguments":{"code": "x"}})");
  REQUIRE_FALSE(read_prompt_get(asked.params, get));
  CHECK(get.name == "review");
  CHECK(get.arguments_json == R"({"code": "x"})");
  CHECK_FALSE(read_prompt_get(Asked(R"({"name":"review"})").params, get));
  CHECK(get.arguments_json == "{}");
  for (const char *wrong : {"{}", R"({"name":7})", R"({"name":"review","arguments":"x"})"}) {
    const auto refused = read_prompt_get(Asked(wrong).params, get);
    REQUIRE(refused);
    CHECK(refused->fault.code == -32602);
    CHECK(refused->http_status == 200);
  }
}

TEST_CASE("what a prompt requires must be there, and arguments are texts") {
  catalog::Prompt prompt;
  prompt.arguments = {{"code", true}, {"style", false}};
  const auto check = [&](const std::string &arguments) {
    const Parsed parsed(arguments);
    const auto fault = check_prompt_arguments(prompt, parsed.root());
    if (fault) CHECK(fault->code == -32602);
    return fault ? fault->message : std::string();
  };
  CHECK(check(R"({"code":""})") == "");
  CHECK(check(R"({"style":"x","code":"y","other":"z"})") == "");
  CHECK(check("{}") == "Invalid params: argument code is required");
  CHECK(check(R"({"code":7})") == "Invalid params: argument code must be a string");
  CHECK(check(R"({"code":"x","other":null})") == "Invalid params: argument other must be a string");
  CHECK(check_prompt_arguments(prompt, {})->message == "Invalid params: argument code is required");
  prompt.arguments[0].required = false;
  CHECK_FALSE(check_prompt_arguments(prompt, {}));
}

TEST_CASE("a thousand arguments are enough") {
  const catalog::Prompt prompt;
  const auto many = [](int count) {
    std::string text = "{";
    for (int i = 0; i < count; ++i) text.append(i ? ",\"" : "\"").append(std::to_string(i)).append("\":\"\"");
    return text + "}";
  };
  CHECK_FALSE(check_prompt_arguments(prompt, Parsed(many(1000)).root()));
  CHECK(check_prompt_arguments(prompt, Parsed(many(1001)).root()));
}

TEST_CASE("one text is one message of the user") {
  std::string out;
  append_prompt_text(out, "1", {latest_legacy, ""}, "", "Look \"here\".");
  CHECK(
      out ==
      R"({"jsonrpc":"2.0","id":1,"result":{"messages":[{"role":"user","content":{"type":"text","text":"Look \"here\"."}}]}})");
  out.clear();
  append_prompt_text(out, "1", {latest, ""}, "Reviews", "x");
  CHECK(
      out ==
      R"({"jsonrpc":"2.0","id":1,"result":{"messages":[{"role":"user","content":{"type":"text","text":"x"}}],"description":"Reviews","resultType":"complete"}})");
}

TEST_CASE("a handler's messages get the entry's description, unless they bring their own") {
  CHECK(answer({latest, ""}, "Reviews", R"({"messages":[]})") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","description":"Reviews","messages":[]}})");
  CHECK(answer({latest_legacy, ""}, "Reviews", R"({"messages":[],"description":"Own"})") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"messages":[],"description":"Own"}})");
  CHECK(answer({latest_legacy, ""}, "", "{\n\"messages\":[]}") == R"({"jsonrpc":"2.0","id":1,"result":{"messages":[]}})");
  CHECK(answer({latest, server}, "d", R"({"messages":[],"_meta":{"k":1}})") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","_meta":{)" + std::string(server) +
            R"(,"k":1},"description":"d","messages":[]}})");
}

TEST_CASE("results that are none") {
  const std::string text = R"("content":{"type":"text","text":"x"})";
  for (const std::string &bad :
       {std::string("[]"), std::string("{}"), std::string(R"({"messages":{}})"), std::string(R"({"messages":[7]})"),
        R"({"messages":[{)" + text + "}]}", R"({"messages":[{"role":"system",)" + text + "}]}",
        R"({"messages":[{"role":7,)" + text + "}]}", std::string(R"({"messages":[{"role":"user"}]})"),
        std::string(R"({"messages":[{"role":"user","content":"x"}]})"),
        std::string(R"({"messages":[{"role":"user","content":[]}]})"), std::string(R"({"messages":[],"description":7})"),
        std::string(R"({"messages":[],"resultType":"complete"})")}) {
    CAPTURE(bad);
    CHECK(check_prompt_result(Parsed(bad).root()) != nullptr);
  }
  CHECK(check_prompt_result(Parsed(R"({"messages":[{"role":"assistant",)" + text + R"(}],"description":"d"})").root()) ==
        nullptr);
}

TEST_CASE("answers are what the schemas say") {
  for (const Revision revision : spec::every_revision) {
    spec::Schema *said = spec::Schema::of(revision);
    if (!said) return;
    std::string text;
    append_prompt_text(text, "1", {revision, server}, "d", "x");
    CHECK(said->objection_to_result("GetPromptResult", text) == "");
    CHECK(said->objection_to_result(
              "GetPromptResult",
              answer({revision, server}, "d",
                     R"({"messages":[{"role":"user","content":{"type":"image","data":"AAAA","mimeType":"x"}}]})")) == "");
  }
}

TEST_CASE("an unknown prompt is named, cut") {
  CHECK(unknown_prompt("x").message == "Unknown prompt: x");
  CHECK(unknown_prompt("x").code == -32602);
  CHECK(unknown_prompt(std::string(129, 'x')).message == "Unknown prompt: " + std::string(128, 'x'));
}
