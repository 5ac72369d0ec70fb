// pick_up_test.cpp - a call that is cut loses nothing: wherever it was cut, the answer is picked up, by each way there is, once.
#include "engine/feedback_stage.hpp"
#include <functional>

using namespace feedback_stage;
using feedback::State;

namespace {

constexpr std::string_view question = R"({"message":"Shall I go on?","thread":"t1"})";
constexpr std::string_view keyed = R"({"message":"Shall I go on?","thread":"t1","idempotencyKey":"k1"})";

enum class Cut { after_create, while_waiting, before_write, while_writing };
constexpr Cut cuts[] = {Cut::after_create, Cut::while_waiting, Cut::before_write, Cut::while_writing};

enum class Way { same_words, same_key, by_id, by_id_waiting, next_question };
constexpr Way ways[] = {Way::same_words, Way::same_key, Way::by_id, Way::by_id_waiting, Way::next_question};

// Asks, is cut, and the person answers before or after. Gives the id.
std::string ask_and_be_cut(Stage &stage, Agent &agent, Cut cut, std::string_view words, bool reports) {
  auto asked = stage.ask(agent, words, reports);
  asked.stop_reading();
  const std::string id = stage.only_id();
  if (cut == Cut::while_waiting) stage.pass(5'000);
  if (cut == Cut::before_write || cut == Cut::while_writing) {
    stage.answers(id, "Yes, go on.");
    if (cut == Cut::while_writing) asked.hear(40);
  }
  asked.close();
  stage.pass(0);
  if (cut == Cut::after_create || cut == Cut::while_waiting) {
    CHECK(!stage.waited_for(id));
    stage.answers(id, "Yes, go on.");
  }
  CHECK(stage.session(id).state == State::answered);
  CHECK(undelivered(stage.session(id)));
  return id;
}

Stage::Line pick_up(Stage &stage, Agent &agent, Way way, const std::string &id) {
  switch (way) {
  case Way::same_words: return stage.ask(agent, question);
  case Way::same_key: return stage.ask(agent, keyed);
  case Way::by_id: return stage.call(agent, "get_feedback_result", R"({"sessionId":")" + id + "\"}");
  case Way::by_id_waiting: return stage.call(agent, "get_feedback_result", R"({"sessionId":")" + id + R"(","waitSeconds":10})");
  case Way::next_question: break;
  }
  return stage.ask(agent, R"({"message":"Another thing","thread":"t1","mode":"async"})");
}

} // namespace

TEST_CASE("cut at every step, on every revision, with and without reports: picked up in each way, and once as news") {
  for (const std::string &revision : revisions)
    for (const bool reports : {false, true})
      for (const Cut cut : cuts)
        for (const Way way : ways) {
          const int step = static_cast<int>(cut), how = static_cast<int>(way);
          CAPTURE(revision);
          CAPTURE(reports);
          CAPTURE(step);
          CAPTURE(how);
          Stage stage;
          Agent agent;
          agent.revision = revision;
          const std::string id = ask_and_be_cut(stage, agent, cut, way == Way::same_key ? keyed : question, reports);
          {
            auto picked = pick_up(stage, agent, way, id);
            CHECK(picked.says("Yes, go on."));
            CHECK(picked.says("sessionId: " + id));
            if (way == Way::next_question) CHECK(picked.says("An earlier question has its outcome now: \\\"Shall I go on?\\\"\\nThe person answered."));
          }
          CHECK(stage.session(id).delivery.acked);
          auto next = stage.ask(agent, R"({"message":"And this?","thread":"t1","mode":"async"})");
          CHECK(!next.says("Yes, go on."));
        }
}

TEST_CASE("cut before all of it was said, nothing is asked") {
  Stage stage;
  Agent agent;
  stage.greet(agent);
  const std::string body = guest::call("1", "interactive_feedback", question);
  guest::Head head = guest::Head::of_session(agent.session);
  const tenon_head record = head.record();
  for (size_t length = 0; length < body.size(); length += 7) {
    tenon_exchange *exchange = nullptr;
    REQUIRE(tenon_exchange_open(reinterpret_cast<tenon_server *>(&stage.server()), &record, stage.now(), &exchange) == TENON_OK);
    REQUIRE(tenon_exchange_feed(exchange, body.data(), length, stage.now()) == TENON_OK);
    tenon_exchange_close(exchange, stage.now());
  }
  CHECK(stage.all().empty());
}

