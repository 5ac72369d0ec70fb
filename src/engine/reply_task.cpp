// reply_task.cpp - a call that becomes a task while it runs, and what it says about itself from then on.
#include "engine/call_desk.hpp"
#include "engine/exchange.hpp"
#include "engine/reply.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "engine/task.hpp"
#include "json/writer.hpp"
#include "protocol/client_can.hpp"

namespace tenon::engine {

Status Reply::begin_task(uint64_t ttl_ms, uint64_t poll_ms, std::string_view message, Instant now) {
  const catalog::Tool *const tool = of_.offered ? of_.offered->tool() : nullptr;
  if (of_.purpose != Purpose::tool || !tool || tool->task_support == catalog::TaskSupport::never || !json::valid_utf8(message)) return Status::invalid;
  Home home;
  {
    const std::lock_guard lock(mutex_);
    if (state_ == ReplyState::settled) return Status::gone;
    if (state_ == ReplyState::unwanted || home_.task) return Status::ok;
    home = home_;
  }
  // 2025-11-25 asks for tasks in the request; such a call is one from the beginning.
  if (!protocol::facts(of_.revision).modern || !(of_.client_can & protocol::can_tasks) || !home.exchange) return Status::not_capable;
  const Limits &limits = of_.server->limits();
  Ref<Task> task;
  const Status made = make_task(*of_.server, of_, home.exchange->principal().owner, {}, {}, ttl_ms ? ttl_ms : limits.task_ttl_ms,
                                poll_ms ? poll_ms : limits.task_poll_ms, message, now, task);
  if (made != Status::ok) return made;
  std::string text; // now: once the call has moved into the task, its exchange has nothing else to say
  try {
    task->look([&](const protocol::TaskView &seen) { protocol::append_create_task(text, of_.raw_id, seen, of_.revision, of_.server->server_meta()); });
  } catch (...) { // out of memory
    of_.server->tasks().remove(task->id());
    task->end(now);
    throw;
  }
  task->runs(Ref<Reply>::share(this), now);
  bool begun = false;
  {
    const std::lock_guard lock(mutex_);
    begun = state_ == ReplyState::owed && !home_.task;
    if (begun) {
      home_ = {};
      home_.task = task;
    }
  }
  if (!begun) { // given up, settled, or begun by another thread meanwhile
    task->runs({}, now);
    of_.server->tasks().remove(task->id());
    task->end(now);
    return state_ == ReplyState::settled ? Status::gone : Status::ok;
  }
  if (of_.span) end_span("", 0, now);
  home.exchange->deliver(*this, {Words::Kind::whole, text}, now, home.stream);
  return Status::ok;
}

Status Reply::task_status(std::string_view message, Instant now) {
  if (!json::valid_utf8(message) || message.size() > of_.server->limits().max_outbox_bytes) return Status::invalid;
  Ref<Task> task;
  {
    const std::lock_guard lock(mutex_);
    if (state_ == ReplyState::settled) return Status::gone;
    task = home_.task;
  }
  if (task) task->note_status(message, now);
  return Status::ok;
}

} // namespace tenon::engine
