// refusals_test.cpp - what the server says to requests that it does not let in is valid too: heads, sessions, versions, limits.
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "book.hpp"
#include "guest/words.hpp"
#include "talk.hpp"
#include "words.hpp"

using namespace wire;

namespace {

const std::vector<Tool> tools = {{"echo", Manner::text, "words"}, {"later", Manner::later}};

void small(tenon_options &options) {
  options.max_message_bytes = 600;
  options.max_header_bytes = 600;
  options.max_conversations = 1;
}

struct Refusal {
  const char *about;
  Request request;
  int64_t status;
  std::string expected; // kinds of messages; "" for an answer that is none of MCP
  Id id = Id::unreadable;
};

Request with(Request request, const std::string &name, const std::string &value) {
  for (auto &[each, old] : request.headers)
    if (each == name) {
      old = value;
      return request;
    }
  request.headers.emplace_back(name, value);
  return request;
}

Request without(Request request, const std::string &name) {
  std::vector<std::pair<std::string, std::string>> kept;
  for (auto &header : request.headers)
    if (header.first != name) kept.push_back(header);
  request.headers = kept;
  return request;
}

Request of(Request request, const std::string &method, const std::string &target) {
  request.method = method;
  request.target = target;
  if (method != "POST") request.body.clear();
  return request;
}

const std::string version_header = "MCP-Protocol-Version";

std::vector<Refusal> of_an_older_revision(const std::string &session) {
  const Request list = Talk::post(guest::request("5", "tools/list"), false, session);
  return {
      {"a stranger's host", with(list, "Host", "evil.example.com"), 403, "error -32000"},
      {"a stranger's page", with(list, "Origin", "https://evil.example.com"), 403, "error -32000"},
      {"no session", without(list, "Mcp-Session-Id"), 400, "error -32000", Id::known},
      {"a session that is not", with(list, "Mcp-Session-Id", "made-up"), 404, "error -32001", Id::known},
      {"a version that nobody knows", with(list, version_header, "1999-01-01"), 400, "error -32000", Id::known},
      {"text that is no JSON", with(list, "Content-Type", "text/plain"), 415, "error -32000"},
      {"a client that takes no stream", with(list, "Accept", "application/json"), 406, "error -32000"},
      {"a body over the limit", Talk::post(guest::request("5", "ping", "\"a\":\"" + std::string(600, 'a') + "\""), false, session), 413, "error -32600"},
      {"a second session where one may be", Talk::post(guest::initialize("2025-11-25"), false), 503, "error -32000", Id::known},
      {"a stream without a session", of(without(list, "Mcp-Session-Id"), "GET", "/mcp"), 400, "error -32000"},
      {"a stream of a session that is not", of(with(list, "Mcp-Session-Id", "made-up"), "GET", "/mcp"), 404, "error -32001"},
      {"an end without a session", of(without(list, "Mcp-Session-Id"), "DELETE", "/mcp"), 400, "error -32000"},
      {"a post to the older transport, without a session", of(without(list, "Mcp-Session-Id"), "POST", "/sse/message"), 400, "error -32000", Id::known},
      {"a post to a stream that is not", of(list, "POST", "/sse/message?sessionId=made-up"), 404, "error -32001", Id::known},
      {"a post to the stream itself", of(list, "POST", "/sse"), 405, "error -32000"},
      {"a place that is none", of(list, "POST", "/nowhere"), 404, ""},
      {"headers over the limit", with(list, "X-Padding", std::string(600, 'p')), 431, ""},
  };
}

std::vector<Refusal> of_the_newest_revision() {
  const std::string meta(guest::modern_meta);
  const Request list = Talk::post(guest::request("5", "tools/list", meta), true);
  const Request call = Talk::post(guest::call("\"c\"", "echo", "{}", meta), true);
  const std::string unknown = R"("_meta":{"io.modelcontextprotocol/protocolVersion":"v999","io.modelcontextprotocol/clientCapabilities":{}})";
  const Request stranger = Talk::post(guest::request("6", "server/discover", unknown), true);
  return {
      {"no _meta", Talk::post(guest::request("1", "tools/list"), true), 400, "error -32602", Id::known},
      {"a _meta without capabilities", Talk::post(guest::request("1", "tools/list", R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"})"), true),
       400, "error -32602", Id::known},
      {"another version in the head", stranger, 400, "error -32020", Id::known},
      {"a version that nobody knows", with(stranger, version_header, "v999"), 400, "error -32022", Id::known},
      {"no version in the head", without(list, version_header), 400, "error -32020", Id::known},
      {"no method in the head", without(list, "Mcp-Method"), 400, "error -32020", Id::known},
      {"another method in the head", with(list, "Mcp-Method", "tools/call"), 400, "error -32020", Id::known},
      {"no name in the head", without(call, "Mcp-Name"), 400, "error -32020", Id::known},
      {"another name in the head", with(call, "Mcp-Name", "saw"), 400, "error -32020", Id::known},
      {"a name that is badly coded", with(call, "Mcp-Name", "=?base64?ZWNobw?="), 400, "error -32020", Id::known},
      {"a method that is not", Talk::post(guest::request("1", "no/such", meta), true), 404, "error -32601", Id::known},
      {"a batch", Talk::post("[" + guest::request("1", "tools/list", meta) + "]", true), 400, "error -32600"},
      {"no JSON", Talk::post("nonsense", true), 400, "error -32700"},
      {"a stream", of(list, "GET", "/mcp"), 405, "error -32000"},
      {"an end", of(list, "DELETE", "/mcp"), 405, "error -32000"},
      {"a stranger's host", with(list, "Host", "evil.example.com"), 403, "error -32000"},
      {"text that is no JSON", with(list, "Content-Type", "text/plain"), 415, "error -32000"},
      {"a client that takes no JSON", with(list, "Accept", "text/event-stream"), 406, "error -32000"},
  };
}

void expect(Book &book, House &house, const Refusal &refusal) {
  const Heard heard = ask(house, refusal.request);
  const auto messages = heard.messages();
  INFO(std::string(refusal.about) << ": " << heard.status << " " << heard.body);
  CHECK(heard.status == refusal.status);
  CHECK(heard.finished);
  CHECK(kinds(messages) == refusal.expected);
  for (const std::string &message : messages) {
    CHECK(book.objection(message, "", refusal.id) == "");
    if (refusal.id == Id::known) CHECK(raw_id(message) == raw_id(refusal.request.body));
  }
}

} // namespace

