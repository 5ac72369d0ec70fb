// held_call_form_test.cpp - the question inside the client: beside the page, in the result, in a task; the first word wins, and none is lost.
#include "engine/feedback_stage.hpp"

using namespace feedback_stage;
using feedback::State;

namespace {

constexpr std::string_view question = R"({"message":"Which one?","thread":"t1","predefinedOptions":["red","blue"],"selection":"single","freeText":false})";

Agent agent_of(const std::string &revision, std::string capabilities = R"({"elicitation":{}})") {
  Agent agent;
  agent.revision = revision;
  agent.capabilities = std::move(capabilities);
  return agent;
}

std::string response(const std::string &id, std::string_view result) {
  return R"({"jsonrpc":"2.0","id":")" + id + R"(","result":)" + std::string(result) + "}";
}

// The id of the request of ours that went out last.
std::string form_id(Stage::Line &line) {
  line.hear();
  const size_t at = line.text.rfind(R"("id":"feedback-)");
  REQUIRE(at != std::string::npos);
  return line.text.substr(at + 6, line.text.find('"', at + 6) - at - 6);
}

std::string state_of(Stage::Line &line) { return line.last("requestState"); }

Stage::Line come_back(Stage &stage, Agent &agent, std::string_view arguments, const std::string &state, std::string_view answers = "") {
  std::string more = R"("requestState":")" + state + '"';
  if (!answers.empty()) more.append(R"(,"inputResponses":)").append(answers);
  return stage.ask(agent, arguments, false, more);
}

constexpr std::string_view red = R"({"action":"accept","content":{"selectedOptions":"red"}})";

} // namespace

TEST_CASE("2025-06-18 and 2025-11-25: the form goes out beside the page, and what is said in it is the answer") {
  for (const char *revision : {"2025-06-18", "2025-11-25"}) {
    CAPTURE(revision);
    Stage stage;
    Agent agent = agent_of(revision);
    auto asked = stage.ask(agent, question);
    CHECK(asked.says(R"("method":"elicitation/create","params":{)"));
    CHECK(asked.says(R"("message":"Which one?")"));
    CHECK(asked.says(R"("selectedOptions":{"type":"string","title":"Your choice","enum":["red","blue"]})"));
    CHECK(asked.says(R"("required":["selectedOptions"])"));
    CHECK(!asked.says("http"));
    stage.post(agent, response(form_id(asked), red));
    CHECK(asked.says(R"("status":"answered")"));
    CHECK(asked.says(R"("selectedOptions":["red"])"));
    CHECK(asked.says(R"("via":"elicitation","authLevel":"local")"));
    CHECK(!asked.says("notifications/cancelled"));
  }
}

TEST_CASE("while the form is out the call is held as long as the question is open") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto asked = stage.ask(agent, question);
  stage.pass(200'000);
  CHECK(!asked.says(R"("result")"));
  stage.post(agent, response(form_id(asked), red));
  CHECK(asked.says(R"("status":"answered")"));
}

TEST_CASE("the page is first: the form is withdrawn, then the result; and a word that comes all the same is kept beside it") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto asked = stage.ask(agent, R"({"message":"Say?"})");
  const std::string id = stage.only_id(), form = form_id(asked);
  stage.answers(id, "from the page");
  asked.hear();
  const size_t taken_back = asked.text.find(R"("method":"notifications/cancelled","params":{"requestId":")" + form), result = asked.text.find("from the page");
  CHECK(taken_back < result);
  CHECK(result != std::string::npos);
  stage.post(agent, response(form, R"({"action":"accept","content":{"freeText":"from the client"}})"));
  const feedback::Session session = stage.session(id);
  CHECK(session.state == State::answered);
  REQUIRE(session.submissions.size() == 2);
  CHECK(session.submissions[1].late);
  CHECK(session.submissions[1].superseded);
  CHECK(session.submissions[1].answer.free_text == "from the client");
  CHECK(session.submissions[session.winner].answer.free_text == "from the page");
}

