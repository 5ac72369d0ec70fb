// reply.cpp - running a handler, settling what it owes, telling progress, giving up.
#include "engine/reply.hpp"
#include "engine/exchange.hpp"
#include "engine/held_call.hpp"
#include "engine/inquiry.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "engine/task.hpp"
#include "json/writer.hpp"
#include "protocol/logging.hpp"
#include "protocol/tools.hpp"
#include <cmath>
#include <limits>
#include <new>

namespace tenon::engine {

Reply::Reply(Origin origin) : of_(std::move(origin)), last_progress_(-std::numeric_limits<double>::infinity()) { of_.server->call_opened(); }

Reply::~Reply() { let_hook_go(); }

void Reply::goes_to(Ref<Exchange> exchange, Ref<Session> session, Ref<Batch> batch) {
  home_.exchange = std::move(exchange);
  home_.session = std::move(session);
  batch_ = std::move(batch);
}

void Reply::goes_to(Ref<Task> task) { home_.task = std::move(task); }

// --- running

void Reply::run(Ref<Reply> reply, const Call &call) {
  const Ref<Reply> self = reply; // the handler may release its own
  const Handler &handler = self->of_.offered->handler;
  self->running_ = &call;
  Reply *const given = reply.hand_over();
  try {
    handler.invoke(call.purpose == Purpose::completion ? handler.host_completer : handler.host_function, handler.dropper.user(), call, given);
  } catch (...) { // whether it had released the reply cannot be known: answering is safe, releasing is not
    self->settle({Words::Kind::fault, "The handler failed", jsonrpc::internal_error}, call.now);
  }
  if (self->state_.load(std::memory_order_acquire) == ReplyState::settled && !self->asked_.load(std::memory_order_relaxed)) return;
  Ref<Inquiry> follow_up;
  {
    const std::lock_guard lock(self->mutex_);
    self->running_ = nullptr;
    follow_up = std::move(self->follow_up_);
    const bool may_ask = call.client_can != 0 && call.purpose != Purpose::completion;
    if (may_ask && self->state_ == ReplyState::owed && !self->kept_) self->kept_ = KeptCall::of(call); // it may ask later, when these views are gone
  }
  if (follow_up) follow_up->go_on(call.now);
}

// --- settling

Status Reply::settle(const Words &words, Instant now) {
  if (words.text.size() > of_.server->limits().max_result_bytes) return refuse_size(now);
  return deliver(ReplyInput::settle, words, now);
}

Status Reply::refuse_size(Instant now) {
  const Words refusal{Words::Kind::fault, "The result is over the limit", jsonrpc::internal_error};
  const Status status = deliver(ReplyInput::settle, refusal, now);
  return status == Status::ok ? Status::limit : status;
}

void Reply::release_by_host(Instant now) {
  const Ref<Reply> handle = Ref<Reply>::adopt(this);
  if (state_.load(std::memory_order_acquire) == ReplyState::settled) return;
  deliver(ReplyInput::release, {Words::Kind::fault, "The handler gave no answer", jsonrpc::internal_error}, now);
}

// The step that ends what is owed; the home is taken out.
ReplyEffect Reply::leave(ReplyInput input, Home &home) {
  const std::lock_guard lock(mutex_);
  const ReplyState before = state_;
  const ReplyStep taken = engine::step(state_, input);
  state_.store(taken.next, std::memory_order_release);
  if (before != ReplyState::settled) of_.server->call_settled();
  home = std::move(home_);
  return taken.effect;
}

Status Reply::deliver(ReplyInput input, const Words &words, Instant now) {
  Home home;
  const ReplyEffect effect = leave(input, home);
  if (effect == ReplyEffect::gone) return Status::gone;
  let_hook_go();
  let_watcher_go();
  if (effect != ReplyEffect::deliver && effect != ReplyEffect::deliver_error) return Status::ok;
  if (of_.note) record(*of_.server, *of_.note, words, now);
  if (of_.span) end_span(words.kind == Words::Kind::fault ? "fault" : words.kind == Words::Kind::tool_error ? "tool_error" : "", words.code, now);
  if (home.session) home.session->strike(*this, now);
  try {
    if (home.task) {
      home.task->deliver(*this, words, now);
      take_receipt().arrived(); // it is kept there for who asked
      return Status::ok;
    }
    if (home.exchange && home.exchange->deliver(*this, words, now, home.stream)) return Status::ok;
    if (!home.session) return Status::ok; // the client went while we came
    std::string message;
    append_answer(message, words);
    home.session->deliver_late(of_.raw_id, home.stream, std::move(message), now, take_receipt());
    return Status::ok;
  } catch (const std::bad_alloc &) { // settled all the same: what is left of it is release
    return Status::broken;
  }
}

Status Reply::progress(double done, double total, std::string_view message, Instant now) {
  if (!std::isfinite(done) || !std::isfinite(total) || total < 0 || !json::valid_utf8(message)) return Status::invalid;
  {
    const std::lock_guard lock(mutex_);
    if (state_ == ReplyState::settled) return Status::gone;
    if (!(done > last_progress_)) return Status::invalid;
    last_progress_ = done;
  }
  if (of_.progress_token.empty()) return Status::ok;
  if (message.size() > of_.server->limits().max_outbox_bytes) return Status::limit;
  std::string text;
  protocol::append_progress(text, of_.revision, of_.progress_token, done, total, message);
  return say(text, true, now);
}

Status Reply::log(int severity, std::string_view logger, std::string_view data_json, Instant now) {
  if (data_json.size() + logger.size() > of_.server->limits().max_outbox_bytes) return Status::limit;
  int wanted = of_.log_level;
  {
    const std::lock_guard lock(mutex_);
    if (state_ == ReplyState::settled) return Status::gone;
    if (home_.session) wanted = home_.session->log_level();
    else if (home_.exchange && !protocol::facts(of_.revision).modern) wanted = home_.exchange->log_level();
    else if (home_.task) return Status::ok; // a task has no stream of its own
  }
  if (severity < wanted || !of_.server->offers(protocol::offers_logging)) return Status::ok;
  std::string text;
  protocol::append_log(text, severity, logger, data_json);
  return say(text, true, now);
}

Status Reply::say(std::string_view text, bool droppable, Instant now) {
  Home home;
  {
    const std::lock_guard lock(mutex_);
    if (state_ != ReplyState::owed) return state_ == ReplyState::settled ? Status::gone : Status::ok;
    home = home_;
  }
  bool gave_way = false;
  if (home.task) home.task->say(text, droppable, now);
  else if (home.exchange) home.exchange->say(text, droppable, now, gave_way);
  else if (home.session && home.session->lives_by_stream()) gave_way = !home.session->say(text, droppable, now);
  else if (home.session && !droppable) home.session->say_late(home.stream, text, now);
  else gave_way = true; // the call's stream is lost: only what must not be lost waits for the client
  return gave_way ? Status::dropped : Status::ok;
}

Status Reply::close_stream(Instant now) {
  Home home;
  {
    const std::lock_guard lock(mutex_);
    if (state_ != ReplyState::owed) return state_ == ReplyState::settled ? Status::gone : Status::ok;
    home = home_;
  }
  if (home.exchange && home.session && protocol::facts(of_.revision).prime_events) home.exchange->pause_stream(now);
  return Status::ok;
}

// --- giving up

void Reply::cancel(Instant now) noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (home_.task) return; // it has a life of its own: cancel_with_task
  }
  cancel_with_task(now);
}

