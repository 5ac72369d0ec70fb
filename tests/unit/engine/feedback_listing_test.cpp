// feedback_listing_test.cpp - an agent's own questions as list_feedback shows them: on every revision, page by page, and nobody else's.
#include "abi/kept_store.hpp"
#include "engine/feedback_listing.hpp"
#include "feedback_stage.hpp"
#include "guest/asking.hpp"

using namespace feedback_stage;

namespace {

engine::FeedbackSettings with_list() {
  engine::FeedbackSettings settings;
  settings.tools = engine::all_tools;
  return settings;
}

Agent agent_of(const std::string &revision) {
  Agent agent;
  agent.revision = revision;
  return agent;
}

std::string asked(Stage &stage, Agent &agent, const std::string &message, const std::string &thread = "t") {
  stage.ask(agent, R"({"message":")" + message + R"(","thread":")" + thread + R"(","mode":"async"})");
  stage.pass(1);
  return stage.all().back().id;
}

void ask_as(Stage &stage, std::string_view subject, std::string_view request) {
  tenon_somebody who{};
  who.size = sizeof who;
  who.subject = str(subject);
  asking::Ear ear;
  const tenon_hearer hearer = ear.record();
  REQUIRE(tenon_feedback_create(reinterpret_cast<tenon_server *>(&stage.server()), &who, str(request), &hearer, stage.now()) == TENON_OK);
  REQUIRE(ear.status == 200);
}

} // namespace

TEST_CASE("list_feedback is on offer where the host names it, and not otherwise") {
  for (const std::string &revision : revisions) {
    CAPTURE(revision);
    Agent agent = agent_of(revision), other = agent;
    Stage usual, named(with_list());
    const std::string list = guest::request("1", "tools/list", agent.modern() ? agent.meta(false) : "");
    CHECK_FALSE(usual.post(other, list, "tools/list").says("list_feedback"));
    auto offered = named.post(agent, list, "tools/list");
    CHECK(offered.says(R"("name":"list_feedback")"));
    CHECK(offered.says(R"("maxLength":255,"description":"Only those of this conversation.")"));
    if (revision != "2024-11-05") CHECK(offered.count(R"("readOnlyHint":true)") == 3);
    if (revision >= "2025-06-18") CHECK(offered.says(R"("items":{"type":"array","maxItems":20)"));
  }
}

