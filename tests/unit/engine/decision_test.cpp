// decision_test.cpp - the first word counts, whoever says it; no word is no.
#include "engine/decision.hpp"
#include "engine/server.hpp"
#include <doctest/doctest.h>
#include <memory>

using namespace tenon;
using namespace tenon::engine;

namespace {

constexpr Instant now{1000, 1'800'000'000'000};

access::SharedPrincipal somebody() {
  auto who = std::make_shared<access::Principal>();
  who->subject = "ada";
  return who;
}

// The host's handle, and one of ours to look through.
struct Owed {
  Ref<Decision> ours;
  Decision *host;
  explicit Owed(DecisionKind kind) : ours(Ref<Decision>::adopt(new Decision(kind))), host(Ref<Decision>(ours).hand_over()) {}
};

} // namespace

TEST_CASE("the first word counts") {
  for (const bool allow : {true, false}) {
    Owed owed(DecisionKind::token_used);
    CHECK(owed.ours->open());
    CHECK((allow ? owed.host->allow(nullptr, now) : owed.host->deny(now)) == Status::ok);
    CHECK(owed.host->deny(now) == Status::gone);
    CHECK(owed.host->allow(nullptr, now) == Status::gone);
    owed.host->let_go(now);
    CHECK(owed.ours->state() == (allow ? DecisionState::allowed : DecisionState::denied));
  }
}

TEST_CASE("what is let go without a word is denied") {
  Owed owed(DecisionKind::key_wanted);
  owed.host->let_go(now);
  CHECK(owed.ours->state() == DecisionState::denied);
}

TEST_CASE("an API key is allowed with somebody, everything else without: the token says who it is") {
  Owed key(DecisionKind::api_key);
  CHECK(key.host->allow(nullptr, now) == Status::invalid);
  CHECK(key.ours->open());
  CHECK(key.host->allow(somebody(), now) == Status::ok);
  CHECK(key.ours->who()->subject == "ada");
  key.host->let_go(now);
  for (const DecisionKind kind : {DecisionKind::key_wanted, DecisionKind::token_used}) {
    Owed other(kind);
    CHECK(other.host->allow(somebody(), now) == Status::invalid);
    CHECK(other.ours->open());
    other.host->let_go(now);
  }
}

TEST_CASE("what is settled already is told to whoever would wait") {
  Owed owed(DecisionKind::token_used);
  owed.host->deny(now);
  CHECK(owed.ours->wait({}) == DecisionState::denied);
  owed.host->let_go(now);
}
