// dpop_test.cpp - a client proves that it holds the key its token is bound to, and others fail to.
#include "access/dpop.hpp"
#include "access/minted.hpp"
#include "access/request_url.hpp"
#include "crypto/digest.hpp"
#include "crypto/entropy.hpp"
#include "crypto/private_key.hpp"
#include <doctest/doctest.h>
#include <string>
#include <string_view>
#include <vector>

using namespace tenon;
using namespace tenon::access;
using crypto::Curve;
using crypto::PrivateKey;

namespace {

constexpr unsigned char seed[ProofDoor::seed_bytes] = {9}, nonce_key[ProofNonces::key_bytes] = {8};
constexpr int64_t noon = 1700000000;
const std::string token = "the.access.token";
const std::vector<std::string> urls = {"https://h/mcp"};

Instant at(int64_t seconds) { return {static_cast<uint64_t>(100000000 + seconds * 1000), (noon + seconds) * 1000}; }

crypto::Entropy &chance() {
  static crypto::Entropy entropy(nullptr, nullptr);
  return entropy;
}

PrivateKey made(Curve curve) {
  auto key = PrivateKey::generate_ec(curve, chance());
  REQUIRE(key);
  return std::move(*key);
}

const PrivateKey &ours() {
  static const PrivateKey key = made(Curve::p256);
  return key;
}

std::string hash_of(std::string_view text) {
  unsigned char hash[32];
  crypto::sha256(text, hash);
  return minted::part({reinterpret_cast<const char *>(hash), sizeof hash});
}

std::string jkt_of(const PrivateKey &key) { return hash_of(key.public_half().jwk()); }

// A proof whose parts can be changed one by one.
struct Proof {
  std::string typ = R"("typ":"dpop+jwt")", alg = R"("alg":"ES256")", jwk = "\"jwk\":" + ours().public_half().jwk(), more;
  std::string jti = R"("jti":"id-1")", htm = R"("htm":"POST")", htu = R"("htu":"https://h/mcp")", iat = R"("iat":1700000000)";
  std::string ath = "\"ath\":\"" + hash_of(token) + "\"", extra;

  std::string header() const { return "{" + typ + "," + alg + "," + jwk + (more.empty() ? "" : "," + more) + "}"; }
  std::string payload() const {
    std::string out = "{\"x\":0";
    for (const std::string *member : {&jti, &htm, &htu, &iat, &ath, &extra})
      if (!member->empty()) out += "," + *member;
    return out + "}";
  }
  std::string sign(const PrivateKey &key = ours(), Algorithm algorithm = Algorithm::es256) const {
    const std::string text = minted::part(header()) + "." + minted::part(payload());
    const auto signature = key.sign(algorithm, text, chance());
    REQUIRE(signature);
    return text + "." + minted::part(*signature);
  }
};

std::unique_ptr<ProofDoor> door(const ProofRules &rules = {}) {
  auto made = ProofDoor::make(rules, seed, nonce_key);
  REQUIRE(made);
  return std::move(*made);
}

std::string verdict(ProofDoor &door, const std::string &proof, Instant now = at(0), const std::string &jkt = jkt_of(ours())) {
  json::Reader reader;
  std::string text;
  return word(door.check({proof, false, "POST", urls, token, jkt}, now, reader, text));
}

std::string verdict(const std::string &proof) { return verdict(*door(), proof); }

template <class Change> std::string changed(Change change) {
  Proof proof;
  change(proof);
  return verdict(proof.sign());
}

} // namespace

