// page_list_test.cpp - the list: which questions, in which order, and with which links.
#include "web/page_list.hpp"
#include "feedback/people.hpp"
#include <doctest/doctest.h>

using namespace tenon::web;
using namespace people;

namespace {

const PageShell &shell() {
  static const PageShell made("Tenon");
  return made;
}

Dress dressed() {
  Dress dress;
  dress.kind = PageKind::list;
  dress.path = "/prefix/feedback";
  dress.nonce = "bm9uY2U=";
  return dress;
}

std::string listed(ListFacts facts, const Dress &dress = dressed()) {
  const std::string page = list_page(shell(), dress, std::move(facts)).body;
  return page.substr(page.find("</header>"));
}

Session at(std::string id, int64_t created, int64_t timeout, State state = State::open) {
  Session session = opened(people::asked(), std::move(id));
  session.created_at = created;
  session.expires_at = created + timeout;
  session.state = state;
  return session;
}

std::string order(const std::string &page) {
  std::string ids;
  for (size_t found = page.find("<li id=\"q-"); found != std::string::npos; found = page.find("<li id=\"q-", found + 1)) ids += page.substr(found + 10, 1);
  return ids;
}

} // namespace

TEST_CASE("what is open comes first, the next deadline at the top; then the newest") {
  ListFacts facts;
  facts.sessions = {at("1", 10, 90, State::answered), at("2", 20, 80), at("3", 30, 10), at("4", 40, 1, State::expired), at("5", 50, 50)};
  CHECK(order(listed(std::move(facts))) == "32541"); // 2 and 5 end together and keep their order
}

TEST_CASE("the words of the filters, and which sessions they are") {
  for (const Listed each : {Listed::pending, Listed::completed, Listed::all}) CHECK(listed_of(word(each)) == each);
  CHECK(listed_of("") == Listed::pending);
  CHECK(listed_of("expired") == Listed::pending);
  CHECK(states_of(Listed::pending) == 1u << static_cast<int>(State::open));
  CHECK(states_of(Listed::completed) == (1u << static_cast<int>(State::answered) | 1u << static_cast<int>(State::declined)));
  CHECK(states_of(Listed::all) == (1u << static_cast<int>(State::purged)) - 1);
}

TEST_CASE("filters have their counts, and the one that is shown is marked") {
  ListFacts facts;
  facts.listed = Listed::completed;
  for (int i = 0; i < states; ++i) facts.tally.of_state[i] = 1u << i;
  const std::string page = listed(std::move(facts));
  CHECK(page.find("<a href=\"/prefix/feedback?status=pending\" id=\"filter-pending\">Waiting <span class=\"count\">1</span></a>") != std::string::npos);
  CHECK(page.find("<a href=\"/prefix/feedback?status=completed\" aria-current=\"page\" id=\"filter-completed\">Answered <span class=\"count\">6</span>") != std::string::npos);
  CHECK(page.find("All <span class=\"count\">31</span>") != std::string::npos); // purged ones are no more
  CHECK(page.find("Nothing has been answered yet.") != std::string::npos);
}

TEST_CASE("an item leads to its question in the same dress, and older ones are a link away") {
  Dress dress = dressed();
  dress.query = {{"lang", "en"}, {"theme", "dark"}, {"status", "all"}, {"mine", "x"}};
  ListFacts facts;
  facts.listed = Listed::all;
  facts.sessions = {at("s", 0, 60'000)};
  facts.next = "c/+=";
  const std::string page = listed(std::move(facts), dress);
  CHECK(page.find("<a href=\"/prefix/feedback/s?lang=en&amp;theme=dark\">") != std::string::npos);
  CHECK(page.find("href=\"/prefix/feedback?lang=en&amp;theme=dark&amp;status=all&amp;mine=x&amp;cursor=c%2F%2B%3D\"") != std::string::npos);
  CHECK(page.find("due 1970-01-01 00:01 UTC") != std::string::npos);
}

TEST_CASE("texts of agents are texts in the list, too") {
  const std::string evil = "</script><img src=x onerror=alert(1)>\"'&{{nonce}}";
  Asked asked = people::asked("m" + evil);
  asked.question.title = evil;
  asked.question.priority = Priority::high;
  asked.question.ai_content = evil;
  asked.asker.client = asked.asker.thread = evil;
  ListFacts facts;
  facts.api = evil;
  facts.next = evil;
  facts.sessions = {opened(asked)};
  const std::string page = listed(std::move(facts));
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find("urgent") != std::string::npos);
  CHECK(page.find("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;{{nonce}} · &lt;/script&gt;") != std::string::npos);
}