void Reply::cancel_with_task(Instant now) noexcept {
  Home home;
  Ref<Inquiry> inquiry;
  std::unique_ptr<CancelHook> hook;
  {
    const std::lock_guard lock(mutex_);
    if (state_ != ReplyState::owed) return;
    inquiry = std::move(inquiry_);
    hook = std::move(hook_);
    // What waits for answers, or is owed by the house itself, has no host that would release it: it is over.
    const bool over = inquiry || !of_.offered;
    state_.store(over ? ReplyState::settled : engine::step(state_, ReplyInput::cancel).next);
    if (over) of_.server->call_settled();
    home = std::move(home_);
  }
  unwanted_.store(true, std::memory_order_release);
  if (of_.note) record_cancelled(*of_.server, *of_.note, now);
  if (of_.span) end_span("cancelled", 0, now);
  let_watcher_go();
  if (inquiry) inquiry->abandon();
  if (hook && hook->cancelled) hook->cancelled(hook->dropper.user());
  if (home.session) home.session->strike(*this, now);
  try {
    if (home.exchange) home.stream = home.exchange->give_up(*this, now);
    if (home.session && home.stream) home.session->end_lost(home.stream);
  } catch (const std::bad_alloc &) { // the exchange is broken and its host woken: that is an end as well
  }
}

