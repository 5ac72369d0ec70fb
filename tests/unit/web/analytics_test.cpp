// analytics_test.cpp - the analytics over the built-in shelf: what they show, to whom, within which bounds, and how they refuse.
#include "analytics_house.hpp"
#include "feedback/memory_shelf.hpp"

using namespace analytics_house;
using namespace tenon;
using feedback::CallEnd;

namespace {

Store shelf() { return Store(std::make_shared<feedback::MemoryShelf>()); }

// One field that does not fit, and why.
void misfit(const House &house, const std::string &target, std::string_view field, int64_t limit, const char *method = "GET") {
  CAPTURE(target);
  const Shown shown = house.admin(target, method);
  CHECK(shown.status() == 400);
  CHECK(shown.text("error/code") == "INVALID_REQUEST");
  CHECK(shown.text("error/details/field") == field);
  CHECK(shown.number("error/details/errors/0/limit") == limit);
}

} // namespace

TEST_CASE("analytics: every route, on the shelf in memory") { show_all_routes(shelf()); }
TEST_CASE("analytics: pages and totals, on the shelf in memory") { show_pages(shelf()); }
TEST_CASE("analytics: what is old is thrown away, on the shelf in memory") { clean(shelf()); }

TEST_CASE("analytics: a known path, then who asks, then the method, then the rest") {
  House house{shelf()};
  CHECK(house.show(house.request("GET", "nothing")).status() == 404); // whoever asks
  CHECK(house.show(house.request("GET", "sessions/")).status() == 404);
  CHECK(web::analytics_route("/api/analytics") == web::AnalyticsRoute::unknown);
  CHECK(web::analytics_route("/api/analytics/") == web::AnalyticsRoute::unknown);
  Shown shown = house.show(house.request("POST", "sessions"));
  CHECK(shown.status() == 401);
  CHECK(shown.text("error/code") == "UNAUTHORIZED");
  for (const char *route : {"sessions", "tools", "activity", "interactions", "health", "export"}) {
    shown = house.admin(route, "POST");
    CHECK(shown.status() == 405);
    CHECK(shown.header("Allow") == "GET, OPTIONS");
    CHECK(house.admin(route, "HEAD").status() == 200);
  }
  for (const char *method : {"GET", "HEAD", "DELETE"}) {
    shown = house.admin("cleanup", method);
    CHECK(shown.status() == 405);
    CHECK(shown.header("Allow") == "POST, OPTIONS");
  }
  web::AnalyticsRequest mine = house.request("POST", "cleanup");
  mine.owner = owner("ada");
  shown = house.show(std::move(mine));
  CHECK(shown.status() == 403); // it would throw away what others asked
  CHECK(shown.text("error/code") == "UNAUTHORIZED");
}

