// feedback_test.cpp - questions to people while memory runs out: each door tells once, nobody waits in vain, nothing that was taken is lost.
#include "faults/lives.hpp"
#include "guest/asking.hpp"
#include "guest/words.hpp"
#include <doctest/doctest.h>
#include <deque>

using namespace faults;
using asking::text_of;
using guest::call;
using guest::modern_meta;

namespace {

constexpr std::string_view question = R"({"message":"May I delete the old branch, of which nobody knows anything?","predefinedOptions":["yes, it is of no use","no"],"timeout":60})";
constexpr std::string_view answer = R"({"selectedOptions":["yes, it is of no use"],"freeText":"but keep each of its tags, they are still in use","submissionId":"a submission of its own"})";

tenon_now after(uint64_t ms) { return {start.monotonic_ms + ms, start.unix_ms + static_cast<int64_t>(ms)}; }

// What one door told.
struct Ear {
  int told = 0, drops = 0;
  int64_t status = 0;
  std::string json;
};

struct Desk {
  explicit Desk(Play &its_play, uint64_t sites = 0) : play(its_play) {
    tenon_feedback record{};
    record.size = sizeof record;
    record.user = this;
    record.drop = [](void *user) { ++static_cast<Desk *>(user)->drops; };
    record.changed = [](void *user, tenon_str, uint64_t, int64_t, tenon_now) { ++static_cast<Desk *>(user)->changes; };
    record.product = str("a product with a name that is too long for any small string");
    record.sites = sites;
    const tenon_status said = in_core([&] { return tenon_server_offer_feedback(play.server, &record, nullptr); });
    play.allowed(said, "offer");
    play.must((said == TENON_OK) == (drops == 0), "offer: dropped if and only if refused");
    offered = said == TENON_OK;
  }
  ~Desk() {
    for (Play::Line &line : play.lines) line.close();
    play.destroy();
    play.must(drops == 1, "the record was dropped " + std::to_string(drops) + " times");
    for (const Ear &ear : ears) play.must(ear.drops == 1, "a hearer was dropped " + std::to_string(ear.drops) + " times");
  }

  template <class Door> Ear &heard(Door door) {
    Ear &ear = ears.emplace_back();
    tenon_hearer hearer{};
    hearer.size = sizeof hearer;
    hearer.user = &ear;
    hearer.told = [](void *user, const tenon_told *what) {
      const HostWorks outside;
      Ear &one = *static_cast<Ear *>(user);
      ++one.told;
      one.status = what->status;
      one.json.assign(what->json.data ? what->json.data : "", what->json.len);
    };
    hearer.drop = [](void *user) { ++static_cast<Ear *>(user)->drops; };
    const tenon_status said = in_core([&] { return door(&hearer); });
    play.allowed(said, "door");
    play.must(ear.told == (said == TENON_OK ? 1 : 0), "told " + std::to_string(ear.told) + " times by a door that said " + tenon_status_name(said));
    play.must(ear.status < 500 || has_failed(), "told " + std::to_string(ear.status));
    return ear;
  }
  std::string create() {
    return text_of(heard([&](const tenon_hearer *h) { return tenon_feedback_create(play.server, nullptr, str(question), h, start); }).json, "sessionId");
  }
  Ear &read(const std::string &id, tenon_now now = start) {
    return heard([&](const tenon_hearer *h) { return tenon_feedback_read(play.server, str(id), h, now); });
  }
  Ear &submit(const std::string &id) {
    return heard([&](const tenon_hearer *h) { return tenon_feedback_answer(play.server, str(id), nullptr, str(answer), h, start); });
  }
  void tick(tenon_now now) { play.allowed(in_core([&] { return tenon_server_tick(play.server, now); }), "tick"); }

