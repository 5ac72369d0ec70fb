// tools_test.cpp - what answers look like in each revision, byte by byte.
#include "protocol/tools.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::protocol;

namespace {

std::string text_answer(Revision revision, std::string_view text, bool is_error) {
  std::string out;
  append_text_response(out, "\"a\"", revision, text, is_error);
  return out;
}

const char *fit(std::string_view json) {
  json::Reader reader;
  REQUIRE(reader.parse_copy(json, 64) == json::Trouble::none);
  return check_tool_result(reader.root());
}

} // namespace

TEST_CASE("a text answer, old and new") {
  CHECK(text_answer(Revision::r2024_11_05, "5", false) == R"({"jsonrpc":"2.0","id":"a","result":{"content":[{"type":"text","text":"5"}]}})");
  CHECK(text_answer(Revision::r2025_11_25, "no", true) == R"({"jsonrpc":"2.0","id":"a","result":{"content":[{"type":"text","text":"no"}],"isError":true}})");
  CHECK(text_answer(Revision::r2026_07_28, "5", false) == R"({"jsonrpc":"2.0","id":"a","result":{"content":[{"type":"text","text":"5"}],"resultType":"complete"}})");
}

TEST_CASE("a handler's own JSON gets what the revision adds, and no raw line end gets out") {
  std::string out;
  append_tool_response(out, "1", Revision::r2026_07_28, " {\n\"content\":[] }");
  CHECK(out == R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":[]}})");
  out.clear();
  append_tool_response(out, "1", Revision::r2025_06_18, R"({"content":[]})");
  CHECK(out == R"({"jsonrpc":"2.0","id":1,"result":{"content":[]}})");
}

TEST_CASE("results that are none") {
  CHECK(fit(R"({"content":[{"type":"text","text":"x"}]})") == nullptr);
  CHECK(fit(R"({"content":[],"isError":false,"structuredContent":{}})") == nullptr);
  for (const char *bad : {"[]", "{}", R"({"content":{}})", R"({"content":[1]})", R"({"content":[{}]})", R"({"content":[],"isError":1})",
                          R"({"content":[],"resultType":"complete"})"}) {
    CAPTURE(bad);
    CHECK(fit(bad) != nullptr);
  }
}

TEST_CASE("progress carries words since 2025-03-26") {
  std::string out;
  append_progress(out, Revision::r2024_11_05, "7", 1, 0, "half");
  CHECK(out == R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":7,"progress":1}})");
  out.clear();
  append_progress(out, Revision::r2025_03_26, "\"t\"", 0.5, 2, "half");
  CHECK(out == R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"t","progress":0.5,"total":2,"message":"half"}})");
}

TEST_CASE("an unknown tool's name is cut between characters") {
  std::string name(127, 'a');
  name += "\xC3\xA4\xC3\xA4"; // two umlauts across the cut
  const jsonrpc::Fault fault = unknown_tool(name);
  CHECK(fault.message == "Unknown tool: " + std::string(127, 'a'));
}
