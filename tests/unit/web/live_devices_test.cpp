// live_devices_test.cpp - devices are kept with their session: replaced by their id, bounded, and none is lost to another.
#include "feedback/memory_shelf.hpp"
#include "feedback/people.hpp"
#include "web/live_devices.hpp"
#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::web;

namespace {

LiveDevice device(std::string id) { return {std::move(id), "ios", "", ""}; }

size_t count(std::string_view devices) {
  size_t found = 0;
  for (size_t at = 0; (at = devices.find("\"deviceId\"", at)) != devices.npos; ++at) ++found;
  return found;
}

// A store whose blobs are slow: they are answered when the test says so.
struct SlowBlobs {
  std::shared_ptr<feedback::MemoryShelf> shelf = std::make_shared<feedback::MemoryShelf>();
  std::vector<std::function<void()>> owed;

  void answer_all() {
    while (!owed.empty()) {
      auto next = std::move(owed.front());
      owed.erase(owed.begin());
      next();
    }
  }

  feedback::Durability durability() { return shelf->durability(); }
  void create(feedback::Commit first, feedback::Done<feedback::Created> done) { shelf->create(std::move(first), std::move(done)); }
  void get(std::string id, feedback::Done<feedback::Row> done) { shelf->get(std::move(id), std::move(done)); }
  void swap(uint64_t expected, feedback::Commit next, feedback::Done<uint64_t> done) { shelf->swap(expected, std::move(next), std::move(done)); }
  void remove(std::string id, uint64_t expected, feedback::Done<uint64_t> done) { shelf->remove(std::move(id), expected, std::move(done)); }
  void list(feedback::Query query, feedback::Done<feedback::Rows> done) { shelf->list(std::move(query), std::move(done)); }
  void count(std::optional<std::string> principal, feedback::Done<feedback::Tally> done) { shelf->count(std::move(principal), std::move(done)); }
  void due(int64_t now, uint32_t most, feedback::Done<feedback::DueIds> done) { shelf->due(now, most, std::move(done)); }
  void lease(int64_t now, int64_t ttl, uint32_t most, feedback::Done<feedback::Lease> done) { shelf->lease(now, ttl, most, std::move(done)); }
  void settle(std::string token, std::vector<std::string> told, int64_t retry, feedback::Done<uint64_t> done) {
    shelf->settle(std::move(token), std::move(told), retry, std::move(done));
  }
  void put_blob(std::string session, std::string name, std::string bytes, feedback::Done<bool> done) {
    owed.push_back([this, session, name, bytes, done] { shelf->put_blob(session, name, bytes, done); });
  }
  void get_blob(std::string session, std::string name, feedback::Done<std::string> done) {
    owed.push_back([this, session, name, done] { shelf->get_blob(session, name, done); });
  }
  void drop_blobs(std::string session, feedback::Done<uint64_t> done) { shelf->drop_blobs(std::move(session), std::move(done)); }
  void audit(std::string id, uint64_t from, uint32_t most, feedback::Done<std::vector<feedback::AuditEntry>> done) {
    shelf->audit(std::move(id), from, most, std::move(done));
  }
  void write_journal(feedback::JournalEntry entry, feedback::Done<uint64_t> done) { shelf->write_journal(std::move(entry), std::move(done)); }
  void read_journal(feedback::JournalQuery query, feedback::Done<feedback::JournalPage> done) { shelf->read_journal(std::move(query), std::move(done)); }
  void sum_journal(feedback::JournalQuery query, feedback::JournalBy by, feedback::Done<std::vector<feedback::JournalSum>> done) {
    shelf->sum_journal(std::move(query), by, std::move(done));
  }
  void trim_journal(feedback::JournalKind kind, int64_t before, feedback::Done<uint64_t> done) { shelf->trim_journal(kind, before, std::move(done)); }
  std::shared_ptr<void> watch(feedback::Store::Watcher changed) { return shelf->watch(std::move(changed)); }
};

template <class Keeper> void begin(Keeper &keeper, const std::string &id) {
  feedback::Step first = feedback::begin(id, std::make_shared<feedback::Asked>(people::asked()), people::start + 3'600'000, people::start);
  keeper.create(commit_of(first, false), [](feedback::Result<feedback::Created> made) { REQUIRE(made.value.made); });
}

std::string kept(feedback::MemoryShelf &shelf, const std::string &session) {
  std::string text;
  shelf.get_blob(session, std::string(LiveDevices::blob), [&](feedback::Result<std::string> got) { text = got.value; });
  return text;
}

} // namespace

TEST_CASE("a device is kept as it said it is") {
  CHECK(with_device("", {"d-1", "android", "1.2", "tok\"en"}, 1'800'000'000'000) ==
        R"([{"deviceId":"d-1","platform":"android","appVersion":"1.2","pushToken":"tok\"en","registeredAt":"2027-01-15T08:00:00.000Z"}])");
  CHECK(with_device("[]", device("d"), 0) == R"([{"deviceId":"d","platform":"ios","registeredAt":"1970-01-01T00:00:00.000Z"}])");
}

TEST_CASE("the same id is the same device") {
  const std::string two = with_device(with_device("", device("a"), 1), device("b"), 2), again = with_device(two, {"a", "ios", "2.0", ""}, 3);
  CHECK(count(again) == 2);
  CHECK(again.find("\"b\"") < again.find("\"a\""));
  CHECK(again.find("2.0") != again.npos);
}

TEST_CASE("twenty are kept; with one more the oldest goes") {
  std::string devices;
  for (int i = 1; i <= 20; ++i) devices = with_device(devices, device("d-" + std::to_string(i)), i);
  CHECK(count(devices) == 20);
  devices = with_device(devices, device("d-20"), 21); // again
  CHECK(count(devices) == 20);
  CHECK(devices.find("\"d-1\"") != devices.npos);
  devices = with_device(devices, device("d-21"), 22);
  CHECK(count(devices) == 20);
  CHECK(devices.find("\"d-1\"") == devices.npos);
  CHECK(devices.find("\"d-2\"") != devices.npos);
}

TEST_CASE("what cannot be read is begun anew") {
  for (const char *text : {"{", "7", "{}", R"([{"id":"x"},7])"}) CHECK(count(with_device(text, device("d"), 1)) == 1);
}

TEST_CASE("two that register at once are both kept, and both are told") {
  auto slow = std::make_shared<SlowBlobs>();
  begin(*slow, "q");
  const LiveDevices devices{feedback::Store(slow)};
  int told = 0;
  const auto well = [&](bool good) {
    CHECK(good);
    ++told;
  };
  devices.keep("q", device("a"), 1, well);
  devices.keep("q", device("b"), 1, well);
  devices.keep("q", device("c"), 1, well);
  CHECK(slow->owed.size() == 1);
  CHECK(told == 0);
  slow->answer_all();
  CHECK(told == 3);
  CHECK(count(kept(*slow->shelf, "q")) == 3);
}

TEST_CASE("a session that is not there keeps nothing, and the next registration is heard all the same") {
  auto shelf = std::make_shared<feedback::MemoryShelf>();
  const LiveDevices devices{feedback::Store(shelf)};
  int good = 0, bad = 0;
  const auto count_it = [&](bool well) { ++(well ? good : bad); };
  devices.keep("q", device("a"), 1, count_it);
  CHECK(bad == 1);
  begin(*shelf, "q");
  devices.keep("q", device("a"), 1, count_it);
  CHECK(good == 1);
}
