// exchange.cpp - the life of an exchange: taking bytes in, being closed, being late, and being used again.
#include "engine/exchange.hpp"
#include "engine/afterwards.hpp"
#include "engine/channel_desk.hpp"
#include "engine/live.hpp"
#include "engine/pending.hpp"
#include "engine/post_desk.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "engine/site_desk.hpp"
#include "engine/watching.hpp"
#include "framing/event_stream.hpp"
#include <utility>

namespace tenon::engine {
namespace {

// One thread at a time on one side; a second one, or the callback of the first, is told so.
class Turn {
public:
  explicit Turn(std::atomic<bool> &busy) : busy_(busy), mine_(!busy.exchange(true, std::memory_order_acquire)) {}
  ~Turn() { if (mine_) busy_.store(false, std::memory_order_release); }
  explicit operator bool() const { return mine_; }

private:
  std::atomic<bool> &busy_;
  const bool mine_;
};

} // namespace

Status Exchange::feed(std::string_view bytes, Instant now) {
  const Turn turn(intake_busy_);
  if (!turn) return Status::reentrant;
  if (is_channel()) return feed_channel(bytes, now);
  if (undecided_.load(std::memory_order_acquire) && !may_feed(now)) return Status::finished;
  if (state() != ExchangeState::reading) return Status::finished; // only our own side leads out of reading, close apart
  if (!bench_) bench_ = server_->benches().lend();
  const bool is_site = site_ != web::Endpoint::unknown;
  const uint64_t most = is_site ? server_->feedback()->settings().limits.max_form_bytes : server_->limits().max_message_bytes;
  if (bytes.size() <= most - bench_->size()) {
    bench_->take(bytes);
    return Status::ok;
  }
  if (is_site) refuse_site(*this, feedback::Refused::too_large, now);
  refuse(413, error_body({jsonrpc::invalid_request, "Request body is over the limit", ""}));
  bench_.reset();
  return Status::finished;
}

Status Exchange::end(Instant now) {
  const Turn turn(intake_busy_);
  if (!turn) return Status::reentrant;
  return is_channel() ? end_channel(now) : end_http(now);
}

Status Exchange::end_http(Instant now) {
  if (undecided_.load(std::memory_order_acquire) && ends_undecided(now)) return Status::ok;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return Status::gone;
  }
  take_body(now);
  return Status::ok;
}

void Exchange::take_body(Instant now) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || state() != ExchangeState::reading) return;
    move(ExchangeInput::whole);
  }
  if (site_ != web::Endpoint::unknown) {
    std::string body(bench_ ? bench_->text() : std::string_view());
    bench_.reset();
    return take_site(*this, std::move(body), now);
  }
  if (!bench_) bench_ = server_->benches().lend();
  take_post(*this, now);
  if (state() == ExchangeState::finished && bench_->clean_unless_shared()) return; // for the next life
  bench_.reset(); // an exchange that waits costs little; calls that run elsewhere hold the bench for themselves
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (state() != ExchangeState::waiting || gone()) return;
  stream_at_ = deadline(now, server_->limits().stream_after_ms);
  expect();
}

Status Exchange::feed_channel(std::string_view bytes, Instant now) {
  Ref<Live> live;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return Status::gone;
    if (state() != ExchangeState::streaming || input_over_) return Status::finished;
    if (outbox_.waiting() > server_->limits().max_outbox_bytes) return Status::busy;
    live = live_;
  }
  if (live) return live->take(bytes, now), Status::ok;
  if (carrier_ == Carrier::messages) {
    if (bytes.size() > server_->limits().max_message_bytes) refuse_channel_message(*this, now);
    else take_channel_message(*this, bytes, now);
    return Status::ok;
  }
  lines_->feed(bytes);
  std::string_view line;
  for (auto next = lines_->next(line); next != framing::LineStream::Next::none; next = lines_->next(line)) {
    if (next == framing::LineStream::Next::overlong) refuse_channel_message(*this, now);
    else take_channel_message(*this, line, now);
  }
  return Status::ok;
}

Status Exchange::end_channel(Instant now) {
  if (const Ref<Live> live = this->live()) {
    end_live(1000);
    return live->left(now), Status::ok;
  }
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return Status::gone;
    if (input_over_) return Status::ok;
  }
  std::string_view line;
  if (lines_ && lines_->finish(line)) take_channel_message(*this, line, now);
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  input_over_ = true;
  finish_channel_if_spent(after);
  return Status::ok;
}