TEST_CASE("the newest comes first, each with how it stands; on every revision in words, on the newer ones as members besides") {
  for (const std::string &revision : revisions) {
    CAPTURE(revision);
    Stage stage(with_list());
    Agent agent = agent_of(revision);
    const std::string first = asked(stage, agent, "First?"), second = asked(stage, agent, "Second?", "other");
    stage.pass(1'000);
    stage.answers(first, "secret words");
    auto list = stage.call(agent, "list_feedback", "{}");
    CHECK(list.says(second + R"( pending \"Second?\", asked 2027-01-15T08:00:0)"));
    CHECK(list.says(first + R"( answered \"First?\", asked 2027-01-15T08:00:0)"));
    CHECK(list.hear().find(second) < list.hear().find(first));
    CHECK_FALSE(list.says("secret words")); // looking takes nothing
    CHECK_FALSE(list.says("isError"));
    CHECK_FALSE(list.says("nextCursor"));
    const bool structured = revision >= "2025-06-18";
    CHECK(list.says(R"("status":"pending","title":"Second?","thread":"other","feedbackUrl":"https://ask.example/feedback/)" + second) == structured);
    CHECK(list.says(R"("status":"answered","title":"First?","thread":"t","createdAt":")") == structured);
    CHECK(list.says(R"("submittedAt":")") == structured);
    CHECK(list.says(R"("undelivered":true)") == structured); // and it still comes to whoever asks for it
    CHECK(stage.call(agent, "get_feedback_result", R"({"sessionId":")" + first + "\"}").says("secret words"));
    CHECK_FALSE(stage.call(agent, "list_feedback", "{}").says("undelivered"));
  }
}

TEST_CASE("one may ask for one state, or for one conversation") {
  Stage stage(with_list());
  Agent agent;
  const std::string open = asked(stage, agent, "Open?", "a"), answered = asked(stage, agent, "Answered?", "a"), declined = asked(stage, agent, "Declined?", "b"),
                    withdrawn = asked(stage, agent, "Withdrawn?", "b");
  stage.answers(answered);
  stage.person(declined, feedback::EventKind::decline, "no");
  stage.call(agent, "cancel_feedback", R"({"sessionId":")" + withdrawn + "\"}");
  const auto of = [&](std::string_view arguments) {
    auto list = stage.call(agent, "list_feedback", arguments);
    std::string found;
    for (const auto &[id, letter] : {std::pair(open, 'o'), std::pair(answered, 'a'), std::pair(declined, 'd'), std::pair(withdrawn, 'w')})
      if (list.says(id)) found += letter;
    return found;
  };
  CHECK(of("{}") == "oadw");
  CHECK(of(R"({"status":"pending"})") == "o");
  CHECK(of(R"({"status":"answered"})") == "a");
  CHECK(of(R"({"status":"declined"})") == "d");
  CHECK(of(R"({"status":"cancelled"})") == "w");
  CHECK(of(R"({"status":"expired"})") == "");
  CHECK(of(R"({"thread":"a"})") == "oa");
  CHECK(of(R"({"thread":"b","status":"declined"})") == "d");
  CHECK(of(R"({"thread":"nobody's"})") == "");
  CHECK(stage.call(agent, "list_feedback", R"({"status":"expired"})").says("There are no such questions."));
  stage.pass(400'000);
  CHECK(of(R"({"status":"expired"})") == "o");
  stage.pass(25 * 3'600'000);
  CHECK(of("{}") == ""); // what was removed is not listed
}

TEST_CASE("a page has twenty; the cursor leads to the rest, and the last page has none") {
  Stage stage(with_list());
  Agent agent;
  std::vector<std::string> ids;
  const auto list = [&](const std::string &cursor) { return stage.call(agent, "list_feedback", cursor.empty() ? "{}" : R"({"cursor":")" + cursor + "\"}"); };
  for (uint32_t i = 0; i < engine::most_listed; ++i) ids.push_back(asked(stage, agent, "Question " + std::to_string(i) + "?"));
  auto all = list("");
  CHECK(all.count(R"("status":"pending")") == 20);
  CHECK_FALSE(all.says("nextCursor"));
  ids.push_back(asked(stage, agent, "One more?"));
  auto page = list("");
  CHECK(page.count(R"("status":"pending")") == 20);
  CHECK(page.says(ids.back()));
  CHECK_FALSE(page.says(ids.front()));
  const std::string cursor = page.last("nextCursor");
  CHECK(page.says("There may be more: call again with the cursor"));
  auto rest = list(cursor);
  CHECK(rest.count(R"("status":"pending")") == 1);
  CHECK(rest.says(ids.front()));
  CHECK_FALSE(rest.says("nextCursor"));
}

TEST_CASE("another's questions are not there, in whichever way they are asked for") {
  Stage stage(with_list());
  Agent agent;
  const std::string mine = asked(stage, agent, "Mine?", "t");
  ask_as(stage, "eve", R"({"message":"Theirs?","thread":"t"})");
  CHECK(stage.all().size() == 2);
  for (const char *arguments : {"{}", R"({"thread":"t"})", R"({"status":"pending"})"}) {
    auto list = stage.call(agent, "list_feedback", arguments);
    CHECK(list.says(mine));
    CHECK(list.count(R"("status":"pending")") == 1);
    CHECK_FALSE(list.says("Theirs?"));
  }
}

TEST_CASE("what is no list of ours is refused to the model") {
  Stage stage(with_list());
  Agent agent;
  CHECK(stage.call(agent, "list_feedback", R"({"cursor":"nowhere"})").says("This cursor is none of this list."));
  CHECK(stage.call(agent, "list_feedback", R"({"status":"completed"})").says("status"));
  CHECK(stage.call(agent, "list_feedback", R"({"limit":5})").says("limit"));
  const auto thread = [](size_t length) { return R"({"thread":")" + std::string(length, 't') + "\"}"; };
  CHECK_FALSE(stage.call(agent, "list_feedback", thread(255)).says("isError"));
  CHECK(stage.call(agent, "list_feedback", thread(256)).says("thread"));
  const auto cursor = [](size_t length) { return R"({"cursor":")" + std::string(length, 'c') + "\"}"; };
  CHECK(stage.call(agent, "list_feedback", cursor(1024)).says("This cursor is none of this list."));
  auto too_long = stage.call(agent, "list_feedback", cursor(1025));
  CHECK(too_long.says("isError"));
  CHECK(too_long.says("/cursor"));
  CHECK_FALSE(too_long.says("This cursor is none of this list."));
}

TEST_CASE("a title stays on its line, whatever is in it") {
  Stage stage(with_list());
  Agent agent;
  const std::string id = asked(stage, agent, "One\\nanswered \\\"Two\\\"");
  CHECK(stage.call(agent, "list_feedback", "{}").says(id + R"( pending \"One\\nanswered \\\"Two\\\"\", asked )"));
}

TEST_CASE("what was listed is not written into the journal") {
  Stage stage(with_list());
  Agent agent;
  asked(stage, agent, "A delicate matter?");
  stage.call(agent, "list_feedback", R"({"thread":"t"})");
  std::vector<feedback::JournalEntry> journal;
  feedback::JournalQuery query;
  query.name = "list_feedback";
  stage.shelf->read_journal(query, [&](feedback::Result<feedback::JournalPage> page) { journal = std::move(page.value.entries); });
  REQUIRE(journal.size() == 1);
  CHECK(journal[0].session.empty());
  CHECK(journal[0].body.find("delicate") == std::string::npos);
}

TEST_CASE("a store that fails, is slow, or outlives the server: each call is answered once") {
  asking::Kept kept;
  tenon_storage storage = asking::storage_of(kept);
  storage.list = [](void *user, const tenon_store_query *query, tenon_operation *op) {
    asking::through(user, op, [user, most = query->most, op] {
      tenon_store_query all{};
      all.size = sizeof all;
      all.most = most;
      asking::quick().list(user, &all, op);
    });
  };
  asking::Server server([&](tenon_feedback &f) {
    f.storage = &storage;
    f.tools = TENON_LIST_TOOL;
  });
  const auto call = [] { return guest::call("1", "list_feedback", "{}", guest::modern_meta); };
  const auto head = [] { return guest::Head::modern("tools/call", "list_feedback"); };
  server.tick();
  kept.fault = TENON_STORE_FAILED;
  asking::Request refused(server, head(), call());
  CHECK(asking::says(refused.take(), "Questions cannot be read at the moment."));
  kept.fault = 0;
  kept.slow = true;
  asking::Request later(server, head(), call()), beside(server, head(), call());
  CHECK(later.status() == 0);
  kept.let_all();
  CHECK(asking::says(later.take(), "There are no such questions."));
  CHECK(asking::says(beside.take(), "There are no such questions."));
  asking::Request last(server, head(), call());
  server.end();
  kept.let_until_quiet();
  CHECK(last.status() != 0);
}
