// journal.hpp - what happened beside the sessions: calls of tools, and events of the system; what the analytics routes show.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tenon::feedback {

enum class JournalKind : uint8_t { interaction, event };
inline constexpr int journal_kinds = 2;

struct JournalEntry {
  uint64_t number = 0; // given by the store, rising
  JournalKind kind = JournalKind::interaction;
  int64_t at = 0;
  std::string session;      // "" if it has none
  std::string name;         // the tool; the type of event
  std::string status;       // "success", "error", "timeout"; an event's severity
  std::string user;
  int64_t duration_ms = -1; // -1: not measured
  std::string body;         // JSON object: arguments, result, error and so on
};

// Entries of one kind that fit all that is set, newest first.
struct JournalQuery {
  JournalKind kind = JournalKind::interaction;
  std::string session, name, status; // "": any
  std::optional<std::string> user;   // "" is one of its own
  int64_t from = INT64_MIN, until = INT64_MAX; // at >= from, at < until
  uint32_t most = 100;
  std::string cursor; // as a page gave it; "": from the newest
};
struct JournalPage {
  std::vector<JournalEntry> entries;
  std::string next;   // "": that was all
  uint64_t total = 0; // of all pages
};

enum class JournalBy : uint8_t { name, day, whole };

struct JournalSum {
  std::string key; // the name; the day in UTC: "2026-11-21"; "" of the whole
  uint64_t total = 0, succeeded = 0, failed = 0, timed_out = 0; // "success", "error", "timeout"
  uint64_t sessions = 0; // different ones
  uint64_t measured = 0; // entries with a duration, and their sum
  int64_t duration_ms = 0;
  int64_t first_at = 0, last_at = 0;
};

std::string day_of(int64_t unix_ms); // "2026-11-21"

} // namespace tenon::feedback
