// saying_test.cpp - everything that the server says, in every revision and on every carrier, fits the schema of its revision.
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "book.hpp"
#include "guest/words.hpp"
#include "talk.hpp"
#include "words.hpp"

using namespace wire;

namespace {

constexpr const char *revisions[] = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"};
bool is_modern(std::string_view revision) { return revision == "2026-07-28"; }

constexpr const char *adds = R"({"type":"object","properties":{"text":{"type":"string"},"n":{"type":"integer","minimum":0}},)"
                             R"("required":["text"],"additionalProperties":false})";
constexpr const char *every_content =
    R"({"content":[{"type":"text","text":"\u00e9 \"quoted\""},{"type":"image","data":"AAAA","mimeType":"image/png"},)"
    R"({"type":"resource","resource":{"uri":"test://a","mimeType":"text/plain","text":"b"}}],"isError":false})";
const std::string long_text(3000, 'x');

const std::vector<Tool> tools = {
    {"echo", Manner::echo, "", adds, "Echo", R"({"readOnlyHint":true,"title":"Echo"})"},
    {"says", Manner::text, "words"},
    {"says_nothing", Manner::text, ""},
    {"fails", Manner::tool_error, "it did not work"},
    {"structured", Manner::result, R"({"content":[{"type":"text","text":"{\"sum\":5}"}],"structuredContent":{"sum":5}})"},
    {"mixed", Manner::result, every_content},
    {"empty", Manner::result, R"({"content":[]})"},
    {"faults", Manner::fault, "no such luck"},
    {"forgets", Manner::forgets},
    {"goes_on", Manner::text, long_text.c_str()},
    {"reports", Manner::reports, "reported"},
    {"later", Manner::later},
};

void plain(tenon_options &options) {
  options.page_size = 5;
  options.max_result_bytes = 2000;
  options.max_nesting = 12;
  options.max_calls = 1;
  options.max_batch = 2;
}

void titled(tenon_options &options) {
  plain(options);
  options.name = guest::str("carpenter");
  options.version = guest::str("3.1");
  options.title = guest::str("The \"Carpenter\"");
  options.instructions = guest::str("Measure twice.\nCut once.");
  options.page_size = 100;
}

struct Turn {
  const char *about;
  std::string message;
  std::string method;   // of the request, as the client knows it
  std::string expected; // the kinds of what comes back
  Id id = Id::known;
};

// One client with its book, and how much was looked at.
class Listener {
public:
  Listener(Book &book, Talk &talk, std::string where) : book_(book), talk_(talk), where_(std::move(where)) {}

  std::vector<std::string> take(const Turn &turn) {
    auto answers = talk_.say(turn.message);
    judge(turn, answers);
    return answers;
  }

  void judge(const Turn &turn, const std::vector<std::string> &answers) {
    INFO(where_ << ", " << std::string(turn.about));
    CHECK(kinds(answers) == turn.expected);
    for (const std::string &answer : answers) {
      INFO(answer);
      const bool response = Parsed(answer).raw("method").empty();
      CHECK(book_.objection(answer, turn.method, response ? turn.id : Id::known) == "");
      if (response && turn.id == Id::known && turn.message[0] == '{') CHECK(raw_id(answer) == raw_id(turn.message));
      ++judged;
    }
  }

  size_t judged = 0;

private:
  Book &book_;
  Talk &talk_;
  std::string where_;
};

std::string repeated(std::string_view part, size_t times) {
  std::string text;
  while (times-- > 0) text += part;
  return text;
}

std::vector<Turn> greeting(const std::string &revision, Carrier carrier) {
  if (is_modern(revision))
    return {{"who are you", guest::request("\"server-discover-probe-1\"", "server/discover", guest::modern_meta), "server/discover", "result"}};
  return {
      {"too early", guest::request("7", "tools/list"), "tools/list", carrier == Carrier::http ? "error -32000" : "error -32600"},
      {"hello, without a revision", R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"capabilities":{}}})", "initialize", "error -32602"},
      {"hello", guest::initialize(revision), "initialize", "result"},
      {"that is all", guest::initialized(), "", ""},
  };
}

