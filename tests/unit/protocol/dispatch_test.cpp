// dispatch_test.cpp - every method in every revision, with and without what it needs.
#include "protocol/dispatch.hpp"
#include "spec_schema.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::protocol;

namespace {

constexpr uint32_t everything = offers_resources | offers_prompts | offers_completions | offers_logging | offers_tasks;

struct Expected {
  const char *name;
  Method method;
  const char *revisions; // y or n, from 2024-11-05 on
  uint32_t offer;
};

constexpr Expected table[] = {
    {"tools/call", Method::tools_call, "yyyyy", 0},
    {"tools/list", Method::tools_list, "yyyyy", 0},
    {"ping", Method::ping, "yyyyn", 0},
    {"server/discover", Method::discover, "nnnny", 0},
    {"resources/list", Method::resources_list, "yyyyy", offers_resources},
    {"resources/templates/list", Method::templates_list, "yyyyy", offers_resources},
    {"resources/read", Method::resources_read, "yyyyy", offers_resources},
    {"resources/subscribe", Method::resources_subscribe, "yyyyn", offers_resources},
    {"resources/unsubscribe", Method::resources_unsubscribe, "yyyyn", offers_resources},
    {"prompts/list", Method::prompts_list, "yyyyy", offers_prompts},
    {"prompts/get", Method::prompts_get, "yyyyy", offers_prompts},
    {"completion/complete", Method::complete, "yyyyy", offers_completions},
    {"logging/setLevel", Method::set_level, "yyyyn", offers_logging},
    {"subscriptions/listen", Method::listen, "nnnny", 0},
    {"tasks/get", Method::task_get, "nnnyy", offers_tasks},
    {"tasks/cancel", Method::task_cancel, "nnnyy", offers_tasks},
    {"tasks/update", Method::task_update, "nnnny", offers_tasks},
    {"tasks/result", Method::task_result, "nnnyn", offers_tasks},
    {"tasks/list", Method::task_list, "nnnyn", offers_tasks},
};

} // namespace

TEST_CASE("a method exists in its revisions, when what it needs is on offer") {
  for (const Expected &row : table)
    for (const Revision revision : spec::every_revision) {
      CAPTURE(row.name);
      CAPTURE(facts(revision).name);
      const bool exists = row.revisions[static_cast<size_t>(revision)] == 'y';
      CHECK(find_method(row.name, revision, everything) == (exists ? row.method : Method::unknown));
      CHECK(find_method(row.name, revision, row.offer) == (exists ? row.method : Method::unknown));
      if (row.offer) CHECK(find_method(row.name, revision, everything & ~row.offer) == Method::unknown);
    }
}

TEST_CASE("nothing else is a method") {
  for (const char *name : {"", "initialize", "tools", "tools/", "tools/calls", "Tools/call", "tools/call ",
                           "notifications/initialized", "sampling/createMessage"})
    for (const Revision revision : spec::every_revision) CHECK(find_method(name, revision, everything) == Method::unknown);
}

TEST_CASE("who asks for a method that is not there hears its name, cut") {
  const auto fault = unknown_method(std::string(200, 'x'));
  CHECK(fault.code == -32601);
  CHECK(fault.message == "Method not found: " + std::string(128, 'x'));
}
