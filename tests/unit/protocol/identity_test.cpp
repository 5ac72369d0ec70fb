// identity_test.cpp - the server introduces itself, with what each revision knows.
#include "protocol/dispatch.hpp"
#include "protocol/identity.hpp"
#include "spec_schema.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon;
using namespace tenon::protocol;

namespace {

Identity full() {
  Identity us;
  us.name = "carpenter";
  us.version = "3.1";
  us.title = "The \"Carpenter\"";
  us.description = "Works with wood.";
  us.website_url = "https://carpenter.example/";
  us.icons = R"([{"src":"https://carpenter.example/i.png","sizes":["48x48"]}])";
  us.experimental = R"({"com.example/saw":{}})";
  us.extensions = R"({"com.example/plane":{"depth":2}})";
  us.instructions = "Measure twice.\nCut once.";
  us.offers = offers_resources | offers_prompts | offers_completions | offers_logging | offers_tasks;
  us.list_ttl_ms = 5000;
  us.shared_cache = true;
  return us;
}

Identity plain() {
  Identity us;
  us.name = "tenon";
  us.version = "1";
  return us;
}

// The text of a member of a result's object.
std::string member(const std::string &text, std::string_view name) {
  json::Reader reader;
  REQUIRE(reader.parse_copy(text, 64) == json::Trouble::none);
  for (json::Span it = reader.first_of(reader.whole()); it.value; it = reader.next_of(it))
    if (it.name.text() == name) return std::string(it.raw);
  return "";
}

} // namespace

TEST_CASE("a server with tools only, in its fewest words") {
  CHECK(
      initialize_result(plain(), Revision::r2024_11_05) ==
      R"({"protocolVersion":"2024-11-05","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"tenon","version":"1"}})");
  CHECK(
      discover_result(plain()) ==
      R"({"supportedVersions":["2026-07-28"],"capabilities":{"tools":{"listChanged":true}},"resultType":"complete","ttlMs":0,"cacheScope":"private",)"
      R"("_meta":{"io.modelcontextprotocol/serverInfo":{"name":"tenon","version":"1"}}})");
}

TEST_CASE("each revision hears of the server what it knows") {
  const Identity us = full();
  const auto info = [&](Revision revision) { return member(initialize_result(us, revision), "serverInfo"); };
  CHECK(info(Revision::r2025_03_26) == R"({"name":"carpenter","version":"3.1"})");
  CHECK(info(Revision::r2025_06_18) == R"({"name":"carpenter","title":"The \"Carpenter\"","version":"3.1"})");
  CHECK(
      info(Revision::r2025_11_25) ==
      R"({"name":"carpenter","title":"The \"Carpenter\"","version":"3.1","description":"Works with wood.",)"
      R"("websiteUrl":"https://carpenter.example/","icons":[{"src":"https://carpenter.example/i.png","sizes":["48x48"]}]})");
}

TEST_CASE("each revision hears of the capabilities that it knows") {
  const Identity us = full();
  const std::string common =
      R"({"tools":{"listChanged":true},"resources":{"subscribe":true,"listChanged":true},"prompts":{"listChanged":true},)";
  const std::string experimental = R"("experimental":{"com.example/saw":{}})";
  const auto said = [&](Revision revision) {
    return member(facts(revision).modern ? discover_result(us) : initialize_result(us, revision), "capabilities");
  };
  CHECK(said(Revision::r2024_11_05) == common + R"("logging":{},)" + experimental + "}");
  CHECK(said(Revision::r2025_03_26) == common + R"("completions":{},"logging":{},)" + experimental + "}");
  CHECK(said(Revision::r2025_06_18) == said(Revision::r2025_03_26));
  CHECK(said(Revision::r2025_11_25) ==
        common + R"("completions":{},"logging":{},"tasks":{"list":{},"cancel":{},"requests":{"tools":{"call":{}}}},)" +
            experimental + "}");
  CHECK(said(Revision::r2026_07_28) ==
        common + R"("completions":{},"logging":{},)" + experimental +
            R"(,"extensions":{"io.modelcontextprotocol/tasks":{},"com.example/plane":{"depth":2}}})");
}

TEST_CASE("tasks are named once among the extensions") {
  Identity us = plain();
  const auto extensions = [&] { return member(member(discover_result(us), "capabilities"), "extensions"); };
  CHECK(extensions() == "");
  us.offers = offers_tasks;
  CHECK(extensions() == R"({"io.modelcontextprotocol/tasks":{}})");
  us.extensions = "{ }";
  CHECK(extensions() == R"({"io.modelcontextprotocol/tasks":{}})");
  us.extensions = R"({"io.modelcontextprotocol/tasks":{"a":1}})";
  CHECK(extensions() == us.extensions);
  us.offers = 0;
  us.extensions = R"({"com.example/x":{}})";
  CHECK(extensions() == us.extensions);
}

TEST_CASE("discover tells how long it is good, and in full who speaks") {
  const std::string said = discover_result(full());
  CHECK(member(said, "ttlMs") == "5000");
  CHECK(member(said, "cacheScope") == "\"public\"");
  CHECK(member(said, "instructions") == R"("Measure twice.\nCut once.")");
  CHECK(member(member(said, "_meta"), "io.modelcontextprotocol/serverInfo").find("websiteUrl") != std::string::npos);
}

TEST_CASE("every other result says name, title and version; a server that wants to be silent is") {
  Identity us = full();
  CHECK(server_meta(us) ==
        R"("io.modelcontextprotocol/serverInfo":{"name":"carpenter","title":"The \"Carpenter\"","version":"3.1"})");
  CHECK(server_meta(plain()) == R"("io.modelcontextprotocol/serverInfo":{"name":"tenon","version":"1"})");
  us.server_in_meta = false;
  CHECK(server_meta(us) == "");
  CHECK(member(discover_result(us), "_meta") == "");
}

TEST_CASE("introductions are what the schemas say") {
  for (const Identity &us : {plain(), full()})
    for (const Revision revision : spec::every_revision) {
      spec::Schema *said = spec::Schema::of(revision);
      if (!said) return;
      CAPTURE(facts(revision).name);
      if (facts(revision).modern) CHECK(said->objection("DiscoverResult", discover_result(us)) == "");
      else CHECK(said->objection("InitializeResult", initialize_result(us, revision)) == "");
    }
}
