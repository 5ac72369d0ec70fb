// feedback_sweep.cpp - the sweeper comes when something is due: by what was written, by what is left, and again after trouble.
#include "engine/feedback_room.hpp"
#include "engine/owed.hpp"
#include "engine/server.hpp"
#include <algorithm>
#include <utility>

namespace tenon::engine {
namespace {

constexpr uint64_t longest_rest_ms = 60'000; // others write to the same store, wall clocks are set, and trouble may pass
constexpr uint64_t after_trouble_ms = 1'000;

} // namespace

void FeedbackRoom::begin_sweeping() {
  const std::lock_guard lock(mutex_);
  sweep_at_ = 0;
  server_.set_deadline(waiter_, 0);
}

void FeedbackRoom::due(Instant now) {
  {
    const std::lock_guard lock(mutex_);
    sweep_at_ = never;
    if (ended_ || sweeping_) return;
    sweeping_ = true;
    sooner_ = INT64_MAX;
  }
  recorder_.sweep(now.unix_ms);
  const auto failed = [this, alive = Ref<Server>::share(&server_), now] { sweep_later(now); }; // out of memory
  std::shared_ptr<Owed<std::decay_t<decltype(failed)>>> owed;
  try {
    owed = owe(failed);
  } catch (...) {
    sweep_later(now);
    throw;
  }
  ledger_.sweep(now.unix_ms, [this, alive = Ref<Server>::share(&server_), owed, now](feedback::Result<int64_t> swept) {
    const bool trouble = swept.fault != feedback::Fault::none || !swept.trouble.empty();
    if (trouble) server_.log({LogLevel::warn, "feedback_sweep_failed", "", swept.trouble, "", ""});
    const bool shared = ledger_.store().durability() != feedback::Durability::none;
    int64_t next = swept.fault == feedback::Fault::none ? swept.value : now.unix_ms;
    if (trouble) next = std::max(next, feedback::after(now.unix_ms, after_trouble_ms));
    if (trouble || shared) next = std::min(next, feedback::after(now.unix_ms, longest_rest_ms));
    {
      const std::lock_guard lock(mutex_);
      sweeping_ = false;
      next = std::min(next, sooner_);
    }
    owed->pay();
    sweep_at(next, now);
    server_.tell_host();
  });
}

void FeedbackRoom::sweep_later(Instant now) {
  {
    const std::lock_guard lock(mutex_);
    sweeping_ = false;
  }
  sweep_at(feedback::after(now.unix_ms, after_trouble_ms), now);
}

// Whoever writes holds the server: through the exchange that waits for it, or a handle of the host's.
void FeedbackRoom::written(const feedback::Step &step, int64_t now) {
  const Instant latest = server_.latest();
  sweep_at(due_at(*step.next), {latest.monotonic_ms, std::max(now, latest.unix_ms)}); // first: it needs no memory
  recorder_.session(step);
  if (settings_.changed) settings_.changed(*step.next, latest);
  server_.tell_host();
}

void FeedbackRoom::sweep_at(int64_t unix_ms, Instant now) {
  if (unix_ms == INT64_MAX) return;
  const uint64_t rest = unix_ms <= now.unix_ms ? 0 : std::min<uint64_t>(static_cast<uint64_t>(unix_ms - now.unix_ms), longest_rest_ms);
  const uint64_t when = now.monotonic_ms + rest;
  const std::lock_guard lock(mutex_);
  sooner_ = std::min(sooner_, unix_ms);
  if (ended_ || sweeping_ || when >= sweep_at_) return;
  sweep_at_ = when;
  server_.set_deadline(waiter_, when);
}

void FeedbackRoom::end() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  server_.deadlines().cancel(waiter_);
}

} // namespace tenon::engine
