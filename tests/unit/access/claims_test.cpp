// claims_test.cpp - what tokens say about their bearers, told at 2023-11-14 22:13:20 UTC.
#include "access/claims.hpp"
#include <cstdint>
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::access;

namespace {

constexpr int64_t noon = 1700000000; // seconds
constexpr Expected anything{"", "", 5};

struct Heard {
  std::string verdict;
  Principal who;
};

Heard hear(const std::string &claims, Expected expected = anything, int64_t unix_ms = noon * 1000) {
  json::Reader reader;
  REQUIRE(reader.parse_copy(claims, 8) == json::Trouble::none);
  Heard heard;
  heard.who = {"before", "before", "before", 1};
  const Reason reason = read_claims(reader.root(), claims, expected, {0, unix_ms}, heard.who);
  heard.verdict = word(reason);
  const bool untouched = heard.who.subject == "before" && heard.who.scopes == "before" && heard.who.claims_json == "before" &&
                         heard.who.expires_at == 1;
  CHECK(untouched == (reason != Reason::accepted)); // a refusal changes nothing
  return heard;
}

std::string verdict(const std::string &claims, Expected expected = anything, int64_t unix_ms = noon * 1000) {
  return hear(claims, expected, unix_ms).verdict;
}

// Claims that are good but for what is added.
std::string good(const std::string &more) { return R"({"exp":1700000600)" + (more.empty() ? "" : "," + more) + "}"; }

} // namespace

TEST_CASE("a whole principal") {
  const std::string claims =
      R"({"sub":"user123","username":"john_doe","roles":["user"],"scope":"read write","iat":1700000000,"exp":1700003600})";
  const Heard heard = hear(claims);
  CHECK(heard.verdict == "accepted");
  CHECK(heard.who.subject == "user123");
  CHECK(heard.who.scopes == "read write");
  CHECK(heard.who.claims_json == claims);
  CHECK(heard.who.expires_at == 1700003600);
}

TEST_CASE("claims are an object") {
  for (const char *text : {"[]", "\"exp\"", "1", "null", "true"}) CHECK(verdict(text) == "malformed");
}

TEST_CASE("a token without an end is refused") {
  CHECK(verdict("{}") == "no_expiry");
  CHECK(verdict(R"({"nbf":1700000000,"iat":1700000000})") == "no_expiry");
  CHECK(verdict(R"({"Exp":1700000600})") == "no_expiry");
}

TEST_CASE("exp is a number in range, and nothing that only means one") {
  for (const char *exp : {"\"1700000600\"", "null", "true", "[1700000600]", "{}", "-1", "-0.5", "9007199254740993",
                          "9223372036854775807", "9223372036854775808", "18446744073709551615", "1e300", "9007199254740994.0"})
    CHECK_MESSAGE(verdict(std::string(R"({"exp":)") + exp + "}") == "bad_claims", std::string(exp));
  CHECK(verdict(R"({"exp":9007199254740992})") == "accepted");
  CHECK(verdict(R"({"exp":9007199254740992.0})") == "accepted");
  CHECK(verdict(R"({"exp":0})") == "expired");
  CHECK(verdict(R"({"exp":-0.0})") == "expired");
  CHECK(verdict(R"({"exp":1e-400})") == "expired");
}

TEST_CASE("a token lives while now is before exp and the leeway, to the millisecond") {
  const std::string claims = R"({"exp":1700000000})";
  CHECK(verdict(claims, anything, noon * 1000 + 4999) == "accepted");
  CHECK(verdict(claims, anything, noon * 1000 + 5000) == "expired");
  CHECK(verdict(claims, {"", "", 0}, noon * 1000 - 1) == "accepted");
  CHECK(verdict(claims, {"", "", 0}, noon * 1000) == "expired");
  CHECK(verdict(claims, {"", "", max_leeway_seconds}, noon * 1000 + 86399999) == "accepted");
  CHECK(verdict(claims, {"", "", max_leeway_seconds}, noon * 1000 + 86400000) == "expired");
}