void Exchange::close(Instant now) {
  const Ref<Exchange> handle = Ref<Exchange>::adopt(this); // what the host held
  std::vector<Ref<Reply>> calls;
  Ref<Session> session;
  bool awaited = false;
  std::vector<Listening> listens;
  Ref<Listener> legacy;
  uint64_t stream = 0;
  std::unique_ptr<Pending> pending;
  Ref<Watching> watching;
  Ref<Live> live;
  std::vector<Receipt> receipts; // go without the lock
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    if (proceeding_) { // whoever goes on with a decision closes it in the end
      closes_late_ = true;
      return (void)Ref<Exchange>(handle).hand_over();
    }
    pending = std::move(pending_);
    if (!receipts_.empty()) receipts.swap(receipts_);
    if (outbox_.empty())
      for (Receipt &receipt : receipts) receipt.arrived();
    if (!listens_.empty()) listens.swap(listens_);
    legacy = std::move(legacy_listener_);
    stream = left_stream_ = taken_ && stream_ ? stream_ : left_stream_;
    move(ExchangeInput::close);
    if (!calls_.empty()) calls.swap(calls_); // an empty one keeps its memory for the next life
    session = std::move(session_);
    watching = std::move(watching_);
    live = live_;
    awaited = due_at_ != never;
  }
  if (awaited) server_->deadlines().cancel(waiter_);
  if (pending) pending->decision->forget(*this);
  if (watching) watching->left(now);
  if (live) live->left(now);
  for (const Listening &listen : listens) server_->listeners().remove(*listen.listener);
  if (legacy) server_->listeners().remove(*legacy);
  if (calls.empty() && !session) close_log();
  let_calls_go(std::move(calls), stream, now);
  if (session) session->detach(this, stream, now);
  server_->forget(*this);
  alarm_.let_go();
}

// The client is gone or does not come back: an older conversation keeps its calls, a modern call ends with its exchange.
void Exchange::let_calls_go(std::vector<Ref<Reply>> calls, uint64_t stream, Instant now) {
  for (const Ref<Reply> &call : calls) {
    if (carrier_ == Carrier::http && !modern_) call->leave_exchange(stream);
    else call->cancel(now);
  }
}

void Exchange::due(Instant now) {
  if (undecided_.load(std::memory_order_acquire) && is_overdue(now)) return;
  std::vector<Ref<Reply>> calls;
  uint64_t stream = 0;
  {
    Afterwards after(*this);
    const std::lock_guard lock(mutex_);
    due_at_ = never;
    if (gone() || state() == ExchangeState::finished) return;
    const Limits &limits = server_->limits();
    if (waiting_since_ != never && limits.max_stalled_ms != off && elapsed(now, waiting_since_) >= limits.max_stalled_ms) {
      move(ExchangeInput::close);
      if (!streams_events()) close_code_ = 1008;
      calls.swap(calls_);
      if (taken_) stream = left_stream_ = session_ ? stream_ : std::exchange(stream_, 0); // its calls go on with it: not for close to end
      after.ring = true;
    } else {
      if (state() == ExchangeState::waiting && now.monotonic_ms >= stream_at_) open_stream(now, after);
      const bool quiet = state() == ExchangeState::streaming && streams_events() && limits.keep_alive_ms != off &&
                         elapsed(now, quiet_since_) >= limits.keep_alive_ms;
      if (quiet && outbox_.empty()) {
        framing::append_comment(outbox_.open());
        outbox_.close_message();
        note_waiting(now, after);
      }
      if (quiet) quiet_since_ = now.monotonic_ms;
      expect();
      return;
    }
  }
  server_->log({LogLevel::warn, "reader_stalled", "", "bytes waited and nobody came for them", principal().subject, peer_});
  let_calls_go(std::move(calls), stream, now);
}

void Exchange::drain(Instant now) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (gone() || state() != ExchangeState::streaming) return;
  end_listens(now);
  if (carrier_ != Carrier::http) {
    input_over_ = true;
    finish_channel_if_spent(after);
  } else if (owed_ == 0 && move(ExchangeInput::last) == ExchangeEffect::end_stream) {
    if (live_) close_code_ = 1001; // going away
    after.ring = true;
  }
}

