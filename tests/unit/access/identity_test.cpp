// identity_test.cpp - the host's word on somebody, held to the rules of a token's.
#include "access/identity.hpp"
#include "access/claims.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::access;

namespace {

bool taken(const HostIdentity &words) {
  Principal out;
  out.subject = "before";
  const bool made = make_principal(words, out);
  CHECK((made || out.subject == "before"));
  return made;
}

HostIdentity ada() {
  HostIdentity words;
  words.subject = "ada";
  return words;
}

template <class Change> bool taken_with(Change change) {
  HostIdentity words = ada();
  change(words);
  return taken(words);
}

} // namespace

TEST_CASE("somebody by the host's word: scopes in single spaces, an owner without an issuer") {
  HostIdentity words = ada();
  words.scopes = " saw   glue ";
  words.permissions = "cut";
  words.roles = {"foreman"};
  words.client_id = "cli";
  words.claims_json = R"({"plan":"gold"})";
  Principal who;
  REQUIRE(make_principal(words, who));
  CHECK(who.scopes == "saw glue");
  CHECK(who.permissions == "cut");
  CHECK(who.roles == std::vector<std::string>{"foreman"});
  CHECK(who.claims_json == R"({"plan":"gold"})");
  CHECK(who.owner == "\nada\ncli");
  CHECK(who.issuer.empty());
}

TEST_CASE("nobody has no name") { CHECK_FALSE(taken({})); }

TEST_CASE("names have bounds, and are text") {
  const std::string longest(max_claim_text, 'a'), longer(max_claim_text + 1, 'a');
  CHECK(taken_with([&](HostIdentity &w) { w.subject = longest; }));
  CHECK_FALSE(taken_with([&](HostIdentity &w) { w.subject = longer; }));
  CHECK(taken_with([&](HostIdentity &w) { w.client_id = longest; }));
  CHECK_FALSE(taken_with([&](HostIdentity &w) { w.client_id = longer; }));
  for (const char *bad : {"a\nb", "a\x7f", "a\xc2\x80", "a\xff", "\xed\xa0\x80"}) {
    CHECK_FALSE(taken_with([&](HostIdentity &w) { w.subject = bad; }));
    CHECK_FALSE(taken_with([&](HostIdentity &w) { w.client_id = bad; }));
  }
  CHECK(taken_with([](HostIdentity &w) { w.subject = "J\xc3\xb6rg"; }));
}

TEST_CASE("scopes, permissions and roles are such as a policy could name") {
  CHECK_FALSE(taken_with([](HostIdentity &w) { w.scopes = "a \"b\""; }));
  CHECK_FALSE(taken_with([](HostIdentity &w) { w.permissions = "a\\b"; }));
  CHECK_FALSE(taken_with([](HostIdentity &w) { w.roles = {""}; }));
  CHECK_FALSE(taken_with([](HostIdentity &w) { w.roles = {"a\nb"}; }));
  const std::string longest(max_role_bytes, 'r'), longer(max_role_bytes + 1, 'r');
  CHECK(taken_with([&](HostIdentity &w) { w.roles = {longest}; }));
  CHECK_FALSE(taken_with([&](HostIdentity &w) { w.roles = {longer}; }));
  CHECK(taken_with([](HostIdentity &w) { w.roles.assign(max_roles, "r"); }));
  CHECK_FALSE(taken_with([](HostIdentity &w) { w.roles.assign(max_roles + 1, "r"); }));
}

TEST_CASE("claims are an object, or none") {
  CHECK(taken_with([](HostIdentity &w) { w.claims_json = "{}"; }));
  for (const char *bad : {"[]", "1", "{", "{}{}", R"({"a":1,"a":2})", R"({"a":[[[[[[[[]]]]]]]]})"})
    CHECK_FALSE_MESSAGE(taken_with([&](HostIdentity &w) { w.claims_json = bad; }), std::string(bad));
}
