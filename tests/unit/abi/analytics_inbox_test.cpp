// analytics_inbox_test.cpp - the analytics without a token: by the cookie of the list, or whom the host says; nobody else, and no page of a stranger's.
#include "guest/asking.hpp"
#include "guest/inbox.hpp"
#include <vector>

using namespace asking;

namespace {

struct Answer {
  int64_t status = 0;
  std::string body;
};

Answer send(Server &server, guest::Head head) {
  Request request(server, std::move(head), "");
  return {request.status(), request.take()};
}

guest::Head asking_for(std::string what, const std::string &cookie = "", std::string method = "GET") {
  guest::Head head(std::move(method), "/api/analytics/" + std::move(what));
  return cookie.empty() ? head : head.add("Cookie", cookie);
}

tenon_somebody somebody(std::string_view subject) {
  tenon_somebody who{};
  who.size = sizeof who;
  who.subject = str(subject);
  return who;
}

// Asked by Ada, by Bob, and by nobody in particular.
void ask_three(Server &server) {
  const tenon_somebody ada = somebody("ada"), bob = somebody("bob");
  CHECK(server.create(R"({"message":"Of Ada?"})", &ada).status == 200);
  CHECK(server.create(R"({"message":"Of Bob?"})", &bob).status == 200);
  CHECK(server.create(R"({"message":"Of nobody?"})").status == 200);
}

std::string seen(const std::string &body) {
  std::string out;
  for (const char *name : {"Ada", "Bob", "nobody"})
    if (says(body, std::string("Of ") + name + "?")) out += name[0];
  return out;
}

} // namespace

TEST_CASE("who has the list sees the analytics: everybody's, or those of one") {
  Server server;
  ask_three(server);
  const tenon_somebody ada = somebody("ada");
  const std::string all = guest::inbox_cookie(server.handle(), server.now), adas = guest::inbox_cookie(server.handle(), server.now, &ada);
  CHECK(seen(send(server, asking_for("sessions", all)).body) == "ABn");
  CHECK(seen(send(server, asking_for("sessions", adas)).body) == "A");
  CHECK(seen(send(server, asking_for("export", adas)).body) == "A");
  CHECK(says(send(server, asking_for("health", adas)).body, R"("totalSessions":1)"));
  CHECK(says(send(server, asking_for("health", all)).body, R"("totalSessions":3)"));
  for (const char *route : {"tools", "activity", "interactions", "export?format=csv"}) CHECK(send(server, asking_for(route, all)).status == 200);
  CHECK(send(server, asking_for("sessions", all, "HEAD")).status == 200);
  CHECK(send(server, asking_for("nothing", all)).status == 404);
  CHECK(send(server, asking_for("sessions", all, "POST").add("Origin", "http://localhost")).status == 405);
  CHECK(send(server, asking_for("sessions?limit=0", all)).status == 400);
}

