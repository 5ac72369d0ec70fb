// asking_test.cpp - handlers ask from other threads while clients answer, cancel and go, and while sessions and servers end.
#include "threads/stage.hpp"
#include <doctest/doctest.h>
#include <memory>

using namespace stage;

namespace {

constexpr int rounds = 150;
constexpr std::string_view roots = R"({"roots":{}})";

// Lies on the desk as "ask", and when it has its answers as "answered".
void run_ask(void *user, const tenon_call *call, tenon_reply *reply) {
  static_cast<House *>(user)->desk.put(reply, call->answers_json.len ? "answered" : "ask");
}

bool one_of(tenon_status said, std::initializer_list<tenon_status> fine) {
  for (const tenon_status each : fine)
    if (said == each) return true;
  return false;
}

void ask(House &house, tenon_reply *reply) {
  const tenon_question question = question_of("q");
  const tenon_status said = tenon_reply_ask(reply, &question, 1, str("state"), start);
  house.complaints.expect(one_of(said, {TENON_OK, TENON_GONE}), "asking is OK, or nobody owes anything any more");
  house.complaints.expect(tenon_reply_ask(reply, &question, 1, {}, start) == TENON_GONE, "asking settles");
  tenon_reply_release(reply, start);
}

// Asks or answers, as it lies on the desk; false: nothing lies there.
bool serve_one(House &house) {
  tenon_reply *reply = nullptr;
  std::string text;
  if (!house.desk.take_if_any(reply, text)) return false;
  if (text == "ask") ask(house, reply);
  else {
    house.complaints.expect(tenon_reply_text(reply, str("done"), start) == TENON_OK, "the second run is answered");
    tenon_reply_release(reply, start);
  }
  return true;
}

tenon_reply *wait_for(House &house, std::string_view what) {
  tenon_reply *reply = nullptr;
  std::string text;
  if (!house.desk.take(reply, text)) return nullptr;
  house.complaints.expect(text == what, "the run that was expected");
  return reply;
}

void say_hello(Line &line) { line.say(initialize_with(roots) + "\n" + guest::initialized() + "\n"); }

void nothing_is_left(House &house) {
  while (serve_one(house)) continue;
  const tenon_counts counts = house.counts();
  house.complaints.expect(counts.calls == 0, "no call is owed");
  house.complaints.expect(counts.questions == 0, "no question is open");
}

} // namespace

TEST_CASE("asked and answered on threads of their own, many calls at once: each is answered once") {
  House house([](tenon_options &options, tenon_host &) { options.max_calls = 1000; });
  house.add_tool("ask", run_ask);
  Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
  say_hello(line);
  constexpr int calls = 200;
  std::atomic<int> answered{0};
  std::string said;
  Desk to_answer; // requests of ours, on their way through the client
  at_once(5, [&](int thread) {
    if (thread == 0) { // the client speaks
      for (int i = 0; i < calls; ++i) line.say(guest::call(std::to_string(1000 + i), "ask") + "\n");
      tenon_reply *none = nullptr;
      for (std::string id; to_answer.take(none, id);) line.say(roots_answer(id) + "\n");
    } else if (thread == 1) { // and listens
      size_t known = 0;
      for (int done = 0; done < calls && house.complaints.all().empty();) {
        std::string more;
        line.hear_until("\n", more);
        said += more;
        const std::vector<std::string> ids = asked_ids(said);
        for (; known < ids.size(); ++known) to_answer.put(nullptr, ids[known]);
        done = static_cast<int>(occurrences(said, "\"done\""));
      }
      to_answer.close();
    } else
      while (answered.load() < calls && house.complaints.all().empty()) { // the handlers
        tenon_reply *reply = nullptr;
        std::string text;
        if (!house.desk.take_if_any(reply, text)) {
          std::this_thread::yield();
          continue;
        }
        if (text == "ask") ask(house, reply);
        else {
          tenon_reply_text(reply, str("done"), start);
          tenon_reply_release(reply, start);
          answered.fetch_add(1);
        }
      }
  });
  for (int i = 0; i < calls; ++i)
    if (const size_t answers = occurrences(said, "\"id\":" + std::to_string(1000 + i) + ",\"result\""); answers != 1)
      house.complaints.add(std::to_string(i) + " was answered " + std::to_string(answers) + " times");
  nothing_is_left(house);
  line.close();
  CHECK(house.complaints.all() == "");
}

