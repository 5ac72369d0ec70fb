// sqlite_disk_test.cpp - a disk that is full, broken or without power: clear errors, and nothing that was told is lost.
#include "bad_disk.hpp"
#include "sqlite_file.hpp"
#include <fstream>

using namespace sqlite_file;

namespace {

std::string name(int i) { return "s-" + std::to_string(i); }

Step wordy(int i) { return begun(name(i), of("agent-1", "", "", std::string(4000, 'x') + std::to_string(i))); }

// Creates until the disk will not; how many were made.
int fill(const Desk &desk) {
  for (int i = 0; i < 10'000; ++i) {
    const auto made = desk.create(wordy(i));
    if (made.fault == Fault::none) continue;
    CHECK(made.fault == Fault::full);
    CHECK(made.trouble.find("full") != std::string::npos);
    return i;
  }
  FAIL("the disk has no end");
  return 0;
}

void all_there(const Desk &desk, int count) {
  for (int i = 0; i < count; ++i) REQUIRE(desk.get(name(i)).fault == Fault::none);
  CHECK(desk.get(name(count)).fault == Fault::not_found);
  CHECK(desk.count(std::nullopt).of_state[0] == static_cast<uint64_t>(count));
}

} // namespace

TEST_CASE("sqlite: on a full disk what is there can be read, what comes is refused, and with room it goes on") {
  bad_disk::Disk disk;
  Room room;
  const Store store = open(room.path());
  const Desk desk{store};
  disk.room = 2 << 20;
  const int made = fill(desk);
  REQUIRE(made > 20);
  all_there(desk, made);
  const Session first = desk.session(name(0));
  const Commit answer = commit_of(step(first, says("ann", "a-1", std::string(100'000, 'y')), start), true);
  CHECK(desk.swap(1, answer).fault == Fault::full);
  CHECK(desk.session(name(0)).state == State::open);
  CHECK(desk.audit(name(0)).value.size() == 1);

  disk.room = INT64_MAX;
  CHECK(desk.swap(1, answer).fault == Fault::none);
  CHECK(desk.create(wordy(made)).value.made);
  CHECK(desk.audit(name(0)).value.size() == 2);
}

TEST_CASE("sqlite: of many that want to write at once on a filling disk, those that were told yes are there, and only those") {
  bad_disk::Disk disk;
  Room room;
  const Store store = open(room.path());
  disk.room = 1 << 20;
  constexpr int wanted = 2000;
  std::vector<std::atomic<int>> told(wanted); // 1: yes, 2: full, 3: something else
  std::mutex mutex;
  std::condition_variable came;
  int answers = 0;
  for (int i = 0; i < wanted; ++i)
    store.create(commit_of(wordy(i), false), [&, i](Result<Created> result) {
      told[static_cast<size_t>(i)] = result.fault == Fault::none ? 1 : result.fault == Fault::full ? 2 : 3;
      const std::lock_guard lock(mutex);
      ++answers;
      came.notify_one();
    });
  std::unique_lock lock(mutex);
  REQUIRE(came.wait_for(lock, std::chrono::seconds(60), [&] { return answers == wanted; }));
  int yes = 0;
  const Desk desk{store};
  for (int i = 0; i < wanted; ++i) {
    const int how = told[static_cast<size_t>(i)];
    REQUIRE(how != 3);
    REQUIRE((desk.get(name(i)).fault == Fault::none) == (how == 1));
    yes += how == 1;
  }
  CHECK(yes > 10);
  CHECK(yes < wanted);
}

TEST_CASE("sqlite: a disk that fails to write or to sync is no end: nothing was written, and later it goes on") {
  bad_disk::Disk disk;
  Room room;
  const Store store = open(room.path());
  const Desk desk{store};
  desk.create(begun("s-1"));
  const Commit viewed = commit_of(step(desk.session("s-1"), event(EventKind::view, "ann"), start), true);
  for (std::atomic<bool> *broken : {&disk.writes_fail, &disk.syncs_fail}) {
    *broken = true;
    const auto swapped = desk.swap(1, viewed);
    CHECK(swapped.fault == Fault::failed);
    CHECK(swapped.trouble.find("disk I/O error") != std::string::npos);
    CHECK(desk.create(begun("s-2")).fault == Fault::failed);
    CHECK(desk.session("s-1").version == 1);
    *broken = false;
    CHECK(desk.get("s-2").fault == Fault::not_found);
  }
  CHECK(desk.swap(1, viewed).fault == Fault::none);
  CHECK(desk.create(begun("s-2")).value.made);
  CHECK(desk.audit("s-1").value.size() == 2);
}

// ---- without power

namespace {

struct Moment {
  bad_disk::Image disk;
  std::map<std::string, uint64_t> told; // versions, as they were answered until then
};

// Creates and answers, and remembers at each answer what the disk would have held without power.
std::vector<Moment> remember(bad_disk::Disk &disk, const Store &store) {
  std::vector<Moment> moments;
  std::map<std::string, uint64_t> told;
  const Desk desk{store};
  for (int i = 0; i < 40; ++i) {
    desk.create(wordy(i));
    told[name(i)] = 1;
    moments.push_back({disk.image(), told});
    if (i % 2 == 0) continue;
    desk.act(name(i - 1), says("ann", "a-1", std::string(30'000, 'y')), start);
    told[name(i - 1)] = 2;
    moments.push_back({disk.image(), told});
  }
  return moments;
}

// How many of what was told are not there when the power is back.
int lost(const Moment &moment, const std::string &path) {
  Room room;
  for (const auto &[name, bytes] : moment.disk) {
    std::ofstream file(room.path() + name.substr(path.size()), std::ios::binary);
    file << bytes;
  }
  const Store store = open(room.path());
  const Desk desk{store};
  int missing = 0;
  for (const auto &[id, version] : moment.told) {
    const auto found = desk.get(id);
    if (found.fault != Fault::none || found.value.version < version) {
      ++missing;
      continue;
    }
    const auto session = read_row(found.value);
    REQUIRE(session);
    REQUIRE(check_audit(desk.audit(id).value, session->audit_head) == "");
  }
  return missing;
}

int lost_of_all(uint64_t durability) {
  Room room;
  const std::string path = room.path();
  std::vector<Moment> moments;
  {
    bad_disk::Disk disk;
    tenon_sqlite_options wanted = options(path);
    wanted.durability = durability;
    const Store store = open(wanted);
    CHECK(store.durability() == static_cast<Durability>(durability));
    moments = remember(disk, store);
  }
  int missing = 0;
  for (const Moment &moment : moments) missing += lost(moment, path);
  return missing;
}

} // namespace

TEST_CASE("sqlite: whenever the power goes, what was told is there when it is back") { CHECK(lost_of_all(TENON_DURABLE_MACHINE) == 0); }

TEST_CASE("sqlite: who wants to wait for no disk may lose something with the power, and says so") {
  CHECK(lost_of_all(TENON_DURABLE_PROCESS) > 0);
}
