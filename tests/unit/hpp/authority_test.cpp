// authority_test.cpp - keys, tokens and the host's word on callers, as a C++ host writes them.
#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <tenon/tenon.hpp>
#include <utility>
#include <vector>

namespace {

const std::string secret(32, 's'), other_secret(32, 't');

tenon::token_policy policy_of(const std::string &key, const std::string &id) {
  tenon::token_policy policy;
  tenon::token_key made;
  made.id = id;
  made.secret = key;
  policy.keys = {made};
  return policy;
}

std::string signed_by(const std::string &key, const std::string &id, const std::string &subject = "ada") {
  tenon::token_request request;
  request.secret = key;
  request.key_id = id;
  request.subject = subject;
  return tenon::sign_token(request);
}

// One request to begin a session; 0 while nobody has decided.
class Caller {
public:
  Caller(const tenon::server &server, std::string_view name, const std::string &credential) : exchange_(open(server, name, credential)) {
    exchange_.feed(R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
                   R"("capabilities":{},"clientInfo":{"name":"t","version":"1"}}})");
    exchange_.end();
  }
  std::int64_t status() {
    tenon_answer answer;
    return exchange_.answer(answer) == TENON_OK ? answer.status : 0;
  }

private:
  static tenon::exchange open(const tenon::server &server, std::string_view name, const std::string &credential) {
    tenon::head head;
    head.method = "POST";
    head.target = "/mcp";
    head.headers = {tenon::header("Host", "127.0.0.1"), tenon::header("Content-Type", "application/json"),
                    tenon::header("Accept", "application/json, text/event-stream"), tenon::header(name, credential)};
    return tenon::exchange(server, head);
  }
  tenon::exchange exchange_;
};

std::int64_t with_token(const tenon::server &server, const std::string &token) {
  return Caller(server, "Authorization", "Bearer " + token).status();
}
std::int64_t with_key(const tenon::server &server, const std::string &key) { return Caller(server, "X-API-Key", key).status(); }

} // namespace

TEST_CASE("a key is made, signs, and is checked by its public half alone") {
  const tenon::made_key made = tenon::make_key("ES256", 0, "k1");
  CHECK(made.public_jwks.find("\"d\"") == std::string::npos);
  tenon::token_request request;
  request.private_key = made.private_jwk;
  request.subject = "ada";
  const std::string token = tenon::sign_token(request);
  tenon::token_policy policy;
  tenon::token_key key;
  key.jwks = made.public_jwks;
  policy.keys = {key};
  const tenon::token_verdict good = tenon::check_token(policy, token);
  CHECK(good.accepted);
  CHECK(good.reason == "accepted");
  CHECK(good.claims_json.find(R"("sub":"ada")") != std::string::npos);
  policy.issuer = "https://as.example";
  const tenon::token_verdict bad = tenon::check_token(policy, token);
  CHECK_FALSE(bad.accepted);
  CHECK(bad.reason == "wrong_issuer");
  CHECK(bad.claims_json.empty());
  CHECK_THROWS_AS(tenon::make_key("none"), tenon::error);
  CHECK_THROWS_AS(tenon::check_token({}, token), tenon::error);
}

TEST_CASE("a check of signatures of one's own is dropped once, however long the claims are") {
  int drops = 0;
  tenon_signatures signatures{};
  signatures.size = sizeof signatures;
  signatures.user = &drops;
  signatures.drop = [](void *user) { ++*static_cast<int *>(user); };
  signatures.take_key = [](void *, tenon_str, tenon_str, void **) -> int32_t { return 0; };
  signatures.check = [](void *, void *, tenon_str, tenon_str, tenon_str) -> int32_t { return 1; };
  const tenon::made_key made = tenon::make_key("ES256");
  tenon::token_request request;
  request.private_key = made.private_jwk;
  request.subject = "ada";
  request.claims_json = R"({"long":")" + std::string(3000, 'x') + "\"}";
  tenon::token_policy policy;
  tenon::token_key key;
  key.jwks = made.public_jwks;
  policy.keys = {key};
  policy.signatures = &signatures;
  CHECK(tenon::check_token(policy, tenon::sign_token(request)).claims_json.size() > 3000);
  CHECK(drops == 1);
  {
    tenon::server server;
    server.require_token(policy);
    CHECK(drops == 1);
  }
  CHECK(drops == 2);
}