TEST_CASE("wire: refusals of the older revisions fit the schema") {
  for (const std::string revision : {"2025-03-26", "2025-06-18", "2025-11-25"}) {
    const auto book = Book::open(revision);
    if (!book) return;
    House house(tools, small);
    const std::string session = ask(house, Talk::post(guest::initialize(revision), false)).header("mcp-session-id");
    REQUIRE_FALSE(session.empty());
    for (const Refusal &refusal : of_an_older_revision(session)) expect(*book, house, refusal);

    const Request list = Talk::post(guest::request("5", "tools/list"), false, session);
    CHECK(ask(house, of(list, "DELETE", "/mcp")).status == 200);
    expect(*book, house, {"a session that is over", list, 404, "error -32001", Id::known});
    house.require_tokens();
    expect(*book, house, {"nobody", list, 401, ""});
  }
}

TEST_CASE("wire: refusals of 2026-07-28 fit the schema") {
  const auto book = Book::open("2026-07-28");
  if (!book) return;
  House house(tools, small);
  for (const Refusal &refusal : of_the_newest_revision()) expect(*book, house, refusal);
  REQUIRE(tenon_server_drain(house.server(), house.now()) == TENON_OK);
  expect(*book, house, {"a server that stops", Talk::post(guest::request("1", "tools/list", guest::modern_meta), true), 503, "error -32000"});
}
