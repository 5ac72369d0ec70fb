// serve.hpp - the host over HTTP, from listening to the end of a graceful stop.
#pragma once
#include "flags.hpp"
#include "house.hpp"
#include "log.hpp"

namespace host {

// Returns the exit code; the house is closed and left then.
int serve(const Flags &flags, const House &house, const Log &log);

} // namespace host
