// spans_test.cpp - spans are told from all threads: each begins once and ends once, whatever becomes of its request.
#include "threads/stage.hpp"
#include <doctest/doctest.h>
#include <set>

using namespace stage;

namespace {

struct Spans {
  Complaints *complaints = nullptr;
  std::mutex mutex;
  std::set<uint64_t> begun, ended;

  void take(const tenon_span &span) {
    const std::lock_guard lock(mutex);
    if (span.phase == TENON_SPAN_BEGIN) {
      complaints->expect(begun.insert(span.id).second, "a span begins once");
      complaints->expect(span.name.len > 0 && span.attribute_count >= 4, "it says what it is");
    } else {
      complaints->expect(begun.count(span.id) == 1, "no span ends that has not begun");
      complaints->expect(ended.insert(span.id).second, "a span ends once");
    }
  }
};

Spans *current = nullptr; // the host's user is the house's

} // namespace

TEST_CASE("spans of calls that are answered, cancelled, left and asked on, on four threads") {
  Spans spans;
  current = &spans;
  House house([](tenon_options &options, tenon_host &host) {
    options.max_calls = 1000;
    host.span = [](void *, const tenon_span *span) { current->take(*span); };
  });
  spans.complaints = &house.complaints;
  house.add_tool("task", [](void *user, const tenon_call *call, tenon_reply *reply) {
    if (call->answers_json.len) return static_cast<House *>(user)->desk.put(reply, "done");
    const tenon_question question = question_of("q");
    tenon_reply_ask(reply, &question, 1, {}, call->now);
    tenon_reply_release(reply, call->now);
  }, TENON_TASK_OPTIONAL);
  {
    const Settlers settlers(house.desk, 2, house.complaints);
    at_once(4, [&](int thread) {
      Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
      for (int round = 0; round < 60; ++round) {
        const std::string id = std::to_string(round);
        if (thread == 0) line.say(call_of(id, "echo", "words", guest::modern_meta) + "\n" + guest::request("\"x\"", "no/method", guest::modern_meta) + "\n");
        else if (thread == 1) line.say(call_of(id, "later", "words", guest::modern_meta) + "\n" + guest::cancelled(id) + "\n");
        else if (thread == 2) {
          Line post(house.server(), guest::Head::modern("tools/call", "later"), house.complaints);
          post.say_all(call_of("1", "later", "words", guest::modern_meta));
          if (round % 2) post.hear();
        } else {
          line.say(guest::call(id, "task", "{}", asking_meta) + "\n");
          const std::string task = member_text(line.hear_more(), "taskId");
          const std::string of_task = "\"taskId\":\"" + task + "\"," + std::string(asking_meta);
          line.say(guest::request("\"u\"", "tasks/update", of_task + R"(,"inputResponses":{"q":{"roots":[]}})") + "\n");
          if (round % 2) line.say(guest::request("\"c\"", "tasks/cancel", of_task) + "\n");
        }
        line.hear_more();
      }
      if (thread == 1) line.end();
      line.close();
    });
  }
  house.destroy();
  CHECK(spans.begun.size() > 300);
  CHECK(spans.begun == spans.ended);
  CHECK(house.complaints.all() == "");
  current = nullptr;
}

TEST_CASE("spans end when the server is destroyed under calls that wait") {
  for (int round = 0; round < 60; ++round) {
    Spans spans;
    current = &spans;
    House house([](tenon_options &, tenon_host &host) { host.span = [](void *, const tenon_span *span) { current->take(*span); }; });
    spans.complaints = &house.complaints;
    Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
    for (int i = 0; i < 4; ++i) line.say(call_of(std::to_string(i), "later", "words", guest::modern_meta) + "\n");
    at_once(2, [&](int thread) {
      tenon_reply *reply = nullptr;
      std::string text;
      if (thread == 0) house.destroy();
      else
        while (house.desk.take_if_any(reply, text)) {
          tenon_reply_text(reply, str(text), start);
          tenon_reply_release(reply, start);
        }
    });
    line.close();
    REQUIRE(spans.begun == spans.ended);
    REQUIRE(house.complaints.all() == "");
    current = nullptr;
  }
}
