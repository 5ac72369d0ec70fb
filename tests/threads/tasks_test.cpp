// tasks_test.cpp - tasks are looked at, answered, cancelled, settled and forgotten from several threads at once.
#include "threads/stage.hpp"
#include <doctest/doctest.h>

using namespace stage;

namespace {

constexpr int rounds = 150;

// Lies on the desk as "ask", and when it has its answers as "answered".
void run_task(void *user, const tenon_call *call, tenon_reply *reply) {
  static_cast<House *>(user)->desk.put(reply, call->answers_json.len ? "answered" : "ask");
}

std::string post(House &house, std::string_view method, const std::string &task, std::string_view more = "") {
  Line line(house.server(), guest::Head::modern(method, task), house.complaints);
  std::string params = "\"taskId\":\"" + task + "\"," + std::string(asking_meta);
  if (!more.empty()) params.append(",").append(more);
  line.say_all(guest::request("9", method, params));
  return line.hear().body;
}

std::string begin(House &house, std::string_view tool = "task") {
  Line line(house.server(), guest::Head::modern("tools/call", tool), house.complaints);
  line.say_all(guest::call("1", tool, "{}", asking_meta));
  return member_text(line.hear().body, "taskId");
}

tenon_reply *from_desk(House &house) {
  tenon_reply *reply = nullptr;
  std::string text;
  return house.desk.take(reply, text) ? reply : nullptr;
}

void ask(House &house, tenon_reply *reply) {
  const tenon_question question = question_of("q");
  const tenon_status said = tenon_reply_ask(reply, &question, 1, {}, start);
  house.complaints.expect(said == TENON_OK || said == TENON_GONE, "a task asks, or is over");
  tenon_reply_release(reply, start);
}

void settle(House &house, tenon_reply *reply) {
  const tenon_status said = tenon_reply_text(reply, str("done"), start);
  house.complaints.expect(said == TENON_OK, "the first settling is OK, wanted or not");
  tenon_reply_release(reply, start);
}

void clear_desk(House &house) {
  tenon_reply *reply = nullptr;
  for (std::string text; house.desk.take_if_any(reply, text);) settle(house, reply);
}

bool over(std::string_view task) {
  const std::string status = member_text(task, "status");
  return status == "completed" || status == "cancelled" || status == "failed";
}

void many_tasks(tenon_options &options, tenon_host &) { options.max_tasks = options.max_subject_tasks = TENON_OFF; }

constexpr std::string_view answers = R"("inputResponses":{"q":{"roots":[]}})";

} // namespace

TEST_CASE("updated, cancelled, looked at and settled on four threads: one end, which stays") {
  House house(many_tasks);
  house.add_tool("task", run_task, TENON_TASK_REQUIRED);
  for (int round = 0; round < rounds; ++round) {
    const std::string id = begin(house);
    REQUIRE(id != "");
    tenon_reply *const first = from_desk(house);
    REQUIRE(first);
    if (round % 2) ask(house, first);
    at_once(4, [&](int thread) {
      if (thread == 0) post(house, "tasks/update", id, answers);
      else if (thread == 1) post(house, "tasks/cancel", id);
      else if (thread == 2) house.complaints.expect(post(house, "tasks/get", id).find(id) != std::string::npos, "a task can be looked at");
      else if (round % 2 == 0) {
        tenon_reply_task_status(first, str("half"), start);
        settle(house, first);
      } else clear_desk(house);
    });
    clear_desk(house);
    const std::string end = post(house, "tasks/get", id);
    REQUIRE(over(end));
    post(house, "tasks/cancel", id);
    REQUIRE(member_text(post(house, "tasks/get", id), "status") == member_text(end, "status"));
    REQUIRE(house.counts().calls == 0);
    REQUIRE(house.complaints.all() == "");
  }
  CHECK(house.counts().questions == 0);
}

TEST_CASE("answered twice at once: the handler runs once more, not twice") {
  House house(many_tasks);
  house.add_tool("task", run_task, TENON_TASK_REQUIRED);
  for (int round = 0; round < rounds; ++round) {
    const std::string id = begin(house);
    ask(house, from_desk(house));
    at_once(2, [&](int) { post(house, "tasks/update", id, answers); });
    tenon_reply *reply = from_desk(house), *more = nullptr;
    std::string text;
    REQUIRE(reply);
    REQUIRE_FALSE(house.desk.take_if_any(more, text));
    settle(house, reply);
    REQUIRE(member_text(post(house, "tasks/get", id), "status") == "completed");
    REQUIRE(house.complaints.all() == "");
  }
  CHECK(house.counts().calls == 0);
}

TEST_CASE("a handler makes its call a task on two threads and settles it on a third: the client hears of a task or of the answer, once") {
  House house(many_tasks);
  house.add_tool("choose", run_task, TENON_TASK_BY_HANDLER);
  for (int round = 0; round < rounds; ++round) {
    Line line(house.server(), guest::Head::modern("tools/call", "choose"), house.complaints);
    line.say_all(guest::call("1", "choose", "{}", asking_meta));
    tenon_reply *const reply = from_desk(house);
    REQUIRE(reply);
    at_once(4, [&](int thread) {
      if (thread < 2) {
        const tenon_status said = tenon_reply_begin_task(reply, nullptr, start);
        house.complaints.expect(said == TENON_OK || said == TENON_GONE, "a task begins, or it is too late");
      } else if (thread == 2) house.complaints.expect(tenon_reply_text(reply, str("done"), start) == TENON_OK, "settled once");
      else if (round % 3 == 0) line.close();
    });
    tenon_reply_release(reply, start);
    if (round % 3) {
      const std::string body = line.hear().body;
      REQUIRE(occurrences(body, "\"id\":1,") == 1);
      if (const std::string id = member_text(body, "taskId"); !id.empty()) {
        REQUIRE(post(house, "tasks/get", id).find("\"done\"") != std::string::npos);
      } else REQUIRE(body.find("\"done\"") != std::string::npos);
    }
    REQUIRE(house.complaints.all() == "");
  }
  CHECK(house.counts().calls == 0);
  tenon_server_tick(house.server(), at(48 * 3600 * 1000)); // what nobody heard of is forgotten too
  CHECK(house.counts().tasks == 0);
}

