// changes_test.cpp - news of changes, plain for sessions and tagged for subscriptions.
#include "protocol/changes.hpp"
#include "spec_schema.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::protocol;

namespace {

std::string list_changed(std::string_view what, std::string_view subscription) {
  std::string out;
  append_list_changed(out, what, subscription);
  return out;
}

std::string updated(std::string_view uri, std::string_view subscription) {
  std::string out;
  append_resource_updated(out, uri, subscription);
  return out;
}

} // namespace

TEST_CASE("a session hears that something changed; a subscription hears whose news it is, with its id as it was written") {
  CHECK(list_changed("tools", "") == R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed"})");
  CHECK(
      list_changed("prompts", "1795241294739") ==
      R"({"jsonrpc":"2.0","method":"notifications/prompts/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1795241294739}}})");
  CHECK(updated("test://a\"b", "") ==
        R"({"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"test://a\"b"}})");
  CHECK(
      updated("test://a", "\"x\"") ==
      R"({"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"test://a","_meta":{"io.modelcontextprotocol/subscriptionId":"x"}}})");
}

TEST_CASE("news are what the schemas say") {
  for (const Revision revision : spec::every_revision) {
    spec::Schema *said = spec::Schema::of(revision);
    if (!said) return;
    const char *id = facts(revision).modern ? "7" : "";
    CHECK(said->objection("ToolListChangedNotification", list_changed("tools", id)) == "");
    CHECK(said->objection("PromptListChangedNotification", list_changed("prompts", id)) == "");
    CHECK(said->objection("ResourceListChangedNotification", list_changed("resources", id)) == "");
    CHECK(said->objection("ResourceUpdatedNotification", updated("test://a", id)) == "");
  }
}