Registered Exchange::enlist(Reply &reply, uint64_t most) {
  const std::lock_guard lock(mutex_);
  if (gone() || state() == ExchangeState::finished) return Registered::closed;
  if (carrier_ != Carrier::http) { // one channel for all answers: two equal ids could not be told apart
    if (calls_.size() + listens_.size() >= most) return Registered::too_many;
    for (const Ref<Reply> &other : calls_)
      if (other->raw_id() == reply.raw_id()) return Registered::same_id;
    for (const Listening &listen : listens_)
      if (listen.raw_id == reply.raw_id()) return Registered::same_id;
  }
  calls_.push_back(Ref<Reply>::share(&reply));
  return Registered::yes;
}

void Exchange::cancel(std::string_view raw_id, Instant now) {
  Ref<Reply> found;
  {
    const std::lock_guard lock(mutex_);
    for (const Ref<Reply> &call : calls_)
      if (call->raw_id() == raw_id) found = call;
  }
  if (found) found->cancel(now); // else done, or never asked: nothing to say (basic/patterns/cancellation)
  else end_listening(raw_id, false, now);
}

bool Exchange::replace(Reply &reply, Ref<Reply> next, uint64_t &stream) {
  const std::lock_guard lock(mutex_);
  stream = left_stream_;
  if (gone()) return false;
  for (Ref<Reply> &call : calls_)
    if (call.get() == &reply) {
      call = std::move(next); // not the last reference: whoever replaces holds one
      return true;
    }
  return false;
}

std::string Exchange::caller_context() {
  if (is_http()) return "";
  std::string made;
  const std::lock_guard lock(mutex_);
  if (context_.empty() && server_->make_id(made)) context_ = "channel:" + made;
  return context_;
}

void Exchange::unlist(Reply &reply) {
  const std::lock_guard lock(mutex_);
  (void)strike(reply);
}

bool Exchange::strike(Reply &reply) { // under the lock
  for (auto it = calls_.begin(); it != calls_.end(); ++it)
    if (it->get() == &reply) {
      std::swap(*it, calls_.back());
      calls_.pop_back(); // not the last reference: whoever strikes holds one
      return true;
    }
  return false;
}

ExchangeEffect Exchange::move(ExchangeInput input) {
  const ExchangeStep taken = step(state(), input);
  state_.store(taken.next, std::memory_order_release);
  return taken.effect;
}

void Exchange::unreferenced() { server_->recycle(this); }

// Everything back to how it began, but memory worth keeping. The server goes last: it may be the last one to hold it.
Ref<Server> Exchange::rest() {
  if (bench_ && bench_->size() > 0) bench_.reset(); // half a body, which is nothing of the next client's
  if (due_at_ != never) server_->deadlines().cancel(waiter_);
  session_.reset();
  lines_.reset();
  head_.clear();
  to_event_messages_ = is_of_events_ = false;
  site_ = web::Endpoint::unknown;
  watching_.reset();
  live_.reset();
  shaken_.store(false, std::memory_order_relaxed);
  peer_.clear();
  principal_.reset();
  pending_.reset();
  proceeding_ = closes_late_ = false;
  undecided_.store(false, std::memory_order_relaxed);
  talk_ = {};
  context_.clear();
  param_headers_.clear();
  log_level_.store(1, std::memory_order_relaxed);
  listens_.clear();
  legacy_listener_.reset();
  log_.reset();
  unsent_ = 0;
  stream_ = left_stream_ = 0;
  prime_ = taken_ = catching_up_ = false;
  state_.store(ExchangeState::reading, std::memory_order_relaxed);
  answer_.clear();
  body_length_ = 0;
  close_code_ = 0;
  outbox_.clear();
  calls_.clear();
  batch_.reset();
  owed_ = 0;
  input_over_ = closed_ = modern_ = false;
  admitted_.store(false, std::memory_order_relaxed);
  broken_.store(false, std::memory_order_relaxed);
  intake_busy_.store(false, std::memory_order_relaxed);
  quiet_since_ = 0;
  waiting_since_ = stream_at_ = due_at_ = never;
  return std::move(server_);
}

} // namespace tenon::engine
