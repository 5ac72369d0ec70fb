// page_codes_test.cpp - the page behind a client's link, in each mode: the code leads to the question, and nothing else does.
#include "feedback/memory_shelf.hpp"
#include "protocol/form_schema.hpp"
#include "web/feedback_api.hpp"
#include "web/feedback_pages.hpp"
#include "web/responder_modes.hpp"
#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::web;

namespace {

constexpr int64_t start = 1'800'000'000'000;
const std::string ours = "https://h";

struct Sent {
  Page page;
  int status() const { return page.status; }
  std::string header(std::string_view name) const {
    for (const auto &[key, value] : page.headers)
      if (key == name) return value;
    return "";
  }
  bool has(std::string_view text) const { return page.body.substr(0, page.body.find("id=\"data\"")).find(text) != std::string::npos; }
  std::string csrf() const {
    const size_t at = page.body.find("name=\"csrf\" value=\"");
    return at == page.body.npos ? "" : page.body.substr(at + 19, 43);
  }
};

struct House {
  std::shared_ptr<feedback::MemoryShelf> shelf = std::make_shared<feedback::MemoryShelf>();
  int64_t now = start;
  uint64_t numbers = 0;
  ResponderMode mode;
  ResponderDesk desk;
  feedback::Ledger ledger;
  feedback::Session asked = ask();

  explicit House(ResponderMode which) : mode(which), desk(settings(), feedback::Store(shelf)), ledger(feedback::Store(shelf), {}, [](std::string &id) {
      id = "00000000-0000-4000-8000-100000000001";
      return true;
    }) {}

