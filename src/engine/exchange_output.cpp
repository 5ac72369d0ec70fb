// exchange_output.cpp - what an exchange says: responses, messages, streams, and the host that pulls them.
#include "engine/afterwards.hpp"
#include "engine/exchange.hpp"
#include "engine/live.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "engine/site_desk.hpp"
#include "framing/event_stream.hpp"

namespace tenon::engine {
namespace {

constexpr std::string_view json_type = "application/json";

void join(std::string &out, const std::vector<std::string> &parts) {
  out += '[';
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i) out += ',';
    out += parts[i];
  }
  out += ']';
}

} // namespace

Status Exchange::answer(const AnswerHead **out) {
  if (spent()) {
    *out = &answer_;
    return Status::ok;
  }
  const std::lock_guard lock(mutex_);
  if (closed_) return Status::gone;
  const bool over = state() == ExchangeState::finished || state() == ExchangeState::aborted;
  if (over || (is_http() && state() == ExchangeState::streaming)) {
    if (live_) shaken_.store(true, std::memory_order_release);
    *out = &answer_;
    return Status::ok;
  }
  alarm_.arm();
  return Status::idle;
}

Status Exchange::pull(std::string_view &out) {
  if (spent()) return (out = outbox_.peek()).empty() ? Status::finished : Status::ok;
  const std::lock_guard lock(mutex_);
  if (closed_) return Status::gone;
  if (state() == ExchangeState::aborted) return Status::finished;
  const bool speaking = state() == ExchangeState::streaming || state() == ExchangeState::finished;
  if (speaking && !(out = outbox_.peek()).empty()) return Status::ok;
  if (state() == ExchangeState::finished) return Status::finished;
  alarm_.arm();
  return Status::idle;
}

Status Exchange::sent(size_t n, Instant now) {
  if (spent()) return outbox_.consume(n) ? Status::ok : Status::invalid; // its receipts wait for close
  std::vector<Receipt> arrived; // go without the lock
  const std::lock_guard lock(mutex_);
  if (closed_) return Status::gone;
  if (!outbox_.consume(n)) return Status::invalid;
  taken_ = taken_ || n > 0;
  waiting_since_ = outbox_.empty() ? never : now.monotonic_ms; // a parked message waits as well
  if (!outbox_.empty()) return Status::ok;
  if (!receipts_.empty()) arrived.swap(receipts_);
  for (Receipt &receipt : arrived) receipt.arrived();
  unsent_ = 0;
  for (Listening &listen : listens_) listen.unsent = 0;
  return Status::ok;
}

void Exchange::refuse(int http_status, std::string_view json_body) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (step(state(), ExchangeInput::refuse).effect != ExchangeEffect::answer) return;
  if (!json_body.empty()) outbox_.open() += json_body;
  put_lone(http_status);
  move(ExchangeInput::refuse);
  after.ring = true;
}

void Exchange::refuse(AnswerHead &&head, std::string body) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (step(state(), ExchangeInput::refuse).effect != ExchangeEffect::answer) return;
  answer_ = std::move(head);
  outbox_.open() += body;
  body_length_ = static_cast<int64_t>(outbox_.waiting());
  move(ExchangeInput::refuse);
  after.ring = true;
}

void Exchange::begin_calls(size_t owed, Ref<Batch> batch, bool modern) {
  const std::lock_guard lock(mutex_);
  move(ExchangeInput::accept);
  owed_ = owed;
  modern_ = modern;
  batch_ = std::move(batch);
}

void Exchange::log_events(Ref<EventLog> log, bool prime) {
  const std::lock_guard lock(mutex_);
  log_ = std::move(log);
  prime_ = prime;
}

void Exchange::begin_stream(Instant now) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  open_stream(now, after);
  expect();
}

void Exchange::end_stream(Instant) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (gone() || move(ExchangeInput::last) != ExchangeEffect::end_stream) return;
  close_log();
  after.ring = true;
}

bool Exchange::respond(const Ref<Batch> &batch, Instant now, int http_status, std::string_view message) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (gone() || (!is_http() && state() == ExchangeState::finished)) return false;
  put_response(batch, http_status, now, after, [&](std::string &out) { out += message; });
  return true;
}

bool Exchange::deliver(Reply &reply, const Words &words, Instant now, uint64_t &stream) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  stream = left_stream_;
  if (gone()) return false;
  if (!strike(reply)) return left_stream_ == 0; // the server's end has answered it, unless it was let go
  put_response(reply.batch(), words.http_status, now, after, [&](std::string &out) { reply.append_answer(out, words); });
  if (Receipt receipt = reply.take_receipt()) receipts_.push_back(std::move(receipt));
  return true;
}

