// responder_test.cpp - who may answer, by the C functions: the host lets people in, or hands out the link to the list.
#include "guest/words.hpp"
#include <doctest/doctest.h>
#include <string>
#include <tenon/tenon.h>
#include <vector>

namespace {

using guest::str;

// A host that is asked who somebody is, and answers at once by their cookie, or keeps the decision.
struct Host {
  tenon_server *server = nullptr;
  tenon_status offered = TENON_OK;
  std::string why;
  std::vector<std::string> asked;
  std::vector<tenon_decision *> kept;
  bool keeps = false;
  int dropped = 0;
  tenon_feedback record{};

  explicit Host(uint64_t responder, bool visited) {
    tenon_options options{};
    options.size = sizeof options;
    options.authless = 1;
    options.base_path = str("/p");
    REQUIRE(tenon_server_create(&options, nullptr, &server, nullptr) == TENON_OK);
    record.size = sizeof record;
    record.user = this;
    record.drop = [](void *user) { ++static_cast<Host *>(user)->dropped; };
    record.responder = responder;
    if (visited) record.visited = [](void *user, const tenon_visitor *visitor, tenon_decision *decision) { static_cast<Host *>(user)->visit(*visitor, decision); };
  }
  ~Host() { tenon_server_destroy(server, now()); }
  Host(const Host &) = delete;
  Host &operator=(const Host &) = delete;

  static tenon_now now() { return {1000, 1'800'000'000'000}; }
  static std::string text(tenon_str words) { return std::string(words.data ? words.data : "", words.len); }
  tenon_status offer() {
    char words[256];
    tenon_error error{sizeof error, words, sizeof words, 0};
    offered = tenon_server_offer_feedback(server, &record, &error);
    why.assign(words, error.len);
    return offered;
  }

  void visit(const tenon_visitor &visitor, tenon_decision *decision) {
    asked.push_back(text(visitor.method) + " " + (visitor.page ? "page " : "interface ") + (visitor.session_id.len ? "question" : "list") + " " + text(visitor.cookie) + " " + text(visitor.query));
    if (keeps) return kept.push_back(decision);
    decide(decision, text(visitor.cookie));
    tenon_decision_release(decision, now());
  }
  static void decide(tenon_decision *decision, const std::string &cookie) {
    tenon_somebody who{};
    who.size = sizeof who;
    who.id = str("u7");
    who.name = str("Ada");
    if (cookie == "sid=ada") CHECK(tenon_decision_admit(decision, &who, now()) == TENON_OK);
    if (cookie == "sid=all") CHECK(tenon_decision_admit(decision, nullptr, now()) == TENON_OK);
    if (cookie == "sid=old") CHECK(tenon_decision_log_in(decision, str("/login?next=x"), now()) == TENON_OK);
    if (cookie == "sid=lost") CHECK(tenon_decision_log_in(decision, {}, now()) == TENON_OK);
    if (cookie == "sid=eve") CHECK(tenon_decision_deny(decision, now()) == TENON_OK);
  }

  struct Answer {
    int64_t status = 0; // 0: there is none yet
    std::string location, set_cookie, body;
  };
  struct Line {
    tenon_exchange *exchange = nullptr;
    Line() = default;
    Line(const Line &) = delete;
    Line &operator=(const Line &) = delete;
    ~Line() { tenon_exchange_close(exchange, now()); }
    Answer hear() const {
      Answer out;
      tenon_answer answer{};
      answer.size = sizeof answer;
      if (tenon_exchange_answer(exchange, &answer) != TENON_OK) return out;
      out.status = answer.status;
      out.location = guest::header(answer, "Location");
      out.set_cookie = guest::header(answer, "Set-Cookie");
      for (tenon_str bytes{}; tenon_exchange_pull(exchange, &bytes) == TENON_OK;) {
        out.body.append(bytes.data, bytes.len);
        tenon_exchange_sent(exchange, bytes.len, now());
      }
      return out;
    }
  };
  void send(Line &line, std::string method, std::string target, std::string_view cookie, std::string_view body = "") const {
    guest::Head head(std::move(method), std::move(target));
    if (!cookie.empty()) head.add("Cookie", cookie).add("Origin", "http://localhost");
    const tenon_head words = head.record();
    REQUIRE(tenon_exchange_open(server, &words, now(), &line.exchange) == TENON_OK);
    if (!body.empty()) REQUIRE(tenon_exchange_feed(line.exchange, body.data(), body.size(), now()) == TENON_OK);
    REQUIRE(tenon_exchange_end(line.exchange, now()) == TENON_OK);
  }
  Answer send(std::string method, std::string target, std::string_view cookie, std::string_view body = "") const {
    Line line;
    send(line, std::move(method), std::move(target), cookie, body);
    return line.hear();
  }
  std::string ask() {
    const std::string body = send("POST", "/p/api/feedback/create", "", R"({"message":"May I?"})").body;
    const size_t at = body.find("\"sessionId\":\"");
    REQUIRE(at != body.npos);
    return body.substr(at + 13, 36);
  }
  tenon_status link(const tenon_somebody *whose, std::string &out, std::string_view base = "http://localhost/p", size_t room = 1024) const {
    out.assign(room, ' ');
    tenon_buffer buffer{sizeof buffer, out.data(), room, 0};
    const tenon_status said = tenon_feedback_inbox_link(server, whose, str(base), now(), &buffer);
    if (said == TENON_OK) out.resize(buffer.len);
    return said;
  }
};

std::string pair_of(const std::string &set_cookie) { return set_cookie.substr(0, set_cookie.find(';')); }

} // namespace

