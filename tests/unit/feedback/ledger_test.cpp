// ledger_test.cpp - questions are asked, answered and picked up, whoever comes at the same time.
#include "feedback/ledger.hpp"
#include "feedback/memory_shelf.hpp"
#include "feedback/people.hpp"
#include <atomic>
#include <thread>

using namespace people;

namespace {

// A shelf whose every swap may lose, and that fails when it is told to.
struct Shelf {
  MemoryShelf kept;
  Fault fails = Fault::none; // of reads and writes
  int loses = 0;             // that many swaps
  bool tells = true;         // of changes

  template <class T> bool failed(Done<T> &done) {
    if (fails == Fault::none) return false;
    done({fails, {}, "as it was told"});
    return true;
  }
  Durability durability() { return Durability::none; }
  void create(Commit commit, Done<Created> done) { if (!failed(done)) kept.create(std::move(commit), std::move(done)); }
  void get(std::string id, Done<Row> done) { if (!failed(done)) kept.get(std::move(id), std::move(done)); }
  void swap(uint64_t expected, Commit commit, Done<uint64_t> done) {
    if (loses > 0) return --loses, done({Fault::conflict, expected + 1, {}});
    if (!failed(done)) kept.swap(expected, std::move(commit), std::move(done));
  }
  void remove(std::string id, uint64_t expected, Done<uint64_t> done) { kept.remove(std::move(id), expected, std::move(done)); }
  void list(Query query, Done<Rows> done) { if (!failed(done)) kept.list(std::move(query), std::move(done)); }
  void count(std::optional<std::string> principal, Done<Tally> done) { if (!failed(done)) kept.count(std::move(principal), std::move(done)); }
  void due(int64_t now, uint32_t most, Done<DueIds> done) { if (!failed(done)) kept.due(now, most, std::move(done)); }
  void lease(int64_t now, int64_t ttl, uint32_t most, Done<Lease> done) { kept.lease(now, ttl, most, std::move(done)); }
  void settle(std::string token, std::vector<std::string> told, int64_t at, Done<uint64_t> done) { kept.settle(std::move(token), std::move(told), at, std::move(done)); }
  void put_blob(std::string s, std::string n, std::string b, Done<bool> done) { kept.put_blob(std::move(s), std::move(n), std::move(b), std::move(done)); }
  void get_blob(std::string s, std::string n, Done<std::string> done) { kept.get_blob(std::move(s), std::move(n), std::move(done)); }
  void drop_blobs(std::string s, Done<uint64_t> done) { kept.drop_blobs(std::move(s), std::move(done)); }
  void audit(std::string id, uint64_t from, uint32_t most, Done<std::vector<AuditEntry>> done) { kept.audit(std::move(id), from, most, std::move(done)); }
  void write_journal(JournalEntry e, Done<uint64_t> done) { kept.write_journal(std::move(e), std::move(done)); }
  void read_journal(JournalQuery q, Done<JournalPage> done) { kept.read_journal(std::move(q), std::move(done)); }
  void sum_journal(JournalQuery q, JournalBy by, Done<std::vector<JournalSum>> done) { kept.sum_journal(std::move(q), by, std::move(done)); }
  void trim_journal(JournalKind k, int64_t before, Done<uint64_t> done) { kept.trim_journal(k, before, std::move(done)); }
  std::shared_ptr<void> watch(Store::Watcher changed) { return tells ? kept.watch(std::move(changed)) : nullptr; }
};

struct Desk {
  std::shared_ptr<Shelf> shelf = std::make_shared<Shelf>();
  std::atomic<int> ids{0};
  Ledger ledger;
  explicit Desk(LedgerOptions options = {}, bool tells = true) : ledger(stored(tells), options, [this](std::string &id) {
    id = "s-" + std::to_string(++ids);
    return true;
  }) {}
  Store stored(bool tells) {
    shelf->tells = tells;
    return Store(shelf);
  }

  Begun ask(Asked asked = people::asked(), int64_t now = start, Fault *fault = nullptr) {
    Caller caller{asked.asker.principal, asked.asker.thread, asked.asker.context};
    Begun begun;
    bool told = false;
    ledger.begin(std::make_shared<Asked>(std::move(asked)), caller, now, [&](Result<Begun> result) {
      told = true;
      if (fault) *fault = result.fault;
      else CHECK(result.fault == Fault::none);
      begun = std::move(result.value);
    });
    CHECK(told);
    return begun;
  }
  Changed change(const std::string &id, Event event, int64_t now = start, Fault wanted = Fault::none) {
    Changed changed;
    bool told = false;
    ledger.change(id, std::move(event), now, [&](Result<Changed> result) {
      told = true;
      CHECK(result.fault == wanted);
      changed = std::move(result.value);
    });
    CHECK(told);
    return changed;
  }
  Session read(const std::string &id) {
    Session session;
    ledger.read(id, [&](Result<Session> result) {
      CHECK(result.fault == Fault::none);
      session = std::move(result.value);
    });
    return session;
  }
  std::vector<std::string> earlier(const std::string &but = "") {
    std::vector<std::string> ids_;
    ledger.earlier({"agent-1", "thread-1", ""}, but, [&](Result<std::vector<Session>> result) {
      for (const Session &session : result.value) ids_.push_back(session.id);
    });
    return ids_;
  }
  int64_t sweep(int64_t now) {
    int64_t next = -1;
    ledger.sweep(now, [&](Result<int64_t> result) {
      CHECK(result.fault == Fault::none);
      next = result.value;
    });
    return next;
  }
};

Asked keyed(std::string key, std::string message = "May I go on?") {
  Asked asked = people::asked(std::move(message));
  asked.asker.key = std::move(key);
  return asked;
}

} // namespace

