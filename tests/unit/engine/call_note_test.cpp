// call_note_test.cpp - calls of tools stand in the journal when they are over, and the analytics show them over HTTP.
#include "feedback_stage.hpp"
#include "guest/inbox.hpp"

using namespace feedback_stage;

namespace {

tenon_reply *owed = nullptr;

// Does what its argument "how" says.
void run(void *, const tenon_call *call, tenon_reply *reply) {
  tenon_str how{};
  tenon_call_text(call, str("how"), &how);
  const std::string_view way(how.data, how.len);
  owed = nullptr;
  if (way == "text") tenon_reply_text(reply, str("done"), call->now);
  if (way == "tool_error") tenon_reply_tool_error(reply, str("it broke"), call->now);
  if (way == "result") tenon_reply_result(reply, str(R"({"content":[],"isError":true})"), call->now);
  if (way == "fail") tenon_reply_fail(reply, -32603, str("no luck"), call->now);
  if (way == "later") owed = reply;
  else tenon_reply_release(reply, call->now);
}

void add_tool(Stage &stage) {
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = str("works");
  tool.run = run;
  REQUIRE(tenon_server_add_tool(reinterpret_cast<tenon_server *>(&stage.server()), &tool, nullptr) == TENON_OK);
}

std::vector<feedback::JournalEntry> journal(Stage &stage, feedback::JournalKind kind = feedback::JournalKind::interaction) {
  feedback::JournalQuery query;
  query.kind = kind;
  std::vector<feedback::JournalEntry> out;
  stage.shelf->read_journal(query, [&](feedback::Result<feedback::JournalPage> page) { out = std::move(page.value.entries); });
  return out;
}

std::string get(Stage &stage, std::string target) {
  const std::string cookie = guest::inbox_cookie(reinterpret_cast<tenon_server *>(&stage.server()), stage.now());
  auto line = stage.open(guest::Head("GET", std::move(target)).add("Cookie", cookie), "");
  return line.hear();
}

} // namespace

TEST_CASE("a call of any tool is recorded once, with how it ended and how long it took, on every revision") {
  for (const std::string &revision : revisions) {
    CAPTURE(revision);
    Stage stage;
    add_tool(stage);
    Agent agent;
    agent.revision = revision;
    const auto ends = [&](const char *how, std::string_view status, std::string_view body) {
      const auto line = stage.call(agent, "works", std::string(R"({"how":")") + how + "\"}");
      if (owed) {
        CHECK(journal(stage).empty()); // not before it is over
        stage.pass(1234);
        tenon_reply_text(owed, str("at last"), stage.now());
        tenon_reply_release(owed, stage.now());
      }
      const auto entries = journal(stage);
      REQUIRE(!entries.empty());
      CHECK(entries[0].name == "works");
      CHECK(entries[0].status == status);
      CHECK(entries[0].duration_ms == (owed ? 1234 : 0));
      CHECK(entries[0].session == "");
      CHECK(entries[0].body.find(body) != std::string::npos);
      CHECK(entries[0].body.find(std::string(R"("arguments":"{\"how\":\")") + how) != std::string::npos);
      return entries.size();
    };
    CHECK(ends("later", "success", R"("result":"at last")") == 1);
    CHECK(ends("text", "success", R"("result":"done")") == 2);
    CHECK(ends("tool_error", "error", R"("error":"it broke")") == 3);
    CHECK(ends("result", "error", R"("result":"{\"content\")") == 4);
    CHECK(ends("fail", "error", R"("error":"no luck")") == 5);
    CHECK(ends("silent", "error", R"("error":"The handler gave no answer")") == 6);
  }
}

TEST_CASE("a call that nobody waits for any more is recorded as cancelled, and what its handler says later is not") {
  Stage stage;
  add_tool(stage);
  Agent agent;
  agent.revision = "2026-07-28";
  auto line = stage.call(agent, "works", R"({"how":"later"})");
  stage.pass(500);
  line.close();
  auto entries = journal(stage);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].status == "error");
  CHECK(entries[0].duration_ms == 500);
  CHECK(entries[0].body.find("cancelled") != std::string::npos);
  tenon_reply_text(owed, str("too late"), stage.now());
  tenon_reply_release(owed, stage.now());
  CHECK(journal(stage).size() == 1);
}

TEST_CASE("a question that ran out is a timeout of its session; its words are not in the journal") {
  Stage stage;
  Agent agent;
  auto line = stage.ask(agent, R"({"message":"a secret","timeout":30,"mode":"wait"})", true);
  const std::string id = stage.only_id();
  stage.answers(id, "another secret");
  REQUIRE(line.says("another secret"));
  const auto entries = journal(stage);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].name == "interactive_feedback");
  CHECK(entries[0].session == id);
  CHECK(entries[0].status == "success");
  CHECK(entries[0].body.find("secret") == std::string::npos);
  CHECK(entries[0].body.find("answered") != std::string::npos);
  const auto events = journal(stage, feedback::JournalKind::event);
  REQUIRE(events.size() == 2);
  CHECK(events[1].name == "session_created");
  CHECK(events[0].name == "feedback_submitted");
  CHECK(events[0].session == id);
}

TEST_CASE("the analytics are served, and can be left out, and so can the recording and its contents") {
  engine::FeedbackSettings settings;
  settings.record_contents = false;
  Stage stage(settings);
  add_tool(stage);
  Agent agent;
  stage.call(agent, "works", R"({"how":"text"})");
  std::string shown = get(stage, "/api/analytics/interactions?toolName=works");
  CHECK(shown.find(R"("total":1)") != std::string::npos);
  CHECK(shown.find(R"("tool_arguments":null,"tool_result":null)") != std::string::npos);
  shown = get(stage, "/api/analytics/export?table=interaction_history&format=csv");
  CHECK(shown.find("\"works\"") != std::string::npos);
  CHECK(get(stage, "/api/analytics/nothing").find("SESSION_NOT_FOUND") != std::string::npos);

  engine::FeedbackSettings silent;
  silent.record = false;
  Stage still(silent);
  add_tool(still);
  Agent other;
  still.call(other, "works", R"({"how":"text"})");
  CHECK(journal(still).empty());
}
