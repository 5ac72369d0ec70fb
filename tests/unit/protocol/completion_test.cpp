// completion_test.cpp - somebody is typing, and suggestions come back.
#include "parsed.hpp"
#include "protocol/completion.hpp"
#include "spec_schema.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::protocol;
using guest::Asked;
using guest::Parsed;

namespace {

constexpr Dressing old{latest_legacy, ""}, modern{latest, ""};

std::string suggested(const Dressing &dressing, const std::string &result) {
  REQUIRE(check_completion(Parsed(result).root()) == nullptr);
  std::string out;
  append_completion(out, "1", dressing, result);
  return out;
}

std::string many_values(int count) {
  std::string text = "[";
  for (int i = 0; i < count; ++i) text += i ? ",\"v\"" : "\"v\"";
  return text + "]";
}

} // namespace

TEST_CASE("an argument of a prompt, with what was chosen before") {
  const Asked asked(
      R"({"ref":{"type":"ref/prompt","name":"review"},"argument":{"name":"framework","value":"fla"},"context":{"arguments":{"language": "python"}}})");
  Complete what;
  REQUIRE_FALSE(read_complete(asked.json.reader, asked.params, what));
  CHECK(what.of_prompt);
  CHECK(what.name == "review");
  CHECK(what.argument == "framework");
  CHECK(what.value == "fla");
  CHECK(what.context.is_object());
  CHECK(what.context_json == R"({"language": "python"})");
}

TEST_CASE("a variable of a template, with nothing chosen") {
  for (const char *context : {"", R"(,"context":{})", R"(,"context":{"other":7})"}) {
    const Asked asked(R"({"ref":{"type":"ref/resource","uri":"file:///{path}"},"argument":{"name":"path","value":""})" +
                      std::string(context) + "}");
    Complete what;
    REQUIRE_FALSE(read_complete(asked.json.reader, asked.params, what));
    CHECK_FALSE(what.of_prompt);
    CHECK(what.name == "file:///{path}");
    CHECK_FALSE(what.context);
    CHECK(what.context_json == "{}");
  }
}

TEST_CASE("requests that lack something") {
  const std::string ref = R"("ref":{"type":"ref/prompt","name":"review"})",
                    argument = R"("argument":{"name":"a","value":""})";
  for (const std::string &wrong :
       {std::string("{}"), "{" + ref + "}", "{" + argument + "}", R"({"ref":{"type":"ref/prompt"},)" + argument + "}",
        R"({"ref":{"type":"ref/resource","name":"x"},)" + argument + "}",
        R"({"ref":{"type":"ref/tool","name":"x"},)" + argument + "}", R"({"ref":{"name":"x"},)" + argument + "}",
        R"({"ref":7,)" + argument + "}", "{" + ref + R"(,"argument":{"name":"a"}})",
        "{" + ref + R"(,"argument":{"name":7,"value":""}})", "{" + ref + R"(,"argument":"a"})",
        "{" + ref + "," + argument + R"(,"context":7})", "{" + ref + "," + argument + R"(,"context":{"arguments":[]}})",
        "{" + ref + "," + argument + R"(,"context":{"arguments":{"a":7}}})"}) {
    CAPTURE(wrong);
    const Asked asked(wrong);
    Complete what;
    const auto refused = read_complete(asked.json.reader, asked.params, what);
    REQUIRE(refused);
    CHECK(refused->fault.code == -32602);
    CHECK(refused->http_status == 200);
  }
}

TEST_CASE("suggestions in both forms that a handler may give") {
  CHECK(suggested(old, R"({"values":["a","b"],"total":10,"hasMore":true,"note":1})") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"completion":{"values":["a","b"],"total":10,"hasMore":true}}})");
  CHECK(suggested(modern, "{\"values\":[\n\"a\"]}") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","completion":{"values":["a"]}}})");
  CHECK(suggested(modern, R"({"completion":{"values":[]}})") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","completion":{"values":[]}}})");
}

TEST_CASE("one suggestion, and none") {
  std::string one, none;
  append_one_completion(one, "1", modern, "py\"thon");
  append_no_completion(none, "1", old);
  CHECK(
      one ==
      R"({"jsonrpc":"2.0","id":1,"result":{"completion":{"values":["py\"thon"],"total":1,"hasMore":false},"resultType":"complete"}})");
  CHECK(none == R"({"jsonrpc":"2.0","id":1,"result":{"completion":{"values":[],"total":0,"hasMore":false}}})");
}

TEST_CASE("a hundred suggestions, and not one more") {
  CHECK(check_completion(Parsed("{\"values\":" + many_values(100) + "}").root()) == nullptr);
  CHECK(check_completion(Parsed("{\"values\":" + many_values(101) + "}").root()) != nullptr);
}

TEST_CASE("results that are none") {
  for (const char *bad :
       {"[]", "{}", R"({"values":{}})", R"({"values":[7]})", R"({"values":[],"total":-1})", R"({"values":[],"total":1.5})",
        R"({"values":[],"total":"1"})", R"({"values":[],"hasMore":1})", R"({"completion":7})", R"({"completion":{}})",
        R"({"completion":{"values":[7]}})", R"({"values":[],"resultType":"complete"})"}) {
    CAPTURE(bad);
    CHECK(check_completion(Parsed(bad).root()) != nullptr);
  }
}

TEST_CASE("the context is bounded") {
  const auto with = [](int count) {
    std::string text =
        R"({"ref":{"type":"ref/prompt","name":"x"},"argument":{"name":"a","value":""},"context":{"arguments":{)";
    for (int i = 0; i < count; ++i) text.append(i ? ",\"" : "\"").append(std::to_string(i)).append("\":\"\"");
    const Asked asked(text + "}}}");
    Complete what;
    return read_complete(asked.json.reader, asked.params, what).has_value();
  };
  CHECK_FALSE(with(1000));
  CHECK(with(1001));
}

TEST_CASE("answers are what the schemas say") {
  constexpr std::string_view server = R"("io.modelcontextprotocol/serverInfo":{"name":"t","version":"1"})";
  for (const Revision revision : spec::every_revision) {
    spec::Schema *said = spec::Schema::of(revision);
    if (!said) return;
    const Dressing dressing{revision, server};
    std::string one, none;
    append_one_completion(one, "1", dressing, "x");
    append_no_completion(none, "1", dressing);
    for (const std::string &each : {one, none, suggested(dressing, R"({"values":["a"],"hasMore":false})"),
                                    suggested(dressing, "{\"completion\":{\"values\":" + many_values(100) + "}}")})
      CHECK(said->objection_to_result("CompleteResult", each) == "");
  }
}
