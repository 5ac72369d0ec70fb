// exchange_resume.cpp - streams that break off, or that we close for a while, and go on with another connection.
#include "engine/afterwards.hpp"
#include "engine/exchange.hpp"
#include "engine/server.hpp"
#include "framing/event_stream.hpp"
#include <utility>

namespace tenon::engine {

// SEP-1699: the connection ends, the stream does not.
void Exchange::pause_stream(Instant now) {
  std::vector<Ref<Reply>> calls; // go without the lock
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
  calls = leave_stream();
  move(ExchangeInput::last);
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
  rejoined_ = false;
  owed_ = 1; // ours, until catch_up
}

// Joined and listed under one lock: whoever makes us lose our calls meanwhile finds both, or neither.
bool Exchange::rejoin(const Ref<Reply> &call) {
  const std::lock_guard lock(mutex_);
  if (gone() || !stream_) return false;
  calls_.push_back(call);
  if (!call->join(Ref<Exchange>::share(this), stream_)) {
    calls_.pop_back();
    return false;
  }
  ++owed_;
  rejoined_ = true;
  return true;
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
  const bool over = owed_ == 0 && !keep_open && move(ExchangeInput::last) == ExchangeEffect::end_stream;
  if (over && rejoined_) close_log(); // else whoever settled the last call ends it, or is about to note the answer
  after.ring = true;
  expect();
  return true;
}

void Exchange::lose_calls() {
  std::vector<Ref<Reply>> calls; // go without the lock
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (gone() || !stream_) return;
  calls = leave_stream();
  if (move(ExchangeInput::last) == ExchangeEffect::end_stream) after.ring = true;
}

// It is not ours any more, to end it or to note on it, and its calls wait for whoever takes it up.
std::vector<Ref<Reply>> Exchange::leave_stream() {
  owed_ = 0;
  left_stream_ = std::exchange(stream_, 0);
  for (const Ref<Reply> &call : calls_) call->leave_exchange(left_stream_);
  return std::exchange(calls_, {});
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
