// held_call_url_test.cpp - the question as a link that the client opens: beside the page, in the result, in a task; a code and never the link alone.
#include "engine/feedback_stage.hpp"
#include "engine/feedback_url.hpp"

using namespace feedback_stage;
using feedback::State;

namespace {

constexpr std::string_view question = R"({"message":"Which one?","thread":"t1","predefinedOptions":["red","blue"],"selection":"single","freeText":false})";
constexpr std::string_view with_content = R"({"message":"Is this right?","thread":"t1","aiContent":"# Plan"})";
constexpr std::string_view both = R"({"elicitation":{"form":{},"url":{}}})", url_alone = R"({"elicitation":{"url":{}}})";

Agent agent_of(const std::string &revision, std::string_view capabilities = url_alone) {
  Agent agent;
  agent.revision = revision;
  agent.capabilities = std::string(capabilities);
  return agent;
}

std::string response(const std::string &id, std::string_view action) {
  return R"({"jsonrpc":"2.0","id":")" + id + R"(","result":{"action":")" + std::string(action) + "\"}}";
}

std::string come_back_with(const std::string &state, std::string_view action = "") {
  std::string more = R"("requestState":")" + state + '"';
  if (!action.empty()) more.append(R"(,"inputResponses":{"q1":{"action":")").append(action).append("\"}}");
  return more;
}

engine::FeedbackSettings asked_by(web::ResponderMode mode) {
  engine::FeedbackSettings settings;
  settings.responder = mode;
  return settings;
}

std::string code_in(Stage::Line &line) {
  constexpr std::string_view words = "asks for this code: ";
  const size_t at = line.hear().find(words);
  return at == std::string::npos ? "" : line.text.substr(at + words.size(), 4);
}

// A browser without scripts, at the link that the client shows; true: it is led to the question's page.
bool enters(Stage &stage, const std::string &url, const std::string &code) {
  const std::string path = url.substr(std::string("https://ask.example").size());
  auto page = stage.open(guest::Head::browser("GET", path), "");
  const size_t at = page.hear().find("name=\"csrf\" value=\"");
  if (at == std::string::npos) return false;
  auto sent = stage.open(guest::Head::browser("POST", path), "csrf=" + page.text.substr(at + 19, 43) + "&code=" + code);
  return sent.status() == 303;
}

} // namespace

TEST_CASE("2025-11-25: who shows no forms is sent to the page, with a code and a link that names no question") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto asked = stage.ask(agent, question);
  CHECK(asked.says(R"("method":"elicitation/create","params":{"mode":"url","message":"A question for you, to be answered on a page: Which one?)"));
  const std::string url = asked.last("url"), code = code_in(asked);
  CHECK(url.starts_with("https://ask.example/feedback/p/"));
  CHECK(url.find(stage.only_id()) == std::string::npos);
  CHECK(code.size() == 4);
  CHECK(asked.last("elicitationId").starts_with("feedback-"));
  CHECK(!asked.says("requestedSchema"));
  CHECK(enters(stage, url, code));
}