TEST_CASE("the host says who it is, who has to log in, and who may not") {
  Host host(TENON_RESPONDER_HOST, true);
  REQUIRE(host.offer() == TENON_OK);
  const std::string id = host.ask(), page = "/p/feedback/" + id, view = "/p/api/feedback/" + id;
  host.asked.clear();
  CHECK(host.send("GET", page + "?lang=en", "sid=ada").status == 200);
  CHECK(host.asked == std::vector<std::string>{"GET page list sid=ada lang=en", "GET page question sid=ada lang=en"});
  CHECK(host.send("GET", view, "sid=ada").status == 200);
  CHECK(host.send("GET", page, "sid=old").status == 303);
  CHECK(host.send("GET", page, "sid=old").location == "/login?next=x");
  CHECK(host.send("GET", view, "sid=old").status == 401);
  CHECK(host.send("GET", page, "sid=lost").status == 401);
  CHECK(host.send("GET", page, "sid=eve").status == 403);
  CHECK(host.send("GET", page, "").status == 403); // released without a word
  CHECK(host.send("GET", "/p/feedback", "sid=all").body.find(id) != std::string::npos);
  CHECK(host.send("GET", "/p/feedback", "sid=old").status == 303);
  CHECK(host.send("POST", view + "/submit", "sid=ada", R"({"freeText":"yes"})").status == 200);
  const std::string result = host.send("GET", view + "/result", "").body;
  CHECK(result.find(R"("authLevel":"host")") != std::string::npos);
  CHECK(result.find(R"("id":"u7","name":"Ada")") != std::string::npos);
}

TEST_CASE("the host may take its time, settles once, and need not settle at all") {
  Host host(TENON_RESPONDER_HOST, true);
  REQUIRE(host.offer() == TENON_OK);
  const std::string id = host.ask();
  host.keeps = true;
  Host::Line line, other;
  host.send(line, "GET", "/p/api/feedback/" + id, "sid=ada");
  host.send(other, "GET", "/p/api/feedback/" + id, "sid=ada");
  CHECK(line.hear().status == 0);
  REQUIRE(host.kept.size() == 2);
  Host::decide(host.kept[0], "sid=ada");
  CHECK(line.hear().status == 200);
  CHECK(tenon_decision_deny(host.kept[0], Host::now()) == TENON_GONE);
  CHECK(tenon_decision_admit(host.kept[0], nullptr, Host::now()) == TENON_GONE);
  CHECK(tenon_decision_log_in(host.kept[0], {}, Host::now()) == TENON_GONE);
  tenon_decision_release(host.kept[0], Host::now());
  CHECK(other.hear().status == 0);
  tenon_decision_release(host.kept[1], Host::now());
  CHECK(other.hear().status == 403);
}

TEST_CASE("a visitor waits for the host's word as long as any request does, and is told to come again") {
  const auto later = [](uint64_t ms) { return tenon_now{Host::now().monotonic_ms + ms, Host::now().unix_ms + static_cast<int64_t>(ms)}; };
  for (const std::string path : {"/p/api/feedback/?", "/p/feedback/?", "/p/feedback", "/p/api/feedback/?/events"}) {
    CAPTURE(path);
    Host host(TENON_RESPONDER_HOST, true);
    REQUIRE(host.offer() == TENON_OK);
    const std::string id = host.ask();
    host.keeps = true;
    std::string target = path;
    if (const size_t at = target.find('?'); at != target.npos) target.replace(at, 1, id);
    CHECK(tenon_server_tick(host.server, Host::now()) == TENON_OK); // the first sweep
    Host::Line line;
    host.send(line, "GET", target, "sid=ada");
    REQUIRE(host.kept.size() == 1);
    CHECK(tenon_server_next_deadline(host.server) == later(5000).monotonic_ms);
    CHECK(tenon_server_tick(host.server, later(4999)) == TENON_OK);
    CHECK(line.hear().status == 0);
    CHECK(tenon_server_tick(host.server, later(5000)) == TENON_OK);
    CHECK(line.hear().status == 503);
    for (tenon_decision *each : host.kept) { // a page that asks about the list, too, has no time left for it
      CHECK(tenon_decision_admit(each, nullptr, later(5001)) == TENON_GONE);
      tenon_decision_release(each, later(5001));
    }
  }
}

