// tool_test.cpp - a tool's words at the door.
#include "catalog/tool.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::catalog;

namespace {

Outcome<Tool> read(const ToolWords &words, uint64_t max_bytes = 1000) {
  json::Reader reader;
  return read_tool(words, {max_bytes, 16}, reader);
}

} // namespace

TEST_CASE("a tool needs no more than a name") {
  const auto tool = read({"add", "", "", "", ""});
  REQUIRE(tool);
  std::string entry;
  append_tool(entry, *tool, true, true);
  CHECK(entry == R"({"name":"add","inputSchema":{"type":"object"}})");
}

TEST_CASE("title and annotations are shown to revisions that have them, schema on one line") {
  const auto tool = read({"add", "Add", "Add two.", "{\n \"type\": \"object\" }", R"({"readOnlyHint": true})"});
  REQUIRE(tool);
  std::string entry;
  append_tool(entry, *tool, true, true);
  CHECK(entry == R"({"name":"add","title":"Add","description":"Add two.","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}})");
  entry.clear();
  append_tool(entry, *tool, false, false);
  CHECK(entry == R"({"name":"add","description":"Add two.","inputSchema":{"type":"object"}})");
}

TEST_CASE("names: 1 to 128 of the allowed characters") {
  CHECK(read({std::string(128, 'a'), "", "", "", ""}));
  for (const std::string &bad : {std::string(), std::string(129, 'a'), std::string("a b"), std::string("a/b"), std::string("\xC3\xA4"), std::string("a\0b", 3)}) {
    const auto refused = read({bad, "", "", "", ""});
    REQUIRE_FALSE(refused);
    CHECK(refused.refusal().status == Status::invalid);
  }
}

TEST_CASE("words at the bound are taken, one byte past it refused") {
  const std::string description(100 - 3 - 17, 'd'); // "add" and {"type":"object"}
  CHECK(read({"add", "", description, "", ""}, 100));
  const auto refused = read({"add", "", description + "d", "", ""}, 100);
  REQUIRE_FALSE(refused);
  CHECK(refused.refusal().status == Status::limit);
}

TEST_CASE("what is no schema, no object, no UTF-8") {
  for (const char *bad : {"{", "[]", "true", "{}", R"({"type":"string"})", R"({"type":["object"]})", R"({"type":"object","type":"object"})"}) {
    CAPTURE(bad);
    const auto refused = read({"add", "", "", bad, ""});
    REQUIRE_FALSE(refused);
    CHECK(refused.refusal().status == Status::bad_schema);
  }
  CHECK_FALSE(read({"add", "", "", "", "[]"}));
  CHECK_FALSE(read({"add", "\xFF", "", "", ""}));
  CHECK_FALSE(read({"add", "", "\xC3", "", ""}));
}
