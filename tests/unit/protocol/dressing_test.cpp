// dressing_test.cpp - what every result wears, byte by byte.
#include "json/writer.hpp"
#include "protocol/dressing.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::protocol;

namespace {

constexpr std::string_view server = R"("io.modelcontextprotocol/serverInfo":{"name":"t","version":"1"})";
constexpr Dressing modern{latest, server}, silent{latest, ""}, old{latest_legacy, server};

std::string dressed(const Dressing &dressing, std::string_view result, const Freshness *fresh = nullptr) {
  std::string out;
  append_dressed(out, "1", dressing, result, fresh);
  constexpr std::string_view head = R"({"jsonrpc":"2.0","id":1,"result":)";
  REQUIRE(out.starts_with(head));
  REQUIRE(out.ends_with('}'));
  return out.substr(head.size(), out.size() - head.size() - 1);
}

} // namespace

TEST_CASE("a handler's result gets its type, and who gives it") {
  CHECK(dressed(modern, R"({"a":1})") == R"({"resultType":"complete","_meta":{)" + std::string(server) + R"(},"a":1})");
  CHECK(dressed(silent, R"({"a":1})") == R"({"resultType":"complete","a":1})");
  CHECK(dressed(old, R"({"a":1})") == R"({"a":1})");
}

TEST_CASE("how long a result may be kept is said on 2026-07-28 only") {
  const Freshness fresh{UINT64_MAX, true};
  CHECK(dressed(silent, R"({"a":1})", &fresh) ==
        R"({"resultType":"complete","ttlMs":18446744073709551615,"cacheScope":"public","a":1})");
  CHECK(dressed(old, R"({"a":1})", &fresh) == R"({"a":1})");
}

TEST_CASE("no raw line end gets out, wherever it was") {
  for (const Dressing &dressing : {modern, silent, old}) {
    const std::string out = dressed(dressing, " {\r\n\"a\" :\n[1,\n2],\"_meta\":{\n\"b\":\n\"x\\ny\"}}\n");
    CHECK(out.find('\n') == std::string::npos);
    CHECK(out.find('\r') == std::string::npos);
    CHECK(out.find(R"("a":[1,2])") != std::string::npos);
    CHECK(out.find(R"("b":"x\ny")") != std::string::npos);
  }
}

TEST_CASE("a _meta of the handler's own keeps its members, behind ours") {
  const std::string ours(server);
  CHECK(dressed(modern, R"({"a":1,"_meta":{"x":[{"_meta":2}]},"b":{}})") ==
        R"({"resultType":"complete","_meta":{)" + ours + R"(,"x":[{"_meta":2}]},"a":1,"b":{}})");
  CHECK(dressed(modern, R"({"_meta":{ }})") == R"({"resultType":"complete","_meta":{)" + ours + " }}");
  CHECK(dressed(silent, R"({"a":1,"_meta":{"x":2}})") == R"({"resultType":"complete","a":1,"_meta":{"x":2}})");
  CHECK(dressed(old, R"({"a":1,"_meta":{"x":2}})") == R"({"a":1,"_meta":{"x":2}})");
}

TEST_CASE("a _meta is found however it is spelled, and is not taken for one elsewhere") {
  const std::string ours(server);
  CHECK(dressed(modern, R"({"\u005fmeta":{"x":1}})") == R"({"resultType":"complete","_meta":{)" + ours + R"(,"x":1}})");
  CHECK(dressed(modern, R"({"_met\u0061":{"x":1}})") == R"({"resultType":"complete","_meta":{)" + ours + R"(,"x":1}})");
  const std::string inside = R"("content":[{"_meta":{"x":1},"text":"\"_meta\": \u0007 \u0041"}])";
  CHECK(dressed(modern, "{" + inside + "}") == R"({"resultType":"complete","_meta":{)" + ours + "}," + inside + "}");
}

TEST_CASE("a handler that says itself who it is has the word") {
  const std::string given = R"("_meta":{"io.modelcontextprotocol/serverInfo":{"name":"other","version":"2"}})";
  CHECK(dressed(modern, "{" + given + R"(,"a":1})") == R"({"resultType":"complete",)" + given + R"(,"a":1})");
}

TEST_CASE("nothing to say, said per revision") {
  const auto empty = [](const Dressing &dressing) {
    std::string out;
    append_empty_response(out, "\"x\"", dressing);
    return out;
  };
  CHECK(empty(old) == R"({"jsonrpc":"2.0","id":"x","result":{}})");
  CHECK(empty(silent) == R"({"jsonrpc":"2.0","id":"x","result":{"resultType":"complete"}})");
  CHECK(empty(modern) ==
        R"({"jsonrpc":"2.0","id":"x","result":{"resultType":"complete","_meta":{)" + std::string(server) + "}}}");
}
