// live_test.cpp - the channel of a question through the C functions: shaking hands, credentials, clients in step, the end of it.
#include "abi/doorway.hpp"
#include "engine/live_hall.hpp"
#include "feedback/memory_shelf.hpp"
#include "guest/words.hpp"
#include <atomic>
#include <doctest/doctest.h>
#include <thread>

using namespace tenon;
using guest::str;

namespace {

constexpr std::string_view secret = "a secret of thirty-two bytes....";
constexpr const char *ping = R"({"type":"ping"})";

struct House {
  tenon_server *server = nullptr;
  tenon_now now{1'000, 1'800'000'000'000};
  std::shared_ptr<feedback::MemoryShelf> shelf = std::make_shared<feedback::MemoryShelf>();

  static engine::FeedbackSettings all() {
    engine::FeedbackSettings settings;
    settings.sites = engine::all_sites;
    return settings;
  }
  explicit House(bool tokens = false, engine::FeedbackSettings settings = all()) {
    tenon_options options{};
    options.size = sizeof options;
    options.base_path = str("/prefix");
    options.authless = tokens ? 0 : 1;
    REQUIRE(tenon_server_create(&options, nullptr, &server, nullptr) == TENON_OK);
    if (tokens) {
      tenon_token_policy policy{};
      policy.size = sizeof policy;
      policy.secret = str(secret);
      REQUIRE(tenon_server_require_token(server, &policy, nullptr) == TENON_OK);
    }
    REQUIRE_FALSE(abi::unwrap(server)->offer_feedback(std::move(settings), feedback::Store(shelf)));
  }
  ~House() { tenon_server_destroy(server, now); }
  House(const House &) = delete;
  House &operator=(const House &) = delete;

  std::string token(std::string_view subject, uint64_t seconds = 3600, std::string_view algorithm = "", std::string_view key = secret) const {
    tenon_token_request request{};
    request.size = sizeof request;
    request.secret = str(key);
    request.algorithm = str(algorithm);
    request.subject = str(subject);
    request.expires_in_seconds = seconds;
    char room[1024];
    tenon_buffer out{};
    out.size = sizeof out;
    out.data = room;
    out.capacity = sizeof room;
    REQUIRE(tenon_token_sign(&request, now, &out, nullptr) == TENON_OK);
    return {room, out.len};
  }

  struct Answer {
    int64_t status = 0;
    std::string body, upgrade, allow, challenge;
  };
  Answer ask(guest::Head head, std::string_view body = "") {
    const tenon_head record = head.record();
    tenon_exchange *x = nullptr;
    REQUIRE(tenon_exchange_open(server, &record, now, &x) == TENON_OK);
    if (!body.empty()) tenon_exchange_feed(x, body.data(), body.size(), now);
    tenon_exchange_end(x, now);
    Answer heard;
    tenon_answer answer{};
    answer.size = sizeof answer;
    REQUIRE(tenon_exchange_answer(x, &answer) == TENON_OK);
    heard.status = answer.status;
    heard.upgrade = guest::header(answer, "Upgrade");
    heard.allow = guest::header(answer, "Allow");
    heard.challenge = guest::header(answer, "WWW-Authenticate");
    for (tenon_str bytes{}; answer.body_length != -1 && tenon_exchange_pull(x, &bytes) == TENON_OK; tenon_exchange_sent(x, bytes.len, now)) heard.body.append(bytes.data, bytes.len);
    tenon_exchange_close(x, now);
    return heard;
  }
  std::string question(std::string_view by = "") {
    guest::Head head("POST", "/prefix/api/feedback/create");
    if (!by.empty()) head.bearer(token(by));
    const Answer made = ask(head, R"({"message":"May I?","metadata":{"why":"tests"}})");
    REQUIRE(made.status == 200);
    const size_t at = made.body.find("sessionId\":\"") + 12;
    return made.body.substr(at, 36);
  }
  Answer submits(const std::string &id, std::string_view text) {
    return ask(guest::Head("POST", "/prefix/api/feedback/" + id + "/submit"), R"({"freeText":")" + std::string(text) + R"(","submissionId":"s-1"})");
  }
  // As a page has it.
  std::string ticket(const std::string &id) {
    const std::string body = ask(guest::Head("GET", "/prefix/feedback/" + id)).body;
    const size_t at = body.find("?ticket=");
    REQUIRE(at != body.npos);
    return body.substr(at + 8, body.find('"', at) - at - 8);
  }
  void later(uint64_t ms) {
    now.monotonic_ms += ms;
    now.unix_ms += static_cast<int64_t>(ms);
    tick();
  }
  void tick() { CHECK(tenon_server_tick(server, now) == TENON_OK); }
  engine::LiveHall &hall() { return abi::unwrap(server)->feedback()->live(); }
  const feedback::Ledger &ledger() { return abi::unwrap(server)->feedback()->ledger(); }
};

guest::Head upgrade(std::string target) {
  guest::Head head("GET", std::move(target));
  head.add("Upgrade", "websocket").add("Connection", "Upgrade");
  return head;
}
std::string at(const std::string &id, const std::string &query = "") { return "/prefix/ws/" + id + query; }

// A client whose hands are shaken.
struct Client {
  House &house;
  tenon_exchange *x = nullptr;
  std::string last;

