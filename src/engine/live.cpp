// live.cpp - first attach, then read; what comes between two looks is told by the next one; one thread at a time speaks.
#include "engine/live.hpp"
#include "crypto/mac.hpp"
#include "engine/live_hall.hpp"
#include "engine/owed.hpp"
#include "engine/server.hpp"
#include "feedback/session_id.hpp"
#include <algorithm>
#include <utility>

namespace tenon::engine {

using feedback::Fault;
using feedback::Result;
using feedback::State;
using web::LiveEffect;
using web::LiveInput;
using web::LiveState;

namespace {

constexpr int servers_fault = 1011; // RFC 6455
constexpr uint64_t after_trouble_ms = 1'000; // a store that could not be read is read again

LiveInput turned_away_by(Fault fault) { return fault == Fault::not_found ? LiveInput::missing : LiveInput::broken; }

std::string fresh_client_id(Server &server) {
  unsigned char bytes[feedback::session_id_bytes];
  return server.random(bytes, sizeof bytes) ? feedback::session_id(bytes) : std::string();
}

} // namespace

Live::Live(Ref<Exchange> exchange, Words words, Instant now)
    : server_(exchange->server_ref()), words_(std::move(words)), exchange_(std::move(exchange)),
      channel_(server_->feedback()->live().rules, words_.language, words_.session, now) {
  waiter_.live = this;
  server_->deadlines().set(waiter_, never - 1); // memory for all later settings, so that no wake fails
  server_->deadlines().cancel(waiter_);
}

LiveHall &Live::hall() { return server_->feedback()->live(); }

void Live::enter(Pass pass, Instant now) {
  const feedback::Ledger &ledger = server_->feedback()->ledger();
  const uint64_t number = ledger.attach(words_.session, feedback::Waits::page, [self = Ref<Live>::share(this)] { self->wake(); });
  bool closed = false;
  {
    const std::lock_guard lock(mutex_);
    if (channel_.state() == LiveState::opening) channel_.credential_came();
    closed = !at_work();
    if (!closed) number_ = number;
  }
  if (number == 0) return turn_away(LiveInput::crowded, now);
  if (closed) return ledger.detach(words_.session, number, now.unix_ms);
  const auto owed = owe([self = Ref<Live>::share(this), now] { self->give_up(now); });
  ledger.read(words_.session, [self = Ref<Live>::share(this), owed, pass = std::move(pass), now](Result<feedback::Session> got) {
    self->look_in(pass, std::move(got), now);
    owed->pay();
  });
}

// Memory was missing, and something that should have been said is lost: the client comes again.
void Live::give_up(Instant now) noexcept {
  Ref<Exchange> exchange;
  {
    const std::lock_guard lock(mutex_);
    exchange = exchange_;
  }
  if (!exchange) return;
  exchange->end_live(servers_fault);
  left(now);
}

void Live::show_ticket(std::string_view sealed, Instant now) {
  {
    const std::lock_guard lock(mutex_);
    channel_.credential_came();
  }
  check_ticket(sealed, now);
}

void Live::wait_for_credential(Instant now) { settle(now); }

void Live::check_ticket(std::string_view sealed, Instant now) {
  const std::optional<std::string> plain = server_->unseal(sealed, web::ticket_seal);
  if (!plain || !web::read_ticket(*plain, words_.session, now.unix_ms)) return turn_away(LiveInput::unauthorized, now);
  enter({}, now);
}

void Live::look_in(const Pass &pass, Result<feedback::Session> got, Instant now) {
  if (got.fault != Fault::none) return turn_away(turned_away_by(got.fault), now);
  const feedback::Session &session = got.value;
  const bool foreign = pass.owner && session.asked->asker.principal != *pass.owner; // looks like one that is not there
  if (foreign || session.state == State::purged) return turn_away(LiveInput::missing, now);
  admit(pass, session, now);
}

void Live::admit(const Pass &pass, const feedback::Session &session, Instant now) {
  web::LiveSeat seat;
  seat.owner = pass.owner.has_value();
  seat.until = pass.until;
  seat.client_id = fresh_client_id(*server_);
  if (seat.client_id.empty()) return turn_away(LiveInput::broken, now);
  seat.name = hall().room.join(session.id, words_.kind, now.unix_ms, [self = Ref<Live>::share(this)] { self->wake(); });
  if (seat.name.empty()) return turn_away(LiveInput::crowded, now);
  bool closed = false;
  {
    const std::lock_guard lock(mutex_);
    closed = !at_work() || channel_.state() != LiveState::proving;
    if (!closed) name_ = seat.name; // short enough to need no memory of its own
  }
  if (closed) {
    hall().room.leave(session.id, seat.name);
    return settle(now);
  }
  const web::LiveCrowd crowd = hall().room.crowd(session.id);
  const bool agent_waits = server_->feedback()->ledger().agent_waits(session.id);
  {
    const std::lock_guard lock(mutex_);
    if (at_work() && channel_.state() == LiveState::proving) channel_.admit(seat, {session, agent_waits, crowd}, now);
  }
  settle(now);
}

void Live::turn_away(LiveInput why, Instant now) {
  {
    const std::lock_guard lock(mutex_);
    channel_.turn_away(why, now);
  }
  settle(now);
}

void Live::take(std::string_view text, Instant now) {
  try {
    hear(text, now);
  } catch (...) { // out of memory: better the end than a message that is never answered
    give_up(now);
    throw;
  }
}

void Live::hear(std::string_view text, Instant now) {
  LiveEffect effect = LiveEffect::none;
  web::LiveHeard heard;
  {
    const Ref<Bench> bench = server_->benches().lend();
    const std::lock_guard lock(mutex_);
    if (!at_work()) return;
    effect = channel_.take(bench->reader, text, now);
    heard = channel_.take_heard();
    if (effect == LiveEffect::judge) bench->reader.wipe();
    if (effect == LiveEffect::judge) token_ = std::move(heard.token);
  }
  hall().room.note(words_.session, now.unix_ms);
  if (effect == LiveEffect::keep_device) return keep_device(std::move(heard.device), now);
  if (effect != LiveEffect::judge) return settle(now);
  if (heard.ticket.empty()) return check_token(true, now);
  check_ticket(heard.ticket, now);
}

void Live::keep_device(web::LiveDevice device, Instant now) {
  hall().devices.keep(words_.session, std::move(device), now.unix_ms, [self = Ref<Live>::share(this), now](bool well) {
    {
      const std::lock_guard lock(self->mutex_);
      self->channel_.kept(well, now);
    }
    self->settle(now);
  });
}

void Live::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (!at_work()) return;
    look_at_ = 0;
    if (channel_.state() != LiveState::open) return; // admit sets the deadline
    server_->set_deadline(waiter_, 0);
  }
  server_->tell_host();
}

