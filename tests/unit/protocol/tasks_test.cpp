// tasks_test.cpp - the same task on both wires, byte by byte and by the published schemas.
#include "protocol/asking.hpp"
#include "protocol/spec_schema.hpp"
#include "protocol/tasks.hpp"
#include <vector>

using namespace asking;

namespace {

constexpr Revision older = Revision::r2025_11_25;
const std::string when = R"("createdAt":"2026-11-21T10:00:00Z","lastUpdatedAt":"2026-11-21T10:00:05Z")";

TaskView task(TaskState state) {
  TaskView view;
  view.id = "t1";
  view.state = state;
  view.created_at = "2026-11-21T10:00:00Z";
  view.updated_at = "2026-11-21T10:00:05Z";
  view.ttl_ms = 60000;
  view.poll_ms = 1000;
  if (state == TaskState::completed) view.result_json = R"({"content":[]})";
  if (state == TaskState::failed) view.error_json = R"({"code":-32603,"message":"No."})";
  return view;
}

std::string got(const TaskView &view, Revision revision, std::string_view meta = "") {
  std::string out;
  append_task_response(out, "1", view, revision, meta);
  return out;
}

std::string created(const TaskView &view, Revision revision, std::string_view meta = "") {
  std::string out;
  append_create_task(out, "1", view, revision, meta);
  return out;
}

std::string result(const TaskView &view) {
  std::string out;
  append_task_result_response(out, "1", view);
  return out;
}

std::string notified(const TaskView &view, Revision revision, std::string_view subscription) {
  std::string out;
  append_task_notification(out, view, revision, subscription);
  return out;
}

// The members of params that tasks read.
class Said final {
public:
  explicit Said(std::string_view json) {
    REQUIRE(reader_.parse_copy(json, 16) == json::Trouble::none);
    for (json::Span it = reader_.first_of(reader_.whole()); it.value; it = reader_.next_of(it)) {
      if (it.name.text() == "task") params.task = it;
      if (it.name.text() == "taskId") params.task_id = it;
    }
  }
  Params params;

private:
  json::Reader reader_;
};

} // namespace

TEST_CASE("a task begins: flat on 2026-07-28, in a box before") {
  CHECK(created(task(TaskState::working), latest) ==
        R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"task","taskId":"t1","status":"working",)" + when + R"(,"ttlMs":60000,"pollIntervalMs":1000}})");
  CHECK(created(task(TaskState::working), latest, R"("k":{})") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"task","taskId":"t1","status":"working",)" + when + R"(,"ttlMs":60000,"pollIntervalMs":1000,"_meta":{"k":{}}}})");
  CHECK(created(task(TaskState::working), older, R"("k":{})") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"task":{"taskId":"t1","status":"working",)" + when + R"(,"ttl":60000,"pollInterval":1000}}})");
}

TEST_CASE("a task that is over when it is told of shows nothing but its state") {
  for (const Revision revision : {older, latest})
    for (const TaskState state : {TaskState::input_required, TaskState::completed, TaskState::failed, TaskState::cancelled}) {
      const std::string text = created(task(state), revision);
      CHECK(text.find("\"status\":\"" + std::string(status_name(state)) + "\"") != std::string::npos);
      for (const char *member : {"\"error\"", "\"inputRequests\"", "\"content\"", "\"requestState\""}) CHECK(text.find(member) == std::string::npos);
    }
}