TEST_CASE("analytics: limits, offsets and days at their bounds, and one past them") {
  House house{shelf()};
  for (const char *good : {"sessions?limit=1", "sessions?limit=1000", "sessions?offset=0", "sessions?offset=10000", "interactions?limit=1000",
                           "activity?days=1", "activity?days=366", "export?limit=1000", "interactions?status=timeout", "sessions?limit="})
    CHECK_MESSAGE(house.admin(good).status() == 200, good);
  misfit(house, "sessions?limit=0", "/limit", 1);
  misfit(house, "sessions?limit=1001", "/limit", 1000);
  misfit(house, "sessions?limit=-1", "/limit", 1);
  misfit(house, "sessions?limit=99999999999999999999", "/limit", 1000);
  misfit(house, "sessions?limit=-99999999999999999999", "/limit", 1);
  misfit(house, "sessions?limit=abc", "/limit", -1); // B14
  misfit(house, "sessions?limit=5x", "/limit", -1);
  misfit(house, "sessions?limit=1.5", "/limit", -1);
  misfit(house, "sessions?offset=-1", "/offset", 0);
  misfit(house, "sessions?offset=10001", "/offset", 10'000);
  misfit(house, "interactions?limit=1001", "/limit", 1000);
  misfit(house, "interactions?sessionId=x", "/sessionId", -1);
  misfit(house, "interactions?status=fine", "/status", -1);
  misfit(house, "activity?days=0", "/days", 1);
  misfit(house, "activity?days=367", "/days", 366);
  misfit(house, "export?table=users", "/table", -1);
  misfit(house, "export?format=xml", "/format", -1);
  misfit(house, "export?limit=1001", "/limit", 1000);
  misfit(house, "sessions?limit=%zz", "", -1);
  for (const char *good : {"cleanup?daysToKeep=1", "cleanup?daysToKeep=3650"}) CHECK(house.admin(good, "POST").status() == 200);
  misfit(house, "cleanup?daysToKeep=0", "/daysToKeep", 1, "POST"); // B20
  misfit(house, "cleanup?daysToKeep=3651", "/daysToKeep", 3650, "POST");
  misfit(house, "cleanup?daysToKeep=abc", "/daysToKeep", -1, "POST");

  const Shown both = house.admin("sessions?limit=0&offset=-1");
  CHECK(both.count("error/details/errors") == 2); // all at once
  CHECK(house.admin("export?table=users").text("error/details/reason") ==
        "is not one of the choices: feedback_sessions, feedback_responses, interaction_history, system_events");
}

TEST_CASE("analytics: refusals speak the caller's language, and so does the good news") {
  House house{shelf()};
  web::AnalyticsRequest asks = house.request("POST", "cleanup?daysToKeep=0");
  asks.owner = owner("root");
  asks.sees_all = true;
  asks.accept_language = "zh-CN, en;q=0.5";
  CHECK(house.show(asks).text("error/details/reason") == "不能小于 1");
  asks.query = "daysToKeep=1";
  CHECK(house.show(asks).text("data/message") == "清理完成");
  asks.query = "daysToKeep=1&lang=en";
  CHECK(house.show(asks).text("data/message") == "Cleanup completed successfully");
}

TEST_CASE("analytics: one thousand sessions are cleaned at a time, and no stack is used up") {
  House house{shelf()};
  for (int i = 0; i < 1001; ++i) house.act(house.ask(), event(EventKind::cancel));
  house.now += 2 * day;
  Shown cleaned = house.admin("cleanup?daysToKeep=1", "POST");
  CHECK(cleaned.number("data/deleted/feedback_sessions") == 1000);
  CHECK(cleaned.text("data/complete") == "false");
  cleaned = house.admin("cleanup?daysToKeep=1", "POST");
  CHECK(cleaned.number("data/deleted/feedback_sessions") == 1);
  CHECK(cleaned.text("data/complete") == "true");
}

TEST_CASE("analytics: a page ends with the batch that goes beyond eight MiB, and says where more is") {
  House house{shelf()};
  Question large = House::plain();
  large.message.assign(500'000, 'x');
  for (int i = 0; i < 60; ++i) house.ask("ada", large);
  const Shown page = house.get("sessions?limit=1000");
  CHECK(page.count("data/sessions") == 20);
  CHECK(page.page.body.size() < 12u << 20);
  const Shown rest = house.get("sessions?limit=1000&cursor=" + page.text("data/pagination/nextCursor"));
  CHECK(rest.count("data/sessions") == 20);
}

TEST_CASE("analytics: how often one may look is limited, and told") {
  feedback::RateRules rates;
  rates.per_minute[static_cast<int>(feedback::Action::status)] = 2;
  House house{shelf(), {}, rates};
  CHECK(house.get("tools").header("X-RateLimit-Remaining") == "1");
  CHECK(house.get("tools").status() == 200);
  const Shown shown = house.get("tools");
  CHECK(shown.status() == 429);
  CHECK(shown.text("error/code") == "RATE_LIMITED");
  CHECK(shown.header("Retry-After") == "30");
  CHECK(house.get("tools", "bob").status() == 200);
}

namespace {

// A shelf of which something does not work.
struct Broken {
  feedback::MemoryShelf kept;
  Fault counts = Fault::none, lists = Fault::none, reads = Fault::none, sums = Fault::none, trims = Fault::none, removes = Fault::none;
  bool spoils = false; // bodies

  template <class T> bool fails(Fault fault, const Done<T> &done) const {
    if (fault == Fault::none) return false;
    Result<T> result;
    result.fault = fault;
    result.trouble = "disk on fire";
    done(std::move(result));
    return true;
  }
  Durability durability() { return Durability::none; }
  void create(Commit c, Done<Created> done) { kept.create(std::move(c), std::move(done)); }
  void get(std::string id, Done<Row> done) { kept.get(std::move(id), std::move(done)); }
  void swap(uint64_t v, Commit c, Done<uint64_t> done) { kept.swap(v, std::move(c), std::move(done)); }
  void remove(std::string id, uint64_t v, Done<uint64_t> done) { if (!fails(removes, done)) kept.remove(std::move(id), v, std::move(done)); }
  void list(Query q, Done<Rows> done) {
    if (fails(lists, done)) return;
    kept.list(std::move(q), [this, done](Result<Rows> found) {
      if (spoils)
        for (Row &row : found.value.rows) row.body = "{";
      done(std::move(found));
    });
  }
  void count(std::optional<std::string> p, Done<Tally> done) { if (!fails(counts, done)) kept.count(std::move(p), std::move(done)); }
  void due(int64_t now, uint32_t most, Done<DueIds> done) { kept.due(now, most, std::move(done)); }
  void lease(int64_t now, int64_t ttl, uint32_t most, Done<Lease> done) { kept.lease(now, ttl, most, std::move(done)); }
  void settle(std::string t, std::vector<std::string> told, int64_t at, Done<uint64_t> done) { kept.settle(std::move(t), std::move(told), at, std::move(done)); }
  void put_blob(std::string s, std::string n, std::string b, Done<bool> done) { kept.put_blob(std::move(s), std::move(n), std::move(b), std::move(done)); }
  void get_blob(std::string s, std::string n, Done<std::string> done) { kept.get_blob(std::move(s), std::move(n), std::move(done)); }
  void drop_blobs(std::string s, Done<uint64_t> done) { kept.drop_blobs(std::move(s), std::move(done)); }
  void audit(std::string id, uint64_t from, uint32_t most, Done<std::vector<AuditEntry>> done) { kept.audit(std::move(id), from, most, std::move(done)); }
  void write_journal(JournalEntry e, Done<uint64_t> done) { kept.write_journal(std::move(e), std::move(done)); }
  void read_journal(JournalQuery q, Done<JournalPage> done) { if (!fails(reads, done)) kept.read_journal(std::move(q), std::move(done)); }
  void sum_journal(JournalQuery q, JournalBy by, Done<std::vector<JournalSum>> done) { if (!fails(sums, done)) kept.sum_journal(std::move(q), by, std::move(done)); }
  void trim_journal(JournalKind k, int64_t before, Done<uint64_t> done) { if (!fails(trims, done)) kept.trim_journal(k, before, std::move(done)); }
  std::shared_ptr<void> watch(Store::Watcher changed) { return kept.watch(std::move(changed)); }
};

} // namespace

TEST_CASE("analytics: a fault of the store is a 500 with a code and words, and busy a 503") {
  const auto broken = std::make_shared<Broken>();
  House house{Store(broken)};
  house.act(house.ask(), says("ann", "s-1"));
  house.now += 2 * day;
  const auto fails = [&](const char *target, const char *method = "GET", int status = 500) {
    CAPTURE(target);
    const Shown shown = house.admin(target, method);
    CHECK(shown.status() == status);
    CHECK(shown.text("error/code") == "INTERNAL_ERROR"); // B23: a code in `code`
    CHECK(shown.text("error/message").size() > 10);      // and words in `message`
    CHECK(shown.page.body.find("fire") == std::string::npos);
  };
  broken->counts = Fault::failed;
  fails("sessions");
  broken->counts = Fault::none;
  broken->lists = Fault::corrupt;
  fails("sessions");
  fails("export?table=feedback_responses&format=csv");
  fails("cleanup?daysToKeep=1", "POST");
  broken->lists = Fault::busy;
  fails("sessions", "GET", 503);
  CHECK(house.admin("sessions").header("Retry-After") == "1");
  broken->lists = Fault::none;
  broken->reads = Fault::failed;
  fails("interactions");
  fails("export?table=system_events");
  broken->reads = Fault::none;
  broken->sums = Fault::failed;
  fails("tools");
  fails("activity");
  broken->sums = Fault::none;
  broken->trims = Fault::failed;
  fails("cleanup", "POST");
  broken->trims = Fault::none;
  broken->removes = Fault::failed;
  fails("cleanup?daysToKeep=1", "POST");
  broken->removes = Fault::conflict; // somebody else works on it: it stays for the next time
  CHECK(house.admin("cleanup?daysToKeep=1", "POST").number("data/deleted/feedback_sessions") == 0);
}

TEST_CASE("analytics: health looks at every table, and names the ones that cannot be read") {
  const auto broken = std::make_shared<Broken>();
  House house{Store(broken)};
  house.act(house.ask(), says("ann", "s-1"));
  CHECK(house.get("health").status() == 200);
  broken->spoils = true;
  Shown shown = house.get("health");
  CHECK(shown.status() == 500);
  CHECK(shown.text("error/code") == "INTERNAL_ERROR");
  CHECK(shown.text("error/details/status") == "unhealthy");
  CHECK(shown.text("error/details/tables/feedback_sessions") == "ok");
  CHECK(shown.text("error/details/tables/feedback_responses") == "corrupt");
  broken->spoils = false;
  broken->counts = Fault::busy;
  broken->reads = Fault::failed;
  shown = house.get("health");
  CHECK(shown.text("error/details/tables/feedback_sessions") == "busy");
  CHECK(shown.text("error/details/tables/feedback_responses") == "ok");
  CHECK(shown.text("error/details/tables/interaction_history") == "failed");
  CHECK(shown.text("error/details/tables/system_events") == "failed");
}
