// claims_test.cpp - what tokens say about their bearers, told at 2023-11-14 22:13:20 UTC.
#include "access/claims.hpp"
#include <cstdint>
#include <doctest/doctest.h>
#include <string>
#include <utility>
#include <vector>

using namespace tenon;
using namespace tenon::access;

namespace {

constexpr int64_t noon = 1700000000; // seconds
const Expected anything;

struct Heard {
  std::string verdict;
  Principal who;
};

Heard hear(const std::string &claims, const Expected &expected = anything, int64_t unix_ms = noon * 1000) {
  json::Reader reader;
  REQUIRE(reader.parse_copy(claims, 8) == json::Trouble::none);
  Heard heard;
  heard.who.subject = heard.who.scopes = heard.who.claims_json = "before";
  heard.who.expires_at = 1;
  const Reason reason = read_claims(reader.root(), claims, expected, {0, unix_ms}, heard.who);
  heard.verdict = word(reason);
  const bool untouched = heard.who.subject == "before" && heard.who.scopes == "before" && heard.who.claims_json == "before" &&
                         heard.who.expires_at == 1;
  CHECK(untouched == (reason != Reason::accepted)); // a refusal changes nothing
  return heard;
}

std::string verdict(const std::string &claims, const Expected &expected = anything, int64_t unix_ms = noon * 1000) {
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
  CHECK(verdict(claims, {"", {}, 0}, noon * 1000 - 1) == "accepted");
  CHECK(verdict(claims, {"", {}, 0}, noon * 1000) == "expired");
  CHECK(verdict(claims, {"", {}, max_leeway_seconds}, noon * 1000 + 86399999) == "accepted");
  CHECK(verdict(claims, {"", {}, max_leeway_seconds}, noon * 1000 + 86400000) == "expired");
}

TEST_CASE("dates may have fractions and exponents") {
  CHECK(verdict(R"({"exp":1700000000.123})", {"", {}, 0}, noon * 1000 + 122) == "accepted");
  CHECK(verdict(R"({"exp":1700000000.123})", {"", {}, 0}, noon * 1000 + 123) == "expired");
  CHECK(verdict(R"({"exp":1.7000006e9})") == "accepted");
  CHECK(hear(R"({"exp":1700000600.9})").who.expires_at == 1700000600);
}

TEST_CASE("a fraction finer than a millisecond never lets in more: an end comes earlier, a beginning later") {
  const Expected exact{"", {}, 0};
  CHECK(verdict(R"({"exp":1700000000.0004})", exact, noon * 1000 - 1) == "accepted");
  CHECK(verdict(R"({"exp":1700000000.0009})", exact, noon * 1000) == "expired");
  CHECK(hear(R"({"exp":1700000600.9999})").who.expires_at == 1700000600);
  CHECK(verdict(good(R"("nbf":1700000000.0004)"), exact, noon * 1000) == "not_yet_valid");
  CHECK(verdict(good(R"("nbf":1700000000.0004)"), exact, noon * 1000 + 1) == "accepted");
  CHECK(verdict(good(R"("iat":1700000000.0004)"), exact, noon * 1000) == "not_yet_valid");
}

TEST_CASE("a wall clock at either end of its range decides without overflow") {
  CHECK(verdict(R"({"exp":9007199254740992,"nbf":0,"iat":0})", {"", {}, max_leeway_seconds}, INT64_MAX) == "expired");
  CHECK(verdict(R"({"exp":1})", {"", {}, max_leeway_seconds}, INT64_MIN) == "accepted");
  CHECK(verdict(R"({"exp":1,"nbf":0})", {"", {}, max_leeway_seconds}, INT64_MIN) == "not_yet_valid");
}

TEST_CASE("nbf is honoured with the same leeway") {
  const std::string claims = good(R"("nbf":1700000000)");
  CHECK(verdict(claims, anything, noon * 1000 - 5000) == "accepted");
  CHECK(verdict(claims, anything, noon * 1000 - 5001) == "not_yet_valid");
  CHECK(verdict(claims, {"", {}, 0}, noon * 1000) == "accepted"); // "not before" includes the moment itself
  CHECK(verdict(claims, {"", {}, 0}, noon * 1000 - 1) == "not_yet_valid");
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
  CHECK(verdict(R"({"exp":1600000000,"nbf":1800000000,"iss":"who"})", {"us", {"us"}, 5}) == "expired");
}

TEST_CASE("the issuer is the one that was named, letter by letter") {
  const Expected ours{"https://issuer.example", {}, 5};
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
  const Expected ours{"", {"https://mcp.example/mcp"}, 5};
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
  for (const Expected &expected : {anything, Expected{"", {"us"}, 5}})
    for (const char *aud : {"1", "null", "true", "{}", "[1]", "[null]", "[[\"us\"]]", "[\"us\",1]", "[\"us\",null]"})
      CHECK_MESSAGE(verdict(good(std::string(R"("aud":)") + aud), expected) == "bad_claims", std::string(aud));
  CHECK(verdict(good(R"("aud":[])")) == "accepted");
  CHECK(verdict(good(R"("aud":"anybody")")) == "accepted");
}

TEST_CASE("ten thousand audiences are read, and the last one counts") {
  std::string many;
  for (int i = 0; i < 10000; ++i) many += "\"a" + std::to_string(i) + "\",";
  CHECK(verdict(good("\"aud\":[" + many + "\"us\"]"), {"", {"us"}, 5}) == "accepted");
  CHECK(verdict(good("\"aud\":[" + many + "\"them\"]"), {"", {"us"}, 5}) == "wrong_audience");
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

namespace {

constexpr const char *bound = R"("cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})";

Expected with_proofs() {
  Expected expected;
  expected.takes_bound = true;
  return expected;
}

} // namespace

