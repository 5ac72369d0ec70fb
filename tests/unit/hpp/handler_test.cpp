// handler_test.cpp - every way in which a handler may end.
#include "line_client.hpp"
#include <doctest/doctest.h>
#include <stdexcept>
#include <string>

namespace {

template <class Handler> std::string outcome(Handler handler) {
  tenon::server server;
  server.tool("it", "", tenon::args(), std::move(handler));
  return LineClient(server).call("it");
}

} // namespace

TEST_CASE("text, numbers and bools become one text") {
  CHECK(says(outcome([] { return std::string("words"); }), R"("words")"));
  CHECK(says(outcome([] { return std::string_view("words"); }), R"("words")"));
  CHECK(says(outcome([] { return "words"; }), R"("words")"));
  CHECK(says(outcome([]() -> const char * { return nullptr; }), R"("")"));
  CHECK(says(outcome([] { return 0.1; }), R"("0.1")"));
  CHECK(says(outcome([] { return 2.0; }), R"("2")"));
  CHECK(says(outcome([] { return -7L; }), R"("-7")"));
  CHECK(says(outcome([] { return true; }), R"("true")"));
  CHECK(says(outcome([] { return false; }), R"("false")"));
}

TEST_CASE("a handler that returns nothing answers with an empty text") {
  CHECK(says(outcome([] {}), R"("")"));
}

TEST_CASE("tenon::json is the whole result") {
  const std::string answer =
      outcome([] { return tenon::json{R"({"content":[{"type":"text","text":"x"}],"structuredContent":{"n":1}})"}; });
  CHECK(says(answer, R"("x")"));
  CHECK(has(answer, R"("structuredContent":{"n":1})"));
}

TEST_CASE("JSON that is no result is told to the client as the tool's failure") {
  CHECK(fails(outcome([] { return tenon::json{R"([1])"}; }), "CallToolResult"));
  CHECK(fails(outcome([] { return tenon::json{"not json"}; }), "CallToolResult"));
}

TEST_CASE("text that is not UTF-8 is told to the client as the tool's failure") {
  CHECK(fails(outcome([] { return std::string("\xFF\xFE"); }), "UTF-8"));
  CHECK(fails(outcome([]() -> int { throw std::runtime_error("\xFF"); }), "UTF-8"));
}

TEST_CASE("tool_error is a tool error, thrown or returned") {
  CHECK(fails(outcome([] { return tenon::tool_error("no such city"); }), "no such city"));
  CHECK(fails(outcome([]() -> int { throw tenon::tool_error("no such city"); }), "no such city"));
}

TEST_CASE("tenon::result ends in more than one way") {
  const auto either = [](int which) {
    return outcome([which]() -> tenon::result {
      if (which == 0) return "text";
      if (which == 3) return 0;
      if (which == 4) return 2.5;
      if (which == 5) return true;
      if (which == 1) return tenon::json{R"({"content":[{"type":"text","text":"json"}]})"};
      return tenon::tool_error("error");
    });
  };
  CHECK(says(either(0), R"("text")"));
  CHECK(says(either(1), R"("json")"));
  CHECK(fails(either(2), "error"));
  CHECK(says(either(3), R"("0")"));
  CHECK(says(either(4), R"("2.5")"));
  CHECK(says(either(5), R"("true")"));
}

TEST_CASE("an exception becomes a tool error and never crosses the C boundary") {
  CHECK(fails(outcome([]() -> double { throw std::runtime_error("the disk is full"); }), "the disk is full"));
  CHECK(fails(outcome([] { throw 42; }), "The tool failed."));
}

TEST_CASE("what the handler captured is its own, and constant") {
  CHECK(says(outcome([words = std::string("captured")]() -> const std::string & { return words; }), R"("captured")"));
}

TEST_CASE("a handler may tell how far it is before it returns") {
  tenon::server server;
  server.tool("it", "", tenon::args(), [](const tenon::call &call) {
    CHECK(call.progress(1, 2, "half") == TENON_OK);
    CHECK(call.progress(1, 2) == TENON_INVALID); // it must grow
    return "done";
  });
  CHECK(says(LineClient(server).call("it"), R"("done")"));
}
