// memory_journal_test.cpp - the latest calls and events, how they are found, and the days that they are counted by.
#include "feedback/memory_journal.hpp"
#include "feedback/store_suite.hpp"

using namespace store_suite;

namespace {

JournalEntry entry(int64_t at, JournalKind kind = JournalKind::interaction) {
  JournalEntry entry;
  entry.at = at;
  entry.kind = kind;
  return entry;
}

size_t kept(const MemoryJournal &journal, JournalKind kind) {
  JournalQuery query;
  query.kind = kind;
  JournalPage page;
  CHECK(journal.read(query, page));
  return page.total;
}

} // namespace

TEST_CASE("as many of each kind are kept as may be, and one more sends the oldest away") {
  MemoryJournal journal(3);
  CHECK(journal.write(entry(0, JournalKind::event)) == 1);
  for (int i = 1; i <= 3; ++i) journal.write(entry(i));
  CHECK(kept(journal, JournalKind::interaction) == 3);
  CHECK(journal.write(entry(4)) == 5); // numbers are of both kinds together
  CHECK(kept(journal, JournalKind::interaction) == 3);
  CHECK(kept(journal, JournalKind::event) == 1);
  JournalPage page;
  CHECK(journal.read({}, page));
  CHECK(page.entries.back().at == 2);
  CHECK(MemoryJournal(0).write(entry(1)) == 0);
}

TEST_CASE("times are taken from and up to, cursors are numbers and nothing else") {
  MemoryJournal journal(100);
  for (int i = 0; i < 10; ++i) journal.write(entry(i));
  JournalQuery query;
  query.from = 3;
  query.until = 6;
  JournalPage page;
  CHECK(journal.read(query, page));
  CHECK(page.total == 3);
  CHECK(page.entries.front().at == 5);
  for (const char *bad : {"x", "1x", "-1", " 1", "99999999999999999999"}) {
    query.cursor = bad;
    CHECK_FALSE(journal.read(query, page));
  }
  CHECK(journal.trim(JournalKind::interaction, 4) == 4);
  CHECK(journal.trim(JournalKind::event, 100) == 0);
}

TEST_CASE("days are days of the calendar") {
  CHECK(day_of(0) == "1970-01-01");
  CHECK(day_of(-1) == "1969-12-31");
  CHECK(day_of(951'782'400'000) == "2000-02-29");
  CHECK(day_of(951'868'799'999) == "2000-02-29");
  CHECK(day_of(951'868'800'000) == "2000-03-01");
  CHECK(day_of(1'795'219'200'000) == "2026-11-21");
  CHECK(day_of(-62'135'596'800'000) == "0001-01-01");
}
