// responder_modes_test.cpp - who comes to which door with what, in each mode: the table of who may answer, line by line.
#include "web/responder_modes.hpp"
#include "feedback/memory_shelf.hpp"
#include "json/reader.hpp"
#include "protocol/form_schema.hpp"
#include "web/feedback_api.hpp"
#include "web/feedback_pages.hpp"
#include "web/proofs.hpp"
#include <algorithm>
#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::web;

namespace {

constexpr int64_t start = 1'800'000'000'000, hour = 3'600'000;
const std::string ours = "https://h";

// One server; several of them share a shelf.
struct Server {
  std::shared_ptr<feedback::MemoryShelf> shelf;
  int64_t &now;
  int &numbers;
  ResponderSettings settings;
  ResponderDesk desk;
  feedback::Ledger ledger;
  FeedbackApi api;
  FeedbackPages pages;

  Server(std::shared_ptr<feedback::MemoryShelf> shared, int64_t &clock, int &dice, ResponderSettings wanted)
      : shelf(std::move(shared)), now(clock), numbers(dice), settings(filled(std::move(wanted))), desk(settings, feedback::Store(shelf)),
        ledger(feedback::Store(shelf), {}, [this](std::string &id) {
          id = "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + ++numbers);
          return true;
        }),
        api(ledger, rules(), nullptr, desk.responder()), pages(ledger, rules(), page_rules(), desk.responder(), nullptr) {}

  ResponderSettings filled(ResponderSettings made) const {
    if (made.secrets.empty()) made.secrets = {"the secret that all servers of this store know"};
    made.random = [this](void *out, size_t size) { return roll(out, size); };
    return made;
  }
  bool roll(void *out, size_t size) const {
    for (size_t i = 0; i < size; ++i) static_cast<unsigned char *>(out)[i] = static_cast<unsigned char>(++numbers * 7);
    return true;
  }
  static FeedbackRules rules() {
    FeedbackRules made;
    made.forms = {protocol::check_form_schema, protocol::check_form_content};
    return made;
  }
  PageRules page_rules() const {
    PageRules made;
    made.secret = "of the forms";
    made.base_path = settings.base_path;
    made.random = settings.random;
    return made;
  }
};

struct Answer {
  Page page;
  int status() const { return page.status; }
  std::string header(std::string_view name) const {
    for (const auto &[key, value] : page.headers)
      if (key == name) return value;
    return "";
  }
  std::vector<std::string> cookies() const {
    std::vector<std::string> out;
    for (const auto &[key, value] : page.headers)
      if (key == "Set-Cookie") out.push_back(value);
    return out;
  }
  // As a browser brings it again.
  std::string cookie() const { return cookies().empty() ? "" : cookies()[0].substr(0, cookies()[0].find(';')); }
  std::string csrf() const {
    const size_t at = page.body.find("name=\"csrf\" value=\"");
    return at == page.body.npos ? "" : page.body.substr(at + 19, 43);
  }
  std::string member(std::string_view name) const {
    json::Reader reader;
    if (reader.parse_copy(page.body, 64) != json::Trouble::none) return "";
    const json::Value value = reader.root().find("data").find(name);
    return value.is_text() ? std::string(value.text()) : "";
  }
};

// What somebody brings.
struct Bag {
  std::string cookie, bearer, origin;
  std::optional<std::string> owner;
};

struct House {
  std::shared_ptr<feedback::MemoryShelf> shelf = std::make_shared<feedback::MemoryShelf>();
  int64_t now = start;
  int numbers = 0;
  Server server;

  explicit House(ResponderMode mode, ResponderSettings settings = {}) : server(shelf, now, numbers, with(mode, std::move(settings))) {}
  static ResponderSettings with(ResponderMode mode, ResponderSettings settings) {
    settings.mode = mode;
    return settings;
  }
  Server another(ResponderSettings settings = {}) { return Server(shelf, now, numbers, with(server.settings.mode, std::move(settings))); }

