// revision_test.cpp - five revisions, and what a handshake settles on.
#include "protocol/revision.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::protocol;

TEST_CASE("all revisions are found by name, in the order of time, and nothing else is") {
  std::string_view before;
  for (size_t i = 0; i < revisions.size(); ++i) {
    CHECK(find_revision(revisions[i].name) == static_cast<Revision>(i));
    CHECK(before < revisions[i].name);
    before = revisions[i].name;
  }
  for (const char *other : {"", "2025-11-2", "2025-11-255", "v999.0.0", "1999-01-01", "2026-07-28 "}) CHECK_FALSE(find_revision(other));
}

TEST_CASE("initialize gets what it asks for, or the latest revision that has a handshake") {
  for (const char *name : {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"}) CHECK(facts(negotiate(name)).name == name);
  for (const char *name : {"2026-07-28", "2030-01-01", "", "nonsense"}) CHECK(facts(negotiate(name)).name == "2025-11-25");
}

TEST_CASE("one revision has batches, one is stateless") {
  int batches = 0, modern = 0;
  for (const RevisionFacts &r : revisions) batches += r.batches, modern += r.modern;
  CHECK(batches == 1);
  CHECK(modern == 1);
  CHECK(facts(Revision::r2025_03_26).batches);
  CHECK(facts(latest).modern);
}
