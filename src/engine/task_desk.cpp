// task_desk.cpp - tasks begin, and are looked at, answered, cancelled and listed by those they belong to.
#include "catalog/page_cursor.hpp"
#include "engine/call_desk.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "protocol/client_can.hpp"
#include "protocol/tasks.hpp"
#include <algorithm>

namespace tenon::engine {
namespace {

constexpr char cursor_letter = 'k';

void refuse(const Errand &errand, const jsonrpc::Fault &fault) { errand.answer_fault(200, fault); }

// The caller's own task that is asked for; nothing: the errand is answered. Whose it is not, for him there is none.
Ref<Task> find(const Errand &errand) {
  if (errand.modern() && !(errand.client_can & protocol::can_tasks)) {
    errand.answer_fault(errand.http_status(400), protocol::not_capable(errand.revision, protocol::can_tasks));
    return {};
  }
  const std::string_view id = protocol::read_task_id(errand.params);
  Ref<Task> task = id.empty() ? Ref<Task>() : errand.server().tasks().find(id);
  if (task && task->belongs_to(errand.exchange.principal().owner) && protocol::facts(task->revision()).modern == errand.modern()) return task;
  refuse(errand, protocol::unknown_task());
  return {};
}

void answer_with(const Errand &errand, const Task &task) {
  std::string text;
  task.look([&](const protocol::TaskView &seen) {
    protocol::append_task_response(text, errand.message.raw_id, seen, errand.revision, errand.server().server_meta());
  });
  errand.answer(200, text);
}

void acknowledge(const Errand &errand) {
  std::string text;
  protocol::append_task_ack(text, errand.message.raw_id, errand.server().server_meta());
  errand.answer(200, text);
}

} // namespace

Status make_task(Server &server, const Reply::Origin &origin, std::string_view owner, Ref<Session> session, Ref<Exchange> channel, uint64_t ttl_ms,
                 uint64_t poll_ms, std::string_view message, Instant now, Ref<Task> &out) {
  const Limits &limits = server.limits();
  Task::Terms terms;
  if (!server.make_id(terms.id)) return Status::no_entropy;
  terms.owner = owner;
  terms.status_message = message;
  terms.revision = origin.revision;
  terms.ttl_ms = std::min(ttl_ms, limits.max_task_ttl_ms);
  terms.poll_ms = poll_ms == off ? 0 : poll_ms; // 0: not said
  auto task = Ref<Task>::adopt(new Task(Ref<Server>::share(&server), std::move(terms), std::move(session), std::move(channel), now));
  if (server.tasks().add(task, limits.max_tasks, limits.max_subject_tasks) != TaskLedger::Added::yes) return Status::limit;
  task->keep_until(now);
  out = std::move(task);
  return Status::ok;
}

// The client hears of it before the handler runs: it may be done before this returns.
Ref<Task> begin_task(const Errand &errand, std::optional<uint64_t> ttl_ms) {
  Server &server = errand.server();
  const bool older = !errand.modern();
  Reply::Origin origin;
  origin.revision = errand.revision;
  Ref<Task> task;
  const Status status = make_task(server, origin, errand.exchange.principal().owner, older ? errand.session : Ref<Session>(),
                                  older && !errand.exchange.is_http() ? Ref<Exchange>::share(&errand.exchange) : Ref<Exchange>(),
                                  ttl_ms ? std::max<uint64_t>(*ttl_ms, 1) : server.limits().task_ttl_ms, server.limits().task_poll_ms, "", errand.now, task);
  if (status != Status::ok) {
    refuse(errand, {jsonrpc::server_error, status == Status::limit ? "Too many tasks" : "No randomness for a task", ""});
    return {};
  }
  std::string text;
  task->look([&](const protocol::TaskView &seen) {
    protocol::append_create_task(text, errand.message.raw_id, seen, errand.revision, server.server_meta());
  });
  errand.answer(200, text);
  errand.span = 0; // it has ended: what was asked for is answered
  return task;
}

void get_task(const Errand &errand) {
  if (const Ref<Task> task = find(errand)) answer_with(errand, *task);
}

void update_task(const Errand &errand) {
  const Ref<Task> task = find(errand);
  if (!task) return;
  const json::Span &responses = errand.params.input_responses;
  if (!responses.value.is_object()) return refuse(errand, {jsonrpc::invalid_params, "Invalid params: tasks/update needs \"inputResponses\", an object", ""});
  const std::string why = task->take_answers(errand.bench->reader, responses, errand.now);
  if (!why.empty()) return refuse(errand, {jsonrpc::invalid_params, "Invalid params: inputResponses: " + why, ""});
  acknowledge(errand);
}

void cancel_task(const Errand &errand) {
  const Ref<Task> task = find(errand);
  if (!task) return;
  const bool cancelled = task->cancel(errand.now);
  if (errand.modern()) return acknowledge(errand);
  if (cancelled) return answer_with(errand, *task);
  protocol::TaskState state{};
  task->look([&](const protocol::TaskView &seen) { state = seen.state; });
  refuse(errand, protocol::task_is_over(state));
}

// 2025-11-25: the answer waits until the task is over.
void task_result(const Errand &errand) {
  const Ref<Task> task = find(errand);
  if (!task) return;
  await_task(errand, task);
}

void list_tasks(const Errand &errand) {
  const json::Value cursor = errand.params.cursor.value;
  std::optional<uint64_t> after = 0;
  if (cursor) after = cursor.is_text() ? catalog::read_cursor(cursor_letter, cursor.text()) : std::nullopt;
  if (!after) return refuse(errand, {jsonrpc::invalid_params, "Invalid params: \"cursor\" is none of ours: begin again without one", ""});
  uint64_t last = 0;
  bool more = false;
  const std::vector<Ref<Task>> shown = errand.server().tasks().page(errand.exchange.principal().owner, *after, errand.server().limits().page_size, last, more);
  std::vector<protocol::TaskView> views;
  std::vector<std::string> words; // of messages, which may change meanwhile
  words.reserve(shown.size());
  for (const Ref<Task> &task : shown) {
    if (protocol::facts(task->revision()).modern) continue;
    task->look([&](const protocol::TaskView &seen) {
      views.push_back(seen);
      views.back().status_message = words.emplace_back(seen.status_message);
      views.back().result_json = views.back().error_json = {};
      views.back().questions = {};
    });
  }
  std::string text;
  protocol::append_task_list(text, errand.message.raw_id, views, more ? catalog::write_cursor(cursor_letter, last) : "");
  errand.answer(200, text);
}

} // namespace tenon::engine
