// key_freshness.cpp - reads Cache-Control and Age.
#include "key_freshness.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace host {
namespace {

std::string_view trim(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char &c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// A number of seconds, in quotes or not; more than fit are very many, anything else is none.
uint64_t seconds_of(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  uint64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ptr != text.data() + text.size()) return 0;
  return parsed.ec == std::errc::result_out_of_range ? UINT64_MAX : parsed.ec == std::errc{} ? value : 0;
}

} // namespace

uint64_t fresh_seconds(std::string_view cache_control, std::string_view age) {
  bool said = false;
  uint64_t granted = UINT64_MAX;
  while (!cache_control.empty()) {
    const size_t comma = cache_control.find(',');
    const std::string word = lower(trim(cache_control.substr(0, comma)));
    cache_control.remove_prefix(comma == std::string_view::npos ? cache_control.size() : comma + 1);
    if (word == "no-store" || word == "no-cache") return least_fresh_seconds;
    if (word.substr(0, 8) != "max-age=") continue;
    said = true;
    granted = std::min(granted, seconds_of(std::string_view(word).substr(8))); // said twice: the shorter
  }
  if (!said) return usual_fresh_seconds;
  const uint64_t spent = seconds_of(trim(age));
  return std::clamp(granted > spent ? granted - spent : 0, least_fresh_seconds, most_fresh_seconds);
}

} // namespace host
