// memory_shelf_test.cpp - the built-in store passes the suite of all stores, and keeps to its bounds.
#include "feedback/memory_shelf.hpp"
#include "feedback/store_suite.hpp"

using namespace store_suite;

namespace {

Store shelf(ShelfBounds bounds = {}) { return Store(std::make_shared<MemoryShelf>(bounds)); }

} // namespace

TEST_CASE("memory: sessions are written once, swapped by version, audited and removed") { keeps_sessions(shelf()); }
TEST_CASE("memory: lists, counts and what is due") { lists_sessions(shelf()); }
TEST_CASE("memory: the outbox is told in order, at least once") { tells_in_order(shelf()); }
TEST_CASE("memory: odd names, long texts, blobs") { keeps_extras(shelf()); }
TEST_CASE("memory: the journal") { keeps_journal(shelf()); }
TEST_CASE("memory: sixteen at once") { survives_races(shelf(), 16); }
TEST_CASE("memory: whoever watches hears of changes") { tells_watchers(shelf(), false); }

TEST_CASE("memory is durable in no way, and says so") { CHECK(shelf().durability() == Durability::none); }

TEST_CASE("a full shelf takes no new session, but what is there can be answered, and room comes back") {
  ShelfBounds bounds;
  bounds.sessions = 2;
  const Store store = shelf(bounds);
  const Desk desk{store};
  CHECK(desk.create(begun("f-1")).value.made);
  CHECK(desk.create(begun("f-2")).value.made);
  CHECK(desk.create(begun("f-3")).fault == Fault::full);
  CHECK_FALSE(desk.create(begun("f-2")).value.made); // what is there is found all the same
  CHECK(desk.act("f-1", says("ann", "a-1"), start).verdict == Verdict::done);
  desk.remove("f-2", 1);
  CHECK(desk.create(begun("f-3")).value.made);
}

TEST_CASE("bytes are bounded: of all sessions, of one row, of blobs") {
  const Commit first = commit_of(begun("m-1"), false);
  const uint64_t weight = first.row.body.size() + first.audit.body.size();
  ShelfBounds bounds;
  bounds.bytes = 2 * weight;
  const Store store = shelf(bounds);
  const Desk desk{store};
  CHECK(desk.create(begun("m-1"), false).value.made);
  CHECK(desk.create(begun("m-2"), false).value.made);
  CHECK(desk.create(begun("m-3"), false).fault == Fault::full);
  CHECK(desk.act("m-1", says("ann", "a-1", std::string(5000, 'x')), start).verdict == Verdict::done); // answers are not refused
  desk.remove("m-1", 2);
  CHECK(desk.create(begun("m-3"), false).value.made); // all of it came back
  CHECK(desk.create(begun("m-4"), false).fault == Fault::full);

  ShelfBounds small;
  small.row_bytes = first.row.body.size();
  const Store narrow = shelf(small);
  CHECK(Desk{narrow}.create(begun("m-1"), false).value.made);
  CHECK(Desk{narrow}.create(begun("m-10"), false).fault == Fault::full); // one letter more
  CHECK(Desk{narrow}.swap(1, commit_of(step(*begun("m-1").next, says("ann", "a-1"), start), false)).fault == Fault::full);

  ShelfBounds blobs;
  blobs.blob_bytes = 10;
  const Store few = shelf(blobs);
  Desk{few}.create(begun("m-1"));
  CHECK(Desk{few}.put_blob("m-1", "a", "1234567890").value);
  CHECK(Desk{few}.put_blob("m-1", "b", "1").fault == Fault::full);
  CHECK(Desk{few}.put_blob("m-1", "a", "123456789").value);
  CHECK(Desk{few}.put_blob("m-1", "b", "1").value);
  CHECK(Desk{few}.drop_blobs("m-1") == 2);
  CHECK(Desk{few}.put_blob("m-1", "c", "1234567890").value);
}