std::vector<Turn> calls(const std::string &revision) {
  const bool modern = is_modern(revision);
  const std::string_view meta = modern ? guest::modern_meta : "";
  const std::string_view with_progress = modern ? guest::modern_meta_with_progress : R"("_meta":{"progressToken":17})";
  const auto call = [&](std::string_view tool, std::string_view arguments = "{}") { return guest::call("1795241294739", tool, arguments, meta); };
  const char *const misfit = revision >= "2025-11-25" ? "result" : "error -32602";
  std::vector<Turn> turns = {
      {"text", call("says"), "", "result"},
      {"no text", call("says_nothing"), "", "result"},
      {"an echo", call("echo", R"({"text":"\u00e9\n\"\\","n":1})"), "", "result"},
      {"an id of letters", guest::call(R"("\"\u00e9 /")", "says", "{}", meta), "", "result"},
      {"an id below zero", guest::call("-9223372036854775808", "says", "{}", meta), "", "result"},
      {"a tool's error", call("fails"), "", "result"},
      {"a result with structure", call("structured"), "", "result"},
      {"a result of every content", call("mixed"), "", "result"},
      {"a result of nothing", call("empty"), "", "result"},
      {"a JSON-RPC error", call("faults"), "", "error 7"},
      {"no answer", call("forgets"), "", "error -32603"},
      {"more than may be", call("goes_on"), "", "error -32603"},
      {"an argument is missing", call("echo"), "", misfit},
      {"an argument does not fit", call("echo", R"({"text":"x","n":-1})"), "", misfit},
      {"an argument is unknown", call("echo", R"({"text":"x","m":0})"), "", misfit},
      {"arguments are no object", call("echo", "[1]"), "", "error -32602"},
      {"no such tool", call("saw"), "", "error -32602"},
      {"reports nobody asked for", call("reports"), "", "result"},
      {"reports", guest::call("2", "reports", "{}", with_progress), "", "progress, progress, progress, result"},
      {"no name", guest::request("3", "tools/call", meta), "", "error -32602"},
  };
  for (Turn &turn : turns) turn.method = "tools/call";
  return turns;
}

std::vector<Turn> other_methods(const std::string &revision, Carrier carrier) {
  const bool modern = is_modern(revision);
  const std::string_view meta = modern ? guest::modern_meta : "";
  std::vector<Turn> turns = {
      {"ping", guest::request("1", "ping", meta), "ping", modern ? "error -32601" : "result"},
      {"no such method", guest::request("\"no\"", "no/such", meta), "no/such", "error -32601"},
      {"a cursor that is none", guest::request("1", "tools/list", std::string(R"("cursor":"bm9uZQ")") + (modern ? "," : "") + std::string(meta)),
       "tools/list", "error -32602"},
      {"a cursor that is no text", guest::request("1", "tools/list", std::string(R"("cursor":5)") + (modern ? "," : "") + std::string(meta)),
       "tools/list", "error -32602"},
      {"a notification that nobody knows", R"({"jsonrpc":"2.0","method":"notifications/whatever"})", "", ""},
      // a message without a claim is of the older revisions, and there it lacks a session; its id is one of the server's: not echoed
      {"a response that nobody waits for", R"({"jsonrpc":"2.0","id":99,"result":{}})", "", modern && carrier == Carrier::http ? "error -32000" : "", Id::unreadable},
  };
  if (modern) {
    turns.push_back({"initialize", guest::request("1", "initialize", meta), "initialize", "error -32601"});
    turns.push_back({"capabilities are missing", guest::request("1", "tools/list", R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"})"),
                     "tools/list", "error -32602"});
  } else {
    turns.push_back({"a method of 2026-07-28", guest::request("1", "server/discover"), "server/discover", "error -32601"});
  }
  return turns;
}

std::vector<Turn> nonsense(const std::string &revision, Carrier carrier) {
  const bool batches = revision == "2025-03-26" && carrier != Carrier::sse;
  const std::string deep = repeated("[", 40) + repeated("]", 40);
  std::vector<Turn> turns = {
      {"no JSON", "nonsense", "", "error -32700", Id::unreadable},
      {"half of a message", R"({"jsonrpc":"2.0","method":"ping","params":{)", "", "error -32700", Id::unreadable},
      {"a text", R"("ping")", "", "error -32600", Id::unreadable},
      {"another JSON-RPC", R"({"jsonrpc":"1.0","id":1,"method":"ping"})", "", "error -32600"},
      {"an id of null", R"({"jsonrpc":"2.0","id":null,"method":"ping"})", "", "error -32600", Id::unreadable},
      {"an id of one and a half", R"({"jsonrpc":"2.0","id":1.5,"method":"ping"})", "", "error -32600", Id::unreadable},
      {"an id that is an object", R"({"jsonrpc":"2.0","id":{},"method":"ping"})", "", "error -32600", Id::unreadable},
      {"a method that is a number", R"({"jsonrpc":"2.0","id":12,"method":7})", "", "error -32600"},
      {"parameters by position", R"({"jsonrpc":"2.0","id":13,"method":"ping","params":[1]})", "", "error -32602"},
      {"one name twice", R"({"jsonrpc":"2.0","id":14,"method":"ping","params":{"a":1,"a":2}})", "", "error -32600"},
      {"too deep", R"({"jsonrpc":"2.0","id":15,"method":"ping","params":{"a":)" + deep + "}}", "", "error -32600"},
      {"no batch", "[]", "", "error -32600", Id::unreadable},
  };
  const std::string ping = guest::request("1", "ping"), pong = guest::request("2", "ping");
  turns.push_back({"two at once", "[" + ping + "," + pong + "]", "ping", batches ? "result, result" : "error -32600", batches ? Id::known : Id::unreadable});
  turns.push_back({"three at once", "[" + ping + "," + pong + "," + ping + "]", "ping", "error -32600", Id::unreadable});
  if (batches) turns.push_back({"one good and one bad", "[" + ping + R"(,{"id":5}])", "ping", "result, error -32600"});
  return turns;
}

// Page by page until there is none; returns how many tools were named.
size_t walk_pages(Listener &listener, const std::string &revision) {
  const std::string meta(is_modern(revision) ? guest::modern_meta : "");
  size_t named = 0;
  for (std::string members = meta;;) {
    const auto page = listener.take({"a page", guest::request("5", "tools/list", members), "tools/list", "result"});
    if (page.size() != 1) return named;
    const Parsed parsed(page[0]);
    named += parsed.find("result").find("tools").count();
    const auto cursor = parsed.find("result").find("nextCursor");
    if (!cursor) return named;
    members = R"("cursor":")" + std::string(cursor.text()) + "\"" + (meta.empty() ? "" : ",") + meta;
  }
}

