// memory_journal.hpp - the latest calls and events, in memory; the oldest make room for new ones.
#pragma once
#include "feedback/journal.hpp"
#include <deque>

namespace tenon::feedback {

class MemoryJournal final {
public:
  explicit MemoryJournal(uint64_t most) : most_(most) {}

  uint64_t write(JournalEntry);
  // False: the cursor is none of ours.
  bool read(const JournalQuery &, JournalPage &out) const;
  std::vector<JournalSum> sum(const JournalQuery &, JournalBy) const;
  uint64_t trim(JournalKind, int64_t before);

private:
  using Entries = std::deque<JournalEntry>; // by number
  const Entries &of(JournalKind kind) const { return entries_[static_cast<int>(kind)]; }

  const uint64_t most_; // of each kind
  Entries entries_[journal_kinds];
  uint64_t last_ = 0;
};

} // namespace tenon::feedback
