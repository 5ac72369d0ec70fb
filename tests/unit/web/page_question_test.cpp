// page_question_test.cpp - a question in each of its states, as its page shows it; and hostile texts in every place.
#include "web/page_question.hpp"
#include "feedback/people.hpp"
#include "json/writer.hpp"
#include <doctest/doctest.h>

using namespace tenon::web;
using namespace people;

namespace {

const PageShell &shell() {
  static const PageShell made("Tenon");
  return made;
}

struct Look {
  Dress dress;
  QuestionFacts facts;
  Look() {
    dress.kind = PageKind::question;
    dress.path = "/feedback/s-1";
    dress.nonce = "bm9uY2U=";
    facts.api = "/api/feedback/s-1";
    facts.csrf = "the-token";
    facts.submission_id = "fresh";
    facts.now = start;
  }
  std::string at(const Session &session) const {
    const std::string page = question_page(shell(), 200, dress, session, facts).body;
    return page.substr(page.find("</header>")); // the style and the head's script are no part of this
  }
};

// The text between tags, without the scripts and their data.
std::string shown(const std::string &page) { return page.substr(0, page.find("<script")); }
bool has(const std::string &page, std::string_view text) { return shown(page).find(text) != std::string::npos; }

constexpr std::string_view hostile = "</textarea></script><img src=x onerror=alert(1)>\"'&{{nonce}}{{{style}}}{{#form}}";

} // namespace

TEST_CASE("an open question has its form, with token, id and agent") {
  Look look;
  Asked asked = people::asked("May I?\nReally?");
  asked.question.fallback = Answer{{"no"}, "", ""};
  const Session session = opened(asked);
  std::string page = look.at(session);
  CHECK(has(page, "data-state=\"open\""));
  CHECK(has(page, "name=\"csrf\" value=\"the-token\""));
  CHECK(has(page, "name=\"submissionId\" value=\"fresh\""));
  CHECK(has(page, "action=\"/feedback/s-1\""));
  CHECK(has(page, "The assistant is not connected."));
  CHECK(has(page, "If nobody answers in time, the assistant goes on with: no"));
  CHECK(has(page, "<h1 dir=\"auto\">A question for you</h1>")); // a message of two lines is no heading
  CHECK(has(page, "Send answer"));
  look.facts.reader.agent_waits = true;
  page = look.at(session);
  CHECK(has(page, "The assistant is waiting"));
}

TEST_CASE("a short message is the heading, up to 140 letters") {
  const Look look;
  const std::string just(140, 'a'), long_one(141, 'a');
  CHECK(has(look.at(opened(people::asked(just))), "<h1 dir=\"auto\">" + just + "</h1>"));
  CHECK(has(look.at(opened(people::asked(long_one))), "<p class=\"message\" dir=\"auto\">" + long_one));
  Asked titled = people::asked("message");
  titled.question.title = "title";
  CHECK(has(look.at(opened(titled)), "<h1 dir=\"auto\">title</h1>"));
  CHECK(has(look.at(opened(titled)), "<p class=\"message\" dir=\"auto\">message"));
}

TEST_CASE("an answer is shown to its author as sent, to others as first, and to who may not read it not at all") {
  Look look;
  Session session = opened();
  play(session, says("ann", "a-1", "my words"), start);
  look.facts.mine = "a-1";
  std::string page = look.at(session);
  CHECK(has(page, "Sent. Thank you."));
  CHECK(has(page, "Your answer is kept."));
  CHECK(has(page, "my words"));
  CHECK_FALSE(has(page, "<form"));
  play(session, event(EventKind::deliver), start);
  CHECK(has(look.at(session), "The assistant has your answer."));
  look.facts.mine = "another";
  page = look.at(session);
  CHECK(has(page, "Already answered"));
  CHECK(has(page, "ann, 1970-01-01 00:16 UTC"));
  look.facts.reader.may_read = false;
  CHECK(look.at(session).find("my words") == std::string::npos); // nor in the data
}

TEST_CASE("an empty own id is nobody's, and a vote without an id is not the reader's") {
  Look look;
  Session session = opened();
  play(session, says("ann", "", "no id"), start);
  CHECK(has(look.at(session), "Already answered"));
}

TEST_CASE("declined, withdrawn and expired are said, with a place for a late note while one is taken") {
  Look look;
  Session session = in_state(State::declined);
  CHECK(has(look.at(session), "Somebody has declined to answer this question."));
  CHECK(has(look.at(session), "not mine to say"));
  look.facts.mine = "a-1";
  CHECK(has(look.at(session), "You declined to answer."));
  look.facts.mine.clear();

  for (const State state : {State::cancelled, State::expired}) {
    session = in_state(state);
    CHECK(has(look.at(session), "You may still leave a note."));
    CHECK(has(look.at(session), "Send as a late note"));
    CHECK_FALSE(has(look.at(session), "name=\"reason\""));
    CHECK_FALSE(has(look.at(session), "value=\"more\""));
    play(session, says("ann", "n-1", "late words"), session.seen_at);
    look.facts.mine = "n-1";
    CHECK(has(look.at(session), "Your note is kept."));
    CHECK_FALSE(has(look.at(session), "<form"));
    look.facts.mine.clear();
  }
}