// A call that is not answered yet; a second one is one too many, or comes under a used id; then the answer.
void wait_for_a_late_answer(Listener &listener, Talk &talk, House &house, const std::string &revision, Carrier carrier) {
  const std::string_view meta = is_modern(revision) ? guest::modern_meta : "";
  const Turn first{"a call that takes its time", guest::call("1", "later", "{}", meta), "tools/call", "result"};
  listener.judge({first.about, first.message, first.method, ""}, talk.say(first.message));
  const bool alone = is_modern(revision) && carrier == Carrier::http; // there every request stands for itself
  if (!alone) listener.take({"one too many", guest::call("2", "later", "{}", meta), "tools/call", "error -32000"});
  house.settle_later("at last");
  listener.judge(first, talk.more());
}

void end_in_mid_call(Listener &listener, Talk &talk, House &house, const std::string &revision) {
  const std::string_view meta = is_modern(revision) ? guest::modern_meta : "";
  const Turn last{"a call that the end overtakes", guest::call("\"last\"", "later", "{}", meta), "tools/call", "error -32000"};
  listener.judge({last.about, last.message, last.method, ""}, talk.say(last.message));
  house.destroy();
  listener.judge(last, talk.more());
}

size_t read_along(Book &book, const std::string &revision, Carrier carrier, const House::Change &change, const char *who) {
  House house(tools, change);
  Talk talk(house, carrier, is_modern(revision));
  Listener listener(book, talk, revision + " over " + name_of(carrier) + ", " + who);
  for (const Turn &turn : greeting(revision, carrier)) {
    const auto answers = listener.take(turn);
    if (turn.method == "initialize" && turn.expected == "result" && answers.size() == 1)
      CHECK(Parsed(answers[0]).find("result").find("protocolVersion").text() == revision);
  }
  CHECK(walk_pages(listener, revision) == tools.size());
  for (const Turn &turn : calls(revision)) listener.take(turn);
  for (const Turn &turn : other_methods(revision, carrier)) listener.take(turn);
  for (const Turn &turn : nonsense(revision, carrier)) listener.take(turn);
  wait_for_a_late_answer(listener, talk, house, revision, carrier);
  end_in_mid_call(listener, talk, house, revision);
  return listener.judged;
}

} // namespace

TEST_CASE("wire: what the server says fits the schema of its revision, on every carrier") {
  for (const std::string revision : revisions) {
    const auto book = Book::open(revision);
    if (!book) return;
    size_t judged = 0;
    for (const Carrier carrier : {Carrier::http, Carrier::sse, Carrier::lines}) {
      if (is_modern(revision) && carrier == Carrier::sse) continue; // a transport of 2024-11-05, kept for clients with a handshake
      judged += read_along(*book, revision, carrier, plain, "plain");
      judged += read_along(*book, revision, carrier, titled, "with title and instructions");
    }
    MESSAGE(revision << ": " << judged << " messages held against its schema");
    CHECK(judged > 100);
  }
}

TEST_CASE("wire: the answer to a batch of 2025-03-26 is a JSONRPCBatchResponse") {
  const auto book = Book::open("2025-03-26");
  if (!book) return;
  House house(tools, plain);
  const Heard hello = ask(house, Talk::post(guest::initialize("2025-03-26"), false));
  const std::string session = hello.header("mcp-session-id");
  REQUIRE_FALSE(session.empty());
  const Heard heard = ask(house, Talk::post("[" + guest::call("1", "says") + "," + guest::request("\"b\"", "no/such") + "]", false, session));
  CHECK(heard.status == 200);
  CHECK(kinds(heard.messages()) == "result, error -32601");
  CHECK(book->objection_by("JSONRPCBatchResponse", Parsed(heard.body).root()) == "");
  CHECK(book->objection_by("JSONRPCBatchResponse", Parsed("[{\"jsonrpc\":\"2.0\",\"id\":1}]").root()) != "");
}
