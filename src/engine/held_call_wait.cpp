// held_call_wait.cpp - a call that waits: it registers, reads, reports, and goes when the outcome is there or its patience is not.
#include "engine/exchange.hpp"
#include "engine/held_call.hpp"
#include "engine/inquiry.hpp"
#include "engine/server.hpp"
#include "ground/words.hpp"
#include <algorithm>

namespace tenon::engine {
namespace {

using feedback::Fault;

constexpr uint64_t lost_patience_ms = 5'000;  // a client that lost its stream may come back for it (Last-Event-ID)
constexpr uint64_t read_again_ms = 1'000;     // after trouble with the store, or while an expiry is being written

uint64_t whole_seconds(int64_t ms) { return ms > 0 ? static_cast<uint64_t>(ms) / 1000 : 0; }

} // namespace

void HeldCall::hold(uint64_t budget_ms, Instant now) {
  const bool placed = !is_task_ && desk_->take_place(owner_); // tasks have bounds of their own
  if (!placed && !is_task_) return pending();
  keep_waiter();
  {
    const std::lock_guard lock(mutex_);
    placed_ = placed;
    budget_end_ = budget_ms == never ? never : deadline(now, budget_ms);
    report_at_ = reports_ ? now.monotonic_ms : never;
    waited_before_ms_ = std::max<int64_t>(0, now.unix_ms - open_.created_at) - static_cast<int64_t>(elapsed(now, began_.monotonic_ms));
  }
  if (!attach()) return pending();
  Ref<Reply> reply; // which a cut may take
  {
    const std::lock_guard lock(mutex_);
    reply = reply_;
  }
  if (reply) arm(reply);
  report(now);
  read(); // after it was attached: what changed between is seen now, what changes later wakes us
  plan(now);
}

// Memory for all later settings, so that no wake fails.
void HeldCall::keep_waiter() {
  server_->deadlines().set(waiter_, never - 1);
  server_->deadlines().cancel(waiter_);
}

// From here on the end of the call, or of its stream, is heard of.
void HeldCall::arm(const Ref<Reply> &reply) {
  auto hook = std::make_unique<CancelHook>();
  hook->dropper = Dropper(Ref<HeldCall>::share(this).hand_over(), [](void *user) { Ref<HeldCall>::adopt(static_cast<HeldCall *>(user)); });
  hook->cancelled = [](void *user) { static_cast<HeldCall *>(user)->cut(); };
  reply->watched_by(Ref<HeldCall>::share(this));
  reply->when_cancelled(std::move(hook));
}

// The ledger's: the session has changed, or somebody came or went.
void HeldCall::woken() { read(); }

void HeldCall::read() noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (over_ || open_.id.empty()) return;
    if (std::exchange(reading_, true)) return (void)(again_ = true);
  }
  try {
    const auto held = Ref<HeldCall>::share(this);
    const auto owed = owe([held] { held->read_later(); });
    desk_->ledger.read(open_.id, [held, owed](feedback::Result<feedback::Session> got) {
      held->seen(std::move(got));
      owed->pay();
    });
  } catch (...) { // out of memory
    read_later();
  }
}

// Memory was missing on the way. One that was about to go has said so already, and ends without its answer.
void HeldCall::read_later() noexcept {
  bool leaving = false;
  {
    const std::lock_guard lock(mutex_);
    reading_ = again_ = false;
    leaving = over_;
    if (!leaving) {
      read_at_ = deadline(moment(), read_again_ms);
      server_->set_deadline(waiter_, read_at_);
    }
  }
  if (leaving) give_up();
  else server_->tell_host();
}

void HeldCall::seen(feedback::Result<feedback::Session> got) {
  const Instant now = moment(got.now);
  bool again = false;
  {
    const std::lock_guard lock(mutex_);
    reading_ = false;
    again = std::exchange(again_, false);
    if (over_) return;
    if (got.fault == Fault::none && !over(got.value.state)) {
      open_.expires_at = got.value.expires_at;
      closes_at_ = got.value.closes_at();
    } else if (got.fault != Fault::none) read_at_ = deadline(now, read_again_ms);
  }
  if (got.fault == Fault::none && over(got.value.state)) return finish(std::move(got.value));
  if (got.fault == Fault::not_found) return finish(std::move(got.value));
  plan(now);
  if (again) read();
}

// The next moment at which something is due.
void HeldCall::plan(Instant now) {
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    const uint64_t left = closes_at_ < now.unix_ms ? 0 : static_cast<uint64_t>(closes_at_ - now.unix_ms) + 1;
    const uint64_t closes = std::max(deadline(now, left), check_at_ == never ? 0 : check_at_);
    const uint64_t lost = lost_at_ == never ? never : lost_at_ + lost_patience_ms;
    server_->set_deadline(waiter_, look_ ? 0 : std::min({budget_end_, report_at_, read_at_, closes, lost}));
  }
  server_->tell_host();
}

void HeldCall::look_again() {
  const std::lock_guard lock(mutex_);
  look_ = true;
  if (!over_) server_->set_deadline(waiter_, 0);
}

void HeldCall::due(Instant now) {
  try {
    look_around(now);
  } catch (...) {
    read_later();
    throw;
  }
}

