// tasks.hpp - the wire of both kinds of tasks: the extension io.modelcontextprotocol/tasks (2026-07-28) and the tasks of 2025-11-25.
#pragma once
#include "protocol/envelope.hpp"
#include "protocol/input_required.hpp"
#include "protocol/task_states.hpp"
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tenon::protocol {

// A task as it is shown. Results and errors are JSON on one line.
struct TaskView {
  std::string_view id;
  TaskState state = TaskState::working;
  std::string_view status_message;
  std::string created_at, updated_at; // ISO 8601
  std::optional<uint64_t> ttl_ms;     // none: kept without limit
  uint64_t poll_ms = 0;               // 0: not said
  std::string_view result_json;       // completed: the result object, as fits the revision
  std::string_view error_json;        // failed: {"code":...,"message":...}
  std::span<const Question *const> questions; // input_required: the open ones
  bool is_error = false;              // completed with isError: 2025-11-25 calls that failed
};

// The members of a task without the braces. 2026-07-28: with what its state inlines; 2025-11-25: without.
void append_task_members(std::string &out, const TaskView &, Revision);

// Whole responses. `server_meta`: members for the result's _meta on 2026-07-28, or "".
void append_create_task(std::string &out, std::string_view raw_id, const TaskView &, Revision, std::string_view server_meta);
// tasks/get, and tasks/cancel of 2025-11-25.
void append_task_response(std::string &out, std::string_view raw_id, const TaskView &, Revision, std::string_view server_meta);
// tasks/update and tasks/cancel of 2026-07-28.
void append_task_ack(std::string &out, std::string_view raw_id, std::string_view server_meta);
// tasks/result and tasks/list of 2025-11-25. The result is that of the call, and says which task it is of; a cancelled task has none.
void append_task_result_response(std::string &out, std::string_view raw_id, const TaskView &);
void append_task_list(std::string &out, std::string_view raw_id, std::span<const TaskView>, std::string_view next_cursor);

// notifications/tasks (2026-07-28, on a subscription) or notifications/tasks/status (2025-11-25).
void append_task_notification(std::string &out, const TaskView &, Revision, std::string_view subscription_raw_id);

// params.taskId; "" when there is none: answer with unknown_task.
std::string_view read_task_id(const Params &);
jsonrpc::Fault unknown_task();
// tasks/cancel of 2025-11-25 for a task that is over.
jsonrpc::Fault task_is_over(TaskState);

// params.task of 2025-11-25: the client wants a task.
struct TaskWish {
  bool wanted = false;
  std::optional<uint64_t> ttl_ms;
  const char *wrong = nullptr; // words for -32602: it is none
};
TaskWish read_task_wish(const Params &);

} // namespace tenon::protocol
