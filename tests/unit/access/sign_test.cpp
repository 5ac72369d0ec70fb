// sign_test.cpp - what we sign, we accept; what we would not accept, we do not sign.
#include "access/sign.hpp"
#include "access/minted.hpp"
#include "access/token.hpp"
#include "access/token_policy.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::access;

namespace {

constexpr Instant noon{0, 1700000000999};

TokenRequest usual() {
  TokenRequest request;
  request.secret = minted::secret;
  request.subject = "user123";
  return request;
}

std::string signed_by(const TokenRequest &request, Instant now = noon) {
  auto token = sign(request, now);
  REQUIRE_MESSAGE(static_cast<bool>(token), token.refusal().text);
  return *token;
}

Status refused(const TokenRequest &request, Instant now = noon) {
  auto token = sign(request, now);
  REQUIRE_FALSE(token);
  CHECK_FALSE(token.refusal().text.empty());
  return token.refusal().status;
}

// What the policy makes of it: the claims as they were signed.
std::string claims(const std::string &token, const PolicyOptions &demands = {}, Instant now = noon) {
  PolicyOptions options = demands;
  options.secret = minted::secret;
  auto policy = TokenPolicy::make(options);
  REQUIRE(policy);
  json::Reader reader;
  std::string text;
  Principal who;
  const Reason reason = (*policy)->check(token, now, reader, text, who);
  return reason == Reason::accepted ? who.claims_json : word(reason);
}

Status with_claims(std::string_view json) {
  TokenRequest request = usual();
  request.claims_json = json;
  return refused(request);
}

} // namespace

TEST_CASE("the least that can be asked for: a subject, for an hour") {
  CHECK(claims(signed_by(usual())) == R"({"iat":1700000000,"exp":1700003600,"sub":"user123","userId":"user123"})");
}

TEST_CASE("the header is the one that every library knows") {
  CHECK(signed_by(usual()).substr(0, 37) == "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.");
}

