// exchange_resume.cpp - streams that break off, or that we close for a while, and go on with another connection.
#include "engine/afterwards.hpp"
#include "engine/exchange.hpp"
#include "engine/server.hpp"
#include "framing/event_stream.hpp"
#include <utility>

namespace tenon::engine {

// SEP-1699: the connection ends, the stream does not.
void Exchange::pause_stream(Instant now) {
  std::vector<Ref<Reply>> calls;
  uint64_t stream = 0;
  {
    Afterwards after(*this);
    const std::lock_guard lock(mutex_);
    if (gone() || !is_http() || !log_ || !prime_) return;
    if (state() == ExchangeState::waiting) open_stream(now, after);
    if (state() != ExchangeState::streaming || !stream_) return;
    if (server_->limits().retry_ms != off) {
      framing::append_retry(outbox_.open(), server_->limits().retry_ms);
      outbox_.close_message();
      note_waiting(now, after);
    }
    after.ring = true;
    calls.swap(calls_);
    owed_ = 0;
    stream = left_stream_ = std::exchange(stream_, 0); // not ours any more, to end it or to note on it
    move(ExchangeInput::last);
  }
  for (const Ref<Reply> &call : calls) call->leave_exchange(stream);
}

void Exchange::take_up(Ref<EventLog> log, uint64_t stream, Instant now) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  log_ = std::move(log);
  stream_ = stream;
  prime_ = true; // who came back once may be sent away once more
  open_stream(now, after);
  catching_up_ = true;
  taken_ = true; // the client knows an id already
  owed_ = 1; // ours, until catch_up
}

bool Exchange::rejoin(Ref<Reply> call) {
  const std::lock_guard lock(mutex_);
  if (gone() || !stream_) return false;
  calls_.push_back(std::move(call));
  ++owed_;
  return true;
}

void Exchange::part_with(Reply &call) {
  const std::lock_guard lock(mutex_);
  if (strike(call) && owed_ > 0) --owed_; // catch_up looks whether it was the last
}

bool Exchange::catch_up(EventLog::Place behind, bool keep_open, Instant now) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (gone() || !stream_) return false;
  std::vector<std::string> messages;
  std::vector<uint64_t> numbers;
  log_->replay(behind, messages, numbers);
  catching_up_ = false;
  for (size_t i = 0; i < messages.size(); ++i) {
    framing::append_message_event(outbox_.open(), messages[i], log_id(numbers[i]));
    outbox_.close_message();
  }
  if (!messages.empty()) note_waiting(now, after);
  if (owed_ > 0) --owed_;
  if (owed_ == 0 && !keep_open && move(ExchangeInput::last) == ExchangeEffect::end_stream) close_log();
  after.ring = true;
  expect();
  return true;
}

void Exchange::lose_calls() {
  std::vector<Ref<Reply>> calls;
  uint64_t stream = 0;
  {
    Afterwards after(*this);
    const std::lock_guard lock(mutex_);
    if (gone() || !stream_) return;
    calls.swap(calls_);
    owed_ = 0;
    stream = left_stream_ = std::exchange(stream_, 0); // not ours any more, to end it or to note on it
    if (move(ExchangeInput::last) == ExchangeEffect::end_stream) after.ring = true;
  }
  for (const Ref<Reply> &call : calls) call->leave_exchange(stream);
}

uint64_t Exchange::stream() const {
  const std::lock_guard lock(mutex_);
  return stream_;
}

// Nothing more will be noted; what is there can still be fetched.
void Exchange::close_log() noexcept {
  if (log_ && stream_) log_->end_stream(stream_);
}

} // namespace tenon::engine
