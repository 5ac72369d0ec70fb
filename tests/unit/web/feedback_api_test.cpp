// feedback_api_test.cpp - the feedback interface as agents and people meet it: routes, fields, refusals, limits.
#include "web/feedback_api.hpp"
#include "feedback/memory_shelf.hpp"
#include "json/reader.hpp"
#include "protocol/form_schema.hpp"
#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::web;
using feedback::Fault;

namespace {

constexpr int64_t start = 1'800'000'000'000;

struct Answer {
  Page page;
  json::Reader reader;

  int status() const { return page.status; }
  std::string header(std::string_view name) const {
    for (const auto &[key, value] : page.headers)
      if (key == name) return value;
    return "";
  }
  json::Value at(std::initializer_list<std::string_view> path) const {
    json::Value value = reader.root();
    for (const std::string_view name : path) value = value.find(name);
    return value;
  }
  std::string text(std::initializer_list<std::string_view> path) const {
    const json::Value value = at(path);
    return value.is_text() ? std::string(value.text()) : value.is_null() ? "null" : !value ? "absent" : "other";
  }
  std::string code() const { return text({"error", "code"}); }
  std::string data(std::string_view name) const { return text({"data", name}); }
};

// One server's interface, spoken to by ada's agent, and by whoever has an id.
struct House {
  std::shared_ptr<feedback::MemoryShelf> shelf = std::make_shared<feedback::MemoryShelf>();
  int64_t now = start;
  int ids = 0;
  FeedbackApi api;

  explicit House(feedback::RateRules rates = {}, feedback::Limits limits = {}, uint64_t most_open = 100)
      : api(ledger(most_open), rules(limits), std::make_shared<feedback::RateLimiter>(rates)) {}

  feedback::Ledger ledger(uint64_t most_open) {
    feedback::LedgerOptions options;
    options.open_of_principal = most_open;
    return feedback::Ledger(feedback::Store(shelf), options, [this](std::string &id) {
      id = "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + ++ids);
      return true;
    });
  }
  static FeedbackRules rules(feedback::Limits limits) {
    FeedbackRules rules;
    rules.limits = limits;
    rules.forms = {protocol::check_form_schema, protocol::check_form_content};
    return rules;
  }

  FeedbackRequest request(std::string method, std::string_view target, std::string body = "") {
    FeedbackRequest made;
    const size_t query = target.find('?');
    made.path = feedback_path(target.substr(0, query));
    if (query != target.npos) made.query = target.substr(query + 1);
    made.method = std::move(method);
    if (!body.empty()) made.content_type = "application/json";
    made.body = std::move(body);
    made.base = "https://h";
    made.peer = "192.0.2.1";
    made.now = {static_cast<uint64_t>(now - start + 1000), now};
    return made;
  }
  Answer send(FeedbackRequest made) {
    Answer answer;
    int answers = 0;
    api.answer(std::move(made), [&](Page page) {
      ++answers;
      answer.page = std::move(page);
    });
    CHECK(answers == 1);
    CHECK(answer.reader.parse_copy(answer.page.body, 64) == json::Trouble::none);
    CHECK(answer.at({"success"}).is_bool());
    CHECK(answer.at({"success"}).truth() == (answer.status() < 400));
    CHECK(answer.text({"timestamp"}).size() == 24);
    CHECK(answer.header("Content-Type") == "application/json");
    CHECK(answer.header("Cache-Control") == "no-cache");
    return answer;
  }
  Answer agent(std::string method, std::string_view target, std::string body = "", std::string principal = "ada") {
    FeedbackRequest made = request(std::move(method), target, std::move(body));
    made.owner = std::move(principal);
    return send(std::move(made));
  }
  Answer person(std::string method, std::string_view target, std::string body = "") { return send(request(std::move(method), target, std::move(body))); }

  std::string ask(std::string body = R"({"message":"May I?","predefinedOptions":["yes","no"]})") {
    const Answer created = agent("POST", "/api/feedback/create", std::move(body));
    REQUIRE(created.status() == 200);
    return created.data("sessionId");
  }
  static std::string at(const std::string &id, std::string_view verb = "") {
    return "/api/feedback/" + id + (verb.empty() ? "" : "/") + std::string(verb);
  }
};

} // namespace

