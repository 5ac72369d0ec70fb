// tools_test.cpp - what answers of tools look like in each revision, byte by byte, and which results a handler may not give.
#include "parsed.hpp"
#include "protocol/tools.hpp"
#include "spec_schema.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::protocol;
using guest::Parsed;

namespace {

constexpr std::string_view server = R"("io.modelcontextprotocol/serverInfo":{"name":"t","version":"1"})";

std::string text_answer(Revision revision, std::string_view text, bool is_error, std::string_view meta = "") {
  std::string out;
  append_text_response(out, "\"a\"", {revision, meta}, text, is_error);
  return out;
}

std::string tool_answer(const Dressing &dressing, std::string_view result) {
  std::string out;
  append_tool_response(out, "1", dressing, result);
  return out;
}

std::string structured_answer(Revision revision, std::string_view structured) {
  std::string out;
  append_structured_response(out, "1", {revision, ""}, structured);
  return out;
}

const char *trouble(std::string_view json) { return check_tool_result(Parsed(json).root(), nullptr, nullptr); }

} // namespace

TEST_CASE("a text answer, old and new") {
  CHECK(text_answer(Revision::r2024_11_05, "5", false) ==
        R"({"jsonrpc":"2.0","id":"a","result":{"content":[{"type":"text","text":"5"}]}})");
  CHECK(text_answer(Revision::r2025_11_25, "no", true) ==
        R"({"jsonrpc":"2.0","id":"a","result":{"content":[{"type":"text","text":"no"}],"isError":true}})");
  CHECK(text_answer(Revision::r2026_07_28, "5", false) ==
        R"({"jsonrpc":"2.0","id":"a","result":{"content":[{"type":"text","text":"5"}],"resultType":"complete"}})");
  CHECK(text_answer(Revision::r2026_07_28, "5", false, server) ==
        R"({"jsonrpc":"2.0","id":"a","result":{"content":[{"type":"text","text":"5"}],"resultType":"complete","_meta":{)" +
            std::string(server) + "}}}");
  CHECK(text_answer(Revision::r2025_11_25, "5", false, server) == text_answer(Revision::r2025_11_25, "5", false));
}

TEST_CASE("a handler's own JSON gets what the revision adds, and no raw line end gets out") {
  CHECK(tool_answer({latest, ""}, " {\n\"content\":[] }") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":[]}})");
  CHECK(tool_answer({Revision::r2025_06_18, server}, R"({"content":[]})") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"content":[]}})");
  CHECK(tool_answer({latest, server}, R"({"content":[],"_meta":{"k":1}})") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","_meta":{)" + std::string(server) +
            R"(,"k":1},"content":[]}})");
}

TEST_CASE("structured content is there for models that read text, too; before 2026-07-28 it is an object or nothing") {
  CHECK(
      structured_answer(latest, R"({"sum":5})") ==
      R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"{\"sum\":5}"}],"structuredContent":{"sum":5},"resultType":"complete"}})");
  CHECK(
      structured_answer(latest, "[\n1,\n2]") ==
      R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"[1,2]"}],"structuredContent":[1,2],"resultType":"complete"}})");
  CHECK(
      structured_answer(Revision::r2025_06_18, " {\"sum\":5}") ==
      R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":" {\"sum\":5}"}],"structuredContent": {"sum":5}}})");
  CHECK(structured_answer(Revision::r2025_11_25, "[1]") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"[1]"}]}})");
  CHECK(structured_answer(Revision::r2025_03_26, R"({"sum":5})") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"{\"sum\":5}"}]}})");
}

TEST_CASE("answers are what the schemas say") {
  for (const Revision revision : spec::every_revision) {
    spec::Schema *said = spec::Schema::of(revision);
    if (!said) return;
    CAPTURE(facts(revision).name);
    CHECK(said->objection_to_result("CallToolResult", text_answer(revision, "x", false, server)) == "");
    CHECK(said->objection_to_result("CallToolResult", text_answer(revision, "x", true, server)) == "");
    CHECK(said->objection_to_result("CallToolResult",
                                    tool_answer({revision, server}, R"({"content":[],"_meta":{"a":1}})")) == "");
    for (const char *structured : {R"({"a":1})", "[1]", "7"})
      CHECK(said->objection_to_result("CallToolResult", structured_answer(revision, structured)) == "");
  }
}