void HeldCall::look_around(Instant now) {
  const auto alive = Ref<HeldCall>::share(this);
  Ref<Reply> reply;
  bool spent = false, closed = false, lost = false, found = false, overdue = false, reads = false;
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    reply = reply_;
    look_ = false;
  }
  const bool there = !reply || protocol::facts(revision_).modern || reply->attended();
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    lost = !there && lost_at_ == never;
    found = there && lost_at_ != never;
    overdue = !there && !lost && now.monotonic_ms >= lost_at_ + lost_patience_ms;
    if (lost) lost_at_ = now.monotonic_ms;
    if (found) lost_at_ = never;
    spent = now.monotonic_ms >= budget_end_;
    closed = now.unix_ms > closes_at_ && (check_at_ == never || now.monotonic_ms >= check_at_);
    if (closed) check_at_ = deadline(now, read_again_ms);
    reads = found || now.monotonic_ms >= read_at_;
    if (reads) read_at_ = never;
  }
  if (lost) { // the agent is not there any more: whoever asks the same again takes this question over
    detach(now);
    desk_->patience.note_cut(owner_, client_, elapsed(now, began_.monotonic_ms));
  }
  if (spent && go_another_leg(now)) return;
  if (spent || overdue || (found && !attach())) return pending();
  if (closed) // somebody has to say so
    desk_->ledger.change(open_.id, feedback::Event{}, now.unix_ms, [alive](feedback::Result<feedback::Changed>) { alive->read(); });
  if (reads) read();
  report(now);
  plan(now);
}

// notifications/progress: whole seconds, which rise, and the link, which the person may need.
void HeldCall::report(Instant now) {
  Ref<Reply> reply;
  uint64_t waited = 0, whole = 0;
  {
    const std::lock_guard lock(mutex_);
    if (over_ || report_at_ == never || now.monotonic_ms < report_at_) return;
    const uint64_t here = elapsed(now, began_.monotonic_ms);
    report_at_ = began_.monotonic_ms + next_progress_ms(here);
    waited = whole_seconds(waited_before_ms_ + static_cast<int64_t>(here));
    whole = whole_seconds(open_.expires_at - open_.created_at);
    reply = reply_;
  }
  if (!reply) return;
  std::string message = words("Waiting for your answer · {} s of {} s", waited, whole);
  if (!link_.empty()) message.append(" · ").append(link_);
  reply->progress(static_cast<double>(waited), static_cast<double>(std::max(waited, whole)), message, now);
}

// --- going

bool HeldCall::leave() noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(over_, true)) return false;
  }
  server_->deadlines().cancel(waiter_);
  if (!token_.empty()) desk_->take_asking(token_, this);
  return true;
}

// False: there are too many that wait for this question.
bool HeldCall::attach() {
  const uint64_t number = desk_->ledger.attach(open_.id, feedback::Waits::agent, [self = Ref<HeldCall>::share(this)] { self->woken(); });
  bool late = false;
  {
    const std::lock_guard lock(mutex_);
    late = over_; // somebody was faster than we could say that we wait
    if (!late) waiter_number_ = number;
  }
  if (late && number) desk_->ledger.detach(open_.id, number, moment().unix_ms);
  return number != 0 || late;
}

void HeldCall::detach(Instant now) noexcept {
  uint64_t number = 0;
  bool placed = false;
  {
    const std::lock_guard lock(mutex_);
    number = std::exchange(waiter_number_, 0);
    placed = over_ && std::exchange(placed_, false);
  }
  if (placed) desk_->leave_place(owner_);
  if (number) desk_->ledger.detach(open_.id, number, now.unix_ms);
}

// Nobody waits for this call any more: the question stays.
void HeldCall::cut() noexcept {
  const auto alive = Ref<HeldCall>::share(this);
  if (!leave()) return;
  const Instant now = moment();
  detach(now);
  try {
    if (!server_->ended() && !is_task_) desk_->patience.note_cut(owner_, client_, elapsed(now, began_.monotonic_ms));
    if (is_task_ && !server_->ended()) { // nothing but tasks/cancel, or its end, comes here
      feedback::Event event;
      event.kind = feedback::EventKind::cancel;
      event.role = feedback::Role::asker;
      event.by = subject_;
      desk_->ledger.change(open_.id, std::move(event), now.unix_ms, [](feedback::Result<feedback::Changed>) {});
    }
  } catch (const std::bad_alloc &) { // nobody waits for it all the same
  }
  give_up();
}

// Whoever waits for the answer, if anybody does, is told that there is none.
void HeldCall::give_up() noexcept {
  const auto alive = Ref<HeldCall>::share(this);
  leave();
  detach(moment());
  std::string shown;
  Ref<Inquiry> inquiry; // goes without the lock
  {
    const std::lock_guard lock(mutex_);
    shown = std::move(shown_);
    inquiry = std::move(inquiry_);
  }
  if (!shown.empty()) desk_->elicitations.forget_call(shown); // the form is still open, and will be heard
  if (Ref<Reply> owed = inquiry ? inquiry->overtake(moment()) : Ref<Reply>()) {
    const std::lock_guard lock(mutex_);
    reply_ = std::move(owed);
  }
  let_reply_go();
}

} // namespace tenon::engine
