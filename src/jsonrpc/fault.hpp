// fault.hpp - JSON-RPC errors: the codes of the spec and what the HTTP answer around them is.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::jsonrpc {

// JSON-RPC 2.0 section 5.1, and MCP 2026-07-28 basic/index, Error Codes.
inline constexpr int32_t parse_error = -32700, invalid_request = -32600, method_not_found = -32601, invalid_params = -32602,
                         internal_error = -32603, server_error = -32000, session_not_found = -32001,
                         resource_not_found = -32002, // before 2026-07-28
                         header_mismatch = -32020, missing_capability = -32021, unsupported_version = -32022;

struct Fault {
  int32_t code;
  std::string message;
  std::string data_json; // "" = none
};

// {"jsonrpc":"2.0","id":<raw id or null>,"error":{...}}; raw_id "" writes null.
void append_error(std::string &out, std::string_view raw_id, const Fault &);
// {"jsonrpc":"2.0","id":<raw id>,"result":<raw json>}
void append_result(std::string &out, std::string_view raw_id, std::string_view result_json);

} // namespace tenon::jsonrpc
