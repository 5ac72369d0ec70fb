// exchange_listen.cpp - subscriptions/listen on an exchange: the stream or channel on which changes are told.
#include "engine/afterwards.hpp"
#include "engine/exchange.hpp"
#include "engine/server.hpp"
#include "protocol/subscriptions.hpp"

namespace tenon::engine {

// The acknowledgement stands in the outbox before anybody can find the listener: it is the first that is said.
Registered Exchange::begin_listening(Ref<Listener> listener, std::string_view acknowledged, uint64_t most, Instant now) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (gone() || state() == ExchangeState::finished) return Registered::closed;
  if (!is_http()) {
    if (calls_.size() + listens_.size() >= server_->limits().max_calls) return Registered::too_many;
    for (const Ref<Reply> &call : calls_)
      if (call->raw_id() == listener->raw_id) return Registered::same_id;
    for (const Listening &other : listens_)
      if (other.raw_id == listener->raw_id) return Registered::same_id;
  }
  listener->exchange = this;
  std::string raw_id = listener->raw_id;
  listens_.reserve(listens_.size() + 1);
  if (!server_->listeners().add(listener, most)) return Registered::too_many;
  if (state() == ExchangeState::waiting) open_stream(now, after);
  put_framed([&](std::string &out) { out += acknowledged; });
  note_waiting(now, after);
  listens_.push_back({std::move(listener), std::move(raw_id), 0});
  return Registered::yes;
}

bool Exchange::end_listening(std::string_view raw_id, bool say_so, Instant now) {
  Ref<Listener> gone_listener;
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  for (auto it = listens_.begin(); it != listens_.end(); ++it) {
    if (it->raw_id != raw_id) continue;
    gone_listener = std::move(it->listener);
    listens_.erase(it);
    server_->listeners().remove(*gone_listener);
    if (say_so && state() == ExchangeState::streaming) {
      put_framed([&](std::string &out) { protocol::append_listen_end(out, raw_id, server_->server_meta()); });
      note_waiting(now, after);
    }
    return true;
  }
  return false;
}

// We end them (basic/patterns/subscriptions, Graceful Closure). Under the lock.
void Exchange::end_listens(Instant now) {
  for (const Listening &listen : listens_) {
    server_->listeners().remove(*listen.listener);
    if (state() != ExchangeState::streaming) continue;
    if (!is_http()) put_framed([&](std::string &out) { protocol::append_listen_cancelled(out, listen.raw_id); });
    put_framed([&](std::string &out) { protocol::append_listen_end(out, listen.raw_id, server_->server_meta()); });
    if (waiting_since_ == never) waiting_since_ = now.monotonic_ms;
    if (is_http() && owed_ > 0) --owed_;
  }
  listens_.clear();
}

void Exchange::say_change(std::string_view raw_id, uint32_t kind, std::string_view message, Instant now) {
  Afterwards after(*this);
  const std::lock_guard lock(mutex_);
  if (gone() || state() != ExchangeState::streaming) return;
  uint32_t *unsent = raw_id.empty() ? &unsent_ : nullptr;
  for (Listening &listen : listens_)
    if (listen.raw_id == raw_id) unsent = &listen.unsent;
  if (!unsent || (*unsent & kind)) return;
  // Beyond the bound a change of a list is not worth more room: the client looks anew when it comes back.
  if (outbox_.waiting() + message.size() > server_->limits().max_outbox_bytes) return;
  put_framed([&](std::string &out) { out += message; });
  *unsent |= kind;
  quiet_since_ = now.monotonic_ms;
  note_waiting(now, after);
}

Ref<Listener> Exchange::legacy_listener(bool make) {
  const std::lock_guard lock(mutex_);
  if (legacy_listener_ || !make || gone()) return legacy_listener_;
  auto listener = Ref<Listener>::adopt(new Listener);
  listener->exchange = this;
  listener->tools = listener->prompts = listener->resources = true;
  listener->owner = principal().owner;
  if (server_->listeners().add(listener, UINT64_MAX)) legacy_listener_ = std::move(listener);
  return legacy_listener_;
}

} // namespace tenon::engine
