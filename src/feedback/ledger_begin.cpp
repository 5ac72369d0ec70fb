// ledger_begin.cpp - a question is asked, or found to be one that was asked already; and what is due is swept.
#include "feedback/ledger_core.hpp"

namespace tenon::feedback {
namespace {

constexpr uint32_t swept_at_once = 100, rows_at_once = 200;

// One question on its way into the store.
struct Opening {
  std::shared_ptr<Ledger::Core> core;
  std::shared_ptr<const Asked> asked;
  Caller caller;
  int64_t now;
  Done<Begun> done;

  void end(Begun::How how, Session session) const { done(done_with(Begun{how, std::move(session)})); }
};
using Open = std::shared_ptr<Opening>;

// The key has a session already: is it of the same question?
void meet(const Open &open, const Row &row) {
  Session session;
  if (!readable(row, session, open->done)) return;
  Event again;
  again.kind = EventKind::create;
  again.role = Role::asker;
  again.digest = open->asked->digest;
  const Verdict verdict = step(session, again, open->now).verdict;
  open->end(verdict == Verdict::repeated ? Begun::How::repeated : Begun::How::conflict, std::move(session));
}

void create(const Open &open) {
  std::string id;
  if (!open->core->new_id(id)) return open->done(failed<Begun>(Fault::failed, "the source of randomness failed"));
  const Terms &terms = open->asked->terms;
  Step first = begin(std::move(id), open->asked, after(open->now, longest_life_ms(terms.timeout_ms)), open->now);
  Commit commit = commit_of(first, open->core->options.tell);
  open->core->store.create(std::move(commit), [open, first = std::move(first)](Result<Created> made) mutable {
    if (made.fault != Fault::none) return open->done(failed<Begun>(made));
    if (!made.value.made) return meet(open, made.value.row);
    open->core->changed(first, open->now);
    open->end(Begun::How::asked, std::move(*first.next));
  });
}

// There is no room for a new question, but the key may stand for one that is there.
void find_key(const Open &open, std::string cursor) {
  Query query;
  query.principal = open->caller.principal;
  query.most = rows_at_once;
  query.cursor = std::move(cursor);
  open->core->store.list(std::move(query), [open](Result<Rows> found) {
    if (found.fault != Fault::none) return open->done(failed<Begun>(found));
    for (const Row &row : found.value.rows)
      if (row.key == open->asked->asker.key) return meet(open, row);
    if (found.value.next.empty()) return open->end(Begun::How::too_many, {});
    find_key(open, std::move(found.value.next));
  });
}

void create_if_room(const Open &open) {
  const uint64_t most = open->core->options.open_of_principal;
  if (most == 0) return create(open);
  open->core->store.count(open->caller.principal, [open, most](Result<Tally> counted) {
    if (counted.fault != Fault::none) return open->done(failed<Begun>(counted));
    if (counted.value.of_state[static_cast<int>(State::open)] < most) return create(open);
    if (open->asked->asker.key.empty()) return open->end(Begun::How::too_many, {});
    find_key(open, "");
  });
}

void join_or_create(const Open &open) {
  if (!open->core->options.rejoin.on) return create_if_room(open);
  open->core->store.list(joinable_query(open->caller, open->asked->digest), [open](Result<Rows> found) {
    if (found.fault != Fault::none) return open->done(failed<Begun>(found));
    Ledger::Core &core = *open->core;
    for (const Row &row : found.value.rows) {
      Outcome<Session> session = read_row(row);
      if (session && may_join(*session, open->caller, open->asked->digest, core.mailbox.agent_waits(row.id), core.mailbox.agent_left_at(row.id),
                              core.options.rejoin, open->now))
        return open->end(Begun::How::joined, std::move(*session));
    }
    create_if_room(open);
  });
}

// One round of sweeping: the ids that are due, one after the other.
struct Sweeping {
  Ledger ledger;
  std::vector<std::string> ids;
  size_t at = 0;
  int64_t now, next_at;
  Done<int64_t> done;
  std::string trouble; // the first that there was
};
using Sweep = std::shared_ptr<Sweeping>;

void sweep_next(const Sweep &sweep);

void let_go(const Sweep &sweep, const Session &session) {
  sweep->ledger.store().remove(session.id, session.version, [sweep](Result<uint64_t> removed) {
    const bool there = removed.fault != Fault::none && removed.fault != Fault::not_found && removed.fault != Fault::conflict;
    if (there && sweep->trouble.empty()) sweep->trouble = removed.trouble.empty() ? "a session could not be removed" : removed.trouble;
    sweep_next(sweep);
  });
}

void sweep_next(const Sweep &sweep) {
  if (sweep->at == sweep->ids.size()) {
    // A full round may have left some; one that made trouble is looked at again later, not at once.
    const bool more = sweep->ids.size() == swept_at_once && sweep->trouble.empty();
    return sweep->done({Fault::none, more ? sweep->now : sweep->next_at, std::move(sweep->trouble)});
  }
  const std::string id = sweep->ids[sweep->at++];
  sweep->ledger.change(id, Event{}, sweep->now, [sweep](Result<Changed> changed) {
    if (changed.fault == Fault::none && removable(changed.value.session, sweep->now)) return let_go(sweep, changed.value.session);
    if (changed.fault != Fault::none && changed.fault != Fault::not_found && sweep->trouble.empty()) sweep->trouble = changed.trouble;
    sweep_next(sweep);
  });
}

} // namespace

void Ledger::begin(std::shared_ptr<const Asked> asked, Caller caller, int64_t now, Done<Begun> done) const {
  const bool keyed = !asked->asker.key.empty();
  const auto open = std::make_shared<Opening>(Opening{core_, std::move(asked), std::move(caller), now, std::move(done)});
  if (keyed) create_if_room(open);
  else join_or_create(open);
}

void Ledger::earlier(Caller caller, std::string but, Done<std::vector<Session>> done) const {
  core_->store.list(earlier_query(caller), [caller, but = std::move(but), done = std::move(done)](Result<Rows> found) {
    if (found.fault != Fault::none) return done(failed<std::vector<Session>>(found));
    std::vector<Session> all;
    for (const Row &row : found.value.rows) {
      if (all.size() == most_earlier) break;
      Outcome<Session> session = read_row(row);
      if (session && session->id != but && comes_along(*session, caller)) all.push_back(std::move(*session));
    }
    done(done_with(std::move(all)));
  });
}

void Ledger::sweep(int64_t now, Done<int64_t> done) const {
  core_->store.due(now, swept_at_once, [ledger = *this, now, done = std::move(done)](Result<DueIds> due) mutable {
    if (due.fault != Fault::none) return done(failed<int64_t>(due));
    auto sweep = std::make_shared<Sweeping>(Sweeping{std::move(ledger), std::move(due.value.ids), 0, now, due.value.next_at, std::move(done), {}});
    sweep_next(sweep);
  });
}

} // namespace tenon::feedback
