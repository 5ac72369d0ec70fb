// mailbox_test.cpp - nobody sleeps through an answer, and who comes back gets their own, and only that.
#include "feedback/mailbox.hpp"
#include "feedback/people.hpp"
#include <algorithm>
#include <set>

using namespace people;

namespace {

std::vector<uint64_t> waiting(const Mailbox &mailbox, const std::string &session) {
  std::vector<uint64_t> all;
  while (const uint64_t next = mailbox.next_waiting(session, all.empty() ? 0 : all.back())) all.push_back(next);
  return all;
}

// One who waits and one who answers, in one order of their steps: A attach, R read, C commit, W wake.
bool gets_it(const std::string &order) {
  Mailbox mailbox;
  bool answered = false, knows = false;
  std::vector<uint64_t> woken;
  for (const char each : order) {
    if (each == 'A') REQUIRE(mailbox.attach("s", 7, Waits::agent));
    if (each == 'R') knows = answered;
    if (each == 'C') answered = true;
    if (each == 'W') woken = waiting(mailbox, "s");
  }
  return knows || std::find(woken.begin(), woken.end(), 7u) != woken.end();
}

const Caller same{"agent-1", "thread-1", ""}, other_thread{"agent-1", "thread-2", ""}, other_user{"agent-2", "thread-1", ""};

bool joins(const Session &session, const Caller &caller, int64_t now, bool agent_waits = false, int64_t left_at = 0) {
  return may_join(session, caller, asked().digest, agent_waits, left_at, Rejoin{}, now);
}

} // namespace

TEST_CASE("who attaches and then reads is never left asleep, in whatever order the answer comes; the other way round one is") {
  int lost = 0;
  std::string order = "ACRW";
  std::sort(order.begin(), order.end());
  do {
    if (order.find('C') > order.find('W')) continue; // an answer is committed before anybody is woken
    if (order.find('A') < order.find('R')) CHECK(gets_it(order));
    else lost += !gets_it(order);
  } while (std::next_permutation(order.begin(), order.end()));
  CHECK(lost == 1); // RCWA
}

TEST_CASE("who waits is known by session and by kind") {
  Mailbox mailbox;
  CHECK_FALSE(mailbox.agent_waits("s"));
  CHECK(mailbox.attach("s", 1, Waits::page));
  CHECK_FALSE(mailbox.agent_waits("s"));
  CHECK(mailbox.attach("s", 2, Waits::agent));
  CHECK(mailbox.attach("t", 3, Waits::agent));
  CHECK(mailbox.agent_waits("s"));
  CHECK(waiting(mailbox, "s") == std::vector<uint64_t>{1, 2});
  CHECK(waiting(mailbox, "u").empty());
  CHECK(mailbox.size() == 3);
  CHECK(mailbox.pages("s") == 1);
  CHECK(mailbox.detach("s", 2, 500));
  CHECK_FALSE(mailbox.detach("s", 2, 600));
  CHECK_FALSE(mailbox.detach("nowhere", 2, 600));
  CHECK_FALSE(mailbox.agent_waits("s"));
  CHECK(mailbox.agent_left_at("s") == 500);
  CHECK(mailbox.detach("s", 1, 700));
  CHECK(mailbox.agent_left_at("s") == 500); // a page is no agent
  mailbox.forget("s");
  CHECK(mailbox.agent_left_at("s") == 0);
  CHECK(mailbox.size() == 1);
}

TEST_CASE("waiters are bounded: of one session by kind, and all together; and old departures are forgotten") {
  Mailbox::Bounds bounds;
  bounds.waiters = 4;
  bounds.agents_of_session = 1;
  bounds.pages_of_session = 2;
  Mailbox mailbox(bounds);
  CHECK(mailbox.attach("s", 1, Waits::agent));
  CHECK_FALSE(mailbox.attach("s", 2, Waits::agent));
  CHECK(mailbox.attach("s", 3, Waits::page));
  CHECK(mailbox.attach("s", 4, Waits::page));
  CHECK_FALSE(mailbox.attach("s", 5, Waits::page));
  CHECK(mailbox.attach("t", 6, Waits::page));
  CHECK_FALSE(mailbox.attach("u", 7, Waits::page));
  mailbox.detach("t", 6, 1);
  CHECK(mailbox.attach("u", 7, Waits::page));

  Mailbox many;
  for (int i = 0; i <= 10'000; ++i) {
    const std::string id = "m-" + std::to_string(i);
    many.attach(id, 1, Waits::agent);
    many.detach(id, 1, 1000 + i);
  }
  CHECK(many.agent_left_at("m-0") == 0);
  CHECK(many.agent_left_at("m-1") == 1001);
  CHECK(many.agent_left_at("m-10000") == 11'000);
}

TEST_CASE("the same question of the same caller joins a session that nobody waits on") {
  const Session open = opened();
  CHECK(joins(open, same, start + 1000));
  CHECK_FALSE(joins(open, same, start + 1000, true)); // asked twice at once means twice
  CHECK_FALSE(joins(open, other_thread, start + 1000));
  CHECK_FALSE(joins(open, other_user, start + 1000));
  CHECK_FALSE(joins(open, Caller{"agent-1", "", ""}, start + 1000)); // never by content alone
  CHECK_FALSE(may_join(open, same, asked("Other?").digest, false, 0, Rejoin{}, start + 1000));
  CHECK_FALSE(may_join(open, same, asked().digest, false, 0, Rejoin{false, 900'000}, start + 1000));
  CHECK(joins(open, same, open.closes_at()));
  CHECK_FALSE(joins(open, same, open.closes_at() + 1));

  Asked by_context = asked();
  by_context.asker.thread.clear();
  by_context.asker.context = "session:9";
  CHECK(joins(opened(by_context), Caller{"agent-1", "", "session:9"}, start));
  CHECK_FALSE(joins(opened(by_context), Caller{"agent-1", "", "session:8"}, start));
  CHECK_FALSE(joins(opened(by_context), Caller{"agent-1", "", ""}, start));
}

TEST_CASE("an outcome that has not been delivered is joined for a quarter of an hour; a delivered one never") {
  Session session = in_state(State::answered);
  const int64_t end = session.ended_at;
  CHECK(joins(session, same, end + 900'000));
  CHECK_FALSE(joins(session, same, end + 900'001));
  CHECK(joins(session, same, end + 900'001, false, end + 1)); // the agent was here after that
  play(session, event(EventKind::deliver), end + 1);
  CHECK_FALSE(joins(session, same, end + 2));
  play(session, event(EventKind::deliver_failed), end + 3);
  CHECK(joins(session, same, end + 4));
  CHECK_FALSE(joins(in_state(State::purged), same, start));
  CHECK_FALSE(joins(in_state(State::cancelled), same, start + 10)); // the agent withdrew it itself
}

TEST_CASE("what was not delivered comes along with the next answer of the same thread") {
  CHECK(comes_along(in_state(State::answered), same));
  CHECK(comes_along(in_state(State::expired), same));
  CHECK_FALSE(comes_along(in_state(State::answered), other_thread));
  CHECK_FALSE(comes_along(in_state(State::answered), other_user));
  CHECK_FALSE(comes_along(opened(), same));
  const Query query = earlier_query(same);
  CHECK(query.undelivered);
  CHECK(*query.principal == "agent-1");
  CHECK(*joinable_query(same, asked().digest).digest == hash_text(asked().digest));
}
