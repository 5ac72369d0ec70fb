// doorkeeper_test.cpp - what a token costs the first time, the second time, and when it is forged.
#include "access/doorkeeper.hpp"
#include "access/minted.hpp"
#include "crypto/digest.hpp"
#include "crypto/entropy.hpp"
#include "crypto/private_key.hpp"
#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::access;
using crypto::Curve;
using crypto::PrivateKey;

namespace {

constexpr unsigned char seed[ProofDoor::seed_bytes] = {5}, nonce_key[ProofNonces::key_bytes] = {6};
constexpr unsigned char cache_seed[hash_seed_bytes] = {7};
const std::vector<std::string> urls = {"https://h/mcp"};

Instant at(int64_t ms) { return {static_cast<uint64_t>(1000000 + ms), 1700000000000 + ms}; }

crypto::Entropy &chance() {
  static crypto::Entropy entropy(nullptr, nullptr);
  return entropy;
}

PrivateKey made() { return std::move(*PrivateKey::generate_ec(Curve::p256, chance())); }

const PrivateKey &issuer() {
  static const PrivateKey key = made();
  return key;
}

std::string hash_of(std::string_view text) {
  unsigned char hash[32];
  crypto::sha256(text, hash);
  return minted::part({reinterpret_cast<const char *>(hash), sizeof hash});
}

std::string sealed(const std::string &header, const std::string &claims, const PrivateKey &key) {
  const std::string text = minted::part(header) + "." + minted::part(claims);
  return text + "." + minted::part(*key.sign(Algorithm::es256, text, chance()));
}

std::string token(const std::string &more = "", const PrivateKey &key = issuer()) {
  return sealed(R"({"alg":"ES256"})", R"({"sub":"ann","exp":1700003600)" + more + "}", key);
}

// Right in everything but the signature, and each one another.
std::string forged(int number) {
  return minted::part(R"({"alg":"ES256"})") + "." + minted::part(R"({"sub":"eve","exp":1700003600,"n":)" + std::to_string(number) + "}") + "." +
         minted::part(std::string(64, '\1'));
}

// A server's means, and one client at a time.
struct House {
  std::shared_ptr<const TokenPolicy> policy;
  TokenCache cache{{}, cache_seed};
  FailureBudget budget{{}, cache_seed};
  std::unique_ptr<ProofDoor> proofs;
  json::Reader reader;
  std::string text;

  explicit House(uint64_t epoch = 1) : proofs(std::move(*ProofDoor::make({}, seed, nonce_key))) { change(epoch); }
  void change(uint64_t epoch, const PrivateKey &key = issuer()) {
    const std::string jwk = key.public_half().jwk();
    KeySource source;
    source.form = KeySource::Form::jwk;
    source.text = jwk;
    KeySetOptions set;
    set.sources = {&source, 1};
    PolicyOptions options;
    options.keys = *KeySet::make(set, nullptr);
    options.takes_bound = true;
    options.epoch = epoch;
    policy = *TokenPolicy::make(options);
  }
  Judgement ask(const Visit &visit, Instant now = at(0)) {
    return judge({policy.get(), &cache, &budget, proofs.get()}, visit, now, reader, text);
  }
  Judgement ask(const std::string &bearer, const char *peer = "192.0.2.1", Instant now = at(0)) {
    Visit visit;
    visit.token = bearer;
    visit.peer = peer;
    return ask(visit, now);
  }
};

} // namespace

TEST_CASE("the second time, the very same principal comes out of the cache") {
  House house;
  const std::string good = token();
  const Judgement first = house.ask(good), second = house.ask(good);
  CHECK(first.reason == Reason::accepted);
  CHECK(first.who->subject == "ann");
  CHECK(second.who == first.who);
}

TEST_CASE("threat 24: with the keys, everything that they accepted goes") {
  House house;
  const std::string good = token();
  CHECK(house.ask(good).reason == Reason::accepted);
  house.change(2, made());
  CHECK(house.ask(good).reason == Reason::bad_signature);
  house.change(3);
  CHECK(house.ask(good).reason == Reason::accepted);
}

TEST_CASE("threat 24: what was refused is not remembered, and what was accepted ends") {
  House house;
  CHECK(house.ask(forged(1)).reason == Reason::bad_signature);
  CHECK(house.ask(token(R"(,"nbf":1700000999)")).reason == Reason::not_yet_valid);
  CHECK(house.cache.size() == 0);
  const std::string brief = sealed(R"({"alg":"ES256"})", R"({"exp":1700000010})", issuer());
  CHECK(house.ask(brief).reason == Reason::accepted);
  CHECK(house.ask(brief, "", at(15000)).reason == Reason::expired);
}

