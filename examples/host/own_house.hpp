// own_house.hpp - the house of `tenon-host` itself: its server by the flags, and the demo tools.
#pragma once
#include <string>

#include "flags.hpp"
#include "house.hpp"
#include "log.hpp"

namespace host {

// `flags` and `log` stay valid as long as the house.
House own_house(const Flags &flags, const std::string &secret, const Log &log);

} // namespace host
