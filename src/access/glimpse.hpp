// glimpse.hpp - what a token says of its own key before anybody has vouched for it: to fetch the key by, and for nothing else.
#pragma once
#include "access/claims.hpp"
#include "json/reader.hpp"
#include <string>
#include <string_view>

namespace tenon::access {

// "" for what is not there, no text, longer than 256 bytes, or has control characters.
struct Glimpse {
  std::string kid, algorithm, issuer;
  bool ruled_out = true; // by what it claims: whatever its key, it would be refused
};

// `scratch` and `text` are memory to work in. Throws only std::bad_alloc.
Glimpse glimpse(std::string_view token, const Expected &expected, Instant now, json::Reader &scratch, std::string &text);

} // namespace tenon::access
