// memory_journal.cpp - writing, paging from the newest on, and adding up.
#include "feedback/memory_journal.hpp"
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace tenon::feedback {
namespace {

bool fits(const JournalEntry &entry, const JournalQuery &query) {
  return (query.session.empty() || entry.session == query.session) && (query.name.empty() || entry.name == query.name) &&
         (query.status.empty() || entry.status == query.status) && (!query.user || entry.user == *query.user) && entry.at >= query.from && entry.at < query.until;
}

void add(JournalSum &sum, const JournalEntry &entry) {
  sum.first_at = sum.total == 0 ? entry.at : std::min(sum.first_at, entry.at);
  sum.last_at = sum.total == 0 ? entry.at : std::max(sum.last_at, entry.at);
  ++sum.total;
  sum.succeeded += entry.status == "success";
  sum.failed += entry.status == "error";
  sum.timed_out += entry.status == "timeout";
  if (entry.duration_ms < 0) return;
  ++sum.measured;
  sum.duration_ms += entry.duration_ms;
}

} // namespace

uint64_t MemoryJournal::write(JournalEntry entry) {
  Entries &entries = entries_[static_cast<int>(entry.kind)];
  if (most_ == 0) return 0;
  if (entries.size() >= most_) entries.pop_front();
  entry.number = ++last_;
  entries.push_back(std::move(entry));
  return last_;
}

bool MemoryJournal::read(const JournalQuery &query, JournalPage &out) const {
  uint64_t before = UINT64_MAX;
  if (!query.cursor.empty()) {
    const char *const end = query.cursor.data() + query.cursor.size();
    const auto read = std::from_chars(query.cursor.data(), end, before);
    if (read.ec != std::errc() || read.ptr != end) return false;
  }
  const Entries &entries = of(query.kind);
  for (auto at = entries.rbegin(); at != entries.rend(); ++at) {
    if (!fits(*at, query)) continue;
    ++out.total;
    if (at->number >= before) continue;
    if (out.entries.size() < query.most) out.entries.push_back(*at);
    else if (out.next.empty() && !out.entries.empty()) out.next = std::to_string(out.entries.back().number);
  }
  return true;
}

std::vector<JournalSum> MemoryJournal::sum(const JournalQuery &query, JournalBy by) const {
  struct Group {
    JournalSum sum;
    std::set<std::string_view> sessions;
  };
  const auto key_of = [by](const JournalEntry &entry) {
    return by == JournalBy::whole ? std::string() : by == JournalBy::name ? entry.name : day_of(entry.at);
  };
  std::map<std::string, Group> groups;
  for (const JournalEntry &entry : of(query.kind)) {
    if (!fits(entry, query)) continue;
    Group &group = groups[key_of(entry)];
    add(group.sum, entry);
    if (!entry.session.empty()) group.sessions.insert(entry.session);
  }
  std::vector<JournalSum> sums;
  for (auto &[key, group] : groups) {
    group.sum.key = key;
    group.sum.sessions = group.sessions.size();
    sums.push_back(std::move(group.sum));
  }
  return sums;
}

uint64_t MemoryJournal::trim(JournalKind kind, int64_t before) {
  Entries &entries = entries_[static_cast<int>(kind)];
  const size_t had = entries.size();
  entries.erase(std::remove_if(entries.begin(), entries.end(), [&](const JournalEntry &entry) { return entry.at < before; }), entries.end());
  return had - entries.size();
}

// The civil calendar from the number of days since 1970, in eras of 400 years.
std::string day_of(int64_t unix_ms) {
  constexpr int64_t day_ms = 86'400'000, era_days = 146'097;
  const int64_t days = (unix_ms >= 0 ? unix_ms : unix_ms - day_ms + 1) / day_ms + 719'468; // since 0000-03-01
  const int64_t era = (days >= 0 ? days : days - era_days + 1) / era_days;
  const int64_t day = days - era * era_days;
  const int64_t year = (day - day / 1460 + day / 36'524 - day / 146'096) / 365;
  const int64_t of_year = day - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
  const auto two = [](int64_t number) { return std::string(number < 10 ? "0" : "") + std::to_string(number); };
  const int64_t shown = year + era * 400 + (month >= 10);
  std::string digits = std::to_string(shown < 0 ? -shown : shown);
  if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
  return (shown < 0 ? "-" : "") + digits + '-' + two(month < 10 ? month + 3 : month - 9) + '-' + two(of_year - (153 * month + 2) / 5 + 1);
}

} // namespace tenon::feedback