  Answer call(const Server &at, std::string method, std::string_view target, const Bag &bag, std::string body = "") {
    FeedbackRequest made;
    const size_t query = target.find('?');
    made.path = feedback_path(target.substr(0, query));
    if (query != target.npos) made.query = target.substr(query + 1);
    made.method = std::move(method);
    if (!body.empty()) made.content_type = "application/json";
    made.body = std::move(body);
    made.base = ours;
    made.host = "h";
    made.peer = "192.0.2.1";
    made.cookie = bag.cookie;
    made.bearer = bag.bearer;
    made.origin = bag.origin;
    made.has_origin = !bag.origin.empty();
    made.owner = bag.owner;
    made.now = {static_cast<uint64_t>(now - start + 1000), now};
    return answer_of([&](auto answered) { at.api.answer(made, answered); });
  }
  Answer call(std::string method, std::string_view target, const Bag &bag, std::string body = "") {
    return call(server, std::move(method), target, bag, std::move(body));
  }
  Answer visit(const Server &at, std::string method, std::string_view target, const Bag &bag, std::string body = "",
               std::string type = "application/x-www-form-urlencoded") {
    PageRequest made;
    made.method = std::move(method);
    const size_t query = target.find('?');
    made.path = target.substr(0, query);
    if (query != target.npos) made.query = target.substr(query + 1);
    if (made.method == "POST") made.content_type = std::move(type);
    made.body = std::move(body);
    made.host = "h";
    made.cookie = bag.cookie;
    made.bearer = bag.bearer;
    made.origin = bag.origin;
    made.has_origin = !bag.origin.empty();
    made.owner = bag.owner;
    made.peer = "192.0.2.1";
    made.now = {static_cast<uint64_t>(now - start + 1000), now};
    return answer_of([&](auto answered) { at.pages.answer(made, answered); });
  }
  Answer visit(std::string method, std::string_view target, const Bag &bag, std::string body = "", std::string type = "application/x-www-form-urlencoded") {
    return visit(server, std::move(method), target, bag, std::move(body), std::move(type));
  }
  Answer hand_over(const Server &at, const std::string &id, const std::string &key, std::string origin = "") {
    return visit(at, "POST", "/feedback/" + id + "/key", Bag{"", "", std::move(origin), {}}, "{\"key\":\"" + key + "\"}", "application/json");
  }
  template <class Send> static Answer answer_of(Send send) {
    Answer answer;
    int answers = 0;
    send([&](Page page) {
      ++answers;
      answer.page = std::move(page);
    });
    CHECK(answers == 1);
    return answer;
  }

  // The id of a question of ada's; `link` is what the agent is told.
  std::string ask(std::string *link = nullptr) {
    const Answer created = call("POST", "/api/feedback/create", Bag{"", "", "", "ada"}, R"({"message":"May I?"})");
    REQUIRE(created.status() == 200);
    if (link) *link = created.member("feedbackUrl");
    return created.member("sessionId");
  }
  feedback::Session session(const std::string &id) const {
    feedback::Session found;
    server.ledger.read(id, [&](feedback::Result<feedback::Session> got) { found = got.value; });
    return found;
  }
  static std::string behind(const std::string &text, std::string_view mark) {
    const size_t at = text.find(mark);
    return at == text.npos ? "" : text.substr(at + mark.size());
  }
  std::string inbox_cookie(std::optional<std::string> whose = {}) {
    const std::string link = server.desk.inbox_link(ours, whose, {1, now});
    return visit("GET", link.substr(ours.size()), {}).cookie();
  }
};

std::string path_of(const std::string &id, std::string_view verb = "") { return "/api/feedback/" + id + (verb.empty() ? "" : "/") + std::string(verb); }

// What somebody may bring to a question, good and bad.
enum class With { nothing, pass, bearer, foreign_pass, foreign_bearer, owner, stranger, inbox, foreign_inbox };
constexpr With all_with[] = {With::nothing, With::pass, With::bearer, With::foreign_pass, With::foreign_bearer, With::owner, With::stranger, With::inbox, With::foreign_inbox};
constexpr std::string_view with_words[] = {"nothing", "pass", "bearer", "foreign pass", "foreign bearer", "owner", "stranger", "inbox", "foreign inbox"};

struct Bags {
  House &house;
  std::string id, link, other, other_link;

