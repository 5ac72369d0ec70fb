// resources_test.cpp - a resource is asked for and read, in each revision.
#include "parsed.hpp"
#include "protocol/resources.hpp"
#include "spec_schema.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::protocol;
using guest::Asked;
using guest::Parsed;

namespace {

constexpr std::string_view server = R"("io.modelcontextprotocol/serverInfo":{"name":"t","version":"1"})";

std::string answer(Revision revision, const std::string &result, Freshness fresh = {}) {
  const Parsed parsed(result);
  REQUIRE(check_resource_result(parsed.root()) == nullptr);
  std::string out;
  append_resource_response(out, "1", {revision, ""}, fresh, "test://default", result, parsed.reader);
  return out;
}

} // namespace

TEST_CASE("who reads, subscribes or unsubscribes names a URI") {
  Read read;
  const Asked asked(R"({"uri":"test://a"})");
  REQUIRE_FALSE(read_resource_read(asked.params, read));
  CHECK(read.uri == "test://a");
  for (const char *wrong : {"{}", R"({"uri":7})", R"({"uri":null})"}) {
    const auto refused = read_resource_read(Asked(wrong).params, read);
    REQUIRE(refused);
    CHECK(refused->fault.code == -32602);
    CHECK(refused->http_status == 200);
  }
}

TEST_CASE("there is no such resource, old and new; an endless URI is not given back whole") {
  CHECK(resource_not_found(latest_legacy, "a:\"").code == -32002);
  CHECK(resource_not_found(latest, "a:\"").code == -32602);
  CHECK(resource_not_found(latest, "a:\"").data_json == R"({"uri":"a:\""})");
  CHECK(resource_not_found(latest, std::string(2048, 'a')).data_json.size() == 2048 + 10);
  CHECK(resource_not_found(latest, std::string(2049, 'a')).data_json.size() == 2048 + 10);
}

TEST_CASE("text and bytes, with how long they are good") {
  std::string text, blob;
  append_text_contents(text, "1", {Revision::r2024_11_05, server}, {9, true}, "test://a", "", "a\nb");
  append_blob_contents(blob, "2", {latest, server}, {9, true}, "test://b", "image/png", "AAAA");
  CHECK(text == R"({"jsonrpc":"2.0","id":1,"result":{"contents":[{"uri":"test://a","text":"a\nb"}]}})");
  CHECK(
      blob ==
      R"({"jsonrpc":"2.0","id":2,"result":{"contents":[{"uri":"test://b","mimeType":"image/png","blob":"AAAA"}],"resultType":"complete",)"
      R"("ttlMs":9,"cacheScope":"public","_meta":{)" +
          std::string(server) + "}}}");
}

TEST_CASE("a handler's contents go as they are, and get a uri where they lack one") {
  CHECK(answer(Revision::r2025_11_25, R"({"contents":[{"uri":"a:b","text":"x","_meta":{}}],"_meta":{}})") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"contents":[{"uri":"a:b","text":"x","_meta":{}}],"_meta":{}}})");
  CHECK(
      answer(latest, R"({"contents":[{"uri":"a:b","text":"x"},{"text":"y"}]})", {3, false}) ==
      R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","ttlMs":3,"cacheScope":"private","contents":[{"uri":"a:b","text":"x"},{"uri":"test://default","text":"y"}]}})");
  CHECK(answer(Revision::r2025_03_26, R"({"contents":[{"text":"x","_meta":{"k":1},"mimeType":"m"}]})") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"contents":[{"uri":"test://default","text":"x","mimeType":"m"}]}})");
  CHECK(answer(latest, R"({"contents":[]})") ==
        R"({"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","ttlMs":0,"cacheScope":"private","contents":[]}})");
}

TEST_CASE("results that are none") {
  for (const char *bad :
       {"[]", "{}", R"({"contents":{}})", R"({"contents":[7]})", R"({"contents":[{"uri":"a:b"}]})",
        R"({"contents":[{"uri":7,"text":""}]})", R"({"contents":[{"text":"","blob":""}]})", R"({"contents":[{"blob":"?"}]})",
        R"({"contents":[],"ttlMs":5})", R"({"contents":[],"cacheScope":"public"})",
        R"({"contents":[],"resultType":"complete"})", R"({"contents":[],"_meta":7})"}) {
    CAPTURE(bad);
    CHECK(check_resource_result(Parsed(bad).root()) != nullptr);
  }
}

TEST_CASE("answers are what the schemas say") {
  for (const Revision revision : spec::every_revision) {
    spec::Schema *said = spec::Schema::of(revision);
    if (!said) return;
    std::string text, blob;
    append_text_contents(text, "1", {revision, server}, {}, "test://a", "text/plain", "x");
    append_blob_contents(blob, "1", {revision, server}, {5, true}, "test://a", "", "AAAA");
    CHECK(said->objection_to_result("ReadResourceResult", text) == "");
    CHECK(said->objection_to_result("ReadResourceResult", blob) == "");
    CHECK(said->objection_to_result(
              "ReadResourceResult",
              answer(revision, R"({"contents":[{"blob":"AAAA"},{"text":"x","_meta":{}}],"_meta":{"k":1}})")) == "");
  }
}