TEST_CASE("a question is asked, answered once, and read by whoever comes later") {
  Desk desk;
  const Begun begun = desk.ask();
  CHECK(begun.how == Begun::How::asked);
  CHECK(begun.session.id == "s-1");
  CHECK(desk.change("s-1", says("ann", "a-1", "yes")).verdict == Verdict::done);
  const Changed second = desk.change("s-1", says("bob", "b-1", "no"));
  CHECK(second.verdict == Verdict::already);
  CHECK(second.session.submissions[second.submission].by == "ann");
  CHECK(desk.change("s-1", says("ann", "a-1", "yes")).verdict == Verdict::replayed);
  CHECK(desk.read("s-1").state == State::answered);
  desk.change("s-9", says("ann", "a-1"), start, Fault::not_found);
}

TEST_CASE("the same caller that asks the same again joins its question, unless somebody waits for it") {
  Desk desk;
  desk.ask();
  CHECK(desk.ask().how == Begun::How::joined);
  const uint64_t waiter = desk.ledger.attach("s-1", Waits::agent, [] {});
  CHECK(desk.ask().how == Begun::How::asked); // two calls at a time mean two questions
  desk.ledger.detach("s-1", waiter, start + 10);
  desk.change("s-1", says("ann", "a-1"));
  desk.change("s-2", says("ann", "a-2"));
  CHECK(desk.ask(people::asked(), start + 20).how == Begun::How::joined); // over, and not delivered
  Asked stranger = people::asked();
  stranger.asker.principal = "agent-2";
  CHECK(desk.ask(stranger).how == Begun::How::asked);
}

TEST_CASE("a question that was delivered is not joined: asking twice on purpose works") {
  Desk desk;
  desk.ask();
  desk.change("s-1", says("ann", "a-1"));
  desk.change("s-1", event(EventKind::deliver));
  CHECK(desk.ask().session.id == "s-2");
}

TEST_CASE("a key stands for its question for ever, and for no other") {
  Desk desk;
  CHECK(desk.ask(keyed("k")).how == Begun::How::asked);
  CHECK(desk.ask(keyed("k")).how == Begun::How::repeated);
  CHECK(desk.ask(keyed("k", "Something else?")).how == Begun::How::conflict);
  desk.change("s-1", says("ann", "a-1"));
  CHECK(desk.ask(keyed("k")).session.state == State::answered);
  CHECK(desk.ask(keyed("l")).session.id != "s-1");
}

TEST_CASE("a principal has so many open questions, and one more is refused; its keys still find theirs") {
  LedgerOptions options;
  options.open_of_principal = 3;
  options.rejoin.on = false;
  Desk desk(options);
  CHECK(desk.ask(keyed("k")).how == Begun::How::asked);
  for (int i = 0; i < 2; ++i) CHECK(desk.ask().how == Begun::How::asked);
  CHECK(desk.ask().how == Begun::How::too_many);
  CHECK(desk.ask(keyed("l")).how == Begun::How::too_many);
  CHECK(desk.ask(keyed("k")).how == Begun::How::repeated);
  Asked stranger = people::asked();
  stranger.asker.principal = "agent-2";
  CHECK(desk.ask(stranger).how == Begun::How::asked);
  desk.change("s-1", says("ann", "a-1"));
  CHECK(desk.ask().how == Begun::How::asked);
}

TEST_CASE("who loses a race reads again and steps again; who loses all the time is told that the store is busy") {
  Desk desk;
  desk.ask();
  desk.shelf->loses = 10;
  CHECK(desk.change("s-1", says("ann", "a-1")).verdict == Verdict::done);
  desk.ask(people::asked("Another?"));
  desk.shelf->loses = 1000;
  desk.change("s-2", says("ann", "a-1"), start, Fault::busy);
  desk.shelf->loses = 0;
  CHECK(desk.read("s-2").state == State::open);
}

TEST_CASE("an answer that comes after the time is kept as a late note of a question that has expired by that") {
  Desk desk;
  const Session session = desk.ask().session;
  const Changed late = desk.change("s-1", says("ann", "a-1"), session.closes_at() + 1);
  CHECK(late.verdict == Verdict::late);
  CHECK(late.session.state == State::expired);
  CHECK(late.session.submissions.size() == 1);
}

