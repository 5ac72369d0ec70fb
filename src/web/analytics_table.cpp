// analytics_table.cpp - export: the newest rows of one table, as JSON or as a file of CSV.
#include "feedback/members.hpp"
#include "web/analytics_look.hpp"
#include "web/rest_page.hpp"
#include "web/timestamp.hpp"

namespace tenon::web {
namespace {

template <class Entry> void send(Walk<Entry> &ended, AnalyticsTable table, Sheet::Form form) {
  const Look &look = ended.look;
  const size_t count = ended.sheet.rows();
  if (form == Sheet::Form::json) {
    std::string data;
    feedback::Members members(data);
    members.text("table", word(table)).raw("data", ended.sheet.take()).integer("count", static_cast<int64_t>(count));
    members.text("exportedAt", timestamp(look->now())).text_if("nextCursor", ended.cursor).close();
    return look->ok(data);
  }
  Page page;
  const std::string name = std::string(word(table)) + "_export_" + timestamp(look->now()).substr(0, 10) + ".csv";
  page.headers = {{"Content-Type", "text/csv; charset=utf-8; header=present"},
                  {"Content-Disposition", "attachment; filename=\"" + name + '"'},
                  {"Cache-Control", "no-cache"},
                  {"X-Content-Type-Options", "nosniff"}};
  if (!ended.cursor.empty()) {
    std::string cursor;
    append_urlencoded(cursor, ended.cursor);
    page.headers.emplace_back("X-Next-Cursor", std::move(cursor)); // ready to stand in a query
  }
  page.body = ended.sheet.take();
  look->say(std::move(page));
}

} // namespace

void show_table(const Look &look) {
  Wishes wishes(look);
  const auto table = static_cast<AnalyticsTable>(wishes.choice("table", {word(AnalyticsTable::sessions), word(AnalyticsTable::responses),
                                                                          word(AnalyticsTable::interactions), word(AnalyticsTable::events)}));
  const Sheet::Form form = wishes.choice("format", {"json", "csv"}) == 0 ? Sheet::Form::json : Sheet::Form::csv;
  const int64_t limit = wishes.number("limit", 1, most_rows, most_rows);
  if (wishes.refused()) return;
  if (table == AnalyticsTable::sessions || table == AnalyticsTable::responses)
    return walk<feedback::Row>(walk_of_sessions(look, table, form, limit), [table, form](auto &ended) { send(ended, table, form); });
  feedback::JournalQuery query;
  query.kind = table == AnalyticsTable::events ? feedback::JournalKind::event : feedback::JournalKind::interaction;
  walk<feedback::JournalEntry>(walk_of_journal(look, query, form, limit), [table, form](auto &ended) { send(ended, table, form); });
}

} // namespace tenon::web
