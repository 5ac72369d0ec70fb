// options.hpp - who the server is, as the host said it, checked.
#pragma once
#include "engine/limits.hpp"
#include <string>
#include <vector>

namespace tenon::engine {

struct Options {
  std::string name, version, title, instructions, base_path, public_url;
  std::vector<std::string> allowed_hosts, allowed_origins;
  bool authless = false, expose_authorization = false;
  Limits limits;
};

} // namespace tenon::engine
