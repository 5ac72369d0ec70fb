// memory_index_test.cpp - one list looks at so many rows and no more, and goes on from there.
#include "feedback/memory_index.hpp"
#include <doctest/doctest.h>

using namespace tenon::feedback;

namespace {

Row row(int i) {
  Row row;
  row.id = std::to_string(i);
  row.created_at = i;
  row.due_at = 1000 - i;
  row.principal = "ann";
  return row;
}

} // namespace

TEST_CASE("a page ends after ten thousand looks, even if nothing fits, and the next one goes on behind it") {
  MemoryIndex index;
  for (int i = 0; i < 10'001; ++i) index.add(MemoryIndex::spot(row(i)));
  Query query;
  query.oldest_first = true;
  std::vector<std::string> ids;
  std::string next;
  const auto only = [](const char *wanted) { return [wanted](const std::string &id) { return id == wanted; }; };
  CHECK(index.list(query, only("9999"), ids, next));
  CHECK(ids == std::vector<std::string>{"9999"}); // the ten thousandth
  ids.clear();
  next.clear();
  CHECK(index.list(query, only("10000"), ids, next));
  CHECK(ids.empty());
  REQUIRE_FALSE(next.empty());
  query.cursor = next;
  next.clear();
  CHECK(index.list(query, only("10000"), ids, next));
  CHECK(ids == std::vector<std::string>{"10000"});
  CHECK(next.empty());
}

TEST_CASE("a row that changes leaves the shelves that it no longer belongs to, and keeps its place on the others") {
  MemoryIndex index;
  Row before = row(1), after = row(1);
  after.state = State::answered;
  after.undelivered = true;
  after.due_at = 5;
  index.add(MemoryIndex::spot(before));
  index.replace(MemoryIndex::spot(before), MemoryIndex::spot(after));
  CHECK(index.count("ann").of_state[0] == 0);
  CHECK(index.count("ann").of_state[1] == 1);
  CHECK(index.count(std::nullopt).undelivered == 1);
  CHECK(index.due(4, 10).next_at == 5);
  CHECK(index.due(5, 10).ids == std::vector<std::string>{"1"});
  index.remove(MemoryIndex::spot(after));
  CHECK(index.count(std::nullopt).of_state[1] == 0);
  CHECK(index.count("ann").undelivered == 0);
  CHECK(index.due(INT64_MAX, 10).ids.empty());
  CHECK(index.due(INT64_MAX, 10).next_at == INT64_MAX);
}