TEST_CASE("the same words again are the same question while it is open: the retry waits for it") {
  for (const std::string &revision : revisions) {
    CAPTURE(revision);
    Stage stage;
    Agent agent;
    agent.revision = revision;
    auto first = stage.ask(agent, question);
    const std::string id = stage.only_id();
    first.close();
    stage.pass(1'000);
    auto retry = stage.ask(agent, question);
    CHECK(stage.all().size() == 1);
    CHECK(stage.waited_for(id));
    stage.answers(id, "At last.");
    CHECK(retry.says("At last."));
    CHECK(!first.says("At last."));
  }
}

TEST_CASE("what was delivered is never joined: asking Continue? twice on purpose works") {
  Stage stage;
  Agent agent;
  auto first = stage.ask(agent, question);
  stage.answers(stage.only_id(), "once");
  CHECK(first.says("once"));
  first.close();
  auto second = stage.ask(agent, question);
  CHECK(stage.all().size() == 2);
  CHECK(!second.says("once"));
}

TEST_CASE("two agents of one user that ask the same words ask two questions") {
  Stage stage;
  Agent one, other;
  auto first = stage.ask(one, R"({"message":"Continue?"})");
  first.close();
  stage.pass(0);
  auto second = stage.ask(other, R"({"message":"Continue?"})"); // another conversation
  CHECK(stage.all().size() == 2);
}

TEST_CASE("notifications/cancelled lets go of the call, never of the question") {
  Stage stage;
  Agent agent;
  auto asked = stage.ask(agent, question);
  const std::string id = stage.only_id();
  stage.post(agent, guest::cancelled("1"));
  CHECK(!stage.waited_for(id));
  CHECK(stage.session(id).state == State::open);
  stage.answers(id, "kept");
  CHECK(!asked.says("kept"));
  CHECK(stage.ask(agent, question).says("kept"));
}

TEST_CASE("the end of the conversation lets go of it, too") {
  Stage stage;
  Agent agent;
  auto asked = stage.ask(agent, question);
  const std::string id = stage.only_id();
  stage.open(guest::Head::of_session(agent.session, "DELETE"), "");
  CHECK(!stage.waited_for(id));
  CHECK(stage.session(id).state == State::open);
}

TEST_CASE("a client that comes back for its stream within five seconds is waited for; one that does not finds pending there") {
  Stage stage;
  Agent agent;
  auto asked = stage.ask(agent, question, true);
  const std::string id = stage.only_id();
  const std::string text = asked.hear();
  const size_t at = text.rfind("id: ");
  REQUIRE(at != std::string::npos);
  const std::string event = text.substr(at + 4, text.find('\n', at) - at - 4);
  asked.close();
  stage.pass(2'000);
  CHECK(!stage.waited_for(id));
  const auto come_back = [&] {
    guest::Head head = guest::Head::of_session(agent.session, "GET");
    head.add("MCP-Protocol-Version", agent.revision).add("Last-Event-ID", event);
    return stage.open(std::move(head), "");
  };
  SUBCASE("in time") {
    auto again = come_back();
    stage.pass(3'000);
    CHECK(stage.waited_for(id));
    stage.answers(id, "Welcome back.");
    CHECK(again.says("Welcome back."));
  }
  SUBCASE("too late") {
    stage.pass(3'000);
    auto again = come_back();
    CHECK(again.says(R"("status":"pending")"));
    CHECK(stage.session(id).state == State::open);
  }
}

TEST_CASE("words that came after the end come along, marked as late") {
  Stage stage;
  Agent agent;
  stage.ask(agent, R"({"message":"Now?","thread":"t1","timeout":30,"mode":"async"})");
  const std::string id = stage.only_id();
  stage.pass(40'001);
  CHECK(stage.session(id).state == State::expired);
  { auto expired = stage.call(agent, "get_feedback_result", R"({"sessionId":")" + id + "\"}"); CHECK(expired.says(R"("status":"expired")")); }
  stage.answers(id, "Sorry, I was out.");
  auto next = stage.ask(agent, R"({"message":"Then this?","thread":"t1","mode":"async"})");
  CHECK(next.says(R"("earlier":[{"sessionId":")" + id + R"(","status":"expired","late":[{"feedback":{"freeText":"Sorry, I was out.")"));
  CHECK(next.says(R"("late":true)"));
}

TEST_CASE("at most five outcomes come along") {
  Stage stage;
  Agent agent;
  for (int i = 0; i < 6; ++i) {
    stage.pass(1);
    stage.ask(agent, R"({"message":"q)" + std::to_string(i) + R"(","thread":"t1","mode":"async"})");
  }
  for (const auto &session : stage.all()) stage.answers(session.id, "to " + session.asked->question.message);
  auto next = stage.ask(agent, R"({"message":"more","thread":"t1","mode":"async"})");
  CHECK(next.count("An earlier question") == 5);
  CHECK(!next.says("to q5"));
  next.close();
  CHECK(stage.ask(agent, R"({"message":"more still","thread":"t1","mode":"async"})").says("to q5"));
}

TEST_CASE("the server ends while a call is held: the question stays") {
  Stage stage;
  Agent agent;
  auto asked = stage.ask(agent, question);
  const std::string id = stage.only_id();
  stage.end();
  CHECK(asked.says("Server is shutting down"));
  feedback::Store(stage.shelf).get(id, [](feedback::Result<feedback::Row> row) { CHECK(row.value.state == State::open); });
}