TEST_CASE("dates may have fractions and exponents") {
  CHECK(verdict(R"({"exp":1700000000.123})", {"", "", 0}, noon * 1000 + 122) == "accepted");
  CHECK(verdict(R"({"exp":1700000000.123})", {"", "", 0}, noon * 1000 + 123) == "expired");
  CHECK(verdict(R"({"exp":1.7000006e9})") == "accepted");
  CHECK(hear(R"({"exp":1700000600.9})").who.expires_at == 1700000600);
}

TEST_CASE("a wall clock at either end of its range decides without overflow") {
  CHECK(verdict(R"({"exp":9007199254740992,"nbf":0,"iat":0})", {"", "", max_leeway_seconds}, INT64_MAX) == "expired");
  CHECK(verdict(R"({"exp":1})", {"", "", max_leeway_seconds}, INT64_MIN) == "accepted");
  CHECK(verdict(R"({"exp":1,"nbf":0})", {"", "", max_leeway_seconds}, INT64_MIN) == "not_yet_valid");
}

TEST_CASE("nbf is honoured with the same leeway") {
  const std::string claims = good(R"("nbf":1700000000)");
  CHECK(verdict(claims, anything, noon * 1000 - 5000) == "accepted");
  CHECK(verdict(claims, anything, noon * 1000 - 5001) == "not_yet_valid");
  CHECK(verdict(claims, {"", "", 0}, noon * 1000) == "accepted"); // "not before" includes the moment itself
  CHECK(verdict(claims, {"", "", 0}, noon * 1000 - 1) == "not_yet_valid");
  CHECK(verdict(good(R"("nbf":"1700000000")")) == "bad_claims");
  CHECK(verdict(good(R"("nbf":null)")) == "bad_claims");
  CHECK(verdict(good(R"("nbf":-1)")) == "bad_claims");
}

TEST_CASE("iat may not lie ahead") {
  const std::string claims = good(R"("iat":1700000000)");
  CHECK(verdict(claims, anything, noon * 1000 - 5000) == "accepted");
  CHECK(verdict(claims, anything, noon * 1000 - 5001) == "not_yet_valid");
  CHECK(verdict(good(R"("iat":"now")")) == "bad_claims");
  CHECK(verdict(good(R"("iat":1e17)")) == "bad_claims");
}

TEST_CASE("an expired token is called expired, whatever else is wrong with it") {
  CHECK(verdict(R"({"exp":1600000000,"nbf":1800000000,"iss":"who"})", {"us", "us", 5}) == "expired");
}

