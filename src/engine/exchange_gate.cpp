// exchange_gate.cpp - an exchange that waits for the host's word on its caller: what comes meanwhile is kept, and judged then.
//
// Two sides meet here: the host's intake (feed, end), and whoever decides, on any thread. As long as the request still comes,
// only the intake goes on with a decision; once it has ended, the one who decides does. So one thread at a time judges.
#include "engine/admission.hpp"
#include "engine/exchange.hpp"
#include "engine/live.hpp"
#include "engine/pending.hpp"
#include "engine/server.hpp"
#include "engine/watching.hpp"
#include <utility>

namespace tenon::engine {

Exchange::Exchange() { waiter_.exchange = this; }
Exchange::~Exchange() = default;

const access::Principal &Exchange::principal() const { return principal_ ? *principal_ : server_->nobody(); }

Exchange::DoorWords Exchange::door_words() const {
  const std::shared_ptr<const GateRules> rules = server_->gate().rules();
  if (!rules) return {"tenon", "", "", ""};
  DoorWords words{rules->policy->realm(), "", rules->scopes, std::string(rules->proof_algorithms())};
  if (!rules->authorization_servers.empty())
    words.resource_metadata = web::metadata_url(server_->resource_facts(*rules, head_.request), is_of_events_ ? "/sse" : "/mcp");
  return words;
}

void Exchange::wait_for(std::unique_ptr<Pending> pending, Instant now) {
  pending->until = deadline(now, server_->limits().decision_wait_ms);
  const std::lock_guard lock(mutex_);
  pending_ = std::move(pending);
  undecided_.store(true, std::memory_order_release);
  if (pending_->until >= due_at_) return; // an entry that is too early is left: it finds nothing to do and asks again
  due_at_ = pending_->until;
  server_->set_deadline(waiter_, due_at_);
}

std::unique_ptr<Exchange::Pending> Exchange::wait_no_more() {
  const std::lock_guard lock(mutex_);
  undecided_.store(proceeding_, std::memory_order_release);
  return std::move(pending_);
}

void Exchange::head_is_taken(Instant now) {
  if (!undecided_.load(std::memory_order_acquire)) return;
  bool bodiless = false;
  {
    const std::lock_guard lock(mutex_);
    bodiless = pending_ && pending_->head.request.method != "POST";
  }
  go_on(true, bodiless, now);
}

void Exchange::decided(const Decision &decision, DecisionState said, Instant now) {
  if (const Ref<Live> live = this->live()) return live->decided(decision, said, now);
  {
    const std::lock_guard lock(mutex_);
    if (!pending_ || pending_->decision.get() != &decision || pending_->said != DecisionState::open) return;
    pending_->said = said;
  }
  go_on(false, false, now);
}

// Whether what is due is a decision. Its deadline has left the table already.
bool Exchange::is_overdue(Instant now) {
  Ref<Decision> given_up;
  {
    const std::lock_guard lock(mutex_);
    if (!pending_ && !proceeding_) return false;
    due_at_ = never;
    if (!pending_) return true; // somebody goes on with one just now
    if (pending_->said != DecisionState::open) return true;
    if (now.monotonic_ms < pending_->until) {
      due_at_ = pending_->until;
      server_->set_deadline(waiter_, due_at_);
      return true;
    }
    pending_->said = DecisionState::denied;
    pending_->late = true;
    given_up = pending_->decision;
  }
  given_up->forget(*this);
  go_on(false, false, now);
  return true;
}

// Bytes of a body whose sender is not known yet. False: they are not wanted any more.
bool Exchange::may_feed(Instant now) {
  go_on(true, false, now);
  const std::lock_guard lock(mutex_);
  return !proceeding_ && !(pending_ && pending_->ended) && state() == ExchangeState::reading;
}

// True: the end is noted, and whoever decides takes it from here.
bool Exchange::ends_undecided(Instant now) {
  {
    const std::lock_guard lock(mutex_);
    if (proceeding_) return true;
    if (!pending_) return false;
  }
  go_on(true, true, now);
  return true;
}

void Exchange::go_on(bool intake, bool ended, Instant now) {
  const Ref<Exchange> alive = Ref<Exchange>::share(this);
  for (;;) {
    std::unique_ptr<Pending> pending;
    {
      const std::lock_guard lock(mutex_);
      if (!pending_) return;
      pending_->ended = pending_->ended || ended;
      if (pending_->said == DecisionState::open || !(intake || pending_->ended)) return;
      pending = std::move(pending_);
      if (gone() || state() != ExchangeState::reading) return undecided_.store(false, std::memory_order_release);
      proceeding_ = true;
      ended = pending->ended;
    }
    const bool waits = proceed(*pending, now);
    bool close_now = false;
    {
      const std::lock_guard lock(mutex_);
      proceeding_ = false;
      if (!waits) undecided_.store(false, std::memory_order_release);
      close_now = std::exchange(closes_late_, false);
    }
    if (close_now) return close(now);
    if (server_->ended()) shut(now);
    if (!waits) return;
  }
}

bool Exchange::proceed(Pending &pending, Instant now) {
  try {
    if (Admission(*this, now).resume(pending)) return true;
    if (pending.ended && pending.head.request.method == "POST") take_body(now);
  } catch (...) { // out of memory
    break_down();
    alarm_.ring();
  }
  return false;
}

} // namespace tenon::engine
