// reply.cpp - settling, telling progress, giving up.
#include "engine/reply.hpp"
#include "engine/exchange.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "json/writer.hpp"
#include "protocol/tools.hpp"
#include <cmath>
#include <limits>
#include <new>

namespace tenon::engine {

Reply::Reply(Ref<Server> server, Ref<OfferedTool> tool, protocol::Revision revision, std::string_view raw_id,
             std::string_view progress_token)
    : server_(std::move(server)), tool_(std::move(tool)), raw_id_(raw_id), progress_token_(progress_token),
      last_progress_(-std::numeric_limits<double>::infinity()), revision_(revision) {
  server_->call_opened();
}

Reply::~Reply() = default;

void Reply::goes_to(Ref<Exchange> exchange, Ref<Session> session, Ref<Batch> batch) {
  exchange_ = std::move(exchange);
  session_ = std::move(session);
  batch_ = std::move(batch);
}

Ref<Server> Reply::server_ref() const { return server_; }

Status Reply::settle(const Words &words, Instant now) {
  if (words.text.size() > server_->limits().max_result_bytes) return refuse_size(words, now);
  return deliver(ReplyInput::settle, words, now);
}

Status Reply::refuse_size(const Words &, Instant now) {
  const Words refusal{Words::Kind::fault, "The tool's result is over the limit", jsonrpc::internal_error};
  const Status status = deliver(ReplyInput::settle, refusal, now);
  return status == Status::ok ? Status::limit : status;
}

void Reply::release_by_host(Instant now) {
  const Ref<Reply> handle = Ref<Reply>::adopt(this);
  if (state_.load(std::memory_order_acquire) == ReplyState::settled) return;
  deliver(ReplyInput::release, {Words::Kind::fault, "The tool gave no answer", jsonrpc::internal_error}, now);
}

Status Reply::deliver(ReplyInput input, const Words &words, Instant now) {
  Ref<Exchange> exchange;
  Ref<Session> session;
  ReplyEffect effect;
  {
    const std::lock_guard lock(mutex_);
    const ReplyState before = state_;
    const ReplyStep taken = step(state_, input);
    state_.store(taken.next, std::memory_order_release);
    effect = taken.effect;
    if (before != ReplyState::settled) server_->call_settled();
    exchange = std::move(exchange_);
    session = std::move(session_);
  }
  if (effect == ReplyEffect::gone) return Status::gone;
  if (effect != ReplyEffect::deliver && effect != ReplyEffect::deliver_error) return Status::ok;
  if (session) session->strike(*this, now);
  try {
    if (exchange && exchange->deliver(*this, words, now)) return Status::ok;
    if (!session) return Status::ok; // the client went while we came
    std::string message;
    append_answer(message, words);
    session->deliver_late(raw_id_, std::move(message), now);
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
  if (progress_token_.empty()) return Status::ok;
  if (message.size() > server_->limits().max_outbox_bytes) return Status::limit;
  std::string text;
  protocol::append_progress(text, revision_, progress_token_, done, total, message);
  return say(text, now);
}

Status Reply::say(std::string_view text, Instant now) {
  Ref<Exchange> exchange;
  Ref<Session> session;
  {
    const std::lock_guard lock(mutex_);
    if (state_ != ReplyState::owed) return state_ == ReplyState::settled ? Status::gone : Status::ok;
    exchange = exchange_;
    session = session_;
  }
  bool gave_way = false;
  if (exchange) exchange->say(text, true, now, gave_way);
  else if (session && session->lives_by_stream()) gave_way = !session->say(text, true, now);
  else gave_way = true; // the call's stream is lost: only the answer waits for the client
  return gave_way ? Status::dropped : Status::ok;
}

void Reply::cancel(Instant now) noexcept {
  Ref<Exchange> exchange;
  Ref<Session> session;
  {
    const std::lock_guard lock(mutex_);
    if (state_ != ReplyState::owed) return;
    state_.store(step(state_, ReplyInput::cancel).next);
    exchange = std::move(exchange_);
    session = std::move(session_);
  }
  unwanted_.store(true, std::memory_order_release);
  if (session) session->strike(*this, now);
  if (!exchange) return;
  try {
    exchange->give_up(*this, now);
  } catch (const std::bad_alloc &) { // the exchange is broken and its host woken: that is an end as well
  }
}

void Reply::forsake() {
  Ref<Exchange> exchange;
  Ref<Session> session;
  const std::lock_guard lock(mutex_);
  state_.store(ReplyState::settled);
  exchange = std::move(exchange_);
  session = std::move(session_);
  server_->call_settled();
}

void Reply::leave_exchange() {
  Ref<Exchange> lost;
  const std::lock_guard lock(mutex_);
  lost = std::move(exchange_); // the exchange itself is still held by its closer
}

void Reply::append_answer(std::string &out, const Words &words) const {
  switch (words.kind) {
  case Words::Kind::text:
  case Words::Kind::tool_error:
    return protocol::append_text_response(out, raw_id_, revision_, words.text, words.kind == Words::Kind::tool_error);
  case Words::Kind::result: return protocol::append_tool_response(out, raw_id_, revision_, words.text);
  case Words::Kind::fault: return jsonrpc::append_error(out, raw_id_, {words.code, std::string(words.text), ""});
  }
}

} // namespace tenon::engine
