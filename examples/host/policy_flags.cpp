// policy_flags.cpp - the flags about tokens, one row each, and the rules between them.
#include "policy_flags.hpp"

#include <tenon/tenon.h>

#include "key_fetch.hpp"

namespace host {
namespace {

constexpr uint64_t ten_years = 315'360'000;

} // namespace

FlagTable key_flags(PolicyFlags &f) {
  return {
      {"--env-file", "PATH", "file with JWT_SECRET=... [.dev.vars, if there]; the environment goes first", keep(f.env_file)},
      {"--allow-short-secret", "", "take a JWT_SECRET of under 32 bytes", turn_on(f.allow_short_secret)},
      {"--public-key", "FILE", "check tokens with this public key (PEM); may be repeated", append(f.public_keys)},
      {"--jwks-file", "FILE", "check tokens with the keys of this JWK Set; read again when it changes, and on SIGHUP",
       keep(f.jwks_file)},
      {"--jwks-url", "URL", "the same from https://..., fetched when its Cache-Control ends and when a token names a new key", keep(f.jwks_url)},
      {"--jwks-ca", "FILE", "trust these authorities (PEM) for --jwks-url [the system's]", keep(f.jwks_ca)},
  };
}

FlagTable check_flags(PolicyFlags &f) {
  return {
      {"--algorithms", "NAMES", "only these, separated by spaces: \"RS256 ES256\" [those of the keys]", keep(f.algorithms)},
      {"--issuer", "ISS", "tokens must carry this `iss`", keep(f.issuer)},
      {"--audience", "AUD", "tokens must carry this `aud`, or one of these; may be repeated", append(f.audiences)},
      {"--resource", "URL", "this server's URI as clients know it: an `aud` beside those, and told to clients", keep(f.resource)},
      {"--max-token-age", "SECONDS", "since `iat`, which must be there then [any]", number(1, ten_years, f.max_token_age)},
      {"--leeway", "SECONDS", "how far clocks may differ [5]", number(0, 86'400, f.leeway)},
      {"--token-type", "TYPE", "`typ`: usual (none, JWT or at+jwt), required (at+jwt) or any [usual]",
       one_of<uint64_t>({{"usual", TENON_TYPE_USUAL}, {"required", TENON_TYPE_REQUIRED}, {"any", TENON_TYPE_ANY}}, f.token_type)},
      {"--expiry-optional", "", "take tokens without `exp`, which are good for ever", turn_on(f.expiry_optional)},
      {"--dpop", "WHICH", "tokens that are bound to a key of their owner's: off, accepted or required [off]",
       one_of<uint64_t>({{"off", TENON_PROOFS_NONE}, {"accepted", TENON_PROOFS_ACCEPTED}, {"required", TENON_PROOFS_REQUIRED}},
                        f.proofs)},
  };
}

FlagTable resource_flags(PolicyFlags &f) {
  return {
      {"--dpop-nonce", "", "proofs must carry a nonce of ours", turn_on(f.proof_nonce)},
      {"--authorization-server", "URL", "tell clients to get tokens there; may be repeated. Needs --resource or --public-url",
       append(f.authorization_servers)},
      {"--scopes", "SCOPES", "tell clients that there are these, separated by spaces", keep(f.scopes)},
      {"--implied-scopes", "RULES", "who has the first has the second: \"admin>write write>read\"", keep(f.implied_scopes)},
  };
}

std::string check_together(const PolicyFlags &flags) {
  if (!flags.jwks_ca.empty() && flags.jwks_url.empty()) return "--jwks-ca needs --jwks-url";
  if (flags.proof_nonce && flags.proofs == TENON_PROOFS_NONE) return "--dpop-nonce needs --dpop accepted or --dpop required";
  if (flags.jwks_url.empty()) return {};
  const std::string wrong = objection_to_key_url(flags.jwks_url);
  return wrong.empty() ? wrong : "--jwks-url " + flags.jwks_url + ": " + wrong;
}

} // namespace host
