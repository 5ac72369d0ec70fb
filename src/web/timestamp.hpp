// timestamp.hpp - a moment as ISO 8601 text in UTC: 2026-11-21T08:00:00.000Z.
#pragma once
#include <cstdint>
#include <string>

namespace tenon::web {

// Moments outside of the years 0000 to 9999 become the first or last one that has such a text.
std::string timestamp(int64_t unix_ms);

} // namespace tenon::web