TEST_CASE("asked on one thread while the client cancels on another: nothing is left open, and there is at most one answer") {
  House house;
  house.add_tool("ask", run_ask);
  Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
  say_hello(line);
  line.hear_more();
  for (int round = 0; round < rounds; ++round) {
    const std::string id = std::to_string(1000 + round);
    line.say(guest::call(id, "ask") + "\n");
    tenon_reply *reply = wait_for(house, "ask");
    REQUIRE(reply);
    at_once(2, [&](int thread) {
      if (thread == 0) ask(house, reply);
      else line.say(guest::cancelled(id) + "\n");
    });
    std::string said = line.hear_more();
    for (const std::string &asked : asked_ids(said)) line.say(roots_answer(asked) + "\n"); // the cancellation may have come first
    nothing_is_left(house);
    said += line.hear_more();
    REQUIRE(occurrences(said, "\"id\":" + id + ",") <= 1);
    REQUIRE(house.complaints.all() == "");
  }
}

TEST_CASE("the answer comes on one thread while the client cancels and time runs out on others: at most one second run") {
  House house([](tenon_options &options, tenon_host &) { options.answer_wait_ms = 100; });
  house.add_tool("ask", run_ask);
  uint64_t ms = 2000;
  for (int round = 0; round < rounds; ++round, ms += 1000) {
    const std::string session = house.begin_session("2025-11-25", roots);
    Line post(house.server(), guest::Head::of_session(session), house.complaints, at(ms));
    post.say_all(guest::call("7", "ask"), at(ms));
    tenon_reply *reply = wait_for(house, "ask");
    REQUIRE(reply);
    ask(house, reply);
    std::string said;
    post.hear_until("roots/list", said, at(ms));
    const std::vector<std::string> ids = asked_ids(said);
    REQUIRE(ids.size() == 1);
    at_once(3, [&](int thread) {
      if (thread == 0) Line(house.server(), guest::Head::of_session(session), house.complaints, at(ms)).say_all(roots_answer(ids[0]), at(ms));
      else if (thread == 1) tenon_server_tick(house.server(), at(ms + 200));
      else if (round % 2) Line(house.server(), guest::Head::of_session(session), house.complaints, at(ms)).say_all(guest::cancelled("7"), at(ms));
    });
    nothing_is_left(house);
    said = post.hear_rest(at(ms + 200)); // returns: there is an end
    REQUIRE(occurrences(said, "\"id\":7,") <= 1);
    REQUIRE((round % 2 || occurrences(said, "\"id\":7,") == 1));
    REQUIRE(house.complaints.all() == "");
  }
}

TEST_CASE("asked on one thread while the client's connection goes and its session ends on others") {
  House house;
  house.add_tool("ask", run_ask);
  for (int round = 0; round < rounds; ++round) {
    const std::string session = house.begin_session("2025-11-25", roots);
    Line post(house.server(), guest::Head::of_session(session), house.complaints);
    Line stream(house.server(), guest::Head::of_session(session, "GET"), house.complaints);
    post.say_all(guest::call("7", "ask"));
    tenon_reply *reply = wait_for(house, "ask");
    REQUIRE(reply);
    at_once(3, [&](int thread) {
      if (thread == 0) ask(house, reply);
      else if (thread == 1) post.close();
      else if (round % 3 == 0) Line(house.server(), guest::Head::of_session(session, "DELETE"), house.complaints).hear();
      else if (round % 3 == 1) stream.close();
    });
    Line(house.server(), guest::Head::of_session(session, "DELETE"), house.complaints).hear();
    nothing_is_left(house);
    REQUIRE(house.complaints.all() == "");
  }
  CHECK(house.counts().conversations == 0);
}

