// client_can.hpp - what a client can be asked, as bits: the same as TENON_CAN_*.
#pragma once
#include <cstdint>

namespace tenon::protocol {

enum ClientCan : uint32_t { can_elicit_form = 1, can_elicit_url = 2, can_sample = 4, can_sample_tools = 8, can_list_roots = 16, can_tasks = 32 };

} // namespace tenon::protocol