TEST_CASE("a form comes first where it can be shown; what fits no form is a link") {
  Stage stage;
  Agent agent = agent_of("2025-11-25", both);
  CHECK(stage.ask(agent, question).says(R"("mode":"form")"));
  CHECK(stage.ask(agent, with_content).says(R"("mode":"url")"));
  Agent forms = agent_of("2025-11-25", R"({"elicitation":{}})");
  CHECK(!stage.ask(forms, R"({"message":"m","thread":"t2","aiContent":"# Plan"})").says("elicitation/create"));
  Agent older = agent_of("2025-06-18", both);
  CHECK(!stage.ask(older, R"({"message":"m","thread":"t3","aiContent":"# Plan"})").says("elicitation/create")); // links came later
}

TEST_CASE("nobody is sent anywhere where that is off, or where there is no address that a client may open") {
  engine::FeedbackSettings off;
  off.ask_in_client = false;
  Stage quiet(off);
  Agent agent = agent_of("2025-11-25");
  CHECK(!quiet.ask(agent, question).says("elicitation/create"));
  engine::FeedbackSettings no_pages;
  Stage plain(no_pages, "http://ask.example");
  Agent another = agent_of("2025-11-25");
  CHECK(!plain.ask(another, question).says("elicitation/create"));
}

TEST_CASE("accepted: the person goes to the page, the wait goes on, and who asked hears when it is over") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto asked = stage.ask(agent, question);
  const std::string id = asked.last("elicitationId");
  stage.pass(100'000);
  CHECK(!asked.says(R"("result")")); // while the client shows the link
  stage.post(agent, response(id, "accept"));
  CHECK(stage.session(stage.only_id()).state == State::open);
  SUBCASE("answered while the call waits") {
    stage.pass(20'000);
    stage.answers(stage.only_id(), "red it is");
    const size_t complete = asked.hear().find(R"("method":"notifications/elicitation/complete","params":{"elicitationId":")" + id + '"'), result = asked.text.find("red it is");
    CHECK(complete < result);
    CHECK(result != std::string::npos);
    CHECK(!asked.says("notifications/cancelled"));
    CHECK(asked.count("notifications/elicitation/complete") == 1);
  }
  SUBCASE("answered after it: the next call hears of it, once") {
    stage.pass(25'000);
    CHECK(asked.says(R"("status":"pending")"));
    CHECK(!asked.says("notifications/elicitation/complete"));
    stage.answers(stage.only_id(), "red it is");
    Agent stranger = agent_of("2025-11-25");
    CHECK(!stage.call(stranger, "get_feedback_result", R"({"sessionId":")" + stage.only_id() + "\"}").says("elicitation/complete"));
    auto got = stage.call(agent, "get_feedback_result", R"({"sessionId":")" + stage.only_id() + "\"}");
    CHECK(got.says(R"("method":"notifications/elicitation/complete","params":{"elicitationId":")" + id + '"'));
    CHECK(got.says("red it is"));
    CHECK(!stage.call(agent, "get_feedback_result", R"({"sessionId":")" + stage.only_id() + "\"}").says("elicitation/complete"));
  }
}

TEST_CASE("the page is faster than the client's window: the link is withdrawn, and nothing is complete that was not begun") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto asked = stage.ask(agent, question);
  const std::string id = asked.last("elicitationId");
  stage.answers(stage.only_id(), "from the page");
  CHECK(asked.says(R"("method":"notifications/cancelled","params":{"requestId":")" + id));
  CHECK(!asked.says("elicitation/complete"));
  stage.post(agent, response(id, "accept"));
  CHECK(stage.session(stage.only_id()).submissions.size() == 1);
}

TEST_CASE("declined is declined, in the client's own words; closed changes nothing") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto asked = stage.ask(agent, question);
  const std::string id = asked.last("elicitationId");
  SUBCASE("declined") {
    stage.post(agent, response(id, "decline"));
    CHECK(asked.says(R"("status":"declined")"));
    CHECK(asked.says(R"("via":"elicitation","authLevel":"local")"));
    CHECK(!asked.says("elicitation/complete"));
  }
  SUBCASE("closed") { stage.post(agent, response(id, "cancel")); }
  SUBCASE("refused") { stage.post(agent, R"({"jsonrpc":"2.0","id":")" + id + R"(","error":{"code":-32602,"message":"no"}})"); }
  SUBCASE("no words of ours") { stage.post(agent, R"({"jsonrpc":"2.0","id":")" + id + R"(","result":{"action":7}})"); }
  if (asked.says(R"("declined")")) return;
  CHECK(stage.session(stage.only_id()).state == State::open);
  stage.pass(24'999);
  CHECK(!asked.says(R"("result")"));
  stage.pass(1);
  CHECK(asked.says(R"("status":"pending")"));
  CHECK(asked.count("elicitation/create") == 1);
}

TEST_CASE("the call is cut, the link is opened all the same, and the retry has the answer and the end of it") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto asked = stage.ask(agent, question);
  const std::string id = asked.last("elicitationId"), url = asked.last("url"), code = code_in(asked);
  asked.close();
  stage.pass(0);
  stage.post(agent, response(id, "accept"));
  CHECK(enters(stage, url, code));
  stage.answers(stage.only_id(), "red it is");
  auto again = stage.ask(agent, question);
  CHECK(again.says("red it is"));
  CHECK(again.says(R"("elicitationId":")" + id));
}

TEST_CASE("a host that logs people in needs no code: its page is the link") {
  engine::FeedbackSettings settings = asked_by(web::ResponderMode::host);
  settings.visited = [](const web::Visit &, const feedback::Session *, engine::Decision *) {};
  Stage stage(std::move(settings));
  Agent agent = agent_of("2025-11-25");
  auto asked = stage.ask(agent, question);
  CHECK(asked.last("url") == "https://ask.example/feedback/" + stage.only_id());
  CHECK(code_in(asked).empty());
}

TEST_CASE("2026-07-28: the link is the result, the next leg waits, and the same leg again waits, too") {
  for (const web::ResponderMode mode : {web::ResponderMode::id, web::ResponderMode::capability}) {
    Stage stage(asked_by(mode));
    Agent agent = agent_of("2026-07-28");
    auto asked = stage.ask(agent, question);
    CHECK(asked.says(R"("resultType":"input_required")"));
    CHECK(asked.says(R"("q1":{"method":"elicitation/create","params":{"mode":"url",)"));
    CHECK(!asked.says("elicitationId"));
    const std::string state = asked.last("requestState"), url = asked.last("url"), code = code_in(asked);
    auto first = stage.ask(agent, question, false, come_back_with(state, "accept"));
    auto second = stage.ask(agent, question, false, come_back_with(state, "accept"));
    stage.pass(20'000);
    CHECK(!first.says("result"));
    CHECK(enters(stage, url, code));
    stage.answers(stage.only_id(), "red it is");
    CHECK(first.says("red it is"));
    CHECK(second.says("red it is"));
    CHECK(!first.says("elicitation/complete")); // that is the older revision's
  }
}

TEST_CASE("2026-07-28: declined is an outcome, also twice; closed is waited on; nobody is asked twice") {
  Stage stage;
  Agent agent = agent_of("2026-07-28");
  auto asked = stage.ask(agent, question);
  const std::string state = asked.last("requestState");
  SUBCASE("declined") {
    CHECK(stage.ask(agent, question, false, come_back_with(state, "decline")).says(R"("status":"declined")"));
    CHECK(stage.ask(agent, question, false, come_back_with(state, "decline")).says(R"("status":"declined")"));
    CHECK(stage.session(stage.only_id()).submissions.size() == 1);
  }
  SUBCASE("closed, and its time is spent") {
    auto back = stage.ask(agent, question, false, come_back_with(state, "cancel"));
    stage.pass(25'000);
    CHECK(back.says(R"("resultType":"input_required")"));
    CHECK(!back.says("inputRequests"));
    auto again = stage.ask(agent, question, false, come_back_with(back.last("requestState")));
    stage.person(stage.only_id(), feedback::EventKind::decline, "no");
    CHECK(again.says(R"("status":"declined")"));
  }
  SUBCASE("the page was faster") {
    stage.answers(stage.only_id(), "red it is");
    CHECK(stage.ask(agent, question, false, come_back_with(state, "accept")).says("red it is"));
  }
}

TEST_CASE("tasks of 2026-07-28: the link is the task's input, and the task works on when it was opened") {
  Stage stage;
  Agent agent = agent_of("2026-07-28", R"({"elicitation":{"url":{}},"extensions":{"io.modelcontextprotocol/tasks":{}}})");
  auto asked = stage.ask(agent, question);
  const std::string task = asked.last("taskId"), id = stage.only_id();
  const auto of_task = [&](std::string_view method, std::string_view more = "") {
    return stage.post(agent, guest::request("9", method, std::string(more) + R"("taskId":")" + task + "\"," + agent.meta(false)), method, task);
  };
  CHECK(of_task("tasks/get").says(R"("q1":{"method":"elicitation/create","params":{"mode":"url",)"));
  SUBCASE("opened") {
    of_task("tasks/update", R"("inputResponses":{"q1":{"action":"accept"}},)");
    CHECK(of_task("tasks/get").says(R"("status":"working")"));
    stage.answers(id, "red it is");
    CHECK(of_task("tasks/get").says("red it is"));
  }
  SUBCASE("declined") {
    of_task("tasks/update", R"("inputResponses":{"q1":{"action":"decline"}},)");
    CHECK(of_task("tasks/get").says(R"("status":"declined")"));
  }
  SUBCASE("the page is first") {
    stage.answers(id, "red it is");
    CHECK(of_task("tasks/get").says(R"("status":"completed")"));
  }
}

TEST_CASE("tasks of 2025-11-25 send people to the page, too, and take it back when it was not needed") {
  Stage stage;
  Agent agent = agent_of("2025-11-25");
  auto asked = stage.ask(agent, question, false, R"("task":{"ttl":600000})");
  const std::string task = asked.last("taskId"), id = stage.only_id();
  auto result = stage.post(agent, guest::request("9", "tasks/result", R"("taskId":")" + task + "\""));
  CHECK(result.says(R"("mode":"url")"));
  CHECK(!result.last("elicitationId").empty());
  const size_t at = result.text.find(R"("jsonrpc":"2.0","id":)");
  const std::string number = result.text.substr(at + 21, result.text.find(',', at + 21) - at - 21);
  SUBCASE("opened") {
    stage.post(agent, R"({"jsonrpc":"2.0","id":)" + number + R"(,"result":{"action":"accept"}})");
    stage.answers(id, "red it is");
    CHECK(result.says("red it is"));
    CHECK(!result.says("notifications/cancelled"));
  }
  SUBCASE("the page is first") {
    stage.answers(id, "red it is");
    CHECK(result.says(R"("method":"notifications/cancelled","params":{"requestId":)" + number));
    CHECK(result.says("red it is"));
  }
}

TEST_CASE("a long question is cut beside a link; its title stands for it") {
  feedback::Question long_one;
  long_one.message = std::string(engine::most_url_message + 1, 'm');
  const web::Invitation plain{"https://h/feedback/1", ""};
  CHECK(engine::url_of(long_one, "q1", plain).message == "A question for you, to be answered on a page: " + std::string(engine::most_url_message, 'm') + "...");
  long_one.title = "Short";
  CHECK(engine::url_of(long_one, "q1", plain).message == "A question for you, to be answered on a page: Short");
  CHECK(engine::url_of(long_one, "q1", {"https://h/feedback/p/x", "0420"}).message == "A question for you, to be answered on a page: Short\n\nThe page asks for this code: 0420");
}