TEST_CASE("forgotten by the clock while it is answered and settled: the reply lives on, the task does not") {
  House house([](tenon_options &options, tenon_host &) { options.task_ttl_ms = 100; });
  house.add_tool("task", run_task, TENON_TASK_REQUIRED);
  uint64_t ms = 1000;
  for (int round = 0; round < rounds; ++round) { // what is said at an older time is said at the latest one
    const std::string id = begin(house);
    tenon_reply *const first = from_desk(house);
    REQUIRE(first);
    if (round % 2) ask(house, first);
    ms += 1000;
    at_once(3, [&](int thread) {
      if (thread == 0) tenon_server_tick(house.server(), at(ms));
      else if (thread == 1) post(house, "tasks/update", id, answers);
      else if (round % 2 == 0) settle(house, first);
    });
    clear_desk(house);
    REQUIRE(house.counts().tasks == 0);
    REQUIRE(house.counts().calls == 0);
    REQUIRE(house.complaints.all() == "");
  }
  CHECK(house.counts().questions == 0);
}

TEST_CASE("tasks of 2025-11-25: results waited for, listed, cancelled and answered while the session ends") {
  House house(many_tasks);
  house.add_tool("task", run_task, TENON_TASK_REQUIRED);
  for (int round = 0; round < rounds; ++round) {
    const std::string session = house.begin_session("2025-11-25", R"({"roots":{},"tasks":{}})");
    const auto say_in = [&](const std::string &in, std::string_view method, const std::string &params) {
      Line line(house.server(), guest::Head::of_session(in), house.complaints);
      line.say_all(guest::request("9", method, params));
      return line.hear().body; // returns: there is an end
    };
    const auto say = [&](std::string_view method, const std::string &params) { return say_in(session, method, params); };
    std::string body;
    {
      Line line(house.server(), guest::Head::of_session(session), house.complaints);
      line.say_all(guest::call("1", "task", "{}", R"("task":{"ttl":60000})"));
      body = line.hear().body;
    }
    const std::string id = member_text(body, "taskId");
    REQUIRE(id != "");
    tenon_reply *const first = from_desk(house);
    REQUIRE(first);
    Line stream(house.server(), guest::Head::of_session(session, "GET"), house.complaints);
    const std::string of_task = "\"taskId\":\"" + id + "\"";
    at_once(4, [&](int thread) {
      if (thread == 0) {
        if (round % 2) ask(house, first);
        tenon_reply *reply = nullptr;
        std::string text;
        if (round % 2 == 0) settle(house, first);
        else if (house.desk.take_if_any(reply, text)) settle(house, reply);
      } else if (thread == 1) say("tasks/result", of_task);
      else if (thread == 2) {
        say("tasks/list", "");
        const std::string said = stream.hear_more();
        for (const std::string &asked : asked_ids(said)) Line(house.server(), guest::Head::of_session(session), house.complaints).say_all(roots_answer(asked));
        say("tasks/cancel", of_task);
      } else if (round % 3 == 0) Line(house.server(), guest::Head::of_session(session, "DELETE"), house.complaints).hear();
    });
    clear_desk(house);
    stream.close();
    Line(house.server(), guest::Head::of_session(session, "DELETE"), house.complaints).hear();
    say_in(house.begin_session(), "tasks/cancel", of_task); // a task belongs to its principal, not to a session
    clear_desk(house);
    REQUIRE(house.counts().calls == 0);
    REQUIRE(house.complaints.all() == "");
  }
  CHECK(house.counts().questions == 0);
}

TEST_CASE("the server is destroyed while tasks are begun, answered and settled") {
  for (int round = 0; round < rounds / 2; ++round) {
    House house;
    house.add_tool("task", run_task, TENON_TASK_REQUIRED);
    const std::string id = begin(house);
    tenon_reply *const first = from_desk(house);
    Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
    const std::string listen = guest::request("5", "subscriptions/listen", std::string(asking_meta) + R"(,"notifications":{"taskIds":[")" + id + "\"]}");
    line.say(listen + "\n");
    at_once(3, [&](int thread) {
      if (thread == 0) house.destroy();
      else if (thread == 1) {
        line.say(guest::request("6", "tasks/update", "\"taskId\":\"" + id + "\"," + std::string(asking_meta) + "," + std::string(answers)) + "\n");
        line.say(guest::call("7", "task", "{}", asking_meta) + "\n");
      } else if (round % 2) ask(house, first);
      else settle(house, first);
    });
    line.hear_rest();
    line.close();
    clear_desk(house);
    CHECK(house.drops() == 1);
    REQUIRE(house.complaints.all() == "");
  }
}