  Client(House &its, const std::string &target) : house(its) {
    guest::Head head = upgrade(target);
    const tenon_head record = head.record();
    REQUIRE(tenon_exchange_open(house.server, &record, house.now, &x) == TENON_OK);
    CHECK(tenon_exchange_end(x, house.now) == TENON_OK); // the request has: not the channel
    CHECK(status() == 101);
  }
  ~Client() { tenon_exchange_close(x, house.now); }
  Client(const Client &) = delete;
  Client &operator=(const Client &) = delete;

  tenon_status says(std::string_view text) { return tenon_exchange_feed(x, text.data(), text.size(), house.now); }
  int64_t status() {
    tenon_answer answer{};
    answer.size = sizeof answer;
    return tenon_exchange_answer(x, &answer) == TENON_OK ? answer.status : 0;
  }
  // "pong, error UNKNOWN_TYPE"; and "(4401)" at the end of it.
  std::string hears() {
    house.tick();
    std::string told;
    last.clear();
    json::Reader reader;
    tenon_str message{};
    tenon_status pulled = TENON_OK;
    while ((pulled = tenon_exchange_pull(x, &message)) == TENON_OK) {
      const std::string text(message.data, message.len);
      REQUIRE(tenon_exchange_sent(x, message.len, house.now) == TENON_OK);
      REQUIRE(reader.parse_copy(text, 16) == json::Trouble::none);
      told += (told.empty() ? "" : ", ") + std::string(reader.root().find("type").text());
      if (const json::Value code = reader.root().find("data").find("code")) told += ' ' + std::string(code.text());
      last += text + '\n';
    }
    if (pulled != TENON_FINISHED) return told;
    tenon_answer answer{};
    answer.size = sizeof answer;
    REQUIRE(tenon_exchange_answer(x, &answer) == TENON_OK);
    return told + (told.empty() ? "(" : " (") + std::to_string(answer.close_code) + ")";
  }
  bool heard(std::string_view what) const { return last.find(what) != last.npos; }
};

constexpr const char *welcome = "connection_established, multi_client_sync";

} // namespace

TEST_CASE("what is no WebSocket, or has no question's address, is answered as any request") {
  House house;
  const std::string id = house.question();
  CHECK(house.ask(guest::Head("GET", at(id))).status == 426);
  CHECK(house.ask(guest::Head("GET", at(id))).upgrade == "websocket");
  CHECK(house.ask(guest::Head("GET", at(id)).add("Upgrade", "h2c")).status == 426);
  CHECK(house.ask(upgrade(at(id)).add("Connection", "x")).status == 101);
  CHECK(house.ask(guest::Head("GET", at(id)).add("upgrade", "WebSocket")).status == 101);
  CHECK(house.ask(guest::Head("POST", at(id)).add("Upgrade", "websocket")).status == 405);
  CHECK(house.ask(guest::Head("POST", at(id))).allow == "GET, OPTIONS");
  CHECK(house.ask(upgrade("/prefix/ws")).status == 404);
  CHECK(house.ask(upgrade("/prefix/ws/")).status == 404);
  CHECK(house.ask(upgrade("/prefix/ws/nothing")).status == 404);
  CHECK(house.ask(upgrade(at(id, "/more"))).status == 404);
  CHECK(house.ask(upgrade("/ws/" + id)).status == 404);
  CHECK(house.ask(upgrade("/prefix/ws/nothing")).body.find("SESSION_NOT_FOUND") != std::string::npos);
}

TEST_CASE("strangers get no channel: another host, another origin") {
  House house;
  const std::string id = house.question();
  CHECK(house.ask(upgrade(at(id)).add("Origin", "https://evil.example")).status == 403);
  CHECK(house.ask(upgrade(at(id)).add("Origin", "null")).status == 403);
  CHECK(house.ask(upgrade(at(id)).add("Origin", "http://localhost:8080")).status == 101);
  CHECK(house.hall().room.size() == 0);
}

TEST_CASE("a server that does not ask people has no channels") {
  engine::FeedbackSettings settings;
  settings.sites = engine::all_sites & ~engine::site_live;
  House house(false, settings);
  const std::string id = house.question();
  CHECK(house.ask(upgrade(at(id))).status == 404);
  CHECK(house.ask(guest::Head("GET", "/prefix/feedback/" + id)).body.find("?ticket=") == std::string::npos);
}

TEST_CASE("two clients are in step: who comes and goes, and what happens") {
  House house;
  const std::string id = house.question();
  Client ann(house, at(id));
  CHECK(ann.hears() == welcome);
  CHECK(ann.heard(R"("activeClients":["web-client-1"])"));
  {
    Client ben(house, at(id, "?clientType=app&ticket=" + house.ticket(id)));
    CHECK(ben.hears() == welcome);
    CHECK(ann.hears() == "multi_client_sync");
    CHECK(ann.heard(R"("activeClients":["web-client-1","app-client-1"])"));
    CHECK(house.submits(id, "go on").status == 200);
    CHECK(ann.hears() == "session_status_changed, feedback_submitted");
    CHECK(ben.hears() == "session_status_changed, feedback_submitted");
    CHECK(ann.heard(R"("preview":"go on")")); // who asked: on a server that takes anybody, everybody without a ticket
    CHECK_FALSE(ben.heard("go on"));
  }
  CHECK(ann.hears() == "multi_client_sync");
  CHECK(ann.heard(R"("activeClients":["web-client-1"])"));
  CHECK(house.hall().room.size() == 1);
}

TEST_CASE("with tokens: who asked is let in by address or header, others are not") {
  House house(true);
  const std::string id = house.question("ann"), good = house.token("ann"), foreign = house.token("ben");
  {
    Client ann(house, at(id, "?apiKey=" + good));
    CHECK(ann.hears() == welcome);
    CHECK(ann.heard(R"("metadata":{"why":"tests"})"));
  }
  CHECK(house.ask(upgrade(at(id)).bearer(good)).status == 101);
  const House::Answer refused = house.ask(upgrade(at(id, "?apiKey=wrong")));
  CHECK(refused.status == 401);
  CHECK(refused.challenge.starts_with("Bearer"));
  CHECK(refused.body.find("UNAUTHORIZED") != std::string::npos);
  Client ben(house, at(id, "?apiKey=" + foreign));
  CHECK(ben.hears() == "error SESSION_NOT_FOUND (4404)"); // as of one that is not there
  Client nobody(house, at("00000000-0000-4000-8000-000000000000", "?apiKey=" + good));
  CHECK(nobody.hears() == "error SESSION_NOT_FOUND (4404)");
}

TEST_CASE("a ticket is its question's, for a quarter of an hour, and shows no words") {
  House house(true);
  const std::string id = house.question("ann"), other = house.question("ann"), ticket = house.ticket(id);
  Client reader(house, at(id, "?ticket=" + ticket));
  CHECK(reader.hears() == welcome);
  CHECK_FALSE(reader.heard("metadata"));
  Client elsewhere(house, at(other, "?ticket=" + ticket));
  CHECK(elsewhere.hears() == "error UNAUTHORIZED (4401)");
  std::string bent = ticket;
  bent.back() = bent.back() == 'A' ? 'B' : 'A';
  Client forger(house, at(id, "?ticket=" + bent));
  CHECK(forger.hears() == "error UNAUTHORIZED (4401)");
  house.later(static_cast<uint64_t>(engine::ticket_life_ms));
  Client in_time(house, at(id, "?ticket=" + ticket));
  CHECK(in_time.hears() == welcome);
  CHECK(in_time.heard(R"("outcome":"expired")"));
  house.later(1);
  Client late(house, at(id, "?ticket=" + ticket));
  CHECK(late.hears() == "error UNAUTHORIZED (4401)");
}

TEST_CASE("the first message may say who it is") {
  House house(true);
  const std::string id = house.question("ann");
  Client ann(house, at(id));
  CHECK(ann.hears() == "");
  CHECK(house.hall().room.size() == 0);
  ann.says(R"({"type":"authenticate","data":{"token":")" + house.token("ann") + "\"}}");
  CHECK(ann.hears() == welcome);
  CHECK(ann.heard("metadata"));
  Client reader(house, at(id));
  reader.says(R"({"type":"authenticate","data":{"ticket":")" + house.ticket(id) + "\"}}");
  CHECK(reader.hears() == welcome);
  Client wrong(house, at(id));
  wrong.says(R"({"type":"authenticate","data":{"token":"wrong"}})");
  CHECK(wrong.hears() == "error UNAUTHORIZED (4401)");
  Client foreign(house, at(id));
  foreign.says(R"({"type":"authenticate","data":{"token":")" + house.token("ben") + "\"}}");
  CHECK(foreign.hears() == "error SESSION_NOT_FOUND (4404)");
}

