// token_policy.cpp - the order of the checks: form, header, signature, and only then what the token claims.
#include "access/token_policy.hpp"

#include "access/token.hpp"

#include <new>

namespace tenon::access {
namespace {

bool fits_a_header(std::string_view text) {
  if (text.size() > longest_realm) return false;
  for (const char c : text)
    if (c < 0x20 || c > 0x7e) return false;
  return true;
}

Expected expected_of(const PolicyOptions &options) {
  Expected expected;
  expected.issuer = options.issuer;
  if (!options.audience.empty()) expected.audiences.emplace_back(options.audience);
  for (const std::string_view audience : options.audiences) expected.audiences.emplace_back(audience);
  expected.leeway_seconds = options.leeway_seconds;
  expected.max_age_seconds = options.max_age_seconds;
  expected.expiry_optional = options.expiry_optional;
  expected.takes_bound = options.takes_bound;
  return expected;
}

} // namespace

Outcome<std::shared_ptr<const TokenPolicy>> TokenPolicy::make(const PolicyOptions &options) {
  if (options.secret.empty()) return Refusal{Status::invalid, "the token policy has no secret"};
  if (options.leeway_seconds > max_leeway_seconds) return Refusal{Status::invalid, "the leeway is longer than a day (86400 s)"};
  if (options.max_age_seconds > max_age_ceiling) return Refusal{Status::invalid, "the greatest age is over ten years (315360000 s)"};
  if (options.audiences.size() + (options.audience.empty() ? 0 : 1) > max_audiences)
    return Refusal{Status::invalid, "there are more than 32 audiences"};
  for (const std::string_view audience : options.audiences)
    if (audience.empty()) return Refusal{Status::invalid, "an audience is empty"};
  if (!fits_a_header(options.realm))
    return Refusal{Status::invalid, "the realm must be printable ASCII of at most 256 characters"};
  if (options.secret.size() < shortest_secret && !options.allow_short_secret)
    return Refusal{Status::weak_key, "the secret is shorter than 32 bytes; allow_short_secret takes it all the same"};
  return std::shared_ptr<const TokenPolicy>(new TokenPolicy(options));
}

TokenPolicy::TokenPolicy(const PolicyOptions &options)
    : key_(options.secret), expected_(expected_of(options)),
      realm_(options.realm.empty() ? std::string_view("tenon") : options.realm),
      short_secret_(options.secret.size() < shortest_secret) {}

// The signature comes before the claims although it costs more: an HMAC is about as cheap as parsing a payload, and so no
// byte that a stranger wrote reaches the claims, and every reason after bad_signature is about a token that we did sign.
Reason TokenPolicy::check(std::string_view token, Instant now, json::Reader &scratch, std::string &scratch_text,
                          Principal &out) const {
  std::string_view payload;
  const Reason signature = check_signature(token, key_, scratch, scratch_text, payload);
  if (signature != Reason::accepted) return signature;
  const json::Trouble trouble = scratch.parse(payload, max_token_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  if (trouble != json::Trouble::none) return Reason::malformed;
  return read_claims(scratch.root(), payload, expected_, now, out);
}

} // namespace tenon::access