TEST_CASE("whoever waits is woken by a change, by who comes and by who goes, on stores that tell and on those that do not") {
  for (const bool tells : {true, false}) {
    CAPTURE(tells);
    Desk desk({}, tells);
    desk.ask();
    int woken = 0;
    const uint64_t waiter = desk.ledger.attach("s-1", Waits::agent, [&] { ++woken; });
    CHECK(desk.ledger.agent_waits("s-1"));
    woken = 0;
    const uint64_t page = desk.ledger.attach("s-1", Waits::page, [] {});
    CHECK(woken == 1);
    desk.change("s-1", says("ann", "a-1"));
    CHECK(woken == 2);
    desk.ledger.detach("s-1", page, start);
    CHECK(woken == 3);
    desk.ledger.detach("s-1", waiter, start);
    desk.change("s-1", event(EventKind::deliver));
    CHECK(woken == 3);
    CHECK(desk.ledger.waiters() == 0);
  }
}

TEST_CASE("a session has so many waiters, and one more is told so") {
  LedgerOptions options;
  options.waiters.pages_of_session = 2;
  Desk desk(options);
  desk.ask();
  for (int i = 0; i < 2; ++i) CHECK(desk.ledger.attach("s-1", Waits::page, [] {}) != 0);
  CHECK(desk.ledger.attach("s-1", Waits::page, [] {}) == 0);
  CHECK(desk.ledger.pages("s-1") == 2);
}

TEST_CASE("a waiter may leave while it is woken") {
  Desk desk;
  desk.ask();
  uint64_t waiter = 0;
  int woken = 0;
  waiter = desk.ledger.attach("s-1", Waits::agent, [&] {
    if (waiter == 0) return;
    ++woken;
    desk.ledger.detach("s-1", waiter, start);
  });
  desk.change("s-1", says("ann", "a-1"));
  CHECK(woken == 1);
}

TEST_CASE("outcomes that nobody has got go along with the next of the same thread, the oldest first, five at most") {
  LedgerOptions options;
  options.rejoin.on = false;
  Desk desk(options);
  for (int i = 1; i <= 7; ++i) {
    desk.ask(people::asked(), start + i);
    desk.change("s-" + std::to_string(i), says("ann", "a-1"), start + 10);
  }
  CHECK(desk.earlier("s-2") == std::vector<std::string>{"s-1", "s-3", "s-4", "s-5", "s-6"});
  desk.change("s-1", event(EventKind::deliver));
  CHECK(desk.earlier().front() == "s-2");
}

TEST_CASE("what is due expires, is purged, and goes in the end; the sweeper knows when to come again") {
  Desk desk;
  const Session session = desk.ask().session;
  CHECK(desk.sweep(start) == session.closes_at() + 1);
  const int64_t purge = desk.sweep(session.closes_at() + 1);
  CHECK(desk.read("s-1").state == State::expired);
  const int64_t next = desk.sweep(session.closes_at() + 1);
  CHECK(next == desk.read("s-1").purge_at);
  (void)purge;
  desk.sweep(next);
  CHECK(desk.read("s-1").state == State::purged);
  const int64_t end = desk.sweep(next);
  CHECK(desk.sweep(end) == INT64_MAX);
  desk.change("s-1", event(EventKind::view), start, Fault::not_found);
}

TEST_CASE("more than a round is due: the sweeper is asked to come again at once") {
  LedgerOptions options;
  options.rejoin.on = false;
  options.open_of_principal = 0;
  Desk desk(options);
  int64_t closes = 0;
  for (int i = 0; i < 150; ++i) closes = desk.ask().session.closes_at();
  CHECK(desk.sweep(closes + 1) == closes + 1);
  CHECK(desk.sweep(closes + 1) > closes + 1);
  for (int i = 1; i <= 150; ++i) CHECK(desk.read("s-" + std::to_string(i)).state == State::expired);
}

TEST_CASE("a store that fails is told of, and nothing has happened") {
  Desk desk;
  desk.ask();
  for (const Fault fault : {Fault::busy, Fault::full, Fault::failed, Fault::corrupt}) {
    desk.shelf->fails = fault;
    desk.change("s-1", says("ann", "a-1"), start, fault);
    Fault told = Fault::none;
    desk.ask(people::asked(), start, &told);
    CHECK(told == fault);
    desk.shelf->fails = Fault::none;
  }
  CHECK(desk.read("s-1").state == State::open);
  CHECK(desk.read("s-1").submissions.empty());
}

TEST_CASE("sixteen people answer at once: one is first, fifteen are told so, and nobody's words are lost on the way") {
  for (int round = 0; round < 20; ++round) {
    Desk desk;
    desk.ask();
    std::atomic<int> first{0}, second{0}, woken{0};
    const uint64_t waiter = desk.ledger.attach("s-1", Waits::agent, [&] { ++woken; });
    std::vector<std::thread> crowd;
    for (int i = 0; i < 16; ++i)
      crowd.emplace_back([&, i] {
        desk.ledger.change("s-1", says("p" + std::to_string(i), "x-" + std::to_string(i)), start, [&](Result<Changed> result) {
          if (result.value.verdict == Verdict::done) ++first;
          if (result.value.verdict == Verdict::already) ++second;
        });
      });
    for (std::thread &each : crowd) each.join();
    CHECK(first == 1);
    CHECK(second == 15);
    CHECK(woken >= 2);
    desk.ledger.detach("s-1", waiter, start);
  }
}
