// form_schema_test.cpp - what a form may ask for, how an older client hears it, and when it is filled in.
#include "protocol/form_schema.hpp"
#include "protocol/asking.hpp"
#include <vector>

using namespace asking;

namespace {

std::string with_property(std::string_view property) { return R"({"type":"object","properties":{"x":)" + std::string(property) + "}}"; }
std::string against(std::string_view property) { return refusal(form_words(with_property(property))); }

std::string older(std::string_view form) {
  std::string out;
  append_older_form(out, form);
  return out;
}

std::string filled(std::string_view form, std::string_view content) {
  return verdict(asked(form_words(form)), R"({"action":"accept","content":)" + std::string(content) + "}");
}

} // namespace

TEST_CASE("every kind of field that the specification shows is taken") {
  for (const char *property :
       {R"({"type":"string","title":"Name","description":"d","minLength":3,"maxLength":50,"format":"email","default":"user@example.com"})", R"({"type":"string","pattern":"^[A-Za-z]+$"})",
        R"({"type":"string","format":"uri"})", R"({"type":"string","format":"date"})", R"({"type":"string","format":"date-time"})",
        R"({"type":"number","title":"n","minimum":0,"maximum":100,"default":95.5})", R"({"type":"integer","minimum":-1,"default":30})",
        R"({"type":"boolean","title":"b","default":false})", R"({"type":"string","enum":["Red","Green"],"default":"Red"})",
        R"({"type":"string","enum":["a","b"],"enumNames":["A","B"]})", R"({"type":"string","oneOf":[{"const":"#F00","title":"Red"},{"const":"#0F0","title":"Green"}],"default":"#0F0"})",
        R"({"type":"array","minItems":1,"maxItems":2,"items":{"type":"string","enum":["Red","Green"]},"default":["Red"]})",
        R"({"type":"array","items":{"anyOf":[{"const":"#F00","title":"Red"}]},"default":[]})"}) {
    CHECK_MESSAGE(against(property) == "", std::string(property));
  }
  CHECK(refusal(form_words(R"({"$schema":"https://json-schema.org/draft/2020-12/schema","title":"t","description":"d","type":"object","additionalProperties":false,"properties":{}})")) == "");
}

TEST_CASE("what is no flat field is refused by its name") {
  for (const char *property :
       {R"({"type":"object","properties":{}})", R"({"type":"array","items":{"type":"object"}})", R"({"type":"array","items":{"type":"string"}})", R"({"type":"array"})",
        R"({"type":"null"})", R"({"type":["string","null"]})", R"({})", R"("string")", R"(true)", R"({"$ref":"#/$defs/a"})", R"({"anyOf":[{"type":"string"}]})",
        R"({"type":"string","minimum":1})", R"({"type":"number","minLength":1})", R"({"type":"boolean","enum":[true]})", R"({"type":"string","const":"a"})",
        R"({"type":"string","format":"ipv4"})", R"({"type":"string","format":7})", R"({"type":"string","minLength":-1})", R"({"type":"string","minLength":1.5})",
        R"({"type":"string","minLength":3,"maxLength":2})", R"({"type":"number","minimum":3,"maximum":2})", R"({"type":"string","title":1})", R"({"type":"string","format":"date","default":"today"})",
        R"({"type":"string","enum":[]})", R"({"type":"string","enum":["a","a"]})", R"({"type":"string","enum":[1]})", R"({"type":"string","enum":"a"})",
        R"({"type":"string","enum":["a","b"],"enumNames":["A"]})", R"({"type":"string","enumNames":["A"]})", R"({"type":"string","enum":["a"],"oneOf":[{"const":"a","title":"A"}]})",
        R"({"type":"string","oneOf":[{"const":"a"}]})", R"({"type":"string","oneOf":[{"const":1,"title":"A"}]})", R"({"type":"string","oneOf":[]})", R"({"type":"string","oneOf":["a"]})",
        R"({"type":"string","oneOf":[{"const":"a","title":"A","type":"string"}]})", R"({"type":"array","items":{"type":"string","enum":["a"]},"minItems":2,"maxItems":1})",
        R"({"type":"array","items":{"enum":["a"]}})", R"({"type":"array","items":{"type":"string","enum":["a"],"anyOf":[{"const":"a","title":"A"}]}})", R"({"type":"array","items":["a"]})",
        R"({"type":"string","enum":["a"],"maxLength":3})", R"({"type":"string","default":1})", R"({"type":"integer","default":1.5})", R"({"type":"string","enum":["a"],"default":"b"})",
        R"({"type":"string","oneOf":[{"const":"a","title":"A"}],"default":"A"})", R"({"type":"array","items":{"type":"string","enum":["a"]},"default":["b"]})",
        R"({"type":"string","maxLength":2,"default":"abc"})", R"({"type":"boolean","default":"true"})"}) {
    CHECK_MESSAGE(against(property).find("property \"x\"") != std::string::npos, std::string(property) << " " << against(property));
  }
}

TEST_CASE("a pattern that is none is refused with its place") { CHECK(against(R"({"type":"string","pattern":"["})").find("/properties/x/pattern") != std::string::npos); }

TEST_CASE("the form itself is an object with properties, and requires only those") {
  for (const char *form : {"[]", "{}", "true", R"({"type":"object"})", R"({"properties":{}})", R"({"type":"array","properties":{}})", R"({"type":"object","properties":[]})",
                           R"({"type":"object","properties":{},"required":["x"]})", R"({"type":"object","properties":{},"required":"x"})", R"({"type":"object","properties":{},"required":[1]})",
                           R"({"type":"object","properties":{},"allOf":[]})", R"({"type":"object","properties":{},"$defs":{}})", R"({"type":"object","properties":{},"additionalProperties":{}})",
                           R"({"type":"object","properties":{},"title":7})", R"({"$schema":"https://example.com/other","type":"object","properties":{}})"}) {
    CAPTURE(form);
    CHECK(refusal(form_words(form)).find("\"schema\"") != std::string::npos);
  }
}

TEST_CASE("clients of 2025-06-18 hear titled choices as names, and everything else as it is") {
  CHECK(older(R"({"type":"object","properties":{"c":{"title":"C","type":"string","oneOf":[{"const":"#F00","title":"R\"ed"},{"title":"Green","const":"#0F0"}],"default":"#F00"},"n":{"type":"number"}},"required":["c"]})") ==
        R"({"type":"object","properties":{"c":{"title":"C","type":"string","enum":["#F00","#0F0"],"enumNames":["R\"ed","Green"],"default":"#F00"},"n":{"type":"number"}},"required":["c"]})");
  for (const std::string_view same : {name_form, std::string_view(R"({"type":"object","properties":{}})"), std::string_view(R"({"type":"object","properties":{"oneOf":{"type":"string"},"m":{"type":"array","items":{"anyOf":[{"const":"a","title":"A"}]}}}})")})
    CHECK(older(same) == same);
}

TEST_CASE("a form is filled in when every value fits its field") {
  CHECK(filled(name_form, R"({"name":"Ada"})") == "");
  CHECK(filled(name_form, R"({"name":7})").find("/name") != std::string::npos);
  CHECK(filled(name_form, R"({})").find("name") != std::string::npos);
  CHECK(filled(name_form, R"({"name":"Ada","more":"words"})") == "");
  const std::string all = R"({"type":"object","properties":{"age":{"type":"integer","minimum":18},"score":{"type":"number"},"yes":{"type":"boolean"},)"
                          R"("color":{"type":"string","oneOf":[{"const":"#F00","title":"Red"}]},"many":{"type":"array","items":{"anyOf":[{"const":"a","title":"A"},{"const":"b","title":"B"}]},"maxItems":1}}})";
  CHECK(filled(all, R"({"age":18,"score":95.5,"yes":true,"color":"#F00","many":["b"]})") == "");
  CHECK(filled(all, R"({"age":17})").find("/age") != std::string::npos);
  CHECK(filled(all, R"({"color":"Red"})").find("/color") != std::string::npos);
  CHECK(filled(all, R"({"many":["a","b"]})").find("/many") != std::string::npos);
  CHECK(filled(all, R"({"many":["c"]})").find("/many") != std::string::npos);
}

TEST_CASE("a text has the format of its field") {
  const std::string form = R"({"type":"object","properties":{"mail":{"type":"string","format":"email"},"day":{"type":"string","format":"date"}}})";
  CHECK(filled(form, R"({"mail":"ada@example.com","day":"2026-11-21"})") == "");
  CHECK(filled(form, R"({"day":"2026-11-21"})") == "");
  CHECK(filled(form, R"({"mail":"ada"})") == "\"content\" has \"mail\", which is no email");
  CHECK(filled(form, R"({"day":"2026-02-29"})") == "\"content\" has \"day\", which is no date");
}

TEST_CASE("what has a default may be missing, and only that") {
  const std::string form = R"({"type":"object","properties":{"a":{"type":"string","default":"x"},"b":{"type":"string"}},"required":["a","b"]})";
  CHECK(filled(form, R"({"b":"y"})") == "");
  CHECK(filled(form, R"({"a":"y"})") != "");
  CHECK(filled(form, R"({"a":1,"b":"y"})") != "");
}

TEST_CASE("what nobody asked for is flat as well") {
  CHECK(filled(name_form, R"({"name":"Ada","tags":["a","b"],"n":1,"t":true})") == "");
  for (const char *value : {R"({})", R"([1])", R"([["a"]])", "null"}) CHECK(filled(name_form, R"({"name":"Ada","more":)" + std::string(value) + "}").find("\"more\"") != std::string::npos);
  CHECK(filled(name_form, "null") == "\"content\" is not an object");
  CHECK(filled(name_form, "[]") == "\"content\" is not an object");
}
