// exchange_stream.cpp - how what is said is framed and opens a stream, and when something about it is due.
#include "engine/afterwards.hpp"
#include "engine/exchange.hpp"
#include "engine/server.hpp"
#include "framing/event_stream.hpp"

namespace tenon::engine {

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

void Exchange::put_lone(int http_status) {
  answer_.status = http_status;
  body_length_ = static_cast<int64_t>(outbox_.waiting());
  if (body_length_ > 0) answer_.add("Content-Type", "application/json");
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

} // namespace tenon::engine