TEST_CASE("keys are replaced under way") {
  tenon::server server;
  server.require_token(policy_of(secret, "one"));
  const std::string one = signed_by(secret, "one"), two = signed_by(other_secret, "two");
  CHECK(with_token(server, one) == 200);
  CHECK(with_token(server, two) == 401);
  server.set_keys(policy_of(other_secret, "two").keys);
  CHECK(with_token(server, one) == 401);
  CHECK(with_token(server, two) == 200);
  server.forget_tokens();
  CHECK(with_token(server, two) == 200);
  CHECK_THROWS_AS(server.set_keys(policy_of("short", "three").keys), tenon::error);
  CHECK_THROWS_AS(server.set_keys({}), tenon::error);
  CHECK(with_token(server, two) == 200);
}

TEST_CASE("a missing key is fetched inside the question") {
  tenon::server server;
  server.require_token(policy_of(secret, "one"));
  std::string wanted;
  tenon::authority host;
  host.key_wanted = [&](const tenon::credential &about, tenon::decision decision) {
    wanted = about.key_id;
    server.set_keys(policy_of(other_secret, "two").keys);
    decision.allow();
  };
  server.set_authority(std::move(host));
  CHECK(with_token(server, signed_by(other_secret, "two")) == 200);
  CHECK(wanted == "two");
}

TEST_CASE("a decision may be kept and settled later, and one that is thrown away denies") {
  tenon::server server;
  server.require_token(policy_of(secret, "one"));
  std::vector<tenon::decision> kept;
  std::vector<std::string> heard;
  tenon::authority host;
  host.token_used = [&](const tenon::credential &about, tenon::decision decision) {
    if (about.subject != "nobody") kept.push_back(std::move(decision));
  };
  host.audit = [&](const tenon::audit_record &record) {
    heard.push_back(std::string(record.reason) + (record.allowed ? " in " : " out ") + std::string(record.subject));
  };
  server.set_authority(std::move(host));
  const std::string token = signed_by(secret, "one");
  Caller in(server, "Authorization", "Bearer " + token), out(server, "Authorization", "Bearer " + token), lost(server, "Authorization", "Bearer " + token);
  CHECK(in.status() == 0);
  CHECK(kept.at(0).allow() == TENON_OK);
  CHECK(kept.at(0).deny() == TENON_GONE);
  CHECK(in.status() == 200);
  CHECK(kept.at(1).deny() == TENON_OK);
  CHECK(out.status() == 401);
  kept.clear();
  CHECK(lost.status() == 401);
  CHECK(with_token(server, signed_by(secret, "one", "nobody")) == 401);
  CHECK(heard == std::vector<std::string>{"accepted in ada", "revoked out ada", "revoked out ada", "revoked out nobody"});
}

TEST_CASE("whose an API key is") {
  tenon::server server;
  tenon::authority host;
  host.api_key = [&](const tenon::credential &about, tenon::decision decision) {
    tenon::identity who;
    who.subject = about.api_key == "sk-of-ada" ? "ada" : "";
    who.scopes = "read write";
    who.roles = {"joiner"};
    who.claims_json = "{}";
    if (decision.allow(who) != TENON_OK) decision.deny();
  };
  server.set_authority(std::move(host));
  CHECK(with_key(server, "sk-of-ada") == 200);
  CHECK(with_key(server, "sk-of-nobody") == 401);
}

TEST_CASE("an exception on the way denies, and goes no further; in the audit it changes nothing") {
  tenon::server server;
  tenon::authority host;
  bool fails = true;
  host.api_key = [&](const tenon::credential &, tenon::decision decision) {
    if (fails) throw std::runtime_error("the database is gone");
    tenon::identity who;
    who.subject = "ada";
    decision.allow(who);
  };
  host.audit = [](const tenon::audit_record &) { throw std::runtime_error("the disk is full"); };
  server.set_authority(std::move(host));
  CHECK(with_key(server, "sk-of-ada") == 401);
  fails = false;
  CHECK(with_key(server, "sk-of-ada") == 200);
}

TEST_CASE("what an authority holds goes when another takes its place, and with the server") {
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> first = held;
  std::weak_ptr<int> second;
  {
    tenon::server server;
    tenon::authority host;
    host.audit = [held](const tenon::audit_record &) {};
    held.reset();
    server.set_authority(std::move(host));
    CHECK_FALSE(first.expired());
    auto next = std::make_shared<int>(2);
    second = next;
    tenon::authority later;
    later.audit = [next](const tenon::audit_record &) {};
    next.reset();
    server.set_authority(std::move(later));
    CHECK(first.expired());
    CHECK_FALSE(second.expired());
  }
  CHECK(second.expired());
}
