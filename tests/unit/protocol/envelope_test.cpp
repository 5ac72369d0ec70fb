// envelope_test.cpp - a client of 2026-07-28 says who it is; the server tells it what it forgot, in the order of the rules.
#include "parsed.hpp"
#include "protocol/envelope.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::protocol;

namespace {

constexpr const char *good_meta =
    R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}})";

std::string call(std::string_view meta) {
  return R"({"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"add",)" + std::string(meta) + "}}";
}

framing::Request good_head() {
  framing::Request head;
  head.protocol_version = "2026-07-28";
  head.mcp_method = "tools/call";
  head.mcp_name = "add";
  head.has_protocol_version = head.has_mcp_method = head.has_mcp_name = true;
  return head;
}

struct Verdict {
  Era era;
  int32_t code = 0; // 0: fine
  int http_status = 200;
  std::string data;
};

Verdict judge(const std::string &text, const framing::Request *head) {
  json::Reader reader;
  REQUIRE(reader.parse_copy(text, 64) == json::Trouble::none);
  jsonrpc::Fault fault;
  std::string_view id;
  const auto message = jsonrpc::read_message(reader, reader.whole(), fault, id);
  REQUIRE(message);
  const Params params = read_params(reader, *message);
  const Meta meta = read_meta(reader, params);
  Verdict verdict{era_of(*message, meta, head), 0, 200, ""};
  if (verdict.era == Era::legacy) return verdict;
  if (const auto refused = check_modern(*message, params, meta, head)) {
    verdict.code = refused->fault.code;
    verdict.http_status = refused->http_status;
    verdict.data = refused->fault.data_json;
  }
  return verdict;
}

} // namespace

TEST_CASE("a complete request passes, over HTTP and on a channel") {
  const framing::Request head = good_head();
  CHECK(judge(call(good_meta), &head).code == 0);
  CHECK(judge(call(good_meta), nullptr).code == 0);
}

TEST_CASE("what _meta lacks is -32602 with 400, before any header is looked at") {
  framing::Request head = good_head();
  head.mcp_method = "wrong";
  for (const char *meta :
       {R"("_meta":{})", R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"})",
        R"("_meta":{"io.modelcontextprotocol/protocolVersion":5,"io.modelcontextprotocol/clientCapabilities":{}})",
        R"("_meta":{"io.modelcontextprotocol/clientCapabilities":{}})", R"("_meta":7)", R"("other":1)"}) {
    CAPTURE(meta);
    const Verdict verdict = judge(call(meta), &head);
    CHECK(verdict.era == Era::modern); // the header says so
    CHECK(verdict.code == -32602);
    CHECK(verdict.http_status == 400);
  }
}

TEST_CASE("threat 16: a header that contradicts the body is -32020, and a mismatch is found before a version is refused") {
  framing::Request head = good_head();
  SUBCASE("version") { head.protocol_version = "2025-11-25"; }
  SUBCASE("method") { head.mcp_method = "tools/list"; }
  SUBCASE("method in another case") { head.mcp_method = "TOOLS/CALL"; }
  SUBCASE("name") { head.mcp_name = "sub"; }
  SUBCASE("name as a broken sentinel") { head.mcp_name = "=?base64?YW!k?="; }
  SUBCASE("no version") { head.has_protocol_version = false; }
  SUBCASE("no method") { head.has_mcp_method = false; }
  SUBCASE("no name") { head.has_mcp_name = false; }
  SUBCASE("twice") { head.repeated_single = true; }
  const Verdict verdict = judge(call(good_meta), &head);
  CHECK(verdict.code == -32020);
  CHECK(verdict.http_status == 400);
}

TEST_CASE("Mcp-Name may be written in base64") {
  framing::Request head = good_head();
  head.mcp_name = "=?base64?YWRk?=";
  CHECK(judge(call(good_meta), &head).code == 0);
}

TEST_CASE("a version that we do not speak is -32022 with the ones that we do") {
  const std::string text = call(
      R"("_meta":{"io.modelcontextprotocol/protocolVersion":"v999.0.0","io.modelcontextprotocol/clientCapabilities":{}})");
  framing::Request head = good_head();
  head.protocol_version = "v999.0.0";
  for (const framing::Request *asked :
       {static_cast<const framing::Request *>(&head), static_cast<const framing::Request *>(nullptr)}) {
    const Verdict verdict = judge(text, asked);
    CHECK(verdict.code == -32022);
    CHECK(verdict.data == R"({"supported":["2026-07-28"],"requested":"v999.0.0"})");
  }
  head.protocol_version = "2026-07-28";
  CHECK(judge(text, &head).code == -32020);
}

TEST_CASE("the era follows the body; Mcp-Method alone makes nobody modern") {
  framing::Request head;
  head.mcp_method = "tools/list";
  head.has_mcp_method = true;
  CHECK(judge(R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})", &head).era == Era::legacy);
  head.protocol_version = "2025-11-25";
  head.has_protocol_version = true;
  CHECK(judge(R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})", &head).era == Era::legacy);
  head.protocol_version = "2026-07-28";
  CHECK(judge(R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})", &head).era == Era::modern);
  CHECK(judge(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}})", &head).era ==
        Era::legacy);
  CHECK(judge(R"({"jsonrpc":"2.0","id":1,"result":{}})", &head).era == Era::legacy);
}

TEST_CASE("older clients may leave the version header out, but not make one up") {
  framing::Request head;
  CHECK_FALSE(check_legacy_version(head));
  head.has_protocol_version = true;
  for (const RevisionFacts &r : revisions) {
    head.protocol_version = r.name;
    CHECK_FALSE(check_legacy_version(head));
  }
  head.protocol_version = "1.0";
  REQUIRE(check_legacy_version(head));
  CHECK(check_legacy_version(head)->http_status == 400);
}