void Live::due(Instant now) {
  bool wanted = false;
  {
    const std::lock_guard lock(mutex_);
    if (!at_work()) return;
    channel_.due(now);
    wanted = channel_.state() == LiveState::open && now.monotonic_ms >= look_at_;
  }
  try {
    if (wanted) look(now);
    else settle(now);
  } catch (...) {
    give_up(now);
    throw;
  }
}

void Live::look(Instant now) {
  {
    const std::lock_guard lock(mutex_);
    if (!at_work() || looking_) return; // whoever looks sees to look_at_ afterwards
    looking_ = true;
    look_at_ = never;
  }
  const auto owed = owe([self = Ref<Live>::share(this), now] { self->give_up(now); });
  server_->feedback()->ledger().read(words_.session, [self = Ref<Live>::share(this), owed, now](const Result<feedback::Session> &got) {
    self->looked(got, now);
    owed->pay();
  });
}

void Live::looked(const Result<feedback::Session> &got, Instant now) {
  const web::LiveCrowd crowd = hall().room.crowd(words_.session);
  const bool agent_waits = server_->feedback()->ledger().agent_waits(words_.session);
  {
    const std::lock_guard lock(mutex_);
    looking_ = false;
    if (got.fault == Fault::none) channel_.show({got.value, agent_waits, crowd}, now);
    else if (got.fault == Fault::not_found) channel_.turn_away(LiveInput::missing, now);
    else look_at_ = std::min(look_at_, deadline(now, after_trouble_ms));
  }
  settle(now);
}

void Live::settle(Instant now) {
  Ref<Exchange> exchange; // goes without the lock
  int code = 0;
  {
    std::unique_lock lock(mutex_);
    for (std::string &each : channel_.collect()) says_.push_back(std::move(each));
    if (!at_work() || speaking_) return;
    speaking_ = true;
    exchange = exchange_;
    while (at_work() && !says_.empty()) {
      const std::vector<std::string> batch = std::exchange(says_, {});
      lock.unlock();
      for (const std::string &each : batch) exchange->say_live(each, now);
      lock.lock();
    }
    speaking_ = false;
    if (!at_work()) return;
    const uint64_t look_at = channel_.state() == LiveState::open && !looking_ ? look_at_ : never;
    if (!channel_.closed()) return server_->set_deadline(waiter_, std::min(look_at, channel_.next_due()));
    code = channel_.close_code();
  }
  exchange->end_live(code);
  left(now);
}

void Live::left(Instant now) {
  Ref<Exchange> exchange; // these go without the lock
  Ref<Decision> decision;
  uint64_t number = 0;
  std::string name;
  {
    const std::lock_guard lock(mutex_);
    if (!at_work()) return;
    exchange = std::move(exchange_);
    decision = std::move(decision_);
    number = std::exchange(number_, 0);
    name = std::exchange(name_, {});
    crypto::wipe(token_.data(), token_.size());
    token_.clear();
    server_->deadlines().cancel(waiter_);
  }
  if (decision) decision->forget(*exchange);
  if (number != 0) server_->feedback()->ledger().detach(words_.session, number, now.unix_ms);
  if (!name.empty()) hall().room.leave(words_.session, name);
}

} // namespace tenon::engine
