// access_test.cpp - how much is remembered of tokens and proofs, how many bad ones an address may send, how long the host may think.
#include "bounds/bound.hpp"
#include "bounds/house.hpp"

using namespace bounds;

namespace {

constexpr uint64_t year = uint64_t{365} * 24 * 3600 * 1000;
constexpr std::string_view point = R"("crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")";
// A token that is bound to that key, and its digest as `ath`.
constexpr std::string_view bound_claims = R"({"sub":"ann","exp":4102444800,"cnf":{"jkt":"oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"}})";
constexpr std::string_view bound_digest = "NjfOfbsOnig1dJFlNSHBmC-x-BdzI2pC2i-QDwcAxi8";

std::string base64url(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) text += letters[held >> (bits - 6) & 63];
  }
  if (bits > 0) text += letters[held << (6 - bits) & 63];
  return text;
}

// The house's own check of signatures takes any of the right length, as long as `good` says so.
std::string signed_by_nobody(std::string_view header, std::string_view payload, uint64_t number = 0) {
  std::string signature(64, '\0');
  for (size_t i = 0; i < 8; ++i) signature[56 + i] = static_cast<char>(number >> 8 * i & 255);
  return base64url(header) + "." + base64url(payload) + "." + base64url(signature);
}
std::string token(uint64_t number = 0, std::string_view kid = "a") {
  return signed_by_nobody(R"({"alg":"ES256","kid":")" + std::string(kid) + "\"}", R"({"sub":"ann","exp":95617584000})", number);
}

// A server that asks its host for everything about tokens.
struct Gatehouse {
  explicit Gatehouse(const Change &change = {}, uint64_t proofs = TENON_PROOFS_NONE) : house(change) {
    tenon_signatures signatures{};
    signatures.size = sizeof signatures;
    signatures.user = this;
    signatures.take_key = [](void *, tenon_str, tenon_str, void **) { return 0; };
    signatures.check = [](void *user, void *, tenon_str, tenon_str, tenon_str) {
      ++static_cast<Gatehouse *>(user)->checks;
      return static_cast<Gatehouse *>(user)->good ? 1 : 0;
    };
    const std::string jwks = R"({"keys":[{"kid":"a",)" + std::string(point) + "}]}";
    tenon_key key{};
    key.size = sizeof key;
    key.jwks = str(jwks);
    tenon_token_policy policy{};
    policy.size = sizeof policy;
    policy.keys = &key;
    policy.key_count = 1;
    policy.signatures = &signatures;
    policy.leeway_seconds = TENON_OFF;
    policy.proofs = proofs;
    REQUIRE(tenon_server_require_token(house.server(), &policy, nullptr) == TENON_OK);
  }
  Gatehouse(uint64_t tenon_options::*limit, uint64_t said) : Gatehouse([=](tenon_options &o) { o.*limit = said; }) {}
  ~Gatehouse() { settle(false); }

  uint64_t checks = 0; // of signatures
  bool good = true;
  uint64_t key_calls = 0;
  std::vector<tenon_decision *> decisions;
  House house;

  void ask_about_each_use() { take_authority(true); }
  void ask_for_keys() { take_authority(false); }
  void settle(bool allow) {
    for (tenon_decision *decision : decisions) {
      if (allow) tenon_decision_allow(decision, nullptr, house.now());
      tenon_decision_release(decision, house.now());
    }
    decisions.clear();
  }
  int64_t send(const std::string &credential, std::string_view peer = "") {
    guest::Head head = head_of("echo");
    head.bearer(credential);
    tenon_head record = head.record();
    record.peer = str(peer);
    return Line(house, record).ask(body_of("echo", R"({"text":"x"})")).hear().status;
  }
  // 200 with a proof of that name and age.
  int64_t prove(uint64_t number, int64_t age_seconds = 0) {
    const std::string header = R"({"typ":"dpop+jwt","alg":"ES256","jwk":{)" + std::string(point) + "}}";
    const std::string payload = R"({"htm":"POST","htu":"http://localhost/mcp","jti":")" + std::to_string(number) + R"(","ath":")" +
                                std::string(bound_digest) + R"(","iat":)" + std::to_string(house.now().unix_ms / 1000 - age_seconds) + "}";
    guest::Head head = head_of("echo");
    head.add("Authorization", "DPoP " + signed_by_nobody(R"({"alg":"ES256","kid":"a"})", bound_claims));
    head.add("DPoP", signed_by_nobody(header, payload));
    return Line(house, head).ask(body_of("echo", R"({"text":"x"})")).hear().status;
  }

