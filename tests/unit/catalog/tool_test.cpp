// tool_test.cpp - a tool's words at the door, and its entry per revision.
#include "catalog/tool.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::catalog;

namespace {

constexpr Shown all{true, true, true, true, true, true, true}, none{false, false, false, false, false, false};

Outcome<Tool> read(const ToolWords &words, uint64_t max_bytes = 1000) {
  json::Reader reader;
  return read_tool(words, {max_bytes, 16}, reader);
}

std::string entry(const Outcome<Tool> &tool, const Shown &shown = all) {
  REQUIRE(tool);
  std::string out;
  append_tool(out, *tool, shown);
  return out;
}

std::string refusal(const ToolWords &words, Status status = Status::invalid, uint64_t max_bytes = 1000) {
  const auto refused = read(words, max_bytes);
  REQUIRE_FALSE(refused);
  CHECK(refused.refusal().status == status);
  return refused.refusal().text;
}

} // namespace

TEST_CASE("a tool needs no more than a name") {
  CHECK(entry(read({.name = "add"})) == R"({"name":"add","inputSchema":{"type":"object"}})");
}

TEST_CASE("what a tool can say about itself is shown to revisions that know it, on one line") {
  const ToolWords words{.name = "add",
                        .title = "Add",
                        .description = "Add two.",
                        .input_schema = "{\n \"type\": \"object\" }",
                        .annotations = R"({"readOnlyHint": true})",
                        .output_schema = R"({"type": "object", "required": ["sum"]})",
                        .icons = R"([{"src": "https://example.com/add.png"}])",
                        .meta = R"({"com.example/team": "a"})",
                        .task_support = 1};
  CHECK(entry(read(words)) ==
        R"({"name":"add","title":"Add","description":"Add two.","inputSchema":{"type":"object"},)"
        R"("outputSchema":{"type":"object","required":["sum"]},"execution":{"taskSupport":"optional"},)"
        R"("annotations":{"readOnlyHint":true},"icons":[{"src":"https://example.com/add.png"}],"_meta":{"com.example/team":"a"}})");
  CHECK(entry(read(words), none) == R"({"name":"add","description":"Add two.","inputSchema":{"type":"object"}})");
}

TEST_CASE("an output schema of another type than object is shown only where it may be") {
  Shown shown = all;
  for (const char *schema : {R"({"type":"array"})", "{}", R"({"type":["object"]})"}) {
    CAPTURE(schema);
    shown.any_output_schemas = false;
    CHECK(entry(read({.name = "add", .output_schema = schema}), shown) == R"({"name":"add","inputSchema":{"type":"object"}})");
    shown.any_output_schemas = true;
    CHECK(entry(read({.name = "add", .output_schema = schema}), shown) ==
          std::string(R"({"name":"add","inputSchema":{"type":"object"},"outputSchema":)") + schema + "}");
  }
}

TEST_CASE("task support has four values, and the handler's choice is an option for the client") {
  const char *shown[] = {"", R"(,"execution":{"taskSupport":"optional"})", R"(,"execution":{"taskSupport":"required"})",
                         R"(,"execution":{"taskSupport":"optional"})"};
  for (uint64_t support = 0; support < 4; ++support)
    CHECK(entry(read({.name = "add", .task_support = support})) ==
          R"({"name":"add","inputSchema":{"type":"object"})" + std::string(shown[support]) + "}");
  CHECK(refusal({.name = "add", .task_support = 4}) == "tool add: task_support: is none of TENON_TASK_*");
}

TEST_CASE("names: 1 to 128 of the allowed characters") {
  CHECK(read({.name = std::string_view("azAZ09_-.")}));
  const std::string longest(128, 'a'), too_long(129, 'a');
  CHECK(read({.name = longest}));
  for (const std::string &bad : {std::string(), too_long, std::string("a b"), std::string("a/b"), std::string("\xC3\xA4"), std::string("a\0b", 3)})
    CHECK(refusal({.name = bad}) == "tool name: 1 to 128 characters of A-Z a-z 0-9 _ - .");
}

TEST_CASE("words at the bound are taken, one byte past it refused, whatever they are") {
  const std::string name = "add"; // and {"type":"object"}: 20 bytes
  const std::string text(80, 't'), object = "{\"a\":\"" + std::string(72, 'o') + "\"}";
  const std::string icon = "[{\"src\":\"data:" + std::string(63, 'i') + "\"}]";
  const ToolWords rows[] = {
      {.name = name, .title = text},       {.name = name, .description = text}, {.name = name, .annotations = object},
      {.name = name, .output_schema = object}, {.name = name, .icons = icon},   {.name = name, .meta = object},
      {.name = name, .required_scopes = text},
  };
  for (const ToolWords &words : rows) {
    CHECK(read(words, 100));
    CHECK(refusal(words, Status::limit, 99) == "tool add: its words are 100 bytes, over max_tool_bytes");
  }
}

TEST_CASE("nesting is bounded in every JSON text") {
  json::Reader reader;
  const EntryBounds bounds{1000, 3};
  CHECK(read_tool({.name = "a", .input_schema = R"({"type":"object","a":[[]]})", .meta = R"({"a":[[]]})"}, bounds, reader));
  CHECK_FALSE(read_tool({.name = "a", .input_schema = R"({"type":"object","a":[[[]]]})"}, bounds, reader));
  CHECK_FALSE(read_tool({.name = "a", .output_schema = R"({"a":[[[]]]})"}, bounds, reader));
  CHECK_FALSE(read_tool({.name = "a", .annotations = R"({"a":[[[]]]})"}, bounds, reader));
  CHECK_FALSE(read_tool({.name = "a", .meta = R"({"a":[[[]]]})"}, bounds, reader));
}

TEST_CASE("the reader is left at the input schema") {
  json::Reader reader;
  CHECK(read_tool({.name = "a", .input_schema = R"({"type":"object","here":1})", .output_schema = "{}", .icons = "[]", .meta = "{}"}, {1000, 16}, reader));
  CHECK(reader.root().find("here"));
}

TEST_CASE("what is no schema") {
  for (const char *bad : {"{", "[]", "true", "{}", R"({"type":"string"})", R"({"type":["object"]})", R"({"type":"object","type":"object"})"}) {
    CAPTURE(bad);
    CHECK(refusal({.name = "add", .input_schema = bad}, Status::bad_schema).substr(0, 22) == "tool add: input_schema");
  }
  for (const char *bad : {"{", "[]", "true", "1"}) {
    CAPTURE(bad);
    CHECK(refusal({.name = "add", .output_schema = bad}, Status::bad_schema).substr(0, 23) == "tool add: output_schema");
  }
}

TEST_CASE("a refusal says which member of which tool, and why") {
  CHECK(refusal({.name = "add", .title = "\xFF"}) == "tool add: title: is not UTF-8");
  CHECK(refusal({.name = "add", .description = "\xC3"}) == "tool add: description: is not UTF-8");
  CHECK(refusal({.name = "add", .annotations = "[]"}) == "tool add: annotations: is not an object");
  CHECK(refusal({.name = "add", .annotations = R"({"title":1})"}) == "tool add: annotations.title: is not a string");
  CHECK(refusal({.name = "add", .annotations = R"({"openWorldHint":"no"})"}) == "tool add: annotations.openWorldHint: is not a boolean");
  CHECK(refusal({.name = "add", .meta = "[]"}) == "tool add: meta: is not an object");
  CHECK(refusal({.name = "add", .icons = "{}"}) == "tool add: icons: is not an array");
  CHECK(refusal({.name = "add", .meta = "{"}).substr(0, 26) == "tool add: meta is not JSON");
  CHECK(refusal({.name = "add", .input_schema = "[1]"}, Status::bad_schema) ==
        R"(tool add: input_schema must be an object with "type": "object")");
}
