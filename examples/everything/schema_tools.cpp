// schema_tools.cpp - tools with schemas in their own words: a parameter that travels in a header, and JSON Schema 2020-12.
#include "offers.hpp"

namespace everything {

void offer_headers(tenon::server &server) {
  server.tool("test_x_mcp_header", "Says which region was asked for; proxies see it in a header.",
              tenon::schema{R"({"type":"object","properties":{)"
                            R"("region":{"type":"string","description":"Where.","x-mcp-header":"Region"},)"
                            R"("level":{"type":"integer"}}})"},
              [](const tenon::call &call) { return "region=" + call.argument<std::string>("region").value_or("none"); });
}

void offer_schemas(tenon::server &server) {
  server.tool("json_schema_2020_12_tool", "Takes a person's address and one way to reach them.",
              tenon::schema{R"({"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",)"
                            R"("$defs":{"address":{"$anchor":"addressDef","type":"object",)"
                            R"("properties":{"street":{"type":"string"},"city":{"type":"string"}}}},)"
                            R"("properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"},)"
                            R"("contactMethod":{"type":"string","enum":["phone","email"]},)"
                            R"("phone":{"type":"string"},"email":{"type":"string"}},)"
                            R"("allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]}]}],)"
                            R"("if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},)"
                            R"("then":{"required":["phone"]},"else":{"required":["email"]},"additionalProperties":false})"},
              [](const tenon::call &call) { return "Taken: " + std::string(call.arguments_json()); });
}

} // namespace everything
