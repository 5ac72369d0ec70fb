// session_states_test.cpp - walks every pair of state and event, and then the rows of the table one by one.
#include "feedback/people.hpp"

using namespace people;
using S = State;
using K = EventKind;
using V = Verdict;

namespace {

Event of_kind(K kind) {
  if (kind == K::answer) return says("bob", "b-1");
  if (kind == K::decline) return declines("bob", "b-1");
  Event made = event(kind, "bob");
  made.until = start + 900'000;
  made.digest = asked().digest;
  return made;
}

} // namespace

TEST_CASE("the table, pair by pair: what is said, and where it leads") {
  struct Pair {
    V verdict;
    S next;
  };
  constexpr S same = S::open; // as `next` of a state that is over: it stays
  const auto gone = Pair{V::gone, same}, over = Pair{V::not_over, same}, nothing = Pair{V::unchanged, same};
  const auto first = Pair{V::already, same}, shut = Pair{V::closed, same}, late = Pair{V::late, same}, again = Pair{V::repeated, same};
  const auto done = Pair{V::done, same}, wiped = Pair{V::done, S::purged};
  const Pair pairs[states][event_kinds] = {
      // create view     claim   release  touch  extend  answer              decline             cancel               tick     deliver  failed   ack      erase
      {again, done, done, nothing, done, done, {V::done, S::answered}, {V::done, S::declined}, {V::done, S::cancelled}, nothing, over, over, over, over},
      {again, nothing, first, nothing, first, first, first, first, nothing, nothing, done, nothing, nothing, wiped},
      {again, nothing, first, nothing, first, first, first, first, nothing, nothing, done, nothing, nothing, wiped},
      {again, nothing, shut, nothing, shut, shut, late, late, nothing, nothing, nothing, nothing, nothing, wiped},
      {again, nothing, shut, nothing, shut, shut, late, late, nothing, nothing, done, nothing, nothing, wiped},
      {again, gone, gone, gone, gone, gone, gone, gone, gone, gone, gone, gone, gone, gone},
  };
  for (int s = 0; s < states; ++s)
    for (int k = 0; k < event_kinds; ++k) {
      const auto state = static_cast<S>(s);
      const auto kind = static_cast<K>(k);
      CAPTURE(word(state));
      CAPTURE(word(kind));
      const Session before = in_state(state);
      Session session = before;
      const int64_t now = std::max(before.seen_at, start + 290'000); // late enough that typing gains time
      const Step taken = play(session, of_kind(kind), now);
      CHECK(taken.verdict == pairs[s][k].verdict);
      CHECK(session.state == (pairs[s][k].next == same ? state : pairs[s][k].next));
      const bool changes = taken.verdict == V::done || taken.verdict == V::late;
      CHECK(taken.next.has_value() == changes);
      CHECK(session.version == before.version + (changes ? 1 : 0));
      CHECK(taken.audit.version == (changes ? session.version : 0));
      CHECK(taken.settles == (state == S::open && session.state != S::open));
    }
}

TEST_CASE("one boundary for everybody: at closes_at an answer counts and nothing expires, a millisecond later it is the other way round") {
  const Session open = opened();
  REQUIRE(open.closes_at() == start + 300'000 + 10'000);
  Session session = open;
  CHECK(verdict(session, event(K::tick), open.closes_at()) == V::unchanged);
  CHECK(verdict(session, says("ann", "a-1"), open.closes_at()) == V::done);
  CHECK(session.state == S::answered);

  session = open;
  CHECK(verdict(session, event(K::tick), open.closes_at() + 1) == V::done);
  CHECK(session.state == S::expired);
  CHECK(session.purge_at == open.closes_at() + 1 + open.terms().retention_ms);
}

TEST_CASE("an answer after the time is kept: first the session expires, then the words are a late note") {
  Session session = opened();
  const int64_t late = session.closes_at() + 1;
  const Step first = play(session, says("ann", "a-1", "sorry, late"), late);
  CHECK(first.verdict == V::again);
  CHECK(first.topic == Topic::expired);
  CHECK(session.state == S::expired);
  CHECK(session.submissions.empty());
  const Step second = play(session, says("ann", "a-1", "sorry, late"), late);
  CHECK(second.verdict == V::late);
  CHECK(second.topic == Topic::late);
  REQUIRE(session.submissions.size() == 1);
  CHECK(session.submissions[0].late);
  CHECK_FALSE(session.submissions[0].superseded);
  CHECK(session.submissions[0].answer.free_text == "sorry, late");
  CHECK(session.state == S::expired);
}

TEST_CASE("the first writer wins, the second is told who it was, and nothing of the second stays") {
  Session session = opened();
  CHECK(verdict(session, says("ann", "a-1"), start) == V::done);
  const Step second = play(session, says("bob", "b-1", "no!"), start + 1);
  CHECK(second.verdict == V::already);
  REQUIRE(second.submission == 0);
  CHECK(session.submissions[second.submission].by == "ann");
  CHECK(session.submissions.size() == 1);
  CHECK(session.winner == 0);
}

TEST_CASE("the same submission again is the same success, in whatever state; with other words it is a conflict") {
  Session session = opened();
  play(session, says("ann", "a-1", "yes"), start);
  const Step replay = play(session, says("ann", "a-1", "yes"), start + 5);
  CHECK(replay.verdict == V::replayed);
  CHECK(replay.submission == 0);
  CHECK(verdict(session, says("ann", "a-1", "no"), start + 5) == V::submission_conflict);
  CHECK(verdict(session, declines("ann", "a-1"), start + 5) == V::submission_conflict);

  session = in_state(S::expired);
  const int64_t now = session.seen_at;
  CHECK(verdict(session, says("ann", "late-1"), now) == V::late);
  CHECK(verdict(session, says("ann", "late-1"), now) == V::replayed);
  CHECK(verdict(session, says("ann", "late-1", "other"), now) == V::submission_conflict);
  CHECK(session.submissions.size() == 1);
}

TEST_CASE("submissions without an id are never taken for each other") {
  Session session = in_state(S::expired);
  CHECK(verdict(session, says("ann", ""), session.seen_at) == V::late);
  CHECK(verdict(session, says("ann", ""), session.seen_at) == V::late);
  CHECK(session.submissions.size() == 2);
}

TEST_CASE("a form in the client cannot be told no: what it brings after the winner is kept beside, as superseded") {
  for (const Channel channel : {Channel::elicitation, Channel::task}) {
    Session session = in_state(S::answered);
    const Step taken = play(session, says("bob", "b-1", "from the form", channel), session.seen_at + 1);
    CHECK(taken.verdict == V::late);
    REQUIRE(session.submissions.size() == 2);
    CHECK(session.submissions[1].late);
    CHECK(session.submissions[1].superseded);
    CHECK(session.winner == 0);
    CHECK(session.state == S::answered);
    CHECK(verdict(session, says("bob", "b-1", "from the form", channel), session.seen_at) == V::replayed);
  }
}

TEST_CASE("late notes can be switched off, but not for who cannot be told; and there are twenty of them") {
  Asked terms = asked();
  terms.terms.late_notes = false;
  Session session = opened(terms);
  play(session, event(K::tick), session.closes_at() + 1);
  CHECK(verdict(session, says("ann", "a-1"), session.seen_at) == V::closed);
  CHECK(verdict(session, says("ann", "a-1", "form", Channel::elicitation), session.seen_at) == V::late);

  session = in_state(S::cancelled);
  for (int i = 0; i < 20; ++i) CHECK(verdict(session, says("ann", "n-" + std::to_string(i)), session.seen_at) == V::late);
  CHECK(verdict(session, says("ann", "n-20"), session.seen_at) == V::late_full);
  CHECK(verdict(session, says("ann", "n-19"), session.seen_at) == V::replayed);
  CHECK(late_notes(session) == 20);
}

TEST_CASE("with a quorum of two, two people decide, one person has one vote, and a decline ends it") {
  Asked two = asked();
  two.terms.quorum = 2;
  Session session = opened(two);
  CHECK(verdict(session, says("ann", "a-1"), start) == V::done);
  CHECK(session.state == S::open);
  CHECK(verdict(session, says("ann", "a-2", "again"), start) == V::voted);
  CHECK(verdict(session, says("bob", "b-1"), start + 1) == V::done);
  CHECK(session.state == S::answered);
  CHECK(session.submissions[session.winner].by == "bob");

  session = opened(two);
  play(session, says("ann", "a-1"), start);
  CHECK(verdict(session, declines("bob", "b-1"), start) == V::done);
  CHECK(session.state == S::declined);
  CHECK(session.submissions[session.winner].reason == "not mine to say");
}

TEST_CASE("who claims a question has it for a while, and others are told") {
  Session session = opened();
  CHECK(verdict(session, event(K::claim, "ann"), start) == V::done);
  CHECK(session.claim.holder == "ann");
  CHECK(verdict(session, event(K::claim, "ann"), start + 1) == V::unchanged);
  CHECK(verdict(session, event(K::claim, "bob"), start + 1) == V::claimed);
  CHECK(verdict(session, event(K::release, "bob"), start + 1) == V::claimed);
  CHECK(verdict(session, says("bob", "b-1"), start + 1) == V::claimed);
  const int64_t until = session.claim.until;
  CHECK(until == start + 300'000);
  Session later = session;
  CHECK(verdict(later, event(K::claim, "bob"), until - 1) == V::claimed);
  CHECK(verdict(later, event(K::claim, "bob"), until) == V::done); // it has run out
  CHECK(verdict(session, says("bob", "b-1", "yes", Channel::elicitation), start + 1) == V::done); // a form binds nobody

  session = opened();
  play(session, event(K::claim, "ann"), start);
  CHECK(verdict(session, event(K::release, "ann"), start + 1) == V::done);
  CHECK(verdict(session, says("bob", "b-1"), start + 1) == V::done);
  session = opened();
  CHECK(verdict(session, event(K::claim, ""), start) == V::unchanged); // nobody in particular
}

TEST_CASE("typing keeps the form open, never past the hard deadline, and not for nothing") {
  Session session = opened(asked(), "s-1", 400'000);
  CHECK(verdict(session, event(K::touch, "ann"), start + 100'000) == V::unchanged);
  CHECK(verdict(session, event(K::touch, "ann"), start + 244'999) == V::unchanged); // would gain 4,999 ms
  CHECK(verdict(session, event(K::touch, "ann"), start + 245'000) == V::done);
  CHECK(session.expires_at == start + 305'000);
  CHECK(verdict(session, event(K::touch, "ann"), start + 310'000) == V::done); // within the grace
  CHECK(session.expires_at == start + 370'000);
  CHECK(verdict(session, event(K::touch, "ann"), start + 369'000) == V::done);
  CHECK(session.expires_at == start + 400'000); // hard
  CHECK(verdict(session, event(K::touch, "ann"), start + 399'000) == V::unchanged);
  CHECK(verdict(session, event(K::touch, "ann"), start + 410'001) == V::closed);
  CHECK(session.state == S::expired);
}

TEST_CASE("time is extended, never shortened") {
  Session session = opened(asked(), "s-1", 1'000'000);
  Event extend = event(K::extend, "agent-1");
  extend.until = start + 300'000;
  CHECK(verdict(session, extend, start) == V::unchanged);
  extend.until = start + 300'001;
  CHECK(verdict(session, extend, start) == V::done);
  extend.until = INT64_MAX;
  CHECK(verdict(session, extend, start) == V::done);
  CHECK(session.expires_at == start + 1'000'000);
  CHECK(verdict(session, extend, session.closes_at() + 1) == V::closed);
  CHECK(session.state == S::expired);
}

TEST_CASE("what people may do again and again comes to an end; answers do not") {
  Session session = opened();
  for (int i = 0; session.version < most_changes; ++i) {
    play(session, event(i % 2 == 0 ? K::claim : K::release, "ann"), start);
    REQUIRE(i < 2000);
  }
  CHECK(session.version == 1000);
  session.claim = {};
  CHECK(verdict(session, event(K::claim, "ann"), start) == V::unchanged);
  CHECK(verdict(session, event(K::touch, "ann"), start + 300'000) == V::unchanged);
  CHECK(verdict(session, says("ann", "a-1"), start) == V::done);
  CHECK(session.state == S::answered);
}

TEST_CASE("the first look is noted, and only that one") {
  Session session = opened();
  const Step first = play(session, event(K::view, "ann"), start + 7);
  CHECK(first.topic == Topic::viewed);
  CHECK(session.viewed_at == start + 7);
  CHECK(verdict(session, event(K::view, "bob"), start + 8) == V::unchanged);
}

TEST_CASE("an outcome is handed over once, taken back when it did not arrive, and owed again when a note comes late") {
  Session session = in_state(S::expired);
  const int64_t now = session.seen_at;
  CHECK(undelivered(session));
  CHECK(verdict(session, event(K::deliver), now) == V::done);
  CHECK_FALSE(undelivered(session));
  CHECK(verdict(session, event(K::deliver), now) == V::unchanged);
  CHECK(verdict(session, event(K::deliver_failed), now) == V::done);
  CHECK(undelivered(session));
  play(session, event(K::deliver), now);
  CHECK(verdict(session, event(K::ack), now) == V::done);
  CHECK(verdict(session, event(K::ack), now) == V::unchanged);
  CHECK_FALSE(undelivered(session));

  play(session, says("ann", "late-1"), now);
  CHECK(undelivered(session));
  play(session, event(K::deliver), now);
  CHECK_FALSE(undelivered(session));
  play(session, event(K::deliver_failed), now);
  CHECK(undelivered(session)); // the note is; the outcome was acked
  play(session, event(K::deliver), now);
  play(session, event(K::ack), now);
  CHECK(session.delivery.acked_late == 1);
  CHECK_FALSE(undelivered(session));
}

TEST_CASE("who withdraws a question need not be told of it, others must be") {
  Session session = in_state(S::cancelled);
  CHECK_FALSE(undelivered(session));
  session = opened();
  Event withdrawn = event(K::cancel, "root");
  withdrawn.role = Role::admin;
  withdrawn.reason = "wrong room";
  play(session, withdrawn, start);
  CHECK(undelivered(session));
  CHECK(session.ended_by == "root");
  CHECK(session.end_reason == "wrong room");
}

TEST_CASE("a tombstone keeps who asked and under which key, and no word of what was said") {
  Session session = in_state(S::answered);
  const Hash digest = session.asked->digest;
  CHECK(verdict(session, event(K::tick), session.purge_at - 1) == V::unchanged);
  const Step purge = play(session, event(K::tick), session.purge_at);
  CHECK(purge.drop_blobs);
  CHECK(session.state == S::purged);
  CHECK(session.ended_as == S::answered);
  CHECK(session.submissions.empty());
  CHECK(session.asked->question.message.empty());
  CHECK(session.asked->asker.principal == "agent-1");
  CHECK(session.asked->digest == digest);
  CHECK(body_of(session).find("yes, do") == std::string::npos);
  CHECK(body_of(session).find("May I") == std::string::npos);
  CHECK_FALSE(removable(session, due_at(session) - 1));
  CHECK(removable(session, due_at(session)));

  Session erased = in_state(S::declined);
  CHECK(verdict(erased, event(K::erase, "root"), erased.seen_at) == V::done);
  CHECK(erased.erased);
  CHECK(erased.state == S::purged);
}

TEST_CASE("the same key with another question is a conflict, even with the tombstone") {
  Session session = in_state(S::purged);
  Event again = event(K::create);
  again.digest = asked().digest;
  CHECK(verdict(session, again, start) == V::repeated);
  again.digest = asked("Something else?").digest;
  CHECK(verdict(session, again, start) == V::idempotency_conflict);
}

TEST_CASE("a session begins with its time, cut at the hard deadline; clocks may say anything") {
  const Session session = *begin("x", std::make_shared<Asked>(asked()), start + 1000, start).next;
  CHECK(session.expires_at == start + 1000);
  const Session odd = *begin("x", std::make_shared<Asked>(asked()), -5, -7).next;
  CHECK(odd.created_at == 1);
  CHECK(odd.hard_deadline == 1);
  Session last = *begin("x", std::make_shared<Asked>(asked()), INT64_MAX, INT64_MAX).next;
  CHECK(last.closes_at() == INT64_MAX);
  CHECK(verdict(last, says("ann", "a-1"), INT64_MAX) == V::done);
  CHECK(due_at(last) == INT64_MAX);
}

TEST_CASE("time that goes back is taken as the record's own") {
  Session session = opened();
  play(session, event(K::view, "ann"), start + 100);
  const Step taken = play(session, says("ann", "a-1"), start - 50'000);
  CHECK(taken.verdict == V::done);
  CHECK(session.submissions[0].at == start + 100);
  CHECK(session.ended_at == start + 100);
}

TEST_CASE("each change is in the audit, chained; nothing that was said is in it") {
  Session session = opened();
  std::vector<AuditEntry> entries = {begin("s-1", std::make_shared<Asked>(asked()), start + 3'600'000, start).audit};
  const auto go = [&](const Event &event, int64_t now) {
    if (const Step taken = play(session, event, now); taken.next) entries.push_back(taken.audit);
  };
  go(event(K::view, "ann"), start + 1);
  go(says("ann", "a-1", "my secret words"), start + 2);
  go(event(K::deliver), start + 3);
  go(event(K::tick), session.purge_at);
  REQUIRE(entries.size() == 5);
  CHECK(check_audit(entries, session.audit_head) == "");
  for (const AuditEntry &entry : entries) CHECK(entry.body.find("secret") == std::string::npos);
  CHECK(entries[2].body.find(R"("event":"answer","by":"ann","via":"page","submission":"a-1","digest":")") != std::string::npos);

  SUBCASE("one is missing") { entries.erase(entries.begin() + 2); }
  SUBCASE("the last is missing") { entries.pop_back(); }
  SUBCASE("one was changed") { entries[2].body.replace(entries[2].body.find("ann"), 3, "bob"); }
  SUBCASE("two have changed places") { std::swap(entries[1], entries[2]); }
  SUBCASE("one cannot be read") { entries[1].body = "{"; }
  CHECK(check_audit(entries, session.audit_head) != "");
}
