// analytics_house.hpp - a house in which questions are asked, tools are called and all of it is recorded; and those who look at it.
#pragma once
#include "feedback/recorder.hpp"
#include "feedback/store_suite.hpp"
#include "json/reader.hpp"
#include "web/analytics.hpp"
#include "feedback/ledger.hpp"
#include <string>

namespace analytics_house {

using namespace store_suite;
using tenon::web::Analytics;
using tenon::web::AnalyticsRequest;
using tenon::web::Page;

constexpr int64_t day = 86'400'000, noon = 1'800'000'000'000 / day * day + day / 2; // 2027-01-15T12:00

inline std::string owner(const std::string &name) { return "https://issuer\n" + name + "\nclient"; }

struct Shown {
  Page page;
  tenon::json::Reader reader;

  int status() const { return page.status; }
  std::string header(std::string_view name) const {
    for (const auto &[key, value] : page.headers)
      if (key == name) return value;
    return "absent";
  }
  tenon::json::Value at(const std::string &path) const { // "data/sessions/0/id"
    tenon::json::Value value = reader.root();
    for (size_t from = 0; value && from <= path.size();) {
      const size_t slash = std::min(path.find('/', from), path.size());
      const std::string name = path.substr(from, slash - from);
      from = slash + 1;
      if (!value.is_array()) {
        value = value.find(name);
        continue;
      }
      tenon::json::Value element = value.first();
      for (int i = std::stoi(name); i > 0 && element.at() != value.end(); --i) element = element.next();
      value = element.at() == value.end() ? tenon::json::Value() : element;
    }
    return value;
  }
  std::string text(const std::string &path) const {
    const tenon::json::Value value = at(path);
    if (!value) return "absent";
    if (value.is_text()) return std::string(value.text());
    if (value.is_bool()) return value.truth() ? "true" : "false";
    return value.is_null() ? "null" : "other";
  }
  int64_t number(const std::string &path) const {
    const tenon::json::Value value = at(path);
    return value.is_number() ? static_cast<int64_t>(value.number()) : -1;
  }
  size_t count(const std::string &path) const { return at(path).count(); }
};

struct House {
  const Store store;
  tenon::feedback::Recorder recorder;
  tenon::feedback::Ledger ledger;
  std::shared_ptr<tenon::feedback::RateLimiter> limiter;
  Analytics analytics;
  int64_t now = noon;
  int ids = 0;

  explicit House(Store kept, tenon::feedback::RecorderRules rules = {}, tenon::feedback::RateRules rates = {})
      : store(std::move(kept)), recorder(store, rules, nullptr), ledger(store, options(), [this](std::string &id) { return id = id_of(++ids), true; }),
        limiter(std::make_shared<tenon::feedback::RateLimiter>(rates)), analytics(store, {}, limiter) {}
  House(const House &) = delete;
  House &operator=(const House &) = delete;

  static std::string id_of(int number) { return "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + number); }
  tenon::feedback::LedgerOptions options() const {
    tenon::feedback::LedgerOptions options;
    options.open_of_principal = 0;
    options.rejoin.on = false;
    options.written = [recorder = recorder](const Step &step, int64_t) { recorder.session(step); };
    return options;
  }

  std::string ask(const std::string &who = "ada", Question question = plain()) {
    auto asked = std::make_shared<Asked>();
    asked->question = std::move(question);
    asked->digest = digest_of(asked->question);
    asked->asker.principal = owner(who);
    asked->asker.source = "api";
    asked->asker.metadata_json = R"({"n":1})";
    return wait_for<tenon::feedback::Begun>([&](auto done) { ledger.begin(asked, {owner(who), "", ""}, now, done); }).value.session.id;
  }
  static Question plain() {
    Question question;
    question.message = "May I?";
    question.options = {{"yes", "", "", false}, {"no", "", "", false}};
    return question;
  }
  void act(const std::string &id, Event event) {
    REQUIRE(wait_for<tenon::feedback::Changed>([&](auto done) { ledger.change(id, std::move(event), now, done); }).fault == Fault::none);
  }
  void answer(const std::string &id, Answer answer, std::string submission = "") {
    Event event = says("ann", std::move(submission));
    event.submission->answer = std::move(answer);
    event.submission->about_json = R"({"userAgent":"UA"})";
    act(id, std::move(event));
  }
  void call(std::string_view tool, tenon::feedback::CallEnd end, int64_t ms, const std::string &who = "ada", std::string_view result = R"({"content":[]})") {
    const std::string user = owner(who);
    tenon::feedback::ToolCall made;
    made.tool = tool;
    made.user = user;
    made.arguments_json = R"({"a":1})";
    made.result = result;
    made.request_id = "7";
    made.end = end;
    made.began_at = now;
    made.duration_ms = ms;
    made.about_session = tool.find("feedback") != tool.npos;
    if (end == tenon::feedback::CallEnd::error) made.error = "it broke";
    recorder.call(made);
  }
  // What is on its way has arrived: later writes wait behind it.
  void settle() const {
    for (int i = 0; i < 10'000; ++i) {
      const tenon::feedback::Recorded counts = recorder.counts();
      if (counts.written + counts.lost >= told_) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    FAIL("entries did not arrive");
  }
  void expect(uint64_t entries) {
    told_ = entries;
    settle();
  }

  AnalyticsRequest request(std::string method, const std::string &target) const {
    AnalyticsRequest made;
    const size_t query = target.find('?');
    made.route = tenon::web::analytics_route("/api/analytics/" + target.substr(0, query));
    if (query != target.npos) made.query = target.substr(query + 1);
    made.method = std::move(method);
    made.now = {static_cast<uint64_t>(now - noon + 30 * day), now};
    return made;
  }
  Shown show(AnalyticsRequest made) const {
    struct Slot {
      std::mutex mutex;
      std::condition_variable came;
      std::vector<Page> pages;
    };
    const auto slot = std::make_shared<Slot>();
    analytics.answer(std::move(made), [slot](Page page) {
      const std::lock_guard lock(slot->mutex);
      slot->pages.push_back(std::move(page));
      slot->came.notify_all();
    });
    std::unique_lock lock(slot->mutex);
    REQUIRE(slot->came.wait_for(lock, std::chrono::seconds(30), [&] { return !slot->pages.empty(); }));
    REQUIRE(slot->pages.size() == 1);
    Shown shown;
    shown.page = std::move(slot->pages[0]);
    if (shown.header("Content-Type") != "application/json") return shown;
    REQUIRE(shown.reader.parse_copy(shown.page.body, 64) == tenon::json::Trouble::none);
    CHECK(shown.text("success") == (shown.status() < 400 ? "true" : "false"));
    CHECK(shown.text("timestamp").size() == 24);
    return shown;
  }
  Shown get(const std::string &target, const std::string &who = "ada") const {
    AnalyticsRequest made = request("GET", target);
    made.owner = owner(who);
    return show(std::move(made));
  }
  Shown admin(const std::string &target, std::string method = "GET") const {
    AnalyticsRequest made = request(std::move(method), target);
    made.owner = owner("root");
    made.sees_all = true;
    return show(std::move(made));
  }

private:
  uint64_t told_ = 0;
};

// What analytics show, on any store.
void show_all_routes(const Store &store);
void show_pages(const Store &store);
void clean(const Store &store);

} // namespace analytics_house
