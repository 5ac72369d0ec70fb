// client_can.hpp - what a client says it can do, as bits, and the refusal of one that cannot do enough.
#pragma once
#include "json/reader.hpp"
#include "jsonrpc/fault.hpp"
#include "protocol/revision.hpp"
#include <cstdint>
#include <string>

namespace tenon::protocol {

// The same bits as TENON_CAN_*.
enum ClientCan : uint32_t {
  can_elicit_form = 1,
  can_elicit_url = 2,
  can_sample = 4,
  can_sample_tools = 8,
  can_list_roots = 16,
  can_tasks = 32, // the extension of 2026-07-28; on 2025-11-25 each request says it (params.task)
};

// `capabilities`: ClientCapabilities, of initialize or of _meta; whatever is not well formed in it, or not known to the
// revision, is no capability.
uint32_t read_client_can(json::Value capabilities, Revision);

// ClientCapabilities with nothing but these: {"sampling":{},"roots":{}}
void append_required(std::string &out, uint32_t can);

// For a client that lacks `can`. -32021 is an error of 2026-07-28, and HTTP carries it with 400; before there was no such
// code.
jsonrpc::Fault not_capable(Revision, uint32_t can);

} // namespace tenon::protocol
