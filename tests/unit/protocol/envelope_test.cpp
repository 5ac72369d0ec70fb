// envelope_test.cpp - a client of 2026-07-28 says who it is; the server tells it what it forgot, in the order of the rules.
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
  for (const char *meta : {R"("_meta":{})", R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"})",
                           R"("_meta":{"io.modelcontextprotocol/protocolVersion":5,"io.modelcontextprotocol/clientCapabilities":{}})",
                           R"("_meta":{"io.modelcontextprotocol/clientCapabilities":{}})", R"("_meta":7)", R"("other":1)"}) {
    CAPTURE(meta);
    const Verdict verdict = judge(call(meta), &head);
    CHECK(verdict.era == Era::modern); // the header says so
    CHECK(verdict.code == -32602);
    CHECK(verdict.http_status == 400);
  }
}

TEST_CASE("a header that contradicts the body is -32020, and a mismatch is found before a version is refused") {
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
  const std::string text = call(R"("_meta":{"io.modelcontextprotocol/protocolVersion":"v999.0.0","io.modelcontextprotocol/clientCapabilities":{}})");
  framing::Request head = good_head();
  head.protocol_version = "v999.0.0";
  for (const framing::Request *asked : {static_cast<const framing::Request *>(&head), static_cast<const framing::Request *>(nullptr)}) {
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
  CHECK(judge(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}})", &head).era == Era::legacy);
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