TEST_CASE("a task keeps a result without its envelope") {
  std::string text, structured;
  append_text_result(text, "no", true);
  append_structured_result(structured, latest_legacy, R"({"a":1})");
  CHECK(text == R"({"content":[{"type":"text","text":"no"}],"isError":true})");
  CHECK(structured == R"({"content":[{"type":"text","text":"{\"a\":1}"}],"structuredContent":{"a":1}})");
}

TEST_CASE("results that are none") {
  CHECK(trouble(R"({"content":[{"type":"text","text":"x"}]})") == nullptr);
  CHECK(trouble(R"({"content":[],"isError":false,"structuredContent":{},"_meta":{}})") == nullptr);
  for (const char *bad :
       {"[]", "{}", R"({"content":{}})", R"({"content":[1]})", R"({"content":[{}]})", R"({"content":[],"isError":1})",
        R"({"content":[],"resultType":"complete"})", R"({"content":[],"ttlMs":0})", R"({"content":[],"_meta":[]})",
        R"({"content":[{"type":"text","text":"x"},{"type":"text"}]})"}) {
    CAPTURE(bad);
    CHECK(trouble(bad) != nullptr);
  }
}

TEST_CASE("a tool with an output schema keeps its word") {
  const Parsed words(R"({"type":"object","properties":{"sum":{"type":"integer"}},"required":["sum"]})");
  const auto schema = schema::compile(words.root(), {});
  REQUIRE(schema);
  schema::Finding finding;
  const auto check = [&](const char *json) { return check_tool_result(Parsed(json).root(), schema->get(), &finding); };

  CHECK(check(R"({"content":[],"structuredContent":{"sum":5}})") == nullptr);
  CHECK(check(R"({"content":[],"structuredContent":{"sum":"5"}})") != nullptr);
  CHECK(finding.place == "/sum");
  CHECK(check(R"({"content":[]})") != nullptr);
  CHECK(check(R"({"content":[],"isError":false})") != nullptr);
  CHECK(check(R"({"content":[],"isError":true})") == nullptr);
  CHECK(check(R"({"content":[],"isError":true,"structuredContent":{}})") != nullptr);
  CHECK(check_tool_result(Parsed(R"({"content":[],"structuredContent":{}})").root(), schema->get(), nullptr) != nullptr);
}

TEST_CASE("an answer that costs too much to check is none") {
  schema::Limits tight;
  tight.max_steps = 20;
  const auto schema = schema::compile(Parsed(R"({"type":"array","items":{"type":"integer"}})").root(), tight);
  REQUIRE(schema);
  std::string many = "[1";
  for (int i = 0; i < 100; ++i) many += ",1";
  const std::string result = R"({"content":[],"structuredContent":)" + many + "]}";
  CHECK(std::string(check_tool_result(Parsed(result).root(), schema->get(), nullptr)).find("max_schema_steps") !=
        std::string::npos);
}

TEST_CASE("a call names its tool and may bring arguments") {
  ToolCall call;
  const guest::Asked asked(R"({"name":"add","arguments":{"a": 1}})");
  REQUIRE_FALSE(read_tool_call(asked.params, call));
  CHECK(call.name == "add");
  CHECK(call.arguments_json == R"({"a": 1})");
  CHECK_FALSE(read_tool_call(guest::Asked(R"({"name":"add"})").params, call));
  CHECK(call.arguments_json == "{}");
  for (const char *wrong :
       {"{}", R"({"name":7})", R"({"name":"add","arguments":[]})", R"({"name":"add","arguments":null})"}) {
    const auto refused = read_tool_call(guest::Asked(wrong).params, call);
    REQUIRE(refused);
    CHECK(refused->fault.code == -32602);
    CHECK(refused->http_status == 200);
  }
}

TEST_CASE("progress carries words since 2025-03-26") {
  std::string out;
  append_progress(out, Revision::r2024_11_05, "7", 1, 0, "half");
  CHECK(out == R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":7,"progress":1}})");
  out.clear();
  append_progress(out, Revision::r2025_03_26, "\"t\"", 0.5, 2, "half");
  CHECK(
      out ==
      R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"t","progress":0.5,"total":2,"message":"half"}})");
}

TEST_CASE("an unknown tool's name is cut between characters") {
  std::string name(127, 'a');
  name += "\xC3\xA4\xC3\xA4"; // two umlauts across the cut
  const jsonrpc::Fault fault = unknown_tool(name);
  CHECK(fault.message == "Unknown tool: " + std::string(127, 'a'));
}
