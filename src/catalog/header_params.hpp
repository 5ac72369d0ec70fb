// header_params.hpp - which arguments of a tool clients repeat as Mcp-Param-* headers (2026-07-28 server/tools, x-mcp-header).
#pragma once
#include "json/reader.hpp"
#include <cstdint>
#include <string>
#include <vector>

namespace tenon::catalog {

struct HeaderParam {
  enum class Type : uint8_t { text, integer, truth };
  std::string header;            // lower-case, without "mcp-param-"
  std::vector<std::string> path; // property names from the root of the arguments
  Type type;
};

// Reads them out of an input schema. Empty, or which annotation breaks a rule: "/properties/region/x-mcp-header: ...".
std::string read_header_params(const json::Value &input_schema, std::vector<HeaderParam> &out);

} // namespace tenon::catalog
