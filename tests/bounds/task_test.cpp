// task_test.cpp - how many tasks, of all and of one principal, how long they are kept, and how often clients look.
#include "bounds/bound.hpp"
#include "bounds/house.hpp"

using namespace bounds;

namespace {

constexpr uint64_t hour = 3600 * 1000, day = 24 * hour, year = 365 * day;
constexpr std::string_view meta =
    R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
    R"("io.modelcontextprotocol/clientCapabilities":{"extensions":{"io.modelcontextprotocol/tasks":{}}}})";

// A house with two tools: `task` is one whenever the client can, `decide` becomes one on the handler's terms.
struct Tasker {
  explicit Tasker(const Change &change = {}) : house(change) {
    add("task", TENON_TASK_OPTIONAL);
    add("decide", TENON_TASK_BY_HANDLER);
  }

  uint64_t ttl_ms = 0, poll_ms = 0; // the terms of `decide`
  tenon_status said = TENON_OK;     // by the last tenon_reply_begin_task
  int runs = 0;
  House house;

  std::string call(std::string_view tool = "task") { return house.post(head_of(tool), body(tool)).body; }
  static std::string body(std::string_view tool) { return guest::call("1", tool, "{}", meta); }
  // A call of 2025-11-25 that wishes for a task.
  std::string wish(std::string_view terms) {
    return house.post(guest::Head::of_session(house.begin_session()), guest::call("1", "task", "{}", "\"task\":" + std::string(terms))).body;
  }
  std::string get(const std::string &answer) {
    const std::string id = text_in(answer, "\"taskId\":\"");
    return house.post(guest::Head::modern("tasks/get", id), guest::request("2", "tasks/get", "\"taskId\":\"" + id + "\"," + std::string(meta))).body;
  }
  uint64_t count() const { return house.counts().tasks; }

private:
  static std::string text_in(std::string_view answer, std::string_view name) {
    const size_t at = answer.find(name);
    REQUIRE(at != answer.npos);
    return std::string(answer.substr(at + name.size(), answer.find('"', at + name.size()) - at - name.size()));
  }
  void add(std::string_view name, uint64_t support) {
    tenon_tool tool{};
    tool.size = sizeof tool;
    tool.name = str(name);
    tool.user = this;
    tool.run = support == TENON_TASK_BY_HANDLER ? decide : answer;
    tool.task_support = support;
    REQUIRE(tenon_server_add_tool(house.server(), &tool, nullptr) == TENON_OK);
  }
  static void decide(void *user, const tenon_call *call, tenon_reply *reply) {
    Tasker &self = *static_cast<Tasker *>(user);
    tenon_task_terms terms{};
    terms.size = sizeof terms;
    terms.ttl_ms = self.ttl_ms;
    terms.poll_ms = self.poll_ms;
    self.said = tenon_reply_begin_task(reply, &terms, call->now);
    answer(user, call, reply);
  }
  static void answer(void *user, const tenon_call *call, tenon_reply *reply) {
    ++static_cast<Tasker *>(user)->runs;
    tenon_reply_text(reply, str("done"), call->now);
    tenon_reply_release(reply, call->now);
  }
};

bool is_task(std::string_view answer) { return says(answer, R"("resultType":"task")"); }

Change with(uint64_t tenon_options::*limit, uint64_t said) {
  return [=](tenon_options &o) { o.*limit = said; };
}

// Somebody for whom the host vouches.
tenon_head channel_of(std::string_view subject) {
  tenon_head head = guest::channel(TENON_LINES);
  head.subject = str(subject);
  return head;
}

// "ttlMs":100, as it stands in an answer.
std::string member(std::string_view name, uint64_t number) { return "\"" + std::string(name) + "\":" + std::to_string(number); }

bool has(std::string_view answer, const std::string &member) { return says(answer, member + ",") || says(answer, member + "}"); }

} // namespace

HELD(max_tasks, "that many are kept, one more is refused until one is forgotten") {
  each({{3, 3}, {0, 1000}}, [](uint64_t said, uint64_t bound) {
    Tasker tasker([&](tenon_options &o) {
      o.max_tasks = said;
      o.max_subject_tasks = TENON_OFF;
    });
    CHECK(is_task(tasker.call()));
    tasker.house.pass(1);
    while (tasker.count() < bound) REQUIRE(is_task(tasker.call()));
    tasker.runs = 0;
    CHECK(code_of(tasker.call()) == -32000);
    CHECK(code_of(tasker.wish("{}")) == -32000);
    CHECK(tasker.runs == 0); // the handler has not seen them
    CHECK(says(tasker.call("decide"), "done")); // which is told, and goes on as a call
    CHECK(tasker.said == TENON_LIMIT);
    CHECK(tasker.count() == bound);

    tasker.house.pass(hour - 1); // the first one's time is over
    CHECK(tasker.count() == bound - 1);
    CHECK(is_task(tasker.call("decide")));
    CHECK(code_of(tasker.call()) == -32000);
    CHECK(tasker.house.goes_on());
    CHECK(tasker.house.is_empty());
  });
}

OFF(max_tasks, "more than the default are kept") {
  Tasker tasker([](tenon_options &o) { o.max_tasks = o.max_subject_tasks = TENON_OFF; });
  for (int i = 0; i < 1001; ++i) REQUIRE(is_task(tasker.call()));
  CHECK(tasker.count() == 1001);
}