TEST_CASE("declined in the client is declined; closed without a word changes nothing, and the wait goes on") {
  Stage stage;
  Agent agent = agent_of("2025-06-18");
  SUBCASE("declined") {
    auto asked = stage.ask(agent, question);
    stage.post(agent, response(form_id(asked), R"({"action":"decline"})"));
    CHECK(asked.says(R"("status":"declined")"));
  }
  SUBCASE("closed") {
    auto asked = stage.ask(agent, question);
    stage.pass(100'000);
    stage.post(agent, response(form_id(asked), R"({"action":"cancel"})"));
    stage.pass(24'999);
    CHECK(!asked.says(R"("result")"));
    CHECK(stage.session(stage.only_id()).state == State::open);
    stage.pass(1);
    CHECK(asked.says(R"("status":"pending")"));
  }
  SUBCASE("refused") {
    auto asked = stage.ask(agent, question);
    stage.post(agent, R"({"jsonrpc":"2.0","id":")" + form_id(asked) + R"(","error":{"code":-32603,"message":"no window"}})");
    stage.pass(25'000);
    CHECK(asked.says(R"("status":"pending")"));
  }
}

TEST_CASE("what is no answer is asked again, with the reason, three times in all") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto asked = stage.ask(agent, question);
  for (int i = 1; i <= 2; ++i) {
    stage.post(agent, response(form_id(asked), R"({"action":"accept","content":{"selectedOptions":"green"}})"));
    CHECK(asked.count("elicitation/create") == static_cast<size_t>(i) + 1);
    CHECK(asked.says("That was no answer yet (/selectedOptions/0: "));
  }
  stage.post(agent, response(form_id(asked), R"({"action":"accept","content":{}})"));
  CHECK(asked.count("elicitation/create") == 3);
  stage.pass(25'000);
  CHECK(asked.says(R"("status":"pending")"));
}

TEST_CASE("the call is cut, and the form is filled in all the same: it is the answer, and the retry has it") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto asked = stage.ask(agent, question);
  const std::string form = form_id(asked);
  asked.close();
  stage.pass(0);
  stage.post(agent, response(form, red));
  CHECK(stage.session(stage.only_id()).state == State::answered);
  CHECK(stage.ask(agent, question).says(R"("selectedOptions":["red"])"));
}

TEST_CASE("only who was asked may answer a form") {
  Stage stage;
  Agent agent = agent_of("2025-11-25"), other = agent_of("2025-11-25");
  auto asked = stage.ask(agent, question);
  stage.post(other, response(form_id(asked), red));
  CHECK(stage.session(stage.only_id()).state == State::open);
  stage.post(agent, response(form_id(asked), red));
  CHECK(stage.session(stage.only_id()).state == State::answered);
}

TEST_CASE("what no form can show goes to the page alone") {
  Stage stage;
  Agent agent = agent_of("2025-06-18");
  CHECK(!stage.ask(agent, R"({"message":"Look","aiContent":"# Plan"})").says("elicitation/create"));
  CHECK(!stage.ask(agent, R"({"message":"Several","predefinedOptions":["a","b"]})").says("elicitation/create")); // lists of choices came later
  Agent newer = agent_of("2025-11-25");
  auto several = stage.ask(newer, R"({"message":"Several","predefinedOptions":["a",{"value":"b","label":"B"}],"minSelected":1})");
  CHECK(several.says(R"("selectedOptions":{"type":"array","title":"Your choice","minItems":1,"items":{"anyOf":[{"const":"a","title":"a"},{"const":"b","title":"B"}]}})"));
  stage.post(newer, response(form_id(several), R"({"action":"accept","content":{"selectedOptions":["a","b"],"freeText":"both"}})"));
  CHECK(several.says(R"("selectedOptions":["a","b"],"freeText":"both")"));
}

TEST_CASE("2026-07-28: the form is the result, and the next leg brings the answer") {
  Stage stage;
  Agent agent = agent_of("2026-07-28");
  auto asked = stage.ask(agent, question);
  CHECK(asked.says(R"("resultType":"input_required")"));
  CHECK(asked.says(R"("q1":{"method":"elicitation/create")"));
  const std::string state = state_of(asked);
  auto answered = come_back(stage, agent, question, state, R"({"q1":)" + std::string(red) + "}");
  CHECK(answered.says(R"("status":"answered")"));
  SUBCASE("the same leg once more is the same answer") {
    auto again = come_back(stage, agent, question, state, R"({"q1":)" + std::string(red) + "}");
    CHECK(again.says(R"("selectedOptions":["red"])"));
    CHECK(stage.session(stage.only_id()).submissions.size() == 1);
  }
}

TEST_CASE("2026-07-28: the page was faster than the form: the winner's result, and the form's words are kept") {
  Stage stage;
  Agent agent = agent_of("2026-07-28");
  constexpr std::string_view words = R"({"message":"Say?","thread":"t1"})";
  auto asked = stage.ask(agent, words);
  const std::string id = stage.only_id();
  stage.answers(id, "from the page");
  auto back = come_back(stage, agent, words, state_of(asked), R"({"q1":{"action":"accept","content":{"freeText":"from the form"}}})");
  CHECK(back.says("from the page"));
  CHECK(back.says(R"("late":[{"feedback":{"freeText":"from the form")"));
  CHECK(back.says(R"("superseded":true)"));
}

TEST_CASE("2026-07-28: closed is waited on, declined is an outcome, and what is no answer is asked again three times in all") {
  Stage stage;
  Agent agent = agent_of("2026-07-28");
  auto asked = stage.ask(agent, question);
  SUBCASE("closed") {
    auto back = come_back(stage, agent, question, state_of(asked), R"({"q1":{"action":"cancel"}})");
    stage.pass(10'000);
    CHECK(!back.says("result"));
    stage.person(stage.only_id(), feedback::EventKind::decline, "no");
    CHECK(back.says(R"("status":"declined")"));
  }
  SUBCASE("declined") {
    CHECK(come_back(stage, agent, question, state_of(asked), R"({"q1":{"action":"decline"}})").says(R"("status":"declined")"));
  }
  SUBCASE("no answer") {
    auto second = come_back(stage, agent, question, state_of(asked), R"({"q1":{"action":"accept","content":{"selectedOptions":"green"}}})");
    CHECK(second.says("That was no answer yet"));
    CHECK(second.says(R"("q2":{)"));
    auto third = come_back(stage, agent, question, state_of(second), R"({"q2":{"action":"accept"}})");
    CHECK(third.says(R"("q3":{)"));
    auto last = come_back(stage, agent, question, state_of(third), R"({"q3":{"action":"accept"}})");
    CHECK(last.says(R"("status":"pending")"));
  }
}

TEST_CASE("2026-07-28: without a form the client is asked to come again, eight times, and then told pending") {
  Stage stage;
  Agent agent = agent_of("2026-07-28", "{}");
  constexpr std::string_view words = R"({"message":"Well?","thread":"t1","timeout":3600})";
  std::string state;
  for (int leg = 0; leg < 8; ++leg) {
    auto asked = leg == 0 ? stage.ask(agent, words) : come_back(stage, agent, words, state);
    stage.pass(24'999);
    CHECK(!asked.says("result"));
    stage.pass(1);
    CHECK(asked.says(R"("resultType":"input_required")"));
    CHECK(!asked.says("inputRequests"));
    state = state_of(asked);
    if (leg == 3) CHECK(!stage.waited_for(stage.only_id()));
  }
  CHECK(stage.all().size() == 1);
  auto last = come_back(stage, agent, words, state);
  SUBCASE("and nobody answers") {
    stage.pass(25'000);
    CHECK(last.says(R"("status":"pending")"));
  }
  SUBCASE("and the answer comes on the way") {
    stage.answers(stage.only_id(), "Well.");
    CHECK(last.says("Well."));
  }
}

TEST_CASE("2026-07-28: a state is for who got it, and for the question it came with") {
  Stage stage;
  Agent agent = agent_of("2026-07-28");
  auto asked = stage.ask(agent, question);
  CHECK(come_back(stage, agent, R"({"message":"Another"})", state_of(asked), R"({"q1":)" + std::string(red) + "}").says("-32602"));
  CHECK(come_back(stage, agent, question, "x" + state_of(asked), R"({"q1":)" + std::string(red) + "}").says("-32602"));
}

TEST_CASE("tasks of 2026-07-28: the form is the task's input, whoever is first completes it, and tasks/cancel withdraws the question") {
  Stage stage;
  Agent agent = agent_of("2026-07-28", R"({"elicitation":{},"extensions":{"io.modelcontextprotocol/tasks":{}}})");
  auto asked = stage.ask(agent, question);
  CHECK(asked.says(R"("resultType":"task")"));
  const std::string task = asked.last("taskId"), id = stage.only_id();
  const auto of_task = [&](std::string_view method, std::string_view more = "") {
    std::string params = R"("taskId":")" + task + R"(",)" + std::string(more) + agent.meta(false);
    return stage.post(agent, guest::request("9", method, params), method, task);
  };
  auto looks = of_task("tasks/get");
  CHECK(looks.says(R"("status":"input_required")"));
  CHECK(looks.says(R"("q1":{"method":"elicitation/create")"));
  SUBCASE("the form") {
    of_task("tasks/update", R"("inputResponses":{"q1":)" + std::string(red) + "},");
    auto done = of_task("tasks/get");
    CHECK(done.says(R"("status":"completed")"));
    CHECK(done.says(R"("selectedOptions":["red"])"));
    CHECK(done.says(R"("via":"task")"));
    CHECK(!undelivered(stage.session(id)));
  }
  SUBCASE("the page") {
    stage.person(id, feedback::EventKind::decline, "neither");
    auto done = of_task("tasks/get");
    CHECK(done.says(R"("status":"completed")"));
    CHECK(done.says(R"("status":"declined")"));
  }
  SUBCASE("closed, and asked no more") {
    of_task("tasks/update", R"("inputResponses":{"q1":{"action":"cancel"}},)");
    CHECK(of_task("tasks/get").says(R"("status":"working")"));
    stage.person(id, feedback::EventKind::decline, "neither");
    CHECK(of_task("tasks/get").says(R"("status":"completed")"));
  }
  SUBCASE("no answer, and asked again under another key") {
    of_task("tasks/update", R"("inputResponses":{"q1":{"action":"accept","content":{}}},)");
    CHECK(of_task("tasks/get").says(R"("q2":{"method":"elicitation/create")"));
    of_task("tasks/update", R"("inputResponses":{"q2":)" + std::string(red) + "},");
    CHECK(of_task("tasks/get").says(R"("status":"completed")"));
  }
  SUBCASE("time runs out") {
    stage.pass(310'001);
    CHECK(of_task("tasks/get").says(R"("status":"expired")"));
  }
  SUBCASE("cancelled") {
    of_task("tasks/cancel");
    CHECK(stage.session(id).state == State::cancelled);
    CHECK(of_task("tasks/get").says(R"("status":"cancelled")"));
  }
}

TEST_CASE("tasks of 2025-11-25: working while only the page can answer, and tasks/result has the answer") {
  Stage stage;
  Agent agent = agent_of("2025-11-25", "{}");
  auto asked = stage.ask(agent, question, false, R"("task":{"ttl":600000})");
  const std::string task = asked.last("taskId"), id = stage.only_id();
  const auto of_task = [&](std::string_view method) {
    return stage.post(agent, guest::request("9", method, R"("taskId":")" + task + "\""));
  };
  stage.pass(200'000);
  CHECK(of_task("tasks/get").says(R"("status":"working")"));
  auto result = of_task("tasks/result");
  CHECK(!result.says("result\":"));
  SUBCASE("answered") {
    stage.person(id, feedback::EventKind::decline, "neither");
    CHECK(result.says("neither"));
    CHECK(result.says("io.modelcontextprotocol/related-task"));
    CHECK(of_task("tasks/get").says(R"("status":"completed")"));
    CHECK(of_task("tasks/cancel").says("-32602"));
  }
  SUBCASE("cancelled") {
    of_task("tasks/cancel");
    CHECK(stage.session(id).state == State::cancelled);
  }
}

TEST_CASE("tasks of 2025-11-25 ask inside the client, too, and take the form back when the page is first") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto asked = stage.ask(agent, question, false, R"("task":{"ttl":600000})");
  const std::string task = asked.last("taskId"), id = stage.only_id();
  auto result = stage.post(agent, guest::request("9", "tasks/result", R"("taskId":")" + task + "\""));
  CHECK(result.says(R"("method":"elicitation/create")"));
  const size_t at = result.text.find(R"("jsonrpc":"2.0","id":)");
  const std::string number = result.text.substr(at + 21, result.text.find(',', at + 21) - at - 21);
  SUBCASE("the form") {
    stage.post(agent, R"({"jsonrpc":"2.0","id":)" + number + R"(,"result":)" + std::string(red) + "}");
    CHECK(result.says(R"("selectedOptions":["red"])"));
  }
  SUBCASE("the page") {
    stage.person(id, feedback::EventKind::decline, "neither");
    CHECK(result.says(R"("method":"notifications/cancelled","params":{"requestId":)" + number));
    CHECK(result.says("neither"));
  }
  SUBCASE("closed by an error") {
    stage.post(agent, R"({"jsonrpc":"2.0","id":)" + number + R"(,"error":{"code":-1,"message":"no"}})");
    stage.person(id, feedback::EventKind::decline, "neither");
    CHECK(result.says("neither"));
  }
}