TEST_CASE("an agent asks, a person answers, the agent reads it") {
  House house;
  const Answer created = house.agent("POST", "/api/feedback/create", R"({"message":"May I?","predefinedOptions":["yes","no"],"metadata":{"n":1}})");
  const std::string id = created.data("sessionId");
  CHECK(created.data("feedbackUrl") == "https://h/feedback/" + id);
  CHECK(created.data("statusUrl") == "https://h/api/feedback/" + id + "/status");
  CHECK(created.data("expiresAt") == "2027-01-15T08:05:00.000Z");

  Answer status = house.agent("GET", House::at(id, "status"));
  CHECK(status.data("status") == "pending");
  CHECK(status.data("outcome") == "null");
  CHECK(status.data("submittedAt") == "absent");
  CHECK(house.agent("GET", House::at(id, "result")).code() == "NO_FEEDBACK_AVAILABLE");

  house.now += 5000;
  const Answer submitted = house.person("POST", House::at(id, "submit"), R"({"selectedOptions":["yes"],"freeText":" go on ","submissionId":"s1"})");
  CHECK(submitted.status() == 200);
  CHECK(submitted.data("status") == "completed");
  CHECK(submitted.data("outcome") == "answered");
  CHECK(submitted.data("submittedAt") == "2027-01-15T08:00:05.000Z");

  const Answer result = house.agent("GET", House::at(id, "result"));
  CHECK(result.text({"data", "feedback", "combinedFeedback"}) == "yes\n\ngo on");
  CHECK(result.text({"data", "feedback", "freeText"}) == " go on ");
  CHECK(result.at({"data", "metadata", "n"}).integer() == 1);
  CHECK(result.data("via") == "page");
  CHECK(house.agent("GET", House::at(id, "result")).status() == 200); // reading does not consume
}

TEST_CASE("first one wins; the same submission again is the same success; other words under its id are refused") {
  House house;
  const std::string id = house.ask();
  CHECK(house.person("POST", House::at(id, "submit"), R"({"freeText":"a","submissionId":"s1"})").status() == 200);
  const Answer again = house.person("POST", House::at(id, "submit"), R"({"freeText":"a","submissionId":"s1"})");
  CHECK(again.status() == 200);
  CHECK(again.at({"data", "replayed"}).truth());
  const Answer other = house.person("POST", House::at(id, "submit"), R"({"freeText":"b","submissionId":"s2"})");
  CHECK(other.status() == 409);
  CHECK(other.code() == "ALREADY_SUBMITTED");
  CHECK(other.text({"error", "details", "submittedAt"}).size() == 24);
  CHECK(house.person("POST", House::at(id, "submit"), R"({"freeText":"c","submissionId":"s1"})").code() == "SUBMISSION_CONFLICT");
}

TEST_CASE("a person may decline, and the agent reads why") {
  House house;
  const std::string id = house.ask();
  CHECK(house.person("POST", House::at(id, "decline"), R"({"reason":"not mine"})").data("outcome") == "declined");
  const Answer result = house.agent("GET", House::at(id, "result"));
  CHECK(result.data("outcome") == "declined");
  CHECK(result.data("reason") == "not mine");
  CHECK(house.person("POST", House::at(id, "submit"), R"({"freeText":"a"})").status() == 409);
}

TEST_CASE("words that come after the end are kept, and told as late") {
  House house;
  const std::string id = house.ask();
  house.now += 311'000;
  const Answer late = house.person("POST", House::at(id, "submit"), R"({"freeText":"sorry","submissionId":"s1"})");
  CHECK(late.status() == 202);
  CHECK(late.at({"data", "late"}).truth());
  CHECK(late.data("outcome") == "expired");
  const Answer result = house.agent("GET", House::at(id, "result"));
  CHECK(result.data("outcome") == "expired");
  CHECK(result.at({"data", "late"}).count() == 1);
  CHECK(house.agent("GET", House::at(id, "status")).data("status") == "expired");
}

TEST_CASE("withdrawn by who asked: twice is once, and the person is told") {
  House house;
  const std::string id = house.ask();
  CHECK(house.agent("POST", House::at(id, "cancel"), R"({"reason":"not needed"})").data("outcome") == "cancelled");
  CHECK(house.agent("POST", House::at(id, "cancel")).status() == 200);
  const Answer view = house.person("GET", House::at(id));
  CHECK(view.data("state") == "cancelled");
  CHECK(view.data("reason") == "not needed");
}

TEST_CASE("more time: by a person as long as was asked for, by who asked as long as they say, never past the hard deadline") {
  House house;
  const std::string id = house.ask();
  house.now += 100'000;
  CHECK(house.person("POST", House::at(id, "extend"), "{}").data("expiresAt") == "2027-01-15T08:06:40.000Z");
  CHECK(house.person("POST", House::at(id, "extend"), R"({"seconds":5000})").data("expiresAt") == "2027-01-15T08:06:40.000Z");
  CHECK(house.agent("POST", House::at(id, "extend"), R"({"seconds":600})").data("expiresAt") == "2027-01-15T08:11:40.000Z");
  CHECK(house.agent("POST", House::at(id, "extend"), R"({"seconds":604800})").data("expiresAt") == "2027-01-15T09:00:00.000Z");
  CHECK(house.agent("POST", House::at(id, "extend"), R"({"seconds":604801})").status() == 400);
  CHECK(house.agent("POST", House::at(id, "extend"), R"({"seconds":0})").status() == 400);
  CHECK(house.agent("POST", House::at(id, "extend"), R"({"seconds":"x"})").text({"error", "details", "field"}) == "/seconds");
}

