// header_value.hpp - values of Mcp-Name and Mcp-Param-*: literal, or base64 between "=?base64?" and "?=" (MCP 2026-07-28).
#pragma once
#include <string>
#include <string_view>

namespace tenon::framing {

// Writes what the value stands for into `out`. False: it wears both marks, and what is between them is no base64 (RFC 4648
// section 4, with padding). A value with one mark, or with none, is literal.
bool decode_header_value(std::string_view value, std::string &out);

} // namespace tenon::framing
