// streamable_http_test.cpp - request heads as clients send them, and as attackers do.
#include "framing/streamable_http.hpp"
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tenon::framing;

namespace {

constexpr HeadLimits plenty{100, 16384};

struct Head {
  HeadTrouble trouble;
  Request request;
};

Head read(std::string_view target, const std::vector<HeaderLine> &lines, HeadLimits limits = plenty) {
  Head head{};
  head.trouble = read_head("POST", target, lines, limits, head.request);
  return head;
}

} // namespace

TEST_CASE("a client's head is understood in the case it comes in") {
  const Head head = read("/mcp?x=1", {{"host", "127.0.0.1:8787"},
                                      {"ACCEPT", "application/json, text/event-stream"},
                                      {"Content-Type", "application/json"},
                                      {"authorization", "  Bearer abc\t "},
                                      {"Mcp-Session-Id", "s1"},
                                      {"mcp-protocol-version", "2026-07-28"},
                                      {"MCP-METHOD", "tools/call"},
                                      {"Mcp-Name", "echo"},
                                      {"Origin", "http://localhost:3000"},
                                      {"Content-Encoding", "gzip"},
                                      {"Last-Event-ID", "7"},
                                      {"x-api-key", "k"},
                                      {"Access-Control-Request-Method", "POST"},
                                      {"access-control-request-headers", "a, b"},
                                      {"User-Agent", "test"}});
  REQUIRE(head.trouble == HeadTrouble::none);
  const Request &r = head.request;
  CHECK(r.method == "POST");
  CHECK(r.path == "/mcp");
  CHECK(r.query == "x=1");
  CHECK(r.host == "127.0.0.1:8787");
  CHECK(r.accept == "application/json, text/event-stream");
  CHECK(r.content_type == "application/json");
  CHECK(r.authorization == "Bearer abc");
  CHECK(r.session_id == "s1");
  CHECK(r.protocol_version == "2026-07-28");
  CHECK(r.mcp_method == "tools/call");
  CHECK(r.mcp_name == "echo");
  CHECK(r.origin == "http://localhost:3000");
  CHECK(r.content_encoding == "gzip");
  CHECK(r.last_event_id == "7");
  CHECK(r.api_key == "k");
  CHECK(r.cors_method == "POST");
  CHECK(r.cors_headers == "a, b");
  CHECK((r.has_host && r.has_origin && r.has_authorization && r.has_accept && r.has_content_type && r.has_session_id &&
         r.has_protocol_version && r.has_mcp_method && r.has_mcp_name && r.has_last_event_id && r.has_api_key));
  CHECK_FALSE((r.repeated_authorization || r.repeated_single || r.repeated_host || r.repeated_origin));
}

TEST_CASE("an absent header is told from an empty one") {
  const Head none = read("/", {}), empty = read("/", {{"Mcp-Session-Id", ""}, {"Origin", " \t "}});
  CHECK_FALSE(none.request.has_session_id);
  CHECK(empty.request.has_session_id);
  CHECK(empty.request.session_id.empty());
  CHECK(empty.request.has_origin);
  CHECK(empty.request.origin.empty());
}

TEST_CASE("names that are nearly ours are not ours") {
  for (const char *name :
       {"Hosts", "h0st", "mcp_name", "mcp-nam\x65s", "mcp`name", "authorizatiom", "mcp-session.id", "xmcp-name"}) {
    const Head head = read("/", {{name, "v"}});
    CAPTURE(std::string(name));
    CHECK(head.trouble == HeadTrouble::none);
    CHECK_FALSE((head.request.has_host || head.request.has_mcp_name || head.request.has_authorization ||
                 head.request.has_session_id));
  }
  // A CR is '-' without the bit that makes letters small.
  CHECK(read("/", {{"mcp\rname", "v"}}).trouble == HeadTrouble::bad_character);
  CHECK(read("/", {{std::string_view("mcp-na\0e", 8), "v"}}).trouble == HeadTrouble::bad_character);
}