  explicit Bags(House &at) : house(at) {
    id = house.ask(&link);
    other = house.ask(&other_link);
  }
  static std::string key_in(const std::string &link) {
    const std::string key = House::behind(link, "#k=");
    return key.empty() ? House::behind(link, "?t=") : key;
  }
  Bag bag(With with) {
    switch (with) {
    case With::nothing: return {};
    case With::pass: return {house.hand_over(house.server, id, key_in(link), ours).cookie(), "", "", {}};
    case With::bearer: return {"", house.hand_over(house.server, id, key_in(link)).member("bearer"), "", {}};
    case With::foreign_pass: return {house.hand_over(house.server, other, key_in(other_link), ours).cookie(), "", "", {}};
    case With::foreign_bearer: return {"", house.hand_over(house.server, other, key_in(other_link)).member("bearer"), "", {}};
    case With::owner: return {"", "", "", "ada"};
    case With::stranger: return {"", "", "", "eve"};
    case With::inbox: return {house.inbox_cookie(), "", "", {}};
    case With::foreign_inbox: return {house.inbox_cookie("bob"), "", "", {}};
    }
    return {};
  }
};

// One line for each way in; the numbers are in the order of `all_with`.
struct Line {
  std::string_view what;
  int by_id[9], by_link[9];
};
constexpr Line lines[] = {
    //                           id: nothing pass bearer foreign foreign owner strgr inbox foreign   link: ...
    {"page", {200, 200, 200, 200, 200, 200, 200, 200, 200}, {401, 200, 200, 401, 401, 401, 401, 200, 401}},
    {"form", {303, 303, 303, 303, 303, 303, 303, 303, 303}, {401, 303, 303, 401, 401, 401, 401, 303, 401}},
    {"view", {200, 200, 200, 200, 200, 200, 200, 200, 200}, {401, 200, 200, 401, 401, 200, 401, 200, 401}},
    {"events", {200, 200, 200, 200, 200, 200, 200, 200, 200}, {401, 200, 200, 401, 401, 200, 401, 200, 401}},
    {"submit", {200, 200, 200, 200, 200, 200, 200, 200, 200}, {401, 200, 200, 401, 401, 401, 401, 200, 401}},
    {"decline", {200, 200, 200, 200, 200, 200, 200, 200, 200}, {401, 200, 200, 401, 401, 401, 401, 200, 401}},
    {"touch", {200, 200, 200, 200, 200, 200, 200, 200, 200}, {401, 200, 200, 401, 401, 401, 401, 200, 401}},
    {"claim", {200, 200, 200, 200, 200, 200, 200, 200, 200}, {401, 200, 200, 401, 401, 401, 401, 200, 401}},
    {"release", {200, 200, 200, 200, 200, 200, 200, 200, 200}, {401, 200, 200, 401, 401, 401, 401, 200, 401}},
    {"extend", {200, 200, 200, 200, 200, 200, 200, 200, 200}, {401, 200, 200, 401, 401, 200, 401, 200, 401}},
    {"status", {401, 401, 401, 401, 401, 200, 404, 401, 401}, {401, 401, 401, 401, 401, 200, 404, 401, 401}},
    {"list page", {401, 401, 401, 401, 401, 200, 200, 200, 200}, {401, 401, 401, 401, 401, 200, 200, 200, 200}},
    {"list", {401, 401, 401, 401, 401, 200, 200, 200, 200}, {401, 401, 401, 401, 401, 200, 200, 200, 200}},
};

int tried(House &house, const std::string &id, std::string_view what, Bag bag, std::string_view origin = ours) {
  if (what == "page") return house.visit("GET", "/feedback/" + id, bag).status();
  if (what == "list page") return house.visit("GET", "/feedback", bag).status();
  if (what == "list") return house.call("GET", "/api/feedback/list", bag).status();
  if (what == "view") return house.call("GET", path_of(id), bag).status();
  if (what == "status") return house.call("GET", path_of(id, "status"), bag).status();
  if (what == "form") {
    const std::string csrf = house.visit("GET", "/feedback/" + id, bag).csrf();
    bag.origin = origin;
    return house.visit("POST", "/feedback/" + id, bag, "csrf=" + csrf + "&text=yes&submissionId=s").status();
  }
  if (what == "events") {
    FeedbackRequest request;
    request.path = feedback_path(path_of(id, "events"));
    request.method = "GET";
    request.cookie = bag.cookie;
    request.bearer = bag.bearer;
    request.owner = bag.owner;
    request.now = {1, house.now};
    int status = 0, answers = 0;
    house.server.api.admit(request, [&](Page page) { status = page.status, ++answers; },
                           [&](const feedback::Session &session, const Visitor &) { status = session.id == id ? 200 : 0, ++answers; });
    CHECK(answers == 1);
    return status;
  }
  bag.origin = origin;
  const std::string body = what == "submit" ? R"({"freeText":"yes","submissionId":"s"})" : "{}";
  return house.call("POST", path_of(id, what), bag, body).status();
}

} // namespace

