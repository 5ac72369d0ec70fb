// storage_test.cpp - a host's store written in C terms: what it is asked, what of it comes back, and when it is dropped.
#include "abi/storage.hpp"
#include "abi/host_shelf.hpp"

using namespace host_shelf;
using tenon::abi::read_storage;

namespace {

// A store, and how often it was dropped.
struct Opened {
  Opened() {
    auto *kept = new Host;
    kept->dropped = &dropped;
    const tenon_storage record = record_of(kept);
    std::string why;
    REQUIRE(read_storage(&record, store, why) == tenon::Status::ok);
  }
  int dropped = 0;
  std::optional<Store> store;
};

} // namespace

TEST_CASE("a host's store: sessions are written once, swapped by version, audited and removed") { keeps_sessions(*Opened().store); }
TEST_CASE("a host's store: lists, counts and what is due") { lists_sessions(*Opened().store); }
TEST_CASE("a host's store: the outbox is told in order, at least once") { tells_in_order(*Opened().store); }
TEST_CASE("a host's store: odd names, long texts, blobs") { keeps_extras(*Opened().store); }
TEST_CASE("a host's store: the journal") { keeps_journal(*Opened().store); }
TEST_CASE("a host's store: four at once") { survives_races(*Opened().store, 4); }
TEST_CASE("a host's store: whoever watches hears of changes") { tells_watchers(*Opened().store, false); }

TEST_CASE("an answer carries the time that the store gave it by; the shelf's comes inside the call, and needs none") {
  Opened opened;
  CHECK(Desk{*opened.store}.create(begun("s-1")).now.unix_ms == now.unix_ms);
  CHECK(Desk{*opened.store}.get("nobody").now.monotonic_ms == now.monotonic_ms);
  const Store shelf(std::make_shared<MemoryShelf>());
  CHECK(Desk{shelf}.create(begun("s-1")).now.unix_ms == 0);
}

TEST_CASE("a host's store is dropped once, with its last copy; inside an answer it waits until the host's function is over") {
  Opened opened;
  std::optional<Store> second = opened.store;
  opened.store.reset();
  CHECK(opened.dropped == 0);
  int dropped_inside = -1;
  const Store &shown = *second;
  shown.get("nobody", [&](Result<Row>) {
    second.reset();
    dropped_inside = opened.dropped;
  });
  CHECK(dropped_inside == 0);
  CHECK(opened.dropped == 1);
}

TEST_CASE("a store without a function, of another size or of no durability that there is, is refused and dropped") {
  const auto refused = [](auto set) {
    int dropped = 0;
    auto *kept = new Host;
    kept->dropped = &dropped;
    tenon_storage record = record_of(kept);
    set(record);
    std::optional<Store> store;
    std::string why;
    const tenon::Status status = read_storage(&record, store, why);
    CHECK_FALSE(store);
    CHECK(dropped == 1);
    CHECK(why.find("storage: ") == 0);
    return status;
  };
  CHECK(refused([](tenon_storage &r) { r.create = nullptr; }) == tenon::Status::invalid);
  CHECK(refused([](tenon_storage &r) { r.journal_trim = nullptr; }) == tenon::Status::invalid);
  CHECK(refused([](tenon_storage &r) { r.durability = 3; }) == tenon::Status::invalid);
  CHECK(refused([](tenon_storage &r) { r.size -= 1; }) == tenon::Status::bad_size);
  std::optional<Store> store;
  std::string why;
  CHECK(read_storage(nullptr, store, why) == tenon::Status::invalid);
}

TEST_CASE("a store that cannot tell of changes says so") {
  int dropped = 0;
  auto *kept = new Host;
  kept->dropped = &dropped;
  tenon_storage record = record_of(kept);
  record.watch = nullptr;
  record.durability = TENON_DURABLE_PROCESS;
  std::optional<Store> store;
  std::string why;
  REQUIRE(read_storage(&record, store, why) == tenon::Status::ok);
  CHECK(store->watch([](const std::string &, uint64_t) {}) == nullptr);
  CHECK(store->durability() == Durability::process);
}
