// feedback_pages_test.cpp - people come with a browser without scripts: they look, answer, decline, take their time, hand over keys.
#include "web/feedback_pages.hpp"
#include "feedback/memory_shelf.hpp"
#include "protocol/form_schema.hpp"
#include "web/posted_form.hpp"
#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::web;

namespace {

constexpr int64_t start = 1'800'000'000'000;

struct House {
  std::shared_ptr<feedback::MemoryShelf> shelf = std::make_shared<feedback::MemoryShelf>();
  int64_t now = start;
  int ids = 0, numbers = 0;
  bool dice = true;
  feedback::Ledger ledger;
  PageRules rules;
  Responder responder;
  std::shared_ptr<feedback::RateLimiter> limiter;

  House() : ledger(feedback::Store(shelf), {}, [this](std::string &id) {
      id = "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + ++ids);
      return true;
    }) {
    rules.base_path = "/prefix";
    rules.secret = "secret";
    rules.random = [this](void *out, size_t size) {
      for (size_t i = 0; i < size; ++i) static_cast<unsigned char *>(out)[i] = static_cast<unsigned char>(++numbers);
      return dice;
    };
    responder.inbox = [](const Visit &visit, std::function<void(InboxVisit)> looked) {
      InboxVisit in;
      if (visit.cookie == "inbox=1") in.may = Visitor::May::answer;
      looked(in);
    };
    responder.open_inbox = [](const Visit &, const std::string &key, std::function<void(std::string)> opened) { opened(key == "once" ? "inbox=1" : ""); };
  }

  static FeedbackRules feedback_rules() {
    FeedbackRules made;
    made.forms = {protocol::check_form_schema, protocol::check_form_content};
    return made;
  }
  FeedbackApi api() const { return FeedbackApi(ledger, feedback_rules(), nullptr); }

  std::string ask(std::string body = R"({"message":"May I?","predefinedOptions":["yes","no"]})") {
    FeedbackRequest request;
    request.path = feedback_path("/api/feedback/create");
    request.method = "POST";
    request.content_type = "application/json";
    request.body = std::move(body);
    request.owner = "agent " + std::to_string(ids);
    request.now = {1, now};
    int status = 0;
    api().answer(request, [&](Page page) { status = page.status; });
    REQUIRE(status == 200);
    return "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + ids);
  }
  feedback::Session session(const std::string &id) const {
    feedback::Session found;
    ledger.read(id, [&](feedback::Result<feedback::Session> got) { found = got.value; });
    return found;
  }
  void happens(const std::string &id, feedback::EventKind kind) {
    feedback::Event event;
    event.kind = kind;
    event.role = feedback::Role::asker;
    ledger.change(id, event, now, [](feedback::Result<feedback::Changed> result) { CHECK(result.fault == feedback::Fault::none); });
  }

  PageRequest request(std::string method, std::string_view target, std::string body = "") const {
    PageRequest made;
    made.method = std::move(method);
    const size_t query = target.find('?');
    made.path = target.substr(0, query);
    if (query != target.npos) made.query = target.substr(query + 1);
    if (made.method == "POST") made.content_type = "application/x-www-form-urlencoded";
    made.body = std::move(body);
    made.host = "h:8080";
    made.peer = "192.0.2.1";
    made.now = {static_cast<uint64_t>(now - start + 1000), now};
    return made;
  }
  Page send(PageRequest made) const {
    Page got;
    int answers = 0;
    FeedbackPages(ledger, feedback_rules(), rules, responder, limiter).answer(std::move(made), [&](Page page) {
      ++answers;
      got = std::move(page);
    });
    CHECK(answers == 1);
    return got;
  }
  Page get(std::string_view target) const { return send(request("GET", target)); }
  Page post(std::string_view target, std::string body) const { return send(request("POST", target, std::move(body))); }
  // A form of ours: with the token that stands in the page.
  Page fill(const std::string &id, const std::string &fields) const { return post("/feedback/" + id, "csrf=" + token(id) + "&submissionId=s-1&" + fields); }
  std::string token(const std::string &id) const {
    const std::string page = get("/feedback/" + id).body;
    const size_t at = page.find("name=\"csrf\" value=\"");
    return at == page.npos ? "" : page.substr(at + 19, 43);
  }
};

std::string header(const Page &page, std::string_view name) {
  for (const auto &each : page.headers)
    if (each.first == name) return each.second;
  return "";
}
bool has(const Page &page, std::string_view text) { return page.body.substr(0, page.body.find("id=\"data\"")).find(text) != std::string::npos; }

} // namespace

