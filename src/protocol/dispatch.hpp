// dispatch.hpp - which methods exist in which era.
#pragma once
#include "jsonrpc/fault.hpp"
#include <cstdint>
#include <string_view>

namespace tenon::protocol {

enum class Method : uint8_t { unknown, discover, ping, tools_list, tools_call };

// initialize is not here: it begins a conversation and is taken before (conversation.hpp).
constexpr Method find_method(std::string_view name, bool modern) {
  if (name == "tools/call") return Method::tools_call;
  if (name == "tools/list") return Method::tools_list;
  if (name == "server/discover") return modern ? Method::discover : Method::unknown;
  if (name == "ping") return modern ? Method::unknown : Method::ping;
  return Method::unknown;
}

jsonrpc::Fault unknown_method(std::string_view name);

} // namespace tenon::protocol