TEST_CASE("who may do what, by which mode and with what in hand") {
  for (const ResponderMode mode : {ResponderMode::id, ResponderMode::capability, ResponderMode::signed_link, ResponderMode::once})
    for (const Line &line : lines)
      for (size_t i = 0; i < std::size(all_with); ++i) {
        if (mode == ResponderMode::id && all_with[i] >= With::pass && all_with[i] <= With::foreign_bearer) continue; // there are none
        House house(mode);
        Bags bags(house);
        const int expected = (mode == ResponderMode::id ? line.by_id : line.by_link)[i];
        CHECK_MESSAGE(tried(house, bags.id, line.what, bags.bag(all_with[i])) == expected, word(mode), ", ", line.what, ", ", with_words[i]);
      }
}

TEST_CASE("what a browser sends by itself writes nothing from elsewhere; what a program sends on purpose does") {
  for (const ResponderMode mode : {ResponderMode::capability, ResponderMode::signed_link, ResponderMode::once}) {
    House house(mode);
    Bags bags(house);
    const Bag pass = bags.bag(With::pass), inbox = bags.bag(With::inbox);
    for (const char *verb : {"submit", "decline", "touch", "claim", "release", "extend"})
      for (const char *origin : {"", "null", "https://evil.example", "https://h:8443"})
        for (const Bag &bag : {pass, inbox}) CHECK_MESSAGE(tried(house, bags.id, verb, bag, origin) == 403, word(mode), ", ", verb, ", ", std::string(origin));
    CHECK(house.session(bags.id).version == 1);
    CHECK(tried(house, bags.id, "submit", pass) == 200);
    House again(mode);
    Bags others(again);
    CHECK(tried(again, others.id, "submit", others.bag(With::bearer), "") == 200);
  }
}

TEST_CASE("where nobody is asked who they are, everybody's name opens neither questions nor the list") {
  House house(ResponderMode::capability);
  const std::string id = house.ask();
  const auto anybody = [&](std::string method, const std::string &path) {
    FeedbackRequest request;
    request.path = feedback_path(path);
    request.method = std::move(method);
    request.owner = "ada";
    request.anonymous = true;
    request.now = {1, house.now};
    return House::answer_of([&](auto answered) { house.server.api.answer(request, answered); }).status();
  };
  CHECK(anybody("GET", path_of(id)) == 401);
  CHECK(anybody("POST", path_of(id, "extend")) == 401);
  CHECK(anybody("GET", "/api/feedback/list") == 401);
  CHECK(anybody("GET", path_of(id, "status")) == 200); // who asked has the id
}

