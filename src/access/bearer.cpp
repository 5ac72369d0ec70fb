// bearer.cpp - reads a scheme, 1*SP and one token, or an API key, and nothing that only looks like it.
#include "access/bearer.hpp"

#include "access/letters.hpp"

#include <array>
#include <cstdint>

namespace tenon::access {
namespace {

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

// Visible ASCII in one piece, as keys are.
bool is_api_key(std::string_view text) {
  for (const char c : text)
    if (c <= 0x20 || c > 0x7e) return false;
  return !text.empty();
}

Scheme find_scheme(std::string_view word, const Spoken &spoken) {
  if (equal_without_case(word, "bearer")) return Scheme::bearer;
  if (spoken.dpop && equal_without_case(word, "dpop")) return Scheme::dpop;
  if (spoken.api_key && equal_without_case(word, "apikey")) return Scheme::api_key;
  return Scheme::none;
}

Credentials refused(Reason reason, Scheme scheme = Scheme::none) { return {reason, scheme, {}}; }

Credentials judge(Scheme scheme, std::string_view text, size_t max_token_bytes) {
  const bool key = scheme == Scheme::api_key;
  if (text.size() > (key ? max_api_key_bytes : max_token_bytes)) return refused(Reason::too_large, scheme);
  if (!(key ? is_api_key(text) : is_b64token(text))) return refused(Reason::malformed_header, scheme);
  return {Reason::accepted, scheme, text};
}

Credentials read_authorization(std::string_view field, const Spoken &spoken, size_t max_token_bytes) {
  const std::string_view value = without_outer_space(field);
  const size_t scheme_end = value.find_first_of(" \t");
  const Scheme scheme = find_scheme(value.substr(0, scheme_end), spoken);
  if (scheme == Scheme::none) return refused(Reason::missing);
  if (scheme_end == std::string_view::npos) return refused(Reason::malformed_header, scheme);
  return judge(scheme, value.substr(value.find_first_not_of(' ', scheme_end)), max_token_bytes); // a tab is no separator
}

} // namespace

Credentials read_credentials(const CredentialHeaders &headers, const Spoken &spoken, size_t max_token_bytes) {
  if (headers.repeated_authorization || (spoken.api_key && headers.repeated_api_key)) return refused(Reason::malformed_header);
  const Credentials first = read_authorization(headers.authorization, spoken, max_token_bytes);
  const std::string_view key = spoken.api_key ? without_outer_space(headers.api_key) : std::string_view();
  if (key.empty()) return first;
  return first.scheme == Scheme::none ? judge(Scheme::api_key, key, max_token_bytes) : refused(Reason::malformed_header);
}

Bearer read_bearer(std::string_view authorization, bool repeated, size_t max_token_bytes) {
  const Credentials found = read_credentials({authorization, repeated, {}, false}, {}, max_token_bytes);
  return {found.reason, found.text};
}

} // namespace tenon::access