private:
  void take_authority(bool each_use) {
    tenon_authority authority{};
    authority.size = sizeof authority;
    authority.user = this;
    if (each_use) authority.token_used = [](void *user, const tenon_credential *, tenon_decision *decision) {
      static_cast<Gatehouse *>(user)->decisions.push_back(decision);
    };
    else authority.key_wanted = [](void *user, const tenon_credential *about, tenon_decision *decision) {
      ++static_cast<Gatehouse *>(user)->key_calls;
      tenon_decision_release(decision, about->now);
    };
    REQUIRE(tenon_server_set_authority(house.server(), &authority) == TENON_OK);
  }
};

// How many of these are accepted although no signature is good any more.
uint64_t known(Gatehouse &gate, uint64_t tokens) {
  gate.good = false;
  uint64_t count = 0;
  for (uint64_t n = 0; n < tokens; ++n) count += gate.send(token(n)) == 200;
  return count;
}

} // namespace

HELD(max_cached_tokens, "of many tokens that many are known again, and no more") {
  each({{8, 8}, {0, 1024}}, [](uint64_t said, uint64_t bound) {
    Gatehouse gate(&tenon_options::max_cached_tokens, said);
    for (uint64_t n = 0; n < 20 * bound; ++n) REQUIRE(gate.send(token(n)) == 200);
    CHECK(gate.checks == 20 * bound);
    CHECK(known(gate, 20 * bound) == bound);
  });
}

OFF(max_cached_tokens, "each token is verified each time") {
  Gatehouse gate(&tenon_options::max_cached_tokens, TENON_OFF);
  for (int i = 0; i < 3; ++i) CHECK(gate.send(token()) == 200);
  CHECK(gate.checks == 3);
  CHECK(known(gate, 1) == 0);
}

HELD(token_cache_ms, "a token is taken for verified so long, then it is verified anew") {
  each({{100, 100}, {0, 60000}}, [](uint64_t said, uint64_t bound) {
    Gatehouse gate(&tenon_options::token_cache_ms, said);
    CHECK(gate.send(token()) == 200);
    gate.house.pass(bound - 1);
    CHECK(gate.send(token()) == 200);
    CHECK(gate.checks == 1);
    gate.house.pass(1);
    CHECK(gate.send(token()) == 200);
    CHECK(gate.checks == 2);
  });
}

OFF(token_cache_ms, "a token stays verified as long as it holds") {
  Gatehouse gate(&tenon_options::token_cache_ms, TENON_OFF);
  CHECK(gate.send(token()) == 200);
  gate.house.pass(year);
  CHECK(gate.send(token()) == 200);
  CHECK(gate.checks == 1);
}

HELD(max_failed_tokens, "that many bad signatures of one peer are looked at, one more is not") {
  each({{3, 3}, {0, 20}}, [](uint64_t said, uint64_t bound) {
    Gatehouse gate(&tenon_options::max_failed_tokens, said);
    CHECK(gate.send(token(1000), "192.0.2.1") == 200);
    gate.good = false;
    for (uint64_t n = 0; n < bound; ++n) CHECK(gate.send(token(n), "192.0.2.1") == 401);
    CHECK(gate.checks == bound + 1);
    CHECK(gate.send(token(bound), "192.0.2.1") == 429);
    CHECK(gate.checks == bound + 1);
    CHECK(gate.send(token(1000), "192.0.2.1") == 200); // known, and not looked at
    CHECK(gate.send(token(bound), "192.0.2.2") == 401); // somebody else
  });
}

OFF(max_failed_tokens, "all are looked at") {
  Gatehouse gate(&tenon_options::max_failed_tokens, TENON_OFF);
  gate.good = false;
  for (uint64_t n = 0; n < 1000; ++n) REQUIRE(gate.send(token(n), "192.0.2.1") == 401);
  CHECK(gate.checks == 1000);
}

HELD(failed_tokens_per_second, "so many are forgiven") {
  each({{2, 2}, {0, 5}}, [](uint64_t said, uint64_t bound) {
    Gatehouse gate([=](tenon_options &o) {
      o.max_failed_tokens = 1;
      o.failed_tokens_per_second = said;
    });
    gate.good = false;
    CHECK(gate.send(token(1), "192.0.2.1") == 401);
    for (int i = 0; i < 3; ++i) {
      gate.house.pass(1000 / bound - 1);
      CHECK(gate.send(token(2), "192.0.2.1") == 429);
      gate.house.pass(1);
      CHECK(gate.send(token(2), "192.0.2.1") == 401);
    }
  });
}