TEST_CASE("tasks/get on 2026-07-28 holds what the state brings with it") {
  const std::string head = R"({"jsonrpc":"2.0","id":1,"result":{"taskId":"t1","status":")", times = R"(",)" + when + R"(,"ttlMs":60000,"pollIntervalMs":1000)";
  CHECK(got(task(TaskState::working), latest) == head + "working" + times + R"(,"resultType":"complete"}})");
  CHECK(got(task(TaskState::cancelled), latest) == head + "cancelled" + times + R"(,"resultType":"complete"}})");
  CHECK(got(task(TaskState::completed), latest) == head + "completed" + times + R"(,"result":{"content":[]},"resultType":"complete"}})");
  CHECK(got(task(TaskState::failed), latest) == head + "failed" + times + R"(,"error":{"code":-32603,"message":"No."},"resultType":"complete"}})");
  const Question form = asked(form_words(name_form)), roots = asked(roots_words());
  const Question *const open[] = {&form, &roots};
  TaskView asks = task(TaskState::input_required);
  asks.questions = open;
  CHECK(got(asks, latest) == head + "input_required" + times + R"(,"inputRequests":{"name":)" + request(form, latest) + R"(,"folders":{"method":"roots/list"}},"resultType":"complete"}})");
  CHECK(got(task(TaskState::working), latest, R"("k":{})").find(R"("resultType":"complete","_meta":{"k":{}}}})") != std::string::npos);
}

TEST_CASE("tasks/get on 2025-11-25 holds the state alone, and calls a tool's error a failure") {
  for (const TaskState state : {TaskState::working, TaskState::input_required, TaskState::completed, TaskState::failed, TaskState::cancelled})
    CHECK(got(task(state), older, R"("k":{})") == R"({"jsonrpc":"2.0","id":1,"result":{"taskId":"t1","status":")" + std::string(status_name(state)) + R"(",)" + when + R"(,"ttl":60000,"pollInterval":1000}})");
  TaskView error = task(TaskState::completed);
  error.is_error = true;
  CHECK(got(error, older).find(R"("status":"failed")") != std::string::npos);
  CHECK(got(error, latest).find(R"("status":"completed")") != std::string::npos);
}

TEST_CASE("a task without limit has a null ttl, and words and interval only when there are some") {
  TaskView view = task(TaskState::working);
  view.ttl_ms.reset();
  view.poll_ms = 0;
  view.status_message = "half \"way\"";
  CHECK(got(view, older) == R"({"jsonrpc":"2.0","id":1,"result":{"taskId":"t1","status":"working","statusMessage":"half \"way\"",)" + when + R"(,"ttl":null}})");
  view.ttl_ms = 0;
  CHECK(got(view, latest).find(R"("ttlMs":0,"resultType")") != std::string::npos);
}

TEST_CASE("a task that failed without an error of the call has one in its own words") {
  TaskView view = task(TaskState::failed);
  view.error_json = "";
  CHECK(got(view, latest).find(R"("error":{"code":-32603,"message":"The task has failed"})") != std::string::npos);
  view.status_message = "Nobody answered in time";
  CHECK(result(view) == R"({"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Nobody answered in time"}})");
}

TEST_CASE("updates and cancellations of 2026-07-28 are acknowledged with nothing") {
  std::string out;
  append_task_ack(out, "\"x\"", "");
  CHECK(out == R"({"jsonrpc":"2.0","id":"x","result":{"resultType":"complete"}})");
  out.clear();
  append_task_ack(out, "\"x\"", R"("k":{})");
  CHECK(out == R"({"jsonrpc":"2.0","id":"x","result":{"resultType":"complete","_meta":{"k":{}}}})");
}

TEST_CASE("tasks/result is the call's own answer, and names the task") {
  const std::string related = R"("_meta":{"io.modelcontextprotocol/related-task":{"taskId":"t1"}})";
  CHECK(result(task(TaskState::completed)) == R"({"jsonrpc":"2.0","id":1,"result":{)" + related + R"(,"content":[]}})");
  TaskView error = task(TaskState::completed);
  error.is_error = true;
  error.result_json = R"({"content":[],"isError":true})";
  CHECK(result(error) == R"({"jsonrpc":"2.0","id":1,"result":{)" + related + R"(,"content":[],"isError":true}})");
  CHECK(result(task(TaskState::failed)) == R"({"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"No."}})");
  CHECK(result(task(TaskState::cancelled)) == R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"The task is cancelled: it has no result"}})");
}

