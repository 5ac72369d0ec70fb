// instant.hpp - a moment as the host tells it: a clock that never goes back, and the wall's time.
#pragma once
#include <cstdint>

namespace tenon {

struct Instant {
  uint64_t monotonic_ms = 0;
  int64_t unix_ms = 0;
};

inline constexpr uint64_t never = UINT64_MAX;

// A deadline `after` milliseconds from now; never when the wait is switched off (UINT64_MAX) or beyond the clock.
constexpr uint64_t deadline(Instant now, uint64_t after) {
  return after >= never - now.monotonic_ms ? never : now.monotonic_ms + after;
}

// Milliseconds from `since` to now; 0 when another thread, with a later now, was here first.
constexpr uint64_t elapsed(Instant now, uint64_t since) { return now.monotonic_ms > since ? now.monotonic_ms - since : 0; }

} // namespace tenon
