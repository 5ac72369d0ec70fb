// analytics_suite.cpp - what the analytics show of one afternoon, whatever the store.
#include "analytics_house.hpp"
#include <algorithm>

namespace analytics_house {

using tenon::feedback::CallEnd;

namespace {

std::string lines_of(const std::string &csv, size_t line) {
  size_t from = 0;
  while (line-- > 0) from = csv.find("\r\n", from) + 2;
  return csv.substr(from, csv.find("\r\n", from) - from);
}

} // namespace

void show_all_routes(const Store &store) {
  House house{store};
  const std::string answered = house.ask(), declined = house.ask(), open = house.ask(), others = house.ask("bob");
  house.now += 5000;
  house.answer(answered, {{"yes"}, " go on ", ""});
  house.act(declined, declines("", "d-1", "not today"));
  house.call("add", CallEnd::success, 10);
  house.call("add", CallEnd::error, 30);
  house.call("look", CallEnd::success, -1, "bob");
  house.call("interactive_feedback", CallEnd::success, 5000, "ada",
             R"({"content":[{"type":"text","text":"secret"}],"structuredContent":{"status":"expired","sessionId":")" + open + R"(","feedback":{"freeText":"secret"}}})");
  house.expect(4 + 2 + 4);

  // sessions: newest first, as rows; mine, or everybody's
  Shown shown = house.get("sessions");
  REQUIRE(shown.status() == 200);
  CHECK(shown.header("Cache-Control") == "no-cache");
  CHECK(shown.count("data/sessions") == 3);
  CHECK(shown.number("data/pagination/limit") == 50);
  CHECK(shown.number("data/pagination/offset") == 0);
  CHECK(shown.number("data/pagination/total") == 3);
  CHECK(shown.text("data/pagination/nextCursor") == "absent");
  CHECK(shown.text("data/sessions/0/id") == open);
  CHECK(shown.text("data/sessions/0/status") == "pending");
  CHECK(shown.text("data/sessions/0/outcome") == "null");
  CHECK(shown.text("data/sessions/0/submitted_at") == "null");
  CHECK(shown.text("data/sessions/1/status") == "completed");
  CHECK(shown.text("data/sessions/1/outcome") == "declined");
  CHECK(shown.text("data/sessions/2/id") == answered);
  CHECK(shown.text("data/sessions/2/title") == "May I?");
  CHECK(shown.text("data/sessions/2/message") == "May I?");
  CHECK(shown.number("data/sessions/2/timeout_seconds") == 300);
  CHECK(shown.text("data/sessions/2/created_at") == "2027-01-15T12:00:00.000Z");
  CHECK(shown.text("data/sessions/2/expires_at") == "2027-01-15T12:05:00.000Z");
  CHECK(shown.text("data/sessions/2/submitted_at") == "2027-01-15T12:00:05.000Z");
  CHECK(shown.text("data/sessions/2/updated_at") == "2027-01-15T12:00:05.000Z");
  CHECK(shown.text("data/sessions/2/created_by") == "ada");
  CHECK(shown.text("data/sessions/2/source") == "api");
  CHECK(shown.text("data/sessions/2/metadata") == R"({"n":1})");
  CHECK(house.get("sessions", "bob").text("data/sessions/0/id") == others);
  CHECK(house.get("sessions", "eve").count("data/sessions") == 0);
  CHECK(house.admin("sessions").number("data/pagination/total") == 4);

  // tools: most called first
  shown = house.get("tools");
  REQUIRE(shown.count("data/toolStats") == 2);
  CHECK(shown.text("data/toolStats/0/tool_name") == "add");
  CHECK(shown.number("data/toolStats/0/total_calls") == 2);
  CHECK(shown.number("data/toolStats/0/successful_calls") == 1);
  CHECK(shown.number("data/toolStats/0/failed_calls") == 1);
  CHECK(shown.number("data/toolStats/0/timeout_calls") == 0);
  CHECK(shown.number("data/toolStats/0/avg_execution_time_ms") == 20);
  CHECK(shown.text("data/toolStats/0/first_call") == "2027-01-15T12:00:05.000Z");
  CHECK(shown.text("data/toolStats/0/last_call") == "2027-01-15T12:00:05.000Z");
  CHECK(shown.number("data/toolStats/1/timeout_calls") == 1); // B19: that nobody answered is no success
  CHECK(shown.number("data/summary/totalTools") == 2);
  CHECK(shown.number("data/summary/totalCalls") == 3);
  CHECK(shown.number("data/summary/totalSuccessful") == 1);
  CHECK(shown.number("data/summary/totalFailed") == 1);
  CHECK(shown.number("data/summary/totalTimeouts") == 1);
  const Shown everybody = house.admin("tools");
  CHECK(everybody.text("data/toolStats/2/tool_name") == "look");
  CHECK(everybody.text("data/toolStats/2/avg_execution_time_ms") == "null"); // not measured is not zero

  // interactions, and their filters
  shown = house.get("interactions");
  REQUIRE(shown.count("data/interactions") == 3);
  CHECK(shown.number("data/total") == 3);
  CHECK(shown.text("data/filters/sessionId") == "null");
  CHECK(shown.text("data/filters/toolName") == "null");
  CHECK(shown.text("data/filters/status") == "null");
  CHECK(shown.number("data/filters/limit") == 100);
  CHECK(shown.text("data/interactions/0/tool_name") == "interactive_feedback");
  CHECK(shown.text("data/interactions/0/session_id") == open);
  CHECK(shown.text("data/interactions/0/status") == "timeout");
  CHECK(shown.text("data/interactions/0/tool_result") == R"({"status":"expired","sessionId":")" + open + "\"}"); // no words
  CHECK(shown.number("data/interactions/1/id") > shown.number("data/interactions/2/id"));
  CHECK(shown.text("data/interactions/1/error_message") == "it broke");
  CHECK(shown.text("data/interactions/2/error_message") == "null");
  CHECK(shown.text("data/interactions/2/session_id") == "null");
  CHECK(shown.text("data/interactions/2/tool_arguments") == R"({"a":1})");
  CHECK(shown.text("data/interactions/2/tool_result") == R"({"content":[]})");
  CHECK(shown.number("data/interactions/2/execution_time_ms") == 10);
  CHECK(shown.text("data/interactions/2/user_id") == "ada");
  CHECK(shown.text("data/interactions/2/created_at") == "2027-01-15T12:00:05.000Z");
  CHECK(shown.text("data/interactions/2/metadata") == R"({"requestId":"7","timestamp":"2027-01-15T12:00:05.000Z"})");
  CHECK(house.get("interactions?sessionId=" + open).number("data/total") == 1);
  CHECK(house.get("interactions?toolName=add").number("data/total") == 2);
  CHECK(house.get("interactions?toolName=add&status=error").number("data/total") == 1);
  CHECK(house.get("interactions?toolName=%61dd&status=error&limit=1").text("data/filters/toolName") == "add");
  CHECK(house.get("interactions?toolName=look").number("data/total") == 0); // bob's
  CHECK(house.admin("interactions?toolName=look").number("data/total") == 1);

