// compile_test.cpp - what is refused when a tool is registered, with the place and the reason; and the bounds of schemas.
#include <string>

#include "speak.hpp"

using speak::refusal;
using tenon::Status;

namespace {

void refused(const char *schema, const char *text) {
  INFO(schema);
  CHECK(refusal(schema) == text);
}

std::string nested(size_t depth, const char *open, const char *inner, const char *close) {
  std::string text;
  for (size_t i = 0; i < depth; ++i) text += open;
  text += inner;
  for (size_t i = 0; i < depth; ++i) text += close;
  return text;
}

} // namespace

TEST_CASE("compile: malformed keywords are refused, and the refusal says where") {
  refused("5", "the schema must be a schema: an object, true or false");
  refused("[]", "the schema must be a schema: an object, true or false");
  refused(R"({"type":5})", R"("/type" must be a string or an array of strings)");
  refused(R"({"type":"int"})", R"("/type" names no type: "int")");
  refused(R"({"type":[]})", R"("/type" must be a string or an array of strings)");
  refused(R"({"type":["string",1]})", R"("/type" must list names of types)");
  refused(R"({"properties":{"a/b":{"minLength":-1}}})", R"("/properties/a~1b/minLength" must be a non-negative integer)");
  refused(R"({"maxItems":1.5})", R"("/maxItems" must be a non-negative integer)");
  refused(R"({"minProperties":"1"})", R"("/minProperties" must be a non-negative integer)");
  refused(R"({"minContains":-1})", R"("/minContains" must be a non-negative integer)");
  refused(R"({"required":"a"})", R"("/required" must be an array of strings)");
  refused(R"({"required":["a",1]})", R"("/required" must be an array of strings)");
  refused(R"({"minimum":"1"})", R"("/minimum" must be a number)");
  refused(R"({"exclusiveMinimum":true})", R"("/exclusiveMinimum" must be a number)");
  refused(R"({"multipleOf":0})", R"("/multipleOf" must be greater than 0)");
  refused(R"({"multipleOf":-0.1})", R"("/multipleOf" must be greater than 0)");
  refused(R"({"pattern":5})", R"("/pattern" must be a string)");
  refused(R"({"items":{"pattern":"("}})", R"("/items/pattern" is not accepted: a ( has no ) (at byte 1))");
  refused(R"({"patternProperties":{"[":{}}})", R"("/patternProperties/[" is not accepted: a [ has no ] (at byte 1))");
  refused(R"({"enum":5})", R"("/enum" must be an array)");
  refused(R"({"uniqueItems":1})", R"("/uniqueItems" must be true or false)");
  refused(R"({"properties":[]})", R"("/properties" must be an object of schemas)");
  refused(R"({"properties":{"a":5}})", R"("/properties/a" must be a schema: an object, true or false)");
  refused(R"({"allOf":{}})", R"("/allOf" must be an array of at least one schema)");
  refused(R"({"anyOf":[]})", R"("/anyOf" must be an array of at least one schema)");
  refused(R"({"oneOf":[{},null]})", R"("/oneOf/1" must be a schema: an object, true or false)");
  refused(R"({"not":[]})", R"("/not" must be a schema: an object, true or false)");
  refused(R"({"items":[{}]})", R"("/items" must be a schema (2020-12 says prefixItems for an array of schemas))");
  refused(R"({"dependentRequired":[]})", R"("/dependentRequired" must be an object)");
  refused(R"({"dependentRequired":{"a":"b"}})", R"("/dependentRequired/a" must be an array of strings)");
  refused(R"({"dependencies":{"a":["b",2]}})", R"("/dependencies/a" must be an array of strings)");
  refused(R"({"$defs":{"unused":{"type":"strin"}}})", R"("/$defs/unused/type" names no type: "strin")");
}

TEST_CASE("compile: identities and references that lead nowhere are refused") {
  refused(R"({"$id":5})", R"("/$id" must be a string)");
  refused(R"({"$id":"http://a/b#c"})", R"("/$id" must not have a fragment ($anchor names a place))");
  refused(R"({"$defs":{"x":{"$id":"http://a/b#c"}}})", R"("/$defs/x/$id" must not have a fragment ($anchor names a place))");
  refused(R"({"$defs":{"a":{"$id":"http://a/b"},"b":{"$id":"http://a/b"}}})", R"("/$defs/b/$id" is given to two schemas)");
  refused(R"({"$anchor":"1a"})", R"("/$anchor" must be a plain name: a letter or _, then letters, digits, '-', '_', '.')");
  refused(R"({"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}})", R"("/$defs/b/$anchor" is given to two schemas)");
  refused(R"({"$ref":5})", R"("/$ref" must be a string)");
  refused(R"({"$ref":"#/$defs/a"})", R"("/$ref" leads to a place that is not there)");
  refused(R"({"$ref":"#/~2"})", R"("/$ref" has a broken escape in its JSON Pointer)");
  refused(R"({"$ref":"#a"})", R"("/$ref" leads to an anchor that is not there: "a")");
  refused(R"({"type":"object","required":["a"],"$ref":"#/required"})", R"("/$ref" leads to something that is no schema)");
  refused(R"({"$dynamicRef":"#a"})", R"("/$dynamicRef" leads to an anchor that is not there: "a")");
  refused(R"({"$ref":"http://example.com/s"})", R"("/$ref" leads to "http://example.com/s", which is not here (nothing is fetched))");
  refused(R"({"$ref":"file:///etc/passwd"})", R"("/$ref" leads to "file:///etc/passwd", which is not here (nothing is fetched))");
}

TEST_CASE("compile: dialects that are built are taken, others refused") {
  for (const char *uri : {"https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2020-12/schema#",
                          "http://json-schema.org/draft-07/schema", "http://json-schema.org/draft-07/schema#"}) {
    CHECK(refusal(std::string(R"({"$schema":")") + uri + "\"}").empty());
  }
  refused(R"({"$schema":"https://json-schema.org/draft/2019-09/schema"})",
          R"("/$schema" names a dialect that is not built: "https://json-schema.org/draft/2019-09/schema" (2020-12 and draft-07 are))");
  refused(R"({"$schema":"http://json-schema.org/draft-04/schema#"})",
          R"("/$schema" names a dialect that is not built: "http://json-schema.org/draft-04/schema#" (2020-12 and draft-07 are))");
  refused(R"({"$schema":7})", R"("/$schema" must be a string)");
}

TEST_CASE("compile: schemas that never get on are refused, those that go into the value are not") {
  refused(R"({"$ref":"#"})", "the schema refers to itself without going into the value, so a check would never end");
  CHECK(refusal(R"({"anyOf":[{"type":"string"},{"$ref":"#"}]})").find("refers to itself") != std::string::npos);
  CHECK(refusal(R"({"not":{"if":{"dependentSchemas":{"a":{"$ref":"#"}}}}})").find("refers to itself") != std::string::npos);
  CHECK(refusal(R"({"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"allOf":[{"$ref":"#/$defs/a"}]}}})").find("refers to itself") != std::string::npos);
  CHECK(refusal(R"({"items":{"$ref":"#"},"properties":{"a":{"$ref":"#"}},"contains":{"$ref":"#"}})").empty());
  CHECK(refusal(R"({"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}],"$defs":{"a":{"type":"object"}}})").empty());
}

TEST_CASE("compile: depth, subschemas and patterns are bounded, at the limit and one past it") {
  tenon::schema::Limits limits;
  const auto deep = [&](size_t depth) { return speak::compile(nested(depth, R"({"not":)", "{}", "}"), limits); };
  CHECK(deep(64));
  REQUIRE_FALSE(deep(65));
  CHECK(deep(65).refusal().status == Status::limit);
  CHECK(deep(65).refusal().text.find("is nested deeper than 64 schemas") != std::string::npos);
  CHECK_FALSE(deep(900));

  limits.max_depth = SIZE_MAX; // no bound but what the stack bears
  CHECK(deep(256));
  REQUIRE_FALSE(deep(257));
  CHECK(deep(257).refusal().status == Status::limit);
  limits.max_depth = 0;
  CHECK(deep(0));
  CHECK_FALSE(deep(1));
  CHECK(speak::verdict(**speak::compile(R"({"minimum":1})", limits), "1").empty());

  limits = {};
  const auto wide = [&](size_t count) {
    std::string text = "{\"allOf\":[true";
    for (size_t i = 1; i < count; ++i) text += ",true";
    return speak::compile(text + "]}", limits);
  };
  limits.max_subschemas = 100;
  CHECK(wide(99));
  REQUIRE_FALSE(wide(100));
  CHECK(wide(100).refusal().status == Status::limit);
  CHECK(wide(100).refusal().text == R"("/allOf/99" is one more than 100 subschemas)");

  limits = {};
  const auto patterns = [&](size_t count) { // each of 10,000 instructions
    std::string text = "{\"allOf\":[true";
    for (size_t i = 0; i < count; ++i) text += R"(,{"pattern":"a{9998})" + std::string(1, static_cast<char>('a' + i)) + "\"}";
    return speak::compile(text + "]}", limits);
  };
  CHECK(patterns(20));
  REQUIRE_FALSE(patterns(21));
  CHECK(patterns(21).refusal().status == Status::limit);
  REQUIRE_FALSE(speak::compile(R"({"pattern":"a{10000}"})"));
  CHECK(speak::compile(R"({"pattern":"a{10000}"})").refusal().status == Status::limit);
}

TEST_CASE("compile: a large schema compiles, and a long name does not fill a refusal") {
  std::string text = "{\"properties\":{\"p0\":{}";
  for (int i = 1; i < 9000; ++i) text += ",\"p" + std::to_string(i) + "\":{\"type\":\"integer\"}";
  text += "}}";
  CHECK(speak::verdict(text, R"({"p8999":1,"p1":2,"other":"x"})").empty());
  CHECK(speak::verdict(text, R"({"p8999":"x"})") == "/p8999 /properties/p8999/type must be an integer");
  const std::string name(5000, 'n');
  CHECK(refusal("{\"properties\":{\"" + name + "\":5}}").size() < 300);
}

TEST_CASE("compile: annotations and unknown keywords say nothing") {
  const char *schema = R"({"title":1,"description":2,"default":"x","examples":5,"deprecated":9,"readOnly":1,"writeOnly":1,"$comment":7,
    "contentEncoding":1,"contentMediaType":2,"contentSchema":3,"format":"email","x-order":{"type":"string"},"discriminator":{},"nullable":true})";
  for (const char *instance : {"{}", "[]", "\"not an email\"", "[1]", "{\"a\":null}"}) CHECK(speak::verdict(schema, instance).empty());
}