HELD(max_subject_tasks, "that many are one principal's, one more is refused, and others have their own") {
  each({{3, 3}, {0, 100}}, [](uint64_t said, uint64_t bound) {
    Tasker tasker(with(&tenon_options::max_subject_tasks, said));
    Line ann(tasker.house, channel_of("ann")), again(tasker.house, channel_of("ann")), bob(tasker.house, channel_of("bob"));
    const auto call = [&](Line &line, std::string_view tool = "task") {
      REQUIRE(line.feed(Tasker::body(tool) + "\n") == TENON_OK);
      return line.take();
    };
    for (uint64_t i = 0; i < bound; ++i) REQUIRE(is_task(call(i % 2 ? ann : again)));
    CHECK(code_of(call(ann)) == -32000);
    CHECK(code_of(call(again)) == -32000);
    CHECK(says(call(ann, "decide"), "done"));
    CHECK(tasker.said == TENON_LIMIT);
    CHECK(tasker.count() == bound);
    CHECK(is_task(call(bob)));
    CHECK(is_task(tasker.call())); // nobody in particular is a principal, too
    tasker.house.pass(hour);
    CHECK(tasker.count() == 0);
    CHECK(is_task(call(ann)));
  });
}

OFF(max_subject_tasks, "one principal has more than the default") {
  Tasker tasker(with(&tenon_options::max_subject_tasks, TENON_OFF));
  for (int i = 0; i < 101; ++i) REQUIRE(is_task(tasker.call()));
  CHECK(tasker.count() == 101);
}

HELD(task_ttl_ms, "a task is known that long, one millisecond later it is not") {
  each({{100, 100}, {0, hour}}, [](uint64_t said, uint64_t bound) {
    Tasker tasker(with(&tenon_options::task_ttl_ms, said));
    for (const std::string_view tool : {"task", "decide"}) {
      const std::string task = tasker.call(tool);
      CHECK(has(task, member("ttlMs", bound)));
      tasker.house.pass(bound - 1);
      CHECK(says(tasker.get(task), "done"));
      tasker.house.pass(1);
      CHECK(tasker.count() == 0);
      CHECK(code_of(tasker.get(task)) == -32602);
    }
    CHECK(says(tasker.wish("{}"), member("ttl", bound)));
    CHECK(tasker.house.logged("task_forgotten kept_long_enough"));
  });
}

OFF(task_ttl_ms, "a task is kept as long as may be") {
  Tasker bounded(with(&tenon_options::task_ttl_ms, TENON_OFF));
  CHECK(has(bounded.call(), member("ttlMs", day)));
  Tasker tasker([](tenon_options &o) { o.task_ttl_ms = o.max_task_ttl_ms = TENON_OFF; });
  const std::string task = tasker.call();
  CHECK(says(task, R"("ttlMs":null)"));
  tasker.house.pass(year);
  CHECK(says(tasker.get(task), "done"));
}

HELD(max_task_ttl_ms, "handlers and clients get what they ask for up to that, and no more") {
  each({{100, 100}, {0, day}}, [](uint64_t said, uint64_t bound) {
    Tasker tasker(with(&tenon_options::max_task_ttl_ms, said));
    for (const uint64_t asked : {bound - 1, bound, bound + 1, uint64_t{TENON_OFF}}) {
      INFO("asked for " << asked);
      const uint64_t kept = asked > bound ? bound : asked;
      tasker.ttl_ms = asked;
      const std::string task = tasker.call("decide");
      CHECK(has(task, member("ttlMs", kept)));
      if (asked != TENON_OFF) CHECK(has(tasker.wish("{\"ttl\":" + std::to_string(asked) + "}"), member("ttl", kept)));
      tasker.house.pass(kept - 1);
      CHECK(says(tasker.get(task), "done"));
      tasker.house.pass(1);
      CHECK(tasker.count() == 0);
    }
  });
}

OFF(max_task_ttl_ms, "a handler keeps a task for a year") {
  Tasker tasker(with(&tenon_options::max_task_ttl_ms, TENON_OFF));
  tasker.ttl_ms = year;
  const std::string task = tasker.call("decide");
  CHECK(has(task, member("ttlMs", year)));
  tasker.house.pass(year - 1);
  CHECK(says(tasker.get(task), "done"));
  tasker.house.pass(1);
  CHECK(tasker.count() == 0);
}

HELD(task_poll_ms, "clients are asked to look that often, unless the handler says otherwise") {
  each({{7, 7}, {0, 1000}}, [](uint64_t said, uint64_t bound) {
    Tasker tasker(with(&tenon_options::task_poll_ms, said));
    CHECK(has(tasker.call(), member("pollIntervalMs", bound)));
    CHECK(has(tasker.call("decide"), member("pollIntervalMs", bound)));
    CHECK(has(tasker.wish("{}"), member("pollInterval", bound)));
    tasker.poll_ms = bound + 1;
    const std::string task = tasker.call("decide");
    CHECK(has(task, member("pollIntervalMs", bound + 1)));
    CHECK(has(tasker.get(task), member("pollIntervalMs", bound + 1)));
  });
}

OFF(task_poll_ms, "clients look as often as they like") {
  Tasker tasker(with(&tenon_options::task_poll_ms, TENON_OFF));
  for (const std::string &answer : {tasker.call(), tasker.call("decide"), tasker.wish("{}")}) {
    CHECK(says(answer, "taskId"));
    CHECK_FALSE(says(answer, "pollInterval"));
  }
  tasker.poll_ms = 7;
  CHECK(has(tasker.call("decide"), member("pollIntervalMs", 7)));
}