TEST_CASE("threat 26: of a thousand forged tokens twenty are looked at, and known ones pay for none of them") {
  House house;
  const std::string known = token(), unknown = token(R"(,"jti":"2")");
  CHECK(house.ask(known).reason == Reason::accepted);
  int looked_at = 0, turned_away = 0;
  for (int i = 0; i < 1000; ++i) {
    const Judgement judged = house.ask(forged(i));
    looked_at += judged.reason == Reason::bad_signature;
    turned_away += judged.reason == Reason::throttled && judged.retry_after_seconds == 1;
  }
  CHECK(looked_at == 20);
  CHECK(turned_away == 980);
  CHECK(house.ask(known).reason == Reason::accepted);                  // from the same address
  CHECK(house.ask(unknown).reason == Reason::throttled);               // would cost a signature
  CHECK(house.ask(unknown, "192.0.2.2").reason == Reason::accepted);   // somebody else
  CHECK(house.ask(unknown).reason == Reason::accepted);                // now it is known
  CHECK(house.ask(forged(7), "192.0.2.1", at(200)).reason == Reason::bad_signature);
}

TEST_CASE("threat 26: what costs nothing is not charged") {
  House house;
  for (int i = 0; i < 100; ++i) {
    CHECK(house.ask("nonsense").reason == Reason::malformed);
    CHECK(house.ask(token(R"(,"exp":1)")).reason == Reason::malformed); // exp twice
    CHECK(house.ask(sealed(R"({"alg":"ES256"})", R"({"exp":1})", issuer())).reason == Reason::expired);
    CHECK(house.ask(minted::token(R"({"alg":"HS256"})", "{}")).reason == Reason::bad_algorithm);
  }
  CHECK(house.ask(token()).reason == Reason::accepted);
}

TEST_CASE("a bound token is proved each time, known or not") {
  House house;
  const PrivateKey client = made();
  const std::string bound = token(",\"cnf\":{\"jkt\":\"" + hash_of(client.public_half().jwk()) + "\"}");
  const auto proof = [&](const char *id, const PrivateKey &key) {
    return sealed(R"({"typ":"dpop+jwt","alg":"ES256","jwk":)" + client.public_half().jwk() + "}",
                  R"({"htm":"POST","htu":"https://h/mcp","iat":1700000000,"jti":")" + std::string(id) + R"(","ath":")" + hash_of(bound) + "\"}", key);
  };
  Visit visit;
  visit.scheme = Scheme::dpop;
  visit.token = bound;
  visit.peer = "192.0.2.1";
  visit.method = "POST";
  visit.urls = urls;
  CHECK(house.ask(visit).reason == Reason::proof_missing);
  const std::string first = proof("1", client), second = proof("2", client), stolen = proof("3", made());
  visit.proof = first;
  const Judgement proved = house.ask(visit);
  CHECK(proved.reason == Reason::accepted);
  CHECK(proved.who->subject == "ann");
  CHECK(house.ask(visit).reason == Reason::proof_replayed);
  visit.proof = second;
  CHECK(house.ask(visit).reason == Reason::accepted);
  visit.repeated_proof = true;
  CHECK(house.ask(visit).reason == Reason::bad_proof);
  visit.repeated_proof = false;

  visit.proof = stolen; // bad signatures of proofs are within the budget, too
  for (int i = 0; i < 20; ++i) CHECK(house.ask(visit).reason == Reason::proof_signature);
  CHECK(house.ask(visit).reason == Reason::throttled);
  CHECK_FALSE(house.ask(visit).who);

  CHECK(house.ask(bound).reason == Reason::proof_missing); // as a plain bearer token, though it is known
  visit.scheme = Scheme::dpop;
  const std::string plain = token();
  visit.token = plain;
  visit.peer = "192.0.2.9";
  CHECK(house.ask(visit).reason == Reason::proof_unbound);
}

TEST_CASE("without cache, budget and proofs a token is judged all the same") {
  House house;
  const Means bare{house.policy.get(), nullptr, nullptr, nullptr};
  const std::string good = token(), bound = token(R"(,"cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})");
  Visit visit;
  visit.token = good;
  CHECK(judge(bare, visit, at(0), house.reader, house.text).reason == Reason::accepted);
  const std::string bad = forged(1);
  visit.token = bad;
  for (int i = 0; i < 30; ++i) CHECK(judge(bare, visit, at(0), house.reader, house.text).reason == Reason::bad_signature);
  visit.token = bound;
  visit.scheme = Scheme::dpop;
  CHECK(judge(bare, visit, at(0), house.reader, house.text).reason == Reason::proof_missing);
}
