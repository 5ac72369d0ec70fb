// change_tools.cpp - tools after which the lists, or a resource, are not what they were: clients that watch are told.
#include "offers.hpp"

namespace everything {

void offer_changes(tenon::server &server) {
  server.tool("test_trigger_tool_change", "Adds a tool to the list, or takes it away again.", tenon::args(), [&server] {
    if (server.remove_tool("test_dynamic_tool")) return "The tool test_dynamic_tool is gone.";
    server.tool("test_dynamic_tool", "Is here for a while.", tenon::args(), [] { return "I am here."; });
    return "The tool test_dynamic_tool is here.";
  });
  server.tool("test_trigger_prompt_change", "Adds a prompt to the list, or takes it away again.", tenon::args(), [&server] {
    if (server.remove_prompt("test_dynamic_prompt")) return "The prompt test_dynamic_prompt is gone.";
    server.prompt("test_dynamic_prompt", "Is here for a while.", tenon::args(), [] { return "I am here."; });
    return "The prompt test_dynamic_prompt is here.";
  });
  server.tool("test_trigger_resource_change", "Tells those who watch that test://watched-resource has changed.",
              tenon::args(), [&server] {
                server.resource_updated("test://watched-resource");
                return "Those who watch test://watched-resource are told.";
              });
}

void offer_diagnosis(tenon::server &server) {
  server.tool("test_missing_capability", "Needs a client that can sample.", tenon::args(),
              [](const tenon::call &call) -> tenon::result {
                if (!call.can(TENON_CAN_SAMPLE)) return tenon::not_capable(TENON_CAN_SAMPLE);
                return "The client can sample.";
              });
  server.tool("test_logging_tool", "Writes a line into the log of a client that wants it.", tenon::args(),
              [](const tenon::call &call) {
                call.log(TENON_SEVERITY_INFO, "A line from test_logging_tool.");
                return "A line was written for those who asked for it.";
              });
}

} // namespace everything