  // activity by day
  house.now += 3 * day;
  house.call("add", CallEnd::success, 10);
  house.expect(4 + 2 + 5);
  shown = house.get("activity");
  REQUIRE(shown.count("data/dailyStats") == 2);
  CHECK(shown.text("data/dailyStats/0/date") == "2027-01-18");
  CHECK(shown.number("data/dailyStats/0/feedback_calls") == 0);
  CHECK(shown.text("data/dailyStats/1/date") == "2027-01-15");
  CHECK(shown.number("data/dailyStats/1/unique_sessions") == 1);
  CHECK(shown.number("data/dailyStats/1/total_interactions") == 3);
  CHECK(shown.number("data/dailyStats/1/feedback_calls") == 1);
  CHECK(shown.number("data/dailyStats/1/successful_interactions") == 1);
  CHECK(shown.number("data/period/days") == 30);
  CHECK(shown.text("data/period/from") == "2027-01-15");
  CHECK(shown.text("data/period/to") == "2027-01-18");
  CHECK(shown.number("data/summary/totalDays") == 2);
  CHECK(shown.number("data/summary/totalSessions") == 1);
  CHECK(shown.number("data/summary/totalInteractions") == 4);
  CHECK(shown.at("data/summary/avgSessionsPerDay").number() == 0.5);
  CHECK(house.get("activity?days=4").number("data/summary/totalDays") == 2);
  CHECK(house.get("activity?days=3").number("data/summary/totalDays") == 1); // today and the two days before
  shown = house.get("activity", "eve");
  CHECK(shown.text("data/period/from") == "null");
  CHECK(shown.text("data/period/to") == "null");
  CHECK(shown.number("data/summary/avgSessionsPerDay") == 0);

