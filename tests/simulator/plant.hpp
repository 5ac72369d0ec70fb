// plant.hpp - faults put between core and clients on purpose: a simulator that cannot see them sees nothing.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace simulator {

enum class Plant : uint8_t {
  none,
  swapped_answers,  // two handlers settle each other's reply
  lost_answer,      // a message is pulled and not heard
  repeated_answer,  // a message is heard twice
  lost_wake,        // a wake does not come
  double_drop,      // a user is dropped twice
  kept_reply,       // the host forgets to release
  kept_exchange,    // the host forgets to close
  deaf_handler,     // a handler is not told that nobody waits
  narrow_bound,     // the outbox holds more than was agreed
  early_cut,        // readers are cut off sooner than was agreed
  other_chance,     // the second run is given other dice
};

inline constexpr std::array<std::string_view, 12> plant_names{
    "none",        "swapped_answers", "lost_answer",  "repeated_answer", "lost_wake", "double_drop",
    "kept_reply",  "kept_exchange",   "deaf_handler", "narrow_bound",    "early_cut", "other_chance"};

} // namespace simulator
