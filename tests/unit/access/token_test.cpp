// token_test.cpp - what is signed by our key in the one form that we read, and all that is not.
#include "access/minted.hpp"
#include "access/token.hpp"
#include "ground/base64url.hpp"
#include "vectors.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::access;

namespace {

struct Opened {
  std::string verdict, payload;
};

std::shared_ptr<const KeySet> keys_of(std::string_view secret) {
  KeySource source;
  source.text = secret;
  KeySetOptions options;
  options.sources = {&source, 1};
  options.keys.allow_short_secret = true;
  auto keys = KeySet::make(options, nullptr);
  REQUIRE(keys);
  return *keys;
}

Opened open(std::string_view token, std::string_view key = minted::secret) {
  const std::shared_ptr<const KeySet> keys = keys_of(key);
  json::Reader reader;
  std::string text = "from another token";
  OpenToken opened;
  Reason reason = open_token(token, *keys, TypRule::accept_missing, reader, text, opened);
  if (reason == Reason::accepted) reason = check_signature(opened);
  return {word(reason), reason == Reason::accepted ? std::string(opened.payload) : ""};
}

std::string verdict(std::string_view token, std::string_view key = minted::secret) { return open(token, key).verdict; }

std::string with_header(std::string_view header) { return verdict(minted::token(header, "{}")); }

} // namespace

TEST_CASE("a token that our key signed is opened") {
  const Opened opened = open(minted::token(minted::usual_header, R"({"exp":1})"));
  CHECK(opened.verdict == "accepted");
  CHECK(opened.payload == R"({"exp":1})");
}

TEST_CASE("behind an opened payload lies the padding that the reader asks for") {
  for (const size_t length : {0u, 1u, 15u, 16u, 1000u}) {
    const std::string token = minted::token(minted::usual_header, std::string(length, 'x'));
    json::Reader reader;
    std::string text;
    OpenToken opened;
    REQUIRE(open_token(token, *keys_of(minted::secret), TypRule::accept_missing, reader, text, opened) == Reason::accepted);
    CHECK(opened.payload == std::string(length, 'x'));
    CHECK(opened.payload.data() == text.data());
    CHECK(opened.signature.size() == 32);
    CHECK(opened.signature.data() == text.data() + length + json::Reader::padding);
  }
}

TEST_CASE("the example of RFC 7515 appendix A.1") {
  const std::string token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
                            ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
                            ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  std::string key;
  REQUIRE(decode_base64url("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow", key));
  const Opened opened = open(token, key);
  CHECK(opened.verdict == "accepted");
  CHECK(opened.payload == "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}");
  key[0] = static_cast<char>(key[0] ^ 1);
  CHECK(verdict(token, key) == "bad_signature");
}

TEST_CASE("no letter of a token can be changed") {
  const std::string token = minted::token(minted::usual_header, R"({"sub":"user123","exp":1700003600})");
  for (size_t at = 0; at < token.size(); ++at) {
    for (const char letter : {'A', 'Q', 'g', '-', '.', '=', ' ', '\0', '\xff'}) {
      std::string changed = token;
      if (changed[at] == letter) continue;
      changed[at] = letter;
      REQUIRE(verdict(changed) != "accepted");
    }
    std::string shorter = token;
    shorter.erase(at, 1);
    REQUIRE(verdict(shorter) != "accepted");
    REQUIRE(verdict(token.substr(0, at)) != "accepted");
  }
  for (const char *more : {".", "A", "=", " ", "\n", ".foo"}) CHECK(verdict(token + more) != "accepted");
  for (const char *more : {".", "A", "=", " ", "\n", "foo."}) CHECK(verdict(more + token) != "accepted");
}

TEST_CASE("threat 25: two dots, not one, not three, not a hundred thousand") {
  const std::string token = minted::token(minted::usual_header, "{}");
  CHECK(verdict("") == "malformed");
  CHECK(verdict(".") == "malformed");
  CHECK(verdict("..") == "malformed");
  CHECK(verdict("...") == "malformed");
  CHECK(verdict(token.substr(0, token.rfind('.'))) == "malformed");
  CHECK(verdict(token + ".") == "malformed");
  CHECK(verdict(std::string(100000, '.')) == "malformed");
  CHECK(verdict("." + token) == "malformed");
}

