// host.hpp - turns a host's C record into the core's: functions that translate on the way out.
#pragma once
#include "engine/host.hpp"
#include <tenon/tenon.h>

namespace tenon::abi {

// Takes over record.user: its drop runs exactly once, also when this throws.
engine::Host read_host(const tenon_host &record);

engine::Handler read_handler(const tenon_tool &record);

} // namespace tenon::abi
