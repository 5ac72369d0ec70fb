// token_policy_test.cpp - one policy, many tokens: the verdict as the engine gets it.
#include "access/minted.hpp"
#include "access/token_policy.hpp"
#include <cstdint>
#include <doctest/doctest.h>
#include <string>
#include <thread>
#include <vector>

using namespace tenon;
using namespace tenon::access;

namespace {

constexpr Instant noon{0, 1700000000000};
constexpr const char *good_payload = R"({"sub":"user123","exp":1700003600})";

PolicyOptions usual() {
  PolicyOptions options;
  options.secret = minted::secret;
  return options;
}

std::shared_ptr<const TokenPolicy> made(const PolicyOptions &options) {
  auto policy = TokenPolicy::make(options);
  REQUIRE(policy);
  return *policy;
}

Status refused(const PolicyOptions &options) {
  auto policy = TokenPolicy::make(options);
  REQUIRE_FALSE(policy);
  CHECK_FALSE(policy.refusal().text.empty());
  CHECK(policy.refusal().text.find(options.secret.empty() ? "?" : options.secret) == std::string::npos); // never the secret
  return policy.refusal().status;
}

std::string verdict(const TokenPolicy &policy, std::string_view token, Instant now = noon) {
  json::Reader reader;
  std::string text;
  Principal who;
  who.subject = "before";
  const Reason reason = policy.check(token, now, reader, text, who);
  CHECK((who.subject == "before") == (reason != Reason::accepted));
  return word(reason);
}

std::string verdict(std::string_view token) { return verdict(*made(usual()), token); }

std::string with_payload(std::string_view payload) { return verdict(minted::token(minted::usual_header, payload)); }

} // namespace

TEST_CASE("a policy needs a secret, and one of 32 bytes") {
  PolicyOptions options;
  CHECK(refused(options) == Status::invalid);
  const std::string secret(32, 's');
  options.secret = std::string_view(secret).substr(0, 31);
  CHECK(refused(options) == Status::weak_key);
  options.secret = secret;
  CHECK_FALSE(made(options)->short_secret());
}

TEST_CASE("a short secret is taken from a host that insists, an empty one from nobody") {
  PolicyOptions options;
  options.allow_short_secret = true;
  CHECK(refused(options) == Status::invalid);
  options.secret = "test-secret";
  CHECK(made(options)->short_secret());
  options.secret = minted::secret;
  CHECK_FALSE(made(options)->short_secret()); // allowed is not the same as used
  options.secret = "x";
  CHECK(verdict(*made(options), minted::token(minted::usual_header, good_payload, "x")) == "accepted");
}

TEST_CASE("the realm is printable ASCII of at most 256 characters, and tenon by default") {
  PolicyOptions options = usual();
  CHECK(made(options)->realm() == "tenon");
  const std::string longest(256, 'r'), longer(257, 'r');
  options.realm = longest;
  CHECK(made(options)->realm() == longest);
  options.realm = longer;
  CHECK(refused(options) == Status::invalid);
  options.realm = " ~a b~ ";
  CHECK(made(options)->realm() == " ~a b~ ");
  for (const char *realm : {"a\nb", "a\rb", "\t", "\x7f", "caf\xc3\xa9"}) {
    options.realm = realm;
    CHECK(refused(options) == Status::invalid);
  }
  options.realm = std::string_view("a\0b", 3);
  CHECK(refused(options) == Status::invalid);
}

TEST_CASE("a leeway has at most a day") {
  PolicyOptions options = usual();
  options.leeway_seconds = 86400;
  CHECK(made(options) != nullptr);
  options.leeway_seconds = 86401;
  CHECK(refused(options) == Status::invalid);
  options.leeway_seconds = UINT64_MAX;
  CHECK(refused(options) == Status::invalid);
}

TEST_CASE("a good token names its principal") {
  json::Reader reader;
  std::string text;
  Principal who;
  const std::string payload = R"({"sub":"user123","scope":"read","exp":1700003600})";
  CHECK(made(usual())->check(minted::token(minted::usual_header, payload), noon, reader, text, who) == Reason::accepted);
  CHECK(who.subject == "user123");
  CHECK(who.scopes == "read");
  CHECK(who.claims_json == payload);
  CHECK(who.expires_at == 1700003600);
}

