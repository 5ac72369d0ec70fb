// serve.hpp - the host over HTTP, from listening to the end of a graceful stop.
#pragma once
#include "flags.hpp"
#include "house.hpp"
#include "log.hpp"

namespace host {

// Returns the exit code; the house is closed and left then.
int serve(const Flags &flags, const House &house, const Log &log);

// The same for flags with a certificate.
int serve_tls(const Flags &flags, const House &house, const Log &log);

bool has_tls(); // was it built with it?

} // namespace host
