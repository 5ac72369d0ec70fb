// token_policy.hpp - which tokens are accepted: by which keys, what issuer and audience must be, how far clocks may differ.
#pragma once
#include "access/claims.hpp"
#include "access/key_set.hpp"
#include "access/reason.hpp"
#include "access/scope_tree.hpp"
#include "access/token.hpp"
#include "ground/instant.hpp"
#include "ground/outcome.hpp"
#include "json/reader.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace tenon::access {

inline constexpr size_t longest_realm = 256;
inline constexpr size_t max_audiences = 32;

struct PolicyOptions {
  std::string_view secret; // HS256 key, raw bytes; "" when there are `keys`
  bool allow_short_secret = false;
  std::string_view issuer;     // "": not checked
  std::string_view audience;   // "": not checked, unless there are `audiences`
  uint64_t leeway_seconds = 5; // as it is: 0 means none
  std::string_view realm;      // "": tenon
  std::span<const std::string_view> audiences = {}; // accepted beside `audience`; at most max_audiences in all
  uint64_t max_age_seconds = 0;                // since `iat`; 0: any age
  bool expiry_optional = false;                // tokens without `exp` are good for ever
  bool takes_bound = false;                    // DPoP: tokens bound to a key come in, and the proof is asked for
  std::shared_ptr<const KeySet> keys = nullptr; // in place of `secret`
  TypRule typ = TypRule::accept_missing;
  std::shared_ptr<const ScopeTree> scope_tree = nullptr; // which scopes imply which; null: none do
  uint64_t epoch = 0; // a number that the maker gives to no other policy: what was accepted by another one is void
};

// Immutable once made: any number of threads check tokens with it, each with scratch memory of its own.
class TokenPolicy final {
public:
  // Keeps no copy of the secret itself. invalid: no key, or both a secret and keys, a leeway over a day, an age over ten years,
  // too many audiences, a realm that fits no header; weak_key: a short secret that was not allowed.
  static Outcome<std::shared_ptr<const TokenPolicy>> make(const PolicyOptions &options);

  // The verdict on one token in two steps, so that between them a budget can be asked before a signature that is dear().
  // prepare() reads form, header and key, and of a dear token the claims: what they rule out is not worth a millisecond.
  // verify() is the signature's and the claims' final word, with the same scratch. Both throw nothing but std::bad_alloc.
  Reason prepare(std::string_view token, Instant now, json::Reader &scratch, std::string &scratch_text, OpenToken &opened) const;
  Reason verify(const OpenToken &opened, Instant now, json::Reader &scratch, Principal &out) const;
  // Both at once; `out` changes only when the token is accepted.
  Reason check(std::string_view token, Instant now, json::Reader &scratch, std::string &scratch_text, Principal &out) const;

  // The same rules for other keys, or only under another epoch.
  std::shared_ptr<const TokenPolicy> with_keys(std::shared_ptr<const KeySet> keys, uint64_t epoch) const;
  const std::shared_ptr<const KeySet> &key_set() const { return keys_; }

  bool short_secret() const { return keys_->short_secret(); }
  const KeySet &keys() const { return *keys_; }
  const std::string &realm() const { return realm_; }
  const Expected &expected() const { return expected_; }
  uint64_t epoch() const { return epoch_; }

private:
  TokenPolicy(const PolicyOptions &options, std::shared_ptr<const KeySet> keys);

  std::shared_ptr<const KeySet> keys_;
  TypRule typ_;
  std::shared_ptr<const ScopeTree> scope_tree_;
  Expected expected_;
  std::string realm_;
  uint64_t epoch_;
};

} // namespace tenon::access
