// sampling.hpp - sampling/createMessage in shape: the params that a host gives, and the message that a client sends back.
#pragma once
#include "json/reader.hpp"
#include <string>
#include <string_view>

namespace tenon::protocol {

// Why `params` are none of sampling/createMessage; "" if they are (2026-07-28 client/sampling).
std::string check_sampling_params(const json::Value &params);
// Whether params that were found right offer tools to the model, which is a capability of its own.
bool sampling_needs_tools(std::string_view params);

// Why `result` is no CreateMessageResult; "" if it is one.
std::string check_sampling_result(const json::Value &result);

} // namespace tenon::protocol