TEST_CASE("what a form needs is shown to whoever has the id") {
  House house;
  const std::string id = house.ask(R"({"message":"May I?","title":"T","aiContent":"# x","predefinedOptions":["yes"],"selection":"single"})");
  const Answer view = house.person("GET", House::at(id));
  CHECK(view.text({"data", "question", "message"}) == "May I?");
  CHECK(view.text({"data", "question", "aiContent"}) == "# x");
  CHECK(view.text({"data", "question", "selection"}) == "single");
  CHECK(view.data("agent") == "away");
  CHECK(view.at({"data", "version"}).integer() == 1);
  const uint64_t waiter = house.api.ledger().attach(id, feedback::Waits::agent, [] {});
  CHECK(house.person("GET", House::at(id)).data("agent") == "waiting");
  house.api.ledger().detach(id, waiter, house.now);
}

TEST_CASE("who asks and who owns: without a token 401, with another's 404") {
  House house;
  const std::string id = house.ask();
  for (const char *verb : {"status", "result", "audit"}) {
    CAPTURE(verb);
    CHECK(house.person("GET", House::at(id, verb)).code() == "UNAUTHORIZED");
    CHECK(house.agent("GET", House::at(id, verb), "", "eve").code() == "SESSION_NOT_FOUND");
  }
  CHECK(house.person("POST", House::at(id, "cancel")).status() == 401);
  CHECK(house.agent("POST", House::at(id, "cancel"), "", "eve").status() == 404);
  CHECK(house.person("POST", "/api/feedback/create", R"({"message":"m"})").status() == 401);
  CHECK(house.person("GET", "/api/feedback/list").status() == 401);
  CHECK(house.agent("GET", "/api/feedback/list", "", "eve").at({"data", "total"}).integer() == 0);
  CHECK(house.agent("GET", House::at(id, "status")).data("status") == "pending");
}

TEST_CASE("the list is one's own, the newest first, by status, page by page, with true numbers") {
  House house;
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i, ++house.now) ids.push_back(house.ask());
  house.person("POST", House::at(ids[0], "submit"), R"({"freeText":"a"})");
  const Answer first = house.agent("GET", "/api/feedback/list?limit=2");
  CHECK(first.at({"data", "items"}).count() == 2);
  CHECK(first.at({"data", "total"}).integer() == 5);
  CHECK(first.at({"data", "pending"}).integer() == 4);
  CHECK(first.at({"data", "completed"}).integer() == 1);
  CHECK(first.at({"data", "items"}).first().find("sessionId").text() == ids[4]);
  const Answer second = house.agent("GET", "/api/feedback/list?limit=2&cursor=" + first.data("nextCursor"));
  CHECK(second.at({"data", "items"}).first().find("sessionId").text() == ids[2]);
  CHECK(house.agent("GET", "/api/feedback/list?status=completed").at({"data", "items"}).count() == 1);
  for (const char *bad : {"limit=0", "limit=201", "limit=abc", "limit=-1", "status=odd", "cursor=none"}) {
    CAPTURE(bad);
    CHECK(house.agent("GET", std::string("/api/feedback/list?") + bad).code() == "INVALID_REQUEST");
  }
  CHECK(house.agent("GET", "/api/feedback/list?limit=200").status() == 200);
}

TEST_CASE("every field that does not fit is named with its path and limit, in the reader's language; unknown ones are refused") {
  House house;
  const Answer bad = house.agent("POST", "/api/feedback/create", R"({"message":"","timeout":1,"colour":"red","predefinedOptions":[5]})");
  CHECK(bad.status() == 400);
  CHECK(bad.at({"error", "details", "errors"}).count() == 4);
  CHECK(bad.text({"error", "details", "field"}) == "/message");
  CHECK(bad.page.body.find(R"("field":"/timeout","reason":"must be 30 or more","limit":30)") != std::string::npos);
  CHECK(bad.page.body.find(R"("field":"/colour")") != std::string::npos);
  FeedbackRequest chinese = house.request("POST", "/api/feedback/create", R"({"message":""})");
  chinese.owner = "ada";
  chinese.accept_language = "zh-CN,en;q=0.5";
  CHECK(house.send(chinese).text({"error", "message"}) == "请求内容有误");
  const std::string id = house.ask();
  CHECK(house.person("POST", House::at(id, "submit"), R"({"selectedOptions":["maybe"]})").text({"error", "details", "field"}) == "/selectedOptions/0");
  CHECK(house.person("POST", House::at(id, "submit"), "{}").code() == "INVALID_REQUEST");
  CHECK(house.person("POST", House::at(id, "submit"), "{\"a\":").text({"error", "details", "reason"}).find("malformed JSON") == 0);
}