TEST_CASE("threat 16: a header that came twice is noticed, and the first one stands") {
  const Head head = read("/", {{"Authorization", "Bearer a"}, {"authorization", "Bearer b"}});
  CHECK(head.request.repeated_authorization);
  CHECK(head.request.authorization == "Bearer a");
  CHECK_FALSE(head.request.repeated_single);
  for (const char *name : {"Host", "Origin", "Content-Type", "Content-Encoding", "Mcp-Session-Id", "Mcp-Protocol-Version",
                           "Mcp-Method", "Mcp-Name", "Last-Event-ID"}) {
    CAPTURE(std::string(name));
    CHECK(read("/", {{name, "a"}, {name, "a"}}).request.repeated_single);
  }
  CHECK(read("/", {{"X-API-Key", "a"}, {"x-api-key", "a"}}).request.repeated_api_key);
  CHECK(read("/", {{"DPoP", "a"}, {"dpop", "a"}}).request.repeated_dpop);
  CHECK(read("/", {{"Host", "a"}, {"host", "b"}}).request.repeated_host);
  CHECK(read("/", {{"Origin", "a"}, {"origin", "b"}}).request.repeated_origin);
}

TEST_CASE("Accept may come in two lines") {
  const Head head = read("/", {{"Accept", "application/json"}, {"Accept", "text/event-stream"}});
  CHECK_FALSE(head.request.repeated_single);
  CHECK(accepts(head.request, "application/json"));
  CHECK(accepts(head.request, "text/event-stream"));
  CHECK_FALSE(accepts(head.request, "text/html"));
  CHECK_FALSE(accepts(read("/", {}).request, "text/html"));
}

TEST_CASE("threat 15: what could end a line early is refused at every place") {
  const std::string clean = "a value that is longer than two machine words";
  for (const char bad : {'\r', '\n', '\0'})
    for (size_t at = 0; at <= clean.size(); ++at) {
      std::string value = clean;
      value.insert(at, 1, bad);
      CHECK(read("/", {{"X-Any", value}}).trouble == HeadTrouble::bad_character);
      CHECK(read("/", {{"Host", value}}).trouble == HeadTrouble::bad_character);
    }
  CHECK(read("/", {{"X-Any", "tab\tand \x01 and \x7f and \xc3\xa9 pass"}}).trouble == HeadTrouble::none);
  for (const char *name : {"", " Host", "Host ", "Ho st", "Host:", "H\xc3\xb6st", "(x)", "a\nb"}) {
    CAPTURE(std::string(name));
    CHECK(read("/", {{name, "v"}}).trouble == HeadTrouble::bad_character);
  }
  Request out;
  for (const char *method : {"", "PO ST", "POST\r\n", "GET:"})
    CHECK(read_head(method, "/", {}, plenty, out) == HeadTrouble::bad_character);
}

TEST_CASE("targets") {
  const auto path = [](std::string_view target) { return std::string(read(target, {}).request.path); };
  CHECK(path("/") == "/");
  CHECK(path("/mcp?") == "/mcp");
  CHECK(path("//mcp") == "//mcp");
  CHECK(path("/a%2Fb") == "/a%2Fb");
  CHECK(path("http://host/mcp?q=1") == "/mcp");
  CHECK(path("HTTPS://user@host:1/mcp") == "/mcp");
  CHECK(path("http://host") == "/");
  CHECK(path("http://host?q") == "/");
  CHECK(read("http://host?q", {}).request.query == "q");
  CHECK(read("/?a?b", {}).request.query == "a?b");
  for (const char *bad :
       {"", "mcp", "*", "?x", "ftp://host/", "http:///mcp", "http://", "host:443", "/a b", "/a\tb", "/a\x7f", "/\r\n"}) {
    CAPTURE(std::string(bad));
    CHECK(read(bad, {}).trouble == HeadTrouble::bad_target);
  }
  CHECK(read(std::string_view("/a\0b", 4), {}).trouble == HeadTrouble::bad_target);
}

TEST_CASE("bounds of a head: at the limit and one past it") {
  const HeadLimits tight{2, 10};
  CHECK(read("/", {{"a", "b"}, {"c", "d"}}, tight).trouble == HeadTrouble::none);
  CHECK(read("/", {{"a", "b"}, {"c", "d"}, {"e", "f"}}, tight).trouble == HeadTrouble::too_many_headers);
  CHECK(read("/", {{"a", "1234"}, {"b", "1234"}}, tight).trouble == HeadTrouble::none);
  CHECK(read("/", {{"a", "1234"}, {"b", "12345"}}, tight).trouble == HeadTrouble::too_large);
  CHECK(read("/", {{"a", "1234"}, {"bbbbbb", ""}}, tight).trouble == HeadTrouble::too_large);
  CHECK(read("/234567890", {}, tight).trouble == HeadTrouble::none);
  CHECK(read("/2345678901", {}, tight).trouble == HeadTrouble::too_large);
  CHECK(read("/", {{"a", std::string(100000, 'x')}}, {SIZE_MAX, SIZE_MAX}).trouble == HeadTrouble::none);
}
