// session_test.cpp - what a session says of itself: when it is due, when it may go, whether something of it is still owed.
#include "feedback/people.hpp"

using namespace people;

TEST_CASE("a session is due when it closes, when it is purged, and when its tombstone may go") {
  Session session = opened();
  CHECK(due_at(session) == start + 300'000 + 10'000 + 1);
  CHECK(session.closes_at() == start + 310'000);
  play(session, says("ann", "a-1"), start + 5);
  CHECK(due_at(session) == start + 5 + 86'400'000);
  const int64_t purged = due_at(session);
  CHECK_FALSE(removable(session, INT64_MAX));
  play(session, event(EventKind::tick), purged);
  REQUIRE(session.state == State::purged);
  CHECK(due_at(session) == purged + 2'592'000'000);
  CHECK_FALSE(removable(session, due_at(session) - 1));
  CHECK(removable(session, due_at(session)));
}

TEST_CASE("time stops at its end instead of beginning anew") {
  CHECK(after(INT64_MAX - 5, 5) == INT64_MAX);
  CHECK(after(INT64_MAX - 5, 6) == INT64_MAX);
  CHECK(after(-7, 5) == -2);
  Session session = opened();
  session.expires_at = INT64_MAX - 1;
  CHECK(session.closes_at() == INT64_MAX);
  CHECK(due_at(session) == INT64_MAX);
}

TEST_CASE("an outcome is owed until it is handed over, and a late note makes it owed again") {
  Session session = opened();
  CHECK_FALSE(undelivered(session));
  play(session, event(EventKind::cancel, "admin"), start);
  session.delivery = {};
  CHECK(undelivered(session));
  play(session, event(EventKind::deliver), start);
  CHECK_FALSE(undelivered(session));
  play(session, says("ann", "a-1"), start);
  CHECK(late_notes(session) == 1);
  CHECK(undelivered(session));
  CHECK_FALSE(undelivered(in_state(State::purged)));
}

TEST_CASE("a claim is live until its end, and nobody's is never") {
  CHECK(Claim{"ann", 100}.live(99));
  CHECK_FALSE(Claim{"ann", 100}.live(100));
  CHECK_FALSE(Claim{"", 100}.live(99));
}

TEST_CASE("the tag of a version is its number in quotes") {
  Session session = opened();
  CHECK(etag(session) == "\"1\"");
  session.version = UINT64_MAX;
  CHECK(etag(session) == "\"18446744073709551615\"");
}

TEST_CASE("each channel has its word, and two of them cannot show a refusal") {
  std::string words;
  int silent = 0;
  for (int i = 0; i < channels; ++i) {
    const auto channel = static_cast<Channel>(i);
    words += std::string(word(channel)) + ' ';
    silent += !shows_refusal(channel);
  }
  CHECK(words == "page app elicitation task mcp-app webhook host ");
  CHECK(silent == 2);
}
