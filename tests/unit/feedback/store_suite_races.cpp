// store_suite_races.cpp - many at once: one winner each, and everybody who was told yes finds it so.
#include "feedback/store_suite.hpp"
#include <functional>
#include <map>

namespace store_suite {
namespace {

void run(int threads, const std::function<void(int)> &work) {
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i) all.emplace_back(work, i);
  for (std::thread &each : all) each.join();
}

// Reads, steps and swaps as the engine does; doctest is not for threads, so faults are counted.
Verdict act(const Store &store, const std::string &id, const Event &event, int64_t now, std::atomic<int> &faults) {
  while (true) {
    Row row;
    std::atomic<int> answers{0};
    Fault fault = Fault::failed;
    std::mutex mutex;
    std::condition_variable came;
    const auto wait = [&] {
      std::unique_lock lock(mutex);
      came.wait(lock, [&] { return answers == 1; });
      answers = 0;
    };
    const auto answered = [&](Fault how) {
      const std::lock_guard lock(mutex);
      fault = how;
      ++answers;
      came.notify_all();
    };
    store.get(id, [&](Result<Row> result) {
      row = std::move(result.value);
      answered(result.fault);
    });
    wait();
    const auto session = fault == Fault::none ? read_row(row) : tenon::Outcome<Session>(tenon::Refusal{tenon::Status::broken, ""});
    if (!session) {
      ++faults;
      return Verdict::gone;
    }
    const Step taken = step(*session, event, now);
    if (!taken.next) return taken.verdict;
    store.swap(session->version, commit_of(taken, true), [&](Result<uint64_t> result) { answered(result.fault); });
    wait();
    if (fault == Fault::conflict || fault == Fault::busy) continue;
    if (fault != Fault::none) ++faults;
    if (taken.verdict != Verdict::again) return taken.verdict;
  }
}

void one_winner_each(const Store &store, int threads) {
  constexpr int sessions = 60;
  const Desk desk{store};
  for (int i = 0; i < sessions; ++i) desk.create(begun("race-" + std::to_string(i)));
  std::atomic<int> faults{0}, odd{0};
  std::vector<std::atomic<int>> wins(sessions), winner(sessions);
  run(threads, [&](int me) {
    for (int n = 0; n < sessions; ++n) {
      const int i = (n * 7 + me * 13) % sessions;
      const std::string who = "p-" + std::to_string(me);
      const Verdict verdict = act(store, "race-" + std::to_string(i), says(who, who + "-1", "text of " + who), start, faults);
      if (verdict == Verdict::done) ++wins[static_cast<size_t>(i)], winner[static_cast<size_t>(i)] = me;
      else if (verdict != Verdict::already) ++odd;
    }
  });
  CHECK(faults == 0);
  CHECK(odd == 0);
  for (int i = 0; i < sessions; ++i) {
    const std::string id = "race-" + std::to_string(i);
    const Session session = desk.session(id);
    CHECK(wins[static_cast<size_t>(i)] == 1);
    CHECK(session.state == State::answered);
    CHECK(session.version == 2);
    CHECK(session.submissions[session.winner].by == "p-" + std::to_string(winner[static_cast<size_t>(i)]));
    CHECK(check_audit(desk.audit(id).value, session.audit_head) == "");
  }
}

void every_note_is_kept(const Store &store, int threads) {
  const Desk desk{store};
  Asked asked = of("agent-1");
  asked.terms.most_late = 10'000;
  desk.create(begun("notes", asked));
  desk.act("notes", event(EventKind::cancel, "agent-1"), start);
  std::atomic<int> faults{0}, kept{0};
  run(threads, [&](int me) {
    for (int n = 0; n < 5; ++n) {
      const std::string id = std::to_string(me) + '/' + std::to_string(n);
      kept += act(store, "notes", says("p-" + std::to_string(me), id), start, faults) == Verdict::late;
    }
  });
  const Session session = desk.session("notes");
  CHECK(faults == 0);
  CHECK(kept == threads * 5);
  CHECK(session.submissions.size() == static_cast<size_t>(threads) * 5);
  CHECK(check_audit(desk.audit("notes").value, session.audit_head) == "");
}

void one_session_of_a_key(const Store &store, int threads) {
  std::atomic<int> made{0}, answers{0};
  std::mutex mutex;
  std::condition_variable came;
  std::set<std::string> ids;
  run(threads, [&](int me) {
    for (int n = 0; n < 5; ++n) {
      const std::string id = "key-" + std::to_string(me) + '-' + std::to_string(n);
      store.create(commit_of(begun(id, of("ann", "", "the key " + std::to_string(n))), false), [&](Result<Created> result) {
        const std::lock_guard lock(mutex);
        made += result.value.made;
        ids.insert(result.value.row.id);
        ++answers;
        came.notify_all();
      });
    }
  });
  std::unique_lock lock(mutex);
  REQUIRE(came.wait_for(lock, std::chrono::seconds(60), [&] { return answers == threads * 5; }));
  CHECK(made == 5);
  CHECK(ids.size() == 5);
}

// Tellers that share an outbox: each entry is told once, and of each session in order.
void one_teller_each(const Store &store, int threads) {
  const Desk desk{store};
  const int64_t at = start + 100'000'000;
  for (int i = 0; i < 20; ++i) {
    desk.create(begun("tell-" + std::to_string(i), of("teller"), at));
    desk.act("tell-" + std::to_string(i), event(EventKind::view, "ann"), at + 1);
    desk.act("tell-" + std::to_string(i), says("ann", "a"), at + 2);
  }
  std::mutex mutex;
  std::vector<std::string> told;
  run(threads, [&](int) {
    for (int quiet = 0; quiet < 50;) {
      const auto lease = wait_for<Lease>([&](auto done) { store.lease(at + 10, 60'000'000, 3, done); }).value;
      quiet = lease.entries.empty() ? quiet + 1 : 0;
      std::vector<std::string> mine;
      {
        const std::lock_guard lock(mutex);
        for (const OutboxEntry &entry : lease.entries)
          if (entry.session.substr(0, 5) == "tell-") told.push_back(entry.id());
      }
      for (const OutboxEntry &entry : lease.entries) mine.push_back(entry.id());
      if (!mine.empty()) wait_for<uint64_t>([&](auto done) { store.settle(lease.token, mine, 0, done); });
    }
  });
  CHECK(told.size() == 60);
  std::map<std::string, std::string> last;
  for (const std::string &id : told) {
    const std::string session = id.substr(0, id.find(':')), rest = id.substr(id.find(':'));
    CHECK(last[session] < rest);
    last[session] = rest;
  }
}

} // namespace

void survives_races(const Store &store, int threads) {
  one_winner_each(store, threads);
  every_note_is_kept(store, threads);
  one_session_of_a_key(store, threads);
  one_teller_each(store, threads);
}

} // namespace store_suite
