// arguments_test.cpp - what a client sends, what the handler gets, and what never reaches it.
#include "line_client.hpp"
#include <cstdint>
#include <doctest/doctest.h>
#include <optional>
#include <string>
#include <vector>

TEST_CASE("a call with the right types reaches the handler, and its answer the client") {
  tenon::server server;
  server.tool("add", "Add two numbers.", tenon::args("a", "b"), [](double a, double b) { return a + b; });
  LineClient client(server);
  CHECK(says(client.call("add", R"({"a":2,"b":3})"), R"("5")"));
  CHECK(says(client.call("add", R"({"b":-1e3,"a":0.5})"), R"("-999.5")"));
}

TEST_CASE("the tool is on the list with the schema of its types") {
  tenon::server server;
  server.tool({"add", "Add two numbers.", "Addition", R"({"readOnlyHint":true})"}, tenon::args("a"),
              [](double a) { return a; });
  LineClient client(server);
  const std::string list = client.list();
  CHECK(has(list, R"("name":"add")"));
  CHECK(has(list, R"("title":"Addition")"));
  CHECK(has(list, R"("readOnlyHint":true)"));
  CHECK(has(list, R"("properties":{"a":{"type":"number"}})"));
}

TEST_CASE("a call that does not fit the schema is refused before the handler") {
  tenon::server server;
  int runs = 0;
  server.tool("add", "Add.", tenon::args("a", "b"), [&runs](double a, std::optional<double> b) {
    ++runs;
    return a + b.value_or(100);
  });
  LineClient client(server);
  CHECK(fails(client.call("add", R"({"a":"2"})"), "a"));
  CHECK(fails(client.call("add", R"({})"), "a"));
  CHECK(fails(client.call("add", R"({"a":1,"c":2})")));
  CHECK(fails(client.call("add", R"({"a":1,"b":null})"), "b"));
  CHECK(runs == 0);
  CHECK(says(client.call("add", R"({"a":1})"), R"("101")"));
  CHECK(says(client.call("add", R"({"a":1,"b":2})"), R"("3")"));
  CHECK(runs == 2);
}

TEST_CASE("integers arrive exactly, at the bounds of their type and no further") {
  tenon::server server;
  server.tool("i8", "", tenon::args("x"), [](std::int8_t x) { return x; });
  server.tool("u32", "", tenon::args("x"), [](std::uint32_t x) { return x; });
  server.tool("i64", "", tenon::args("x"), [](std::int64_t x) { return x; });
  server.tool("u64", "", tenon::args("x"), [](std::uint64_t x) { return x; });
  LineClient client(server);
  CHECK(says(client.call("i8", R"({"x":127})"), R"("127")"));
  CHECK(says(client.call("i8", R"({"x":-128})"), R"("-128")"));
  CHECK(fails(client.call("i8", R"({"x":128})")));
  CHECK(fails(client.call("i8", R"({"x":-129})")));
  CHECK(says(client.call("i8", R"({"x":5.0})"), R"("5")"));
  CHECK(fails(client.call("i8", R"({"x":5.5})")));
  CHECK(says(client.call("u32", R"({"x":4294967295})"), R"("4294967295")"));
  CHECK(fails(client.call("u32", R"({"x":4294967296})")));
  CHECK(fails(client.call("u32", R"({"x":-1})")));
  CHECK(says(client.call("i64", R"({"x":9223372036854775807})"), R"("9223372036854775807")"));
  CHECK(says(client.call("i64", R"({"x":-9223372036854775808})"), R"("-9223372036854775808")"));
  CHECK(fails(client.call("i64", R"({"x":9223372036854775808})"), "Argument 'x'"));
  CHECK(fails(client.call("i64", R"({"x":1e300})"), "Argument 'x'"));
  CHECK(says(client.call("u64", R"({"x":18446744073709551615})"), R"("18446744073709551615")"));
  CHECK(says(client.call("u64", R"({"x":0})"), R"("0")"));
}