OFF(failed_tokens_per_second, "all are forgiven at the next moment") {
  Gatehouse gate([=](tenon_options &o) {
    o.max_failed_tokens = 100;
    o.failed_tokens_per_second = TENON_OFF;
  });
  gate.good = false;
  for (uint64_t n = 0; n < 100; ++n) REQUIRE(gate.send(token(n), "192.0.2.1") == 401);
  CHECK(gate.send(token(), "192.0.2.1") == 429);
  gate.house.pass(1);
  CHECK(gate.send(token(), "192.0.2.1") == 401);
}

HELD(decision_wait_ms, "a request waits so long for the host's word, then it is 503") {
  each({{100, 100}, {0, 5000}}, [](uint64_t said, uint64_t bound) {
    Gatehouse gate(&tenon_options::decision_wait_ms, said);
    gate.ask_about_each_use();
    guest::Head head = head_of("echo");
    head.bearer(token());
    Line line(gate.house, head);
    line.ask(body_of("echo", R"({"text":"x"})"));
    gate.house.pass(bound - 1);
    CHECK(line.answered() == TENON_IDLE);
    gate.house.pass(1);
    CHECK(line.hear().status == 503);
    CHECK(gate.house.runs == 0);
    gate.settle(true); // too late
    CHECK(gate.house.runs == 0);
  });
}

OFF(decision_wait_ms, "a request waits for ever") {
  Gatehouse gate(&tenon_options::decision_wait_ms, TENON_OFF);
  gate.ask_about_each_use();
  guest::Head head = head_of("echo");
  head.bearer(token());
  Line line(gate.house, head);
  line.ask(body_of("echo", R"({"text":"x"})"));
  gate.house.pass(year);
  CHECK(line.answered() == TENON_IDLE);
  gate.settle(true);
  CHECK(line.hear().status == 200);
}

HELD(key_cooldown_ms, "the host is asked for a key, and again after so long") {
  each({{100, 100}, {0, 30000}}, [](uint64_t said, uint64_t bound) {
    Gatehouse gate(&tenon_options::key_cooldown_ms, said);
    gate.ask_for_keys();
    CHECK(gate.send(token(0, "b")) == 401);
    CHECK(gate.key_calls == 1);
    gate.house.pass(bound - 1);
    CHECK(gate.send(token(0, "c")) == 401);
    CHECK(gate.key_calls == 1);
    gate.house.pass(1);
    CHECK(gate.send(token(0, "b")) == 401);
    CHECK(gate.key_calls == 2);
  });
}

OFF(key_cooldown_ms, "the host is asked each time") {
  Gatehouse gate(&tenon_options::key_cooldown_ms, TENON_OFF);
  gate.ask_for_keys();
  for (int i = 0; i < 10; ++i) CHECK(gate.send(token(0, "b")) == 401);
  CHECK(gate.key_calls == 10);
}

HELD(max_proofs, "that many are remembered, one more is not taken until one is forgotten") {
  each({{3, 3}, {0, 65536}}, [](uint64_t said, uint64_t bound) {
    Gatehouse gate([=](tenon_options &o) { o.max_proofs = said; }, TENON_PROOFS_ACCEPTED);
    for (uint64_t n = 0; n < bound; ++n) REQUIRE(gate.prove(n) == 200);
    CHECK(gate.prove(0) == 401); // taken already
    CHECK(gate.prove(bound) == 503);
    gate.house.pass(3600 * 1000);
    CHECK(gate.prove(bound) == 200);
  });
}

OFF(max_proofs, "all are remembered") {
  Gatehouse gate([=](tenon_options &o) { o.max_proofs = TENON_OFF; }, TENON_PROOFS_ACCEPTED);
  for (uint64_t n = 0; n < 70000; ++n) REQUIRE(gate.prove(n) == 200);
  CHECK(gate.prove(0) == 401);
}

HELD(proof_age_ms, "a proof may be so many whole seconds old, and none older") {
  each({{2000, 2}, {1001, 2}, {1, 1}, {0, 60}}, [](uint64_t said, uint64_t bound) {
    Gatehouse gate([=](tenon_options &o) { o.proof_age_ms = said; }, TENON_PROOFS_ACCEPTED);
    CHECK(gate.prove(1, static_cast<int64_t>(bound)) == 200);
    CHECK(gate.prove(2, static_cast<int64_t>(bound) + 1) == 401);
    CHECK(gate.prove(3, -1) == 401); // not made yet
  });
}

OFF(proof_age_ms, "a proof may be an hour old, the most") {
  Gatehouse gate([=](tenon_options &o) { o.proof_age_ms = TENON_OFF; }, TENON_PROOFS_ACCEPTED);
  CHECK(gate.prove(1, 3600) == 200);
  CHECK(gate.prove(2, 3601) == 401);
}