TEST_CASE("a policy keeps what it was told after the caller's memory has changed") {
  std::string secret = minted::secret, issuer = "https://issuer.example", audience = "mcp", realm = "hall";
  PolicyOptions options;
  options.secret = secret;
  options.issuer = issuer;
  options.audience = audience;
  options.realm = realm;
  const auto policy = made(options);
  for (std::string *text : {&secret, &issuer, &audience, &realm}) text->assign(text->size(), '#');
  CHECK(policy->realm() == "hall");
  CHECK(verdict(*policy, minted::token(minted::usual_header, R"({"exp":1700003600,"iss":"https://issuer.example","aud":["mcp"]})")) == "accepted");
  CHECK(verdict(*policy, minted::token(minted::usual_header, R"({"exp":1700003600,"iss":"other","aud":["mcp"]})")) == "wrong_issuer");
  CHECK(verdict(*policy, minted::token(minted::usual_header, R"({"exp":1700003600,"iss":"https://issuer.example","aud":["x"]})")) == "wrong_audience");
}

TEST_CASE("the leeway of the options is the one that counts") {
  PolicyOptions options = usual();
  const std::string token = minted::token(minted::usual_header, R"({"exp":1700000000})");
  CHECK(verdict(*made(options), token, {0, 1700000004999}) == "accepted");
  CHECK(verdict(*made(options), token, {0, 1700000005000}) == "expired");
  options.leeway_seconds = 0;
  CHECK(verdict(*made(options), token, {0, 1699999999999}) == "accepted");
  CHECK(verdict(*made(options), token, {0, 1700000000000}) == "expired");
}

TEST_CASE("threat 39: time is the wall's: when its clock is set back, a token lives again") {
  const auto policy = made(usual());
  const std::string token = minted::token(minted::usual_header, good_payload);
  CHECK(verdict(*policy, token, {1, 1700003605000}) == "expired");
  CHECK(verdict(*policy, token, {2, 1700000000000}) == "accepted");
}

TEST_CASE("the signature is judged before anything that it covers") {
  CHECK(verdict(minted::token(minted::usual_header, "not JSON", "another key, which is just as long as it has to be")) == "bad_signature");
  CHECK(verdict(minted::token(minted::usual_header, R"({"exp":1})", "another key, which is just as long as it has to be")) == "bad_signature");
  CHECK(verdict(minted::token(R"({"alg":"none"})", R"({"exp":1})")) == "bad_algorithm");
}

TEST_CASE("a signed payload still has to be one JSON object, with each name once") {
  for (const char *payload : {"", "[]", "\"x\"", "null", "{", "{\"exp\":1700003600}{}", "{\"exp\":1700003600,}", "\xef\xbb\xbf{\"exp\":1700003600}",
                              "{\"exp\":1700003600,\"sub\":\"\xff\"}", "{\"exp\":1700003600,\"sub\":\"\\ud800\"}", "{\"exp\":NaN}", "{\"exp\":Infinity}",
                              "{\"exp\":1e400}", "{\"exp\":01}", "{\"exp\":0x10}", "{\"exp\":+1}", R"({"exp":1700003600,"exp":1})",
                              R"({"exp":1,"exp":1700003600})", R"({"exp":1700003600,"\u0065xp":1})", R"({"exp":1700003600,"aud":"a","aud":"b"})"})
    CHECK_MESSAGE(with_payload(payload) == "malformed", std::string(payload));
  CHECK(with_payload(std::string("{\"exp\":1700003600}\0", 19)) == "malformed");
}

TEST_CASE("a payload nests eight deep, not nine") {
  const auto nested = [](size_t levels) {
    return R"({"exp":1700003600,"x":)" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
  };
  CHECK(with_payload(nested(8)) == "accepted");
  CHECK(with_payload(nested(9)) == "malformed");
  CHECK(with_payload(nested(100000)) == "malformed");
}

TEST_CASE("scratch memory carries nothing from one token to the next") {
  const auto policy = made(usual());
  json::Reader reader;
  std::string text;
  Principal who;
  const std::string first = minted::token(minted::usual_header, R"({"sub":"a long name, longer than the next","scope":"x y","exp":1700003600})");
  const std::string second = minted::token(minted::usual_header, R"({"exp":1700003601})");
  CHECK(policy->check(first, noon, reader, text, who) == Reason::accepted);
  CHECK(policy->check("a.b.c", noon, reader, text, who) != Reason::accepted);
  CHECK(who.subject == "a long name, longer than the next");
  CHECK(policy->check(second, noon, reader, text, who) == Reason::accepted);
  CHECK(who.subject == "");
  CHECK(who.scopes == "");
  CHECK(who.claims_json == R"({"exp":1700003601})");
  CHECK(who.expires_at == 1700003601);
}

TEST_CASE("threads share one policy") {
  const auto policy = made(usual());
  const std::string good = minted::token(minted::usual_header, good_payload);
  const std::string forged = minted::token(minted::usual_header, good_payload, "another key, which is just as long as it has to be");
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < wrong.size(); ++i)
    threads.emplace_back([&policy, &good, &forged, &wrong, i] {
      json::Reader reader;
      std::string text;
      Principal who;
      for (int n = 0; n < 300; ++n) {
        wrong[i] += policy->check(good, noon, reader, text, who) != Reason::accepted;
        wrong[i] += policy->check(forged, noon, reader, text, who) != Reason::bad_signature;
      }
    });
  for (std::thread &thread : threads) thread.join();
  for (const int count : wrong) CHECK(count == 0);
}

TEST_CASE("bytes at random are refused, and nothing is thrown") {
  const auto policy = made(usual());
  json::Reader reader;
  std::string text;
  Principal who;
  uint64_t state = 88172645463325252u; // xorshift: the same bytes on every run
  const std::string letters = "ABCDEFabcdef0123456789-_..{}\"=\n\xff eyJ";
  for (int round = 0; round < 20000; ++round) {
    std::string token = round % 2 ? minted::part(minted::usual_header) + "." : "";
    for (uint64_t i = 0, length = state % 90; i < length; ++i) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      token += letters[state % letters.size()];
    }
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    REQUIRE(policy->check(token, noon, reader, text, who) != Reason::accepted);
  }
}
