// serve.hpp - the host over HTTP, from listening to the end of a graceful stop.
#pragma once
#include <string>

#include "flags.hpp"
#include "log.hpp"

namespace host {

// Returns the exit code.
int serve(const Flags &flags, const std::string &secret, const Log &log);

} // namespace host
