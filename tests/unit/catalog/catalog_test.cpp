// catalog_test.cpp - order stays, names are unique, snapshots do not change under their readers.
#include "catalog/catalog.hpp"
#include "catalog/page_cursor.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::catalog;

namespace {

int alive = 0;

struct Entry final : Counted {
  explicit Entry(std::string name) : name_(std::move(name)) { ++alive; }
  ~Entry() { --alive; }
  std::string_view name() const { return name_; }
  void unreferenced() { delete this; }
  std::string name_;
};

using Shelf = Catalog<Entry>;
Ref<Entry> entry(const char *name) { return Ref<Entry>::adopt(new Entry(name)); }

} // namespace

TEST_CASE("entries stand in the order in which they came, also after some have gone") {
  Shelf shelf;
  for (const char *name : {"c", "a", "b"}) CHECK(shelf.add(entry(name), 10) == Shelf::Added::yes);
  CHECK(shelf.remove("a"));
  CHECK(shelf.add(entry("a"), 10) == Shelf::Added::yes);
  std::string order;
  for (const auto &e : shelf.snapshot()->entries) order += e.entry->name();
  CHECK(order == "cba");
  CHECK_FALSE(shelf.remove("x"));
}

TEST_CASE("a name is taken once, and the bound holds: at it, and one past it") {
  Shelf shelf;
  CHECK(shelf.add(entry("a"), 2) == Shelf::Added::yes);
  CHECK(shelf.add(entry("a"), 2) == Shelf::Added::duplicate);
  CHECK(shelf.add(entry("b"), 2) == Shelf::Added::yes);
  CHECK(shelf.add(entry("c"), 2) == Shelf::Added::full);
  CHECK(shelf.size() == 2);
}

TEST_CASE("a reader's snapshot outlives what was removed") {
  {
    Shelf shelf;
    shelf.add(entry("a"), 2);
    const auto before = shelf.snapshot();
    shelf.remove("a");
    CHECK(before->entries.size() == 1);
    CHECK(shelf.snapshot()->entries.empty());
    CHECK_FALSE(shelf.find("a"));
    CHECK(alive == 1);
  }
  CHECK(alive == 0);
}

TEST_CASE("a cursor goes on behind the last entry that was shown, whatever has gone meanwhile") {
  Shelf shelf;
  for (const char *name : {"a", "b", "c", "d"}) shelf.add(entry(name), 10);
  const uint64_t shown = shelf.snapshot()->entries[1].number;
  shelf.remove("b");
  CHECK(shelf.snapshot()->behind(shown) == 1); // c
  CHECK(read_cursor(write_cursor(shown)) == shown);
}

TEST_CASE("cursors that are none of ours") {
  for (const char *bad : {"", "x", "dA", "dDE!", "dDE=", "MTI", "dC0x", "dDE4NDQ2NzQ0MDczNzA5NTUxNjE2"}) { // "t", "t-1", "12", 2^64
    CAPTURE(bad);
    CHECK_FALSE(read_cursor(bad));
  }
  CHECK(read_cursor(write_cursor(UINT64_MAX)) == UINT64_MAX);
}
