// analytics_look.hpp - one look at the analytics under way: who wants to see what, how much of it, and the ways to answer.
#pragma once
#include "feedback/problem.hpp"
#include "feedback/rounds.hpp"
#include "web/analytics.hpp"
#include "web/analytics_rows.hpp"
#include "web/urlencoded.hpp"
#include <utility>
#include <vector>

namespace tenon::web {

struct Analytics::Desk {
  feedback::Store store;
  AnalyticsRules rules;
  std::shared_ptr<feedback::RateLimiter> limiter;
  Responder responder;
};

inline constexpr int64_t most_rows = 1000, most_offset = 10'000, most_days = 366, most_days_to_keep = 3650;
inline constexpr size_t most_page_bytes = 8u << 20; // a page ends with the batch of rows that goes beyond
inline constexpr int64_t day_ms = 86'400'000;

Page analytics_refusal(const Analytics::Desk &desk, const AnalyticsRequest &request, feedback::Refused what, std::string_view details = {});

struct Looking {
  std::shared_ptr<const Analytics::Desk> desk;
  AnalyticsRequest request;
  Analytics::Answered answered;
  feedback::Rate rate;
  std::vector<FormPair> query; // decoded

  int64_t now() const { return request.now.unix_ms; }
  const feedback::Store &store() const { return desk->store; }
  // Whose rows are shown; none: everybody's.
  std::optional<std::string> whose() const { return request.sees_all ? std::nullopt : request.owner; }
  std::string_view asked(std::string_view name) const { return value_of(query, name); }
  feedback::Language language() const;

  // One of these, once.
  void say(Page page) const;
  void ok(std::string_view data) const;
  void refuse(feedback::Refused what, std::string_view details = {}) const;
  void fail(feedback::Fault fault) const;
  void misfit(const feedback::Problems &problems) const;
};
using Look = std::shared_ptr<const Looking>;

// Reads the query's values; what does not fit is kept, to be told all at once.
class Wishes final {
public:
  explicit Wishes(const Look &look) : look_(look) {}
  int64_t number(std::string_view name, int64_t least, int64_t most, int64_t otherwise);
  // One of `choices`, or the first of them if it does not say.
  size_t choice(std::string_view name, std::initializer_list<std::string_view> choices);
  std::string session(std::string_view name); // an id, or ""
  std::string text(std::string_view name) const { return std::string(look_->asked(name)); }
  // True: something does not fit, and the request has been answered.
  bool refused() const;

private:
  const Look &look_;
  feedback::Problems problems_;
};

// Rows of a table, batch by batch, until the page is full, or there are no more.
template <class Entry> struct Batch {
  std::vector<Entry> entries;
  std::string next;
  uint64_t total = 0;
};
template <class Entry> struct Walk {
  using Fetch = std::function<void(const std::string &cursor, uint32_t most, feedback::Done<Batch<Entry>>)>;
  using Each = std::function<void(const Entry &, Sheet &)>;

  Look look;
  Sheet sheet;
  int64_t skip, left; // entries
  std::string cursor; // when it has ended: where more is, or ""
  uint32_t batch;
  Fetch fetch;
  Each each;
  uint64_t total = 0;
};
template <class Entry> using Walking = std::shared_ptr<Walk<Entry>>;

// `done` gets the walk when it has ended; a fault has been answered then.
template <class Entry> void walk(Walking<Entry> on, std::function<void(Walk<Entry> &)> done) {
  feedback::begin_rounds([on, done = std::move(done)](const std::shared_ptr<feedback::Rounds> &rounds) {
    constexpr int64_t skipped_at_once = 200;
    const int64_t wanted = on->skip > 0 ? std::min(on->skip, skipped_at_once) : std::min<int64_t>(on->left, on->batch);
    on->fetch(on->cursor, static_cast<uint32_t>(wanted), [on, done, rounds](feedback::Result<Batch<Entry>> found) {
      if (found.fault == feedback::Fault::not_found) {
        feedback::Problems problems;
        problems.add("/cursor", feedback::Wrong::bad_text);
        return on->look->misfit(problems);
      }
      if (found.fault != feedback::Fault::none) return on->look->fail(found.fault);
      on->cursor = std::move(found.value.next);
      on->total = found.value.total;
      for (const Entry &entry : found.value.entries) {
        if (on->skip > 0) --on->skip;
        else --on->left, on->each(entry, on->sheet);
      }
      if (on->cursor.empty() || on->left <= 0 || on->sheet.size() >= most_page_bytes) return done(*on);
      rounds->go_on();
    });
  });
}

// The routes; in analytics_sessions.cpp, analytics_calls.cpp, analytics_table.cpp and analytics_care.cpp.
void show_sessions(const Look &look);
void show_tools(const Look &look);
void show_activity(const Look &look);
void show_interactions(const Look &look);
void show_table(const Look &look);
void show_health(const Look &look);
void clean_up(const Look &look);

// Walks of the four tables, from a cursor on.
Walking<feedback::Row> walk_of_sessions(const Look &look, AnalyticsTable table, Sheet::Form form, int64_t limit);
Walking<feedback::JournalEntry> walk_of_journal(const Look &look, feedback::JournalQuery query, Sheet::Form form, int64_t limit);

} // namespace tenon::web