TEST_CASE("how somebody was known goes with the answer, and never by their own word") {
  const auto answered = [](ResponderMode mode, With with) {
    House house(mode);
    Bags bags(house);
    Bag bag = bags.bag(with);
    bag.origin = ours;
    const Answer said = house.call("POST", path_of(bags.id, "submit"), bag,
                                   R"({"freeText":"yes","metadata":{"by":"the king","auth":"host","name":"The King"}})");
    REQUIRE(said.status() == 200);
    const feedback::Submission words = house.session(bags.id).submissions[0];
    CHECK(words.name == "");
    CHECK((words.by == "" || words.by.starts_with("link:")));
    return words.auth;
  };
  CHECK(answered(ResponderMode::id, With::nothing) == "id");
  CHECK(answered(ResponderMode::capability, With::pass) == "capability");
  CHECK(answered(ResponderMode::signed_link, With::bearer) == "link");
  CHECK(answered(ResponderMode::once, With::pass) == "link");
  CHECK(answered(ResponderMode::capability, With::inbox) == "local");
}

TEST_CASE("capability: the key stands behind the #, is handed over once, and gives a cookie for this question alone") {
  ResponderSettings settings;
  settings.base_path = "/prefix";
  House house(ResponderMode::capability, settings);
  std::string link;
  const std::string id = house.ask(&link), key = House::behind(link, "#k=");
  CHECK(link == ours + "/feedback/" + id + "#k=" + key);
  CHECK(key.size() == 43);
  CHECK(link_of(house.server.desk.responder(), house.session(id), ours) == link); // the same link for the same question, always

  const Answer notice = house.visit("GET", "/feedback/" + id, {});
  CHECK(notice.status() == 401);
  CHECK(notice.page.body.find("action=\"/prefix/feedback/" + id + "/key\"") != std::string::npos);
  CHECK(house.visit("GET", "/feedback/" + id + "?k=" + key + "&t=" + key, {}).status() == 401); // in a query it is no key

  const Answer given = house.hand_over(house.server, id, key, ours);
  CHECK(given.status() == 200);
  CHECK(given.member("bearer") == ""); // a page keeps nothing that a script could read
  REQUIRE(given.cookies().size() == 2);
  CHECK(given.cookies()[0].find("; Path=/prefix/feedback/" + id + "; Max-Age=") != std::string::npos);
  CHECK(given.cookies()[1].find("; Path=/prefix/api/feedback/" + id + "; Max-Age=") != std::string::npos);
  CHECK(given.cookies()[0].find("; HttpOnly; SameSite=Strict; Secure") != std::string::npos); // the page came by https
  CHECK(house.visit("GET", "/feedback/" + id, {given.cookie(), "", "", {}}).status() == 200);
  CHECK(house.visit("GET", "/feedback/" + id, {"a=b; " + given.cookie() + "; c=d", "", "", {}}).status() == 200);

  const Answer program = house.hand_over(house.server, id, key);
  CHECK(looks_like_pass(program.member("bearer")));
  CHECK(program.member("expiresAt").size() == 24);
  CHECK(program.cookies()[0].find("Secure") == std::string::npos);

  const Answer form = house.visit("POST", "/feedback/" + id + "/key", {}, "key=" + key);
  CHECK(form.status() == 303);
  CHECK(form.cookies().size() == 2);
  CHECK(house.visit("POST", "/feedback/" + id + "/key", {}, "key=https%3A%2F%2Fh%2Ffeedback%2Fx%23k%3D" + key).status() == 303); // a whole link was pasted
}

