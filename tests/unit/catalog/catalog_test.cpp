// catalog_test.cpp - order stays, names are unique, snapshots do not change under their readers.
#include "catalog/catalog.hpp"
#include "catalog/page_cursor.hpp"
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::catalog;

namespace {

int alive = 0;

struct Entry final : Counted {
  explicit Entry(std::string name, std::string scopes) : name_(std::move(name)), scopes_(std::move(scopes)) { ++alive; }
  ~Entry() { --alive; }
  std::string_view name() const { return name_; }
  std::string_view needs_text() const { return scopes_; }
  void unreferenced() { delete this; }
  std::string name_, scopes_;
};

using Shelf = Catalog<Entry>;
Ref<Entry> entry(const char *name, const char *scopes = "") { return Ref<Entry>::adopt(new Entry(name, scopes)); }

std::string order(const Shelf &shelf) {
  std::string names;
  for (const auto &e : shelf.snapshot()->entries) names += e.entry->name();
  return names;
}

std::string needs(const Snapshot<Entry> &snapshot) {
  std::string all;
  for (const Entry *one : snapshot.requirements) all.append(one->needs_text()).append(", ");
  return all;
}

} // namespace

TEST_CASE("entries stand in the order in which they came, also after some have gone") {
  Shelf shelf;
  for (const char *name : {"c", "a", "b"}) CHECK(shelf.add(entry(name), 10) == Shelf::Added::yes);
  CHECK(shelf.remove("a"));
  CHECK(shelf.add(entry("a"), 10) == Shelf::Added::yes);
  CHECK(order(shelf) == "cba");
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

TEST_CASE("an entry takes the place of the one of its name, and readers of before keep the old one") {
  {
    Shelf shelf;
    for (const char *name : {"a", "b", "c"}) shelf.add(entry(name, "old"), 3);
    const auto before = shelf.snapshot();
    Ref<Entry> replaced;
    CHECK(shelf.replace(entry("b", "new"), 3, replaced) == Shelf::Added::yes);
    CHECK(replaced->needs_text() == "old");
    replaced.reset();
    CHECK(order(shelf) == "abc");
    CHECK(shelf.snapshot()->entries[1].number == before->entries[1].number);
    CHECK(shelf.snapshot()->version != before->version);
    CHECK(shelf.snapshot()->entries[1].entry->needs_text() == "new");
    CHECK(before->entries[1].entry->needs_text() == "old");
    CHECK(shelf.find("b")->needs_text() == "new");
    CHECK(alive == 4);
  }
  CHECK(alive == 0);
}

TEST_CASE("after a replacement the name is looked up in the new entry, not in the one that is gone") {
  Shelf shelf;
  shelf.add(entry("a name that is too long to be kept inside a string"), 2);
  Ref<Entry> replaced;
  shelf.replace(entry("a name that is too long to be kept inside a string"), 2, replaced);
  replaced.reset();
  CHECK(alive == 1);
  CHECK(shelf.find("a name that is too long to be kept inside a string"));
  CHECK(shelf.remove("a name that is too long to be kept inside a string"));
  CHECK(shelf.size() == 0);
}

TEST_CASE("an entry that replaces nothing comes at the end, as far as there is room") {
  Shelf shelf;
  Ref<Entry> replaced;
  CHECK(shelf.replace(entry("a"), 2, replaced) == Shelf::Added::yes);
  CHECK(shelf.replace(entry("b"), 2, replaced) == Shelf::Added::yes);
  CHECK(shelf.replace(entry("c"), 2, replaced) == Shelf::Added::full);
  CHECK(shelf.replace(entry("a"), 2, replaced) == Shelf::Added::yes); // full is no reason against it
  CHECK(order(shelf) == "ab");
}

TEST_CASE("a snapshot knows what its entries ask for, each once, in order of first appearance") {
  Shelf shelf;
  CHECK(needs(*shelf.snapshot()).empty());
  const char *rows[][2] = {{"a", ""}, {"b", "write"}, {"c", "read"}, {"d", "write"}, {"e", "read write"}};
  for (const auto &row : rows) shelf.add(entry(row[0], row[1]), 10);
  const auto before = shelf.snapshot();
  CHECK(needs(*before) == "write, read, read write, ");
  for (const char *name : {"b", "c", "e"}) shelf.remove(name);
  CHECK(needs(*shelf.snapshot()) == "write, ");
  CHECK(needs(*before) == "write, read, read write, ");
}

TEST_CASE("a cursor goes on behind the last entry that was shown, whatever has gone meanwhile") {
  Shelf shelf;
  for (const char *name : {"a", "b", "c", "d"}) shelf.add(entry(name), 10);
  const uint64_t shown = shelf.snapshot()->entries[1].number;
  shelf.remove("b");
  CHECK(shelf.snapshot()->behind(shown) == 1); // c
  CHECK(read_cursor('t', write_cursor('t', shown)) == shown);
}

TEST_CASE("cursors that are none of this list's") {
  for (const char *bad : {"", "x", "dA", "dDE!", "dDE=", "MTI", "dC0x", "dDE4NDQ2NzQ0MDczNzA5NTUxNjE2"}) { // "t", "t-1", "12", 2^64
    CAPTURE(bad);
    CHECK_FALSE(read_cursor('t', bad));
  }
  CHECK(read_cursor('t', write_cursor('t', UINT64_MAX)) == UINT64_MAX);
  CHECK(read_cursor('t', "dDE") == 1);
  CHECK_FALSE(read_cursor('r', "dDE")); // another list's
  CHECK_FALSE(read_cursor('t', write_cursor('p', 1)));
}
