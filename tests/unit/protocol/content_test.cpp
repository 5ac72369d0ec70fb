// content_test.cpp - which content blocks are well formed, and what an older client gets in place of those it does not know.
#include "parsed.hpp"
#include "protocol/content.hpp"
#include "spec_schema.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::protocol;
using guest::Parsed;

namespace {

const char *trouble(const std::string &block) { return content_trouble(Parsed(block).root()); }

std::string adapted(const std::string &result, Revision revision) {
  return adapt_tool_result(Parsed(result).reader, revision);
}
std::string adapted_prompt(const std::string &result, Revision revision) {
  return adapt_prompt_result(Parsed(result).reader, revision);
}

constexpr const char *everything =
    R"({"content":[{"type":"text","text":"a","_meta":{"k":1},"annotations":{"priority":1}},{"type":"image","data":"AAAA","mimeType":"image/png"},)"
    R"({"type":"audio","data":"AAAA","mimeType":"audio/wav","annotations":{"audience":["user"]}},)"
    R"({"type":"resource","resource":{"uri":"test://a","text":"b","_meta":{}}},)"
    R"({"type":"resource_link","uri":"test://b","name":"b","icons":[]}],"structuredContent":[1],"_meta":{"k":1}})";

} // namespace

TEST_CASE("blocks of every kind") {
  for (
      const char *good :
      {R"({"type":"text","text":""})", R"({"type":"image","data":"","mimeType":"image/png"})",
       R"({"type":"audio","data":"AA==","mimeType":"audio/wav"})",
       R"({"type":"image","data":"AAA=","mimeType":"x","annotations":{},"_meta":{}})",
       R"({"type":"resource","resource":{"uri":"a:b","text":""}})",
       R"({"type":"resource","resource":{"uri":"a:b","blob":"+/+/","mimeType":"x","_meta":{}}})",
       R"({"type":"resource_link","uri":"a:b","name":"n"})",
       R"({"type":"resource_link","uri":"a:b","name":"n","title":"t","description":"d","mimeType":"m","size":7,"icons":[]})"}) {
    CAPTURE(good);
    CHECK(trouble(good) == nullptr);
    if (spec::Schema *said = spec::Schema::of(latest)) CHECK(said->objection("ContentBlock", std::string(good)) == "");
  }
}

TEST_CASE("blocks that are none, each with its reason") {
  for (const char *bad : {"7",
                          "{}",
                          R"({"type":7})",
                          R"({"type":"video","data":"AAAA"})",
                          R"({"type":"text"})",
                          R"({"type":"text","text":7})",
                          R"({"type":"text","text":"a","annotations":[]})",
                          R"({"type":"text","text":"a","_meta":1})",
                          R"({"type":"image","mimeType":"x"})",
                          R"({"type":"image","data":"AAAA"})",
                          R"({"type":"image","data":7,"mimeType":"x"})",
                          R"({"type":"resource"})",
                          R"({"type":"resource","resource":{"text":"a"}})",
                          R"({"type":"resource","resource":{"uri":"a:b"}})",
                          R"({"type":"resource","resource":{"uri":"a:b","text":"a","blob":"AAAA"}})",
                          R"({"type":"resource","resource":{"uri":"a:b","text":7}})",
                          R"({"type":"resource","resource":{"uri":"a:b","blob":"no base64"}})",
                          R"({"type":"resource","resource":{"uri":7,"text":""}})",
                          R"({"type":"resource","resource":{"uri":"a:b","text":"","mimeType":7}})",
                          R"({"type":"resource","resource":{"uri":"a:b","text":"","_meta":7}})",
                          R"({"type":"resource_link","name":"n"})",
                          R"({"type":"resource_link","uri":"a:b"})",
                          R"({"type":"resource_link","uri":"a:b","name":"n","size":1.5})",
                          R"({"type":"resource_link","uri":"a:b","name":"n","title":7})",
                          R"({"type":"resource_link","uri":"a:b","name":"n","icons":{}})"}) {
    CAPTURE(bad);
    const char *why = trouble(bad);
    REQUIRE(why != nullptr);
    CHECK(std::string(why).size() > 10);
  }
}

TEST_CASE("base64 is strict: whole groups of four, and padding at the end only") {
  const auto image = [](const std::string &data) {
    return trouble(R"({"type":"image","mimeType":"x","data":")" + data + "\"}");
  };
  for (const char *good : {"", "AAAA", "AAA=", "AA==", "abc+/0189xyZ"}) CHECK(image(good) == nullptr);
  for (const char *bad :
       {"A", "AA", "AAA", "A===", "====", "AA=A", "AAAA=", "AAAA AAAA", "AAAA\\nAAAA", "AA-_", "AA==AAAA"}) {
    CAPTURE(bad);
    CHECK(image(bad) != nullptr);
  }
}