TEST_CASE("split_token says which part is which") {
  TokenParts parts;
  REQUIRE(split_token("aa.bbb.c", parts));
  CHECK(parts.header == "aa");
  CHECK(parts.payload == "bbb");
  CHECK(parts.signature == "c");
  CHECK(parts.signed_text == "aa.bbb");
  REQUIRE(split_token("..", parts));
  CHECK(parts.header.empty());
  CHECK(parts.signed_text == ".");
  CHECK_FALSE(split_token("a.b", parts));
  CHECK_FALSE(split_token("a", parts));
  CHECK_FALSE(split_token("", parts));
  CHECK_FALSE(split_token("a.b.c.d", parts));
}

TEST_CASE("one algorithm, in one spelling") {
  CHECK(with_header(R"({"alg":"HS256"})") == "accepted");
  for (const char *alg : {"none", "None", "NONE", "nOnE", "", "hs256", "Hs256", "HS256 ", " HS256", "HS384", "HS512", "RS256", "PS256", "ES256",
                          "EdDSA", "HS256\\u0000", "HS2566", "HS25", "dir"})
    CHECK_MESSAGE(with_header(std::string(R"({"alg":")") + alg + "\"}") == "bad_algorithm", std::string(alg));
  for (const char *header : {"{}", R"({"alg":null})", R"({"alg":256})", R"({"alg":true})", R"({"alg":["HS256"]})", R"({"alg":{"alg":"HS256"}})",
                             R"({"Alg":"HS256"})", R"({"ALG":"HS256"})", R"({"typ":"JWT"})"})
    CHECK_MESSAGE(with_header(header) == "bad_algorithm", std::string(header));
}