TEST_CASE("what cannot be: words that do not go together, decisions of another kind, addresses that lead nowhere") {
  Host host(TENON_RESPONDER_HOST, true);
  REQUIRE(host.offer() == TENON_OK);
  const std::string id = host.ask();
  host.keeps = true;
  Host::Line line;
  host.send(line, "GET", "/p/api/feedback/" + id, "sid=ada");
  REQUIRE(host.kept.size() == 1);
  tenon_decision *const decision = host.kept[0];
  CHECK(tenon_decision_admit(nullptr, nullptr, Host::now()) == TENON_INVALID);
  CHECK(tenon_decision_allow(decision, nullptr, Host::now()) == TENON_INVALID); // that is for tokens
  for (const char *wrong : {"login", "//evil.example", "/\\evil.example", "/a b", "/a\r\nSet-Cookie: x", "javascript:alert(1)", "ftp://h/"})
    CHECK(tenon_decision_log_in(decision, str(wrong), Host::now()) == TENON_INVALID);
  CHECK(tenon_decision_log_in(decision, str("/" + std::string(2048, 'a')), Host::now()) == TENON_INVALID);
  tenon_somebody who{};
  CHECK(tenon_decision_admit(decision, &who, Host::now()) == TENON_BAD_SIZE);
  who.size = sizeof who;
  const std::string long_name(1025, 'a');
  who.name = str(long_name);
  CHECK(tenon_decision_admit(decision, &who, Host::now()) == TENON_INVALID);
  CHECK(line.hear().status == 0);
  CHECK(tenon_decision_log_in(decision, str("/" + std::string(2047, 'a')), Host::now()) == TENON_OK);
  CHECK(line.hear().status == 401);
  tenon_decision_release(decision, Host::now());
}

TEST_CASE("settings that do not go together are refused, and the user is dropped once") {
  const auto refused = [](Host &host, std::string_view word) {
    CHECK(host.offer() == TENON_INVALID);
    CHECK(host.why.find(word) != std::string::npos);
    CHECK(host.dropped == 1);
  };
  Host nobody(TENON_RESPONDER_HOST, false), too_many(TENON_RESPONDER_SIGNED, true), unknown(TENON_RESPONDER_HOST + 1, false);
  refused(nobody, "feedback.visited");
  refused(too_many, "feedback.visited");
  refused(unknown, "feedback.responder");
  constexpr uint64_t day = 86'400'000;
  struct Bound {
    uint64_t tenon_feedback::*place;
    uint64_t most;
    const char *name;
  };
  for (const Bound &bound : {Bound{&tenon_feedback::link_ms, 90 * day, "link_ms"}, Bound{&tenon_feedback::inbox_link_ms, day, "inbox_link_ms"},
                             Bound{&tenon_feedback::inbox_ms, 400 * day, "inbox_ms"}}) {
    for (const uint64_t good : {uint64_t{0}, uint64_t{1000}, bound.most}) {
      Host host(TENON_RESPONDER_ONCE, false);
      host.record.*bound.place = good;
      CHECK(host.offer() == TENON_OK);
    }
    for (const uint64_t bad : {uint64_t{999}, bound.most + 1}) {
      Host host(TENON_RESPONDER_ONCE, false);
      host.record.*bound.place = bad;
      refused(host, bound.name);
    }
  }
}

