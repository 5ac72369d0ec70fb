// analytics_calls.cpp - calls of tools: one by one, added up by tool, added up by day.
#include "feedback/members.hpp"
#include "feedback/record_bodies.hpp"
#include "web/analytics_look.hpp"
#include "web/timestamp.hpp"
#include <algorithm>
#include <map>

namespace tenon::web {

using feedback::Fault;
using feedback::JournalBy;
using feedback::JournalEntry;
using feedback::JournalKind;
using feedback::JournalQuery;
using feedback::JournalSum;
using feedback::Members;

namespace {

constexpr uint32_t entries_at_once = 100; // each may hold two long texts
constexpr std::string_view asking_tool = "interactive_feedback";

using Sums = std::vector<JournalSum>;

int64_t signed_of(uint64_t number) { return static_cast<int64_t>(number); }

void sum(const Look &look, JournalQuery query, JournalBy by, std::function<void(Sums)> use) {
  look->store().sum_journal(std::move(query), by, [look, use = std::move(use)](feedback::Result<Sums> found) {
    if (found.fault != Fault::none) return look->fail(found.fault);
    use(std::move(found.value));
  });
}

std::string tool_view(const JournalSum &tool) {
  std::string out;
  Members members(out);
  members.text("tool_name", tool.key).integer("total_calls", signed_of(tool.total)).integer("successful_calls", signed_of(tool.succeeded));
  members.integer("failed_calls", signed_of(tool.failed)).integer("timeout_calls", signed_of(tool.timed_out));
  if (tool.measured == 0) members.raw("avg_execution_time_ms", "null");
  else json::append_number(members.value_of("avg_execution_time_ms"), static_cast<double>(tool.duration_ms) / static_cast<double>(tool.measured));
  members.text("first_call", timestamp(tool.first_at)).text("last_call", timestamp(tool.last_at)).close();
  return out;
}

// The days of one look, and what is asked about them one after the other.
struct Days {
  Look look;
  int64_t days;
  JournalQuery query;
  Sums by_day, asking, whole;
};

std::string day_view(const JournalSum &day, const std::map<std::string_view, uint64_t> &asking) {
  const auto asked = asking.find(day.key);
  std::string out;
  Members members(out);
  members.text("date", day.key).integer("unique_sessions", signed_of(day.sessions)).integer("total_interactions", signed_of(day.total));
  members.integer("feedback_calls", asked == asking.end() ? 0 : signed_of(asked->second));
  members.integer("successful_interactions", signed_of(day.succeeded)).close();
  return out;
}

void show_days(const Days &all) {
  std::map<std::string_view, uint64_t> asking;
  for (const JournalSum &day : all.asking) asking[day.key] = day.total;
  std::string data;
  Members members(data);
  members.value_of("dailyStats") += '[';
  uint64_t sessions = 0, calls = 0;
  for (auto day = all.by_day.rbegin(); day != all.by_day.rend(); ++day) {
    if (day != all.by_day.rbegin()) data += ',';
    data += day_view(*day, asking);
    sessions += day->sessions;
    calls += day->total;
  }
  data += ']';
  Members period(members.value_of("period"));
  period.integer("days", all.days);
  if (all.by_day.empty()) period.raw("from", "null").raw("to", "null").close();
  else period.text("from", all.by_day.front().key).text("to", all.by_day.back().key).close();
  const size_t days = all.by_day.size();
  Members summary(members.value_of("summary"));
  summary.integer("totalDays", static_cast<int64_t>(days)).integer("totalSessions", all.whole.empty() ? 0 : signed_of(all.whole[0].sessions));
  summary.integer("totalInteractions", signed_of(calls));
  json::append_number(summary.value_of("avgSessionsPerDay"), days == 0 ? 0 : static_cast<double>(sessions) / static_cast<double>(days));
  summary.close();
  members.close();
  all.look->ok(data);
}

std::string or_null(std::string_view text) { return text.empty() ? "null" : json::quoted(text); }

} // namespace

Walking<JournalEntry> walk_of_journal(const Look &look, JournalQuery query, Sheet::Form form, int64_t limit) {
  const bool events = query.kind == JournalKind::event;
  std::string cursor(look->asked("cursor"));
  query.user = look->whose();
  const auto fetch = [look, query](const std::string &from, uint32_t most, feedback::Done<Batch<JournalEntry>> done) {
    JournalQuery page = query;
    page.most = most;
    page.cursor = from;
    look->store().read_journal(std::move(page), [done = std::move(done)](feedback::Result<feedback::JournalPage> found) {
      feedback::Result<Batch<JournalEntry>> result;
      result.fault = found.fault;
      result.value.entries = std::move(found.value.entries);
      result.value.next = std::move(found.value.next);
      result.value.total = found.value.total;
      done(std::move(result));
    });
  };
  const auto each = [events](const JournalEntry &entry, Sheet &sheet) { events ? add_event(sheet, entry) : add_interaction(sheet, entry); };
  const AnalyticsTable table = events ? AnalyticsTable::events : AnalyticsTable::interactions;
  return std::make_shared<Walk<JournalEntry>>(
      Walk<JournalEntry>{look, Sheet(columns(table), form), 0, limit, std::move(cursor), entries_at_once, fetch, each, 0});
}

void show_interactions(const Look &look) {
  Wishes wishes(look);
  JournalQuery query;
  query.session = wishes.session("sessionId");
  query.name = wishes.text("toolName");
  constexpr std::string_view statuses[] = {"", "success", "error", "timeout"};
  query.status = statuses[wishes.choice("status", {"", "success", "error", "timeout"})];
  const int64_t limit = wishes.number("limit", 1, most_rows, 100);
  if (wishes.refused()) return;
  walk<JournalEntry>(walk_of_journal(look, query, Sheet::Form::json, limit), [query, limit](Walk<JournalEntry> &ended) {
    std::string data;
    Members members(data);
    members.raw("interactions", ended.sheet.take());
    Members filters(members.value_of("filters"));
    filters.raw("sessionId", or_null(query.session)).raw("toolName", or_null(query.name)).raw("status", or_null(query.status));
    filters.integer("limit", limit).close();
    members.integer("total", signed_of(ended.total)).text_if("nextCursor", ended.cursor).close();
    ended.look->ok(data);
  });
}

void show_tools(const Look &look) {
  JournalQuery query;
  query.user = look->whose();
  sum(look, std::move(query), JournalBy::name, [look](Sums tools) {
    std::sort(tools.begin(), tools.end(), [](const JournalSum &a, const JournalSum &b) { return a.total != b.total ? a.total > b.total : a.key < b.key; });
    JournalSum all;
    for (const JournalSum &tool : tools) {
      all.total += tool.total;
      all.succeeded += tool.succeeded;
      all.failed += tool.failed;
      all.timed_out += tool.timed_out;
    }
    const size_t count = tools.size();
    if (count > static_cast<size_t>(most_rows)) tools.resize(static_cast<size_t>(most_rows));
    std::string data;
    Members members(data);
    feedback::append_list(members.value_of("toolStats"), tools, [&](const JournalSum &tool) { data += tool_view(tool); });
    Members summary(members.value_of("summary"));
    summary.integer("totalTools", static_cast<int64_t>(count)).integer("totalCalls", signed_of(all.total));
    summary.integer("totalSuccessful", signed_of(all.succeeded)).integer("totalFailed", signed_of(all.failed));
    summary.integer("totalTimeouts", signed_of(all.timed_out)).close();
    members.close();
    look->ok(data);
  });
}

void show_activity(const Look &look) {
  Wishes wishes(look);
  const int64_t days = wishes.number("days", 1, most_days, 30);
  if (wishes.refused()) return;
  auto all = std::make_shared<Days>(Days{look, days, {}, {}, {}, {}});
  const int64_t today = look->now() - (look->now() % day_ms + day_ms) % day_ms;
  all->query.from = today - (days - 1) * day_ms;
  all->query.user = look->whose();
  sum(look, all->query, JournalBy::day, [all](Sums by_day) {
    all->by_day = std::move(by_day);
    JournalQuery asking = all->query;
    asking.name = asking_tool;
    sum(all->look, std::move(asking), JournalBy::day, [all](Sums asked) {
      all->asking = std::move(asked);
      sum(all->look, all->query, JournalBy::whole, [all](Sums whole) {
        all->whole = std::move(whole);
        show_days(*all);
      });
    });
  });
}

} // namespace tenon::web