TEST_CASE("threat 25: alg none stays none with no signature, an empty one, or ours") {
  for (const char *alg : {"none", "None", "NONE", "nOnE"}) {
    const std::string header = std::string(R"({"alg":")") + alg + R"(","typ":"JWT"})";
    const std::string bare = minted::part(header) + "." + minted::part("{}");
    CHECK(verdict(bare + ".") == "bad_algorithm");
    CHECK(verdict(bare) == "malformed");
    CHECK(verdict(minted::sealed(bare)) == "bad_algorithm");
    CHECK(verdict(minted::sealed(bare, "")) == "bad_algorithm");
  }
  CHECK(verdict(minted::part(minted::usual_header) + "." + minted::part("{}") + ".") == "bad_signature");
}

TEST_CASE("a key that is empty, or public, or another's does not do") {
  for (const char *key : {"", "another secret that also has 32 bytes or more", "a secret of at least 32 bytes, it say"})
    CHECK(verdict(minted::token(minted::usual_header, "{}", key)) == "bad_signature");
}

TEST_CASE("a tag of the wrong length is no tag, though it begins right") {
  const std::string token = minted::token(minted::usual_header, "{}");
  const size_t dot = token.rfind('.');
  std::string tag;
  REQUIRE(decode_base64url(token.substr(dot + 1), tag));
  const std::string head = token.substr(0, dot + 1);
  CHECK(verdict(head + minted::part(tag)) == "accepted");
  CHECK(verdict(head + minted::part(tag.substr(0, 31))) == "bad_signature");
  CHECK(verdict(head + minted::part(tag.substr(0, 16))) == "bad_signature");
  CHECK(verdict(head + minted::part(tag + '\0')) == "bad_signature");
  CHECK(verdict(head + minted::part(tag + tag)) == "bad_signature");
}

TEST_CASE("the unused bits of the last letter of the tag are zero") {
  const std::string token = minted::token(minted::usual_header, "{}");
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const size_t last = digits.find(token.back());
  REQUIRE(last % 4 == 0);
  for (size_t extra = 1; extra < 4; ++extra)
    CHECK(verdict(token.substr(0, token.size() - 1) + digits[last + extra]) == "malformed");
}

TEST_CASE("what is signed but not strict base64url is malformed") {
  const std::string header = minted::part(minted::usual_header);
  CHECK(verdict(minted::sealed(header + "." + "e30=")) == "malformed");
  CHECK(verdict(minted::sealed(header + "." + "e30 ")) == "malformed");
  CHECK(verdict(minted::sealed(header + "." + "e31")) == "malformed"); // unused bits
  CHECK(verdict(minted::sealed(header + "=." + "e30")) == "malformed");
  CHECK(verdict(minted::sealed(header + "\n." + "e30")) == "malformed");
  CHECK(open(minted::sealed(header + ".")).payload.empty()); // empty is strict base64url; its JSON is the next one's worry
}

TEST_CASE("crit names extensions that we do not have, b64 included") {
  CHECK(with_header(R"({"alg":"HS256","crit":["exp"]})") == "critical");
  CHECK(with_header(R"({"alg":"HS256","crit":["b64"],"b64":false})") == "critical");
  CHECK(with_header(R"({"alg":"HS256","crit":["http://example.com/UNDEFINED"],"http://example.com/UNDEFINED":true})") == "critical");
  CHECK(with_header(R"({"alg":"HS256","crit":[]})") == "critical");
  CHECK(with_header(R"({"alg":"HS256","crit":null})") == "critical");
  CHECK(with_header(R"({"alg":"HS256","crit":"exp"})") == "critical");
}

TEST_CASE("what changes how the rest is read, or brings its own key, is refused whatever its value") {
  for (const char *name : {"b64", "zip", "enc", "jwk", "jku", "x5u", "x5c"})
    for (const char *value : {"true", "false", "null", "\"DEF\"", "{}", "[]"})
      CHECK_MESSAGE(with_header(std::string(R"({"alg":"HS256",")") + name + "\":" + value + "}") == "bad_header", std::string(name));
}

TEST_CASE("typ says that this is an access token, or nothing") {
  for (const char *typ : {"JWT", "jwt", "Jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+JWT"})
    CHECK_MESSAGE(with_header(std::string(R"({"alg":"HS256","typ":")") + typ + "\"}") == "accepted", std::string(typ));
  for (const char *typ : {"", "JOSE", "JWE", "jwt ", "application/jwt+json", "dpop+jwt", "logout+jwt", "secevent+jwt", "id_token", "JWT\\u0000"})
    CHECK_MESSAGE(with_header(std::string(R"({"alg":"HS256","typ":")") + typ + "\"}") == "bad_header", std::string(typ));
  for (const char *typ : {"null", "1", "[\"JWT\"]", "{}"})
    CHECK_MESSAGE(with_header(std::string(R"({"alg":"HS256","typ":)") + typ + "}") == "bad_header", std::string(typ));
}

TEST_CASE("kid decides nothing while there is one key, but is a text if it is there") {
  for (const char *kid : {"\"k1\"", "\"../../etc/passwd\"", "\"' OR 1=1 --\"", "\"\"", "\"\\u0000\""})
    CHECK_MESSAGE(with_header(std::string(R"({"alg":"HS256","kid":)") + kid + "}") == "accepted", std::string(kid));
  for (const char *kid : {"1", "null", "true", "[\"k1\"]", "{}"})
    CHECK_MESSAGE(with_header(std::string(R"({"alg":"HS256","kid":)") + kid + "}") == "bad_header", std::string(kid));
}

TEST_CASE("a header is one JSON object, with each name once") {
  for (const char *header : {"", "[]", "\"HS256\"", "null", "1", "{", "{\"alg\":\"HS256\"", "{\"alg\":\"HS256\"}}", "{\"alg\":\"HS256\"}{}",
                             "{'alg':'HS256'}", "{\"alg\":\"HS256\",}", "\xef\xbb\xbf{\"alg\":\"HS256\"}", "{\"alg\":\"HS256\",\"x\":\"\xff\"}",
                             "{\"alg\":\"HS256\",\"x\":\"\\ud800\"}", R"({"alg":"HS256","alg":"HS256"})", R"({"alg":"none","alg":"HS256"})",
                             R"({"alg":"HS256","\u0061lg":"none"})", R"({"alg":"HS256","kid":"a","kid":"b"})"})
    CHECK_MESSAGE(with_header(header) == "malformed", std::string(header));
  CHECK(verdict(minted::token(std::string("{\"alg\":\"HS256\"}\0", 16), "{}")) == "malformed");
  CHECK(with_header(" {\r\n\t\"alg\" : \"HS256\" } ") == "accepted");
  CHECK(with_header(R"({"\u0061lg":"HS256"})") == "accepted"); // the same name, spelled long
}

TEST_CASE("a header nests eight deep, not nine") {
  const auto nested = [](size_t levels) {
    return R"({"alg":"HS256","x":)" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
  };
  CHECK(with_header(nested(8)) == "accepted");
  CHECK(with_header(nested(9)) == "malformed");
  CHECK(with_header(nested(1025)) == "malformed");
}

TEST_CASE("a header has at most 4096 characters") {
  const auto padded = [](size_t bytes) {
    const std::string frame = R"({"alg":"HS256","kid":""})";
    return R"({"alg":"HS256","kid":")" + std::string(bytes - frame.size(), 'k') + "\"}";
  };
  REQUIRE(minted::part(padded(3072)).size() == max_token_header_bytes);
  CHECK(with_header(padded(3072)) == "accepted");
  CHECK(with_header(padded(3073)) == "too_large");
  CHECK(with_header(padded(700000)) == "too_large");
}

TEST_CASE("a token has at most a mebibyte, whatever the host allows in its headers") {
  const std::string head = minted::part(minted::usual_header) + ".";
  const size_t room = token_ceiling - head.size() - 44; // a dot and the tag
  std::string payload(room, 'A');
  payload.resize(room - room % 4); // whole groups
  CHECK(verdict(minted::sealed(head + payload)) == "accepted");
  CHECK(verdict(minted::sealed(head + payload + "AAAAAAAA")) == "too_large");
  std::string exact(token_ceiling, 'A');
  CHECK(verdict(exact) == "malformed");
  CHECK(verdict(exact + 'A') == "too_large");
}

TEST_CASE("the JSON serialization is not the compact one") {
  CHECK(verdict(R"({"payload":"e30","protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AAAA"})") == "malformed");
}

TEST_CASE("Wycheproof json_web_signature: no token of another key type is taken under an HMAC key") {
  std::string text;
  if (!vectors::read("wycheproof/json_web_signature_test.json", text)) return;
  json::Reader reader;
  REQUIRE(reader.parse_copy(text, 16) == json::Trouble::none);
  const json::Value groups = reader.root().find("testGroups");
  int seen = 0;
  for (json::Value group = groups.first(); group.at() != groups.end(); group = group.next()) {
    if (group.find("private").find("kty").text() == "oct") continue;
    const json::Value tests = group.find("tests");
    for (json::Value test = tests.first(); test.at() != tests.end(); test = test.next()) {
      if (!test.find("jws").is_text()) continue;
      CHECK(verdict(test.find("jws").text()) != "accepted");
      ++seen;
    }
  }
  CHECK(seen > 300);
}

namespace {

std::string verdict_by(TypRule rule, std::string_view typ) {
  const std::string header = typ.empty() ? std::string(R"({"alg":"HS256"})") : R"({"alg":"HS256","typ":)" + std::string(typ) + "}";
  json::Reader reader;
  std::string text;
  OpenToken opened;
  return word(open_token(minted::token(header, "{}"), *keys_of(minted::secret), rule, reader, text, opened));
}

} // namespace

TEST_CASE("a host may insist on at+jwt (RFC 9068), or not look at typ at all") {
  for (const char *typ : {"\"at+jwt\"", "\"AT+JWT\"", "\"application/at+jwt\""}) {
    CHECK(verdict_by(TypRule::require_access_token, typ) == "accepted");
    CHECK(verdict_by(TypRule::accept_missing, typ) == "accepted");
    CHECK(verdict_by(TypRule::off, typ) == "accepted");
  }
  for (const char *typ : {"", "\"JWT\"", "\"jwt+at\"", "\"at+jwt \"", "null", "[\"at+jwt\"]"}) CHECK(verdict_by(TypRule::require_access_token, typ) == "bad_header");
  for (const char *typ : {"", "\"JWT\"", "\"dpop+jwt\"", "1", "null"}) CHECK(verdict_by(TypRule::off, typ) == "accepted");
}

TEST_CASE("the allow-list is that of the keys, and the right algorithm with the wrong kid is no key") {
  const std::string a(64, 'a'), b(64, 'b');
  KeySource sources[2];
  sources[0].text = a;
  sources[0].kid = "one";
  sources[1].text = b;
  sources[1].kid = "two";
  sources[1].algorithm = Algorithm::hs512;
  KeySetOptions options;
  options.sources = sources;
  auto keys = KeySet::make(options, nullptr);
  REQUIRE(keys);
  const auto ask = [&](const char *header) {
    json::Reader reader;
    std::string text;
    OpenToken opened;
    const Reason reason = open_token(minted::token(header, "{}"), **keys, TypRule::accept_missing, reader, text, opened);
    return reason == Reason::accepted ? opened.key->kid() : std::string(word(reason));
  };
  CHECK(ask(R"({"alg":"HS256","kid":"one"})") == "one");
  CHECK(ask(R"({"alg":"HS512","kid":"two"})") == "two");
  CHECK(ask(R"({"alg":"HS256"})") == "one"); // the only one of its algorithm
  CHECK(ask(R"({"alg":"HS512"})") == "two");
  CHECK(ask(R"({"alg":"HS512","kid":"one"})") == "unknown_key");
  CHECK(ask(R"({"alg":"HS256","kid":"two"})") == "unknown_key");
  CHECK(ask(R"({"alg":"HS256","kid":"One"})") == "unknown_key");
  CHECK(ask(R"({"alg":"HS256","kid":""})") == "unknown_key");
  CHECK(ask(R"({"alg":"HS384","kid":"one"})") == "bad_algorithm");
  CHECK(ask(R"({"alg":"RS256","kid":"one"})") == "bad_algorithm");
}
