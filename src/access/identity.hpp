// identity.hpp - a principal by the host's own word, where no token says who it is.
#pragma once
#include "access/principal.hpp"
#include <string_view>
#include <vector>

namespace tenon::access {

struct HostIdentity {
  std::string_view subject, scopes, permissions, client_id, claims_json;
  std::vector<std::string_view> roles;
};

// False: what no token could say either - control characters, a letter that no scope has, texts that are too long. `out` is
// filled only on true.
bool make_principal(const HostIdentity &words, Principal &out);

} // namespace tenon::access