  bool roll(void *out, size_t size) {
    ++numbers;
    for (size_t i = 0; i < size; ++i) static_cast<unsigned char *>(out)[i] = static_cast<unsigned char>(numbers * 2'654'435'761u >> (i % 4 * 8));
    return true;
  }
  std::function<bool(void *, size_t)> dice() {
    return [this](void *out, size_t size) { return roll(out, size); };
  }
  ResponderSettings settings() {
    ResponderSettings made;
    made.mode = mode;
    made.secrets = {"the secret that all servers of this store know"};
    made.base_path = "/x";
    made.public_url = ours;
    made.random = dice();
    made.ask_host = [](const Visit &, const feedback::Session *, std::function<void(HostWord)> said) { said({}); };
    return made;
  }
  static FeedbackRules rules() {
    FeedbackRules made;
    made.forms = {protocol::check_form_schema, protocol::check_form_content};
    return made;
  }
  feedback::Session ask() {
    auto question = std::make_shared<feedback::Asked>();
    question->question.message = "May I?";
    question->question.free_text.most = 100;
    question->asker.principal = "ada";
    question->terms = rules().terms;
    feedback::Session made;
    ledger.begin(question, {"ada", "", ""}, now, [&](feedback::Result<feedback::Begun> begun) {
      REQUIRE(begun.fault == feedback::Fault::none);
      made = begun.value.session;
    });
    return made;
  }
  Invitation invited() {
    const std::optional<Invitation> made = desk.responder().invite(asked, ours + "/x");
    REQUIRE(made);
    return *made;
  }
  static std::string path_of(const Invitation &invitation) { return invitation.url.substr((ours + "/x").size()); }

  Sent send(std::string method, std::string_view target, std::string body = "", std::string cookie = "", std::string origin = ours) {
    PageRequest made;
    made.method = std::move(method);
    const size_t query = target.find('?');
    made.path = target.substr(0, query);
    if (query != target.npos) made.query = target.substr(query + 1);
    if (made.method == "POST") {
      made.content_type = "application/x-www-form-urlencoded";
      made.origin = std::move(origin);
      made.has_origin = !made.origin.empty();
    }
    made.body = std::move(body);
    made.cookie = std::move(cookie);
    made.host = "h";
    made.now = {1, now};
    PageRules pages;
    pages.base_path = "/x";
    pages.public_url = ours;
    pages.secret = "of the forms";
    pages.random = dice();
    Sent got;
    int answers = 0;
    FeedbackPages(ledger, rules(), pages, desk.responder(), nullptr).answer(made, [&](Page page) {
      ++answers;
      got.page = std::move(page);
    });
    CHECK(answers == 1);
    return got;
  }
  Sent look(const Invitation &invitation, std::string_view query = "?lang=en") { return send("GET", path_of(invitation) + std::string(query)); }
  Sent enter(const Invitation &invitation, const std::string &code, std::string origin = ours) {
    return send("POST", path_of(invitation) + "?lang=en", "csrf=" + look(invitation).csrf() + "&code=" + code, "", std::move(origin));
  }
  Sent page(const std::string &cookie = "") { return send("GET", "/feedback/" + asked.id, "", cookie); }
  void becomes(feedback::EventKind kind, int64_t later = 0) {
    now += later;
    feedback::Event event;
    event.kind = kind;
    event.role = feedback::Role::asker;
    ledger.change(asked.id, event, now, [](feedback::Result<feedback::Changed> result) { CHECK(result.fault == feedback::Fault::none); });
  }
};

std::string wrong(const Invitation &invitation) { return invitation.code == "1234" ? "4321" : "1234"; }
std::string cookie_of(const Sent &sent) {
  const std::string line = sent.header("Set-Cookie");
  return line.substr(0, line.find(';'));
}

constexpr ResponderMode with_code[] = {ResponderMode::id, ResponderMode::capability, ResponderMode::signed_link, ResponderMode::once};

} // namespace

TEST_CASE("the page asks for the code and tells nothing of the question") {
  for (const ResponderMode mode : with_code) {
    CAPTURE(word(mode));
    House house(mode);
    const Invitation invitation = house.invited();
    const Sent page = house.look(invitation);
    CHECK(page.status() == 200);
    CHECK(page.has("<h1 id=\"notice-title\">Enter the code</h1>"));
    CHECK(page.has("<body class=\"notice\">"));
    CHECK(page.has("name=\"code\""));
    CHECK(page.has("action=\"/x" + House::path_of(invitation) + "?lang=en\""));
    CHECK(page.page.body.find("May I?") == std::string::npos);
    CHECK(page.page.body.find(house.asked.id) == std::string::npos);
    CHECK(page.page.body.find(invitation.code) == std::string::npos);
    CHECK(page.header("Set-Cookie").empty());
    CHECK(page.header("Cache-Control") == "no-store");
    CHECK(page.header("Content-Security-Policy").find("form-action 'self'") != std::string::npos);
    CHECK(house.look(invitation, "?lang=zh").has("请输入代码"));
  }
}

TEST_CASE("the right code leads to the question, with what this browser needs for it") {
  for (const ResponderMode mode : with_code) {
    CAPTURE(word(mode));
    House house(mode);
    const Invitation invitation = house.invited();
    if (mode != ResponderMode::id) CHECK(house.page().status() == 401);
    const Sent sent = house.enter(invitation, invitation.code);
    CHECK(sent.status() == 303);
    CHECK(sent.header("Location") == "/x/feedback/" + house.asked.id + "?lang=en");
    CHECK(sent.page.body.empty());
    const std::string cookie = cookie_of(sent);
    CHECK(cookie.empty() == (mode == ResponderMode::id));
    if (mode != ResponderMode::id) CHECK(sent.header("Set-Cookie").find("; Path=/x/feedback/" + house.asked.id + ";") != std::string::npos);
    const Sent question = house.page(cookie);
    CHECK(question.status() == 200);
    CHECK(house.send("POST", "/feedback/" + house.asked.id, "csrf=" + question.csrf() + "&submissionId=s-1&text=yes", cookie).status() == 303);
    house.ledger.read(house.asked.id, [&](feedback::Result<feedback::Session> got) {
      REQUIRE(got.value.state == feedback::State::answered);
      CHECK(got.value.submissions[0].auth == (mode == ResponderMode::id ? "id" : mode == ResponderMode::capability ? "capability" : "link"));
    });
  }
}

TEST_CASE("by a code that works once, the first who writes has the question") {
  House house(ResponderMode::once);
  const Invitation invitation = house.invited();
  const std::string first = cookie_of(house.enter(invitation, invitation.code)), second = cookie_of(house.enter(invitation, invitation.code));
  CHECK(house.page(first).status() == 200);
  CHECK(house.page(second).status() == 200);
  CHECK(house.send("POST", "/feedback/" + house.asked.id, "csrf=" + house.page(second).csrf() + "&submissionId=s-1&text=yes", second).status() == 303);
  CHECK(house.page(first).status() == 401);
}

TEST_CASE("wrong codes: so many are left, then the link is dead, and says what to do") {
  House house(ResponderMode::capability);
  const Invitation invitation = house.invited();
  for (const char *left : {"You may try 4 more times", "You may try 3 more times", "You may try 2 more times", "You may try once more"}) {
    const Sent again = house.enter(invitation, wrong(invitation));
    CHECK(again.status() == 401);
    CHECK(again.has(left));
    CHECK(again.has("aria-invalid=\"true\""));
    CHECK(again.header("Set-Cookie").empty());
  }
  SUBCASE("the right one in time") { CHECK(house.enter(invitation, invitation.code).status() == 303); }
  SUBCASE("a fifth") {
    const std::string csrf = house.look(invitation).csrf();
    const Sent dead = house.enter(invitation, wrong(invitation));
    CHECK(dead.status() == 410);
    CHECK(dead.has("This link does not work any more"));
    CHECK(dead.has("Let the assistant ask again"));
    CHECK(!dead.has("<form"));
    CHECK(house.look(invitation).status() == 410);
    CHECK(house.send("POST", House::path_of(invitation), "csrf=" + csrf + "&code=" + invitation.code).status() == 410);
    const Invitation next = house.invited();
    CHECK(house.enter(next, next.code).status() == 303);
  }
}

TEST_CASE("what is no code is no try, and blanks do not matter") {
  House house(ResponderMode::id);
  const Invitation invitation = house.invited();
  for (int i = 0; i < 6; ++i)
    for (const char *typed : {"", "123", "12345", "12a4", "%EF%BC%91234"}) {
      const Sent again = house.enter(invitation, typed);
      CHECK(again.status() == 400);
      CHECK(again.has("Four digits, please."));
    }
  CHECK(house.enter(invitation, "+" + invitation.code.substr(0, 2) + "+" + invitation.code.substr(2)).status() == 303);
}

TEST_CASE("a form of a stranger's page is no try either") {
  House house(ResponderMode::capability);
  const Invitation invitation = house.invited(), other = house.invited();
  for (const char *origin : {"null", "https://evil.example", "https://h:8443"}) CHECK(house.enter(invitation, invitation.code, origin).status() == 403);
  const std::string path = House::path_of(invitation);
  CHECK(house.send("POST", path, "code=" + invitation.code).status() == 403);
  const Sent stale = house.send("POST", path + "?lang=en", "csrf=" + house.look(other).csrf() + "&code=" + invitation.code);
  CHECK(stale.status() == 403);
  CHECK(stale.has("The page was too old"));
  CHECK(house.send("POST", path, "csrf=" + stale.csrf() + "&code=" + invitation.code, "", "").status() == 303); // old browsers name no origin
}

TEST_CASE("a link is looked at, and posted to as forms are, and that is all") {
  House house(ResponderMode::id);
  const Invitation invitation = house.invited();
  CHECK(house.send("HEAD", House::path_of(invitation)).status() == 200);
  const Sent put = house.send("PUT", House::path_of(invitation));
  CHECK(put.status() == 405);
  CHECK(put.header("Allow") == "GET, HEAD, POST");
  for (const char *path : {"/feedback/p/", "/feedback/p/x", "/feedback/p/%3Cscript%3E", "/feedback/p/a/b"}) {
    const Sent none = house.send("GET", path);
    CHECK(none.status() == 404);
    CHECK(!none.has("script%3E\""));
  }
  CHECK(house.send("GET", "/feedback/p").status() == 404);
  CHECK(house.send("POST", House::path_of(invitation) + "/key").status() == 404);
}

TEST_CASE("after its end the code leads to how it ended; when nothing is left of it, the link says so") {
  House house(ResponderMode::capability);
  const Invitation invitation = house.invited();
  house.becomes(feedback::EventKind::cancel);
  const Sent sent = house.enter(invitation, invitation.code);
  CHECK(sent.status() == 303);
  CHECK(house.page(cookie_of(sent)).has("class=\"cancelled\""));
  const int64_t day = 86'400'000;
  house.becomes(feedback::EventKind::tick, 2 * day);
  CHECK(house.look(invitation).status() == 410);
  CHECK(house.look(invitation).has("This question has been removed"));
}

TEST_CASE("a host that knows its visitors is asked, and no code is") {
  House house(ResponderMode::host);
  const Invitation invitation = house.invited();
  CHECK(invitation.code.empty());
  CHECK(invitation.url == "https://h/x/feedback/" + house.asked.id);
  CHECK(house.page().status() == 403); // as the host says
  CHECK(house.send("GET", "/feedback/p/" + std::string(98, 'A')).status() == 404);
}
