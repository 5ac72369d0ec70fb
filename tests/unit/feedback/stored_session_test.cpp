// stored_session_test.cpp - a session comes back from its row as it was, and what was tampered with does not come back at all.
#include "feedback/desk.hpp"
#include "feedback/people.hpp"

using namespace people;

namespace {

Session full() {
  const auto asked = desk::ask(R"({"message":"\u0000 \"Ship\" it? \ud83d\ude00","title":"T","aiContent":"# A\n","predefinedOptions":
    ["yes",{"value":"no","label":"No","description":"d","default":true}],"selection":"single","minSelected":1,"maxSelected":1,
    "freeText":{"required":true,"maxLength":9,"placeholder":"p"},"form":{"type":"object","properties":{"n":{"type":"integer"}}},
    "onTimeout":{"default":{"selectedOptions":["no"],"freeText":"f","form":{"n":1}}},"locale":"zh","priority":"low","metadata":{"m":{"n":[1]}}})");
  REQUIRE(asked.wrong == "");
  Asked all;
  all.question = asked.request.question;
  all.digest = digest_of(all.question);
  all.asker = {"ann", "thread", "session:1", "claude", "mcp-tool", "key", asked.request.metadata_json};
  all.terms.quorum = 1;
  all.terms.most_late = 7;
  all.terms.late_notes = true;
  Session session = opened(all);
  play(session, event(EventKind::view, "bob"), start + 1);
  play(session, event(EventKind::claim, "bob"), start + 2);
  Event said = says("bob", "b-1", "why");
  said.submission->answer.selected = {"yes"};
  said.submission->answer.form_json = R"({"n":2})";
  said.submission->name = "Bob";
  said.submission->auth = "link";
  said.submission->about_json = R"({"ua":"x"})";
  play(session, said, start + 3);
  play(session, declines("cyd", "c-1", "no!", Channel::task), start + 4);
  play(session, event(EventKind::deliver), start + 5);
  return session;
}

bool reads(Row row) { return static_cast<bool>(read_row(row)); }

Row with(Row row, const std::string &from, const std::string &to) {
  const size_t at = row.body.find(from);
  REQUIRE(at != std::string::npos);
  row.body.replace(at, from.size(), to);
  return row;
}

} // namespace

TEST_CASE("a session with everything comes back as it was, and goes on") {
  const Session session = full();
  const Row row = row_of(session);
  const auto again = read_row(row);
  REQUIRE(again);
  CHECK(body_of(*again) == row.body);
  CHECK(again->asked->question.fallback->form_json == R"({"n":1})");
  CHECK(again->asked->question.free_text.placeholder == "p");
  CHECK(again->asked->asker.metadata_json == R"({"m":{"n":[1]}})");
  CHECK(digest_of(again->asked->question) == session.asked->digest);
  CHECK(again->submissions[1].reason == "no!");
  CHECK(again->submissions[1].via == Channel::task);
  CHECK(again->submissions[0].about_json == R"({"ua":"x"})");
  CHECK(again->terms().most_late == 7);
  Session goes_on = *again;
  CHECK(verdict(goes_on, says("bob", "b-1", "other"), start + 9) == Verdict::submission_conflict);
}

TEST_CASE("the row says what stores look for") {
  const Row row = row_of(full());
  CHECK(row.id == "s-1");
  CHECK(row.version == 6);
  CHECK(row.state == State::answered);
  CHECK_FALSE(row.undelivered);
  CHECK(row.created_at == start);
  CHECK(row.due_at == start + 3 + 86'400'000);
  CHECK(row.principal == "ann");
  CHECK(row.thread == "thread");
  CHECK(row.key == "key");
  CHECK(row.digest.size() == 43);
  CHECK(etag(full()) == "\"6\"");
}

