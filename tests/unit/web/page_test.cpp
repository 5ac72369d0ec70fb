// page_test.cpp - the answers that need no conversation, as their readers take them apart.
#include "web/page.hpp"
#include "json/reader.hpp"
#include <doctest/doctest.h>

using namespace tenon;
using web::Endpoint;
using web::Page;

namespace {

std::string header(const Page &page, std::string_view name) {
  std::string found;
  for (const auto &line : page.headers)
    if (line.first == name) found += (found.empty() ? "" : " | ") + line.second;
  return found;
}

json::Value parsed(json::Reader &reader, const Page &page) {
  REQUIRE(reader.parse_copy(page.body, 10) == json::Trouble::none);
  CHECK(header(page, "Content-Type") == "application/json");
  CHECK(header(page, "Content-Length").empty());
  return reader.root();
}

framing::Request ask(std::string_view method, std::vector<framing::HeaderLine> lines) {
  framing::Request request;
  REQUIRE(framing::read_head(method, "/mcp", lines, {10, 10000}, request) == framing::HeadTrouble::none);
  return request;
}

} // namespace

TEST_CASE("health serves both readers from one body") {
  json::Reader reader;
  const Page page = web::health("a \"name\"", "1.2", 1'795'248'000'000);
  CHECK(page.status == 200);
  CHECK(header(page, "Cache-Control") == "no-cache");
  const json::Value body = parsed(reader, page);
  CHECK(body.find("success").truth());
  CHECK(body.find("error").is_null());
  CHECK(body.find("status").text() == "ok");
  CHECK(body.find("service").text() == "a \"name\"");
  CHECK(body.find("timestamp").text() == "2026-11-21T08:00:00.000Z");
  const json::Value data = body.find("data");
  CHECK(data.find("status").text() == "ok");
  CHECK(data.find("service").text() == "a \"name\"");
  CHECK(data.find("version").text() == "1.2");
  CHECK(data.find("timestamp").text() == "2026-11-21T08:00:00.000Z");
}

TEST_CASE("a browser asks before it posts, and needs no token for that") {
  const framing::Request request = ask(
      "OPTIONS", {{"Origin", "https://playground.example"},
                  {"Access-Control-Request-Method", "POST"},
                  {"Access-Control-Request-Headers",
                   "authorization, mcp-param-region,Mcp-Param-Level , x-other, mcp-param-, mcp-param-a b, mcp-param-\x01"}});
  CHECK(web::is_preflight(request));
  Page page = web::preflight(request, Endpoint::mcp);
  web::add_cross_origin(page, request);
  CHECK(page.status == 204);
  CHECK(page.body.empty());
  CHECK(header(page, "Access-Control-Allow-Origin") == "https://playground.example");
  CHECK(header(page, "Access-Control-Allow-Methods") == "POST, GET, DELETE, OPTIONS");
  CHECK(header(page, "Access-Control-Allow-Headers") ==
        "Authorization, Content-Type, Accept, Mcp-Session-Id, Mcp-Protocol-Version, Mcp-Method, Mcp-Name, Last-Event-ID, "
        "X-API-Key, DPoP, Idempotency-Key, mcp-param-region, Mcp-Param-Level");
  CHECK(header(page, "Access-Control-Max-Age") == "86400");
  CHECK(header(page, "Vary") == "Access-Control-Request-Method, Access-Control-Request-Headers | Origin");
  CHECK(header(page, "Access-Control-Allow-Credentials").empty());
}

TEST_CASE("OPTIONS without a browser's question lists the methods") {
  const Page plain = web::preflight(ask("OPTIONS", {}), Endpoint::event_stream);
  CHECK(plain.status == 204);
  CHECK(header(plain, "Allow") == "GET, OPTIONS");
  CHECK(header(plain, "Access-Control-Allow-Methods").empty());
  const Page half = web::preflight(ask("OPTIONS", {{"Origin", "http://localhost"}}), Endpoint::mcp);
  CHECK(header(half, "Allow") == "POST, GET, DELETE, OPTIONS");
  CHECK(header(half, "Access-Control-Allow-Methods").empty());
  CHECK_FALSE(web::is_preflight(ask("POST", {{"Origin", "http://localhost"}, {"Access-Control-Request-Method", "POST"}})));
}

TEST_CASE("refusals, each in the words of who asks") {
  json::Reader reader;
  const Page missing = web::not_found();
  CHECK(missing.status == 404);
  CHECK(parsed(reader, missing).find("error").text() == "not_found"); // as OAuth clients read it
  CHECK(reader.root().find("error_description").is_text());

  for (const Page &page : {web::refused_host(), web::refused_origin()}) {
    CHECK(page.status == 403);
    const json::Value body = parsed(reader, page);
    CHECK(body.find("jsonrpc").text() == "2.0");
    CHECK(body.find("id").is_null());
    CHECK(body.find("error").find("code").integer() == -32000);
  }

  const Page post_to_sse = web::method_not_allowed(Endpoint::event_stream);
  CHECK(post_to_sse.status == 405);
  CHECK(header(post_to_sse, "Allow") == "GET, OPTIONS");
  CHECK(parsed(reader, post_to_sse).find("error").find("code").integer() == -32000);
  const Page post_to_home = web::method_not_allowed(Endpoint::home);
  CHECK(header(post_to_home, "Allow") == "GET, HEAD, OPTIONS");
  CHECK(parsed(reader, post_to_home).find("error").text() == "method_not_allowed");

  const std::pair<framing::HeadTrouble, int> heads[] = {{framing::HeadTrouble::too_many_headers, 431},
                                                        {framing::HeadTrouble::too_large, 431},
                                                        {framing::HeadTrouble::bad_character, 400},
                                                        {framing::HeadTrouble::bad_target, 400}};
  for (const auto &one : heads) {
    const Page page = web::refused_head(one.first);
    CHECK(page.status == one.second);
    CHECK(parsed(reader, page).find("error").is_text());
  }
}

TEST_CASE("an answer to a browser carries its origin") {
  Page page = web::not_found();
  web::add_cross_origin(page, ask("GET", {{"Origin", "http://localhost:5"}}));
  CHECK(header(page, "Access-Control-Allow-Origin") == "http://localhost:5");
  CHECK(header(page, "Access-Control-Expose-Headers") == "Mcp-Session-Id, WWW-Authenticate, Retry-After, DPoP-Nonce");
  CHECK(header(page, "Vary") == "Origin");
}
