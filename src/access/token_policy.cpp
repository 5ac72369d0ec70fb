// token_policy.cpp - the order of the checks: what is cheap and what a stranger cannot use comes first.
#include "access/token_policy.hpp"

#include <new>
#include <utility>

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

Outcome<std::shared_ptr<const KeySet>> keys_of(const PolicyOptions &options) {
  if (options.keys && !options.secret.empty()) return Refusal{Status::invalid, "the token policy has both a secret and keys"};
  if (options.keys) return options.keys;
  if (options.secret.empty()) return Refusal{Status::invalid, "the token policy has no secret and no keys"};
  KeySource source;
  source.text = options.secret;
  KeySetOptions one;
  one.sources = {&source, 1};
  one.keys.allow_short_secret = options.allow_short_secret;
  return KeySet::make(one, nullptr);
}

// The payload's JSON, as root of `scratch`.
Reason parse_payload(const OpenToken &opened, json::Reader &scratch) {
  const json::Trouble trouble = scratch.parse(opened.payload, max_token_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  return trouble == json::Trouble::none ? Reason::accepted : Reason::malformed;
}

} // namespace

Outcome<std::shared_ptr<const TokenPolicy>> TokenPolicy::make(const PolicyOptions &options) {
  if (options.leeway_seconds > max_leeway_seconds) return Refusal{Status::invalid, "the leeway is longer than a day (86400 s)"};
  if (options.max_age_seconds > max_age_ceiling) return Refusal{Status::invalid, "the greatest age is over ten years (315360000 s)"};
  if (options.audiences.size() + (options.audience.empty() ? 0 : 1) > max_audiences)
    return Refusal{Status::invalid, "there are more than 32 audiences"};
  for (const std::string_view audience : options.audiences)
    if (audience.empty()) return Refusal{Status::invalid, "an audience is empty"};
  if (!fits_a_header(options.realm))
    return Refusal{Status::invalid, "the realm must be printable ASCII of at most 256 characters"};
  Outcome<std::shared_ptr<const KeySet>> keys = keys_of(options);
  if (!keys) return keys.refusal();
  return std::shared_ptr<const TokenPolicy>(new TokenPolicy(options, std::move(*keys)));
}

TokenPolicy::TokenPolicy(const PolicyOptions &options, std::shared_ptr<const KeySet> keys)
    : keys_(std::move(keys)), typ_(options.typ), scope_tree_(options.scope_tree), expected_(expected_of(options)),
      realm_(options.realm.empty() ? std::string_view("tenon") : options.realm), epoch_(options.epoch) {}

std::shared_ptr<const TokenPolicy> TokenPolicy::with_keys(std::shared_ptr<const KeySet> keys, uint64_t epoch) const {
  const std::shared_ptr<TokenPolicy> made(new TokenPolicy(*this));
  made->keys_ = std::move(keys);
  made->epoch_ = epoch;
  return made;
}

// An HMAC is about as cheap as parsing a payload, and so no byte that a stranger wrote reaches the claims. A public key's check
// may cost a millisecond: there a stranger's claims are read first, by the same rules, and what would be refused anyhow is.
Reason TokenPolicy::prepare(std::string_view token, Instant now, json::Reader &scratch, std::string &scratch_text,
                            OpenToken &opened) const {
  if (const Reason reason = open_token(token, *keys_, typ_, scratch, scratch_text, opened); reason != Reason::accepted) return reason;
  if (!dear(opened)) return Reason::accepted;
  if (const Reason reason = parse_payload(opened, scratch); reason != Reason::accepted) return reason;
  return screen(scratch.root(), expected_, now);
}

Reason TokenPolicy::verify(const OpenToken &opened, Instant now, json::Reader &scratch, Principal &out) const {
  if (const Reason reason = check_signature(opened); reason != Reason::accepted) return reason;
  if (!dear(opened))
    if (const Reason reason = parse_payload(opened, scratch); reason != Reason::accepted) return reason;
  const Reason reason = read_claims(scratch.root(), opened.payload, expected_, now, out);
  if (reason != Reason::accepted) return reason;
  out.key_id.assign(opened.key->kid());
  out.widened = scope_tree_ ? scope_tree_->widen(out.scopes) : std::string();
  return Reason::accepted;
}

Reason TokenPolicy::check(std::string_view token, Instant now, json::Reader &scratch, std::string &scratch_text,
                          Principal &out) const {
  OpenToken opened;
  const Reason reason = prepare(token, now, scratch, scratch_text, opened);
  return reason == Reason::accepted ? verify(opened, now, scratch, out) : reason;
}

} // namespace tenon::access