TEST_CASE("what a newer library wrote beside stays, through every change") {
  Row row = row_of(full());
  row = with(row, R"("auditHead")", R"("quorumOf":{"n": [2]},"later":null,"auditHead")");
  auto session = read_row(row);
  REQUIRE(session);
  const Step taken = step(*session, event(EventKind::ack), start + 9);
  REQUIRE(taken.next);
  const std::string body = body_of(*taken.next);
  CHECK(body.find(R"("quorumOf":{"n": [2]},"later":null)") != std::string::npos);
  Row next = row_of(*taken.next);
  CHECK(reads(next));
}

TEST_CASE("a body of a newer format, of another session or of no format is refused") {
  const Row row = row_of(full());
  CHECK(reads(row));
  CHECK_FALSE(reads(with(row, R"({"v":1)", R"({"v":2)")));
  CHECK_FALSE(reads(with(row, R"("id":"s-1")", R"("id":"s-2")")));
  CHECK_FALSE(reads(with(row, R"("version":6)", R"("version":7)")));
  CHECK_FALSE(reads(with(row, R"("state":"answered")", R"("state":"solved")")));
  CHECK_FALSE(reads(with(row, R"("state":"answered")", R"("state":"open")")));
  CHECK_FALSE(reads(with(row, R"("state":"answered")", R"("state":"declined")")));
  CHECK_FALSE(reads(with(row, R"("winner":0)", R"("winner":1)")));
  CHECK_FALSE(reads(with(row, R"("winner":0)", R"("winner":2)")));
  CHECK_FALSE(reads(with(row, R"("winner":0)", R"("winner":-3)")));
  CHECK_FALSE(reads(with(row, R"("winner":0,)", "")));
  CHECK_FALSE(reads(with(row, R"("freeText":"why")", R"("freeText":"who")"))); // its digest knows better
  CHECK_FALSE(reads(with(row, R"("expiresAt":)", R"("expiresAt":9)")));
  CHECK_FALSE(reads(with(row, R"("graceMs":)", R"("graceMs":-)")));
  CHECK_FALSE(reads(with(row, R"("quorum":1)", R"("quorum":99999999999)")));
  CHECK_FALSE(reads(with(row, R"("seenAt":)", R"("seenAt":0.5e)")));
  CHECK_FALSE(reads(with(row, R"("submissions":[)", R"("submissions":[7,)")));
  Row broken = row;
  broken.body.pop_back();
  CHECK_FALSE(reads(broken));
  broken.body = "[]";
  CHECK_FALSE(reads(broken));
  broken.body = "";
  CHECK_FALSE(reads(broken));
  const auto why = read_row(with(row, R"("winner":0)", R"("winner":2)"));
  CHECK(why.refusal().text.find("the stored session s-1 cannot be read") == 0);
}

TEST_CASE("no byte that changes makes a session that breaks its promises") {
  const Row row = row_of(full());
  for (size_t at = 0; at < row.body.size(); at += 3)
    for (const char c : {'0', '"', '}', 'z'}) {
      Row changed = row;
      changed.body[at] = c;
      if (const auto session = read_row(changed)) REQUIRE(broken_record(*session) == "");
    }
}

TEST_CASE("the commit carries the audit, and the outbox when somebody listens") {
  const Session session = opened();
  const Step taken = step(session, says("ann", "a-1"), start + 5);
  const Commit told = commit_of(taken, true), untold = commit_of(taken, false);
  CHECK(told.row.version == 2);
  CHECK(told.audit.version == 2);
  REQUIRE(told.outbox.size() == 1);
  CHECK(told.outbox[0].id() == "s-1:2:0");
  CHECK(told.outbox[0].topic == "answered");
  CHECK(told.outbox[0].due_at == start + 5);
  CHECK(told.outbox[0].body.find("yes, do") == std::string::npos); // ids, no words
  CHECK(untold.outbox.empty());
  Event extend = event(EventKind::extend);
  extend.until = start + 400'000;
  CHECK(commit_of(step(session, extend, start), true).outbox.empty()); // nothing that people are told
}
