// held_call_test.cpp - an agent asks and waits: on every revision, as long as its client can, and never longer.
#include "engine/feedback_stage.hpp"

using namespace feedback_stage;
using feedback::State;

namespace {

constexpr std::string_view question = R"({"message":"Shall I delete it?","thread":"t1"})";

Agent agent_of(const std::string &revision, std::string client = "agent") {
  Agent agent;
  agent.revision = revision;
  agent.client = std::move(client);
  return agent;
}

} // namespace

TEST_CASE("the agent asks, the person answers, and the call that waits has it at once") {
  for (const std::string &revision : revisions) {
    CAPTURE(revision);
    Stage stage;
    Agent agent = agent_of(revision);
    auto asked = stage.ask(agent, question, true);
    const std::string id = stage.only_id();
    CHECK(asked.says(R"("method":"notifications/progress","params":{"progressToken":"p","progress":0,"total":300)"));
    if (revision != "2024-11-05") CHECK(asked.says("https://ask.example/feedback/" + id)); // it had no words there
    CHECK(stage.waited_for(id));
    stage.pass(3'000);
    CHECK(!asked.says(R"("result")"));
    stage.answers(id, "No, keep it.");
    CHECK(asked.says("The person answered.\\n```\\nNo, keep it.\\n```\\nsessionId: " + id));
    const bool structured = revision >= "2025-06-18";
    CHECK(asked.says(R"("structuredContent":{"status":"answered","sessionId":")" + id) == structured);
    CHECK(!asked.says("isError"));
    CHECK(!stage.waited_for(id));
    asked.close();
    CHECK(stage.session(id).delivery.acked);
  }
}

TEST_CASE("it is told of the waiting in whole seconds that rise: at once, at 10 s, and every 15 s") {
  Stage stage;
  Agent agent = agent_of("2025-06-18", "claude-code");
  auto asked = stage.ask(agent, question, true);
  const auto told = [&] { return asked.count("notifications/progress"); };
  CHECK(told() == 1);
  stage.pass(9'999);
  CHECK(told() == 1);
  stage.pass(1);
  CHECK(told() == 2);
  CHECK(asked.says(R"("progress":10,"total":300,"message":"Waiting for your answer · 10 s of 300 s · https://ask.example/feedback/)"));
  stage.pass(15'000);
  CHECK(told() == 3);
  CHECK(asked.says(R"("progress":25,)"));
}

TEST_CASE("without a public URL the link leads to where the client called, on every transport") {
  Stage stage({}, "");
  Agent agent = agent_of("2025-11-25");
  auto asked = stage.ask(agent, question, true);
  CHECK(asked.says("http://localhost/feedback/" + stage.only_id()));

  Stage old({}, "");
  auto events = old.open(guest::Head("GET", "/sse"), "");
  const std::string hello = events.hear();
  const size_t at = hello.find("/sse/message");
  REQUIRE(at != std::string::npos);
  const std::string address = hello.substr(at, hello.find_first_of("\r\n", at) - at);
  const auto post = [&](const std::string &body) { old.open(guest::Head("POST", address), body); };
  post(Stage::initialize(agent_of("2024-11-05")));
  post(guest::initialized());
  post(guest::call("1", "interactive_feedback", R"({"message":"Shall I?","mode":"async"})"));
  CHECK(events.says("http://localhost/feedback/" + old.only_id()));
}

TEST_CASE("without a token nothing is told") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto asked = stage.ask(agent, question);
  stage.pass(24'000);
  CHECK(!asked.says("notifications/progress"));
}

TEST_CASE("a client of thirty seconds that wants no reports is told pending before, with all that it needs to come back") {
  for (const std::string &revision : revisions) {
    if (revision == "2026-07-28") continue; // which goes on in legs
    CAPTURE(revision);
    Stage stage;
    Agent agent = agent_of(revision);
    auto asked = stage.ask(agent, question);
    stage.pass(24'999);
    CHECK(!asked.says("result"));
    stage.pass(1);
    const std::string id = stage.only_id();
    CHECK(asked.says("The person has not answered yet.\\nThe person can answer at https://ask.example/feedback/" + id));
    CHECK(asked.says("sessionId: " + id));
    if (revision >= "2025-06-18") CHECK(asked.says(R"("status":"pending","sessionId":")" + id + R"(","feedbackUrl":"https://ask.example/feedback/)" + id));
    if (revision >= "2025-06-18") CHECK(asked.says(R"("waitedMs":25000,"retryAfterMs":15000)"));
    CHECK(!stage.waited_for(id));
    CHECK(stage.session(id).state == State::open);
  }
}

TEST_CASE("one of sixty seconds that ignores reports: pending at fifty, and the answer from its second call") {
  Stage stage;
  Agent agent = agent_of("2025-06-18", "some client");
  auto asked = stage.ask(agent, question, true);
  stage.pass(49'999);
  CHECK(!asked.says("pending"));
  stage.pass(1);
  CHECK(asked.says(R"("status":"pending")"));
  const std::string id = stage.only_id();
  auto again = stage.call(agent, "get_feedback_result", R"({"sessionId":")" + id + R"(","waitSeconds":50})", true);
  stage.pass(20'000);
  stage.answers(id);
  CHECK(again.says(R"("status":"answered")"));
}

TEST_CASE("one whose clock begins anew with each report has its answer in one call after ten minutes") {
  Stage stage;
  Agent agent = agent_of("2025-11-25", "claude-code");
  auto asked = stage.ask(agent, R"({"message":"Ready?","timeout":3600})", true);
  stage.pass(600'000);
  CHECK(!asked.says(R"("result")"));
  stage.answers(stage.only_id(), "Now I am.");
  CHECK(asked.says("Now I am."));
}

TEST_CASE("one that was cut twice at forty seconds is told pending at thirty-two the third time") {
  Stage stage;
  Agent agent = agent_of("2025-06-18", "hasty");
  for (int i = 0; i < 2; ++i) {
    auto asked = stage.ask(agent, R"({"message":"Now?"})", true);
    stage.pass(40'000);
    asked.close();
    stage.pass(0);
  }
  auto third = stage.ask(agent, R"({"message":"Now?"})", true);
  stage.pass(31'999);
  CHECK(!third.says("pending"));
  stage.pass(1);
  CHECK(third.says(R"("status":"pending")"));
  CHECK(stage.all().size() == 1); // the same words again were the same question
}

TEST_CASE("mode: async does not wait, and wait waits as long as the question is open") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  CHECK(stage.ask(agent, R"({"message":"One","mode":"async"})").says(R"("status":"pending")"));
  auto waits = stage.ask(agent, R"({"message":"Two","mode":"wait"})");
  stage.pass(300'000);
  CHECK(!waits.says("result"));
  stage.pass(10'001); // the grace
  CHECK(waits.says("Nobody answered in time."));
  CHECK(waits.says(R"("status":"expired")"));
}

TEST_CASE("declined, withdrawn and expired are outcomes, not errors") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto declined = stage.ask(agent, R"({"message":"One"})");
  stage.person(stage.only_id(), feedback::EventKind::decline, "Ask somebody else.");
  CHECK(declined.says("The person declined to answer.\\n```\\nAsk somebody else.\\n```"));
  CHECK(declined.says(R"("status":"declined")"));
  CHECK(!declined.says("isError"));

  stage.pass(1);
  auto withdrawn = stage.ask(agent, R"({"message":"Two","mode":"wait"})");
  const std::string id = stage.all().back().id;
  auto cancels = stage.call(agent, "cancel_feedback", R"({"sessionId":")" + id + R"(","reason":"no need"})");
  CHECK(cancels.says(R"("status":"cancelled")"));
  CHECK(withdrawn.says("The question was withdrawn.\\n```\\nno need\\n```"));

  auto expired = stage.ask(agent, R"({"message":"Three","mode":"wait","timeout":30,"predefinedOptions":["a"],"onTimeout":{"default":{"selectedOptions":["a"]}}})");
  stage.pass(40'001);
  CHECK(expired.says("your own default, not an answer.\\n```\\na\\n```"));
  CHECK(expired.says(R"("status":"expired")"));
  CHECK(expired.says(R"("defaultApplied":{"selectedOptions":["a"])"));
  CHECK(!expired.says(R"("feedback":)"));
}

TEST_CASE("who asks for what cannot be asked is told which field, and nothing is kept") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto refused = stage.ask(agent, R"({"message":"One","predefinedOptions":["a","a"],"minSelected":2})");
  CHECK(refused.says(R"("isError":true)"));
  CHECK(refused.says("/predefinedOptions/1"));
  CHECK(stage.all().empty());
}

TEST_CASE("a status is looked at without taking the answer") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  stage.ask(agent, R"({"message":"One","mode":"async"})");
  const std::string id = stage.only_id(), which = R"({"sessionId":")" + id + "\"}";
  CHECK(stage.call(agent, "check_feedback_status", which).says(R"("status":"pending")"));
  stage.answers(id, "secret words");
  auto status = stage.call(agent, "check_feedback_status", which);
  CHECK(status.says(R"("status":"answered")"));
  CHECK(!status.says("secret words"));
  status.close();
  CHECK(undelivered(stage.session(id)));
}

TEST_CASE("what is unknown and what is another's look alike") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto asked = std::make_shared<feedback::Asked>();
  asked->question.message = "theirs";
  asked->asker.principal = "somebody else";
  std::string theirs;
  stage.ledger().begin(asked, {"somebody else", "", ""}, stage.now().unix_ms, [&](feedback::Result<feedback::Begun> begun) { theirs = begun.value.session.id; });
  for (const char *tool : {"get_feedback_result", "check_feedback_status", "cancel_feedback"}) {
    CAPTURE(tool);
    const auto told = [&](const std::string &id) {
      const std::string text = stage.call(agent, tool, R"({"sessionId":")" + id + "\"}").hear();
      return text.substr(text.find("\"result\""));
    };
    CHECK(told(theirs) == told("00000000-0000-4000-8000-000000000000"));
    CHECK(told(theirs).find(R"("isError":true)") != std::string::npos);
  }
  CHECK(stage.session(theirs).state == State::open);
}

TEST_CASE("as many calls are held as may be: the next is told pending at once") {
  SUBCASE("of one principal") {
    engine::FeedbackSettings settings;
    settings.limits.max_subject_held = 2;
    Stage stage(settings);
    Agent agent = agent_of("2025-11-25");
    auto one = stage.ask(agent, R"({"message":"1"})"), two = stage.ask(agent, R"({"message":"2"})"), three = stage.ask(agent, R"({"message":"3"})");
    CHECK(!two.says("pending"));
    CHECK(three.says(R"("status":"pending")"));
    one.close();
    stage.pass(5'000); // nobody came back for it
    auto four = stage.ask(agent, R"({"message":"4"})");
    CHECK(!four.says("pending"));
  }
  SUBCASE("of the server") {
    engine::FeedbackSettings settings;
    settings.limits.max_held = 1;
    Stage stage(settings);
    Agent agent = agent_of("2025-11-25");
    auto one = stage.ask(agent, R"({"message":"1"})"), two = stage.ask(agent, R"({"message":"2"})");
    CHECK(!one.says("pending"));
    CHECK(two.says(R"("status":"pending")"));
  }
}

TEST_CASE("on a channel it is the same, and there is no link where there is no page") {
  Stage stage({}, "");
  Agent agent = agent_of("2025-06-18");
  auto line = stage.channel();
  line.say(Stage::initialize(agent));
  line.say(guest::call("7", "interactive_feedback", R"({"message":"Here?"})", R"("_meta":{"progressToken":1})"));
  const std::string id = stage.only_id();
  CHECK(line.says("Waiting for your answer · 0 s of 300 s\""));
  CHECK(!line.says("http"));
  stage.answers(id, "Here.");
  CHECK(line.says("Here."));
  CHECK(stage.session(id).delivery.acked);
}

TEST_CASE("the tools are listed with their schemas, and what is not wanted is not") {
  engine::FeedbackSettings settings;
  settings.tools = engine::ask_tool | engine::result_tool;
  Stage stage(settings);
  Agent agent = agent_of("2025-11-25");
  auto list = stage.post(agent, guest::request("1", "tools/list"));
  CHECK(list.says(R"("name":"interactive_feedback")"));
  CHECK(list.says(R"("name":"get_feedback_result")"));
  CHECK(list.says(R"("waitSeconds":{"type":"integer","minimum":0,"maximum":50)"));
  CHECK(!list.says("check_feedback_status"));
  CHECK(list.says(R"("execution":{"taskSupport":"optional"})"));
  CHECK(stage.call(agent, "get_feedback_result", R"({"sessionId":"00000000-0000-4000-8000-000000000000","waitSeconds":51})").says("waitSeconds"));
}

TEST_CASE("for those who take it apart, the text is laid out as it was") {
  engine::FeedbackSettings settings;
  settings.seed_texts = true;
  Stage stage(settings);
  Agent agent = agent_of("2025-06-18");
  auto asked = stage.ask(agent, question);
  const std::string id = stage.only_id();
  stage.pass(4'000);
  stage.answers(id, "Yes");
  CHECK(asked.says("✅ **Feedback Received Successfully!**\\n\\n📋 Session ID: " + id));
  CHECK(asked.says("⏱️ Response Time: 4 seconds\\n\\n💬 **User Feedback:**\\nYes\\n\\n📝 **Additional Comments:**\\nYes"));
  auto status = stage.call(agent, "check_feedback_status", R"({"sessionId":")" + id + "\"}");
  CHECK(status.says("✅ Feedback Session Status"));
  CHECK(status.says("📊 Status: COMPLETED"));
}
