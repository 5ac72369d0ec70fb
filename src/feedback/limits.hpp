// limits.hpp - how long, how many: every bound of what people are asked and say, in one table.
#pragma once
#include <cstdint>

namespace tenon::feedback {

// Texts are counted in code points, what is kept as JSON in bytes.
struct Limits {
  uint32_t message = 8000, title = 200, ai_content = 100'000;
  uint32_t options = 20, option_value = 200, option_label = 200, option_description = 1000;
  uint32_t free_text = 20'000, placeholder = 200;
  uint32_t key = 255, thread = 255, locale = 35;
  uint32_t submission_id = 128, reason = 2000;
  uint32_t form_bytes = 32u << 10, metadata_bytes = 16u << 10;
  uint32_t question_bytes = 512u << 10; // all of it together
  int64_t least_timeout_ms = 30'000, most_timeout_ms = 604'800'000, default_timeout_ms = 300'000;
  bool repeated_options = false; // the same option twice is refused
};

// Those of the system that this one succeeds, for clients and transcripts that count on them.
constexpr Limits seed_limits() {
  Limits limits;
  limits.message = 1000;
  limits.options = 10;
  limits.option_value = 100;
  limits.free_text = 1000;
  limits.most_timeout_ms = 3'600'000;
  limits.repeated_options = true;
  return limits;
}

} // namespace tenon::feedback