TEST_CASE("who says nothing for ten seconds is not let in") {
  House house(true);
  Client quiet(house, at(house.question("ann")));
  CHECK(tenon_server_next_deadline(house.server) <= house.now.monotonic_ms + 10'000);
  house.later(9'999);
  CHECK(quiet.hears() == "");
  house.later(1);
  CHECK(quiet.hears() == "error UNAUTHORIZED (4401)");
}

TEST_CASE("five minutes without a word, and it ends") {
  House house;
  Client ann(house, at(house.question()));
  ann.hears();
  house.later(299'999);
  ann.says(ping);
  CHECK(ann.hears() == "pong");
  house.later(299'999);
  house.later(1); // the question has ended meanwhile: what is heard is no word of the client's
  CHECK(ann.hears() == "session_status_changed, session_expired (4408)");
  CHECK(house.hall().room.size() == 0);
  CHECK(house.ledger().waiters() == 0);
  CHECK(ann.says(ping) == TENON_FINISHED);
}

TEST_CASE("the channel ends with the token that opened it") {
  House house(true);
  const std::string id = house.question("ann");
  Client ann(house, at(id, "?apiKey=" + house.token("ann", 60)));
  ann.hears();
  house.later(59'999);
  CHECK(ann.hears() == "");
  house.later(1);
  CHECK(ann.hears() == "error UNAUTHORIZED (4401)");
}

TEST_CASE("five clients of one question, and one more is told to come later") {
  House house;
  const std::string id = house.question();
  std::vector<std::unique_ptr<Client>> all;
  for (int i = 0; i < 5; ++i) {
    all.push_back(std::make_unique<Client>(house, at(id)));
    CHECK(all.back()->hears() == welcome);
  }
  Client sixth(house, at(id));
  CHECK(sixth.hears() == "connection_error CONNECTION_LIMIT_EXCEEDED (4429)");
  CHECK(sixth.heard(R"("retryAfter":30)"));
  all.pop_back();
  Client seventh(house, at(id));
  CHECK(seventh.hears() == welcome);
  CHECK(house.ledger().waiters() == 5);
}

TEST_CASE("mistakes are answered, size and haste end it") {
  House house;
  const std::string id = house.question();
  Client ann(house, at(id));
  ann.hears();
  CHECK(ann.says("{") == TENON_OK);
  CHECK(ann.says(R"({"type":"dance"})") == TENON_OK);
  CHECK(ann.hears() == "error MESSAGE_PARSE_ERROR, error UNKNOWN_TYPE");
  const std::string longest = ping + std::string((16u << 10) - std::string_view(ping).size(), ' ');
  CHECK(ann.says(longest) == TENON_OK);
  CHECK(ann.hears() == "pong");
  CHECK(ann.says(longest + ' ') == TENON_OK);
  CHECK(ann.hears() == "(1009)");
  Client ben(house, at(id));
  ben.hears();
  for (int i = 0; i < 120; ++i) ben.says(ping);
  CHECK(ben.says(ping) == TENON_OK);
  ben.hears();
  CHECK(ben.heard("RATE_LIMITED"));
  CHECK(ben.hears() == "(4429)");
}

TEST_CASE("an app registers its device") {
  House house;
  const std::string id = house.question();
  Client app(house, at(id, "?clientType=app"));
  app.hears();
  app.says(R"({"type":"app_register","data":{"deviceId":"d-1","platform":"ios","appVersion":"1.0","pushToken":"p"}})");
  CHECK(app.hears() == "app_registration_confirmed");
  std::string kept;
  house.shelf->get_blob(id, "devices", [&](feedback::Result<std::string> got) { kept = got.value; });
  CHECK(kept.find(R"("deviceId":"d-1","platform":"ios","appVersion":"1.0","pushToken":"p")") != kept.npos);
}

TEST_CASE("the agent's wait, more time, and the end of the time are heard") {
  House house;
  const std::string id = house.question();
  Client ann(house, at(id));
  ann.hears();
  const uint64_t waits = house.ledger().attach(id, feedback::Waits::agent, [] {});
  CHECK(ann.hears() == "session_presence");
  house.ledger().detach(id, waits, house.now.unix_ms);
  CHECK(ann.hears() == "session_presence");
  house.later(200'000);
  CHECK(house.ask(guest::Head("POST", "/prefix/api/feedback/" + id + "/extend")).status == 200);
  CHECK(ann.hears() == "deadline_changed");
  for (int i = 0; i < 3; ++i) {
    ann.says(ping);
    CHECK(ann.hears() == "pong");
    house.later(100'000);
  }
  CHECK(ann.hears() == "");
  house.later(10'000); // of grace
  CHECK(ann.hears() == "");
  house.later(1);
  CHECK(ann.hears() == "session_status_changed, session_expired");
}

TEST_CASE("a withdrawn question says so") {
  House house;
  const std::string id = house.question();
  Client ann(house, at(id));
  ann.hears();
  CHECK(house.ask(guest::Head("POST", "/prefix/api/feedback/" + id + "/cancel"), R"({"reason":"done"})").status == 200);
  CHECK(ann.hears() == "session_status_changed, session_cancelled");
  CHECK(ann.heard(R"("reason":"done")"));
}

TEST_CASE("either side may leave, and nothing of the client stays") {
  House house;
  const std::string id = house.question();
  {
    Client ann(house, at(id));
    ann.hears();
    CHECK(tenon_exchange_end(ann.x, house.now) == TENON_OK);
    CHECK(ann.hears() == "(1000)");
  }
  { Client gone(house, at(id)); }
  CHECK(house.hall().room.size() == 0);
  CHECK(house.ledger().waiters() == 0);
  Client last(house, at(id));
  last.hears();
  CHECK(tenon_server_drain(house.server, house.now) == TENON_OK);
  CHECK(last.hears() == "(1001)");
}

TEST_CASE("a server that goes takes its channels with it") {
  auto house = std::make_unique<House>();
  tenon_exchange *x = nullptr;
  guest::Head head = upgrade(at(house->question()));
  const tenon_head record = head.record();
  REQUIRE(tenon_exchange_open(house->server, &record, house->now, &x) == TENON_OK);
  const tenon_now now = house->now;
  house.reset();
  tenon_answer answer{};
  answer.size = sizeof answer;
  CHECK(tenon_exchange_answer(x, &answer) == TENON_OK);
  for (tenon_str bytes{}; tenon_exchange_pull(x, &bytes) == TENON_OK;) tenon_exchange_sent(x, bytes.len, now);
  CHECK(tenon_exchange_answer(x, &answer) == TENON_OK);
  CHECK(answer.close_code == 1001);
  tenon_exchange_close(x, now);
}

TEST_CASE("before the host has seen 101 there is nothing to feed") {
  House house;
  tenon_exchange *x = nullptr;
  guest::Head head = upgrade(at(house.question()));
  const tenon_head record = head.record();
  REQUIRE(tenon_exchange_open(house.server, &record, house.now, &x) == TENON_OK);
  CHECK(tenon_exchange_feed(x, ping, std::string_view(ping).size(), house.now) == TENON_FINISHED);
  tenon_exchange_close(x, house.now);
}

namespace {

// Decisions that the host owes, in the order in which it was asked.
struct Owed {
  std::vector<tenon_decision *> decisions;
  static void ask(void *user, const tenon_credential *, tenon_decision *decision) { static_cast<Owed *>(user)->decisions.push_back(decision); }
  tenon_authority authority() {
    tenon_authority record{};
    record.size = sizeof record;
    record.user = this;
    record.token_used = ask;
    return record;
  }
  void settle(bool allow, tenon_now now) {
    REQUIRE(decisions.size() == 1);
    CHECK((allow ? tenon_decision_allow(decisions[0], nullptr, now) : tenon_decision_deny(decisions[0], now)) == TENON_OK);
    tenon_decision_release(decisions[0], now);
    decisions.clear();
  }
};

} // namespace

TEST_CASE("the host is asked about tokens that come as messages, too") {
  House house(true);
  const std::string id = house.question("ann");
  Owed owed;
  const tenon_authority authority = owed.authority();
  REQUIRE(tenon_server_set_authority(house.server, &authority) == TENON_OK);
  const std::string credential = R"({"type":"authenticate","data":{"token":")" + house.token("ann") + "\"}}";
  Client ann(house, at(id));
  ann.says(credential);
  CHECK(ann.hears() == "");
  owed.settle(true, house.now);
  CHECK(ann.hears() == welcome);
  Client revoked(house, at(id));
  revoked.says(credential);
  owed.settle(false, house.now);
  CHECK(revoked.hears() == "error UNAUTHORIZED (4401)");
  {
    Client gone(house, at(id));
    gone.says(credential);
  }
  owed.settle(true, house.now); // too late, and nobody minds
  Client patient(house, at(id));
  patient.says(credential);
  house.later(10'000);
  CHECK(patient.hears() == "error UNAUTHORIZED (4401)");
  owed.settle(true, house.now);
  CHECK(patient.hears() == "(4401)");
  CHECK(house.hall().room.size() == 1);
}

TEST_CASE("the host is asked for the key of a token that comes as a message, if its algorithm is an allowed one") {
  House house(true);
  tenon_token_policy policy{};
  policy.size = sizeof policy;
  policy.secret = str(secret);
  policy.algorithms = str("HS256 HS384");
  REQUIRE(tenon_server_require_token(house.server, &policy, nullptr) == TENON_OK);
  Owed owed;
  tenon_authority authority = owed.authority();
  authority.token_used = nullptr;
  authority.key_wanted = Owed::ask;
  REQUIRE(tenon_server_set_authority(house.server, &authority) == TENON_OK);
  const std::string id = house.question("ann"), longer(48, 'k');
  Client stranger(house, at(id));
  stranger.says(R"({"type":"authenticate","data":{"token":")" + house.token("ann", 3600, "HS512", std::string(64, 'k')) + "\"}}");
  CHECK(stranger.hears() == "error UNAUTHORIZED (4401)");
  CHECK(owed.decisions.empty());
  Client ann(house, at(id));
  ann.says(R"({"type":"authenticate","data":{"token":")" + house.token("ann", 3600, "HS384", longer) + "\"}}");
  CHECK(ann.hears() == "");
  tenon_key keys[2]{};
  keys[0].size = keys[1].size = sizeof keys[0];
  keys[0].secret = str(secret);
  keys[1].secret = str(longer);
  keys[1].algorithm = str("HS384");
  REQUIRE(tenon_server_set_keys(house.server, keys, 2, nullptr) == TENON_OK);
  owed.settle(true, house.now);
  CHECK(ann.hears() == welcome);
}

TEST_CASE("clients on many threads: each hears the answer once") {
  House house;
  const std::string id = house.question();
  std::vector<std::unique_ptr<Client>> all;
  for (int i = 0; i < 4; ++i) all.push_back(std::make_unique<Client>(house, at(id)));
  std::atomic<bool> stop{false};
  std::thread ticks([&] {
    while (!stop) tenon_server_tick(house.server, house.now);
  });
  std::vector<std::thread> talk;
  for (const auto &each : all)
    talk.emplace_back([&each] {
      for (int i = 0; i < 50; ++i) each->says(ping);
    });
  CHECK(house.submits(id, "go on").status == 200);
  for (std::thread &each : talk) each.join();
  stop = true;
  ticks.join();
  for (const auto &each : all) {
    const std::string told = each->hears();
    size_t pongs = 0, submitted = 0;
    for (size_t from = 0; (from = told.find("pong", from)) != told.npos; ++from) ++pongs;
    for (size_t from = 0; (from = told.find("feedback_submitted", from)) != told.npos; ++from) ++submitted;
    CHECK(pongs == 50);
    CHECK(submitted == 1);
  }
}
