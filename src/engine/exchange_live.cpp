// exchange_live.cpp - an exchange that has become the channel of a question: from 101 on it is messages, and ends with a code.
#include "crypto/mac.hpp"
#include "engine/afterwards.hpp"
#include "engine/exchange.hpp"
#include "engine/live.hpp"
#include "engine/server.hpp"
#include <utility>

namespace tenon::engine {

bool Exchange::begin_live(Ref<Live> live) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (closed_ || state() != ExchangeState::judging) return false;
  live_ = std::move(live);
  move(ExchangeInput::accept);
  move(ExchangeInput::open);
  answer_.clear();
  answer_.status = 101;
  body_length_ = -1;
  outbox_.keep_messages_apart(true);
  crypto::wipe(head_.text.data(), head_.text.size()); // a credential may be in its query
  head_.clear();
  after.ring = true;
  return true;
}

Ref<Live> Exchange::live() const {
  const std::lock_guard lock(mutex_);
  return live_;
}

void Exchange::say_live(std::string_view message, Instant now) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (gone() || state() != ExchangeState::streaming) return;
  if (outbox_.waiting() > server_->limits().max_outbox_bytes) return cut_channel(after); // it does not read
  outbox_.open() += message;
  outbox_.close_message();
  note_waiting(now, after);
}

void Exchange::end_live(int code) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (gone() || move(ExchangeInput::last) != ExchangeEffect::end_stream) return;
  close_code_ = code;
  after.ring = true;
}

void Exchange::cut_channel(Afterwards &after) {
  cut_stream(after);
  close_code_ = 1008;
}

} // namespace tenon::engine
