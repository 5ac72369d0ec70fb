// allocation_test.cpp - scripted lives of a server in which the n-th allocation fails, for every n, once or from then on.
#include "faults/lives.hpp"
#include <doctest/doctest.h>

using namespace faults;
using guest::call;
using guest::modern_meta;
using guest::modern_meta_with_progress;

namespace {

std::string text(std::string_view words) { return R"({"text":")" + std::string(words) + "\"}"; }
guest::Head modern_call(std::string_view tool) { return guest::Head::modern("tools/call", tool); }

// --- scripts

void life_of_a_server(Play &play) {
  play.require_token();
  (void)play.sign();
  if (play.server) (void)in_core([&] { return tenon_server_remove_tool(play.server, str("echo")); });
  if (play.server) play.allowed(in_core([&] { return tenon_server_drain(play.server, start); }), "drain");
}

void modern_calls(Play &play) {
  Play::Line &echo = play.ask(modern_call("echo"), call("1", "echo", text("words that are too long for a small string"), modern_meta));
  play.hears(echo, "words that are too long");
  Play::Line &later = play.ask(modern_call("later"), call("\"id\"", "later", "{}", modern_meta_with_progress));
  play.settle_all();
  later.pull();
  play.hears(later, "late words");
  Play::Line &slow = play.ask(modern_call("later"), call("2", "later", "{}", modern_meta));
  if (play.server) play.allowed(in_core([&] { return tenon_server_tick(play.server, {start.monotonic_ms + 100, start.unix_ms}); }), "tick");
  slow.pull();
  if (play.server) play.allowed(in_core([&] { return tenon_server_tick(play.server, {start.monotonic_ms + 20'000, start.unix_ms}); }), "tick");
  slow.pull();
  play.settle_all();
  slow.pull();
  play.hears(slow, "late words");
  Play::Line &list = play.ask(guest::Head::modern("tools/list"), guest::request("3", "tools/list", modern_meta));
  play.hears(list, "\"later\"");
  Play::Line &discover = play.ask(guest::Head::modern("server/discover"), guest::request("4", "server/discover", modern_meta));
  play.hears(discover, "instructions that are");
  for (const Play::Line *line : {&echo, &later, &slow, &list, &discover}) play.answered(*line);
  Play::Line &whole = play.ask(modern_call("later"), call("6", "later", "{}", modern_meta));
  if (!play.replies.empty()) {
    tenon_reply *const reply = play.replies.front();
    play.replies.pop_front();
    play.allowed(in_core([&] { return tenon_reply_result(reply, str(R"({"content":[{"type":"text","text":"a whole result, \u00e9"}]})"), start); }), "result");
    in_core([&] { tenon_reply_release(reply, start); return 0; });
  }
  whole.pull();
  play.hears(whole, "a whole result");
  play.answered(whole);
  Play::Line &left = play.ask(modern_call("later"), call("5", "later", "{}", modern_meta));
  left.close();
  play.settle_all();
}

void refusals(Play &play) {
  const auto refused = [&](guest::Head head, std::string_view body, int64_t status, std::string_view words) {
    const Play::Line &line = play.ask(std::move(head), body);
    play.answered(line);
    play.hears(line, words);
    play.must(has_failed() || line.status == status, "status " + std::to_string(line.status));
  };
  refused(modern_call("echo"), call("1", "echo", "{}", modern_meta), 200, "text");
  refused(modern_call("echo"), call("1", "echo", text("NOT THE PATTERN"), modern_meta), 200, "isError");
  refused(modern_call("none"), call("1", "none", "{}", modern_meta), 200, "Unknown tool");
  refused(guest::Head::modern("no/method"), guest::request("1", "no/method", modern_meta), 404, "no/method");
  refused(modern_call("other"), call("1", "echo", text("words"), modern_meta), 400, "Mcp-Name");
  refused(modern_call("echo"), "{\"jsonrpc\":\"2.0\",\"id\":7,", 400, "\"id\":7");
  refused(guest::Head("GET", "/"), "", 200, "<html");
  refused(guest::Head("GET", "/health"), "", 200, "a name that is too long");
  refused(guest::Head("GET", "/nowhere"), "", 404, "");
  refused(guest::Head("OPTIONS", "/mcp").add("Origin", "https://one.example"), "", 204, "");
  refused(guest::Head("POST", "/mcp").add("Origin", "https://elsewhere.example"), "", 403, "");
}

void token(Play &play) {
  play.require_token();
  const std::string good = play.sign(), bad = play.sign("another secret of more than thirty-two bytes");
  for (const std::string &forged : {bad, good.substr(0, good.rfind('.') + 1), good + "x", std::string("x"), std::string()}) {
    guest::Head head = modern_call("echo");
    Play::Line &line = play.ask(std::move(forged.empty() ? head : head.bearer(forged)), call("1", "echo", text("words"), modern_meta));
    if (forged == good) continue; // no memory to sign either
    play.must(play.runs == 0, "a bad token was let in");
    play.must(line.status != 200, "a bad token was answered 200");
    play.answered(line);
  }
  if (good.empty()) return;
  guest::Head head = modern_call("echo");
  Play::Line &line = play.ask(std::move(head.bearer(good)), call("1", "echo", text("words"), modern_meta));
  play.answered(line);
  play.hears(line, "words");
}

void session(Play &play) {
  const std::string id = play.begin_session("2025-11-25");
  if (id.empty()) return;
  play.ask(guest::Head::of_session(id), guest::initialized()).close();
  Play::Line &echo = play.ask(guest::Head::of_session(id), call("1", "echo", text("words")));
  Play::Line &lost = play.ask(guest::Head::of_session(id), call("2", "later"));
  lost.close();
  Play::Line &waits = play.ask(guest::Head::of_session(id), call("3", "later"));
  play.settle_all();
  waits.pull();
  Play::Line &stream = play.open(guest::Head::of_session(id, "GET"));
  stream.pull();
  play.hears(stream, "late words");
  Play::Line &second = play.open(guest::Head::of_session(id, "GET"));
  stream.pull();
  play.ask(guest::Head::of_session(id), call("4", "later")).close();
  Play::Line &ended = play.ask(guest::Head::of_session(id), call("5", "later"));
  while (play.replies.size() > 1) {
    tenon_reply *const reply = play.replies.front();
    play.replies.pop_front();
    play.allowed(in_core([&] { return tenon_reply_text(reply, str("on the second stream"), start); }), "text");
    in_core([&] { tenon_reply_release(reply, start); return 0; });
  }
  second.pull();
  play.hears(second, "on the second stream");
  Play::Line &removed = play.open(guest::Head::of_session(id, "DELETE"));
  removed.pull();
  if (removed.status == 200) { // nothing is left open by an end
    for (Play::Line *line : {&ended, &second, &stream}) line->pull();
    for (const Play::Line *line : {&echo, &waits, &ended, &second, &stream}) play.answered(*line);
  }
}

void event_stream(Play &play) {
  Play::Line &stream = play.open(guest::Head("GET", "/sse"));
  stream.pull();
  const size_t from = stream.said.find("/sse/message");
  if (from == std::string::npos) return;
  const std::string target = stream.said.substr(from, stream.said.find('\n', from) - from);
  play.ask(guest::Head("POST", target), guest::initialize("2024-11-05")).close();
  play.ask(guest::Head("POST", target), guest::initialized()).close();
  play.ask(guest::Head("POST", target), call("1", "echo", text("words"))).close();
  play.ask(guest::Head("POST", target), call("2", "later")).close();
  play.settle_all();
  stream.pull();
  play.hears(stream, "words");
  play.hears(stream, "late words");
}

void batch(Play &play) {
  const std::string id = play.begin_session("2025-03-26");
  if (id.empty()) return;
  const std::string three = "[" + call("1", "echo", text("words")) + "," + call("2", "later") + ",{\"bad\":1}," + guest::initialized() + "]";
  Play::Line &line = play.ask(guest::Head::of_session(id), three);
  play.settle_all();
  line.pull();
  play.answered(line);
  play.hears(line, "late words");
}

void channel(Play &play, int64_t carrier) {
  const std::string end = carrier == TENON_LINES ? "\n" : "";
  Play::Line &line = play.open_channel(carrier);
  const auto feed = [&](const std::string &message) {
    if (!line.exchange || line.broken) return;
    const std::string whole = message + end;
    const tenon_status status = in_core([&] { return tenon_exchange_feed(line.exchange, whole.data(), whole.size(), start); });
    play.allowed(status, "feed");
    line.broken |= status <= TENON_BROKEN;
    line.pull();
  };
  feed(guest::initialize("2025-03-26"));
  feed(guest::initialized());
  feed(call("1", "echo", text("words")));
  feed(call("2", "later", "{}", modern_meta_with_progress));
  feed(call("3", "later"));
  feed(guest::cancelled("3"));
  feed("[" + call("4", "echo", text("in a batch")) + "," + call("5", "later") + "]");
  feed("{not json");
  play.settle_all();
  line.pull();
  for (const std::string_view words : {"words", "late words", "in a batch", "Parse error"}) play.hears(line, words);
  line.end();
  line.pull();
  play.answered(line);
}

void lines(Play &play) { channel(play, TENON_LINES); }
void messages(Play &play) { channel(play, TENON_MESSAGES); }

void parked_progress(Play &play) { // an outbox that is full: progress gives way
  Play::Line &line = play.open_channel(TENON_LINES);
  line.feed(call("1", "later", "{}", modern_meta_with_progress) + "\n");
  for (double i = 1; i < 5 && !play.replies.empty(); ++i)
    play.allowed(in_core([&] { return tenon_reply_progress(play.replies.front(), i, 10, str("a longer message about progress"), start); }), "progress");
  play.settle_all();
  line.pull();
}

void dispatched(Play &play) {
  Play::Line &echo = play.ask(modern_call("echo"), call("1", "echo", text("words"), modern_meta));
  play.run_dispatched();
  echo.pull();
  play.answered(echo);
  play.hears(echo, "words");
  Play::Line &left = play.ask(modern_call("echo"), call("2", "echo", text("words"), modern_meta));
  left.close();
  play.run_dispatched();
  (void)play.ask(modern_call("echo"), call("3", "echo", text("words"), modern_meta));
  play.destroy();
  play.run_dispatched();
}

void sudden_end(Play &play) { // everything is open when the server goes
  Play::Line &waits = play.ask(modern_call("later"), call("1", "later", "{}", modern_meta));
  Play::Line &lines = play.open_channel(TENON_LINES);
  lines.feed(call("1", "later", "{}", modern_meta) + "\n" + call("2", "later", "{}", modern_meta) + "\n");
  const std::string id = play.begin_session("2025-11-25");
  Play::Line &posted = play.ask(guest::Head::of_session(id), call("1", "later"));
  Play::Line &stream = play.open(guest::Head::of_session(id, "GET"));
  Play::Line &events = play.open(guest::Head("GET", "/sse"));
  Play::Line &reading = play.open(modern_call("later"));
  play.destroy();
  reading.tell(call("2", "later", "{}", modern_meta));
  for (Play::Line *line : {&waits, &lines, &posted, &stream, &events, &reading}) {
    line->pull();
    play.answered(*line);
  }
  play.hears(waits, "shutting down");
  play.hears(lines, "\"id\":2");
  play.settle_all();
}

const Script scripts[] = {
    {"life_of_a_server", life_of_a_server, {}},
    {"modern_calls", modern_calls, {}},
    {"refusals", refusals, {}},
    {"token", token, {false, false, 0}},
    {"session", session, {}},
    {"event_stream", event_stream, {}},
    {"batch", batch, {}},
    {"lines", lines, {}},
    {"messages", messages, {}},
    {"parked_progress", parked_progress, {true, false, 64}},
    {"dispatched", dispatched, {true, true, 0}},
    {"sudden_end", sudden_end, {}},
};

} // namespace

TEST_CASE("the n-th allocation fails, for every n, once or from then on: no crash, no leak, no hang, nobody let in, each drop once") {
  for (const Script &script : scripts) fail_everywhere(script);
  MESSAGE(refused_in_all() << " allocations were refused");
}