TEST_CASE("the issuer is the one that was named, letter by letter") {
  const Expected ours{"https://issuer.example", "", 5};
  CHECK(verdict(good(R"("iss":"https://issuer.example")"), ours) == "accepted");
  for (const char *iss : {"https://issuer.example/", "https://issuer.exampl", "HTTPS://issuer.example", "https://issuer.example\\u0000", ""})
    CHECK_MESSAGE(verdict(good(std::string(R"("iss":")") + iss + "\""), ours) == "wrong_issuer", std::string(iss));
  CHECK(verdict(good(""), ours) == "wrong_issuer");
  CHECK(verdict(good(R"("iss":["https://issuer.example"])"), ours) == "bad_claims");
  CHECK(verdict(good(R"("iss":"anybody")")) == "accepted"); // none was named
  CHECK(verdict(good(R"("iss":7)")) == "bad_claims");       // but its type is checked all the same
  CHECK(verdict(good(R"("iss":null)")) == "bad_claims");
}

TEST_CASE("the audience is ours, alone or among others") {
  const Expected ours{"", "https://mcp.example/mcp", 5};
  CHECK(verdict(good(R"("aud":"https://mcp.example/mcp")"), ours) == "accepted");
  CHECK(verdict(good(R"("aud":["https://other.example","https://mcp.example/mcp"])"), ours) == "accepted");
  CHECK(verdict(good(R"("aud":["https://mcp.example/mcp","https://other.example"])"), ours) == "accepted");
  CHECK(verdict(good(R"("aud":"https://mcp.example/mcp/")"), ours) == "wrong_audience");
  CHECK(verdict(good(R"("aud":"https://mcp.example")"), ours) == "wrong_audience");
  CHECK(verdict(good(R"("aud":"https://MCP.example/mcp")"), ours) == "wrong_audience");
  CHECK(verdict(good(R"("aud":[])"), ours) == "wrong_audience");
  CHECK(verdict(good(R"("aud":"")"), ours) == "wrong_audience");
  CHECK(verdict(good(""), ours) == "wrong_audience");
}

TEST_CASE("an audience has the right type, whether one is demanded or not") {
  for (const Expected &expected : {anything, Expected{"", "us", 5}})
    for (const char *aud : {"1", "null", "true", "{}", "[1]", "[null]", "[[\"us\"]]", "[\"us\",1]", "[\"us\",null]"})
      CHECK_MESSAGE(verdict(good(std::string(R"("aud":)") + aud), expected) == "bad_claims", std::string(aud));
  CHECK(verdict(good(R"("aud":[])")) == "accepted");
  CHECK(verdict(good(R"("aud":"anybody")")) == "accepted");
}

TEST_CASE("ten thousand audiences are read, and the last one counts") {
  std::string many;
  for (int i = 0; i < 10000; ++i) many += "\"a" + std::to_string(i) + "\",";
  CHECK(verdict(good("\"aud\":[" + many + "\"us\"]"), {"", "us", 5}) == "accepted");
  CHECK(verdict(good("\"aud\":[" + many + "\"them\"]"), {"", "us", 5}) == "wrong_audience");
}

TEST_CASE("the subject is sub, else userId, else nobody") {
  CHECK(hear(good(R"("sub":"a","userId":"b")")).who.subject == "a");
  CHECK(hear(good(R"("userId":"b")")).who.subject == "b");
  CHECK(hear(good(R"("userId":42)")).who.subject == "42");
  CHECK(hear(good(R"("userId":-7)")).who.subject == "-7");
  CHECK(hear(good(R"("userId":-9223372036854775808)")).who.subject == "-9223372036854775808");
  CHECK(hear(good(R"("userId":18446744073709551615)")).who.subject == "18446744073709551615");
  CHECK(hear(good("")).who.subject == "");
  CHECK(hear(good(R"("sub":"","userId":"b")")).who.subject == ""); // sub wins, even when it says little
}

TEST_CASE("a subject of another type is refused") {
  for (const char *sub : {R"("sub":1)", R"("sub":null)", R"("sub":["a"])", R"("sub":{})", R"("sub":null,"userId":"b")", R"("userId":1.5)",
                          R"("userId":1e3)", R"("userId":null)", R"("userId":true)", R"("userId":["b"])", R"("userId":{})"})
    CHECK_MESSAGE(verdict(good(sub)) == "bad_claims", std::string(sub));
}

TEST_CASE("a subject has no control characters, in whatever encoding they come") {
  for (const char *sub : {"a\\u0000b", "\\u0000", "a\\nb", "a\\u001f", "a\\u007f", "\\u0080", "\\u009f", "\xc2\x85"})
    CHECK_MESSAGE(verdict(good(std::string(R"("sub":")") + sub + "\"")) == "bad_claims", std::string(sub));
  CHECK(verdict(good(R"("userId":"a\tb")")) == "bad_claims");
  CHECK(hear(good(R"("sub":"J\u00fcrgen \ud83d\ude00\u00a0")")).who.subject == "J\xc3\xbcrgen \xf0\x9f\x98\x80\xc2\xa0");
}

TEST_CASE("half a character at the end is not read past") {
  CHECK_FALSE(has_control_characters("a\xc2"));
  CHECK(has_control_characters("a\xc2\x9f"));
  CHECK_FALSE(has_control_characters("a\xc2\xa0"));
}

TEST_CASE("scopes come along, and bad ones spoil the token") {
  CHECK(hear(good(R"("scp":["a","b"])")).who.scopes == "a b");
  CHECK(hear(good("")).who.scopes == "");
  CHECK(verdict(good(R"("scope":1)")) == "bad_claims");
}

TEST_CASE("a token that is bound to a key is no bearer token") {
  CHECK(verdict(good(R"("cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})")) == "bad_claims");
  CHECK(verdict(good(R"("cnf":null)")) == "bad_claims");
}
