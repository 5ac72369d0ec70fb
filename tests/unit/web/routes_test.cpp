// routes_test.cpp - every path and method that we know, and their neighbours that we do not.
#include "web/routes.hpp"
#include <doctest/doctest.h>
#include <algorithm>
#include <string>

using namespace tenon::web;

TEST_CASE("paths, at the root and below a prefix") {
  struct Row {
    std::string path;
    Endpoint endpoint;
  };
  const Row rows[] = {
      {"/mcp", Endpoint::mcp},
      {"/mcp/", Endpoint::mcp},
      {"/sse", Endpoint::event_stream},
      {"/sse/", Endpoint::event_stream},
      {"/sse/message", Endpoint::event_messages},
      {"/health", Endpoint::health},
      {"/", Endpoint::home},
      {"//mcp", Endpoint::unknown},
      {"/mcp//", Endpoint::unknown},
      {"/MCP", Endpoint::unknown},
      {"/mcpx", Endpoint::unknown},
      {"/mc", Endpoint::unknown},
      {"/mcp/x", Endpoint::unknown},
      {"/sse/message/", Endpoint::unknown},
      {"/health/", Endpoint::unknown},
      {"/%6dcp", Endpoint::unknown},
      {"/./mcp", Endpoint::unknown},
      {"/mcp/.well-known/openid-configuration", Endpoint::unknown},
      {"/.well-known/oauth-protected-resource/mcp", Endpoint::unknown},
      {"/register", Endpoint::unknown},
  };
  for (const Row &row : rows) {
    CAPTURE(row.path);
    CHECK(route(row.path, "") == row.endpoint);
    CHECK(route("/tenon" + row.path, "/tenon") == row.endpoint);
    CHECK(route("/tenon" + row.path, "/tenon/") == row.endpoint);
    CHECK(route(row.path, "/tenon") == Endpoint::unknown);
  }
  CHECK(route("/tenon", "/tenon") == Endpoint::home);
  CHECK(route("/tenonmcp", "/tenon") == Endpoint::unknown);
  CHECK(route("/mcp", "/") == Endpoint::mcp);
}

TEST_CASE("methods") {
  struct Row {
    Endpoint endpoint;
    std::string yes, no;
  };
  const Row rows[] = {
      {Endpoint::mcp, "POST GET DELETE OPTIONS", "HEAD PUT PATCH post GE T"},
      {Endpoint::event_stream, "GET OPTIONS", "POST HEAD DELETE"},
      {Endpoint::event_messages, "POST OPTIONS", "GET DELETE"},
      {Endpoint::home, "GET HEAD OPTIONS", "POST DELETE"},
      {Endpoint::health, "GET HEAD POST OPTIONS PUT BREW", ""},
      {Endpoint::unknown, "", "GET POST OPTIONS"},
  };
  const auto each = [](const std::string &words, auto check) {
    for (size_t at = 0; at < words.size();) {
      const size_t end = std::min(words.find(' ', at), words.size());
      check(words.substr(at, end - at));
      at = end + 1;
    }
  };
  for (const Row &row : rows) {
    each(row.yes, [&](const std::string &method) { CHECK(method_allowed(row.endpoint, method)); });
    each(row.no, [&](const std::string &method) { CHECK_FALSE(method_allowed(row.endpoint, method)); });
  }
  CHECK_FALSE(method_allowed(Endpoint::mcp, ""));
  CHECK_FALSE(method_allowed(Endpoint::mcp, "POST, GET"));
  CHECK(allow_header(Endpoint::mcp) == "POST, GET, DELETE, OPTIONS");
  CHECK(allow_header(Endpoint::unknown).empty());
}

TEST_CASE("values in a query") {
  CHECK(query_value("sessionId=abc", "sessionId") == "abc");
  CHECK(query_value("a=1&sessionId=abc&b=2", "sessionId") == "abc");
  CHECK(query_value("sessionId=first&sessionId=second", "sessionId") == "first");
  CHECK(query_value("xsessionId=no&sessionIdx=no", "sessionId").empty());
  CHECK(query_value("sessionId", "sessionId").empty());
  CHECK(query_value("sessionId=", "sessionId").empty());
  CHECK(query_value("a=b=c", "a") == "b=c");
  CHECK(query_value("&&a=%20&", "a") == "%20");
  CHECK(query_value("", "a").empty());
}
