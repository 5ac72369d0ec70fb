// bearer.cpp - reads `Bearer` 1*SP b64token, and nothing that only looks like it.
#include "access/bearer.hpp"

#include "access/letters.hpp"

#include <array>
#include <cstdint>

namespace tenon::access {
namespace {

constexpr std::string_view scheme = "bearer";

constexpr std::array<bool, 256> token_letters() {
  std::array<bool, 256> letters{};
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/"))
    letters[static_cast<uint8_t>(c)] = true;
  return letters;
}

// 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
bool is_b64token(std::string_view text) {
  static constexpr std::array<bool, 256> letters = token_letters();
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  if (text.empty()) return false;
  for (const char c : text)
    if (!letters[static_cast<uint8_t>(c)]) return false;
  return true;
}

// White space around a field's value is not part of it (RFC 9110 section 5.5), and not every server takes it off.
std::string_view without_outer_space(std::string_view value) {
  const size_t first = value.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return value.substr(first, value.find_last_not_of(" \t") - first + 1);
}

} // namespace

Bearer read_bearer(std::string_view authorization, bool repeated, size_t max_token_bytes) {
  if (repeated) return {Reason::malformed_header, {}};
  const std::string_view value = without_outer_space(authorization);
  if (value.empty()) return {Reason::missing, {}};

  const size_t scheme_end = value.find_first_of(" \t");
  const std::string_view found = value.substr(0, scheme_end);
  if (!equal_without_case(found, scheme)) return {Reason::missing, {}}; // RFC 6750 section 3.1: an unsupported method is no token
  if (scheme_end == std::string_view::npos) return {Reason::malformed_header, {}};

  const size_t token_begin = value.find_first_not_of(' ', scheme_end); // a tab is no separator
  const std::string_view token = value.substr(token_begin);
  if (token.size() > max_token_bytes) return {Reason::too_large, {}};
  if (!is_b64token(token)) return {Reason::malformed_header, {}};
  return {Reason::accepted, token};
}

} // namespace tenon::access