  // health
  shown = house.get("health");
  CHECK(shown.text("data/status") == "healthy");
  CHECK(shown.text("data/timestamp") == "2027-01-18T12:00:05.000Z");
  CHECK(shown.number("data/statistics/totalSessions") == 3);
  CHECK(shown.number("data/statistics/totalInteractions") == 4);
  CHECK(shown.number("data/statistics/recentActivity24h") == 1);
  for (const char *table : {"feedback_sessions", "feedback_responses", "interaction_history", "system_events"})
    CHECK(shown.text(std::string("data/tables/") + table) == "ok");
  CHECK(house.admin("health").number("data/statistics/totalSessions") == 4);

  // export
  shown = house.get("export");
  CHECK(shown.text("data/table") == "feedback_sessions");
  CHECK(shown.number("data/count") == 3);
  CHECK(shown.text("data/exportedAt") == "2027-01-18T12:00:05.000Z");
  shown = house.get("export?table=feedback_responses&format=json");
  REQUIRE(shown.number("data/count") == 2);
  CHECK(shown.text("data/data/0/session_id") == declined);
  CHECK(shown.text("data/data/0/act") == "decline");
  CHECK(shown.text("data/data/0/reason") == "not today");
  CHECK(shown.text("data/data/0/combined_feedback") == "null");
  CHECK(shown.text("data/data/1/session_id") == answered);
  CHECK(shown.text("data/data/1/selected_options") == R"(["yes"])"); // B21
  CHECK(shown.text("data/data/1/free_text") == " go on ");
  CHECK(shown.text("data/data/1/combined_feedback") == "yes\n\ngo on");
  CHECK(shown.text("data/data/1/submitted_at") == "2027-01-15T12:00:05.000Z");
  CHECK(shown.text("data/data/1/submission_metadata") == R"({"userAgent":"UA"})");
  CHECK(shown.text("data/data/1/user_agent") == "null"); // nobody but the client says so
  CHECK(shown.text("data/data/1/ip_address") == "null");
  shown = house.get("export?table=interaction_history");
  CHECK(shown.number("data/count") == 4);
  shown = house.get("export?table=system_events");
  REQUIRE(shown.number("data/count") == 5);
  const std::string created = "data/data/4/";
  CHECK(shown.text(created + "event_type") == "session_created");
  CHECK(shown.text(created + "severity") == "info");
  CHECK(shown.text(created + "source") == "feedback-service");
  CHECK(shown.text(created + "session_id") == answered);
  CHECK(shown.text(created + "user_id") == "ada");
  CHECK(shown.text(created + "timestamp") == "2027-01-15T12:00:00.000Z");
  CHECK(shown.text(created + "event_data") == R"({"sessionId":")" + answered + R"(","title":"May I?","timeout":300,"hasAiContent":false,"hasPredefinedOptions":true,"source":"api"})");
  CHECK(house.admin("export?table=system_events").number("data/count") == 6);

