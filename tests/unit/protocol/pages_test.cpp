// pages_test.cpp - pages of the four lists, around no entry and around some.
#include "protocol/pages.hpp"
#include "spec_schema.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::protocol;

namespace {

constexpr std::string_view server = R"("io.modelcontextprotocol/serverInfo":{"name":"t","version":"1"})";

std::string page(std::string_view list, std::string_view entries, Revision revision, std::string_view next = "") {
  std::string out;
  open_page(out, list);
  out += entries;
  close_page(out, {revision, server}, next, 250, true);
  return out;
}

} // namespace

TEST_CASE("a page is an array, perhaps a cursor, and on 2026-07-28 how long it is good") {
  CHECK(page("tools", "", Revision::r2025_11_25) == R"({"tools":[]})");
  CHECK(page("prompts", R"({"name":"a"})", Revision::r2024_11_05, "p1") ==
        R"({"prompts":[{"name":"a"}],"nextCursor":"p1"})");
  CHECK(page("resources", "", latest, "r\"2") ==
        R"({"resources":[],"nextCursor":"r\"2","resultType":"complete","ttlMs":250,"cacheScope":"public","_meta":{)" +
            std::string(server) + "}}");
}

TEST_CASE("pages are what the schemas say") {
  struct {
    const char *list, *entry, *definition;
  } const lists[] = {
      {"tools", R"({"name":"a","inputSchema":{"type":"object"}})", "ListToolsResult"},
      {"resources", R"({"uri":"test://a","name":"a"})", "ListResourcesResult"},
      {"resourceTemplates", R"({"uriTemplate":"test://{a}","name":"a"})", "ListResourceTemplatesResult"},
      {"prompts", R"({"name":"a"})", "ListPromptsResult"},
  };
  for (const Revision revision : spec::every_revision) {
    spec::Schema *said = spec::Schema::of(revision);
    if (!said) return;
    for (const auto &each : lists)
      for (const char *next : {"", "x"})
        CHECK(said->objection(each.definition, page(each.list, each.entry, revision, next)) == "");
  }
}