TEST_CASE("everything that can be asked for") {
  TokenRequest request = usual();
  request.username = "john_doe";
  request.roles = {"user", "admin"};
  request.issuer = "https://issuer.example";
  request.audience = "https://mcp.example/mcp";
  request.scope = "read write";
  request.expires_in_seconds = 60;
  request.claims_json = " { \"tenant\" : {\"id\":7}, \"n\":null } ";
  PolicyOptions demands;
  demands.issuer = request.issuer;
  demands.audience = request.audience;
  CHECK(claims(signed_by(request), demands) ==
        R"({"iat":1700000000,"exp":1700000060,"sub":"user123","userId":"user123","username":"john_doe","roles":["user","admin"],)"
        R"("iss":"https://issuer.example","aud":"https://mcp.example/mcp","scope":"read write", "tenant" : {"id":7}, "n":null })");
}

TEST_CASE("a token of ours opens with our key and no other") {
  const std::string token = signed_by(usual());
  TokenParts parts;
  REQUIRE(split_token(token, parts));
  CHECK(token == minted::sealed(std::string(parts.signed_text)));
  CHECK(token != minted::sealed(std::string(parts.signed_text), "other"));
}

TEST_CASE("texts are escaped, not trusted") {
  TokenRequest request = usual();
  request.subject = "a\"b\\c";
  request.username = "line\nbreak \xf0\x9f\x98\x80";
  request.roles = {"\",\"admin"};
  const std::string text = claims(signed_by(request));
  json::Reader reader;
  REQUIRE(reader.parse_copy(text, 8) == json::Trouble::none);
  CHECK(reader.root().find("sub").text() == request.subject);
  CHECK(reader.root().find("username").text() == request.username);
  CHECK(reader.root().find("roles").count() == 1);
  CHECK(reader.root().find("roles").first().text() == request.roles[0]);
}

TEST_CASE("a secret is needed, and a short one has to be allowed") {
  TokenRequest request = usual();
  const std::string secret(32, 's');
  request.secret = "";
  CHECK(refused(request) == Status::invalid);
  request.secret = std::string_view(secret).substr(0, 31);
  CHECK(refused(request) == Status::weak_key);
  request.allow_short_secret = true;
  signed_by(request);
  request.secret = "";
  CHECK(refused(request) == Status::invalid);
  request.allow_short_secret = false;
  request.secret = secret;
  signed_by(request);
}

TEST_CASE("what our own policy would turn away is not signed") {
  TokenRequest request = usual();
  for (const char *subject : {"", "a\nb", "\x7f", "\xc2\x85", "\xff"}) {
    request.subject = subject;
    CHECK(refused(request) == Status::invalid);
  }
  request = usual();
  for (const char *scope : {"a\tb", "a\"b", "caf\xc3\xa9", "\xff"}) {
    request.scope = scope;
    CHECK(refused(request) == Status::invalid);
  }
  request = usual();
  request.username = "\xff";
  CHECK(refused(request) == Status::invalid);
  request = usual();
  request.issuer = "\xed\xa0\x80";
  CHECK(refused(request) == Status::invalid);
  request = usual();
  request.audience = "\xc0\x80";
  CHECK(refused(request) == Status::invalid);
  request = usual();
  request.roles = {"user", "\xff"};
  CHECK(refused(request) == Status::invalid);
}

TEST_CASE("more claims: an object that repeats nothing") {
  TokenRequest request = usual();
  for (const char *nothing : {"", "{}", " { } "}) {
    request.claims_json = nothing;
    CHECK(claims(signed_by(request)) == R"({"iat":1700000000,"exp":1700003600,"sub":"user123","userId":"user123"})");
  }
  for (const char *json : {"[]", "null", "1", "{", "{} {}", "{\"a\":1,\"a\":2}", "{\"a\":}", "{\"a\":\"\xff\"}", " "})
    CHECK_MESSAGE(with_claims(json) == Status::invalid, std::string(json));
  for (const char *json : {R"({"iat":1})", R"({"exp":1})", R"({"sub":"x"})", R"({"userId":"x"})", R"({"\u0073ub":"x"})", R"({"a":1,"exp":9999999999})"})
    CHECK_MESSAGE(with_claims(json) == Status::invalid, std::string(json));
}

TEST_CASE("a claim that the request leaves out may come with the others") {
  TokenRequest request = usual();
  request.claims_json = R"({"iss":"elsewhere","aud":["a","b"],"scope":"x","nbf":1700000000,"jti":"1"})";
  PolicyOptions demands;
  demands.issuer = "elsewhere";
  demands.audience = "b";
  CHECK(claims(signed_by(request), demands).find(R"("aud":["a","b"])") != std::string::npos);
  request.issuer = "here";
  CHECK(refused(request) == Status::invalid);
}

TEST_CASE("more claims nest seven deep inside of the payload's own braces") {
  TokenRequest request = usual();
  const std::string deepest = R"({"x":)" + std::string(7, '[') + std::string(7, ']') + "}";
  const std::string deeper = R"({"x":)" + std::string(8, '[') + std::string(8, ']') + "}";
  request.claims_json = deepest;
  CHECK(claims(signed_by(request)).find("\"x\"") != std::string::npos);
  request.claims_json = deeper;
  CHECK(refused(request) == Status::invalid);
}

TEST_CASE("a token lives as long as was asked, and then no longer") {
  TokenRequest request = usual();
  request.expires_in_seconds = 1;
  const std::string token = signed_by(request);
  PolicyOptions strict;
  strict.leeway_seconds = 0;
  CHECK(claims(token, strict, {0, 1700000000999}) != "expired");
  CHECK(claims(token, strict, {0, 1700000001000}) == "expired");
}

TEST_CASE("a hundred years are fine, the year 10000 is not") {
  TokenRequest request = usual();
  request.expires_in_seconds = 3155760000;
  signed_by(request);
  request.expires_in_seconds = static_cast<uint64_t>(last_token_second - 1700000000);
  signed_by(request);
  request.expires_in_seconds += 1;
  CHECK(refused(request) == Status::invalid);
  request.expires_in_seconds = UINT64_MAX;
  CHECK(refused(request) == Status::invalid);
}

TEST_CASE("a clock before 1970 or after 9999 signs nothing") {
  signed_by(usual(), {0, 0});
  CHECK(refused(usual(), {0, -1000}) == Status::invalid);
  CHECK(refused(usual(), {0, INT64_MIN}) == Status::invalid);
  CHECK(refused(usual(), {0, INT64_MAX}) == Status::invalid);
  CHECK(refused(usual(), {0, last_token_second * 1000}) == Status::invalid); // an hour later is the year 10000
}

TEST_CASE("a token of more than a mebibyte is not made") {
  TokenRequest request = usual();
  const std::string large = R"({"x":")" + std::string(token_ceiling / 4 * 3, 'x') + "\"}";
  request.claims_json = large;
  CHECK(refused(request) == Status::limit);
  const std::string fitting = R"({"x":")" + std::string(token_ceiling / 4 * 3 - 300, 'x') + "\"}";
  request.claims_json = fitting;
  CHECK(signed_by(request).size() <= token_ceiling);
}
