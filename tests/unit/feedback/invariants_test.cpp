// invariants_test.cpp - random lives with clocks that jump about: every promise holds after every step, and each broken one is named.
#include "feedback/people.hpp"
#include <algorithm>
#include <random>
#include <set>

using namespace people;
using K = EventKind;

namespace {

struct Dice {
  std::mt19937_64 source;
  uint64_t below(uint64_t most) { return source() % most; }
};

Event any_event(Dice &dice) {
  constexpr const char *names[] = {"ann", "bob", "cyd", ""};
  constexpr Channel ways[] = {Channel::page, Channel::page, Channel::elicitation, Channel::task};
  const std::string by = names[dice.below(4)], id = "id-" + std::to_string(dice.below(8)), text = "text " + std::to_string(dice.below(3));
  const Channel via = ways[dice.below(4)];
  const auto kind = static_cast<K>(dice.below(event_kinds));
  if (kind == K::answer) return says(by, id, text, via);
  if (kind == K::decline) return declines(by, id, text, via);
  Event made = event(kind, by, via);
  made.role = static_cast<Role>(dice.below(4));
  made.until = start + static_cast<int64_t>(dice.below(10'000'000));
  if (kind == K::erase && dice.below(8) != 0) made.kind = K::tick; // else nothing lives long
  return made;
}

// What was told to people, and has to be found again.
struct Told {
  std::set<std::string> kept;
  void hear(const Step &taken, const Session &session) {
    if (taken.verdict != Verdict::done && taken.verdict != Verdict::late) return;
    if (taken.submission != nobody) kept.insert(session.submissions[taken.submission].id);
  }
  bool all_in(const Session &session) const {
    std::set<std::string> there;
    for (const Submission &each : session.submissions) there.insert(each.id);
    return std::includes(there.begin(), there.end(), kept.begin(), kept.end());
  }
};

} // namespace

TEST_CASE("four thousand lives, with a clock that goes both ways") {
  uint64_t ends[states] = {};
  for (uint64_t seed = 0; seed < 4'000; ++seed) {
    CAPTURE(seed);
    Dice dice{std::mt19937_64(seed)};
    Asked terms = asked();
    terms.terms.quorum = 1 + static_cast<uint32_t>(dice.below(3));
    terms.terms.late_notes = dice.below(4) != 0;
    terms.terms.most_late = static_cast<uint32_t>(dice.below(4));
    terms.terms.retention_ms = static_cast<int64_t>(dice.below(600'000));
    Session session = opened(terms, "s", static_cast<int64_t>(dice.below(2'000'000)));
    std::vector<AuditEntry> audit = {begin("s", session.asked, session.hard_deadline, start).audit};
    Told told;
    int64_t now = start;
    const uint64_t steps = dice.below(40);
    for (uint64_t n = 0; n < steps; ++n) {
      now += static_cast<int64_t>(dice.below(120'000)) - 20'000;
      const Step taken = step(session, any_event(dice), now);
      if (!taken.next) continue;
      REQUIRE(broken_invariant(&session, *taken.next, std::max(now, session.seen_at)) == "");
      session = *taken.next;
      audit.push_back(taken.audit);
      told.hear(taken, session);
      if (session.state != State::purged) REQUIRE(told.all_in(session));
    }
    ++ends[static_cast<int>(session.state)];
    REQUIRE(check_audit(audit, session.audit_head) == "");
    const auto again = read_row(row_of(session));
    REQUIRE(again);
    REQUIRE(body_of(*again) == body_of(session));
  }
  for (const uint64_t count : ends) CHECK(count > 50); // the dice reach everywhere
}

TEST_CASE("each promise, broken by hand, is named") {
  const auto broken = [](State state, int64_t now, auto change) {
    const Session before = in_state(state);
    Session after = before;
    ++after.version;
    after.audit_head[0] ^= 1;
    change(after);
    return std::string(broken_invariant(&before, after, now)).substr(0, 3);
  };
  const int64_t now = start + 1;
  CHECK(broken(State::open, now, [](Session &) {}) == "");
  CHECK(broken(State::open, now, [](Session &s) { ++s.version; }) == "I7:");
  CHECK(broken(State::open, now, [](Session &s) { s.audit_head[0] ^= 1; }) == "I7:");
  CHECK(broken(State::answered, now, [](Session &s) { s.state = State::declined; s.submissions[0].act = Act::decline; }) == "I1:");
  CHECK(broken(State::cancelled, now, [](Session &s) { s.state = State::expired; }) == "I1:");
  CHECK(broken(State::purged, now, [](Session &) {}) == "I1:");
  CHECK(broken(State::open, now, [](Session &s) { s.winner = 0; }) == "I2:");
  CHECK(broken(State::answered, now, [](Session &s) { s.winner = nobody; }) == "I2:");
  CHECK(broken(State::answered, now, [](Session &s) { s.submissions.push_back(s.submissions[0]); s.winner = 1; }) == "I2:");
  CHECK(broken(State::answered, now, [](Session &s) { s.submissions[0].late = true; }) == "I2:");
  CHECK(broken(State::answered, now, [](Session &s) { s.submissions[0].by = "eve"; }) == "I3:");
  CHECK(broken(State::answered, now, [](Session &s) { s.submissions[0].act = Act::decline; }) == "I4:");
  const auto answer = [](Session &s) {
    s.state = State::answered;
    s.submissions.emplace_back();
    s.winner = 0;
    s.ended_at = s.purge_at = start;
  };
  CHECK(broken(State::open, start + 310'000, answer) == "");
  CHECK(broken(State::open, start + 310'001, answer) == "I4:");
  const auto expire = [](Session &s) {
    s.state = State::expired;
    s.ended_at = s.purge_at = start;
  };
  CHECK(broken(State::open, start + 310'000, expire) == "I5:");
  CHECK(broken(State::open, start + 310'001, expire) == "");
  const auto purge = [](Session &s) {
    s.ended_as = s.state == State::open ? State::expired : s.state;
    s.ended_at = s.purge_at = start;
    s.state = State::purged;
    s.submissions.clear();
    s.winner = nobody;
    s.asked = std::make_shared<Asked>();
  };
  CHECK(broken(State::answered, start + 86'399'999, purge) == "I6:");
  CHECK(broken(State::answered, start + 86'400'000, purge) == "");
  CHECK(broken(State::open, start + 86'400'000, purge) == "I6:");
  CHECK(broken(State::open, now, [](Session &s) { --s.expires_at; }) == "I10");
  CHECK(broken(State::open, now, [](Session &s) { s.expires_at = s.hard_deadline + 1; }) == "I10");
  CHECK(broken(State::open, now, [](Session &s) { ++s.hard_deadline; }) == "I10");
  CHECK(broken(State::open, now, [](Session &s) { s.asked = std::make_shared<Asked>(*s.asked); }) == "I12");
  CHECK(broken(State::open, now, [](Session &s) { --s.seen_at; }) == "I13");
}
