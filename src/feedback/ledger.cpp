// ledger.cpp - one change: get, step, swap, and from the beginning when somebody was faster; and who hears of it.
#include "feedback/ledger_core.hpp"

namespace tenon::feedback {
namespace {

constexpr int most_tries = 64; // each one lost means that somebody else's change stands

// One event on its way into the store.
struct Errand {
  std::shared_ptr<Ledger::Core> core;
  std::string id;
  Event event;
  int64_t now;
  Done<Changed> done;
  int tries = 0;
};

void run(const std::shared_ptr<Errand> &errand);

void write(const std::shared_ptr<Errand> &errand, Step step) {
  Commit commit = commit_of(step, errand->core->options.tell);
  const uint64_t expected = step.next->version - 1;
  errand->core->store.swap(expected, std::move(commit), [errand, step = std::move(step)](Result<uint64_t> written) mutable {
    if (written.fault == Fault::conflict) return run(errand);
    if (written.fault != Fault::none) return errand->done(failed<Changed>(written));
    if (step.drop_blobs) errand->core->store.drop_blobs(errand->id, [](Result<uint64_t>) {});
    errand->core->changed(step, errand->now);
    if (step.verdict == Verdict::again) return run(errand);
    errand->done(done_with(Changed{step.verdict, std::move(*step.next), step.submission}));
  });
}

void run(const std::shared_ptr<Errand> &errand) {
  if (errand->tries++ == most_tries) return errand->done(failed<Changed>(Fault::busy, "other changes were faster"));
  errand->core->store.get(errand->id, [errand](Result<Row> got) {
    if (got.fault != Fault::none) return errand->done(failed<Changed>(got));
    Session session;
    if (!readable(got.value, session, errand->done)) return;
    Step stepped = step(session, errand->event, errand->now);
    if (stepped.next) return write(errand, std::move(stepped));
    errand->done(done_with(Changed{stepped.verdict, std::move(session), stepped.submission}));
  });
}

} // namespace

Ledger::Ledger(Store store, LedgerOptions options, NewId new_id)
    : core_(std::make_shared<Core>(std::move(store), std::move(options), std::move(new_id))) {
  core_->watch = core_->store.watch([weak = std::weak_ptr<Core>(core_)](const std::string &id, uint64_t) {
    if (const std::shared_ptr<Core> core = weak.lock()) core->ring(id);
  });
}

void Ledger::change(std::string id, Event event, int64_t now, Done<Changed> done) const {
  run(std::make_shared<Errand>(Errand{core_, std::move(id), std::move(event), now, std::move(done)}));
}

void Ledger::read(std::string id, Done<Session> done) const {
  core_->store.get(std::move(id), [done = std::move(done)](Result<Row> got) {
    if (got.fault != Fault::none) return done(failed<Session>(got));
    Session session;
    if (readable(got.value, session, done)) done(done_with(std::move(session)));
  });
}

uint64_t Ledger::attach(const std::string &id, Waits kind, Wake wake) const {
  uint64_t waiter = 0;
  {
    const std::lock_guard lock(core_->mutex);
    waiter = ++core_->last_waiter;
    core_->wakes.emplace(waiter, std::make_shared<const Wake>(std::move(wake)));
  }
  try {
    if (core_->mailbox.attach(id, waiter, kind)) {
      core_->ring(id);
      return waiter;
    }
  } catch (...) { // out of memory
    core_->mailbox.detach(id, waiter, 0);
    const std::lock_guard lock(core_->mutex);
    core_->wakes.erase(waiter);
    throw;
  }
  const std::lock_guard lock(core_->mutex);
  core_->wakes.erase(waiter);
  return 0;
}

void Ledger::detach(const std::string &id, uint64_t waiter, int64_t now) const {
  {
    const std::lock_guard lock(core_->mutex);
    if (core_->wakes.erase(waiter) == 0) return;
  }
  core_->mailbox.detach(id, waiter, now);
  core_->ring(id);
}

bool Ledger::agent_waits(const std::string &id) const { return core_->mailbox.agent_waits(id); }
size_t Ledger::pages(const std::string &id) const { return core_->mailbox.pages(id); }
size_t Ledger::waiters() const { return core_->mailbox.size(); }
const Store &Ledger::store() const { return core_->store; }

void Ledger::Core::ring(const std::string &id) noexcept {
  for (uint64_t waiter = mailbox.next_waiting(id, 0); waiter != 0; waiter = mailbox.next_waiting(id, waiter)) {
    std::shared_ptr<const Wake> wake;
    {
      const std::lock_guard lock(mutex);
      if (const auto found = wakes.find(waiter); found != wakes.end()) wake = found->second;
    }
    try {
      if (wake) (*wake)();
    } catch (...) { // others are to be woken, too
    }
  }
}

// The change stands: whoever waits is woken first, whatever becomes of the rest.
void Ledger::Core::changed(const Step &step, int64_t now) noexcept {
  if (!watch) ring(step.next->id);
  try {
    if (options.written) options.written(step, now);
  } catch (const std::bad_alloc &) {
  }
}

} // namespace tenon::feedback
