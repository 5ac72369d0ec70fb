// bearer.hpp - finds the token in an Authorization header (RFC 6750 section 2.1).
#pragma once
#include "access/reason.hpp"

#include <cstddef>
#include <string_view>

namespace tenon::access {

struct Bearer {
  Reason reason; // accepted: there is a token; missing: nothing was sent, or a scheme that we do not speak
  std::string_view token;
};

// `authorization` is the field's value, "" when there is none; `repeated` says that the field was there more than once.
Bearer read_bearer(std::string_view authorization, bool repeated, size_t max_token_bytes);

} // namespace tenon::access
