// call_desk.hpp - from a request whose words are checked to the host's handler: may this caller, did it answer questions, where does the
// answer go.
#pragma once
#include "engine/errand.hpp"
#include "engine/offered.hpp"
#include "engine/task.hpp"

namespace tenon::engine {

// What is asked of which entry. Views live as long as the errand's bench, or `arguments_bench`.
struct Asked {
  Ref<Offered> offered;
  Purpose purpose = Purpose::tool;
  std::string_view name, uri, argument, value;
  std::string_view arguments_json = "{}";
  json::Value arguments;
  json::Span arguments_span;
  const json::Reader *reader = nullptr; // of the arguments
  Ref<Bench> arguments_bench;           // when they are not the message's own
};

// Whether the caller's scopes suffice; if not, the errand is answered.
bool may_use(const Errand &, const Offered &);
// Calls the handler, now or by the host's dispatch, or answers what stands in the way. `task`: the call is that task's.
void call(const Errand &, Asked &, const Ref<Task> &task);
// A task for this errand, in the ledger; nothing: the errand is answered.
Ref<Task> begin_task(const Errand &, std::optional<uint64_t> ttl_ms);

// tasks/result: the answer waits until the task is over.
void await_task(const Errand &, const Ref<Task> &);

// The path of a reply out of a task's terms; in task_desk.cpp.
Status make_task(Server &, const Reply::Origin &, std::string_view owner, Ref<Session>, Ref<Exchange> channel, uint64_t ttl_ms, uint64_t poll_ms,
                 std::string_view message, Instant, Ref<Task> &out);

} // namespace tenon::engine
