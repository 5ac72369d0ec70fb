// identity.hpp - how the server introduces itself: the results of initialize and of server/discover.
#pragma once
#include "protocol/revision.hpp"
#include <string>

namespace tenon::protocol {

struct Identity {
  std::string name, version, title, instructions;
  bool shared_cache = false; // answers are the same for everybody (no token needed): proxies may keep them
};

// 2024-11-05 .. 2025-11-25 basic/lifecycle
std::string initialize_result(const Identity &, Revision);
// 2026-07-28 server/discover
std::string discover_result(const Identity &);

} // namespace tenon::protocol
