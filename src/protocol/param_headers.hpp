// param_headers.hpp - whether Mcp-Param-* headers say what the arguments say (MCP 2026-07-28, Custom Headers from Tool Parameters).
#pragma once
#include "catalog/header_params.hpp"
#include "framing/param_headers.hpp"
#include "json/reader.hpp"
#include "jsonrpc/message.hpp"
#include "protocol/envelope.hpp"
#include <optional>
#include <vector>

namespace tenon::protocol {

// Nothing, or the refusal (-32020, HTTP 400) for the first parameter that a header should mirror and does not: the value is in
// the body and the header is missing, the header is there and the value is not (absent or null), they differ, the header came
// twice or holds what no value of a header may. Whether the value fits its schema is not asked here. Headers of names that the
// tool does not have are nobody's business. `arguments` may be absent.
std::optional<Refused> check_param_headers(const std::vector<catalog::HeaderParam> &, const framing::ParamHeaders &,
                                           json::Value arguments, const jsonrpc::Message &);

} // namespace tenon::protocol
