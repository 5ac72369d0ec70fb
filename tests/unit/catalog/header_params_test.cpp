// header_params_test.cpp - x-mcp-header where it may stand, and everywhere else.
#include "catalog/tool.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::catalog;

namespace {

Outcome<Tool> read(const std::string &schema) {
  json::Reader reader;
  return read_tool({.name = "t", .input_schema = schema}, {1u << 20, 1000}, reader);
}

// Of {"type":"object", <members>}.
std::string refusal(const std::string &members) {
  const auto refused = read("{\"type\":\"object\"," + members + "}");
  REQUIRE_FALSE(refused);
  CHECK(refused.refusal().status == Status::bad_schema);
  const std::string_view text = refused.refusal().text, lead = "tool t: input_schema";
  REQUIRE(text.substr(0, lead.size()) == lead);
  return std::string(text.substr(lead.size()));
}

bool fine(const std::string &members) { return static_cast<bool>(read("{\"type\":\"object\"," + members + "}")); }

const std::string marked = R"({"type":"string","x-mcp-header":"A"})";

} // namespace

TEST_CASE("parameters that are mirrored, with their paths and types") {
  const auto tool = read(R"({"type":"object","properties":{
      "region":{"type":"string","x-mcp-header":"Region"},
      "plain":{"type":"string"},
      "where":{"type":"object","properties":{"level":{"type":"integer","x-mcp-header":"LEVEL-2"}, "dry":{"x-mcp-header":"dry!","type":"boolean"}}}}})");
  REQUIRE(tool);
  REQUIRE(tool->header_params.size() == 3);
  const auto &params = tool->header_params;
  CHECK(params[0].header == "region");
  CHECK(params[0].path == std::vector<std::string>{"region"});
  CHECK(params[0].type == HeaderParam::Type::text);
  CHECK(params[1].header == "level-2");
  CHECK(params[1].path == std::vector<std::string>{"where", "level"});
  CHECK(params[1].type == HeaderParam::Type::integer);
  CHECK(params[2].header == "dry!");
  CHECK(params[2].path == std::vector<std::string>{"where", "dry"});
  CHECK(params[2].type == HeaderParam::Type::truth);
}

TEST_CASE("only strings, integers and booleans") {
  for (const char *type : {R"("number")", R"("object")", R"("array")", R"("null")", R"(["string"])", "1"}) {
    CAPTURE(type);
    CHECK(refusal(R"("properties":{"a":{"x-mcp-header":"A","type":)" + std::string(type) + "}}") ==
          R"(/properties/a/x-mcp-header: only a "type" of "string", "integer" or "boolean" can have one)");
  }
  CHECK_FALSE(fine(R"("properties":{"a":{"x-mcp-header":"A"}})"));
}

TEST_CASE("the name is a token") {
  for (const char *bad : {R"("")", R"("a b")", R"("a:b")", R"("a\r\nb")", R"("\u0000")", R"("\u00e4")", R"("a(")", "1", "null", R"(["A"])"}) {
    CAPTURE(bad);
    CHECK(refusal(R"("properties":{"a":{"type":"string","x-mcp-header":)" + std::string(bad) + "}}") ==
          "/properties/a/x-mcp-header: is not a token (RFC 9110 section 5.6.2)");
  }
  CHECK(fine(R"("properties":{"a":{"type":"string","x-mcp-header":"!#$%&'*+-.^_`|~09azAZ"}})"));
}

TEST_CASE("a name is taken once, in whatever case") {
  CHECK(refusal(R"("properties":{"a":{"type":"string","x-mcp-header":"Region"},"b":{"type":"object","properties":{"c":{"type":"string","x-mcp-header":"rEGION"}}}})") ==
        R"(/properties/b/properties/c/x-mcp-header: "rEGION" is taken, in this or another case)");
}

TEST_CASE("whatever is not reached through properties alone cannot be mirrored") {
  const std::string words = "x-mcp-header: only a property that is reached through \"properties\" alone can have one";
  const char *one[] = {"items", "contains", "additionalProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
                       "not", "if", "then", "else", "contentSchema", "additionalItems", "x-unknown"};
  for (const std::string keyword : one) {
    CAPTURE(keyword);
    CHECK(refusal("\"" + keyword + "\":" + marked) == "/" + keyword + "/" + words);
    CHECK(refusal(R"("properties":{"a":{")" + keyword + R"(":{"properties":{"b":)" + marked + "}}}}") ==
          "/properties/a/" + keyword + "/properties/b/" + words);
  }
  for (const std::string keyword : {"allOf", "anyOf", "oneOf", "prefixItems", "items"})
    CHECK(refusal("\"" + keyword + "\":[{}," + marked + "]") == "/" + keyword + "/1/" + words);
  for (const std::string keyword : {"patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"})
    CHECK(refusal("\"" + keyword + "\":{\"a/~\":" + marked + "}") == "/" + keyword + "/a~1~0/" + words);
  CHECK(refusal("\"properties\":[" + marked + "]") == "/properties/0/" + words);
}

TEST_CASE("the root is no parameter") {
  CHECK(refusal(R"("x-mcp-header":"A")") == "/x-mcp-header: only a property can have one");
}

TEST_CASE("data is no annotation, and the name of a property is no keyword") {
  for (const std::string keyword : {"const", "default"}) CHECK(fine(R"("properties":{"a":{")" + keyword + "\":" + marked + "}}"));
  for (const std::string keyword : {"enum", "examples"}) CHECK(fine(R"("properties":{"a":{")" + keyword + "\":[" + marked + "]}}"));
  CHECK(fine(R"("properties":{"x-mcp-header":{"type":"object"}})"));
  CHECK(fine(R"("$defs":{"x-mcp-header":{"type":"object"}})"));
  CHECK(fine(R"("dependencies":{"x-mcp-header":["a"]})"));
  CHECK_FALSE(fine(R"("properties":{"enum":{"items":)" + marked + "}}")); // a property that is called so
  const auto tool = read(R"({"type":"object","properties":{"properties":{"type":"object","properties":{"const":{"type":"string","x-mcp-header":"A"}}}}})");
  REQUIRE(tool);
  REQUIRE(tool->header_params.size() == 1);
  CHECK(tool->header_params[0].path == std::vector<std::string>{"properties", "const"});
}

TEST_CASE("a schema as deep as the reader lets through") {
  json::Reader reader;
  const size_t depth = 30000;
  std::string schema = R"({"type":"object")";
  for (size_t i = 0; i < depth; ++i) schema += R"(,"not":{"a":1)";
  schema += R"(,"x-mcp-header":"A")" + std::string(depth, '}') + "}";
  const auto refused = read_tool({.name = "t", .input_schema = schema}, {1u << 20, depth + 1}, reader);
  REQUIRE_FALSE(refused);
  CHECK(refused.refusal().status == Status::bad_schema);
}