TEST_CASE("on 2026-07-28, asked while the client goes away: the words are taken, and the state that came opens") {
  House house;
  house.add_tool("ask", run_ask);
  for (int round = 0; round < rounds; ++round) {
    Line post(house.server(), guest::Head::modern("tools/call", "ask"), house.complaints);
    post.say_all(guest::call("7", "ask", "{}", asking_meta));
    tenon_reply *reply = wait_for(house, "ask");
    REQUIRE(reply);
    at_once(2, [&](int thread) {
      if (thread == 0) ask(house, reply);
      else if (round % 2) post.close();
    });
    if (round % 2) continue;
    const std::string body = post.hear().body, state = member_text(body, "requestState");
    REQUIRE(state != "");
    Line again(house.server(), guest::Head::modern("tools/call", "ask"), house.complaints);
    again.say_all(guest::call("8", "ask", "{}", R"("inputResponses":{"q":{"roots":[]}},"requestState":")" + state + "\"," + std::string(asking_meta)));
    REQUIRE(serve_one(house));
    REQUIRE(again.hear().body.find("\"done\"") != std::string::npos);
  }
  nothing_is_left(house);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("asked on two threads while the server is destroyed: every client gets an end") {
  for (int round = 0; round < rounds / 2; ++round) {
    House house;
    house.add_tool("ask", run_ask);
    Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
    say_hello(line);
    line.say(guest::call("7", "ask") + "\n" + guest::call("8", "ask") + "\n");
    const std::string session = house.begin_session("2025-11-25", roots);
    Line post(house.server(), guest::Head::of_session(session), house.complaints);
    post.say_all(guest::call("7", "ask"));
    Line modern(house.server(), guest::Head::modern("tools/call", "ask"), house.complaints);
    modern.say_all(guest::call("7", "ask", "{}", asking_meta));
    std::vector<tenon_reply *> replies;
    for (int i = 0; i < 4; ++i) replies.push_back(wait_for(house, "ask"));
    at_once(3, [&](int thread) {
      if (thread == 0) house.destroy();
      else
        for (size_t i = static_cast<size_t>(thread) - 1; i < replies.size(); i += 2) ask(house, replies[i]);
    });
    const std::string on_line = line.hear_rest();
    for (const std::string_view id : {"\"id\":7,", "\"id\":8,"}) CHECK(occurrences(on_line, id) == 1);
    CHECK(occurrences(post.hear().body, "\"id\":7,") == 1);
    CHECK(occurrences(modern.hear().body, "\"id\":7,") == 1);
    CHECK(house.drops() == 0);
    line.close();
    post.close();
    modern.close();
    CHECK(house.drops() == 1);
    REQUIRE(house.complaints.all() == "");
  }
}

TEST_CASE("hooks for cancellation: called at most once, dropped exactly once, whoever comes first") {
  struct Hook {
    std::atomic<int> calls{0}, drops{0};
    static void cancelled(void *user) { static_cast<Hook *>(user)->calls.fetch_add(1); }
    static void drop(void *user) { static_cast<Hook *>(user)->drops.fetch_add(1); }
  };
  House house;
  Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
  for (int round = 0; round < rounds; ++round) {
    const std::string id = std::to_string(round);
    line.say(call_of(id, "later", "", guest::modern_meta) + "\n");
    tenon_reply *const reply = wait_for(house, "");
    REQUIRE(reply);
    Hook hooks[2];
    at_once(4, [&](int thread) {
      if (thread == 0) line.say(guest::cancelled(id) + "\n");
      else if (thread == 3) tenon_reply_text(reply, str("words"), start);
      else {
        Hook &hook = hooks[thread - 1];
        const tenon_status said = tenon_reply_when_cancelled(reply, &hook, Hook::cancelled, Hook::drop);
        house.complaints.expect(one_of(said, {TENON_OK, TENON_GONE}), "a hook is taken, or comes too late");
      }
    });
    tenon_reply_release(reply, start);
    for (const Hook &hook : hooks) {
      REQUIRE(hook.calls <= 1);
      REQUIRE(hook.drops == 1);
    }
  }
  CHECK(house.complaints.all() == "");
}
