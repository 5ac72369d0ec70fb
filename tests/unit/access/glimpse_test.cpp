// glimpse_test.cpp - what a token says of its key before anybody has vouched for it.
#include "access/glimpse.hpp"
#include "ground/base64url.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::access;

namespace {

constexpr Instant noon{1000, 1'800'000'000'000};

std::string part(std::string_view text) {
  std::string out;
  append_base64url(out, text);
  return out;
}

Glimpse look(std::string_view token, const Expected &expected = {}) {
  json::Reader scratch;
  std::string text;
  return glimpse(token, expected, noon, scratch, text);
}

Glimpse look(std::string_view header, std::string_view claims, const Expected &expected = {}) {
  return look(part(header) + "." + part(claims) + ".AA", expected);
}

constexpr std::string_view header = R"({"alg":"ES256","kid":"k2"})";

} // namespace

TEST_CASE("key, algorithm and issuer, as the token says") {
  const Glimpse seen = look(header, R"({"iss":"https://as.example","exp":1800000001})");
  CHECK(seen.kid == "k2");
  CHECK(seen.algorithm == "ES256");
  CHECK(seen.issuer == "https://as.example");
  CHECK_FALSE(seen.ruled_out);
}

TEST_CASE("what its claims rule out is not worth a key: times, issuer, audience") {
  Expected ours;
  ours.issuer = "https://as.example";
  ours.audiences = {"https://h/mcp"};
  const auto out = [&](std::string_view claims) { return look(header, claims, ours).ruled_out; };
  CHECK_FALSE(out(R"({"iss":"https://as.example","aud":"https://h/mcp","exp":1800000001})"));
  CHECK(out(R"({"iss":"https://as.example","aud":"https://h/mcp","exp":1799999995})"));
  CHECK(out(R"({"iss":"https://as.example","aud":"https://h/mcp"})"));
  CHECK(out(R"({"iss":"https://elsewhere.example","aud":"https://h/mcp","exp":1800000001})"));
  CHECK(out(R"({"iss":"https://as.example","aud":"https://elsewhere/mcp","exp":1800000001})"));
}

TEST_CASE("what is no token is ruled out, and says nothing") {
  for (const std::string &token : {std::string(), std::string("a"), std::string("a.b"), std::string("....."), part("{}") + ".?.AA", part("[]") + "." + part("[]") + ".AA"}) {
    const Glimpse seen = look(token);
    CHECK_MESSAGE(seen.ruled_out, token);
    CHECK((seen.kid + seen.algorithm + seen.issuer).empty());
  }
}

TEST_CASE("a word that is no text, too long, or with control characters is left out") {
  CHECK(look(R"({"alg":1,"kid":null})", "{}").kid.empty());
  CHECK(look(R"({"kid":")" + std::string(256, 'k') + "\"}", "{}").kid.size() == 256);
  CHECK(look(R"({"kid":")" + std::string(257, 'k') + "\"}", "{}").kid.empty());
  CHECK(look(R"({"kid":"a\\u0000b"})", "{}").kid == "a\\u0000b");
  CHECK(look(R"({"kid":"a\u0000b"})", "{}").kid.empty());
  CHECK(look("{}", R"({"iss":"a\nb"})").issuer.empty());
}