TEST_CASE("without the cookie nobody sees them, on a server that asks for no token either") {
  Server server;
  ask_three(server);
  const std::string cookie = guest::inbox_cookie(server.handle(), server.now);
  const std::string changed = cookie.substr(0, cookie.size() - 2) + (cookie.ends_with("AA") ? "BB" : "AA");
  for (const char *route : {"sessions", "tools", "activity", "interactions", "health", "export", "export?table=feedback_responses"}) {
    CAPTURE(route);
    const Answer answer = send(server, asking_for(route));
    CHECK(answer.status == 401);
    CHECK(says(answer.body, "UNAUTHORIZED"));
    CHECK(seen(answer.body) == "");
    CHECK(send(server, asking_for(route, changed)).status == 401);
    CHECK(send(server, asking_for(route, "tenon_inbox=")).status == 401);
  }
  CHECK(send(server, asking_for("cleanup", "", "POST")).status == 401);
  server.pass(uint64_t{30} * 86'400'000);
  CHECK(send(server, asking_for("sessions", cookie)).status == 200);
  server.pass(1'000);
  CHECK(send(server, asking_for("sessions", cookie)).status == 401); // thirty days
}

TEST_CASE("cleaning up takes everybody's list and a page of our own: a cookie comes along unasked") {
  Server server;
  const tenon_somebody ada = somebody("ada");
  const std::string all = guest::inbox_cookie(server.handle(), server.now), adas = guest::inbox_cookie(server.handle(), server.now, &ada);
  const auto clean = [&](const std::string &cookie, const char *origin) {
    guest::Head head = asking_for("cleanup", cookie, "POST");
    return send(server, origin ? head.add("Origin", origin) : head).status;
  };
  CHECK(clean(all, nullptr) == 403);
  CHECK(clean(all, "null") == 403);
  CHECK(clean(all, "https://evil.example") == 403);
  CHECK(clean(all, "http://localhost:81") == 403); // another program's page on this machine
  CHECK(clean(adas, "http://localhost") == 403);   // it would throw away what others asked
  CHECK(clean(all, "http://localhost") == 200);
  CHECK(send(server, asking_for("cleanup", all)).status == 405);
}

TEST_CASE("where the host says who may answer, it says who sees the analytics as well") {
  struct Visits {
    std::vector<tenon_decision *> owed;
    std::string session = "not asked";
    static void visited(void *user, const tenon_visitor *visitor, tenon_decision *decision) {
      Visits &visits = *static_cast<Visits *>(user);
      visits.session.assign(visitor->session_id.data ? visitor->session_id.data : "", visitor->session_id.len);
      CHECK(visitor->page == 0);
      visits.owed.push_back(decision);
    }
  } visits;
  Server server([&](tenon_feedback &f) {
    f.user = &visits;
    f.drop = nullptr;
    f.changed = nullptr;
    f.responder = TENON_RESPONDER_HOST;
    f.visited = Visits::visited;
  });
  server.drops = 1; // of a user that is not its own
  ask_three(server);
  const auto settled = [&](const auto &settle) {
    Request request(server, asking_for("sessions", "sid=1"), "");
    REQUIRE(visits.owed.size() == 1);
    CHECK(request.status() == 0); // it waits
    settle(visits.owed[0]);
    tenon_decision_release(visits.owed[0], server.now);
    visits.owed.clear();
    const int64_t status = request.status();
    const std::string body = request.take();
    return std::to_string(status) + seen(body) + text_of(body, "logIn");
  };
  const tenon_somebody ada = somebody("ada");
  CHECK(settled([&](tenon_decision *d) { tenon_decision_admit(d, nullptr, server.now); }) == "200ABn");
  CHECK(visits.session.empty()); // as for the list
  CHECK(settled([&](tenon_decision *d) { tenon_decision_admit(d, &ada, server.now); }) == "200A");
  CHECK(settled([&](tenon_decision *d) { tenon_decision_log_in(d, str("/login"), server.now); }) == "401/login");
  CHECK(settled([&](tenon_decision *d) { tenon_decision_deny(d, server.now); }) == "403");
  CHECK(settled([](tenon_decision *) {}) == "403"); // released without a word
}

TEST_CASE("who brings no token is counted by address, whatever cookie they bring") {
  Server server([](tenon_feedback &f) { f.max_status_reads = 2; });
  const std::string cookie = guest::inbox_cookie(server.handle(), server.now);
  CHECK(send(server, asking_for("tools", "tenon_inbox=guess")).status == 401);
  CHECK(send(server, asking_for("tools", cookie)).status == 200);
  CHECK(send(server, asking_for("tools", cookie)).status == 429);
  CHECK(send(server, asking_for("tools")).status == 429);
}

TEST_CASE("a token says who it is, and a cookie beside it adds nothing") {
  const std::string secret(32, 's');
  Server server({}, [](tenon_options &o) { o.authless = 0; });
  tenon_token_policy policy{};
  policy.size = sizeof policy;
  policy.secret = str(secret);
  REQUIRE(tenon_server_require_token(server.handle(), &policy, nullptr) == TENON_OK);
  const auto token = [&](std::string_view subject, std::string_view scope) {
    tenon_token_request wish{};
    wish.size = sizeof wish;
    wish.secret = str(secret);
    wish.subject = str(subject);
    wish.scope = str(scope);
    std::string text(2048, ' ');
    tenon_buffer room{sizeof room, text.data(), text.size(), 0};
    REQUIRE(tenon_token_sign(&wish, server.now, &room, nullptr) == TENON_OK);
    return text.substr(0, room.len);
  };
  ask_three(server);
  const std::string cookie = guest::inbox_cookie(server.handle(), server.now);
  CHECK(seen(send(server, asking_for("sessions", cookie)).body) == "ABn");
  CHECK(seen(send(server, asking_for("sessions", cookie).bearer(token("ada", ""))).body) == "A");
  CHECK(seen(send(server, asking_for("sessions").bearer(token("root", "analytics:all"))).body) == "ABn");
  CHECK(send(server, asking_for("cleanup", cookie, "POST").bearer(token("ada", "")).add("Origin", "http://localhost")).status == 403);
  CHECK(send(server, asking_for("sessions", cookie).bearer("nonsense")).status == 401);
}
