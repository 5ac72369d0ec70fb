// subscriptions_test.cpp - what a client may ask to hear of, and how its stream begins and ends.
#include "protocol/spec_schema.hpp"
#include "protocol/subscriptions.hpp"
#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::protocol;

namespace {

struct Heard {
  Filter filter;
  std::string refusal;
};

Heard heard(std::string_view json, uint64_t most = 1000) {
  json::Reader reader;
  REQUIRE(reader.parse_copy(json, 16) == json::Trouble::none);
  Heard out;
  const auto refused = read_filter(reader.root(), most, out.filter);
  if (!refused) return out;
  CHECK(refused->fault.code == -32602);
  CHECK(refused->http_status == 200);
  out.refusal = refused->fault.message;
  return out;
}

std::string acknowledged(const Filter &filter) {
  std::string out;
  append_acknowledged(out, "1795241294739", filter);
  return out;
}

const std::string tagged = R"("_meta":{"io.modelcontextprotocol/subscriptionId":1795241294739)";

} // namespace

TEST_CASE("a filter names what is wanted, and nothing else is") {
  const Filter all = heard(R"({"toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true,"resourceSubscriptions":["a:b","c:d"],"taskIds":["t"],"vendorThing":7})").filter;
  CHECK((all.tools && all.prompts && all.resources));
  CHECK(all.uris == std::vector<std::string>{"a:b", "c:d"});
  CHECK(all.task_ids == std::vector<std::string>{"t"});
  const Filter none = heard(R"({"toolsListChanged":false})").filter;
  CHECK_FALSE((none.tools || none.prompts || none.resources));
  CHECK((none.uris.empty() && none.task_ids.empty()));
}

TEST_CASE("whoever names a resource twice is told once") {
  CHECK(heard(R"({"resourceSubscriptions":["b:","a:","b:","\u0061:"]})").filter.uris == std::vector<std::string>{"b:", "a:"});
}

TEST_CASE("members of the wrong type are refused by name") {
  for (const char *json : {"null", "[]", "7", "\"x\""}) CHECK(heard(json).refusal.find("\"notifications\"") != std::string::npos);
  for (const char *name : {"toolsListChanged", "promptsListChanged", "resourcesListChanged"})
    for (const char *value : {"1", "\"true\"", "null", "{}"})
      CHECK(heard("{\"" + std::string(name) + "\":" + value + "}").refusal == "Invalid params: \"" + std::string(name) + "\" must be a boolean");
  for (const char *name : {"resourceSubscriptions", "taskIds"})
    for (const char *value : {"\"a:b\"", "{}", "true", "[7]", "[\"a\",null]"})
      CHECK(heard("{\"" + std::string(name) + "\":" + value + "}").refusal == "Invalid params: \"" + std::string(name) + "\" must be an array of strings");
}

TEST_CASE("resources and tasks are counted together") {
  CHECK(heard(R"({"resourceSubscriptions":["a:","b:"],"taskIds":["t"]})", 3).refusal == "");
  CHECK(heard(R"({"resourceSubscriptions":["a:","b:"],"taskIds":["t"]})", 2).refusal == "Invalid params: 3 resources and tasks to watch, at most 2");
  CHECK(heard(R"({"resourceSubscriptions":["a:"]})", 0).refusal != "");
  CHECK(heard(R"({"toolsListChanged":true,"resourceSubscriptions":[]})", 0).refusal == "");
  CHECK(heard(R"({"resourceSubscriptions":["a:"]})", UINT64_MAX).refusal == "");
}

TEST_CASE("a stream begins with what is honoured, under the id of the request") {
  const std::string head = R"({"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{)" + tagged + R"(},"notifications":{)";
  CHECK(acknowledged({}) == head + "}}}");
  CHECK(acknowledged({true, true, true, {"a:\"", "b:"}, {"t"}}) ==
        head + R"("toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true,"resourceSubscriptions":["a:\"","b:"],"taskIds":["t"]}}})");
  CHECK(acknowledged({false, false, false, {}, {"t", "u"}}) == head + R"("taskIds":["t","u"]}}})");
}

TEST_CASE("a stream that we end is answered, and cancelled by its id") {
  std::string end, end_with_name, cancelled;
  append_listen_end(end, "1795241294739", "");
  append_listen_end(end_with_name, "1795241294739", R"("k":{})");
  append_listen_cancelled(cancelled, "1795241294739");
  CHECK(end == R"({"jsonrpc":"2.0","id":1795241294739,"result":{"resultType":"complete",)" + tagged + "}}}");
  CHECK(end_with_name == R"({"jsonrpc":"2.0","id":1795241294739,"result":{"resultType":"complete",)" + tagged + R"(,"k":{}}}})");
  CHECK(cancelled == R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{)" + tagged + R"(},"requestId":1795241294739}})");
  spec::Schema *schema = spec::Schema::of(latest);
  if (!schema) return;
  CHECK(schema->objection_to_result("SubscriptionsListenResult", end) == "");
  CHECK(schema->objection("CancelledNotification", cancelled) == "");
  CHECK(schema->objection("SubscriptionsAcknowledgedNotification", acknowledged({true, false, true, {"a:b"}, {}})) == "");
}
