// sqlite_opening_test.cpp - which files are opened, and what is said of those that are not; options at their limits and one past them.
#include "sqlite_file.hpp"
#include "stores/sqlite/extras.hpp"
#include "stores/sqlite/schema.hpp"
#include <cstddef>
#include <fstream>
#include <sstream>

using namespace sqlite_file;
namespace sqlite = tenon::sqlite;

namespace {

std::string bytes_of(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void write(const std::string &path, const std::string &bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
}

// Whatever somebody else does with a file.
void by_hand(const std::string &path, const char *sql) {
  sqlite3 *db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  CHECK(sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(db);
}

// It is refused, for that reason, and stays as it was.
void refused(const std::string &path, tenon_status status, const std::string &why) {
  const std::string before = bytes_of(path);
  const Opened opened = try_open(options(path));
  CHECK(opened.status == status);
  CHECK_MESSAGE(opened.why.find(why) != std::string::npos, opened.why);
  CHECK(opened.why.find(path) == 0);
  CHECK(bytes_of(path) == before);
}

tenon_status with(const std::string &path, void (*set)(tenon_sqlite_options &)) {
  tenon_sqlite_options wanted = options(path);
  set(wanted);
  return try_open(wanted).status;
}

} // namespace

TEST_CASE("sqlite: what was written is there for whoever opens the file again") {
  Room room;
  {
    const Store store = open(room.path());
    const Desk desk{store};
    desk.create(begun("s-1", of("ann", "t", "k")));
    desk.act("s-1", says("bob", "b-1"), start + 5);
    desk.put_blob("s-1", "b", "bytes");
    JournalEntry entry;
    entry.name = "ask";
    CHECK(desk.write(entry) == 1);
    CHECK(desk.lease(start + 100, 1000).entries.size() == 1);
  }
  const Store store = open(room.path());
  const Desk desk{store};
  const Session session = desk.session("s-1");
  CHECK(session.state == State::answered);
  CHECK(check_audit(desk.audit("s-1").value, session.audit_head) == "");
  CHECK(desk.get_blob("s-1", "b").value == "bytes");
  CHECK_FALSE(desk.create(begun("s-2", of("ann", "t", "k"))).value.made);
  JournalEntry entry;
  CHECK(desk.write(entry) == 2);
  CHECK(desk.lease(start + 200).entries.empty()); // the lease is still somebody's
  CHECK(desk.lease(start + 1100).entries.size() == 1);
}

TEST_CASE("sqlite: numbers of the journal and of leases are never given twice, whatever is forgotten") {
  Room room;
  const auto first = [&] {
    const Store store = open(room.path());
    const Desk desk{store};
    desk.create(begun("s-1"));
    JournalEntry entry;
    const std::string lease = desk.lease(start).token;
    const uint64_t number = desk.write(entry);
    desk.trim(JournalKind::interaction, INT64_MAX);
    desk.remove("s-1", 1);
    return std::make_pair(lease, number);
  };
  const auto one = first(), two = first();
  CHECK(one.first == "1");
  CHECK(two.first == "2");
  CHECK(two.second == one.second + 1);
}

TEST_CASE("sqlite: two stores on one file see each other's sessions, and hear of them") {
  Room room;
  tenon_sqlite_options wanted = options(room.path());
  wanted.watch_ms = 5;
  const Store one = open(wanted), two = open(wanted);
  std::mutex mutex;
  std::multiset<std::string> heard;
  const auto watch = two.watch([&](const std::string &id, uint64_t version) {
    const std::lock_guard lock(mutex);
    heard.insert(id + '@' + std::to_string(version));
  });
  const auto count = [&](const std::string &what) {
    const std::lock_guard lock(mutex);
    return heard.count(what);
  };
  const auto soon = [&](const std::string &what) {
    for (int i = 0; i < 5000 && count(what) == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return count(what) > 0;
  };
  Desk{two}.create(begun("own"));
  std::this_thread::sleep_for(std::chrono::milliseconds(50)); // the looker knows where it begins
  for (int i = 0; i < 20; ++i) Desk{one}.create(begun("o-" + std::to_string(i)));
  Desk{two}.act("o-3", says("ann", "a"), start);
  CHECK(Desk{one}.session("o-3").state == State::answered);
  Desk{one}.act("o-4", says("ann", "a"), start);
  CHECK(soon("o-4@2"));
  CHECK(soon("o-19@1"));
  CHECK(count("own@1") == 1); // what is one's own is told once
  CHECK(count("o-3@2") == 1);
}

TEST_CASE("sqlite: files that are none of ours are refused, and not touched") {
  Room room;
  refused("/no/such/directory/f.db", TENON_NOT_FOUND, "unable to open");
  by_hand(room.path("theirs.db"), "CREATE TABLE t(a); INSERT INTO t VALUES(1);");
  refused(room.path("theirs.db"), TENON_INVALID, "another program's");
  by_hand(room.path("marked.db"), "PRAGMA application_id=77");
  refused(room.path("marked.db"), TENON_INVALID, "another program's");
  open(room.path("newer.db"));
  wait_until_closed(room.path("newer.db"));
  by_hand(room.path("newer.db"), "PRAGMA user_version=3");
  refused(room.path("newer.db"), TENON_INVALID, "written by a newer Tenon: its schema is 3, this one knows 2");
  write(room.path("text.db"), "These are the minutes of the meeting of the board, which nobody wants to lose. " + std::string(8000, '.'));
  refused(room.path("text.db"), TENON_INVALID, "not a database");
  write(room.path("empty.db"), "");
  CHECK(try_open(options(room.path("empty.db"))).status == TENON_OK); // an empty file is a new one
}

TEST_CASE("sqlite: a new file is its owner's alone; one that is there keeps its mode") {
  Room room;
  const Store store = open(room.path());
  Desk{store}.create(begun("s-1"));
  const auto mode_of = [](const std::string &path) { return static_cast<unsigned>(std::filesystem::status(path).permissions()); };
  for (const char *end : {"", "-wal", "-shm"}) CHECK(mode_of(room.path() + end) == 0600);
  write(room.path("theirs.db"), "");
  std::filesystem::permissions(room.path("theirs.db"), std::filesystem::perms{0640});
  open(room.path("theirs.db"));
  CHECK(mode_of(room.path("theirs.db")) == 0640);
}

TEST_CASE("sqlite: what was purged is in the file no more") {
  Room room;
  const std::string secret = "the words that nobody may find afterwards";
  {
    const Store store = open(room.path());
    const Desk desk{store};
    desk.create(begun("s-1"));
    desk.act("s-1", says("ann", "a-1", secret), start);
    desk.put_blob("s-1", "b", secret + std::string(10'000, '.'));
  }
  wait_until_closed(room.path());
  CHECK(bytes_of(room.path()).find(secret) != std::string::npos);
  {
    const Store store = open(room.path());
    const Desk desk{store};
    desk.drop_blobs("s-1");
    CHECK(desk.act("s-1", event(EventKind::erase, "admin"), start + 1).verdict == Verdict::done);
  }
  wait_until_closed(room.path());
  CHECK(bytes_of(room.path()).find(secret) == std::string::npos);
}

TEST_CASE("sqlite: a file of an older schema becomes one of ours, with all that is in it") {
  Room room;
  {
    sqlite::Database old({room.path(), true, 5000, 0}, sqlite::Access::writes);
    sqlite::prepare_schema(old, 1);
    CHECK(old.ask("PRAGMA user_version") == 1);
    CHECK(old.ask("SELECT count(*) FROM sqlite_schema WHERE name = 'journal'") == 0);
    sqlite::Commit commit;
    const Commit first = commit_of(begun("s-1"), true);
    commit.row.id = first.row.id;
    commit.row.version = 1;
    commit.row.created_at = first.row.created_at;
    commit.row.principal = first.row.principal;
    commit.row.body = first.row.body;
    commit.audit.number = 1;
    commit.audit.body = first.audit.body;
    sqlite::Answer answer;
    old.execute("BEGIN IMMEDIATE");
    sqlite::create(old, {}, 1, commit, answer);
    old.execute("COMMIT");
    CHECK(answer.fault == 0);
  }
  const Store store = open(room.path());
  const Desk desk{store};
  CHECK(desk.session("s-1").state == State::open);
  CHECK(desk.audit("s-1").value.size() == 1);
  CHECK(desk.write({}) == 1);
  sqlite::Database db({room.path(), true, 5000, 0}, sqlite::Access::reads);
  CHECK(db.ask("PRAGMA user_version") == sqlite::newest_schema);
}

TEST_CASE("sqlite: a migration that fails half way leaves the file as it was") {
  Room room;
  {
    sqlite::Database old({room.path(), true, 5000, 0}, sqlite::Access::writes);
    sqlite::prepare_schema(old, 1);
    old.execute("CREATE TABLE journal_name(a)"); // in the way of the second step, near its end
  }
  const Opened opened = try_open(options(room.path()));
  CHECK(opened.status != TENON_OK);
  CHECK(opened.why.find("journal_name") != std::string::npos);
  sqlite::Database db({room.path(), true, 5000, 0}, sqlite::Access::reads);
  CHECK(db.ask("PRAGMA user_version") == 1);
  CHECK(db.ask("SELECT count(*) FROM sqlite_schema WHERE name = 'journal'") == 0);
}

TEST_CASE("sqlite: damage is told as such; what is whole goes on") {
  Room room;
  int64_t page = 0;
  {
    const Store store = open(room.path());
    const Desk desk{store};
    for (int i = 0; i < 50; ++i) desk.create(begun("s-" + std::to_string(i)));
    desk.write({});
  }
  {
    sqlite::Database db({room.path(), true, 5000, 0}, sqlite::Access::writes);
    page = db.ask("SELECT rootpage FROM sqlite_schema WHERE name = 'session'");
  }
  wait_until_closed(room.path());
  std::string bytes = bytes_of(room.path());
  const std::string whole = bytes;
  bytes.replace(static_cast<size_t>(page - 1) * 4096, 4096, std::string(4096, '\xff'));
  write(room.path(), bytes);
  const Store store = open(room.path());
  const Desk desk{store};
  const auto found = desk.get("s-7");
  CHECK(found.fault == Fault::corrupt);
  CHECK(found.trouble.find("malformed") != std::string::npos);
  CHECK(desk.create(begun("s-99")).fault == Fault::corrupt);
  CHECK(desk.read({}).value.total == 1);
  CHECK(desk.write({}) == 2);

  Room cut;
  write(cut.path(), whole.substr(0, whole.size() / 2));
  const Opened half = try_open(options(cut.path()));
  const bool told = half.status == TENON_INVALID || Desk{*half.store}.create(begun("s-99")).fault == Fault::corrupt;
  CHECK(told);
}

TEST_CASE("sqlite: while another process holds the file, who writes is told so after a while, and who reads is not disturbed") {
  Room room;
  tenon_sqlite_options wanted = options(room.path());
  wanted.busy_ms = 30;
  const Store store = open(wanted);
  const Desk desk{store};
  desk.create(begun("s-1"));
  sqlite::Database other({room.path(), true, 5000, 0}, sqlite::Access::writes);
  other.execute("BEGIN IMMEDIATE");
  const auto swapped = desk.swap(1, commit_of(step(desk.session("s-1"), says("ann", "a"), start), true));
  CHECK(swapped.fault == Fault::busy);
  CHECK(swapped.trouble.find("locked") != std::string::npos);
  CHECK(desk.session("s-1").version == 1);
  other.execute("COMMIT");
  CHECK(desk.act("s-1", says("ann", "a"), start).verdict == Verdict::done);
}

TEST_CASE("sqlite: as many wait as may, and one more is told to come again") {
  Room room;
  tenon_sqlite_options wanted = options(room.path());
  wanted.max_waiting = 3;
  wanted.readers = 1;
  const Store store = open(wanted);
  Desk{store}.create(begun("s-1"));
  for (const bool writes : {true, false}) {
    CAPTURE(writes);
    std::mutex mutex;
    std::condition_variable came;
    bool held = false, go_on = false;
    int done = 0, busy = 0;
    const auto hold = [&](auto) { // the thread of the store is here, and nowhere else
      std::unique_lock lock(mutex);
      held = true;
      came.notify_all();
      came.wait(lock, [&] { return go_on; });
    };
    const auto count = [&](auto result) {
      const std::lock_guard lock(mutex);
      (result.fault == Fault::busy ? busy : done) += 1;
      came.notify_all();
    };
    if (writes) store.write_journal({}, hold);
    else store.get("s-1", hold);
    std::unique_lock lock(mutex);
    came.wait(lock, [&] { return held; });
    lock.unlock();
    for (int i = 0; i < 4; ++i) {
      if (writes) store.write_journal({}, count);
      else store.get("s-1", count);
    }
    lock.lock();
    CHECK(busy == 1);
    CHECK(done == 0);
    go_on = true;
    came.notify_all();
    came.wait(lock, [&] { return done == 3; });
  }
}

TEST_CASE("sqlite: rows, blobs and the file are bounded, each at its number and one past it") {
  Room room;
  const Commit first = commit_of(begun("s-1"), false);
  tenon_sqlite_options wanted = options(room.path());
  wanted.max_row_bytes = first.row.body.size();
  wanted.max_blob_bytes = 10;
  const Store store = open(wanted);
  const Desk desk{store};
  CHECK(desk.create(begun("s-1"), false).value.made);
  CHECK(desk.create(begun("s-10"), false).fault == Fault::full); // one letter more
  const Commit longer = commit_of(step(*begun("s-1").next, says("ann", "a"), start), false);
  CHECK(desk.swap(1, longer).fault == Fault::full);
  CHECK(desk.swap(3, longer).fault == Fault::conflict);
  CHECK(desk.put_blob("s-1", "b", "1234567890").value);
  CHECK(desk.put_blob("s-1", "b", "12345678901").fault == Fault::full);
  CHECK(desk.get_blob("s-1", "b").value == "1234567890");
}

TEST_CASE("sqlite: near its bound a file takes no new session, but what is there is answered, and room comes back") {
  Room room;
  tenon_sqlite_options wanted = options(room.path());
  wanted.max_bytes = 1 << 20;
  const Store store = open(wanted);
  const Desk desk{store};
  int made = 0;
  const auto id = [](int i) { return "s-" + std::to_string(i); };
  while (made < 1000 && desk.create(begun(id(made), of("a", "", "", std::string(2000, 'x')))).fault == Fault::none) ++made;
  CHECK(made > 100);
  CHECK(made < 1000);
  CHECK(desk.put_blob(id(0), "b", "bytes").fault == Fault::full);
  CHECK(desk.write({}) == 0);
  for (int i = 0; i < 5; ++i) CHECK(desk.act(id(i), says("ann", "a-1"), start).verdict == Verdict::done);
  for (int i = 5; i < 40; ++i) CHECK(desk.remove(id(i), 1).fault == Fault::none);
  CHECK(desk.create(begun(id(made))).value.made);
}

TEST_CASE("sqlite: the journal keeps as many of each kind as it may, and forgets the oldest") {
  Room room;
  tenon_sqlite_options wanted = options(room.path());
  wanted.max_journal = 3;
  const Store store = open(wanted);
  const Desk desk{store};
  for (int i = 0; i < 5; ++i) {
    JournalEntry entry;
    entry.at = i;
    entry.kind = i == 0 ? JournalKind::event : JournalKind::interaction;
    desk.write(entry);
    if (i == 3) CHECK(desk.read({}).value.total == 3);
  }
  const JournalPage page = desk.read({}).value;
  REQUIRE(page.entries.size() == 3);
  CHECK(page.entries[2].at == 2);
  JournalQuery events;
  events.kind = JournalKind::event;
  CHECK(desk.read(events).value.total == 1);
}

TEST_CASE("sqlite: days are days of the calendar, as in memory") {
  for (const int64_t day : {INT64_C(-719'529), INT64_C(-719'528), INT64_C(-1), INT64_C(0), INT64_C(11'016), INT64_C(11'017), INT64_C(20'778), INT64_C(2'932'896)})
    CHECK(sqlite::day_of(day) == day_of(day * 86'400'000));
  CHECK(sqlite::day_of(20'778) == "2026-11-21");
}

TEST_CASE("sqlite: the options' layout is that of their first release") {
  CHECK(sizeof(tenon_sqlite_options) == 112);
  CHECK(offsetof(tenon_sqlite_options, durability) == 24);
  CHECK(offsetof(tenon_sqlite_options, watch_ms) == 88);
  CHECK(offsetof(tenon_sqlite_options, clock) == 104);
}

TEST_CASE("sqlite: options out of their ranges are refused, by name") {
  Room room;
  const std::string path = room.path();
  const auto takes = [&](void (*set)(tenon_sqlite_options &)) { return with(path, set) == TENON_OK; };
  CHECK(takes([](auto &o) { o.readers = 64; }));
  CHECK_FALSE(takes([](auto &o) { o.readers = 65; }));
  CHECK(takes([](auto &o) { o.durability = TENON_DURABLE_PROCESS; }));
  CHECK_FALSE(takes([](auto &o) { o.durability = 3; }));
  CHECK(takes([](auto &o) { o.max_bytes = 1 << 20; }));
  CHECK_FALSE(takes([](auto &o) { o.max_bytes = (1 << 20) - 1; }));
  CHECK(takes([](auto &o) { o.max_bytes = TENON_OFF; }));
  CHECK(takes([](auto &o) { o.busy_ms = INT32_MAX; }));
  CHECK_FALSE(takes([](auto &o) { o.busy_ms = uint64_t{INT32_MAX} + 1; }));
  CHECK(takes([](auto &o) { o.max_row_bytes = 512u << 20; }));
  CHECK_FALSE(takes([](auto &o) { o.max_row_bytes = (512u << 20) + 1; }));
  CHECK_FALSE(takes([](auto &o) { o.max_blob_bytes = (512u << 20) + 1; }));
  CHECK(takes([](auto &o) { o.max_journal = TENON_OFF; }));
  CHECK(takes([](auto &o) { o.max_waiting = 10'000'000; }));
  CHECK_FALSE(takes([](auto &o) { o.max_waiting = 10'000'001; }));
  CHECK(takes([](auto &o) { o.watch_ms = 3'600'000; }));
  CHECK_FALSE(takes([](auto &o) { o.watch_ms = 3'600'001; }));
  CHECK(takes([](auto &o) { o.watch_ms = TENON_OFF; }));
  CHECK_FALSE(takes([](auto &o) { o.path = {nullptr, 0}; }));
  CHECK_FALSE(takes([](auto &o) { o.path = {"a\0b", 3}; }));
  CHECK(with(path, [](auto &o) { o.size -= 1; }) == TENON_BAD_SIZE);
  tenon_sqlite_options wanted = options(path);
  wanted.readers = 65;
  CHECK(try_open(wanted).why == "readers: it must be 1 to 64");
  CHECK(tenon_sqlite_open(nullptr, nullptr, nullptr) == TENON_INVALID);
  tenon_storage small{};
  small.size = sizeof small - 1;
  wanted.readers = 1;
  CHECK(tenon_sqlite_open(&wanted, &small, nullptr) == TENON_BAD_SIZE);
  struct {
    tenon_sqlite_options options;
    uint64_t more;
  } later{options(path), 0};
  later.options.size = sizeof later;
  CHECK(try_open(later.options).status == TENON_OK);
  later.more = 1;
  CHECK(try_open(later.options).status == TENON_NEWER_STRUCT);
}

TEST_CASE("sqlite: answers are given by the host's clock") {
  Room room;
  tenon_sqlite_options wanted = options(room.path());
  int64_t unix_ms = 77;
  wanted.clock_user = &unix_ms;
  wanted.clock = [](void *user, tenon_now *out) { *out = {12, *static_cast<int64_t *>(user)}; };
  const Store store = open(wanted);
  const auto made = Desk{store}.create(begun("s-1"));
  CHECK(made.now.monotonic_ms == 12);
  CHECK(made.now.unix_ms == 77);
}

TEST_CASE("sqlite: a store may go inside its own last answer") {
  Room room;
  for (int round = 0; round < 20; ++round) {
    auto store = std::make_shared<std::optional<Store>>(open(room.path()));
    std::mutex mutex;
    std::condition_variable came;
    bool over = false;
    const Store &shown = **store;
    const auto last = [&](auto) {
      store->reset(); // the operation alone holds it now
      const std::lock_guard lock(mutex);
      over = true;
      came.notify_all();
    };
    const auto watch = shown.watch([](const std::string &, uint64_t) {});
    if (round % 2 == 0) shown.create(commit_of(begun("s-" + std::to_string(round)), true), last);
    else shown.count(std::nullopt, last);
    std::unique_lock lock(mutex);
    came.wait(lock, [&] { return over; });
  }
  const Store again = open(room.path());
  CHECK(Desk{again}.count(std::nullopt).of_state[0] == 10);
}