TEST_CASE("capability: another's key, a forged one, a key of other servers") {
  House house(ResponderMode::capability);
  std::string link, other;
  const std::string id = house.ask(&link);
  house.ask(&other);
  const std::string key = House::behind(link, "#k=");
  std::string forged = key;
  forged[7] = forged[7] == 'A' ? 'B' : 'A';
  for (const std::string &wrong : {std::string(), forged, House::behind(other, "#k="), key.substr(1), key + "A", std::string(5000, 'A')})
    CHECK(house.hand_over(house.server, id, wrong).status() == 401);
  CHECK(house.hand_over(house.server, "00000000-0000-4000-8000-000000000000", key).status() == 404);

  ResponderSettings settings;
  settings.secrets = {"a secret of another house, which is long"};
  CHECK(house.hand_over(house.another(settings), id, key).status() == 401);
  settings.secrets.push_back(house.server.settings.secrets[0]);
  CHECK(house.hand_over(house.another(settings), id, key).status() == 200); // the new secret makes, the old one still opens
  CHECK(house.hand_over(house.another(), id, key).status() == 200);
  settings.audience = "elsewhere";
  CHECK(house.hand_over(house.another(settings), id, key).status() == 401);
}

TEST_CASE("a forged, foreign or outlived pass is none") {
  House house(ResponderMode::capability);
  Bags bags(house);
  const std::string bearer = bags.bag(With::bearer).bearer;
  CHECK(tried(house, bags.id, "view", {"", bearer, "", {}}) == 200);
  for (size_t i = 0; i < bearer.size(); ++i) {
    std::string forged = bearer;
    forged[i] = forged[i] == '1' ? '2' : '1';
    CHECK_MESSAGE(tried(house, bags.id, "view", {"", forged, "", {}}) == 401, i);
  }
  CHECK(tried(house, bags.id, "view", {"tenon_pass=x; tenon_pass=" + bearer, "", "", {}}) == 200); // whichever of several fits
  CHECK(tried(house, bags.id, "view", {"tenon_passage=" + bearer, "", "", {}}) == 401);
  const Server links = house.another();
  CHECK(house.call(links, "GET", path_of(bags.id), {"", bearer, "", {}}).status() == 200);
  ResponderSettings settings;
  settings.mode = ResponderMode::signed_link;
  const Server by_links(house.shelf, house.now, house.numbers, settings);
  CHECK(house.call(by_links, "GET", path_of(bags.id), {"", bearer, "", {}}).status() == 401); // the mode has changed

  const feedback::Session session = house.session(bags.id);
  house.now = gone_at(session) * 1000 + 999;
  CHECK(tried(house, bags.id, "view", {"", bearer, "", {}}) == 200);
  house.now += 1;
  CHECK(tried(house, bags.id, "view", {"", bearer, "", {}}) == 401);
}

TEST_CASE("signed: the link opens the page as it is followed, until it expires") {
  ResponderSettings settings;
  settings.link_ms = hour;
  House house(ResponderMode::signed_link, settings);
  std::string link;
  const std::string id = house.ask(&link), text = House::behind(link, "?t="), path = "/feedback/" + id;
  CHECK(std::count(text.begin(), text.end(), '.') == 4);
  const Answer page = house.visit("GET", path + "?lang=en&t=" + text, {});
  CHECK(page.status() == 200);
  REQUIRE(page.cookies().size() == 2);
  CHECK(page.cookies()[0].find("; HttpOnly; SameSite=Lax") != std::string::npos); // it comes along when the link is followed again
  CHECK(house.visit("GET", path, {page.cookie(), "", "", {}}).status() == 200);
  CHECK(house.visit("GET", path, {page.cookie(), "", "", {}}).cookies().empty());
  CHECK(house.call("GET", path_of(id) + "?t=" + text, {}).status() == 401); // the interface takes cookie or bearer
  CHECK(house.visit("POST", path + "?t=" + text, {}, "text=x").status() == 401);
  CHECK(house.hand_over(house.server, id, text).status() == 200);

  house.now = start + hour + 999;
  CHECK(house.visit("GET", path + "?t=" + text, {}).status() == 200);
  house.now += 1;
  CHECK(house.visit("GET", path + "?t=" + text, {}).status() == 401);
  CHECK(house.hand_over(house.server, id, text).status() == 401);
  CHECK(house.visit("GET", path, {page.cookie(), "", "", {}}).status() == 200); // who is in stays in
}