TEST_CASE("the newest client gets all as it is, an older one gets what it knows as it is") {
  CHECK(adapted(everything, latest) == "");
  CHECK(
      adapted(
          R"({"content":[{"type":"text","text":"a"},{"type":"image","data":"AAAA","mimeType":"x","annotations":{}}],"isError":true,"_meta":{}})",
          Revision::r2024_11_05) == "");
  CHECK(adapted(R"({"content":[{"type":"audio","data":"AAAA","mimeType":"x"}]})", Revision::r2025_03_26) == "");
  CHECK(
      adapted(
          R"({"content":[{"type":"resource_link","uri":"a:b","name":"n"},{"type":"text","text":"","_meta":{}}],"structuredContent":{}})",
          Revision::r2025_06_18) == "");
  CHECK(adapted(R"({"content":[{"type":"resource_link","uri":"a:b","name":"n","icons":[]}],"structuredContent":{}})",
                Revision::r2025_11_25) == "");
}

TEST_CASE("what a client cannot take becomes words or is left out") {
  CHECK(
      adapted(everything, Revision::r2024_11_05) ==
      R"({"content":[{"type":"text","text":"a","annotations":{"priority":1}},{"type":"image","data":"AAAA","mimeType":"image/png"},)"
      R"({"type":"text","text":"[audio, audio/wav: revision 2024-11-05 of MCP cannot carry it]","annotations":{"audience":["user"]}},)"
      R"({"type":"resource","resource":{"uri":"test://a","text":"b"}},{"type":"text","text":"test://b"}],"_meta":{"k":1}})");
  CHECK(
      adapted(everything, Revision::r2025_03_26) ==
      R"({"content":[{"type":"text","text":"a","annotations":{"priority":1}},{"type":"image","data":"AAAA","mimeType":"image/png"},)"
      R"({"type":"audio","data":"AAAA","mimeType":"audio/wav","annotations":{"audience":["user"]}},)"
      R"({"type":"resource","resource":{"uri":"test://a","text":"b"}},{"type":"text","text":"test://b"}],"_meta":{"k":1}})");
  CHECK(
      adapted(everything, Revision::r2025_06_18) ==
      R"({"content":[{"type":"text","text":"a","_meta":{"k":1},"annotations":{"priority":1}},{"type":"image","data":"AAAA","mimeType":"image/png"},)"
      R"({"type":"audio","data":"AAAA","mimeType":"audio/wav","annotations":{"audience":["user"]}},)"
      R"({"type":"resource","resource":{"uri":"test://a","text":"b","_meta":{}}},{"type":"resource_link","uri":"test://b","name":"b"}],"_meta":{"k":1}})");
}

TEST_CASE("structured content that gets lost is told in words, when there are no others") {
  CHECK(adapted("{\"content\":[],\"structuredContent\":{\"sum\":\n5}}", Revision::r2025_03_26) ==
        R"({"content":[{"type":"text","text":"{\"sum\":5}"}]})");
  CHECK(adapted(R"({"structuredContent":[5],"content":[]})", Revision::r2025_11_25) ==
        R"({"content":[{"type":"text","text":"[5]"}]})");
  CHECK(adapted(R"({"content":[{"type":"text","text":"five"}],"structuredContent":{"sum":5}})", Revision::r2025_03_26) ==
        R"({"content":[{"type":"text","text":"five"}]})");
}

TEST_CASE("messages of a prompt are adapted like contents of a tool") {
  const std::string link =
      R"({"description":"d","messages":[{"role":"user","content":{"type":"resource_link","uri":"a:b","name":"n"}},{"role":"assistant","content":{"type":"text","text":"x"}}]})";
  CHECK(adapted_prompt(link, Revision::r2025_06_18) == "");
  CHECK(adapted_prompt(link, latest) == "");
  CHECK(
      adapted_prompt(link, Revision::r2025_03_26) ==
      R"({"description":"d","messages":[{"role":"user","content":{"type":"text","text":"a:b"}},{"role":"assistant","content":{"type":"text","text":"x"}}]})");
}

TEST_CASE("adapted results are what the schemas say") {
  const std::string prompt =
      R"({"messages":[{"role":"user","content":{"type":"audio","data":"AAAA","mimeType":"audio/wav"}},)"
      R"({"role":"user","content":{"type":"resource_link","uri":"a:b","name":"n"}}]})";
  for (const Revision revision : spec::every_revision) {
    if (facts(revision).modern) continue;
    spec::Schema *said = spec::Schema::of(revision);
    if (!said) return;
    CAPTURE(facts(revision).name);
    CHECK(said->objection("CallToolResult", adapted(everything, revision)) == "");
    const std::string changed = adapted_prompt(prompt, revision);
    CHECK(said->objection("GetPromptResult", changed.empty() ? prompt : changed) == "");
  }
}
