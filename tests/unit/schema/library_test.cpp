// library_test.cpp - schemas that find each other: by pointer, by anchor, by address, among those registered beside them.
#include "schema/library.hpp"

#include <string>
#include <vector>

#include "speak.hpp"

using namespace tenon;
using speak::fits;

namespace {

struct Document {
  const char *uri, *text;
};

std::string verdict(const char *schema, std::initializer_list<Document> documents, const char *instance) {
  std::vector<speak::Text> texts;
  std::vector<schema::Registered> others;
  for (const Document &document : documents) {
    texts.emplace_back(document.text);
    others.push_back({document.uri, texts.back().value()});
  }
  const auto compiled = schema::compile(speak::Text(schema).value(), {}, others);
  return compiled ? speak::verdict(**compiled, instance) : "refused: " + compiled.refusal().text;
}

} // namespace

TEST_CASE("library: pointers lead anywhere in the document, also where no keyword knows of schemas") {
  CHECK_FALSE(fits(R"({"properties":{"a":{"type":"string"},"b":{"$ref":"#/properties/a"}}})", R"({"b":1})"));
  CHECK_FALSE(fits(R"({"x-types":{"a":[{"type":"string"}]},"$ref":"#/x-types/a/0"})", "1"));
  CHECK_FALSE(fits(R"({"$defs":{"a b/c~d%":{"type":"string"}},"$ref":"#/$defs/a%20b~1c~0d%25"})", "1"));
  CHECK_FALSE(fits(R"({"x":{"inner":{"type":"string"},"$ref":"#/x/inner"},"$ref":"#/x"})", "1"));
}

TEST_CASE("library: anchors and embedded addresses") {
  CHECK_FALSE(fits(R"({"$ref":"#a","$defs":{"x":{"$anchor":"a","type":"string"}}})", "1"));
  CHECK_FALSE(fits(R"({"$id":"http://h/root","$ref":"part#a","$defs":{"x":{"$id":"part","$defs":{"y":{"$anchor":"a","type":"string"}}}}})", "1"));
  CHECK_FALSE(fits(R"({"$id":"http://h/a/root","$ref":"/b","$defs":{"x":{"$id":"http://h/b","type":"string"}}})", "1"));
  CHECK_FALSE(fits(R"({"$ref":"urn:x:1#/$defs/s","$defs":{"x":{"$id":"urn:x:1","$defs":{"s":{"type":"string"}}}}})", "1"));
}

TEST_CASE("library: registered schemas are found by address, by their own $id, and name themselves in findings") {
  const Document strings{"http://h/strings", R"({"$defs":{"short":{"type":"string","maxLength":2},"again":{"$ref":"#/$defs/short"}}})"};
  CHECK(verdict(R"({"$ref":"http://h/strings#/$defs/short"})", {strings}, "\"ab\"").empty());
  CHECK(verdict(R"({"items":{"$ref":"http://h/strings#/$defs/again"}})", {strings}, "[\"abc\"]") ==
        "/0 http://h/strings#/$defs/short/maxLength must have at most 2 characters");
  const Document bundle{"http://h/bundle", R"({"$defs":{"n":{"$id":"http://other/number","type":"number"}}})"};
  CHECK(verdict(R"({"$ref":"http://other/number"})", {strings, bundle}, "1").empty());
  CHECK(verdict(R"({"$ref":"http://h/strings#nowhere"})", {strings}, "1") ==
        "refused: \"/$ref\" leads to an anchor that is not there: \"nowhere\"");
  CHECK(verdict(R"({"$ref":"http://h/broken"})", {{"http://h/broken", R"({"type":"strin"})"}}, "1") ==
        "refused: \"http://h/broken#/type\" names no type: \"strin\"");
  CHECK(verdict(R"({"$ref":"http://h/a"})", {{"http://h/a", R"({"$ref":"http://h/b"})"}, {"http://h/b", R"({"$ref":"http://h/a"})"}}, "1")
            .find("refers to itself") != std::string::npos);
}

TEST_CASE("library: a registered metaschema says which vocabularies count") {
  const char *const plain = R"({"$schema":"http://h/meta","type":"string","properties":{"a":false}})";
  const Document without{"http://h/meta", R"({"$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/applicator":true}})"};
  CHECK(verdict(plain, {without}, "1").empty());
  CHECK(verdict(plain, {without}, R"({"a":1})") == "/a /properties/a is not allowed");
  const Document with{"http://h/meta", R"({"$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/validation":true}})"};
  CHECK(verdict(plain, {with}, "1") == "(whole) /type must be a string");
  const Document formats{"http://h/meta", R"({"$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/format-assertion":true}})"};
  CHECK(verdict(plain, {formats}, "1").find("requires a vocabulary that is not built") != std::string::npos);
  const Document unknown{"http://h/meta", R"({"$vocabulary":{"http://h/own":false}})"};
  CHECK(verdict(plain, {unknown}, "1").empty());
  const Document older{"http://h/meta", R"({"$schema":"http://json-schema.org/draft-04/schema#"})"};
  CHECK(verdict(plain, {older}, "1").find("whose own dialect is not built") != std::string::npos);
}

TEST_CASE("library: a dynamic reference follows the way that was taken") {
  const char *const strict = R"({"$id":"http://h/strict","$dynamicAnchor":"node","$ref":"tree","unevaluatedProperties":false,
    "$defs":{"t":{"$id":"http://h/tree","$dynamicAnchor":"node","properties":{"data":true,"children":{"items":{"$dynamicRef":"#node"}}}}}})";
  CHECK(fits(strict, R"({"children":[{"data":1},{"children":[{}]}]})"));
  CHECK(speak::verdict(strict, R"({"children":[{"daat":1}]})") == "/children/0/daat /unevaluatedProperties is not a property that the schema allows");
}

TEST_CASE("library: a dynamic reference that never gets on is stopped by the check's bound") {
  const char *const endless = R"({"$id":"http://h/a","$dynamicAnchor":"n","$ref":"b","$defs":{"x":{"$id":"b","$dynamicAnchor":"n","allOf":[{"$dynamicRef":"#n"}]}}})";
  CHECK(speak::verdict(endless, "1") == "too costly");
}
