// stdio.hpp - the host for one client on stdin and stdout.
#pragma once
#include "flags.hpp"
#include "house.hpp"
#include "log.hpp"

namespace host {

// Returns the exit code: 0 when stdin has ended and every owed answer is out.
int serve_stdio(const Flags &flags, const House &house, const Log &log);

} // namespace host
