// gate_test.cpp - rules are swapped whole, failures change nothing, a missing key is asked for once, proofs stay taken.
#include "engine/gate.hpp"
#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::engine;

namespace {

constexpr std::string_view one = "one key of thirty-two bytes, or more", two = "two keys of thirty-two bytes, or more";

Instant at(uint64_t ms) { return {1'000'000 + ms, 1'800'000'000'000 + static_cast<int64_t>(ms)}; }

struct House {
  Limits limits;
  crypto::Entropy entropy{nullptr, nullptr};
  Gate gate{limits, entropy};
  std::vector<std::string> notes;

  std::optional<Refusal> require(GateWords words, std::string_view secret = one) {
    words.keys.push_back(source(secret));
    return gate.set_rules(words, notes);
  }
  std::optional<Refusal> set_keys(std::string_view secret) { return gate.set_keys({source(secret)}, notes); }
  static access::KeySource source(std::string_view secret) {
    access::KeySource made;
    made.text = secret;
    return made;
  }
};

std::shared_ptr<const Authority> authority(bool api_keys) {
  auto made = std::make_shared<Authority>();
  if (api_keys) made->api_key = [](void *, const CredentialLine &, Decision *) {};
  return made;
}

} // namespace

TEST_CASE("a gate guards when there are rules, or a host that knows API keys") {
  House house;
  CHECK_FALSE(house.gate.guards());
  house.gate.set_authority(authority(false));
  CHECK_FALSE(house.gate.guards());
  house.gate.set_authority(authority(true));
  CHECK(house.gate.guards());
  house.gate.set_authority(authority(false));
  CHECK_FALSE(house.gate.guards());
  CHECK_FALSE(house.require({}));
  CHECK(house.gate.guards());
  house.gate.set_authority(nullptr);
  CHECK(house.gate.guards());
}

TEST_CASE("a state is one look: rules and authority change apart, and neither takes the other along") {
  House house;
  const auto host = authority(true);
  house.gate.set_authority(host);
  REQUIRE_FALSE(house.require({}));
  const auto before = house.gate.state();
  CHECK(before->authority == host);
  REQUIRE_FALSE(house.set_keys(two));
  const auto after = house.gate.state();
  CHECK(after->authority == host);
  CHECK(after->rules != before->rules);
  CHECK(before->rules->policy->epoch() != after->rules->policy->epoch());
  house.gate.set_authority(nullptr);
  CHECK(house.gate.state()->rules == after->rules);
}

TEST_CASE("keys need a policy to be for; what is refused leaves all as it was") {
  House house;
  CHECK(house.set_keys(one)->status == Status::invalid);
  REQUIRE_FALSE(house.require({}));
  const auto before = house.gate.state();
  CHECK(house.set_keys("short")->status == Status::weak_key);
  CHECK(house.require({}, "short")->status == Status::weak_key);
  GateWords words;
  words.resource = "not a url";
  CHECK(house.require(words)->status == Status::invalid);
  words.resource = "https://h/mcp?x";
  CHECK(house.require(words)->status == Status::invalid);
  words.resource = "";
  words.authorization_servers = {"https://as.example"};
  CHECK(house.require(words)->status == Status::invalid); // for which resource?
  words.resource = "https://h/mcp";
  words.authorization_servers = {"as.example"};
  CHECK(house.require(words)->status == Status::invalid);
  words.authorization_servers = {};
  words.scopes = "a \"b\"";
  CHECK(house.require(words)->status == Status::invalid);
  words.scopes = "";
  words.implied_scopes = "a>a";
  CHECK(house.require(words));
  CHECK(house.gate.state() == before);
}

TEST_CASE("tokens may be for the resource, and for the audiences beside it") {
  House house;
  GateWords words;
  const std::string_view more[] = {"joinery"};
  words.policy.audience = "ours";
  words.policy.audiences = more;
  words.resource = "https://h/mcp";
  REQUIRE_FALSE(house.require(words));
  std::vector<std::string> audiences = house.gate.rules()->policy->expected().audiences;
  std::sort(audiences.begin(), audiences.end());
  CHECK(audiences == std::vector<std::string>{"https://h/mcp", "joinery", "ours"});
}

TEST_CASE("who forgets tokens gives the same rules a new epoch") {
  House house;
  house.gate.forget_tokens(); // of which there are none
  REQUIRE_FALSE(house.require({}));
  const auto before = house.gate.rules();
  house.gate.forget_tokens();
  CHECK(house.gate.rules()->policy->epoch() != before->policy->epoch());
  CHECK(house.gate.rules()->policy->key_set() == before->policy->key_set());
}

TEST_CASE("threat 23: what one policy has taken as a proof, the next does not take again, whatever came between") {
  House house;
  GateWords words;
  words.proofs = Proofs::accepted;
  REQUIRE_FALSE(house.require(words));
  const auto first = house.gate.rules()->proofs;
  REQUIRE_FALSE(house.require({}));
  CHECK_FALSE(house.gate.rules()->proofs);
  REQUIRE_FALSE(house.require(words));
  CHECK(house.gate.rules()->proofs != first);
  CHECK(house.gate.rules()->proofs->taken() == first->taken());
}

TEST_CASE("a missing key is asked for once at a time, and again after the cooldown") {
  House house;
  bool fresh = false;
  const Ref<Decision> first = house.gate.want_key(at(0), fresh);
  CHECK(fresh);
  CHECK(house.gate.want_key(at(1), fresh).get() == first.get());
  CHECK_FALSE(fresh);
  CHECK(house.gate.want_key(at(house.limits.key_cooldown_ms), fresh).get() == first.get()); // as long as it is open
  CHECK_FALSE(fresh);
  CHECK(first->deny(at(2)) == Status::ok);
  CHECK_FALSE(house.gate.want_key(at(house.limits.key_cooldown_ms - 1), fresh));
  const Ref<Decision> second = house.gate.want_key(at(house.limits.key_cooldown_ms), fresh);
  CHECK(fresh);
  CHECK(second.get() != first.get());
  second->deny(at(0));
}

TEST_CASE("without a cooldown the host is asked as soon as it has answered") {
  House house;
  house.limits.key_cooldown_ms = off;
  for (int i = 0; i < 3; ++i) {
    bool fresh = false;
    const Ref<Decision> asked = house.gate.want_key(at(0), fresh);
    CHECK(fresh);
    CHECK(asked->deny(at(0)) == Status::ok);
  }
}
