// host.hpp - turns a host's C record into the core's: functions that translate on the way out.
#pragma once
#include "engine/host.hpp"
#include <tenon/tenon.h>

namespace tenon::abi {

// Takes over record.user: its drop runs exactly once, also when this throws.
engine::Host read_host(const tenon_host &record);

using HandlerFunction = void (*)(void *user, const tenon_call *call, tenon_reply *reply);
// `complete` may be null.
engine::Handler read_handler(void *user, void (*drop)(void *), HandlerFunction run, HandlerFunction complete);

} // namespace tenon::abi
