// task.cpp - a task's steps: asking, being answered, ending, and telling whoever looks.
#include "engine/task.hpp"
#include "engine/exchange.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "ground/words.hpp"
#include "jsonrpc/fault.hpp"
#include "web/timestamp.hpp"

namespace tenon::engine {
namespace {

// What a handler said, as a task keeps it: the result or the error alone, without its envelope.
std::string_view without_envelope(std::string_view response, size_t id_length, bool &is_error) {
  response.remove_prefix(std::string_view("{\"jsonrpc\":\"2.0\",\"id\":").size() + id_length);
  constexpr std::string_view result = ",\"result\":", error = ",\"error\":";
  is_error = response.substr(0, error.size()) == error;
  response.remove_prefix(is_error ? error.size() : result.size());
  return response.substr(0, response.size() - 1);
}

} // namespace

Task::Task(Ref<Server> server, Terms terms, Ref<Session> session, Ref<Exchange> channel, Instant now)
    : server_(std::move(server)), terms_(std::move(terms)), session_(std::move(session)), channel_(std::move(channel)), created_unix_ms_(now.unix_ms),
      created_ms_(now.monotonic_ms), updated_unix_ms_(now.unix_ms), status_message_(terms_.status_message) {
  waiter_.task = this;
}

Task::~Task() = default;

const void *Task::asked() const {
  if (session_) return session_.get();
  return channel_.get();
}

std::string Task::caller_context() const {
  if (session_) return session_->caller_context();
  return channel_ ? channel_->caller_context() : std::string();
}

void Task::keep_until(Instant) {
  server_->set_deadline(waiter_, terms_.ttl_ms >= never - created_ms_ ? never : created_ms_ + terms_.ttl_ms);
}

bool Task::over() const {
  const std::lock_guard lock(mutex_);
  return protocol::over(state_);
}

protocol::TaskView Task::view() const {
  protocol::TaskView seen;
  seen.id = terms_.id;
  seen.state = state_;
  seen.status_message = status_message_;
  seen.created_at = web::timestamp(created_unix_ms_);
  seen.updated_at = web::timestamp(updated_unix_ms_);
  if (terms_.ttl_ms != UINT64_MAX) seen.ttl_ms = terms_.ttl_ms;
  seen.poll_ms = terms_.poll_ms;
  seen.result_json = result_json_;
  seen.error_json = error_json_;
  seen.questions = open_;
  seen.is_error = is_error_;
  return seen;
}

// Under the lock. False: it came too late.
bool Task::step(protocol::TaskInput input, Instant now) {
  const protocol::TaskStep taken = protocol::step(state_, input);
  if (taken.effect == protocol::TaskEffect::impossible) return false;
  state_ = taken.next;
  updated_unix_ms_ = now.unix_ms > updated_unix_ms_ ? now.unix_ms : updated_unix_ms_;
  return true;
}

// --- the call's side

void Task::runs(Ref<Reply> call, Instant now) {
  {
    const std::lock_guard lock(mutex_);
    if (!protocol::over(state_)) return std::swap(call_, call); // an older one goes without the lock
  }
  if (call) call->cancel_with_task(now);
}

void Task::deliver(Reply &reply, const Words &words, Instant now) {
  try {
    keep_answer(reply, words, now);
  } catch (const std::bad_alloc &) {
    fail_without_words(now);
    throw;
  }
  tell(now);
  answer_waiters(now);
}

// There was no memory for the answer: it is not waited for in vain.
void Task::fail_without_words(Instant now) noexcept {
  Ref<Reply> done; // these go without the lock
  Ref<Inquiry> inquiry;
  const std::lock_guard lock(mutex_);
  open_.clear();
  done = std::move(call_);
  inquiry = std::move(inquiry_);
  step(protocol::TaskInput::fail, now);
}

void Task::keep_answer(Reply &reply, const Words &words, Instant now) {
  std::string response;
  reply.append_answer(response, words);
  bool is_error = false;
  const std::string_view kept = without_envelope(response, reply.raw_id().size(), is_error);
  Ref<Reply> done;
  Ref<Inquiry> inquiry;
  {
    const std::lock_guard lock(mutex_);
    open_.clear();
    done = std::move(call_);
    inquiry = std::move(inquiry_);
    // An answer without the questions' answers (they did not come in time, or did not fit) ends it from input_required as well.
    if (state_ == protocol::TaskState::input_required && !is_error) step(protocol::TaskInput::answered, now);
    (is_error ? error_json_ : result_json_) = kept; // before the step: it may fail for lack of memory
    if (is_error && words.kind == Words::Kind::fault) status_message_ = words.text;
    is_error_ = words.kind == Words::Kind::tool_error || words.is_error;
    step(is_error ? protocol::TaskInput::fail : protocol::TaskInput::complete, now);
  }
}

bool Task::has_asked(const std::vector<protocol::Question> &questions) const {
  const std::lock_guard lock(mutex_);
  for (const protocol::Question &question : questions)
    for (const std::string &key : keys_)
      if (key == question.key) return true;
  return false;
}

void Task::ask(Ref<Reply> next, Ref<Inquiry> inquiry, Instant now) {
  if (inquiry->questions().empty()) return runs(std::move(next), now);
  std::vector<const protocol::Question *> open = inquiry->open_questions();
  bool taken = false;
  {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> keys = keys_;
    for (const protocol::Question &question : inquiry->questions()) keys.push_back(question.key);
    taken = step(protocol::TaskInput::ask, now); // from here on nothing can fail
    if (taken) {
      call_ = next;
      inquiry_ = inquiry;
      asked_ = false;
      open_ = std::move(open);
      keys_ = std::move(keys);
    }
  }
  if (!taken) return next->cancel_with_task(now);
  tell(now);
  ask_client(now);
}

// 2025-11-25: the questions go out where the client listens: on a tasks/result that waits, on the session's stream, on the channel.
void Task::ask_client(Instant now) {
  if (protocol::facts(terms_.revision).modern) return;
  Ref<Inquiry> inquiry;
  const bool streams = channel_ || (session_ && session_->has_stream());
  {
    const std::lock_guard lock(mutex_);
    if (!inquiry_ || asked_ || !(streams || !waiters_.empty())) return;
    asked_ = true;
    inquiry = inquiry_;
  }
  inquiry->send(now);
}

void Task::say(std::string_view text, bool droppable, Instant now) {
  if (protocol::facts(terms_.revision).modern) return; // tasks of 2026-07-28 have neither progress nor log
  Ref<Reply> waiter;
  {
    const std::lock_guard lock(mutex_);
    if (!waiters_.empty()) waiter = waiters_.front();
  }
  bool gave_way = false;
  if (waiter) waiter->say(text, droppable, now);
  else if (session_) session_->say(text, droppable, now);
  else if (channel_) channel_->say(text, droppable, now, gave_way);
}

void Task::note_status(std::string_view message, Instant now) {
  {
    const std::lock_guard lock(mutex_);
    if (protocol::over(state_)) return;
    status_message_ = message;
    updated_unix_ms_ = now.unix_ms > updated_unix_ms_ ? now.unix_ms : updated_unix_ms_;
  }
  tell(now);
}

// --- the client's side

std::string Task::take_answers(const json::Reader &reader, const json::Span &responses, Instant now) {
  Ref<Inquiry> inquiry;
  {
    const std::lock_guard lock(mutex_);
    inquiry = inquiry_;
  }
  if (!inquiry) return "";
  // All of them first: what is refused has changed nothing.
  for (json::Span it = reader.first_of(responses); it.value; it = reader.next_of(it))
    if (std::string why = inquiry->misfit(it.name.text(), it.value); !why.empty()) return words("{}: {}", it.name.text(), why);
  for (json::Span it = reader.first_of(responses); it.value; it = reader.next_of(it))
    inquiry->take_result(it.name.text(), it.value, it.raw, now);
  answered(inquiry, now);
  return "";
}

void Task::answered(const Ref<Inquiry> &inquiry, Instant now) {
  bool all = false;
  {
    const std::lock_guard lock(mutex_);
    if (inquiry_.get() != inquiry.get()) return;
    open_ = inquiry->open_questions();
    all = open_.empty() && step(protocol::TaskInput::answered, now);
    if (all) inquiry_.reset();
  }
  tell(now);
  if (all) inquiry->go_on(now);
}

bool Task::cancel(Instant now) {
  Ref<Reply> call;
  Ref<Inquiry> inquiry;
  {
    const std::lock_guard lock(mutex_);
    if (!step(protocol::TaskInput::cancel, now)) return false;
    open_.clear();
    call = std::move(call_);
    inquiry = std::move(inquiry_);
    status_message_ = "Cancelled by request";
  }
  if (call) call->cancel_with_task(now);
  tell(now);
  answer_waiters(now);
  return true;
}

void Task::await(Ref<Reply> waiter, Instant now) {
  {
    const std::lock_guard lock(mutex_);
    size_t kept = 0; // those who went do not wait any more
    for (Ref<Reply> &each : waiters_)
      if (!each->cancelled()) std::swap(waiters_[kept++], each);
    waiters_.resize(kept);
    waiters_.push_back(std::move(waiter));
  }
  answer_waiters(now);
  ask_client(now);
}

void Task::answer_waiters(Instant now) {
  std::vector<Ref<Reply>> waiters;
  {
    const std::lock_guard lock(mutex_);
    if (!protocol::over(state_)) return;
    waiters.swap(waiters_);
  }
  for (const Ref<Reply> &waiter : waiters) {
    std::string text;
    look([&](const protocol::TaskView &seen) { protocol::append_task_result_response(text, waiter->raw_id(), seen); });
    waiter->settle({Words::Kind::whole, text}, now);
  }
}

void Task::tell(Instant now) {
  if (protocol::facts(terms_.revision).modern) return server_->tell_task(*this, now);
  std::string text;
  look([&](const protocol::TaskView &seen) { protocol::append_task_notification(text, seen, terms_.revision, ""); });
  bool gave_way = false;
  if (session_) session_->say(text, true, now);
  else if (channel_) channel_->say(text, true, now, gave_way);
}

// --- the end

void Task::due(Instant now) {
  server_->log({LogLevel::info, "task_forgotten", over() ? "kept_long_enough" : "unfinished", "", access::subject_in(terms_.owner), ""});
  if (const Ref<Task> gone = server_->tasks().remove(terms_.id)) gone->end(now);
}

void Task::end(Instant now) noexcept {
  server_->deadlines().cancel(waiter_);
  std::vector<Ref<Reply>> waiters;
  try {
    cancel(now);
    const std::lock_guard lock(mutex_);
    waiters.swap(waiters_);
  } catch (const std::bad_alloc &) { // its waiters are told less
  }
  for (const Ref<Reply> &waiter : waiters) waiter->cancel(now);
}

} // namespace tenon::engine
