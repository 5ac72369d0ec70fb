// exchange_output.cpp - what an exchange says: answers, responses, messages, and the host that pulls them.
#include "engine/afterwards.hpp"
#include "engine/exchange.hpp"
#include "engine/live.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "engine/site_desk.hpp"
#include "framing/event_stream.hpp"

namespace tenon::engine {
namespace {

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

// Whoever was interrupted by an exception, which is lack of memory, has left something half done: better broken than wrong.
Exchange::Afterwards::~Afterwards() {
  if (std::uncaught_exceptions() > exceptions_) {
    exchange_.break_down();
    ring = true;
  }
  if (ring) exchange_.alarm_.ring();
}

} // namespace tenon::engine
