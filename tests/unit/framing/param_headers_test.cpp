// param_headers_test.cpp - Mcp-Param-* lines among the others of a head.
#include "framing/param_headers.hpp"
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tenon::framing;

namespace {

using Lines = std::vector<HeaderLine>;

ParamHeaders collected(const Lines &lines) {
  ParamHeaders headers;
  headers.collect(lines);
  return headers;
}

bool noticed(const Lines &lines) {
  Request request;
  REQUIRE(read_head("POST", "/mcp", lines, {100, 16384}, request) == HeadTrouble::none);
  return request.has_param_headers;
}

} // namespace

TEST_CASE("a head says whether it mirrors parameters, whatever the case of the name") {
  CHECK(noticed({{"Host", "a"}, {"Mcp-Param-Region", "eu"}}));
  CHECK(noticed({{"mcp-param-x", ""}}));
  CHECK(noticed({{"MCP-PARAM-X", "1"}, {"Accept", "*/*"}}));
  CHECK_FALSE(noticed({}));
  CHECK_FALSE(noticed({{"Mcp-Name", "x"}, {"Mcp-Method", "m"}, {"Mcp-Session-Id", "s"}, {"MCP-Protocol-Version", "v"}}));
}

TEST_CASE("names that are nearly Mcp-Param-* are none") {
  for (const char *name : {"Mcp-Param-", "Mcp-Params-X", "Mcp_Param-X", "Xcp-Param-Region", "mcp-para`-x", "X-Mcp-Param-A"}) {
    CAPTURE(std::string(name));
    CHECK_FALSE(noticed({{name, "v"}}));
    CHECK(collected({{name, "v"}}).empty());
  }
}

TEST_CASE("a name and a value that no head may have are refused before anybody collects them") {
  Request request;
  const HeadLimits plenty{100, 16384};
  CHECK(read_head("POST", "/", Lines{{"Mcp-Param-\xC3\xA4", "v"}}, plenty, request) == HeadTrouble::bad_character);
  CHECK(read_head("POST", "/", Lines{{"Mcp-Param-A B", "v"}}, plenty, request) == HeadTrouble::bad_character);
  CHECK(read_head("POST", "/", Lines{{"Mcp-Param-A", "v\nHost: evil"}}, plenty, request) == HeadTrouble::bad_character);
}

TEST_CASE("only the lines that mirror parameters are kept, by lower-case name, without blanks around the value") {
  const ParamHeaders headers = collected({{"Host", "h"}, {"Mcp-Param-Region", " us-west1\t"}, {"Mcp-Name", "n"},
                                          {"MCP-PARAM-DRY_RUN", "true"}, {"mcp-param-empty", ""}});
  CHECK(headers.find("region") == "us-west1");
  CHECK(headers.find("dry_run") == "true");
  CHECK(headers.find("empty") == "");
  CHECK_FALSE(headers.find("Region"));
  CHECK_FALSE(headers.find("name"));
  CHECK_FALSE(headers.find("host"));
  CHECK_FALSE(headers.find(""));
}

TEST_CASE("what was kept does not need the host's memory any more, and moves and copies well") {
  std::string name = "Mcp-Param-A", value = "one";
  ParamHeaders headers;
  headers.collect(Lines{{name, value}});
  name.assign(name.size(), '?');
  value.assign(value.size(), '?');
  const ParamHeaders copy = headers, moved = std::move(headers);
  CHECK(copy.find("a") == "one");
  CHECK(moved.find("a") == "one");
}

TEST_CASE("a name that came twice is known to, and the first one is found") {
  const ParamHeaders headers = collected({{"Mcp-Param-A", "1"}, {"Mcp-Param-B", "2"}, {"mcp-param-a", "3"}});
  CHECK(headers.repeated("a"));
  CHECK_FALSE(headers.repeated("b"));
  CHECK_FALSE(headers.repeated("c"));
  CHECK(headers.find("a") == "1");
}

TEST_CASE("the next head's lines take the place of these, and none stay when it is cleared") {
  ParamHeaders headers = collected({{"Mcp-Param-A", "1"}});
  headers.collect(Lines{{"Mcp-Param-B", "2"}});
  CHECK_FALSE(headers.find("a"));
  CHECK(headers.find("b") == "2");
  headers.clear();
  CHECK(headers.empty());
  CHECK_FALSE(headers.find("b"));
}