void Exchange::shut(Instant now) noexcept {
  if (!admitted_.load()) return; // its head is still being judged: Server::open looks again when that is over
  constexpr std::string_view words = "Server is shutting down";
  Ref<Session> session;
  {
    const std::lock_guard lock(mutex_);
    if (proceeding_) return; // judged just now: go_on looks again when that is over
    session = session_;
  }
  if (session) session->farewell(now);
  std::vector<Ref<Reply>> calls;
  try {
    Afterwards after(*this);
    const std::lock_guard lock(mutex_);
    if (gone() || proceeding_) return;
    calls.swap(calls_);
    for (const Ref<Reply> &call : calls)
      put_response(call->batch(), 503, now, after, [&](std::string &out) { call->append_answer(out, {Words::Kind::fault, words, jsonrpc::server_error}); });
    const bool undecided_site = site_ != web::Endpoint::unknown && state() == ExchangeState::judging; // its store is still at it
    if (is_http() && (state() == ExchangeState::reading || undecided_site)) {
      const bool site = site_ != web::Endpoint::unknown;
      outbox_.open() += site ? refusal_of_site(*this, 503, now) : error_body({jsonrpc::server_error, std::string(words), ""});
      put_lone(503);
      move(ExchangeInput::refuse);
      after.ring = true;
    }
    end_listens(now);
    input_over_ = true;
    if (state() == ExchangeState::streaming && move(ExchangeInput::last) == ExchangeEffect::end_stream) {
      if (!streams_events() && close_code_ == 0) close_code_ = 1001; // going away
      after.ring = true;
    }
  } catch (...) { // out of memory: the exchange is broken and its host woken
  }
  for (const Ref<Reply> &call : calls) call->cancel(now);
}

bool Exchange::say(std::string_view message, bool droppable, Instant now, bool &gave_way) {
  gave_way = false;
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (gone() || state() == ExchangeState::finished) return false;
  if (state() == ExchangeState::waiting) open_stream(now, after);
  if (state() != ExchangeState::streaming) return false;
  if (!droppable || catching_up_) put_framed([&](std::string &out) { out += message; });
  else {
    std::string framed;
    framed.reserve(message.size() + 32);
    const uint64_t number = is_http() && stream_ ? log_->note(stream_, message) : 0;
    if (number != 0) framing::append_message_event(framed, message, log_id(number));
    else if (is_http()) framing::append_message_event(framed, message);
    else {
      framed = message;
      if (carrier_ == Carrier::lines) framed += '\n';
    }
    gave_way = outbox_.offer(framed, server_->limits().max_outbox_bytes);
  }
  quiet_since_ = now.monotonic_ms;
  note_waiting(now, after);
  return true;
}

void Exchange::take(Receipt receipt) {
  const std::lock_guard lock(mutex_);
  if (closed_ || !receipt) return; // the caller's goes without the lock
  if (outbox_.empty()) receipt.arrived();
  else receipts_.push_back(std::move(receipt));
}

bool Exchange::say_event(std::string_view event, std::string_view data, Instant now, std::string_view id) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (gone() || state() != ExchangeState::streaming) return false;
  framing::append_event(outbox_.open(), event, id, data);
  outbox_.close_message();
  if (outbox_.waiting() > server_->limits().max_outbox_bytes) return cut_stream(after), false; // it does not read, and may come again
  note_waiting(now, after);
  return true;
}

void Exchange::cut_stream(Afterwards &after) {
  move(ExchangeInput::close);
  after.ring = true;
}

// --- under the lock

template <class Write>
void Exchange::put_response(const Ref<Batch> &batch, int http_status, Instant now, Afterwards &after, Write write) {
  if (is_http()) {
    if (owed_ > 0) --owed_;
    if (state() == ExchangeState::waiting && batch) { // all responses in one array, unless the stream opens before
      write(batch->parts.emplace_back());
      if (owed_ > 0) return;
      join(outbox_.open(), batch->parts);
      put_lone(200);
      move(ExchangeInput::settle);
    } else if (state() == ExchangeState::waiting) {
      write(outbox_.open());
      put_lone(http_status);
      move(ExchangeInput::settle);
    } else if (state() == ExchangeState::streaming) {
      put_framed(write);
      if (owed_ == 0) {
        move(ExchangeInput::last);
        close_log();
      }
      note_waiting(now, after);
    }
    after.ring = true;
    return;
  }
  if (batch) {
    write(batch->parts.emplace_back());
    if (--batch->owed == 0) put_batch(*batch);
  } else put_framed(write);
  note_waiting(now, after);
  finish_channel_if_spent(after);
}

void Exchange::begin_frame() {
  if (is_http() && !catching_up_) outbox_.open() += framing::message_event_head;
}

// The message stands at `begin`: what frames it goes behind it.
void Exchange::end_frame(size_t begin) {
  if (catching_up_) { // the log has it, and catch_up takes it from there
    if (log_->note(stream_, unlogged_) == 0) { // or it is over already: then nothing else will say this
      framing::append_message_event(outbox_.open(), unlogged_);
      outbox_.close_message();
    }
    return unlogged_.clear();
  }
  std::string &out = outbox_.open();
  if (is_http()) {
    if (stream_) {
      const uint64_t number = log_->note(stream_, std::string_view(out).substr(begin));
      if (number != 0) out.append("\nid: ").append(log_id(number)); // 0: over, it cannot be fetched again
    }
    out += framing::message_event_tail;
  } else if (carrier_ == Carrier::lines) out += '\n';
  outbox_.close_message();
}