TEST_CASE("without late notes, or when there are as many as fit, there is no form") {
  const Look look;
  Asked asked = people::asked();
  asked.terms.late_notes = false;
  Session session = opened(asked);
  play(session, event(EventKind::cancel, "agent-1"), start);
  CHECK_FALSE(has(look.at(session), "<form"));
  asked.terms.late_notes = true;
  asked.terms.most_late = 1;
  session = opened(asked);
  play(session, event(EventKind::cancel, "agent-1"), start);
  CHECK(has(look.at(session), "<form"));
  play(session, says("ann", "n-1"), start);
  CHECK_FALSE(has(look.at(session), "<form"));
}

TEST_CASE("a form comes back with its words, with what was wrong, and with links to it") {
  Look look;
  ComesBack back;
  REQUIRE(read_posted_form("option=yes&text=my+words&reason=my+reason", back.posted));
  back.said.free_text = "my words";
  back.wrong = {{"option", "no such option"}, {"", "too old"}};
  look.facts.back = &back;
  std::string page = look.at(opened());
  CHECK(has(page, "<li><a href=\"#f0\">Choose any that fit – no such option</a></li><li><a href=\"#answer\">too old</a></li>"));
  CHECK(has(page, "value=\"yes\" checked"));
  CHECK(has(page, "\nmy words</textarea>"));
  CHECK(has(page, "\nmy reason</textarea>"));
  CHECK_FALSE(has(page, "This was not sent."));
  page = look.at(in_state(State::answered));
  CHECK(has(page, "This was not sent."));
  CHECK(has(page, "<blockquote dir=\"auto\">my words</blockquote>"));
}

TEST_CASE("texts of agents and people are texts, wherever they stand") {
  Look look;
  const std::string evil(hostile);
  Asked asked = people::asked("m " + evil);
  Question &question = asked.question;
  question.title = evil;
  question.ai_content = evil;
  question.options = {{"a" + evil, evil, evil, true}, {"b" + evil, "", "", false}};
  question.free_text.placeholder = evil;
  question.fallback = Answer{{"a" + evil}, evil, ""};
  std::string form = R"({"type":"object","properties":{)", quoted;
  tenon::json::append_escaped(quoted, evil);
  form += "\"p" + quoted + R"(":{"type":"string","title":")" + quoted + R"(","description":")" + quoted + R"(","default":")" + quoted + R"("},)";
  form += "\"q" + quoted + R"(":{"type":"string","enum":[")" + quoted + R"("],"enumNames":[")" + quoted + R"("]},)";
  form += R"("r":{"type":"string","oneOf":[{"const":")" + quoted + R"(","title":")" + quoted + "\"}]}}}";
  question.form_json = form;
  asked.asker.client = asked.asker.thread = evil;

  look.facts.api += evil;
  look.facts.socket = look.facts.csrf = look.facts.submission_id = look.facts.reader.by = evil;
  look.dress.path = "/feedback/" + evil;
  look.dress.list_path = "/list/" + evil;
  for (const char *name : {"lang", "theme", "status", "mine"}) look.dress.query.push_back({name, evil});
  ComesBack back;
  back.posted.values = {{"option", "a" + evil}, {"text", evil}, {"reason", evil}, {"form.p" + evil, evil}};
  back.said = Answer{{"a" + evil}, evil, "{\"r\":\"" + quoted + "\"}"};
  back.wrong = {{"option", evil}, {"form.p" + evil, evil}, {"", evil}, {"text", evil}};

  Session said = opened(asked);
  Event word = says(evil, evil, evil);
  word.submission->name = evil;
  play(said, word, start);
  for (const Session &session : {opened(asked), said})
    for (const ComesBack *posted : {static_cast<const ComesBack *>(nullptr), static_cast<const ComesBack *>(&back)}) {
      look.facts.back = posted;
      const std::string page = look.at(session);
      CHECK(page.find("<img") == std::string::npos);
      CHECK(page.find("onerror=alert(1)>\"") == std::string::npos);
      CHECK(shown(page).find("\"'&{{") == std::string::npos);
      CHECK(shown(page).find("{{nonce}}") != std::string::npos); // as it was written
      size_t scripts = 0;
      for (size_t at = page.find("</script"); at != std::string::npos; at = page.find("</script", at + 1)) ++scripts;
      CHECK(scripts == 2);
    }
}