  Play &play;
  bool offered = false;
  int drops = 0, changes = 0;
  std::deque<Ear> ears;
};

guest::Head get(const std::string &path) { return guest::Head("GET", path); }

void doors(Play &play) {
  Desk desk(play);
  if (!desk.offered) return;
  const std::string id = desk.create();
  if (id.empty()) return;
  desk.read(id);
  const Ear &said = desk.submit(id);
  const Ear &seen = desk.read(id);
  if (said.status == 200 && seen.status == 200) play.must(seen.json.find("each of its tags") != std::string::npos, "what was taken is there");
  desk.heard([&](const tenon_hearer *h) { return tenon_feedback_list(play.server, nullptr, str("status=all&limit=10"), h, start); });
  const std::string other = desk.create();
  if (other.empty()) return;
  desk.heard([&](const tenon_hearer *h) { return tenon_feedback_decline(play.server, str(other), nullptr, str(R"({"reason":"not mine to say, whoever asks"})"), h, start); });
  desk.heard([&](const tenon_hearer *h) { return tenon_feedback_withdraw(play.server, str(other), str("there is no need for it any more"), h, start); });
}

void sites(Play &play) {
  Desk desk(play);
  if (!desk.offered) return;
  Play::Line &made = play.ask(guest::Head("POST", "/api/feedback/create"), question);
  play.answered(made);
  const std::string id = text_of(made.said, "sessionId");
  if (id.empty()) return;
  const std::string api = "/api/feedback/" + id;
  const std::pair<guest::Head, std::string_view> requests[] = {
      {get(api), ""}, {get("/feedback/" + id + "?lang=zh"), ""}, {guest::Head("POST", api + "/touch"), "{}"}, {guest::Head("POST", api + "/submit"), R"({"freeText":7})"},
      {guest::Head("POST", api + "/submit"), answer}, {get(api + "/result"), ""}, {get(api + "/audit"), ""}, {get("/api/feedback/list?limit=5"), ""},
      {get(api + "/nowhere"), ""}, {get("/feedback"), ""},
  };
  for (const auto &[head, body] : requests) {
    Play::Line &line = play.ask(head, body);
    play.answered(line);
    play.must(line.broken || line.status < 500 || has_failed(), "a request was told " + std::to_string(line.status));
  }
}

// Whoever waits is told in the end, whatever failed meanwhile.
void waits(Play &play) {
  Desk desk(play);
  if (!desk.offered) return;
  const std::string id = desk.create();
  if (id.empty()) return;
  Play::Line &wait = play.ask(get("/api/feedback/" + id + "/wait?seconds=20"), ""), &left = play.ask(get("/api/feedback/" + id + "/wait"), "");
  left.close();
  desk.submit(id);
  desk.tick(after(1));
  desk.tick(after(2'000));
  wait.pull();
  play.hears(wait, "answered");
  fail_at(0, false);
  desk.tick(after(21'000));
  desk.tick(after(23'000));
  wait.pull();
  play.answered(wait); // once memory is back
}

void watches(Play &play) {
  Desk desk(play);
  if (!desk.offered) return;
  const std::string id = desk.create();
  if (id.empty()) return;
  Play::Line &events = play.ask(get("/api/feedback/" + id + "/events"), ""), &closed = play.ask(get("/api/feedback/" + id + "/events"), "");
  closed.close();
  desk.submit(id);
  desk.tick(after(1));
  desk.tick(after(2'000));
  events.pull();
  play.hears(events, "event: presence");
  play.hears(events, R"("state":"answered")");
  play.destroy();
  events.pull();
  play.answered(events);
}

// A sweep that fails is made up for: once memory is back, what is over expires.
void sweeps(Play &play) {
  Desk desk(play);
  if (!desk.offered) return;
  const std::string id = desk.create();
  if (id.empty()) return;
  for (uint64_t ms = 60'000; ms <= 80'000; ms += 4'000) desk.tick(after(ms));
  fail_at(0, false);
  for (uint64_t ms = 81'000; ms <= 85'000; ms += 1'000) desk.tick(after(ms));
  const Ear &seen = desk.read(id, after(85'000));
  play.must(seen.json.find(R"("state":"expired")") != std::string::npos, "it has not expired: " + seen.json);
}

// Memory is back, and whatever was put off is due: who is owed an answer has one.
void in_the_end(Play &play, Desk &desk, Play::Line &line) {
  fail_at(0, false);
  for (const uint64_t ms : {61'000u, 62'100u, 64'000u, 70'000u, 90'000u, 160'000u}) desk.tick(after(ms));
  line.pull();
  play.answered(line);
}

std::string asked(Play &play, Desk &desk) { // the id of the only question; "" when there was no memory to tell
  const Ear &listed = desk.heard([&](const tenon_hearer *h) { return tenon_feedback_list(play.server, nullptr, str("status=all&limit=10"), h, start); });
  return text_of(listed.json, "sessionId");
}

void patience_ends(Play &play) {
  Desk desk(play);
  if (!desk.offered) return;
  Play::Line &line = play.ask(guest::Head::modern("tools/call", "interactive_feedback"), call("1", "interactive_feedback", question, modern_meta));
  desk.tick(after(30'000));
  line.pull();
  play.hears(line, "input_required"); // it is to come again
  in_the_end(play, desk, line);
}

void agent_is_answered(Play &play) {
  Desk desk(play);
  if (!desk.offered) return;
  Play::Line &line = play.ask(guest::Head::modern("tools/call", "interactive_feedback"), call("1", "interactive_feedback", question, guest::modern_meta_with_progress));
  desk.tick(after(1'000));
  if (const std::string id = asked(play, desk); !id.empty()) desk.submit(id);
  desk.tick(after(2'000));
  line.pull();
  play.hears(line, "each of its tags");
  in_the_end(play, desk, line);
}

void agents_look(Play &play) {
  Desk desk(play);
  if (!desk.offered) return;
  const std::string id = desk.create();
  if (id.empty()) return;
  for (const std::string_view tool : {"check_feedback_status", "get_feedback_result", "cancel_feedback", "get_feedback_result"}) {
    Play::Line &line = play.ask(guest::Head::modern("tools/call", tool), call("1", tool, R"({"sessionId":")" + id + "\"}", modern_meta));
    play.answered(line);
    play.hears(line, "content");
  }
}

// A session of 2025-11-25 whose client shows forms.
struct Client {
  explicit Client(Play &its_play) : play(its_play) {
    Play::Line &line = play.ask(guest::Head(), R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"guest","version":"1"}}})");
    session = line.session;
    line.close();
  }
  Play::Line &post(std::string_view body) { return play.ask(guest::Head::of_session(session).add("MCP-Protocol-Version", "2025-11-25"), body); }
  // To the latest form that a call has shown, if there is one.
  void respond(const Play::Line &line, std::string_view result) {
    const size_t at = line.said.rfind(R"("id":"feedback-)");
    if (at == std::string::npos) return;
    post(R"({"jsonrpc":"2.0","id":")" + text_of(std::string_view(line.said).substr(at), "id") + R"(","result":)" + std::string(result) + "}");
  }

  Play &play;
  std::string session;
};

std::string with_progress(std::string_view id) { return call(id, "interactive_feedback", question, R"("_meta":{"progressToken":"p"})"); }

void form_is_answered(Play &play) {
  Desk desk(play);
  Client client(play);
  if (!desk.offered || client.session.empty()) return;
  Play::Line &line = client.post(with_progress("1"));
  for (const std::string_view said : {R"({"action":"accept","content":{}})", R"({"action":"accept","content":{"freeText":"but keep each of its tags, they are still in use"}})"}) {
    line.pull();
    client.respond(line, said);
  }
  desk.tick(after(1'000));
  line.pull();
  play.hears(line, "each of its tags");
  in_the_end(play, desk, line);
}

void form_is_closed(Play &play) {
  Desk desk(play);
  Client client(play);
  if (!desk.offered || client.session.empty()) return;
  Play::Line &line = client.post(with_progress("1"));
  client.respond(line, R"({"action":"cancel"})");
  for (uint64_t ms = 1'000; ms < 60'000; ms += 11'000) desk.tick(after(ms));
  line.pull();
  play.hears(line, "pending");
  in_the_end(play, desk, line);
}

// The client goes, and comes for the rest of its stream.
void client_goes(Play &play) {
  Desk desk(play);
  Client client(play);
  if (!desk.offered || client.session.empty()) return;
  Play::Line &lost = client.post(with_progress("1")), &cut = client.post(with_progress("2"));
  cut.close();
  client.post(guest::cancelled("2"));
  const size_t link = lost.said.find("/feedback/"); // which is told with the progress
  const std::string id = link == std::string::npos ? "" : lost.said.substr(link + 10, 36);
  const std::string last = lost.said.find("id: ") == std::string::npos ? "" : lost.said.substr(lost.said.rfind("id: ") + 4);
  lost.close();
  desk.tick(after(1'000));
  if (!id.empty()) desk.submit(id);
  Play::Line &again = play.ask(guest::Head::of_session(client.session, "GET").add("MCP-Protocol-Version", "2025-11-25").add("Last-Event-ID", last.substr(0, last.find('\n'))), "");
  desk.tick(after(2'000));
  again.pull();
  play.hears(again, "each of its tags");
}

void task_is_answered(Play &play) {
  Desk desk(play);
  if (!desk.offered) return;
  constexpr std::string_view meta = R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{},"extensions":{"io.modelcontextprotocol/tasks":{}}}})";
  Play::Line &line = play.ask(guest::Head::modern("tools/call", "interactive_feedback"), call("1", "interactive_feedback", question, meta));
  const std::string task = text_of(line.said, "taskId"), id = asked(play, desk);
  desk.tick(after(1'000));
  if (!id.empty()) desk.submit(id);
  desk.tick(after(2'000));
  fail_at(0, false);
  for (const uint64_t ms : {3'100u, 5'000u, 61'100u, 63'000u, 90'000u, 160'000u}) desk.tick(after(ms));
  line.pull();
  play.answered(line);
  if (task.empty() || id.empty()) return;
  Play::Line &looks = play.ask(guest::Head::modern("tasks/get", task), guest::request("2", "tasks/get", R"("taskId":")" + task + "\"," + std::string(meta)));
  const bool over = looks.said.find(R"("status":"completed")") != std::string::npos || looks.said.find(R"("status":"failed")") != std::string::npos;
  play.must(over, "the task goes on: " + looks.said);
}

void sockets(Play &play) {
  Desk desk(play);
  if (!desk.offered) return;
  const std::string id = desk.create();
  if (id.empty()) return;
  const guest::Head head = guest::Head("GET", "/ws/" + id).add("Upgrade", "websocket").add("Connection", "Upgrade");
  Play::Line &socket = play.ask(head, ""), &closed = play.ask(head, "");
  closed.close();
  const auto say = [&](std::string_view text) {
    if (socket.exchange && !socket.broken) play.allowed(in_core([&] { return tenon_exchange_feed(socket.exchange, text.data(), text.size(), start); }), "feed");
    socket.pull();
  };
  say(R"({"type":"get_session","requestId":"a request of some length"})");
  say(R"({"type":"no such thing","requestId":"a request of some length"})");
  const Ear &said = desk.submit(id);
  desk.tick(after(1));
  desk.tick(after(2'000));
  socket.pull();
  play.hears(socket, "answered");
  fail_at(0, false);
  desk.tick(after(4'000));
  desk.tick(after(6'000));
  socket.pull();
  if (said.status == 200 && socket.exchange && !socket.broken && !socket.over && socket.status == 101)
    play.must(socket.said.find("answered") != std::string::npos, "a socket was not told: " + socket.said);
  play.destroy();
  socket.pull();
  play.answered(socket);
}

// A client is given a link, its person enters the code and answers, and the next leg brings the answer.
void links(Play &play) {
  Desk desk(play);
  if (!desk.offered) return;
  constexpr std::string_view meta = R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{"url":{}}}})";
  const auto ask = [&](const std::string &more) -> Play::Line & {
    Play::Line &line = play.ask(guest::Head::modern("tools/call", "interactive_feedback"), guest::call("1", "interactive_feedback", question, std::string(meta) + more));
    play.answered(line);
    return line;
  };
  const Play::Line &call = ask("");
  const std::string url = text_of(call.said, "url"), state = text_of(call.said, "requestState");
  const size_t code = call.said.find("asks for this code: ");
  if (url.empty() || state.empty()) return;
  const std::string path = url.substr(url.find("/feedback/"));
  Play::Line &page = play.ask(guest::Head::browser("GET", path), "");
  play.answered(page);
  const size_t at = page.said.find("name=\"csrf\" value=\"");
  for (const std::string &typed : {std::string("none"), std::string("0000"), call.said.substr(code + 20, 4)}) {
    if (at == page.said.npos) break;
    Play::Line &sent = play.ask(guest::Head::browser("POST", path), "csrf=" + page.said.substr(at + 19, 43) + "&code=" + typed);
    play.answered(sent);
    play.must(sent.broken || sent.status < 500 || has_failed(), "a code was told " + std::to_string(sent.status));
  }
  const Ear &listed = desk.heard([&](const tenon_hearer *h) { return tenon_feedback_list(play.server, nullptr, str("status=all"), h, start); });
  const std::string id = text_of(listed.json, "sessionId");
  if (id.empty() || desk.submit(id).status != 200) return;
  const Play::Line &leg = ask(R"(,"inputResponses":{"q1":{"action":"accept"}},"requestState":")" + state + '"');
  play.hears(leg, R"("status":"answered")");
}

const Script scripts[] = {
    {"doors", doors, {}}, {"sites", sites, {}}, {"waits", waits, {}}, {"watches", watches, {}}, {"sweeps", sweeps, {}},
    {"patience ends", patience_ends, {}}, {"agent is answered", agent_is_answered, {}}, {"agents look", agents_look, {}},
    {"form is answered", form_is_answered, {}}, {"form is closed", form_is_closed, {}}, {"client goes", client_goes, {}},
    {"task is answered", task_is_answered, {}}, {"sockets", sockets, {}}, {"links", links, {}},
};

} // namespace

TEST_CASE("questions to people: the n-th allocation fails, for every n, once or from then on") {
  for (const Script &script : scripts) fail_everywhere(script);
}
