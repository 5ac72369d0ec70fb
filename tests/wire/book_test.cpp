// book_test.cpp - wrong messages, planted: the book that the others are judged by is not blind.
#include <doctest/doctest.h>
#include <string>

#include "book.hpp"

using wire::Book;
using wire::Id;

namespace {

struct Planted {
  const char *about, *method, *message;
  Id id = Id::known;
};

// Wrong in every revision.
constexpr Planted always_wrong[] = {
    {"no jsonrpc", "ping", R"({"id":1,"result":{"resultType":"complete"}})"},
    {"another jsonrpc", "ping", R"({"jsonrpc":"1.0","id":1,"result":{"resultType":"complete"}})"},
    {"an id of null", "no/such", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"m"}})"},
    {"an id that is an object", "no/such", R"({"jsonrpc":"2.0","id":{},"error":{"code":-32601,"message":"m"}})"},
    {"an id that should be null", "", R"({"jsonrpc":"2.0","id":1,"error":{"code":-32700,"message":"m"}})", Id::unreadable},
    {"a result that is a list", "ping", R"({"jsonrpc":"2.0","id":1,"result":[]})"},
    {"an error without words", "no/such", R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601}})"},
    {"an error whose code is text", "no/such", R"({"jsonrpc":"2.0","id":1,"error":{"code":"-32601","message":"m"}})"},
    {"an error and a result", "ping", R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete"},"error":{"code":-32601,"message":"m"}})"},
    {"a call without content", "tools/call", R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":{}}})"},
    {"text that is a number", "tools/call", R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":[{"type":"text","text":1}]}})"},
    {"content of no known type", "tools/call", R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":[{"type":"smell"}]}})"},
    {"isError as text", "tools/call", R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":[],"isError":"yes"}})"},
    {"a tool without a schema", "tools/list",
     R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","ttlMs":0,"cacheScope":"private","tools":[{"name":"a"}]}})"},
    {"a tool whose schema is for a text", "tools/list",
     R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","ttlMs":0,"cacheScope":"private","tools":[{"name":"a","inputSchema":{"type":"string"}}]}})"},
    {"a cursor that is a number", "tools/list",
     R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","ttlMs":0,"cacheScope":"private","tools":[],"nextCursor":1}})"},
    {"a result for a method that has none here", "no/such", R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete"}})"},
    {"progress without a token", "", R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}})"},
    {"progress in words", "", R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":"half"}})"},
    {"a notification that nobody knows", "", R"({"jsonrpc":"2.0","method":"notifications/whatever","params":{}})"},
};

constexpr Planted wrong_with_a_handshake[] = {
    {"no revision", "initialize", R"({"jsonrpc":"2.0","id":1,"result":{"capabilities":{},"serverInfo":{"name":"a","version":"1"}}})"},
    {"no capabilities", "initialize", R"({"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"x","serverInfo":{"name":"a","version":"1"}}})"},
    {"a server without a version", "initialize", R"({"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"x","capabilities":{},"serverInfo":{"name":"a"}}})"},
    {"a method of 2026-07-28", "server/discover", R"({"jsonrpc":"2.0","id":1,"result":{}})"},
};

constexpr Planted wrong_in_2026_07_28[] = {
    {"no resultType", "tools/call", R"({"jsonrpc":"2.0","id":1,"result":{"content":[]}})"},
    {"no time to live", "tools/list", R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","cacheScope":"private","tools":[]}})"},
    {"a cache for friends", "tools/list", R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","ttlMs":0,"cacheScope":"friends","tools":[]}})"},
    {"no revisions", "server/discover",
     R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","capabilities":{},"ttlMs":0,"cacheScope":"private"}})"},
    {"an unsupported version without those that are", "tools/list", R"({"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"m"}})"},
    {"a missing capability without its name", "tools/call", R"({"jsonrpc":"2.0","id":1,"error":{"code":-32021,"message":"m","data":{}}})"},
    {"a handshake", "initialize", R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","protocolVersion":"x"}})"},
};

// Right in every revision that has the method.
constexpr Planted right[] = {
    {"an error", "no/such", R"({"jsonrpc":"2.0","id":"a","error":{"code":-32601,"message":"m"}})"},
    {"an error to nobody", "", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}})", Id::unreadable},
    {"a call", "tools/call", R"({"jsonrpc":"2.0","id":0,"result":{"resultType":"complete","content":[{"type":"text","text":""}]}})"},
    {"a list", "tools/list",
     R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","ttlMs":0,"cacheScope":"private","tools":[{"name":"a","inputSchema":{"type":"object"}}]}})"},
    {"progress", "", R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":0.5}})"},
};

template <size_t n> void expect(Book &book, const std::string &revision, const Planted (&messages)[n], bool fits) {
  for (const Planted &each : messages) {
    const std::string why = book.objection(each.message, each.method, each.id);
    INFO(revision << ", " << std::string(each.about) << ": " << why);
    CHECK(why.empty() == fits);
  }
}

} // namespace

TEST_CASE("wire: a planted wrong message is refused, in every revision") {
  for (const std::string revision : {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"}) {
    const auto book = Book::open(revision);
    if (!book) return;
    expect(*book, revision, always_wrong, false);
    expect(*book, revision, right, true);
    if (revision == "2026-07-28") expect(*book, revision, wrong_in_2026_07_28, false);
    else expect(*book, revision, wrong_with_a_handshake, false);
  }
}
