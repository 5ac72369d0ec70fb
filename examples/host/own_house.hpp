// own_house.hpp - the house of `tenon-host` itself: its server by the flags, who may call it, and the demo tools.
#pragma once
#include <memory>

#include "callers.hpp"
#include "flags.hpp"
#include "house.hpp"
#include "log.hpp"

namespace host {

// `flags` and `log` stay valid as long as the house. Without `callers`, who has been read, nobody is asked for a token.
House own_house(const Flags &flags, const std::shared_ptr<Callers> &callers, const Log &log);

} // namespace host
