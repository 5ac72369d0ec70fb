// options.hpp - who the server is, as the host said it, checked.
#pragma once
#include "engine/limits.hpp"
#include <string>
#include <vector>

namespace tenon::engine {

struct Options {
  std::string name, version, title, description, website_url, icons, instructions, base_path, public_url;
  std::string experimental, extensions; // JSON objects on one line, or ""
  std::vector<std::string> allowed_hosts, allowed_origins;
  bool authless = false, expose_authorization = false, omit_server_info = false;
  uint32_t offers = 0; // protocol::Offers that are declared from the start
  uint64_t list_ttl_ms = 0;
  Limits limits;
};

} // namespace tenon::engine
