// watching.cpp - first attach, then read; whatever comes between two looks is told by the next one.
#include "engine/watching.hpp"
#include "engine/owed.hpp"
#include "engine/server.hpp"
#include "engine/site_desk.hpp"
#include "feedback/members.hpp"
#include "web/timestamp.hpp"
#include <new>
#include <utility>

namespace tenon::engine {

using feedback::Fault;
using feedback::Members;
using feedback::Refused;
using feedback::State;

namespace {

constexpr uint64_t after_trouble_ms = 1'000;

Refused refused_by(Fault fault) {
  switch (fault) {
  case Fault::not_found: return Refused::no_session;
  case Fault::busy: return Refused::store_busy;
  default: return Refused::store_failed;
  }
}

} // namespace

Watching::Watching(Ref<Exchange> exchange, std::string session, Wish wish)
    : server_(exchange->server_ref()), session_(std::move(session)), wish_(wish), exchange_(std::move(exchange)) {
  waiter_.watching = this;
  told_version_ = wish.seen;
}

bool Watching::begin(Instant now) {
  const feedback::Ledger &ledger = server_->feedback()->ledger();
  server_->deadlines().set(waiter_, never - 1); // memory for all later settings, so that no wake fails
  server_->deadlines().cancel(waiter_);
  const uint64_t number = ledger.attach(session_, wish_.kind, [self = Ref<Watching>::share(this)] { self->wake(); });
  if (number == 0) return end_waiting(now), false;
  Ref<Exchange> exchange;
  {
    const std::lock_guard lock(mutex_);
    exchange = exchange_;
    if (exchange) number_ = number;
  }
  if (!exchange) return ledger.detach(session_, number, now.unix_ms), true; // it closed meanwhile
  if (wish_.kind == feedback::Waits::page) exchange->begin_events(now);
  {
    const std::lock_guard lock(mutex_);
    ready_ = true;
  }
  look(now);
  return true;
}

void Watching::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (!exchange_ || !ready_) return; // begin looks itself
    if (looking_) return void(again_ = true); // or the look's own deadline would take the place of this one
    server_->set_deadline(waiter_, 0);
  }
  server_->tell_host();
}

void Watching::due(Instant now) { look(now); }

void Watching::look(Instant now) {
  {
    const std::lock_guard lock(mutex_);
    if (!exchange_) return;
    if (looking_) {
      again_ = true;
      return;
    }
    looking_ = true;
  }
  const auto failed = [self = Ref<Watching>::share(this), now] { self->look_later(now); }; // out of memory
  std::shared_ptr<Owed<std::decay_t<decltype(failed)>>> owed;
  try {
    owed = owe(failed);
  } catch (...) {
    look_later(now);
    throw;
  }
  server_->feedback()->ledger().read(session_, [self = Ref<Watching>::share(this), owed, now](feedback::Result<feedback::Session> got) {
    Ref<Exchange> exchange;
    {
      const std::lock_guard lock(self->mutex_);
      exchange = self->exchange_;
    }
    if (exchange && got.fault == Fault::none) self->tell(got.value, *exchange, now);
    else if (exchange) self->tell_trouble(got.fault, *exchange, now);
    owed->pay();
    if (got.fault == Fault::none || got.fault == Fault::not_found) self->looked(now);
    else self->look_later(now);
  });
}

void Watching::looked(Instant now) {
  bool again = false;
  {
    const std::lock_guard lock(mutex_);
    looking_ = false;
    again = std::exchange(again_, false);
    if (!again && exchange_ && wish_.until != never) server_->set_deadline(waiter_, wish_.until);
  }
  if (again) look(now);
}

// What could not be read may have changed.
void Watching::look_later(Instant now) {
  const std::lock_guard lock(mutex_);
  looking_ = again_ = false;
  if (exchange_) server_->set_deadline(waiter_, deadline(now, after_trouble_ms));
}

void Watching::tell(const feedback::Session &session, Exchange &exchange, Instant now) {
  if (wish_.kind == feedback::Waits::page) return tell_events(session, exchange, now);
  if (session.state == State::purged) return refuse_site(exchange, Refused::gone, now), end_waiting(now);
  if (session.state == State::open && now.monotonic_ms < wish_.until) return;
  exchange.answer_site(server_->feedback()->api().ok(web::status_view(session), now));
  end_waiting(now);
}

void Watching::tell_trouble(Fault fault, Exchange &exchange, Instant now) {
  const bool lost = fault == Fault::not_found;
  if (wish_.kind == feedback::Waits::page) {
    if (lost) exchange.end_stream(now);
    return;
  }
  if (!lost && now.monotonic_ms < wish_.until) return;
  refuse_site(exchange, refused_by(fault), now);
  end_waiting(now);
}

// docs/page.md, Events.
void Watching::tell_events(const feedback::Session &session, Exchange &exchange, Instant now) {
  const std::string time = web::timestamp(now.unix_ms);
  const bool waits = server_->feedback()->ledger().agent_waits(session_);
  if (!told_agent_ || waits != agent_waits_) {
    std::string data;
    Members(data).text("agent", waits ? "waiting" : "away").text("serverNow", time).close();
    exchange.say_event("presence", data, now);
  }
  const bool first = !std::exchange(told_agent_, true);
  if (first && told_version_ > session.version) told_version_ = 0; // no version of ours
  agent_waits_ = waits;
  const bool moved = !first && session.expires_at != told_expires_at_;
  told_expires_at_ = session.expires_at;
  if (session.version <= told_version_) return;
  const uint64_t steps = session.version - std::exchange(told_version_, session.version);
  const std::string id = std::to_string(session.version);
  const auto version = static_cast<int64_t>(session.version);
  if (moved) {
    std::string data;
    Members(data).integer("version", version).text("expiresAt", web::timestamp(session.expires_at)).text("serverNow", time).close();
    exchange.say_event("deadline", data, now, id);
  }
  if (moved && steps == 1 && session.state == State::open) return;
  std::string data;
  Members members(data);
  members.integer("version", version).text("state", word(session.state)).text("status", status_word(session.state));
  if (session.state == State::open) members.raw("outcome", "null");
  else members.text("outcome", word(session.state));
  members.text("serverNow", time).close();
  exchange.say_event("state", data, now, id);
  if (session.state == State::purged) exchange.end_stream(now);
}

void Watching::end_waiting(Instant now) {
  Ref<Exchange> exchange; // goes without the lock
  uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!exchange_) return;
    exchange = std::move(exchange_);
    number = std::exchange(number_, 0);
    server_->deadlines().cancel(waiter_);
  }
  try {
    if (number != 0) server_->feedback()->ledger().detach(session_, number, now.unix_ms);
  } catch (const std::bad_alloc &) { // it is out; that it went is told with the next change
  }
}

void Watching::left(Instant now) { end_waiting(now); }

} // namespace tenon::engine