TEST_CASE("a proof for this request, this token and this key is accepted") {
  CHECK(verdict(Proof().sign()) == "accepted");
  CHECK(changed([](Proof &p) { p.typ = R"("typ":"DPoP+JWT")"; }) == "accepted");
  CHECK(changed([](Proof &p) { p.htu = R"("htu":"HTTPS://H:443/mcp?query#fragment")"; }) == "accepted");
  CHECK(changed([](Proof &p) { p.more = R"("kid":"whatever")"; }) == "accepted");
  CHECK(changed([](Proof &p) { p.extra = R"("other":{"a":[1]})"; }) == "accepted");
}

TEST_CASE("every curve proves, and RSA too") {
  for (const Curve curve : {Curve::p384, Curve::p521}) {
    const PrivateKey key = made(curve);
    const Algorithm algorithm = crypto::algorithm_of(curve);
    Proof proof;
    proof.alg = "\"alg\":\"" + std::string(crypto::name(algorithm)) + "\"";
    proof.jwk = "\"jwk\":" + key.public_half().jwk();
    CHECK(verdict(*door(), proof.sign(key, algorithm), at(0), jkt_of(key)) == "accepted");
  }
  auto rsa = PrivateKey::generate_rsa(2048, chance());
  REQUIRE(rsa);
  for (const Algorithm algorithm : {Algorithm::ps256, Algorithm::rs256}) {
    Proof proof;
    proof.alg = "\"alg\":\"" + std::string(crypto::name(algorithm)) + "\"";
    proof.jwk = "\"jwk\":" + rsa->public_half().jwk();
    CHECK(verdict(*door(), proof.sign(*rsa, algorithm), at(0), jkt_of(*rsa)) == "accepted");
  }
}

TEST_CASE("threat 23: a proof is good once") {
  const auto our_door = door();
  const std::string proof = Proof().sign();
  CHECK(verdict(*our_door, proof) == "accepted");
  CHECK(verdict(*our_door, proof) == "proof_replayed");
  CHECK(verdict(*our_door, Proof().sign(), at(1)) == "proof_replayed"); // signed anew, the same id
  Proof next;
  next.jti = R"("jti":"id-2")";
  CHECK(verdict(*our_door, next.sign()) == "accepted");
}

TEST_CASE("a proof that was refused may come again") {
  const auto our_door = door();
  const std::string proof = Proof().sign();
  CHECK(verdict(*our_door, proof, at(-60)) == "proof_stale");
  CHECK(verdict(*our_door, proof) == "accepted");
}

TEST_CASE("threat 23: it is remembered for as long as it could be shown") {
  const auto our_door = door();
  const std::string proof = Proof().sign();
  CHECK(verdict(*our_door, proof, at(-5)) == "accepted");
  CHECK(verdict(*our_door, proof, at(65)) == "proof_replayed");
  CHECK(verdict(*our_door, proof, at(66)) == "proof_stale");
}

TEST_CASE("a full store takes no proof") {
  ProofRules rules;
  rules.most_proofs = 1;
  const auto our_door = door(rules);
  Proof next;
  next.jti = R"("jti":"id-2")";
  CHECK(verdict(*our_door, Proof().sign()) == "accepted");
  CHECK(verdict(*our_door, next.sign()) == "proof_store_full");
}

TEST_CASE("no proof, two of them, and one for somebody else's key") {
  json::Reader reader;
  std::string text;
  const std::string proof = Proof().sign();
  CHECK(verdict("") == "proof_missing");
  CHECK(door()->check({proof, true, "POST", urls, token, jkt_of(ours())}, at(0), reader, text) == Reason::bad_proof);
  CHECK(verdict(*door(), proof, at(0), jkt_of(made(Curve::p256))) == "proof_key");
  CHECK(verdict(*door(), proof, at(0), "") == "proof_key");
}

TEST_CASE("for another method, address or token") {
  CHECK(changed([](Proof &p) { p.htm = R"("htm":"GET")"; }) == "proof_request");
  CHECK(changed([](Proof &p) { p.htm = R"("htm":"post")"; }) == "proof_request");
  for (const char *htu : {"http://h/mcp", "https://h/", "https://h/mcp/", "https://h:8443/mcp", "https://other/mcp", "https://h.evil/mcp", "https://u@h/mcp", "/mcp",
                          "", "https://h/x/../mcp"})
    CHECK_MESSAGE(changed([&](Proof &p) { p.htu = "\"htu\":\"" + std::string(htu) + "\""; }) == "proof_request", std::string(htu));
  CHECK(changed([](Proof &p) { p.ath = "\"ath\":\"" + hash_of("another.access.token") + "\""; }) == "proof_token");
  CHECK(changed([](Proof &p) { p.ath = R"("ath":"")"; }) == "proof_token");
}

TEST_CASE("made a minute ago at most, and hardly in the future") {
  const std::string proof = Proof().sign();
  CHECK(verdict(*door(), proof, at(65)) == "accepted");
  CHECK(verdict(*door(), proof, at(66)) == "proof_stale");
  CHECK(verdict(*door(), proof, at(-5)) == "accepted");
  CHECK(verdict(*door(), proof, at(-6)) == "proof_stale");
  ProofRules strict;
  strict.window_seconds = 1;
  strict.leeway_seconds = 0;
  CHECK(verdict(*door(strict), proof, at(1)) == "accepted");
  CHECK(verdict(*door(strict), proof, at(2)) == "proof_stale");
  CHECK(verdict(*door(strict), proof, at(-1)) == "proof_stale");
}

TEST_CASE("each claim must be there, and of its type") {
  CHECK(changed([](Proof &p) { p.jti = ""; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.jti = R"("jti":7)"; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.jti = R"("jti":"")"; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.jti = "\"jti\":\"" + std::string(256, 'j') + "\""; }) == "accepted");
  CHECK(changed([](Proof &p) { p.jti = "\"jti\":\"" + std::string(257, 'j') + "\""; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.htm = ""; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.htm = R"("htm":["POST"])"; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.htu = ""; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.htu = R"("htu":null)"; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.iat = ""; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.iat = R"("iat":"1700000000")"; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.iat = R"("iat":-1)"; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.ath = ""; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.ath = R"("ath":{})"; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.extra = R"("nonce":1)"; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.extra = R"("jti":"id-1")"; }) == "bad_proof"); // threat 7: twice
}

TEST_CASE("threat 25: the header is a proof's, with one asymmetric key that is public") {
  CHECK(changed([](Proof &p) { p.typ = R"("typ":"JWT")"; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.typ = R"("typ":1)"; }) == "bad_proof");
  CHECK(changed([](Proof &p) { p.typ = R"("t":"dpop+jwt")"; }) == "bad_proof");
  for (const char *alg : {R"("none")", R"("HS256")", R"("es256")", R"("ES384")", R"("EdDSA")", "null", R"(["ES256"])"})
    CHECK_MESSAGE(changed([&](Proof &p) { p.alg = "\"alg\":" + std::string(alg); }) == "bad_proof", std::string(alg));
  for (const char *jwk : {R"("k":{})", R"("jwk":null)", R"("jwk":{})", R"("jwk":"key")", R"("jwk":{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})"})
    CHECK_MESSAGE(changed([&](Proof &p) { p.jwk = jwk; }) == "bad_proof", std::string(jwk));
  CHECK(changed([](Proof &p) { p.jwk = "\"jwk\":" + ours().jwk(); }) == "bad_proof"); // the private key itself
  for (const char *more : {R"("crit":["exp"])", R"("crit":[])", R"("b64":false)", R"("zip":"DEF")", R"("jku":"https://evil")", R"("x5c":[])", R"("alg":"ES256")"})
    CHECK_MESSAGE(changed([&](Proof &p) { p.more = more; }) == "bad_proof", std::string(more));
}

TEST_CASE("the signature is the embedded key's, over these very bytes") {
  CHECK(verdict(Proof().sign(made(Curve::p256))) == "proof_signature");
  std::string proof = Proof().sign();
  const size_t dot = proof.rfind('.');
  std::string forged = proof;
  forged[dot + 1] = forged[dot + 1] == 'A' ? 'B' : 'A';
  CHECK(verdict(forged) == "proof_signature");
  CHECK(verdict(proof.substr(0, dot + 1)) == "proof_signature");
  CHECK(verdict(proof + "=") == "bad_proof");
}

TEST_CASE("what is no token is no proof") {
  const std::string proof = Proof().sign();
  for (const std::string &text : {std::string("x"), std::string(".."), std::string("a.b"), proof + ".x", std::string(100000, '.'), proof.substr(1), " " + proof})
    CHECK(verdict(text) == "bad_proof");
  Proof long_one;
  long_one.extra = "\"pad\":\"" + std::string(5500, 'x') + "\"";
  CHECK(verdict(long_one.sign()) == "accepted");
  long_one.extra = "\"pad\":\"" + std::string(6000, 'x') + "\"";
  CHECK(verdict(long_one.sign()) == "bad_proof");
}

TEST_CASE("a nonce of ours is demanded where the host wishes it, before anybody looks at the client's clock") {
  ProofRules rules;
  rules.demand_nonce = true;
  const auto our_door = door(rules);
  CHECK(our_door->demands_nonce());
  CHECK(verdict(*our_door, Proof().sign()) == "proof_nonce");
  CHECK(verdict(*our_door, Proof().sign(), at(9999)) == "proof_nonce");
  Proof proof;
  proof.extra = "\"nonce\":\"" + our_door->nonce(at(0)) + "\"";
  CHECK(verdict(*our_door, proof.sign()) == "accepted");
  proof.jti = R"("jti":"id-2")";
  CHECK(verdict(*our_door, proof.sign(), at(301)) == "proof_nonce");
  proof.extra = R"("nonce":"made-up")";
  CHECK(verdict(*our_door, proof.sign()) == "proof_nonce");
  CHECK(verdict(proof.sign()) == "accepted"); // nobody asked for one
}

TEST_CASE("the algorithms on the list are those that are told, and no others do") {
  ProofRules rules;
  rules.algorithms = {};
  rules.algorithms.add(Algorithm::es256);
  rules.algorithms.add(Algorithm::eddsa); // without a door nobody could check it
  const auto our_door = door(rules);
  CHECK(our_door->algorithm_names() == "ES256");
  CHECK(door()->algorithm_names() == "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512");
  const PrivateKey other = made(Curve::p384);
  Proof proof;
  proof.alg = R"("alg":"ES384")";
  proof.jwk = "\"jwk\":" + other.public_half().jwk();
  CHECK(verdict(*our_door, proof.sign(other, Algorithm::es384), at(0), jkt_of(other)) == "bad_proof");
}

TEST_CASE("rules that make no sense are the host's mistake") {
  const auto refused = [](auto change) {
    ProofRules rules;
    change(rules);
    const auto made = ProofDoor::make(rules, seed, nonce_key);
    return !made && made.refusal().status == Status::invalid;
  };
  CHECK(refused([](ProofRules &r) { r.algorithms = {}; }));
  CHECK(refused([](ProofRules &r) { r.algorithms.add(Algorithm::hs256); }));
  CHECK(refused([](ProofRules &r) { r.window_seconds = 0; }));
  CHECK(refused([](ProofRules &r) { r.window_seconds = 3601; }));
  CHECK_FALSE(refused([](ProofRules &r) { r.window_seconds = 3600; }));
  CHECK(refused([](ProofRules &r) { r.leeway_seconds = 3601; }));
  CHECK(refused([](ProofRules &r) { r.nonce_life_seconds = 0; }));
  CHECK(refused([](ProofRules &r) { r.nonce_life_seconds = 86401; }));
}

TEST_CASE("a bound token is no bearer token, and a plain one proves nothing") {
  Principal plain, bound;
  bound.jkt = jkt_of(ours());
  CHECK(check_binding(plain, Scheme::bearer) == Reason::accepted);
  CHECK(check_binding(plain, Scheme::dpop) == Reason::proof_unbound);
  CHECK(check_binding(bound, Scheme::dpop) == Reason::accepted);
  CHECK(check_binding(bound, Scheme::bearer) == Reason::proof_missing);
  CHECK(check_binding(plain, Scheme::api_key) == Reason::accepted);
}
