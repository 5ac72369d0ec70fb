// check_test.cpp - each keyword as a dialogue: what is said about a value that does not fit; and the bounds of a check.
#include <string>

#include "speak.hpp"

using speak::fits;
using speak::verdict;

TEST_CASE("check: a misfit says where in the value, where in the schema, and what is wanted") {
  const char *const dialogue[][3] = {
      {"false", "1", "(whole)  is not allowed"},
      {R"({"type":"string"})", "1", "(whole) /type must be a string"},
      {R"({"type":"integer"})", "1.5", "(whole) /type must be an integer"},
      {R"({"type":["string","null"]})", "1", "(whole) /type must be one of: string, null"},
      {R"({"type":["number","boolean"]})", "\"\"", "(whole) /type must be one of: number, boolean"},
      {R"({"const":"a"})", "\"b\"", "(whole) /const must be \"a\""},
      {R"({"const":{"a":1}})", "{}", "(whole) /const must be the schema's object"},
      {R"({"enum":["a","b"]})", "\"c\"", "(whole) /enum must be one of \"a\", \"b\""},
      {R"({"enum":["a",2,null,true]})", "\"c\"", "(whole) /enum must be one of \"a\", 2, null, true"},
      {R"({"properties":{"a":{"items":{"minimum":3}}}})", R"({"a":[3,4,2]})", "/a/2 /properties/a/items/minimum must be at least 3"},
      {R"({"maximum":1.5})", "2", "(whole) /maximum must be at most 1.5"},
      {R"({"exclusiveMinimum":0})", "0", "(whole) /exclusiveMinimum must be greater than 0"},
      {R"({"exclusiveMaximum":1})", "1.0", "(whole) /exclusiveMaximum must be less than 1"},
      {R"({"multipleOf":0.01})", "0.075", "(whole) /multipleOf must be a multiple of 0.01"},
      {R"({"minLength":2})", "\"a\"", "(whole) /minLength must have at least 2 characters"},
      {R"({"maxLength":1})", "\"ab\"", "(whole) /maxLength must have at most 1 character"},
      {R"({"pattern":"^a+$"})", "\"b\"", "(whole) /pattern must match the pattern ^a+$"},
      {R"({"required":["a","b"]})", R"({"a":1})", "(whole) /required must have the property \"b\""},
      {R"({"properties":{"a":true},"additionalProperties":false})", R"({"a":1,"x/y":2})",
       "/x~1y /additionalProperties is not a property that the schema allows"},
      {R"({"additionalProperties":{"type":"null"}})", R"({"a":1})", "/a /additionalProperties/type must be null"},
      {R"({"patternProperties":{"^x-":{"type":"string"}}})", R"({"x-a":1})", "/x-a /patternProperties/^x-/type must be a string"},
      {R"({"propertyNames":{"maxLength":1}})", R"({"ab":1})", "/ab /propertyNames/maxLength must have at most 1 character"},
      {R"({"minProperties":1})", "{}", "(whole) /minProperties must have at least 1 property"},
      {R"({"maxProperties":0})", R"({"a":1})", "(whole) /maxProperties must have at most 0 properties"},
      {R"({"minItems":2})", "[1]", "(whole) /minItems must have at least 2 items"},
      {R"({"maxItems":1})", "[1,2]", "(whole) /maxItems must have at most 1 item"},
      {R"({"uniqueItems":true})", "[1,1.0]", "(whole) /uniqueItems must not have equal items"},
      {R"({"prefixItems":[{"type":"string"}],"items":false})", "[\"a\",1]", "(whole) /items must have at most 1 item"},
      {R"({"prefixItems":[{"type":"string"}]})", "[1]", "/0 /prefixItems/0/type must be a string"},
      {R"({"contains":{"const":1}})", "[2]", "(whole) /contains must have at least 1 matching items"},
      {R"({"contains":{"const":1},"maxContains":1})", "[1,1]", "(whole) /maxContains must have at most 1 matching items"},
      {R"({"allOf":[{"type":"number"},{"minimum":2}]})", "1", "(whole) /allOf/1/minimum must be at least 2"},
      {R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "1", "(whole) /anyOf must be one of: string, null"},
      {R"({"anyOf":[{"type":"string","minLength":2},{"type":"null"}]})", "\"a\"", "(whole) /anyOf/0/minLength must have at least 2 characters"},
      {R"({"anyOf":[{"minimum":5},{"maximum":1}]})", "3", "(whole) /anyOf must fit one of 2 schemas"},
      {R"({"oneOf":[{"minimum":1},{"maximum":5}]})", "3", "(whole) /oneOf must fit only one of 2 schemas, and fits more"},
      {R"({"not":{"type":"string"}})", "\"\"", "(whole) /not must not fit the schema"},
      {R"({"if":{"type":"string"},"then":{"minLength":1},"else":{"minimum":1}})", "0", "(whole) /else/minimum must be at least 1"},
      {R"({"if":{"type":"string"},"then":{"minLength":1},"else":{"minimum":1}})", "\"\"", "(whole) /then/minLength must have at least 1 character"},
      {R"({"dependentRequired":{"a":["b"]}})", R"({"a":1})", "(whole) /dependentRequired must have the property \"b\" beside \"a\""},
      {R"({"dependentSchemas":{"a":{"required":["c"]}}})", R"({"a":1})", "(whole) /dependentSchemas/a/required must have the property \"c\""},
      {R"({"properties":{"a":{"$ref":"#/$defs/s"}},"$defs":{"s":{"type":"string"}}})", R"({"a":1})", "/a /$defs/s/type must be a string"},
      {R"({"properties":{"a":true},"unevaluatedProperties":false})", R"({"b":1})", "/b /unevaluatedProperties is not a property that the schema allows"},
      {R"({"prefixItems":[true],"unevaluatedItems":false})", "[1,2]", "/1 /unevaluatedItems is not an item that the schema allows"},
  };
  for (const auto &line : dialogue) {
    INFO(line[0] << " and " << line[1]);
    CHECK(verdict(line[0], line[1]) == line[2]);
  }
}

TEST_CASE("check: integers are numbers without a fraction, however written") {
  for (const char *value : {"3", "3.0", "-0.0", "1e3", "1e300", "18446744073709551615"}) CHECK(fits(R"({"type":"integer"})", value));
  CHECK_FALSE(fits(R"({"type":"integer"})", "3.5"));
  CHECK(fits(R"({"const":1})", "1.0"));
  CHECK(fits(R"({"enum":[1.0]})", "1"));
  CHECK_FALSE(fits(R"({"maximum":9007199254740992})", "9007199254740993"));
}

TEST_CASE("check: lengths count code points, and the bound itself fits") {
  CHECK(fits(R"({"minLength":2,"maxLength":2})", "\"\xF0\x9F\x90\xB2\xC3\xA9\""));
  CHECK_FALSE(fits(R"({"maxLength":1})", "\"\xF0\x9F\x90\xB2\xC3\xA9\""));
  CHECK_FALSE(fits(R"({"minLength":3})", "\"\xF0\x9F\x90\xB2\xC3\xA9\""));
  CHECK(fits(R"({"minLength":2.0})", "\"ab\""));
  CHECK(fits(R"({"maxLength":18446744073709551615})", "\"ab\""));
}

TEST_CASE("check: draft-07 as it was") {
  const std::string draft = R"({"$schema":"http://json-schema.org/draft-07/schema#",)";
  CHECK(verdict(draft + R"("items":[{"type":"string"}],"additionalItems":false})", "[\"a\",1]") == "(whole) /additionalItems must have at most 1 item");
  CHECK(verdict(draft + R"("items":[{"type":"string"}],"additionalItems":{"type":"null"}})", "[\"a\",1]") ==
        "/1 /additionalItems/type must be null");
  CHECK(fits(draft + R"("items":[{"type":"string"}]})", "[\"a\",1]"));
  CHECK(fits(draft + R"("items":{"type":"string"},"additionalItems":false})", "[\"a\",\"b\"]"));
  CHECK(verdict(draft + R"("dependencies":{"a":["b"],"c":{"required":["d"]}}})", R"({"a":1})") ==
        "(whole) /dependencies must have the property \"b\" beside \"a\"");
  CHECK(verdict(draft + R"("dependencies":{"a":["b"],"c":{"required":["d"]}}})", R"({"c":1})") ==
        "(whole) /dependencies/c/required must have the property \"d\"");
  CHECK(verdict(draft + R"("$ref":"#/definitions/A","definitions":{"A":{"type":"object","required":["x"]}}})", "{}") ==
        "(whole) /definitions/A/required must have the property \"x\"");
  CHECK(fits(draft + R"("$ref":"#/definitions/A","type":"string","definitions":{"A":{"type":"object"}}})", "{}")); // siblings do not count
  CHECK(fits(draft + R"("prefixItems":[{"type":"string"}],"unevaluatedProperties":false,"dependentRequired":{"a":["b"]}})", "[1]"));
  CHECK_FALSE(fits(draft + R"("properties":{"a":{"$ref":"#here"}},"definitions":{"h":{"$id":"#here","type":"string"}}})", R"({"a":1})"));
  CHECK(fits(R"({"prefixItems":[{"$schema":"http://json-schema.org/draft-07/schema#","$id":"http://x/old","items":[{"type":"string"}]}]})", R"([["a",1]])"));
}

TEST_CASE("check: recursion goes as deep as the value, and the check's own bound ends it") {
  const auto schema = speak::compile(R"({"type":"object","properties":{"next":{"$ref":"#"}},"additionalProperties":false})");
  REQUIRE(schema);
  const auto chain = [](size_t length) {
    std::string text;
    for (size_t i = 0; i < length; ++i) text += "{\"next\":";
    return text + "{}" + std::string(length, '}');
  };
  CHECK(verdict(**schema, chain(60)).empty());
  CHECK(verdict(**schema, chain(255)).empty()); // two schemas a level: 512 in all
  CHECK(verdict(**schema, chain(256)) == "too costly");
  CHECK(verdict(**schema, chain(1900)) == "too costly");
}

TEST_CASE("check: without a bound of the host's, the stack's own bound holds") {
  tenon::schema::Limits limits;
  limits.max_depth = SIZE_MAX;
  const auto schema = speak::compile(R"({"items":{"$ref":"#/items"},"type":"array"})", limits);
  REQUIRE_FALSE(schema); // items refers to itself
  const auto list = speak::compile(R"({"type":"array","items":{"$ref":"#"}})", limits);
  REQUIRE(list);
  CHECK(verdict(**list, std::string(512, '[') + std::string(512, ']')).empty());
  CHECK(verdict(**list, std::string(513, '[') + std::string(513, ']')) == "too costly");
}

TEST_CASE("check: steps are bounded, at the limit and one past it") {
  tenon::schema::Limits limits;
  limits.max_steps = 11; // the array and ten elements
  const auto schema = speak::compile(R"({"items":{"minimum":0}})", limits);
  REQUIRE(schema);
  CHECK(verdict(**schema, "[1,2,3,4,5,6,7,8,9,10]").empty());
  CHECK(verdict(**schema, "[1,2,3,4,5,6,7,8,9,10,11]") == "too costly");
}

TEST_CASE("check: schemas that multiply work are stopped, a negation does not turn that into a fit") {
  std::string doubling = R"({"$defs":{"l0":{"type":"array"})";
  for (int i = 1; i <= 40; ++i) {
    const std::string below = R"({"$ref":"#/$defs/l)" + std::to_string(i - 1) + "\"}";
    doubling += ",\"l" + std::to_string(i) + R"(":{"allOf":[)" + below + "," + below + "]}";
  }
  CHECK(verdict(doubling + R"(},"$ref":"#/$defs/l40"})", "[]") == "too costly");
  CHECK(verdict(doubling + R"(},"not":{"$ref":"#/$defs/l40"}})", "[]") == "too costly");
  CHECK(verdict(doubling + R"(},"anyOf":[{"$ref":"#/$defs/l40"},true]})", "[]") == "too costly");
  CHECK(verdict(R"({"pattern":"(a|b)*a(a|b){20}$"})", "\"" + std::string(2000000, 'a') + "b\"") == "too costly");
}

TEST_CASE("check: a megabyte of ordinary arguments is within the default bound") {
  std::string text = "[";
  for (int i = 0; i < 12000; ++i) text += R"({"id":)" + std::to_string(i) + R"(,"name":"the name of it","tags":["a","b"],"price":19.99,"on":true},)";
  text += "{}]";
  REQUIRE(text.size() > 900000);
  CHECK(verdict(R"({"type":"array","uniqueItems":true,"items":{"type":"object","properties":{"id":{"type":"integer","minimum":0},"name":{"type":"string",
    "minLength":0,"pattern":"^[a-z ]+$"},"tags":{"type":"array","items":{"type":"string"},"uniqueItems":true},"price":{"multipleOf":0.01},"on":{"type":"boolean"}},
    "additionalProperties":false}})", text).empty());
}

TEST_CASE("check: findings stay short, whatever the instance says") {
  const std::string name(10000, 'n');
  const std::string said = verdict(R"({"additionalProperties":{"type":"string"}})", "{\"" + name + "\":1}");
  CHECK(said.size() < 200);
  CHECK(verdict(R"({"enum":["a"]})", "\"" + name + "\"") == "(whole) /enum must be \"a\"");
  std::string many = "{\"enum\":[\"choice0\"";
  for (int i = 1; i < 1000; ++i) many += ",\"choice" + std::to_string(i) + "\"";
  CHECK(verdict(many + "]}", "1").size() < 150);
}
