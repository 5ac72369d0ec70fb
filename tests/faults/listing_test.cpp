// listing_test.cpp - an agent lists its questions and a browser looks at the analytics while memory runs out: both are answered.
#include "faults/lives.hpp"
#include "guest/inbox.hpp"
#include <doctest/doctest.h>

using namespace faults;

namespace {

// A question, which is there whatever fails later; "": it could not be asked.
std::string asked(Play &play) {
  std::string id;
  tenon_hearer hearer{};
  hearer.size = sizeof hearer;
  hearer.user = &id;
  hearer.told = [](void *user, const tenon_told *told) {
    const HostWorks outside;
    const std::string_view json(told->json.data ? told->json.data : "", told->json.len), mark = R"("sessionId":")";
    const size_t at = json.find(mark);
    if (told->status == 200 && at != json.npos) *static_cast<std::string *>(user) = json.substr(at + mark.size(), 36);
  };
  play.allowed(in_core([&] { return tenon_feedback_create(play.server, nullptr, str(R"({"message":"May I delete the old branch?"})"), &hearer, start); }), "create");
  return id;
}

void lists(Play &play) {
  tenon_feedback record{};
  record.size = sizeof record;
  record.tools = TENON_LIST_TOOL;
  const tenon_status offered = in_core([&] { return tenon_server_offer_feedback(play.server, &record, nullptr); });
  play.allowed(offered, "offer");
  if (offered != TENON_OK) return;
  const std::string id = asked(play), cookie = guest::inbox_cookie(play.server, start);
  play.must(!cookie.empty(), "the list was not opened");
  Play::Line &call = play.ask(guest::Head::modern("tools/call", "list_feedback"), guest::call("1", "list_feedback", R"({"status":"pending"})", guest::modern_meta));
  Play::Line &rows = play.ask(guest::Head("GET", "/api/analytics/sessions").add("Cookie", cookie), "");
  Play::Line &cleanup = play.ask(guest::Head("POST", "/api/analytics/cleanup").add("Cookie", cookie).add("Origin", "http://localhost"), "");
  for (const Play::Line *line : {&call, &rows, &cleanup}) {
    play.answered(*line);
    play.must(line->broken || line->status < 500 || has_failed(), "told " + std::to_string(line->status));
  }
  if (id.empty()) return;
  play.hears(call, id);
  play.hears(rows, id);
  play.hears(cleanup, "\"complete\":true");
}

} // namespace

TEST_CASE("lists of questions: the n-th allocation fails, for every n, once or from then on") { fail_everywhere({"lists", lists, {}}); }