TEST_CASE("a person looks, answers, and is led to the page that says so") {
  House house;
  const std::string id = house.ask();
  const Page page = house.get("/feedback/" + id + "?lang=en");
  CHECK(page.status == 200);
  CHECK(has(page, "<h1 dir=\"auto\">May I?</h1>"));
  CHECK(page.body.find("\"api\":\"/prefix/api/feedback/" + id + "\"") != std::string::npos);
  const Page sent = house.fill(id, "option=yes&text=do");
  CHECK(sent.status == 303);
  CHECK(sent.body.empty());
  CHECK(header(sent, "Location") == "/prefix/feedback/" + id + "?mine=s-1");
  CHECK(header(sent, "Cache-Control") == "no-store");
  const feedback::Session session = house.session(id);
  REQUIRE(session.winner == 0);
  CHECK(session.state == feedback::State::answered);
  CHECK(session.submissions[0].answer.selected == std::vector<std::string>{"yes"});
  CHECK(session.submissions[0].answer.free_text == "do");
  CHECK(session.submissions[0].auth == "id");
  CHECK(has(house.get("/feedback/" + id + "?mine=s-1"), "Sent. Thank you."));
  CHECK(house.fill(id, "option=yes&text=do").status == 403); // there is no form any more, and so no token
}

TEST_CASE("the same form posted twice is one answer") {
  House house;
  const std::string id = house.ask(), form = "csrf=" + house.token(id) + "&submissionId=s-1&option=yes";
  CHECK(house.post("/feedback/" + id, form).status == 303);
  CHECK(house.post("/feedback/" + id, form).status == 303);
  CHECK(house.session(id).submissions.size() == 1);
  const Page other = house.post("/feedback/" + id, "csrf=" + form.substr(5, 43) + "&submissionId=s-1&option=no");
  CHECK(other.status == 409);
  CHECK(has(other, "This was not sent."));
}

TEST_CASE("without an id in the form it gets one, so that its author is known again") {
  House house;
  const std::string id = house.ask();
  const Page sent = house.post("/feedback/" + id, "csrf=" + house.token(id) + "&option=yes");
  CHECK(sent.status == 303);
  CHECK(header(sent, "Location") == "/prefix/feedback/" + id + "?mine=" + house.session(id).submissions[0].id);
  CHECK(house.session(id).submissions[0].id.size() == 22);
}

TEST_CASE("what does not fit comes back, with what is wrong and nothing lost") {
  House house;
  const std::string id = house.ask(R"({"message":"m","freeText":{"required":true},"form":{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}})");
  const Page page = house.fill(id, "form.n=many&text=+");
  CHECK(page.status == 400);
  CHECK(has(page, "href=\"#f0\">n – must be a whole number"));
  CHECK(has(page, "value=\"many\""));
  CHECK(has(page, "name=\"submissionId\" value=\"s-1\""));
  CHECK(house.session(id).state == feedback::State::open);
  CHECK(has(house.fill(id, "form.n=7&text=+"), "href=\"#f1\">Anything to add – is missing"));
  CHECK(house.fill(id, "form.n=7&text=x").status == 303);
  CHECK(house.session(id).submissions[0].answer.form_json == R"({"n":7})");
}

TEST_CASE("an id that is none is exchanged for a fresh one") {
  House house;
  const std::string id = house.ask();
  const Page page = house.post("/feedback/" + id, "csrf=" + house.token(id) + "&option=yes&submissionId=" + std::string(129, 'a'));
  CHECK(page.status == 400);
  CHECK_FALSE(has(page, std::string(129, 'a')));
}

TEST_CASE("a form without its token, or from elsewhere, changes nothing and keeps the words") {
  House house;
  const std::string id = house.ask(), token = house.token(id), other = house.token(house.ask());
  const auto refused = [&](PageRequest request) {
    const Page page = house.send(std::move(request));
    CHECK(page.status == 403);
    CHECK(has(page, "my words"));
    CHECK(has(page, "The page was too old."));
    CHECK(has(page, token)); // a good one for the next try
    CHECK(house.session(id).state == feedback::State::open);
  };
  for (const std::string &wrong : {std::string(), std::string("x"), other}) refused(house.request("POST", "/feedback/" + id, "csrf=" + wrong + "&text=my+words"));
  for (const char *act : {"answer", "decline", "more"})
    for (const char *origin : {"null", "https://evil.example", "http://h:8081", ""}) {
      PageRequest request = house.request("POST", "/feedback/" + id, "csrf=" + token + "&text=my+words&act=" + act);
      request.has_origin = true;
      request.origin = origin;
      refused(std::move(request));
    }
  PageRequest own = house.request("POST", "/feedback/" + id, "csrf=" + token + "&text=my+words");
  own.has_origin = true;
  own.origin = "http://h:8080";
  CHECK(house.send(std::move(own)).status == 303);
}

