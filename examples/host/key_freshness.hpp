// key_freshness.hpp - how long fetched keys may be taken for fresh, by the words of the server and within our bounds.
#pragma once
#include <cstdint>
#include <string_view>

namespace host {

constexpr uint64_t least_fresh_seconds = 60;       // nobody makes us ask more often
constexpr uint64_t most_fresh_seconds = 86'400;    // a key that was taken back is gone within a day
constexpr uint64_t usual_fresh_seconds = 600;      // where the server says nothing

// From the values of Cache-Control and Age (RFC 9111), several lines joined by commas. What cannot be read counts as no
// time at all.
uint64_t fresh_seconds(std::string_view cache_control, std::string_view age);

} // namespace host