Status Reply::when_cancelled(std::unique_ptr<CancelHook> hook) {
  {
    const std::lock_guard lock(mutex_);
    if (state_ == ReplyState::settled) return Status::gone;
    if (state_ == ReplyState::owed) {
      std::swap(hook, hook_); // an older one goes without the lock
      return Status::ok;
    }
  }
  if (hook->cancelled) hook->cancelled(hook->dropper.user()); // it has happened already
  return Status::ok;
}

void Reply::let_hook_go() noexcept {
  std::unique_ptr<CancelHook> gone; // its drop runs without the lock
  const std::lock_guard lock(mutex_);
  gone = std::move(hook_);
}

void Reply::let_watcher_go() noexcept {
  Ref<HeldCall> gone; // may be the last one to it
  const std::lock_guard lock(mutex_);
  gone = std::move(watcher_);
}

void Reply::keep(const Call &call) {
  Ref<KeptCall> kept = KeptCall::of(call);
  const std::lock_guard lock(mutex_);
  kept_ = std::move(kept);
}

void Reply::go_with(Receipt receipt) {
  const std::lock_guard lock(mutex_);
  std::swap(receipt_, receipt);
}

Receipt Reply::take_receipt() {
  const std::lock_guard lock(mutex_);
  return std::move(receipt_);
}

void Reply::watched_by(Ref<HeldCall> watcher) {
  const std::lock_guard lock(mutex_);
  if (state_ == ReplyState::owed) std::swap(watcher_, watcher);
}

void Reply::forsake() {
  Home home;
  const std::lock_guard lock(mutex_);
  state_.store(ReplyState::settled);
  home = std::move(home_);
  of_.server->call_settled();
}

void Reply::leave_exchange(uint64_t stream) {
  Ref<Exchange> lost;
  Ref<HeldCall> watcher;
  {
    const std::lock_guard lock(mutex_);
    if (home_.task) return;
    lost = std::move(home_.exchange); // the exchange itself is still held by its closer
    home_.stream = stream;
    watcher = watcher_;
  }
  if (watcher) watcher->look_again();
}

bool Reply::waits_no_more() {
  Ref<Inquiry> done; // goes without the lock
  const std::lock_guard lock(mutex_);
  done = std::move(inquiry_);
  return state_ == ReplyState::owed;
}

bool Reply::waits_on(uint64_t stream) const {
  const std::lock_guard lock(mutex_);
  return lost_with(stream);
}

bool Reply::lost_with(uint64_t stream) const {
  return state_ == ReplyState::owed && home_.stream == stream && !home_.exchange && home_.session;
}

bool Reply::join(Ref<Exchange> exchange, uint64_t stream) {
  Ref<HeldCall> watcher;
  {
    const std::lock_guard lock(mutex_);
    if (!lost_with(stream)) return false; // two connections may come for it at once: the first one has it
    home_.exchange = std::move(exchange);
    home_.stream = 0;
    watcher = watcher_;
  }
  if (watcher) watcher->look_again();
  return true;
}

Ref<Exchange> Reply::exchange() const {
  const std::lock_guard lock(mutex_);
  return home_.exchange;
}

Ref<Task> Reply::task() const {
  const std::lock_guard lock(mutex_);
  return home_.task;
}

bool Reply::attended() const {
  const std::lock_guard lock(mutex_);
  return home_.exchange || home_.task || (home_.session && home_.session->lives_by_stream());
}

std::string Reply::caller_context() const {
  Home home;
  {
    const std::lock_guard lock(mutex_);
    home = home_;
  }
  if (home.session) return home.session->caller_context();
  if (home.task) return home.task->caller_context();
  return home.exchange ? home.exchange->caller_context() : std::string();
}

Reply::Called Reply::called_host() const {
  Home home;
  {
    const std::lock_guard lock(mutex_);
    home = home_;
  }
  if (!home.exchange && home.session) home.exchange = home.session->stream();
  if (!home.exchange || !home.exchange->is_http()) return {};
  const framing::Request &request = home.exchange->request();
  return {std::string(request.host), request.secure};
}

const void *Reply::asked() const {
  const std::lock_guard lock(mutex_);
  if (home_.session) return home_.session.get();
  if (home_.task) return home_.task->asked();
  return home_.exchange.get();
}

void Reply::end_span(std::string_view error, int32_t code, Instant now) noexcept {
  of_.server->end_span(of_.span, error, code, now);
}

} // namespace tenon::engine