TEST_CASE("declining, with a reason or without") {
  House house;
  std::string id = house.ask();
  CHECK(house.fill(id, "act=decline&reason=not+now&text=not+this").status == 303);
  CHECK(house.session(id).state == feedback::State::declined);
  CHECK(house.session(id).submissions[0].reason == "not now");
  CHECK(house.session(id).submissions[0].answer.free_text == "");
  id = house.ask();
  CHECK(house.fill(id, "act=decline").status == 303);
  id = house.ask();
  CHECK(house.fill(id, "act=dance&option=yes").status == 400);
  CHECK(house.session(id).state == feedback::State::open);
}

TEST_CASE("more time is the session's own time from now on, and keeps what was typed") {
  House house;
  const std::string id = house.ask(R"({"message":"m","timeout":600})");
  house.now += 60'000;
  const Page page = house.fill(id, "act=more&text=still+thinking");
  CHECK(page.status == 200);
  CHECK(has(page, "still thinking"));
  CHECK(house.session(id).expires_at == house.now + 600'000);
  house.happens(id, feedback::EventKind::cancel);
  const Page late = house.fill(id, "act=more&text=still+thinking");
  CHECK(late.status == 410);
  CHECK(has(late, "This was not sent."));
  CHECK(has(late, "still thinking"));
}

TEST_CASE("who comes second sees who was first, with the own words beside") {
  House house;
  const std::string id = house.ask(), token = house.token(id);
  CHECK(house.fill(id, "text=faster").status == 303);
  const Page page = house.post("/feedback/" + id, "csrf=" + token + "&submissionId=s-2&text=slower");
  CHECK(page.status == 409);
  CHECK(has(page, "Already answered"));
  CHECK(has(page, "faster"));
  CHECK(has(page, "slower"));
}

TEST_CASE("while somebody else has it, the form comes back and says so") {
  House house;
  const std::string id = house.ask();
  feedback::Event claim;
  claim.kind = feedback::EventKind::claim;
  claim.role = feedback::Role::responder;
  claim.by = "bob";
  house.ledger.change(id, claim, house.now, [](feedback::Result<feedback::Changed>) {});
  const Page page = house.fill(id, "text=my+words");
  CHECK(page.status == 409);
  CHECK(has(page, "somebody else is working on this question"));
  CHECK(has(page, "my words"));
}

TEST_CASE("a note after the end is kept as one") {
  House house;
  const std::string id = house.ask();
  house.happens(id, feedback::EventKind::cancel);
  CHECK(house.fill(id, "text=late").status == 303);
  CHECK(house.session(id).submissions[0].late);
  CHECK(has(house.get("/feedback/" + id + "?mine=s-1"), "Your note is kept."));
}

TEST_CASE("what is no form is refused before anything happens") {
  House house;
  const std::string id = house.ask(), token = house.token(id);
  CHECK(house.post("/feedback/" + id, "csrf=" + token + "&text=%zz").status == 400);
  CHECK(house.post("/feedback/" + id, "csrf=" + token + "&text=" + std::string(most_posted_bytes, 'x')).status == 413);
  PageRequest json = house.request("POST", "/feedback/" + id, "{}");
  json.content_type = "application/json";
  CHECK(house.send(json).status == 415);
  json.content_type = "";
  CHECK(house.send(json).status == 415);
  CHECK(house.session(id).version == 1);
}

TEST_CASE("paths and methods") {
  House house;
  const std::string id = house.ask();
  CHECK(FeedbackPages::serves("/feedback"));
  CHECK(FeedbackPages::serves("/feedback/x"));
  CHECK_FALSE(FeedbackPages::serves("/feedbacks"));
  CHECK_FALSE(FeedbackPages::serves("/api/feedback/x"));
  for (const std::string &path : {std::string("/feedback/nonsense"), "/feedback/" + id + "x", "/feedback/" + id + "/", "/feedback/" + id + "/other",
                                  std::string("/feedback/00000000-0000-4000-8000-000000000000"), std::string("/feedback//"), "/feedback/%30" + id.substr(1)}) {
    const Page page = house.get(path);
    CHECK_MESSAGE(page.status == 404, path);
    CHECK(has(page, "There is no such question"));
  }
  CHECK(house.get("/feedback/" + id).status == 200);
  CHECK(house.send(house.request("HEAD", "/feedback/" + id)).status == 200);
  const Page put = house.send(house.request("PUT", "/feedback/" + id));
  CHECK(put.status == 405);
  CHECK(header(put, "Allow") == "GET, HEAD, POST");
  CHECK(header(house.post("/feedback", ""), "Allow") == "GET, HEAD");
  CHECK(header(house.get("/feedback/" + id + "/key"), "Allow") == "POST");
}

TEST_CASE("a hostile path or query stays a text") {
  House house;
  const Page page = house.get("/feedback/\"><script>?theme=\"><script>&lang=%22%3E%3Cscript%3E&mine=%ff&status=%3Cscript%3E");
  CHECK(page.status == 404);
  CHECK_FALSE(has(page, "\"><script>"));
  CHECK(header(page, "Content-Language") == "en");
}

TEST_CASE("what was purged is gone") {
  House house;
  const std::string id = house.ask();
  house.happens(id, feedback::EventKind::cancel);
  feedback::Event erase;
  erase.kind = feedback::EventKind::erase;
  erase.role = feedback::Role::admin;
  house.ledger.change(id, erase, house.now, [](feedback::Result<feedback::Changed>) {});
  CHECK(house.get("/feedback/" + id).status == 410);
  CHECK(house.post("/feedback/" + id, "text=x").status == 410);
}

TEST_CASE("theme and language: as asked, else as the host and the browser say") {
  House house;
  const std::string id = house.ask();
  house.rules.theme = "dark";
  CHECK(has(house.get("/feedback/" + id), "data-theme=\"dark\""));
  CHECK(has(house.get("/feedback/" + id + "?theme=auto"), "data-theme=\"auto\""));
  CHECK(has(house.get("/feedback/" + id + "?theme=pink"), "data-theme=\"dark\""));
  PageRequest chinese = house.request("GET", "/feedback/" + id);
  chinese.accept_language = "zh-CN,zh;q=0.9,en;q=0.8";
  CHECK(header(house.send(chinese), "Content-Language") == "zh");
  chinese.query = "lang=en";
  CHECK(header(house.send(chinese), "Content-Language") == "en");
}

TEST_CASE("each answer has a nonce of its own, and without randomness there is none") {
  House house;
  const std::string id = house.ask();
  CHECK(header(house.get("/feedback/" + id), "Content-Security-Policy") != header(house.get("/feedback/" + id), "Content-Security-Policy"));
  house.dice = false;
  const Page page = house.get("/feedback/" + id);
  CHECK(page.status == 500);
  CHECK(header(page, "Content-Type") == "application/json");
}

TEST_CASE("too many requests are told so, and words are not lost by it") {
  House house;
  feedback::RateRules rates;
  rates.per_minute[static_cast<int>(feedback::Action::page)] = 2;
  rates.per_minute[static_cast<int>(feedback::Action::submit)] = 1;
  house.limiter = std::make_shared<feedback::RateLimiter>(rates);
  const std::string id = house.ask(), token = house.token(id);
  const std::string form = "csrf=" + token + "&text=my+words&option=never";
  CHECK(house.post("/feedback/" + id, form).status == 400);
  const Page page = house.post("/feedback/" + id, form);
  CHECK(page.status == 429);
  CHECK(has(page, "my words"));
  CHECK(header(page, "Retry-After") != "");
  CHECK(house.get("/feedback/" + id).status == 200);
  const Page notice = house.get("/feedback/" + id);
  CHECK(notice.status == 429);
  CHECK(has(notice, "Too many requests"));
  CHECK(header(notice, "Retry-After") != "");
}

TEST_CASE("the list is for who came in by the inbox; the one-time link sets its cookie and goes on") {
  House house;
  house.ask(R"({"message":"Listed"})");
  CHECK(house.get("/feedback").status == 401);
  PageRequest visit = house.request("GET", "/feedback?lang=en");
  visit.cookie = "inbox=1";
  const Page page = house.send(visit);
  CHECK(page.status == 200);
  CHECK(has(page, "Listed"));
  visit.query = "cursor=nonsense&status=all";
  CHECK(header(house.send(visit), "Location") == "/prefix/feedback?status=all");
  CHECK(house.get("/feedback?inbox=twice").status == 401);
  CHECK(house.send(house.request("HEAD", "/feedback?inbox=once")).status == 401); // and uses nothing up
  const Page once = house.get("/feedback?inbox=once");
  CHECK(once.status == 303);
  CHECK(header(once, "Location") == "/prefix/feedback");
  CHECK(header(once, "Set-Cookie") == "inbox=1");
  visit.query = "inbox=once";
  CHECK(header(house.send(visit), "Location") == "/prefix/feedback"); // who is in already needs no key
  CHECK(header(house.send(visit), "Set-Cookie") == "");
  PageRequest question = house.request("GET", "/feedback/" + house.ask());
  CHECK_FALSE(has(house.send(question), "All questions"));
  question.cookie = "inbox=1";
  CHECK(has(house.send(question), "All questions"));
}

TEST_CASE("a host may ask for a key, and send others away") {
  House house;
  const std::string id = house.ask(), path = "/feedback/" + id;
  house.responder.judge = [](const Visit &visit_now, const feedback::Session &, std::function<void(Visitor)> judged) {
    Visitor visitor;
    visitor.may = visit_now.cookie == "key=1" ? Visitor::May::answer : visit_now.cookie.empty() ? Visitor::May::bring_a_key : Visitor::May::go;
    visitor.reader = visitor.by = visit_now.cookie;
    visitor.auth = "capability";
    judged(visitor);
  };
  CHECK(house.get(path).status == 401);
  CHECK_FALSE(has(house.get(path), "key-form")); // there is no place for one
  CHECK(house.post(path + "/key", "key=right").status == 404);
  house.responder.take_key = [](const Visit &, const feedback::Session &, const std::string &key, std::function<void(KeyTaken)> taken) {
    KeyTaken said;
    if (key == "right") said = {KeyTaken::How::taken, {"key=1; HttpOnly"}, "the bearer", 1'800'000'000'000};
    taken(said);
  };
  CHECK(has(house.get(path), "action=\"/prefix" + path + "/key\""));
  const Page wrong = house.post(path + "/key", "key=wrong");
  CHECK(wrong.status == 401);
  CHECK(has(wrong, "That key does not fit."));
  const Page right = house.post(path + "/key?lang=zh", "key=right");
  CHECK(right.status == 303);
  CHECK(header(right, "Location") == "/prefix" + path + "?lang=zh");
  CHECK(header(right, "Set-Cookie") == "key=1; HttpOnly");

  PageRequest script = house.request("POST", path + "/key", R"({"key":"right"})");
  script.content_type = "application/json";
  CHECK(house.send(script).status == 200);
  CHECK(header(house.send(script), "Set-Cookie") == "key=1; HttpOnly");
  CHECK(house.send(script).body.find(R"("data":{"bearer":"the bearer","expiresAt":"2027-01-15T08:00:00.000Z"})") != std::string::npos);
  script.has_origin = true;
  script.origin = "http://h:8080";
  CHECK(house.send(script).body.find(R"("data":{},)") != std::string::npos); // a page has the cookie
  script.has_origin = false;
  script.body = R"({"key":7})";
  CHECK(house.send(script).status == 401);
  script.body = R"({"key":"right"})";
  script.has_origin = true;
  script.origin = "https://evil.example";
  CHECK(house.send(script).status == 403);

  PageRequest visit = house.request("GET", path);
  visit.cookie = "another";
  CHECK(house.send(visit).status == 403);
  visit.cookie = "key=1";
  const Page page = house.send(visit);
  CHECK(page.status == 200);
  const std::string token = page.body.substr(page.body.find("name=\"csrf\" value=\"") + 19, 43);
  visit = house.request("POST", path, "csrf=" + token + "&text=x");
  visit.cookie = "key=1";
  CHECK(house.send(visit).status == 303);
  CHECK(house.session(id).submissions[0].auth == "capability");
  CHECK(house.session(id).submissions[0].by == "key=1");
}

TEST_CASE("a token is bound to its reader") {
  House house;
  const std::string id = house.ask();
  house.responder.judge = [](const Visit &visit_now, const feedback::Session &, std::function<void(Visitor)> judged) {
    Visitor visitor;
    visitor.reader = visit_now.cookie;
    judged(visitor);
  };
  PageRequest visit = house.request("GET", "/feedback/" + id);
  visit.cookie = "ann";
  const std::string page = house.send(visit).body, token = page.substr(page.find("name=\"csrf\" value=\"") + 19, 43);
  visit = house.request("POST", "/feedback/" + id, "csrf=" + token + "&text=x");
  visit.cookie = "bob";
  CHECK(house.send(visit).status == 403);
  visit.cookie = "ann";
  CHECK(house.send(visit).status == 303);
}
