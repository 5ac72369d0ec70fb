// tasks.cpp - writing tasks in the two ways that there are, and reading what clients say about them.
#include "protocol/tasks.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"
#include "protocol/dressing.hpp"
#include "protocol/related_task.hpp"

namespace tenon::protocol {
namespace {

bool modern(Revision revision) { return facts(revision).modern; }

// A tool's error is a failure on 2025-11-25, and a result like any other on 2026-07-28.
TaskState shown_state(const TaskView &task, Revision revision) {
  return task.is_error && task.state == TaskState::completed && !modern(revision) ? TaskState::failed : task.state;
}

void append_common_members(std::string &out, const TaskView &task, Revision revision) {
  out += "\"taskId\":";
  json::append_text(out, task.id);
  append_member(out, "status", status_name(shown_state(task, revision)));
  if (!task.status_message.empty()) append_member(out, "statusMessage", task.status_message);
  append_member(out, "createdAt", task.created_at);
  append_member(out, "lastUpdatedAt", task.updated_at);
  out += modern(revision) ? ",\"ttlMs\":" : ",\"ttl\":";
  if (task.ttl_ms) json::append_unsigned(out, *task.ttl_ms);
  else out += "null";
  if (task.poll_ms == 0) return;
  out += modern(revision) ? ",\"pollIntervalMs\":" : ",\"pollInterval\":";
  json::append_unsigned(out, task.poll_ms);
}

// Whatever ended the task without an error of the call itself: the words are all there is.
void append_error_object(std::string &out, const TaskView &task) {
  if (!task.error_json.empty()) {
    out += task.error_json;
    return;
  }
  out += "{\"code\":";
  json::append_integer(out, jsonrpc::internal_error);
  append_member(out, "message", task.status_message.empty() ? "The task has failed" : task.status_message);
  out += '}';
}

void append_inlined(std::string &out, const TaskView &task, Revision revision) {
  switch (task.state) {
  case TaskState::working:
  case TaskState::cancelled: return;
  case TaskState::input_required:
    out += ",\"inputRequests\":";
    return append_questions(out, task.questions, revision);
  case TaskState::completed:
    out += ",\"result\":";
    out += task.result_json;
    return;
  case TaskState::failed:
    out += ",\"error\":";
    return append_error_object(out, task);
  }
}

} // namespace

void append_task_members(std::string &out, const TaskView &task, Revision revision) {
  append_common_members(out, task, revision);
  if (modern(revision)) append_inlined(out, task, revision);
}

void append_create_task(std::string &out, std::string_view raw_id, const TaskView &task, Revision revision, std::string_view server_meta) {
  open_result(out, raw_id);
  out += modern(revision) ? "\"resultType\":\"task\"," : "\"task\":{";
  append_common_members(out, task, revision);
  if (!modern(revision)) out += '}';
  else if (!server_meta.empty()) {
    out += ",\"_meta\":{";
    out += server_meta;
    out += '}';
  }
  out += "}}";
}

void append_task_response(std::string &out, std::string_view raw_id, const TaskView &task, Revision revision, std::string_view server_meta) {
  open_result(out, raw_id);
  append_task_members(out, task, revision);
  close_result(out, Dressing{revision, server_meta});
}

void append_task_ack(std::string &out, std::string_view raw_id, std::string_view server_meta) {
  append_empty_response(out, raw_id, Dressing{latest, server_meta});
}

void append_task_result_response(std::string &out, std::string_view raw_id, const TaskView &task) {
  if (task.state == TaskState::completed) {
    open_result(out, raw_id);
    out.pop_back(); // the brace: the result brings its own
    append_with_related_task(out, task.result_json, task.id);
    out += '}';
  } else if (task.state == TaskState::failed) {
    out += "{\"jsonrpc\":\"2.0\",\"id\":";
    out += raw_id;
    out += ",\"error\":";
    append_error_object(out, task);
    out += '}';
  } else {
    jsonrpc::append_error(out, raw_id, {jsonrpc::invalid_params, words("The task is {}: it has no result", status_name(task.state)), ""});
  }
}

void append_task_list(std::string &out, std::string_view raw_id, std::span<const TaskView> tasks, std::string_view next_cursor) {
  open_result(out, raw_id);
  out += "\"tasks\":[";
  for (const TaskView &task : tasks) {
    if (&task != tasks.data()) out += ',';
    out += '{';
    append_common_members(out, task, latest_legacy);
    out += '}';
  }
  out += ']';
  if (!next_cursor.empty()) append_member(out, "nextCursor", next_cursor);
  out += "}}";
}

void append_task_notification(std::string &out, const TaskView &task, Revision revision, std::string_view subscription_raw_id) {
  out += "{\"jsonrpc\":\"2.0\",\"method\":";
  out += modern(revision) ? "\"notifications/tasks\"" : "\"notifications/tasks/status\"";
  out += ",\"params\":{";
  if (!subscription_raw_id.empty()) {
    out += "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":";
    out += subscription_raw_id;
    out += "},";
  }
  append_task_members(out, task, revision);
  out += "}}";
}

std::string_view read_task_id(const Params &params) {
  return params.task_id.value.is_text() ? params.task_id.value.text() : std::string_view();
}

jsonrpc::Fault unknown_task() { return {jsonrpc::invalid_params, "Unknown task: there is none of that id, or it has expired", ""}; }

jsonrpc::Fault task_is_over(TaskState state) {
  return {jsonrpc::invalid_params, words("Cannot cancel the task: it is {} already", status_name(state)), ""};
}

TaskWish read_task_wish(const Params &params) {
  const json::Value task = params.task.value;
  if (!task) return {};
  if (!task.is_object()) return {false, std::nullopt, "Invalid params: \"task\" must be an object"};
  const json::Value ttl = task.find("ttl");
  if (!ttl || ttl.is_null()) return {true, std::nullopt, nullptr}; // clients say null for as long as possible
  if (ttl.kind() != json::Kind::integer || ttl.integer() < 0) return {false, std::nullopt, "Invalid params: \"task.ttl\" must be a whole number from 0 on"};
  return {true, static_cast<uint64_t>(ttl.integer()), nullptr};
}

} // namespace tenon::protocol
