// burnt_links_test.cpp - of all who use a one-time link at the same moment, at whichever server, one has it.
#include "web/burnt_links.hpp"
#include "feedback/ledger.hpp"
#include "feedback/memory_shelf.hpp"
#include <atomic>
#include <doctest/doctest.h>
#include <thread>

using namespace tenon;
using namespace tenon::web;

namespace {

struct Shelf {
  std::shared_ptr<feedback::MemoryShelf> keeper = std::make_shared<feedback::MemoryShelf>();
  feedback::Store store{keeper};
  std::string id = "00000000-0000-4000-8000-000000000001";

  Shelf() {
    feedback::Ledger ledger(store, {}, [this](std::string &out) { return out = id, true; });
    auto asked = std::make_shared<feedback::Asked>();
    asked->question.message = "m";
    ledger.begin(asked, {}, 1000, [](feedback::Result<feedback::Begun> begun) { REQUIRE(begun.fault == feedback::Fault::none); });
  }
  Burnt look(const std::string &holder) const {
    Burnt said = Burnt::unknown;
    look_at_link(store, id, "n", holder, [&](Burnt burnt) { said = burnt; });
    return said;
  }
  Burnt burn(const std::string &holder, const std::string &number = "n") const {
    Burnt said = Burnt::unknown;
    burn_link(store, id, number, holder, 2000, [&](Burnt burnt) { said = burnt; });
    return said;
  }
};

} // namespace

TEST_CASE("a link is nobody's until it is used, and then the first one's") {
  const Shelf shelf;
  CHECK(shelf.look("ann") == Burnt::unused);
  CHECK(shelf.burn("ann") == Burnt::by_holder);
  CHECK(shelf.burn("ann") == Burnt::by_holder);
  CHECK(shelf.burn("bob") == Burnt::by_another);
  CHECK(shelf.look("ann") == Burnt::by_holder);
  CHECK(shelf.look("bob") == Burnt::by_another);
  CHECK(shelf.burn("bob", "m") == Burnt::by_holder); // another link
}

TEST_CASE("who was first holds, even where the mark was not put any more") {
  const Shelf shelf;
  feedback::JournalEntry entry; // a server that stopped in between
  entry.kind = feedback::JournalKind::event;
  entry.session = shelf.id;
  entry.name = "link_used";
  entry.user = "n";
  entry.body = R"({"holder":"ann"})";
  shelf.store.write_journal(entry, [](feedback::Result<uint64_t>) {});
  CHECK(shelf.burn("bob") == Burnt::by_another);
  CHECK(shelf.burn("ann") == Burnt::by_holder);
}

TEST_CASE("a store that cannot say leaves it open, and nobody is let in by that") {
  Shelf shelf;
  shelf.id = "00000000-0000-4000-8000-00000000000f"; // not there
  CHECK(shelf.burn("ann") == Burnt::unknown);
}

TEST_CASE("of many at once one has it") {
  for (int round = 0; round < 20; ++round) {
    const Shelf shelf;
    std::atomic<int> had{0}, ready{0};
    std::vector<std::thread> all;
    for (int i = 0; i < 8; ++i)
      all.emplace_back([&, i] {
        ++ready;
        while (ready < 8) std::this_thread::yield();
        had += shelf.burn("browser" + std::to_string(i)) == Burnt::by_holder;
      });
    for (std::thread &each : all) each.join();
    CHECK(had == 1);
  }
}

TEST_CASE("the first of the journal is found behind many pages") {
  const Shelf shelf;
  feedback::JournalEntry entry;
  entry.kind = feedback::JournalKind::event;
  entry.name = "inbox_opened";
  entry.user = "n";
  entry.body = "\"first\"";
  const auto write = [&] { shelf.store.write_journal(entry, [](feedback::Result<uint64_t>) {}); };
  write();
  entry.user = "another";
  for (int i = 0; i < 2500; ++i) write();
  entry.user = "n";
  entry.body = "\"mine\"";
  std::string found;
  first_of_journal(shelf.store, entry, [&](feedback::Result<std::string> first) { found = first.value; });
  CHECK(found == "\"first\"");
}