TEST_CASE("tasks/list shows each, and where it goes on") {
  std::string out;
  append_task_list(out, "1", {}, "");
  CHECK(out == R"({"jsonrpc":"2.0","id":1,"result":{"tasks":[]}})");
  out.clear();
  const std::vector<TaskView> all = {task(TaskState::working), task(TaskState::completed)};
  append_task_list(out, "1", all, "next");
  const std::string rest = R"(",)" + when + R"(,"ttl":60000,"pollInterval":1000})";
  CHECK(out == R"({"jsonrpc":"2.0","id":1,"result":{"tasks":[{"taskId":"t1","status":"working)" + rest + R"(,{"taskId":"t1","status":"completed)" + rest + R"(],"nextCursor":"next"}})");
}

TEST_CASE("whoever listens hears the whole task, on the subscription that asked") {
  CHECK(notified(task(TaskState::completed), latest, "\"s\"") ==
        R"({"jsonrpc":"2.0","method":"notifications/tasks","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":"s"},"taskId":"t1","status":"completed",)" + when +
            R"(,"ttlMs":60000,"pollIntervalMs":1000,"result":{"content":[]}}})");
  CHECK(notified(task(TaskState::completed), older, "") ==
        R"({"jsonrpc":"2.0","method":"notifications/tasks/status","params":{"taskId":"t1","status":"completed",)" + when + R"(,"ttl":60000,"pollInterval":1000}})");
}

TEST_CASE("the tasks of 2025-11-25 are what the published schema says") {
  spec::Schema *schema = spec::Schema::of(older);
  if (!schema) return;
  std::string list;
  const std::vector<TaskView> all = {task(TaskState::working), task(TaskState::failed)};
  append_task_list(list, "1", all, "next");
  CHECK(schema->objection_to_result("ListTasksResult", list) == "");
  CHECK(schema->objection_to_result("CallToolResult", result(task(TaskState::completed))) == "");
  CHECK(schema->objection("JSONRPCErrorResponse", result(task(TaskState::failed))) == "");
  for (const TaskState state : {TaskState::working, TaskState::input_required, TaskState::completed, TaskState::failed, TaskState::cancelled}) {
    CHECK(schema->objection_to_result("CreateTaskResult", created(task(state), older)) == "");
    CHECK(schema->objection_to_result("GetTaskResult", got(task(state), older)) == "");
    CHECK(schema->objection_to_result("CancelTaskResult", got(task(state), older)) == "");
    CHECK(schema->objection("TaskStatusNotification", notified(task(state), older, "")) == "");
  }
}

TEST_CASE("a task's id is a string, or there is none") {
  CHECK(read_task_id(Said(R"({"taskId":"t1"})").params) == "t1");
  CHECK(read_task_id(Said(R"({"taskId":7})").params) == "");
  CHECK(read_task_id(Said(R"({})").params) == "");
  CHECK(unknown_task().code == -32602);
  CHECK(task_is_over(TaskState::completed).code == -32602);
  CHECK(task_is_over(TaskState::completed).message == "Cannot cancel the task: it is completed already");
}

TEST_CASE("a client of 2025-11-25 wishes for a task, with or without a time") {
  const auto wish = [](std::string_view json) { return read_task_wish(Said(json).params); };
  CHECK_FALSE(wish("{}").wanted);
  CHECK(wish(R"({"task":{}})").wanted);
  CHECK_FALSE(wish(R"({"task":{}})").ttl_ms);
  CHECK(wish(R"({"task":{"ttl":null}})").wanted);
  CHECK(wish(R"({"task":{"ttl":60000}})").ttl_ms == 60000u);
  CHECK(wish(R"({"task":{"ttl":0}})").ttl_ms == 0u);
  for (const char *wrong : {R"({"task":true})", R"({"task":null})", R"({"task":[]})", R"({"task":{"ttl":-1}})", R"({"task":{"ttl":"60000"}})", R"({"task":{"ttl":1.5}})"}) {
    CAPTURE(wrong);
    CHECK_FALSE(wish(wrong).wanted);
    CHECK(wish(wrong).wrong != nullptr);
  }
}