TEST_CASE("method, media type and path are judged before anything is read") {
  House house;
  const std::string id = house.ask();
  const Answer get = house.agent("GET", "/api/feedback/create");
  CHECK(get.status() == 405);
  CHECK(get.header("Allow") == "POST, OPTIONS");
  CHECK(house.agent("POST", House::at(id, "status"), "{}").header("Allow") == "GET, OPTIONS");
  FeedbackRequest form = house.request("POST", House::at(id, "submit"), "freeText=a");
  form.content_type = "application/x-www-form-urlencoded";
  CHECK(house.send(form).status() == 415);
  CHECK(house.agent("GET", "/api/feedback/nonsense/status").status() == 400);
  CHECK(house.agent("GET", House::at("00000000-0000-4000-8000-999999999999", "status")).status() == 404);
  for (const char *path : {"/api/feedback", "/api/feedback/", "/api/feedback/create/", "/api/feedback/x/y/z", "/api/feedback/nonsense"}) {
    CAPTURE(path);
    CHECK(house.agent("GET", path).status() == 404);
  }
}

TEST_CASE("an idempotency key is the same question again, by field or by header, and no other") {
  House house;
  FeedbackRequest keyed = house.request("POST", "/api/feedback/create", R"({"message":"May I?"})");
  keyed.owner = "ada";
  keyed.idempotency_key = "k";
  const std::string id = house.send(keyed).data("sessionId");
  CHECK(house.agent("POST", "/api/feedback/create", R"({"message":"May I?","idempotencyKey":"k"})").data("sessionId") == id);
  CHECK(house.agent("POST", "/api/feedback/create", R"({"message":"Another?","idempotencyKey":"k"})").code() == "IDEMPOTENCY_CONFLICT");
  keyed.idempotency_key = std::string(256, 'k');
  CHECK(house.send(keyed).status() == 400);
  keyed.idempotency_key = std::string(255, 'k');
  CHECK(house.send(keyed).status() == 200);
}

TEST_CASE("so many a minute, told by headers, and 429 beyond; so many open questions") {
  feedback::RateRules rates;
  rates.per_minute[static_cast<int>(feedback::Action::submit)] = 2;
  House house(rates, {}, 3);
  const std::string id = house.ask();
  CHECK(house.person("POST", House::at(id, "submit"), R"({"freeText":""})").header("X-RateLimit-Remaining") == "1");
  CHECK(house.person("POST", House::at(id, "submit"), R"({"freeText":""})").status() == 400);
  const Answer third = house.person("POST", House::at(id, "submit"), R"({"freeText":"a"})");
  CHECK(third.status() == 429);
  CHECK(third.code() == "RATE_LIMITED");
  CHECK(third.header("Retry-After") == "30");
  house.now += 30'000;
  CHECK(house.person("POST", House::at(id, "submit"), R"({"freeText":"a"})").status() == 200);
  for (int i = 0; i < 3; ++i) house.ask();
  CHECK(house.agent("POST", "/api/feedback/create", R"({"message":"m"})").status() == 429);
}

TEST_CASE("what was purged is gone, and says so to those who knew it") {
  House house;
  const std::string id = house.ask();
  house.person("POST", House::at(id, "submit"), R"({"freeText":"a"})");
  house.now += 86'400'000;
  house.api.ledger().sweep(house.now, [](feedback::Result<int64_t>) {});
  CHECK(house.agent("GET", House::at(id, "result")).code() == "GONE");
  CHECK(house.person("GET", House::at(id)).status() == 410);
  CHECK(house.agent("GET", House::at(id, "status"), "", "eve").status() == 404);
}

TEST_CASE("each change is in the audit, chained") {
  House house;
  const std::string id = house.ask();
  house.person("POST", House::at(id, "submit"), R"({"freeText":"secret words"})");
  const Answer audit = house.agent("GET", House::at(id, "audit"));
  CHECK(audit.at({"data", "entries"}).count() == 2);
  CHECK(audit.page.body.find("secret words") == std::string::npos);
}