std::string Exchange::log_id(uint64_t event) const {
  std::string id;
  EventLog::append_id(id, stream_, event);
  return id;
}

// A call that nobody waits for any more: no response (basic/patterns/cancellation), but an HTTP answer must end.
uint64_t Exchange::give_up(Reply &reply, Instant now) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (gone() || !strike(reply)) return left_stream_;
  const Ref<Batch> &batch = reply.batch();
  if (!is_http()) {
    if (batch && --batch->owed == 0) put_batch(*batch);
    after.ring = true;
    finish_channel_if_spent(after);
    return 0;
  }
  if (owed_ > 0 && --owed_ > 0) return 0;
  if (state() == ExchangeState::waiting) open_stream(now, after);
  if (move(ExchangeInput::last) != ExchangeEffect::end_stream) return 0;
  close_log();
  after.ring = true;
  return 0;
}

void Exchange::put_batch(const Batch &batch) {
  if (!batch.parts.empty()) put_framed([&](std::string &out) { join(out, batch.parts); });
}

void Exchange::put_lone(int http_status) {
  answer_.status = http_status;
  body_length_ = static_cast<int64_t>(outbox_.waiting());
  if (body_length_ > 0) answer_.add("Content-Type", json_type);
}

void Exchange::open_stream(Instant now, Afterwards &after) {
  if (move(ExchangeInput::open) != ExchangeEffect::open_stream) return;
  quiet_since_ = now.monotonic_ms;
  after.ring = true;
  if (!is_http()) return;
  answer_.status = 200;
  answer_.add("Content-Type", "text/event-stream");
  answer_.add("Cache-Control", "no-cache, no-transform");
  answer_.add("X-Accel-Buffering", "no"); // proxies must not hold events back
  body_length_ = -1;
  if (log_ && !stream_) {
    stream_ = log_->begin_stream();
    if (prime_) { // so that a client that is cut off before the first message knows where to come back to
      framing::append_event(outbox_.open(), "", log_id(0), "");
      outbox_.close_message();
      note_waiting(now, after);
    }
  }
  if (!batch_) return;
  for (const std::string &part : batch_->parts) put_framed([&](std::string &out) { out += part; });
  batch_->parts.clear();
}

void Exchange::finish_channel_if_spent(Afterwards &after) {
  if (is_http() || !input_over_ || !calls_.empty()) return; // listens end with the input: nobody could cancel them
  if (move(ExchangeInput::last) != ExchangeEffect::end_stream) return;
  close_code_ = 1000;
  after.ring = true;
}

void Exchange::note_waiting(Instant now, Afterwards &after) {
  after.ring = true;
  if (waiting_since_ == never) waiting_since_ = now.monotonic_ms;
  expect();
}

// The next moment at which something is due. An entry that is too early is left: it finds nothing to do and asks again.
void Exchange::expect() {
  const Limits &limits = server_->limits();
  const auto later = [](uint64_t from, uint64_t by) { return from == never || by >= never - from ? never : from + by; };
  uint64_t next = never;
  if (state() == ExchangeState::waiting) next = stream_at_;
  if (state() == ExchangeState::streaming) {
    if (streams_events()) next = later(quiet_since_, limits.keep_alive_ms);
    next = std::min(next, later(waiting_since_, limits.max_stalled_ms));
  }
  if (next >= due_at_ || closed_) return;
  due_at_ = next;
  server_->set_deadline(waiter_, next);
}

// Whoever was interrupted by an exception, which is lack of memory, has left something half done: better broken than wrong.
Exchange::Afterwards::~Afterwards() {
  if (std::uncaught_exceptions() > exceptions_) {
    exchange_.break_down();
    ring = true;
  }
  if (ring) exchange_.alarm_.ring();
}

// --- the alarm

void Alarm::set(void *user, void (*wake)(void *), void (*drop)(void *)) {
  user_ = user;
  wake_ = wake;
  drop_ = drop;
  armed_.store(false, std::memory_order_relaxed);
  inside_.store(1, std::memory_order_relaxed);
}

void Alarm::ring() {
  if (!armed_.load(std::memory_order_seq_cst)) return;
  uint32_t inside = inside_.load(std::memory_order_relaxed);
  do {
    if (inside == 0) return; // let go
  } while (!inside_.compare_exchange_weak(inside, inside + 1, std::memory_order_acq_rel));
  if (armed_.exchange(false, std::memory_order_acq_rel) && wake_) wake_(user_);
  leave();
}

void Alarm::let_go() {
  armed_.store(false, std::memory_order_relaxed);
  leave();
}

void Alarm::leave() {
  if (inside_.fetch_sub(1, std::memory_order_acq_rel) == 1 && drop_) drop_(user_);
}

} // namespace tenon::engine
