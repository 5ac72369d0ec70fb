// discovery_test.cpp - how clients find out whom to ask for a token.
#include "web/discovery.hpp"
#include "json/reader.hpp"
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::web;

namespace {

const std::vector<std::string> issuers = {"https://as.example", "https://other.example/tenant"};

ResourceFacts usual() {
  ResourceFacts facts;
  facts.public_url = "https://h";
  facts.name = "The house";
  facts.authorization_servers = issuers;
  facts.scopes = "read write";
  return facts;
}

framing::Request asking(std::string_view path, std::string_view method = "GET") {
  framing::Request request;
  request.method = method;
  request.path = path;
  return request;
}

std::string header(const Page &page, std::string_view name) {
  std::string found;
  for (const auto &[key, value] : page.headers)
    if (key == name) found += value;
  return found;
}

// The `resource` of the document at a path; "" when there is none.
std::string resource_at(std::string_view path, const ResourceFacts &facts) {
  const std::optional<Page> page = discovery(asking(path), facts);
  if (!page) return "";
  CHECK(page->status == 200);
  json::Reader reader;
  REQUIRE(reader.parse_copy(page->body, 8) == json::Trouble::none);
  return std::string(reader.root().find("resource").text());
}

} // namespace

TEST_CASE("the document of RFC 9728") {
  ResourceFacts facts = usual();
  facts.proof_algorithms = "ES256 PS256";
  const std::optional<Page> page = discovery(asking("/.well-known/oauth-protected-resource"), facts);
  REQUIRE(page);
  CHECK(page->status == 200);
  CHECK(header(*page, "Content-Type") == "application/json");
  CHECK(page->body == R"({"resource":"https://h/mcp","authorization_servers":["https://as.example","https://other.example/tenant"],)"
                      R"("scopes_supported":["read","write"],"bearer_methods_supported":["header"],"resource_name":"The house",)"
                      R"("dpop_signing_alg_values_supported":["ES256","PS256"]})");
}

TEST_CASE("what is not known is not said, and offline_access is nobody's business") {
  ResourceFacts facts = usual();
  facts.name = {};
  facts.scopes = "offline_access";
  CHECK(discovery(asking("/.well-known/oauth-protected-resource"), facts)->body ==
        R"({"resource":"https://h/mcp","authorization_servers":["https://as.example","https://other.example/tenant"],)"
        R"("bearer_methods_supported":["header"]})");
}

TEST_CASE("the document is at the root and behind the path of each endpoint") {
  const ResourceFacts facts = usual();
  CHECK(resource_at("/.well-known/oauth-protected-resource/", facts) == "https://h/mcp");
  CHECK(resource_at("/.well-known/oauth-protected-resource/mcp", facts) == "https://h/mcp");
  CHECK(resource_at("/.well-known/oauth-protected-resource/mcp/", facts) == "https://h/mcp");
  CHECK(resource_at("/.well-known/oauth-protected-resource/sse", facts) == "https://h/sse");
  for (const char *path : {"/", "/mcp", "/.well-known/oauth-protected-resourc", "/.well-known/oauth-protected-resource/health",
                           "/.well-known/oauth-protected-resource/mcp/x", "/.well-known/oauth-protected-resourcemcp",
                           "/.well-known/oauth-authorization-server", "/x/.well-known/oauth-protected-resource", ""})
    CHECK_MESSAGE(resource_at(path, facts) == "", std::string(path));
}

TEST_CASE("a base path is part of the resource, and stands behind the well-known path or before it") {
  ResourceFacts facts = usual();
  facts.base_path = "/base/";
  for (const char *path : {"/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/base/mcp",
                           "/base/.well-known/oauth-protected-resource", "/base/.well-known/oauth-protected-resource/mcp",
                           "/base/.well-known/oauth-protected-resource/base/mcp"})
    CHECK_MESSAGE(resource_at(path, facts) == "https://h/base/mcp", std::string(path));
  CHECK(resource_at("/.well-known/oauth-protected-resource/base/sse", facts) == "https://h/base/sse");
  CHECK(resource_at("/.well-known/oauth-protected-resource/other/mcp", facts) == "");
}

TEST_CASE("a public path that a proxy takes off is part of it too") {
  ResourceFacts facts = usual();
  facts.public_url = "https://h/public/";
  CHECK(resource_at("/.well-known/oauth-protected-resource/public/mcp", facts) == "https://h/public/mcp");
  CHECK(metadata_url(facts, "/mcp") == "https://h/.well-known/oauth-protected-resource/public/mcp");
}