TEST_CASE("signed: every part of the words is under the signature") {
  House house(ResponderMode::signed_link);
  std::string link, other;
  const std::string id = house.ask(&link), path = "/feedback/" + id + "?t=", text = House::behind(link, "?t=");
  house.ask(&other);
  CHECK(house.visit("GET", path + text, {}).status() == 200);
  for (size_t i = 0; i < text.size(); ++i) {
    std::string forged = text;
    forged[i] = forged[i] == '1' ? '2' : '1';
    CHECK_MESSAGE(house.visit("GET", path + forged, {}).status() == 401, i);
  }
  for (const std::string &wrong : {std::string(), std::string("."), std::string("...."), text + ".", "." + text, House::behind(other, "?t="), std::string(4000, '.')})
    CHECK(house.visit("GET", path + wrong, {}).status() == 401);
  const Server by_once(house.shelf, house.now, house.numbers, House::with(ResponderMode::once, {}));
  CHECK(house.visit(by_once, "GET", path + text, {}).status() == 401); // a link for many times is none for once
}

TEST_CASE("once: looking uses nothing up, and the first who writes keeps the link") {
  House house(ResponderMode::once);
  std::string link;
  const std::string id = house.ask(&link), text = House::behind(link, "?t="), path = "/feedback/" + id;
  std::string cookie;
  for (const char *method : {"GET", "HEAD", "GET"}) { // a mail scanner, a preview, and the person
    const Answer page = house.visit(method, path + "?t=" + text, {});
    CHECK(page.status() == 200);
    CHECK(page.cookie() != cookie);
    cookie = page.cookie();
  }
  const Bag mine{cookie, "", ours, {}}, other{house.visit("GET", path + "?t=" + text, {}).cookie(), "", ours, {}};
  CHECK(house.call("GET", path_of(id), other).status() == 200);
  CHECK(house.call("POST", path_of(id, "touch"), mine, "{}").status() == 200); // from here on it is this browser's
  CHECK(house.call("POST", path_of(id, "submit"), other, R"({"freeText":"mine"})").status() == 401);
  CHECK(house.call("GET", path_of(id), other).status() == 401);
  CHECK(house.visit("GET", path + "?t=" + text, {}).status() == 401);
  CHECK(house.hand_over(house.server, id, text).status() == 401);
  CHECK(house.call("POST", path_of(id, "submit"), mine, R"({"freeText":"mine","submissionId":"s"})").status() == 200);
  CHECK(house.call("POST", path_of(id, "submit"), mine, R"({"freeText":"mine","submissionId":"s"})").status() == 200); // the same again is the same
  CHECK(house.visit("GET", path + "?mine=s", mine).status() == 200);
  CHECK(house.visit("GET", path + "?t=" + text, mine).status() == 200); // the link again, in the same browser
  CHECK(house.session(id).submissions.size() == 1);
}

TEST_CASE("once: used at one server is used at all that share the store") {
  House house(ResponderMode::once);
  std::string link;
  const std::string id = house.ask(&link), text = House::behind(link, "?t=");
  const Server second = house.another();
  const std::string mine = house.visit("GET", "/feedback/" + id + "?t=" + text, {}).cookie();
  const std::string theirs = house.visit(second, "GET", "/feedback/" + id + "?t=" + text, {}).cookie();
  CHECK(house.call(second, "POST", path_of(id, "touch"), {theirs, "", ours, {}}, "{}").status() == 200);
  CHECK(house.call("POST", path_of(id, "touch"), {mine, "", ours, {}}, "{}").status() == 401);
  CHECK(house.call("POST", path_of(id, "touch"), {theirs, "", ours, {}}, "{}").status() == 200);
}

