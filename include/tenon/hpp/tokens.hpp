// tokens.hpp - whose tokens a server takes, and tokens and keys without a server.
#ifndef TENON_HPP_TOKENS_HPP
#define TENON_HPP_TOKENS_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <tenon/hpp/plain.hpp>
#include <vector>

namespace tenon {
inline namespace hpp {

// A key to check tokens with: one of secret, pem and jwks.
struct token_key {
  std::string algorithm = {}; // "HS256", "RS256", ... [secret: HS256; pem: by the key; jwks: each says its own]
  std::string id = {};        // `kid` [any]
  std::string secret = {}, pem = {}, jwks = {};
};

struct token_policy {
  std::string secret = {}; // HS256, at least 32 bytes
  bool allow_short_secret = false;
  std::string issuer = {}, audience = {};
  std::uint64_t leeway_seconds = 0;
  std::string realm = {};
  std::vector<token_key> keys = {};
  std::string algorithms = {}, rsa_algorithm = {};
  const tenon_signatures *signatures = nullptr; // a signature check of your own
  std::vector<std::string> audiences = {};
  std::uint64_t max_age_seconds = 0;
  bool expiry_optional = false;
  std::uint64_t token_type = TENON_TYPE_USUAL; // TENON_TYPE_*
  std::uint64_t proofs = TENON_PROOFS_NONE;    // TENON_PROOFS_*
  bool proof_nonce = false;
  std::string implied_scopes = {}; // "admin>write write>read"
  std::string resource = {};       // this server's URI as clients know it
  std::vector<std::string> authorization_servers = {};
  std::string scopes_supported = {}, documentation = {};
};

struct token_request {
  std::string secret = {};
  bool allow_short_secret = false;
  std::string subject = {}, username = {};
  std::vector<std::string> roles = {};
  std::string issuer = {}, audience = {}, scope = {};
  std::uint64_t expires_in_seconds = 0;
  std::string claims_json = {};
  std::string algorithm = {}, private_key = {}; // PEM, DER or JWK, in the place of secret
  std::string key_id = {}, type = {};
};

struct token_verdict {
  bool accepted = false;
  std::string reason = {};      // "accepted", or the first check that it failed
  std::string claims_json = {}; // of one that is accepted
};

struct made_key {
  std::string private_jwk = {}, public_jwks = {};
};

namespace detail {

// A policy as the C interface reads it; lives as long as the words that it was made of.
class plain_policy {
public:
  explicit plain_policy(const token_policy &wish)
      : keys_(plain_keys(wish.keys)), audiences_(strs(wish.audiences)), servers_(strs(wish.authorization_servers)),
        plain_{sizeof plain_,
               str(wish.secret),
               wish.allow_short_secret,
               str(wish.issuer),
               str(wish.audience),
               wish.leeway_seconds,
               str(wish.realm),
               keys_.data(),
               keys_.size(),
               str(wish.algorithms),
               str(wish.rsa_algorithm),
               wish.signatures,
               audiences_.data(),
               audiences_.size(),
               wish.max_age_seconds,
               wish.expiry_optional,
               wish.token_type,
               wish.proofs,
               wish.proof_nonce,
               str(wish.implied_scopes),
               str(wish.resource),
               servers_.data(),
               servers_.size(),
               str(wish.scopes_supported),
               str(wish.documentation)} {}
  plain_policy(const plain_policy &) = delete;
  plain_policy &operator=(const plain_policy &) = delete;

  const tenon_token_policy *get() const noexcept { return &plain_; }

  static std::vector<tenon_key> plain_keys(const std::vector<token_key> &keys) {
    std::vector<tenon_key> all;
    for (const token_key &key : keys)
      all.push_back({sizeof(tenon_key), str(key.algorithm), str(key.id), given(key.secret), given(key.pem), given(key.jwks)});
    return all;
  }

private:
  static tenon_str given(const std::string &text) { return text.empty() ? tenon_str{nullptr, 0} : str(text); }

  std::vector<tenon_key> keys_;
  std::vector<tenon_str> audiences_, servers_;
  tenon_token_policy plain_;
};

// Lends memory until it is enough. `ask` takes the buffer and the place for the reason.
template <class Ask> std::string in_buffer(Ask ask, std::size_t room = 1024) {
  std::string text(room, '\0');
  tenon_buffer out = {sizeof out, text.data(), text.size(), 0};
  configure([&](tenon_error *why) {
    tenon_status status = ask(&out, why);
    if (status != TENON_LIMIT || out.len <= out.capacity) return status;
    text.resize(out.len);
    out = {sizeof out, text.data(), text.size(), 0};
    return ask(&out, why);
  });
  text.resize(out.len);
  return text;
}

} // namespace detail

// Signs a token; throws tenon::error.
inline std::string sign_token(const token_request &wish, time_source time = &tenon::now) {
  const std::vector<tenon_str> roles = detail::strs(wish.roles);
  const tenon_token_request request = {sizeof request,       str(wish.secret),   wish.allow_short_secret,
                                       str(wish.subject),    str(wish.username), roles.data(),
                                       roles.size(),         str(wish.issuer),   str(wish.audience),
                                       str(wish.scope),      wish.expires_in_seconds, str(wish.claims_json),
                                       str(wish.algorithm),  str(wish.private_key), str(wish.key_id),
                                       str(wish.type)};
  return detail::in_buffer([&](tenon_buffer *out, tenon_error *why) { return tenon_token_sign(&request, time(), out, why); });
}

// What one token is worth under a policy, without a server. Throws tenon::error when the policy is none.
inline token_verdict check_token(const token_policy &policy, std::string_view token, time_source time = &tenon::now) {
  const detail::plain_policy plain(policy);
  tenon_verdict said = {sizeof said, 0, ""};
  token_verdict verdict;
  verdict.claims_json = detail::in_buffer(
      [&](tenon_buffer *out, tenon_error *why) { return tenon_token_check(plain.get(), str(token), time(), &said, out, why); },
      token.size() + 1); // always enough: the policy's signatures are taken over once
  verdict.accepted = said.accepted != 0;
  verdict.reason = said.reason;
  return verdict;
}

// A new key to sign with, and the JWK Set for those who check. algorithm: RS*, PS* or ES*. Throws tenon::error.
inline made_key make_key(std::string_view algorithm, std::uint64_t bits = 0, std::string_view id = {}) {
  std::string whole(16384, '\0'), half(8192, '\0'); // room for the largest, since another try would make another key
  tenon_buffer secret = {sizeof secret, whole.data(), whole.size(), 0}, open = {sizeof open, half.data(), half.size(), 0};
  detail::configure([&](tenon_error *why) { return tenon_key_generate(str(algorithm), bits, str(id), &secret, &open, why); });
  whole.resize(secret.len);
  half.resize(open.len);
  return {whole, half};
}

} // namespace hpp
} // namespace tenon
#endif
