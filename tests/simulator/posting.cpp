// posting.cpp - requests over HTTP: calls, notifications, streams, farewells, and what makes no sense.
#include "simulator/client.hpp"
#include "simulator/world.hpp"

namespace simulator {

void Client::act_on_http() {
  Dice &dice = world_.dice;
  if (stage_ == Stage::fresh) return begin();
  if (stage_ == Stage::greeting) {
    if (kind_.era == Era::events && stream_ && !endpoint_.empty() && waiting_.empty() && lines_.size() == 1) begin();
    return;
  }
  if (!broken_.empty() && lines_.size() < 5 && (calm_ || dice.one_in(10))) return resume();
  if (kind_.era == Era::session && !stream_ && (calm_ ? !waiting_.empty() && has_session() : dice.one_in(40))) return open_stream();
  if (calm_ || lines_.size() >= 5) return;
  if (kind_.era == Era::session && stream_ && dice.one_in(200)) return open_stream(); // takes the place of the older one
  if (dice.one_in(24)) return post_cancel();
  if (dice.one_in(60)) return stray();
  post_call();
}

// 2026-07-28 just asks. A session is greeted; the transport of 2024-11-05 opens its stream before that.
void Client::begin() {
  if (kind_.era == Era::modern) {
    stage_ = Stage::open;
    return;
  }
  if (kind_.era == Era::events && stage_ == Stage::fresh) {
    stage_ = Stage::greeting;
    return open_stream();
  }
  stage_ = Stage::greeting;
  Question &q = ask(Plan::greet);
  const std::string body = greeting(q);
  Line &line = post(Use::greet, body, "", "");
  line.questions.push_back(q.slot);
}

void Client::post_call() {
  const bool batch = revision == "2025-03-26" && world_.dice.one_in(8);
  const uint64_t count = batch ? world_.dice.between(2, 4) : 1;
  std::vector<uint32_t> questions;
  std::string body = batch ? "[" : "";
  Plan plan = Plan::text;
  for (uint64_t i = 0; i < count; ++i) {
    plan = choose_plan();
    Question &q = ask(plan);
    q.id = i + 1;
    if (kind_.era == Era::events) q.id = choose_id();
    questions.push_back(q.slot);
    if (i > 0) body += ',';
    append_request(body, q);
  }
  if (batch) body += ']';
  const bool calls = plan != Plan::ping && plan != Plan::list;
  Line &line = post(Use::call, body, calls ? "tools/call" : "tools/list", plan == Plan::ghost ? "nobody" : calls ? "work" : "");
  line.questions = std::move(questions);
}

void Client::post_note(Use use, std::string body) { post(use, body, "notifications/cancelled", ""); }

void Client::post_cancel() {
  std::string body;
  append_cancel(body, 1);
  Line &line = post(Use::cancel, body, "notifications/cancelled", "");
  line.cancels = 1;
}

void Client::open_stream() {
  const uint64_t before = world_.conversations_in_core();
  const bool saturated = before >= world_.bounds.conversations;
  Line &line = request(Use::stream, "GET", kind_.era == Era::events ? "/sse" : "/mcp", "", "", "", session_, token_);
  line.saturated = saturated;
  line.end();
  if (kind_.era == Era::events && world_.conversations_in_core() > before) world_.conversations.insert(name);
  if (line.no_room || !has_session()) return; // it is refused
  stream_ = &line;
  for (const auto &other : lines_) other->was_own = false;
  for (Broken &broken : broken_) broken.own = false;
  for (const uint32_t slot : waiting_)
    if (Question &q = world_.ledger.at(slot); q.settled != Settled::no && !q.via) q.via = &line;
}

// A stream broke off, or was closed for a while: the rest of it comes on a connection of its own.
void Client::resume() {
  Broken broken = std::move(broken_.front());
  broken_.erase(broken_.begin());
  events_lost_ = false;
  Line &line = request(Use::resume, "GET", "/mcp", "", "", "", session_, token_, broken.last_event_id);
  line.last_event_id = broken.last_event_id;
  line.questions = std::move(broken.questions);
  line.end();
  if (events_lost_ && world_.bounds.stored_bytes == Bounds::ample) return world_.complain(name + " came back for a stream, and events were lost that had room");
  for (const uint32_t slot : line.questions)
    if (Question &q = world_.ledger.at(slot); events_lost_ && q.is_said()) q.may_be_lost = true;
  if (line.no_room || !has_session() || !broken.own || stream_) return;
  stream_ = &line; // it is the session's again
  line.bore_session = true;
  for (const uint32_t slot : line.questions) world_.ledger.at(slot).via = &line;
  waiting_.insert(waiting_.end(), line.questions.begin(), line.questions.end());
  line.questions.clear();
  for (const uint32_t slot : waiting_)
    if (Question &q = world_.ledger.at(slot); q.settled != Settled::no && !q.via) q.via = &line;
}

void Client::say_goodbye() {
  const bool had = has_session();
  Line &line = request(Use::goodbye, "DELETE", "/mcp", "", "", "", session_, token_);
  line.end();
  stage_ = Stage::over;
  if (line.no_room || !had) return;
  world_.conversations.erase(name);
  session_ends();
}

// What is refused, whoever asks; it must not disturb anybody.
void Client::stray() {
  struct Oddity {
    const char *method, *target, *body;
    int64_t status;
    bool before_room; // refused or answered before it is asked whether there is room
  };
  static constexpr Oddity oddities[] = {
      {"GET", "/health", "", 200, true},      {"GET", "/nowhere", "", 404, true},          {"PUT", "/mcp", "", 405, true},
      {"POST", "/mcp", "{\"id\":1,", 400, false}, {"POST", "/mcp", "[]", 400, false},      {"POST", "/mcp", R"({"jsonrpc":"2.0","id":1})", 400, false},
      {"GET", "/mcp", "", 400, false},        {"DELETE", "/mcp", "", 400, false},          {"POST", "/mcp", R"({"jsonrpc":"2.0","id":1,"method":"ping"})", 400, false},
      {"POST", "/sse/message?sessionId=none", R"({"jsonrpc":"2.0","id":1,"method":"ping"})", 404, false},
      {"POST", "/mcp", R"({"jsonrpc":"2.0","id":1,"method":"ping"})", 404, false}, // in the session of somebody else
      {"DELETE", "/mcp", "", 404, false},                                             // ... to end it
      {"POST", "/mcp", R"({"jsonrpc":"2.0","id":1,"method":"ping"})", 401, false},
  };
  const Oddity &odd = oddities[world_.dice.below(std::size(oddities))];
  std::string foreign = "none";
  if (const Client *other = world_.someone(); other && other != this && !other->session().empty()) foreign = other->session();
  const std::string token = odd.status == 401 ? world_.sign_token(name, false) : token_;
  Line &line = request(Use::stray, odd.method, odd.target, odd.body, "", "", odd.status == 404 ? std::string_view(foreign) : "", token);
  line.want_status = line.no_room && !odd.before_room ? 503 : odd.status;
}

Line &Client::post(Use use, std::string_view body, std::string_view method, std::string_view name_of, const std::string &target) {
  return request(use, "POST", kind_.era == Era::events ? endpoint_ : target, body, method, name_of, session_, token_);
}

Line &Client::request(Use use, std::string_view http_method, const std::string &target, std::string_view body, std::string_view method,
                      std::string_view name_of, std::string_view session, std::string_view token, std::string_view last_event_id) {
  std::string bearer = "Bearer ";
  bearer += token;
  tenon_header headers[9];
  size_t count = 0;
  const auto add = [&](std::string_view field, std::string_view value) { headers[count++] = {str(field), str(value)}; };
  add("Host", "localhost");
  add("Accept", "application/json, text/event-stream");
  add("Content-Type", "application/json");
  add("Authorization", bearer);
  if (!session.empty()) add("Mcp-Session-Id", session);
  if (kind_.era == Era::modern && use != Use::stray) {
    add("MCP-Protocol-Version", revision);
    add("Mcp-Method", method);
    if (!name_of.empty()) add("Mcp-Name", name_of);
  } else if (kind_.era == Era::session && !session.empty() && revision >= "2025-06-18") add("MCP-Protocol-Version", revision);
  if (!last_event_id.empty()) add("Last-Event-ID", last_event_id);
  tenon_head head{};
  head.carrier = TENON_HTTP;
  head.method = str(http_method);
  head.target = str(target);
  head.headers = headers;
  head.header_count = count;
  Line &line = *lines_.emplace_back(std::make_unique<Line>(world_, *this, use, ++world_.exchanges_opened));
  line.open(head);
  line.write(body);
  return line;
}

bool Client::has_session() const { return world_.conversations.count(name) > 0; }

// All of a request was fed. What the core makes of it is decided here, whenever the client looks at it.
void Client::all_said(Line &line) {
  if (line.said_all()) return;
  const uint64_t before = world_.conversations_in_core();
  const bool crowded = in_flight(any) + line.questions.size() > world_.bounds.calls;
  line.saturated = before >= world_.bounds.conversations;
  for (const uint32_t slot : line.questions) {
    Question &q = world_.ledger.at(slot);
    q.sent = true;
    q.crowded = crowded;
    q.same_id = kind_.era == Era::events && in_flight(q.id) > 0;
  }
  if (kind_.era == Era::events) waiting_.insert(waiting_.end(), line.questions.begin(), line.questions.end());
  world_.workshop.expect(&line.questions);
  line.end();
  world_.workshop.expect(nullptr);
  if (kind_.era == Era::events) settle_where_it_waits(line);
  if (line.use == Use::greet && kind_.era == Era::session && world_.conversations_in_core() > before) world_.conversations.insert(name);
  if (line.use == Use::cancel && kind_.era != Era::modern && has_session()) take_cancel(line.cancels);
}

// 2024-11-05: the answer to what was taken comes on the stream, whatever becomes of this request.
void Client::settle_where_it_waits(Line &line) {
  if (has_session()) return line.questions.clear();
  for (const uint32_t slot : line.questions) strike(waiting_, world_.ledger.at(slot));
}

// Only a call that is the only one of its id can be cancelled.
void Client::take_cancel(uint64_t id) {
  if (in_flight(id) != 1) return;
  const auto cancel = [&](std::vector<uint32_t> &questions, bool on_stream) {
    for (const uint32_t slot : questions) {
      Question &q = world_.ledger.at(slot);
      if (!q.taken || q.settled != Settled::no || q.unwanted || q.id != id) continue;
      want_no_more(q);
      if (on_stream) close_cancelled(q, questions);
      return true;
    }
    return false;
  };
  if (cancel(waiting_, true)) return;
  for (Broken &broken : broken_)
    if (cancel(broken.questions, true)) return;
  for (const auto &line : lines_)
    if (cancel(line->questions, false)) return;
}

void Client::finish_http(Line &line) {
  const auto wrong = [&] { world_.complain(name + " got status " + std::to_string(line.status)); };
  switch (line.use) {
  case Use::stray:
    if (line.status != line.want_status && !(world_.ended && line.status == 503)) world_.complain(name + " got status " + std::to_string(line.status) + ", not " + std::to_string(line.want_status));
    break;
  case Use::note:
  case Use::cancel:
    if (line.status != 202) check_refusal(line);
    break;
  case Use::goodbye:
    if (line.status != 200) check_refusal(line);
    break;
  case Use::stream:
    if (line.status != 200) check_refusal(line);
    else if (stream_ == &line && has_session() && !line.stalled && !world_.ended) wrong();
    if (kind_.era == Era::events) stage_ = Stage::over;
    break;
  case Use::resume: finish_resumed(line); break;
  default: finish_call(line);
  }
  close_line(line);
}

void Client::finish_call(Line &line) {
  if (line.status >= 400) {
    check_refusal(line);
    for (const uint32_t slot : line.questions) {
      Question &q = world_.ledger.at(slot);
      if (q.ran && !world_.ended) world_.complain(name + " is refused what a handler has done");
      world_.ledger.close(q, world_.ended ? Fate::server_gone : Fate::refused);
    }
    line.questions.clear();
    if (line.use == Use::greet || line.status == 404) stage_ = Stage::over;
    return;
  }
  if (kind_.era == Era::events) {
    if (line.status != 202 || !line.questions.empty()) world_.complain(name + " got status " + std::to_string(line.status) + " for a call that is not taken");
    return;
  }
  for (const uint32_t slot : line.questions) {
    Question &q = world_.ledger.at(slot);
    if (!q.unwanted && !line.stalled && !world_.ended && !q.paused) world_.complain(name + " gets no answer, and nothing says why");
  }
}

// The stream has come to its end. What is not there was forgotten, and that only if the log was too small for it.
void Client::finish_resumed(Line &line) {
  const bool unknown = line.status == 400; // all of it was forgotten
  if (line.status != 200 && !unknown) check_refusal(line);
  if (line.status == 503 && !world_.ended) { // later, then
    broken_.push_back({line.last_event_id, std::move(line.questions), false});
    line.questions.clear();
  }
  if (stream_ == &line && has_session() && !line.stalled && !world_.ended && !unknown) world_.complain(name + " lost its stream for no reason");
  for (const uint32_t slot : std::vector<uint32_t>(line.questions)) {
    Question &q = world_.ledger.at(slot);
    const bool fair = q.may_be_lost || (unknown && q.is_said() && world_.bounds.stored_bytes != Bounds::ample);
    if (!fair && !q.unwanted && !line.stalled && has_session() && !q.paused) world_.complain(name + " came back for a stream, and an answer was not there");
    if (!fair || line.stalled) continue;
    strike(line.questions, q);
    world_.ledger.close(q, Fate::forgotten);
  }
}

void Client::check_refusal(Line &line) {
  bool crowded = false;
  for (const uint32_t slot : line.questions) crowded = crowded || world_.ledger.at(slot).crowded;
  const bool fair = line.status == 503   ? line.no_room || world_.ended || (line.saturated && (line.use == Use::greet || line.use == Use::stream))
                    : line.status == 404 ? !has_session()
                    : line.status == 429 ? crowded
                                         : false;
  if (!fair) world_.complain(name + " got status " + std::to_string(line.status) + " without a reason, use " + std::to_string(static_cast<int>(line.use)) + ", fed " + std::to_string(line.fed()) + "/" + std::to_string(line.written()) + ": " + line.refusal);
  if (line.status == 503 && line.use == Use::greet) stage_ = Stage::over;
}

} // namespace simulator