  shown = house.get("export?table=feedback_responses&format=csv");
  CHECK(shown.header("Content-Type") == "text/csv; charset=utf-8; header=present");
  CHECK(shown.header("Content-Disposition") == "attachment; filename=\"feedback_responses_export_2027-01-18.csv\"");
  CHECK(lines_of(shown.page.body, 0).starts_with(R"("id","session_id","free_text","combined_feedback","submitted_at")"));
  CHECK(lines_of(shown.page.body, 1).starts_with("\"" + declined + ":1\",\"" + declined + R"(","","","2027-01-15T12:00:05.000Z","","")"));
  CHECK(shown.page.body.ends_with("\"\r\n"));
}

void show_pages(const Store &store) {
  House house{store};
  std::vector<std::string> ids;
  for (int i = 0; i < 45; ++i) {
    house.now += 1;
    ids.push_back(house.ask());
    house.call("add", CallEnd::success, i);
  }
  house.expect(90);
  std::reverse(ids.begin(), ids.end());

  // by offset
  for (const int offset : {0, 1, 20, 44, 45, 46}) {
    const Shown page = house.get("sessions?limit=2&offset=" + std::to_string(offset));
    CHECK(page.number("data/pagination/offset") == offset);
    CHECK(page.number("data/pagination/total") == 45);
    CHECK(page.count("data/sessions") == static_cast<size_t>(std::clamp(45 - offset, 0, 2)));
    if (offset < 45) CHECK(page.text("data/sessions/0/id") == ids[static_cast<size_t>(offset)]);
  }
  // by cursor, beyond one batch of the store's
  std::vector<std::string> seen;
  std::string cursor;
  do {
    const Shown page = house.get("sessions?limit=23" + (cursor.empty() ? "" : "&cursor=" + cursor));
    for (size_t i = 0; i < page.count("data/sessions"); ++i) seen.push_back(page.text("data/sessions/" + std::to_string(i) + "/id"));
    cursor = page.text("data/pagination/nextCursor");
  } while (cursor != "absent");
  CHECK(seen == ids);

  Shown page = house.get("interactions?limit=44");
  CHECK(page.count("data/interactions") == 44);
  CHECK(page.number("data/total") == 45); // B23: of all pages
  page = house.get("interactions?limit=44&cursor=" + page.text("data/nextCursor"));
  CHECK(page.count("data/interactions") == 1);
  CHECK(page.text("data/nextCursor") == "absent");
  CHECK(page.number("data/interactions/0/execution_time_ms") == 0); // B19: zero is a time
  page = house.get("export?table=system_events&format=csv&limit=44");
  REQUIRE(page.header("X-Next-Cursor") != "absent");
  page = house.get("export?table=system_events&format=csv&cursor=" + page.header("X-Next-Cursor"));
  CHECK(page.header("X-Next-Cursor") == "absent");
  CHECK(std::count(page.page.body.begin(), page.page.body.end(), '\n') == 2);
  for (const char *route : {"sessions", "interactions", "export", "export?table=system_events"}) {
    page = house.get(std::string(route) + (std::string_view(route).find('?') == std::string_view::npos ? "?" : "&") + "cursor=nonsense!");
    CHECK(page.status() == 400);
    CHECK(page.text("error/details/field") == "/cursor");
  }
}

void clean(const Store &store) {
  House house{store};
  const std::string old = house.ask(), open = house.ask("bob"), late = house.ask();
  house.answer(old, {{"yes"}, "", ""});
  house.act(old, says("bea", "late", "me too", Channel::elicitation)); // a late note
  house.call("add", CallEnd::success, 1);
  house.now += 2 * day;
  house.act(late, event(EventKind::cancel)); // it is too late for that: it expired, and is kept from now
  house.call("add", CallEnd::success, 1);
  house.expect(3 + 2 + 1 + 2);
  house.now += 9 * day;

  Shown cleaned = house.admin("cleanup?daysToKeep=10", "POST");
  REQUIRE(cleaned.status() == 200);
  CHECK(cleaned.text("data/message") == "Cleanup completed successfully");
  CHECK(cleaned.number("data/daysToKeep") == 10);
  CHECK(cleaned.text("data/timestamp") == "2027-01-26T12:00:00.000Z");
  CHECK(cleaned.number("data/deleted/feedback_sessions") == 1);
  CHECK(cleaned.number("data/deleted/feedback_responses") == 2);
  CHECK(cleaned.number("data/deleted/interaction_history") == 1);
  CHECK(cleaned.number("data/deleted/system_events") == 5);
  CHECK(cleaned.text("data/complete") == "true");
  CHECK(house.admin("sessions").number("data/pagination/total") == 2); // one is open, one ended nine days ago
  CHECK(house.admin("health").number("data/statistics/totalInteractions") == 1);
  CHECK(house.admin("cleanup?daysToKeep=10", "POST").number("data/deleted/feedback_sessions") == 0);

  // an open question is never thrown away, however old it is
  house.now += 400 * day;
  cleaned = house.admin("cleanup", "POST");
  CHECK(cleaned.number("data/daysToKeep") == 90);
  CHECK(cleaned.number("data/deleted/feedback_sessions") == 1);
  CHECK(house.admin("sessions").text("data/sessions/0/id") == open);
}

} // namespace analytics_house
