// page_template_test.cpp - the language of docs/page.md, and texts that only look like it.
#include "web/page_template.hpp"
#include <doctest/doctest.h>

using namespace tenon::web;

namespace {

std::string fill(std::string_view text, const Frame &frame) {
  std::string out;
  append_filled(out, text, Scope{frame});
  return out;
}

} // namespace

TEST_CASE("a slot is escaped, a raw one is not") {
  Frame frame;
  frame.text("a", "&<>\"'");
  CHECK(fill("{{a}}|{{{a}}}", frame) == "&amp;&lt;&gt;&quot;&#39;|&<>\"'");
  CHECK(fill("[{{nothing}}{{{nothing}}}]", frame) == "[]");
}

TEST_CASE("what was put in is not looked at again") {
  Frame frame;
  frame.text("a", "{{b}}{{#b}}").text("b", "x");
  CHECK(fill("{{a}}", frame) == "{{b}}{{#b}}");
  CHECK(fill("{{{a}}}", frame) == "{{b}}{{#b}}");
}

TEST_CASE("a section of a text is there once, unless the text is empty") {
  Frame frame;
  frame.text("a", "0").text("none", "").flag("on", true).flag("off", false);
  CHECK(fill("{{#a}}[{{a}}]{{/a}}{{^a}}not{{/a}}", frame) == "[0]");
  CHECK(fill("{{#none}}x{{/none}}{{^none}}y{{/none}}", frame) == "y");
  CHECK(fill("{{#nowhere}}x{{/nowhere}}{{^nowhere}}y{{/nowhere}}", frame) == "y");
  CHECK(fill("{{#on}}{{^off}}both{{/off}}{{/on}}", frame) == "both");
}

TEST_CASE("a list repeats, and its entries come before what is around them") {
  Frame frame;
  std::vector<Frame> entries(2);
  entries[0].text("b", "1");
  entries[1].text("b", "2").text("c", "?");
  frame.text("c", "!").list("a", std::move(entries)).list("empty", {});
  CHECK(fill("{{#a}}[{{b}}{{c}}]{{/a}}{{^a}}none{{/a}}", frame) == "[1!][2?]");
  CHECK(fill("{{#empty}}x{{/empty}}{{^empty}}none{{/empty}}", frame) == "none");
  CHECK(fill("{{a}}{{{a}}}", frame) == ""); // a list has no text
}

TEST_CASE("lists in lists, and scopes around each other") {
  std::vector<Frame> inner(1), outer(2);
  inner[0].text("x", "in");
  outer[0].text("y", "one").list("inner", std::move(inner));
  outer[1].text("y", "two");
  Frame frame, around;
  frame.list("outer", std::move(outer));
  around.text("x", "far").text("y", "never");
  const Scope scope{around};
  std::string out;
  append_filled(out, "{{#outer}}{{y}}{{#inner}}-{{x}}{{y}}{{/inner}}{{^inner}}-{{x}}{{/inner}};{{/outer}}", Scope{frame, &scope});
  CHECK(out == "one-inone;two-far;");
}

TEST_CASE("what is no token stays as it is") {
  Frame frame;
  frame.text("a", "A");
  for (const char *text : {"{{", "}}", "{{}}", "{{ a }}", "{{a", "{{a}", "{a}", "{{#}}", "{{a-b}}", "{{/a}}", "{{!a}}", "{{{", "{{{}}}", "{{#{a}}", "{{\n}}"})
    CHECK_MESSAGE(fill(text, frame) == text, text);
  CHECK(fill("{{{{a}}", frame) == "{A");
  CHECK(fill("{{ {{a}} }}", frame) == "{{ A }}");
  CHECK(fill("{{a}}}", frame) == "A"); // a third brace belongs to the token
}

TEST_CASE("a section without end goes to the end") {
  Frame frame;
  frame.text("a", "A");
  CHECK(fill("x{{#a}}[{{a}}", frame) == "x[A");
  CHECK(fill("x{{#b}}[{{a}}", frame) == "x");
  CHECK(fill("{{#a}}{{#a}}{{a}}{{/a}}{{/a}}", frame) == "A{{/a}}"); // the first end is the end
}

TEST_CASE("sections are as deep as the bound, and no deeper") {
  Frame frame;
  frame.flag("a", true).flag("b", true);
  const auto nested = [&](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += i % 2 == 0 ? "{{#a}}" : "{{#b}}";
    return fill(text + "deep", frame);
  };
  CHECK(nested(deepest_section) == "deep");
  CHECK(nested(deepest_section + 1) == "");
  CHECK(nested(100'000) == "");
}

TEST_CASE("any bytes are a template") {
  Frame frame;
  frame.text("a", "A").list("l", std::vector<Frame>(3));
  constexpr std::string_view pieces[] = {"{", "}", "{{", "}}", "#", "^", "/", "a", "l", "{{#l}}", "{{/l}}", "{{a}}", " ", "\xff"};
  uint32_t random = 7;
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 12; ++i) text += pieces[((random = random * 1664525 + 1013904223) >> 20) % std::size(pieces)];
    CHECK(fill(text, frame).size() < 100'000);
  }
}