TEST_CASE("a token that is bound to a key is no bearer token") {
  CHECK(verdict(good(bound)) == "proof_missing");
  CHECK(verdict(good(R"("cnf":null)")) == "bad_claims");
  CHECK(hear(good(bound), with_proofs()).who.jkt == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
  CHECK(hear(good(""), with_proofs()).who.jkt == "");
}

TEST_CASE("a binding that we cannot have proved, whole or in part, keeps a token outside") {
  for (const char *cnf : {R"({})", R"([])", R"("x")", R"({"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"})", R"({"jkt":1})", R"({"jkt":""})",
                          R"({"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4"})", R"({"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4II"})",
                          R"({"jkt":"0ZcOCORZNYy+DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})", R"({"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4J"})",
                          R"({"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I","kid":"k"})"})
    CHECK_MESSAGE(verdict(good(std::string(R"("cnf":)") + cnf), with_proofs()) == "bad_claims", std::string(cnf));
}

TEST_CASE("a host may take tokens without an end; they stay, and those with an end still end") {
  Expected endless;
  endless.expiry_optional = true;
  const Heard heard = hear(R"({"sub":"a"})", endless, INT64_MAX);
  CHECK(heard.verdict == "accepted");
  CHECK(heard.who.expires_at == 0);
  CHECK(heard.who.lifetime.expires_ms == Lifetime::no_date);
  CHECK(verdict(R"({"exp":1600000000})", endless) == "expired");
  CHECK(verdict(R"({"exp":null})", endless) == "bad_claims");
}

TEST_CASE("a greatest age counts from iat, with the leeway, and asks for one") {
  Expected young;
  young.max_age_seconds = 60;
  const std::string claims = good(R"("iat":1700000000)");
  CHECK(verdict(claims, young, noon * 1000 + 64999) == "accepted");
  CHECK(verdict(claims, young, noon * 1000 + 65000) == "too_old");
  CHECK(verdict(good(""), young) == "too_old");
  young.max_age_seconds = max_age_ceiling;
  CHECK(verdict(R"({"exp":9007199254740992,"iat":9007199254740992})", young, INT64_MAX) == "expired"); // no overflow
}

TEST_CASE("what was accepted once is looked at again with the same eyes") {
  Expected expected;
  expected.max_age_seconds = 300;
  const Lifetime life = hear(R"({"exp":1700000100,"nbf":1700000000,"iat":1700000000})", expected).who.lifetime;
  const auto again = [&](int64_t unix_ms) { return std::string(word(check_lifetime(life, expected, {0, unix_ms}))); };
  CHECK(again(1700000104999) == "accepted");
  CHECK(again(1700000105000) == "expired");
  CHECK(again(1699999995000) == "accepted");
  CHECK(again(1699999994999) == "not_yet_valid"); // the clock went back
  expected.max_age_seconds = 50;
  CHECK(again(1700000055000) == "too_old");
}

TEST_CASE("an audience without a path is the same with its slash, and that is all we forgive") {
  for (const auto &[left, right] : {std::pair{"https://h", "https://h/"}, {"https://h:8443/", "https://h:8443"}, {"x://[::1]", "x://[::1]/"}}) {
    CHECK(same_audience(left, right));
    CHECK(same_audience(right, left));
  }
  for (const auto &[left, right] :
       {std::pair{"https://h/mcp", "https://h/mcp/"}, {"https://h", "https://h//"}, {"https://h", "https://H"}, {"https://h?", "https://h?/"},
        {"https://h#", "https://h#/"}, {"https://", "https:///"}, {"mcp", "mcp/"}, {"", "/"}, {"https://h", "http://h/"}, {"https://h", "https://h:443"}}) {
    CHECK_FALSE(same_audience(left, right));
    CHECK_FALSE(same_audience(right, left));
  }
}