TEST_CASE("once: a form without scripts works from the link to the thank you") {
  House house(ResponderMode::once);
  std::string link;
  const std::string id = house.ask(&link), path = "/feedback/" + id;
  const Answer page = house.visit("GET", path + "?t=" + House::behind(link, "?t="), {});
  const Answer sent = house.visit("POST", path, {page.cookie(), "", ours, {}}, "csrf=" + page.csrf() + "&text=yes&submissionId=s");
  CHECK(sent.status() == 303);
  CHECK(house.visit("GET", path + "?mine=s", {page.cookie(), "", "", {}}).status() == 200);
}

TEST_CASE("host: it is asked about each, and says who they are, sends them to log in or away") {
  HostWord says;
  std::vector<std::string> asked;
  ResponderSettings settings;
  std::function<void(HostWord)> later;
  bool at_once = true;
  settings.ask_host = [&](const Visit &visit, const feedback::Session *session, std::function<void(HostWord)> said) {
    asked.push_back(std::string(session ? session->id : "list") + " " + std::string(visit.cookie));
    if (at_once) return said(says);
    later = std::move(said);
  };
  House house(ResponderMode::host, settings);
  std::string link;
  const std::string id = house.ask(&link), path = "/feedback/" + id;
  CHECK(link == ours + path);
  CHECK(house.server.desk.inbox_link(ours, {}, {1, house.now}) == "");
  CHECK(house.visit("POST", path + "/key", {}, "key=x").status() == 404); // there are no keys

  asked.clear();
  CHECK(house.visit("GET", path, {"sid=1", "", "", {}}).status() == 403);
  CHECK(asked == std::vector<std::string>{"list sid=1", id + " sid=1"});
  CHECK(house.call("GET", path_of(id), {}).status() == 403);
  says.may = Visitor::May::come_again;
  CHECK(house.visit("GET", path, {}).status() == 503);
  CHECK(house.call("GET", path_of(id), {}).status() == 503);
  says.may = Visitor::May::log_in;
  CHECK(house.visit("GET", path, {}).status() == 401);
  CHECK(house.call("GET", path_of(id), {}).status() == 401);
  says.log_in_at = "/login?next=x";
  const Answer login = house.visit("GET", path, {});
  CHECK(login.status() == 303);
  CHECK(login.header("Location") == "/login?next=x");
  CHECK(house.visit("POST", path, {}, "text=x").status() == 401);
  const Answer refused = house.call("GET", path_of(id), {});
  CHECK(refused.status() == 401);
  CHECK(refused.page.body.find(R"("details":{"logIn":"/login?next=x"})") != std::string::npos);
  CHECK(house.visit("GET", "/feedback", {}).status() == 303);
  CHECK(house.call("GET", "/api/feedback/list", {}).status() == 401);

  says = {Visitor::May::answer, true, "u7", "Ada", "", {}};
  CHECK(house.visit("GET", "/feedback", {}).status() == 200);
  CHECK(house.call("POST", path_of(id, "submit"), {"sid=1", "", "https://evil.example", {}}, R"({"freeText":"x"})").status() == 403);
  CHECK(house.call("POST", path_of(id, "submit"), {"sid=1", "", ours, {}}, R"({"freeText":"x"})").status() == 200);
  const feedback::Submission said = house.session(id).submissions[0];
  CHECK(said.by == "u7");
  CHECK(said.name == "Ada");
  CHECK(said.auth == "host");
  says.may_read = false;
  CHECK(house.call("GET", path_of(id), {}).page.body.find("freeText\":\"x\"") == std::string::npos);

  at_once = false;
  FeedbackRequest request;
  request.path = feedback_path(path_of(id));
  request.method = "GET";
  request.now = {1, house.now};
  int status = 0;
  house.server.api.answer(request, [&](Page page) { status = page.status; });
  CHECK(status == 0); // it waits for the host
  later(says);
  CHECK(status == 200);
}

TEST_CASE("the modes have their words") {
  for (int i = 0; i < responder_modes; ++i) CHECK(responder_mode_of(word(static_cast<ResponderMode>(i))) == static_cast<ResponderMode>(i));
  CHECK_FALSE(responder_mode_of("nobody"));
  CHECK_FALSE(responder_mode_of(""));
}