TEST_CASE("a host may name its resource") {
  ResourceFacts facts = usual();
  facts.resource = "https://api.example/v1/agents";
  CHECK(resource_at("/.well-known/oauth-protected-resource", facts) == "https://api.example/v1/agents");
  CHECK(resource_at("/.well-known/oauth-protected-resource/v1/agents", facts) == "https://api.example/v1/agents");
  CHECK(metadata_url(facts, "/mcp") == "https://api.example/.well-known/oauth-protected-resource/v1/agents");
  facts.resource = "https://api.example";
  CHECK(metadata_url(facts, "/mcp") == "https://api.example/.well-known/oauth-protected-resource");
}

TEST_CASE("the older transport is a resource beside a named one, unless there is a public URL") {
  ResourceFacts facts = usual();
  facts.resource = "https://api.example/v1/mcp";
  CHECK(resource_url(facts, "/sse") == "https://h/sse");
  facts.public_url = "";
  facts.host = "127.0.0.1:8787";
  CHECK(resource_url(facts, "/sse") == "https://api.example/v1/sse");
  CHECK(metadata_url(facts, "/sse") == "https://api.example/.well-known/oauth-protected-resource/v1/sse");
  CHECK(resource_at("/.well-known/oauth-protected-resource/v1/sse", facts) == "https://api.example/v1/sse");
  CHECK(resource_at("/.well-known/oauth-protected-resource/sse", facts) == "https://api.example/v1/sse");
  facts.resource = "https://api.example/v1/agents";
  CHECK(resource_url(facts, "/sse") == "http://127.0.0.1:8787/sse");
}

TEST_CASE("the challenge leads to the document, with or without a public URL") {
  ResourceFacts facts = usual();
  CHECK(metadata_url(facts, "/mcp") == "https://h/.well-known/oauth-protected-resource/mcp");
  CHECK(metadata_url(facts, "/sse") == "https://h/.well-known/oauth-protected-resource/sse");
  facts.public_url = "";
  facts.host = "localhost:8080";
  facts.base_path = "/b";
  CHECK(resource_url(facts, "/mcp") == "http://localhost:8080/b/mcp");
  CHECK(metadata_url(facts, "/mcp") == "http://localhost:8080/.well-known/oauth-protected-resource/b/mcp");
}

TEST_CASE("who has no authorization server has no document") {
  ResourceFacts facts = usual();
  facts.authorization_servers = {};
  CHECK_FALSE(discovery(asking("/.well-known/oauth-protected-resource"), facts));
}

TEST_CASE("pages of any origin may read it, and ask first") {
  for (const char *method : {"GET", "HEAD", "OPTIONS", "POST", "DELETE"}) {
    const std::optional<Page> page = discovery(asking("/.well-known/oauth-protected-resource/mcp", method), usual());
    REQUIRE(page);
    CHECK(header(*page, "Access-Control-Allow-Origin") == "*");
    CHECK(header(*page, "Access-Control-Allow-Credentials") == "");
  }
  const Page preflight = *discovery(asking("/.well-known/oauth-protected-resource/mcp", "OPTIONS"), usual());
  CHECK(preflight.status == 204);
  CHECK(header(preflight, "Access-Control-Allow-Methods") == "GET, HEAD, OPTIONS");
  CHECK(header(preflight, "Access-Control-Allow-Headers").find("Mcp-Protocol-Version") != std::string::npos);
  CHECK(preflight.body == "");
}

TEST_CASE("it is read and not written") {
  const Page head = *discovery(asking("/.well-known/oauth-protected-resource", "HEAD"), usual());
  CHECK(head.status == 200);
  CHECK(head.body == "");
  const Page post = *discovery(asking("/.well-known/oauth-protected-resource", "POST"), usual());
  CHECK(post.status == 405);
  CHECK(header(post, "Allow") == "GET, HEAD, OPTIONS");
}

TEST_CASE("texts of the host are escaped") {
  ResourceFacts facts = usual();
  facts.name = "\"quoted\" \n\\";
  json::Reader reader;
  REQUIRE(reader.parse_copy(discovery(asking("/.well-known/oauth-protected-resource"), facts)->body, 8) == json::Trouble::none);
  CHECK(reader.root().find("resource_name").text() == "\"quoted\" \n\\");
}