TEST_CASE("one of several audiences of ours is enough") {
  const Expected ours{"", {"https://h", "https://h/mcp"}};
  CHECK(verdict(good(R"("aud":"https://h/")"), ours) == "accepted");
  CHECK(verdict(good(R"("aud":["them","https://h/mcp"])"), ours) == "accepted");
  CHECK(verdict(good(R"("aud":"https://h/sse")"), ours) == "wrong_audience");
}

TEST_CASE("client, token id and issuer come along, as texts without control characters of at most 1024 bytes") {
  const Heard heard = hear(good(R"("iss":"https://i","sub":"s","client_id":"c","azp":"z","jti":"t")"));
  CHECK(heard.who.issuer == "https://i");
  CHECK(heard.who.client_id == "c");
  CHECK(heard.who.token_id == "t");
  CHECK(hear(good(R"("azp":"z")")).who.client_id == "z");
  for (const char *name : {"iss", "sub", "userId", "client_id", "azp", "jti"}) {
    const std::string start = "\"" + std::string(name) + "\":\"";
    CAPTURE(name);
    CHECK(verdict(good(start + std::string(1024, 'x') + "\"")) == "accepted");
    CHECK(verdict(good(start + std::string(1025, 'x') + "\"")) == "bad_claims");
    CHECK(verdict(good(start + "a\\u0000b\"")) == "bad_claims");
    CHECK(verdict(good("\"" + std::string(name) + "\":[\"x\"]")) == "bad_claims");
  }
}

TEST_CASE("threat 3: what belongs to a principal is found by issuer, subject and client together") {
  const auto owner = [](const char *claims) { return hear(good(claims)).who.owner; };
  CHECK(owner(R"("iss":"i","sub":"s","client_id":"c")") == "i\ns\nc");
  const std::string mine = owner(R"("iss":"i","sub":"s","client_id":"c")");
  for (const char *other : {R"("iss":"j","sub":"s","client_id":"c")", R"("iss":"i","sub":"t","client_id":"c")", R"("iss":"i","sub":"s","client_id":"d")",
                            R"("sub":"is","client_id":"c")", R"("iss":"is","client_id":"c")"})
    CHECK(owner(other) != mine);
}

TEST_CASE("roles are a list, and one text is one role") {
  using List = std::vector<std::string>;
  CHECK(hear(good(R"("roles":["admin","head of the house"])")).who.roles == List{"admin", "head of the house"});
  CHECK(hear(good(R"("role":"head of the house")")).who.roles == List{"head of the house"});
  CHECK(hear(good(R"("roles":["a"],"role":"b")")).who.roles == List{"a"});
  CHECK(hear(good(R"("roles":[])")).who.roles.empty());
  CHECK(hear(good(R"("role":"")")).who.roles.empty());
  CHECK(hear(good("")).who.roles.empty());
  for (const char *roles : {"1", "null", "{}", "true", "[1]", "[\"\"]", "[null]", "[[\"a\"]]", "\"a\\u0000\"", "[\"a\\nb\"]"})
    CHECK_MESSAGE(verdict(good(std::string("\"roles\":") + roles)) == "bad_claims", std::string(roles));
}

TEST_CASE("there are at most 64 roles of at most 256 bytes") {
  std::string many = "\"r\"";
  for (int i = 1; i < 64; ++i) many += ",\"r\"";
  CHECK(hear(good("\"roles\":[" + many + "]")).who.roles.size() == 64);
  CHECK(verdict(good("\"roles\":[" + many + ",\"r\"]")) == "bad_claims");
  CHECK(verdict(good("\"role\":\"" + std::string(256, 'r') + "\"")) == "accepted");
  CHECK(verdict(good("\"role\":\"" + std::string(257, 'r') + "\"")) == "bad_claims");
}

TEST_CASE("permissions are words, text or array") {
  CHECK(hear(good(R"("permissions":["read:a","write:a"])")).who.permissions == "read:a write:a");
  CHECK(hear(good(R"("permission":"read:a  write:a")")).who.permissions == "read:a write:a");
  CHECK(hear(good(R"("permissions":"a","permission":"b")")).who.permissions == "a");
  CHECK(verdict(good(R"("permissions":["a b"])")) == "bad_claims");
  CHECK(verdict(good(R"("permissions":{})")) == "bad_claims");
}

TEST_CASE("BCP 3.8 and 3.9: junk is turned away before anybody pays for its signature") {
  const auto screened = [](const std::string &claims, const Expected &expected) {
    json::Reader reader;
    REQUIRE(reader.parse_copy(claims, 8) == json::Trouble::none);
    return std::string(word(screen(reader.root(), expected, {0, noon * 1000})));
  };
  const Expected ours{"i", {"us"}};
  CHECK(screened(good(R"("iss":"i","aud":"us")"), ours) == "accepted");
  CHECK(screened(good(R"("iss":"j","aud":"us")"), ours) == "wrong_issuer");
  CHECK(screened(good(R"("iss":"i","aud":"them")"), ours) == "wrong_audience");
  CHECK(screened(R"({"exp":1600000000,"iss":"i","aud":"us"})", ours) == "expired");
  CHECK(screened("[]", ours) == "malformed");
}
