// identity.hpp - how the server introduces itself: the results of initialize and of server/discover.
#pragma once
#include "protocol/revision.hpp"
#include <cstdint>
#include <string>

namespace tenon::protocol {

struct Identity {
  std::string name, version, title, description, website_url;
  std::string icons, experimental, extensions; // JSON on one line, checked; "" = none
  std::string instructions;
  bool shared_cache = false; // answers are the same for everybody (no token needed): proxies may keep them
  uint64_t list_ttl_ms = 0;
  uint32_t offers = 0;          // Offers (dispatch.hpp)
  bool server_in_meta = true;   // results of 2026-07-28 say who gives them
};

// 2024-11-05 .. 2025-11-25 basic/lifecycle
std::string initialize_result(const Identity &, Revision);
// 2026-07-28 server/discover
std::string discover_result(const Identity &);

// "io.modelcontextprotocol/serverInfo":{...} - the member of _meta in every result of 2026-07-28; "" without server_in_meta.
std::string server_meta(const Identity &);

} // namespace tenon::protocol