TEST_CASE("an optional number that is there but out of range is refused, not taken for missing") {
  tenon::server server;
  server.tool("i64", "", tenon::args("x"), [](std::optional<std::int64_t> x) { return x ? "there" : "missing"; });
  LineClient client(server);
  CHECK(says(client.call("i64", "{}"), R"("missing")"));
  CHECK(says(client.call("i64", R"({"x":1})"), R"("there")"));
  CHECK(fails(client.call("i64", R"({"x":1e300})"), "Argument 'x'"));
}

TEST_CASE("a float that no float can hold is refused") {
  tenon::server server;
  server.tool("f", "", tenon::args("x"), [](float x) { return x; });
  LineClient client(server);
  CHECK(says(client.call("f", R"({"x":0.25})"), R"("0.25")"));
  CHECK(fails(client.call("f", R"({"x":1e200})"), "Argument 'x'"));
}

TEST_CASE("text arrives with its escapes undone, and goes back with them") {
  tenon::server server;
  server.tool("view", "", tenon::args("s"), [](std::string_view s) { return s; });
  server.tool("copy", "", tenon::args("s"), [](std::string s) { return s + "!"; });
  LineClient client(server);
  CHECK(says(client.call("view", R"({"s":"a\"b\\\n\u00e9"})"), "\"a\\\"b\\\\\\n\xC3\xA9\""));
  CHECK(says(client.call("copy", R"({"s":""})"), R"("!")"));
}

TEST_CASE("arrays, optional arrays and raw JSON arrive whole") {
  tenon::server server;
  server.tool("sum", "", tenon::args("all"), [](const std::vector<double> &all) {
    double sum = 0;
    for (const double one : all) sum += one;
    return sum;
  });
  server.tool("join", "", tenon::args("words"), [](std::optional<std::vector<std::string>> words) {
    std::string all;
    for (const std::string &word : words.value_or(std::vector<std::string>{"none"})) all += word + ";";
    return all;
  });
  server.tool("raw", "", tenon::args("any"), [](const tenon::json &any) { return any.text; });
  LineClient client(server);
  CHECK(says(client.call("sum", R"({"all":[1, 2.5 ,3]})"), R"("6.5")"));
  CHECK(says(client.call("sum", R"({"all":[]})"), R"("0")"));
  CHECK(fails(client.call("sum", R"({"all":[1,"2"]})")));
  CHECK(says(client.call("join", R"({"words":["a","b\u0021"]})"), R"("a;b!;")"));
  CHECK(says(client.call("join"), R"("none;")"));
  CHECK(says(client.call("raw", R"({"any":{"k":[1,null]}})"), R"("{\"k\":[1,null]}")"));
  CHECK(fails(client.call("raw", "{}")));
}

TEST_CASE("a handler with a schema of its own reads its arguments from the call") {
  tenon::server server;
  server.tool("pick", "", tenon::schema{R"({"type":"object","properties":{"n":{"type":"integer","minimum":1}}})"},
              [](const tenon::call &call) -> tenon::result {
                const auto n = call.argument<int>("n");
                return n ? "n is " + std::to_string(*n) : std::string(call.arguments_json());
              });
  LineClient client(server);
  CHECK(says(client.call("pick", R"({"n":7})"), R"("n is 7")"));
  CHECK(says(client.call("pick", R"({"m":1})"), R"("{\"m\":1}")"));
  CHECK(fails(client.call("pick", R"({"n":0})")));
}

TEST_CASE("the call says who asks and on which revision") {
  tenon::server server;
  server.tool("who", "", tenon::args(), [](const tenon::call &call) {
    return std::string(call.name()) + "," + std::string(call.client_name()) + "," + std::string(call.revision()) + "," +
           std::string(call.subject()) + (call.cancelled() ? ",cancelled" : ",awaited");
  });
  LineClient client(server);
  CHECK(says(client.call("who"), R"("who,line-client,2026-07-28,,awaited")"));
}
