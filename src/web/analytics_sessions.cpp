// analytics_sessions.cpp - sessions as rows, newest first, with a total that is one.
#include "feedback/members.hpp"
#include "feedback/stored_session.hpp"
#include "web/analytics_look.hpp"

namespace tenon::web {

using feedback::Fault;
using feedback::Row;
using feedback::State;

namespace {

constexpr uint32_t sessions_at_once = 20; // a session may be half a megabyte
constexpr uint32_t shown_states = 0x1f;   // not the tombstones
static_assert(static_cast<int>(State::purged) == 5);

void add_row(const Row &row, Sheet &sheet, AnalyticsTable table) {
  const Outcome<feedback::Session> session = feedback::read_row(row);
  if (!session) return; // nothing that could be shown
  if (table == AnalyticsTable::sessions) add_session(sheet, *session);
  else add_responses(sheet, *session);
}

} // namespace

Walking<Row> walk_of_sessions(const Look &look, AnalyticsTable table, Sheet::Form form, int64_t limit) {
  const auto fetch = [look](const std::string &cursor, uint32_t most, feedback::Done<Batch<Row>> done) {
    feedback::Query query;
    query.principal = look->whose();
    query.state_bits = shown_states;
    query.most = most;
    query.cursor = cursor;
    look->store().list(std::move(query), [done = std::move(done)](feedback::Result<feedback::Rows> found) {
      feedback::Result<Batch<Row>> result;
      result.fault = found.fault;
      result.value.entries = std::move(found.value.rows);
      result.value.next = std::move(found.value.next);
      done(std::move(result));
    });
  };
  const auto each = [table](const Row &row, Sheet &sheet) { add_row(row, sheet, table); };
  return std::make_shared<Walk<Row>>(
      Walk<Row>{look, Sheet(columns(table), form), 0, limit, std::string(look->asked("cursor")), sessions_at_once, fetch, each, 0});
}

void show_sessions(const Look &look) {
  Wishes wishes(look);
  const int64_t limit = wishes.number("limit", 1, most_rows, 50), offset = wishes.number("offset", 0, most_offset, 0);
  if (wishes.refused()) return;
  look->store().count(look->whose(), [look, limit, offset](feedback::Result<feedback::Tally> counted) {
    if (counted.fault != Fault::none) return look->fail(counted.fault);
    int64_t total = 0;
    for (int i = 0; i < feedback::states; ++i)
      if ((shown_states >> i & 1) != 0) total += static_cast<int64_t>(counted.value.of_state[i]);
    const Walking<Row> on = walk_of_sessions(look, AnalyticsTable::sessions, Sheet::Form::json, limit);
    on->skip = offset;
    walk<Row>(on, [limit, offset, total](Walk<Row> &ended) {
      std::string data;
      feedback::Members members(data);
      members.raw("sessions", ended.sheet.take());
      feedback::Members pagination(members.value_of("pagination"));
      pagination.integer("limit", limit).integer("offset", offset).integer("total", total).text_if("nextCursor", ended.cursor).close();
      members.close();
      ended.look->ok(data);
    });
  });
}

} // namespace tenon::web