TEST_CASE("the link to the list: once, for everybody's questions or for one's own") {
  Host host(TENON_RESPONDER_CAPABILITY, false);
  std::string link;
  CHECK(host.link(nullptr, link) == TENON_NOT_FOUND); // nobody is asked here yet
  REQUIRE(host.offer() == TENON_OK);
  const std::string id = host.ask();
  REQUIRE(host.link(nullptr, link) == TENON_OK);
  const std::string start = "http://localhost/p/feedback?inbox=";
  REQUIRE(link.substr(0, start.size()) == start);
  const std::string target = link.substr(16);
  const Host::Answer opened = host.send("GET", target, "");
  CHECK(opened.status == 303);
  CHECK(opened.location == "/p/feedback");
  CHECK(host.send("GET", target, "").status == 401);
  CHECK(host.send("GET", "/p/feedback", pair_of(opened.set_cookie)).body.find(id) != std::string::npos);
  CHECK(host.send("GET", "/p/feedback/" + id, pair_of(opened.set_cookie)).status == 200);

  tenon_somebody ada{};
  ada.size = sizeof ada;
  ada.subject = str("ada");
  REQUIRE(host.link(&ada, link, "") == TENON_OK);
  CHECK(link.substr(0, 18) == "/p/feedback?inbox="); // where we are, nobody has said
  const std::string cookie = pair_of(host.send("GET", link, "").set_cookie);
  const Host::Answer list = host.send("GET", "/p/feedback", cookie);
  CHECK(list.status == 200);
  CHECK(list.body.find(id) == std::string::npos);
  CHECK(host.send("GET", "/p/feedback/" + id, cookie).status == 401);

  CHECK(host.link(nullptr, link, "", 10) == TENON_LIMIT);
  tenon_buffer buffer{sizeof buffer, nullptr, 10, 0};
  CHECK(tenon_feedback_inbox_link(host.server, nullptr, str(""), Host::now(), &buffer) == TENON_INVALID);
  CHECK(tenon_feedback_inbox_link(host.server, nullptr, str(""), Host::now(), nullptr) == TENON_INVALID);
  CHECK(tenon_feedback_inbox_link(nullptr, nullptr, str(""), Host::now(), &buffer) == TENON_INVALID);
  Host by_host(TENON_RESPONDER_HOST, true);
  REQUIRE(by_host.offer() == TENON_OK);
  CHECK(by_host.link(nullptr, link) == TENON_NOT_FOUND);
}

TEST_CASE("where nobody is asked who they are, the channel of a question opens to its id in mode id alone") {
  const auto opens = [](uint64_t responder, bool visited) {
    Host host(responder, visited);
    REQUIRE(host.offer() == TENON_OK);
    const std::string id = host.ask();
    guest::Head head("GET", "/p/ws/" + id);
    head.add("Upgrade", "websocket").add("Connection", "Upgrade");
    const tenon_head words = head.record();
    Host::Line line;
    REQUIRE(tenon_exchange_open(host.server, &words, Host::now(), &line.exchange) == TENON_OK);
    const Host::Answer answer = line.hear();
    CHECK(answer.status == 101);
    const std::string token = R"({"type":"authenticate","data":{"token":"anything"}})";
    if (answer.body.find("connection_established") != answer.body.npos) return true;
    tenon_exchange_feed(line.exchange, token.data(), token.size(), Host::now());
    return line.hear().body.find("connection_established") != answer.body.npos;
  };
  CHECK(opens(TENON_RESPONDER_ID, false));
  for (const uint64_t other : {uint64_t{TENON_RESPONDER_CAPABILITY}, uint64_t{TENON_RESPONDER_SIGNED}, uint64_t{TENON_RESPONDER_ONCE}}) CHECK_FALSE(opens(other, false));
  CHECK_FALSE(opens(TENON_RESPONDER_HOST, true));
}

TEST_CASE("passes go by the Authorization line, and are asked for nothing else") {
  Host host(TENON_RESPONDER_CAPABILITY, false);
  REQUIRE(host.offer() == TENON_OK);
  const std::string created = host.send("POST", "/p/api/feedback/create", "", R"({"message":"May I?"})").body;
  const size_t at = created.find("#k=");
  REQUIRE(at != created.npos);
  const std::string id = created.substr(at - 36, 36), key = created.substr(at + 3, 43);
  const std::string given = host.send("POST", "/p/feedback/" + id + "/key", "", "{\"key\":\"" + key + "\"}").body;
  const size_t bearer = given.find("\"bearer\":\"");
  REQUIRE(bearer != given.npos);
  const std::string pass = given.substr(bearer + 10, given.find('"', bearer + 10) - bearer - 10);
  const auto with = [&](const std::string &authorization) {
    guest::Head head("GET", "/p/api/feedback/" + id);
    head.add("Authorization", authorization);
    const tenon_head words = head.record();
    Host::Line line;
    REQUIRE(tenon_exchange_open(host.server, &words, Host::now(), &line.exchange) == TENON_OK);
    REQUIRE(tenon_exchange_end(line.exchange, Host::now()) == TENON_OK);
    return line.hear().status;
  };
  CHECK(with("Bearer " + pass) == 200);
  CHECK(with("bearer " + pass) == 200);
  CHECK(with("Bearer " + pass + "x") == 401);
  CHECK(with(pass) == 401);
}
