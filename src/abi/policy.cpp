// policy.cpp - records about tokens become the gate's words.
#include "abi/access.hpp"
#include "abi/record.hpp"
#include "abi/texts.hpp"
#include "access/scopes.hpp"
#include "ground/words.hpp"
#include <cstddef>

namespace tenon::abi {
namespace {

// 0 means the default, TENON_OFF none.
uint64_t leeway_of(uint64_t said) { return said == 0 ? 5 : said == TENON_OFF ? 0 : said; }

Status refuse(std::string &why, std::string_view words) {
  why = words;
  return Status::invalid;
}

const tenon_signatures &record_of(void *user) { return *static_cast<const tenon_signatures *>(user); }

void drop(void *user) {
  const std::unique_ptr<tenon_signatures> record(static_cast<tenon_signatures *>(user));
  if (record->drop) record->drop(record->user);
}

int32_t take_key(void *user, std::string_view algorithm, std::string_view jwk, void **key) {
  return record_of(user).take_key(record_of(user).user, wrap(algorithm), wrap(jwk), key);
}

int32_t check(void *user, void *key, std::string_view algorithm, std::string_view text, std::string_view signature) {
  return record_of(user).check(record_of(user).user, key, wrap(algorithm), wrap(text), wrap(signature));
}

void drop_key(void *user, void *key) {
  if (record_of(user).drop_key) record_of(user).drop_key(record_of(user).user, key);
}

Status read_signatures(const tenon_signatures *given, std::shared_ptr<const crypto::SignatureDoor> &out, std::string &why) {
  tenon_signatures record{};
  const Status read = read_record(given, sizeof record, record);
  engine::Dropper taken(record.user, record.drop);
  if (read != Status::ok) return why = "signatures: wrong size", read;
  if (!record.take_key || !record.check) return refuse(why, "signatures: take_key or check is NULL");
  auto kept = std::make_unique<tenon_signatures>(record);
  taken.forget();
  auto made = crypto::SignatureDoor::make({kept.release(), drop, take_key, check, drop_key});
  if (!made) return why = made.refusal().text, made.refusal().status;
  out = std::move(*made);
  return Status::ok;
}

Status read_algorithms(std::string_view said, access::Algorithms &out, std::string &why) {
  while (!said.empty()) {
    const std::string_view word = access::next_word(said);
    if (word.empty()) continue;
    const auto algorithm = crypto::find_algorithm(word);
    if (!algorithm) return refuse(why, words("algorithms: {} is none", word));
    out.add(*algorithm);
  }
  return Status::ok;
}

bool read_texts(const tenon_str *from, size_t count, size_t most, std::vector<std::string_view> &out) {
  if ((!from && count > 0) || count > most) return false;
  for (size_t i = 0; i < count; ++i) {
    if (!sound(from[i])) return false;
    out.push_back(unwrap(from[i]));
  }
  return true;
}

Status read_rest(const tenon_token_policy &policy, PolicyWords &out, std::string &why) {
  engine::GateWords &gate = out.gate;
  if (const Status read = read_algorithms(unwrap(policy.algorithms), gate.algorithms, why); read != Status::ok) return read;
  if (policy.rsa_algorithm.len > 0) {
    const auto algorithm = crypto::find_algorithm(unwrap(policy.rsa_algorithm));
    if (!algorithm || (crypto::family(*algorithm) != crypto::Family::rsa && crypto::family(*algorithm) != crypto::Family::rsa_pss))
      return refuse(why, "rsa_algorithm is none of RS256 to PS512");
    gate.rsa_default = *algorithm;
  }
  if (!read_texts(policy.audiences, policy.audience_count, access::max_audiences, out.audiences)) return refuse(why, "audiences: a NULL, or too many");
  gate.policy.audiences = out.audiences;
  if (!read_texts(policy.authorization_servers, policy.authorization_server_count, 64, gate.authorization_servers))
    return refuse(why, "authorization_servers: a NULL, or more than 64");
  if (policy.expiry_optional > 1 || policy.proof_nonce > 1 || policy.token_type > TENON_TYPE_ANY || policy.proofs > TENON_PROOFS_REQUIRED)
    return refuse(why, "policy: expiry_optional, proof_nonce, token_type or proofs has no such value");
  gate.policy.max_age_seconds = policy.max_age_seconds == TENON_OFF ? 0 : policy.max_age_seconds;
  gate.policy.expiry_optional = policy.expiry_optional == 1;
  gate.policy.typ = policy.token_type == TENON_TYPE_REQUIRED ? access::TypRule::require_access_token
                    : policy.token_type == TENON_TYPE_ANY    ? access::TypRule::off
                                                             : access::TypRule::accept_missing;
  gate.proofs = policy.proofs == TENON_PROOFS_REQUIRED   ? engine::Proofs::required
                : policy.proofs == TENON_PROOFS_ACCEPTED ? engine::Proofs::accepted
                                                         : engine::Proofs::none;
  gate.proof_nonce = policy.proof_nonce == 1;
  gate.implied_scopes = unwrap(policy.implied_scopes);
  gate.resource = unwrap(policy.resource);
  gate.scopes = unwrap(policy.scopes_supported);
  gate.documentation = unwrap(policy.documentation);
  return Status::ok;
}

access::KeySource source_of(const tenon_key &key, std::optional<access::Algorithm> algorithm) {
  access::KeySource source;
  source.form = key.secret.data ? access::KeySource::Form::secret : key.pem.data ? access::KeySource::Form::pem : access::KeySource::Form::jwks;
  source.text = unwrap(key.secret.data ? key.secret : key.pem.data ? key.pem : key.jwks);
  source.public_only = source.form == access::KeySource::Form::jwks; // whoever can read the set could sign, too
  source.algorithm = algorithm;
  source.kid = unwrap(key.id);
  return source;
}

} // namespace

Status read_keys(const tenon_key *keys, size_t count, std::vector<access::KeySource> &out, std::string &why) {
  if (!keys && count > 0) return refuse(why, "keys: NULL");
  if (count > access::most_keys) return why = "keys: more than 64", Status::limit;
  const char *at = reinterpret_cast<const char *>(keys);
  for (size_t i = 0; i < count; ++i) {
    tenon_key key{};
    const auto *const given = reinterpret_cast<const tenon_key *>(at);
    const Status read = read_record(given, sizeof key, key);
    if (read != Status::ok) return why = words("key {}: wrong size", i + 1), read;
    at += given->size;
    if (!all_sound({key.algorithm, key.id, key.secret, key.pem, key.jwks})) return refuse(why, words("key {}: a text is NULL but has a length", i + 1));
    if ((key.secret.data ? 1 : 0) + (key.pem.data ? 1 : 0) + (key.jwks.data ? 1 : 0) != 1)
      return refuse(why, words("key {}: one of secret, pem and jwks", i + 1));
    std::optional<access::Algorithm> algorithm;
    if (key.algorithm.len > 0 && !(algorithm = crypto::find_algorithm(unwrap(key.algorithm))))
      return refuse(why, words("key {}: {} is no algorithm", i + 1, unwrap(key.algorithm)));
    out.push_back(source_of(key, algorithm));
  }
  return Status::ok;
}

Status read_policy(const tenon_token_policy *given, PolicyWords &out, std::string &why) {
  tenon_token_policy policy{};
  const Status read = read_record(given, offsetof(tenon_token_policy, keys), policy);
  engine::GateWords &gate = out.gate;
  if (policy.signatures) // first of all, so that its drop runs whatever is wrong
    if (const Status status = read_signatures(policy.signatures, gate.key_rules.door, why); status != Status::ok) return status;
  if (read != Status::ok) return why = "policy: NULL or wrong size", read;
  if (!all_sound({policy.secret, policy.issuer, policy.audience, policy.realm, policy.algorithms, policy.rsa_algorithm, policy.implied_scopes,
                  policy.resource, policy.scopes_supported, policy.documentation}) ||
      policy.allow_short_secret > 1)
    return refuse(why, "policy: a NULL, or allow_short_secret is not 0 or 1");
  gate.policy.issuer = unwrap(policy.issuer);
  gate.policy.audience = unwrap(policy.audience);
  gate.policy.leeway_seconds = leeway_of(policy.leeway_seconds);
  gate.policy.realm = unwrap(policy.realm);
  gate.key_rules.allow_short_secret = policy.allow_short_secret == 1;
  if (policy.secret.len > 0) {
    access::KeySource source;
    source.text = unwrap(policy.secret);
    gate.keys.push_back(source);
  }
  if (const Status status = read_keys(policy.keys, policy.key_count, gate.keys, why); status != Status::ok) return status;
  return read_rest(policy, out, why);
}

} // namespace tenon::abi