TEST_CASE("Mcp-Name mirrors the prompt's name, the resource's URI and the task's id") {
  struct {
    const char *method, *member;
  } const mirrored[] = {{"prompts/get", "name"},
                        {"resources/read", "uri"},
                        {"tasks/get", "taskId"},
                        {"tasks/update", "taskId"},
                        {"tasks/cancel", "taskId"}};
  for (const auto &each : mirrored) {
    CAPTURE(each.method);
    const std::string text = std::string(R"({"jsonrpc":"2.0","id":7,"method":")") + each.method + R"(","params":{")" +
                             each.member + R"(":"it",)" + good_meta + "}}";
    framing::Request head = good_head();
    head.mcp_method = each.method;
    head.mcp_name = "it";
    CHECK(judge(text, &head).code == 0);
    head.mcp_name = "that";
    CHECK(judge(text, &head).code == -32020);
    head.has_mcp_name = false;
    CHECK(judge(text, &head).code == -32020);
  }
}

TEST_CASE("a level that is none is refused, after the version") {
  const auto asked = [](const char *version, const char *level) {
    return call(
        std::string(
            R"("_meta":{"io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/protocolVersion":")") +
        version + R"(","io.modelcontextprotocol/logLevel":)" + level + "}");
  };
  const framing::Request head = good_head();
  for (const framing::Request *on :
       {static_cast<const framing::Request *>(&head), static_cast<const framing::Request *>(nullptr)}) {
    CHECK(judge(asked("2026-07-28", "\"warning\""), on).code == 0);
    for (const char *wrong : {"\"loud\"", "7", "null", "{}"}) {
      const Verdict verdict = judge(asked("2026-07-28", wrong), on);
      CHECK(verdict.code == -32602);
      CHECK(verdict.http_status == 400);
    }
  }
  CHECK(judge(asked("2030-01-01", "\"loud\""), nullptr).code == -32022);
}

TEST_CASE("_meta is read in one walk, whatever the order of its members") {
  const std::string words =
      R"({"baggage":"b=1","traceparent":"00-ab-cd-01","tracestate":7,"progressToken":"t","com.example/own":[1],)"
      R"("io.modelcontextprotocol/logLevel":"error","io.modelcontextprotocol/clientInfo":{"name":"ide","version":"2"},)"
      R"("io.modelcontextprotocol/clientCapabilities":{"roots":{}},"io.modelcontextprotocol/protocolVersion":"2026-07-28"})";
  const guest::Asked asked("{\"_meta\":" + words + "}");
  const Meta meta = read_meta(asked.json.reader, asked.params);
  CHECK(meta.raw == words);
  CHECK(meta.baggage == "b=1");
  CHECK(meta.traceparent == "00-ab-cd-01");
  CHECK(meta.tracestate == "");
  CHECK(meta.progress_token == "\"t\"");
  CHECK(meta.log_level.text() == "error");
  CHECK(meta.log_level_raw == "\"error\"");
  CHECK(meta.client_name == "ide");
  CHECK(meta.client_version == "2");
  CHECK(meta.client_capabilities.find("roots").is_object());
  CHECK(meta.version.text() == "2026-07-28");

  // Names of the same length are not the same.
  const guest::Asked other(
      R"({"_meta":{"io.modelcontextprotocol/protocolVersioN":"x","traceParent":"x","Baggage":"x","progresstoken":1}})");
  const Meta none = read_meta(other.json.reader, other.params);
  CHECK_FALSE(none.version);
  CHECK(none.traceparent.empty());
  CHECK(none.baggage.empty());
  CHECK(none.progress_token.empty());
}

TEST_CASE("every member of params that some method reads is found, and nothing else is taken for it") {
  const guest::Asked asked(
      R"({"name":1,"uri":2,"arguments":3,"_meta":4,"cursor":5,"requestId":6,"protocolVersion":7,"clientInfo":8,"capabilities":9,"ref":10,"argument":11,)"
      R"("context":12,"level":13,"notifications":14,"inputResponses":15,"requestState":16,"task":17,"taskId":18})");
  const Params &p = asked.params;
  int64_t expected = 0;
  for (const json::Span *each : {&p.name, &p.uri, &p.arguments, &p.meta, &p.cursor, &p.request_id, &p.protocol_version,
                                 &p.client_info, &p.capabilities, &p.ref, &p.argument, &p.context, &p.level,
                                 &p.notifications, &p.input_responses, &p.request_state, &p.task, &p.task_id}) {
    REQUIRE(each->value);
    CHECK(each->value.integer() == ++expected);
  }
  const guest::Asked other(
      R"({"Name":1,"urI":2,"argumentS":3,"_Meta":4,"Cursor":5,"requestID":6,"protocolversion":7,"clientinfo":8,"Capabilities":9,"reF":10,"Argument":11,)"
      R"("Context":12,"Level":13,"Notifications":14,"inputresponses":15,"requeststate":16,"Task":17,"taskid":18})");
  const Params &q = other.params;
  for (const json::Span *each : {&q.name, &q.uri, &q.arguments, &q.meta, &q.cursor, &q.request_id, &q.protocol_version,
                                 &q.client_info, &q.capabilities, &q.ref, &q.argument, &q.context, &q.level,
                                 &q.notifications, &q.input_responses, &q.request_state, &q.task, &q.task_id})
    CHECK_FALSE(each->value);
}
