// token.cpp - the C functions about single tokens, without a server: signing one, checking one, making a key.
#include "abi/access.hpp"
#include "abi/doorway.hpp"
#include "abi/record.hpp"
#include "abi/texts.hpp"
#include "access/sign.hpp"
#include "access/signing_key.hpp"
#include "crypto/mac.hpp"
#include <cstring>
#include <optional>

using namespace tenon;
using namespace tenon::abi;

namespace {

tenon_status check_buffer(const tenon_buffer *out, std::string_view name, tenon_error *error) {
  if (!out->data && out->capacity > 0) return explain(error, Status::invalid, std::string(name) + ": data is NULL");
  if (out->size < sizeof(tenon_buffer)) return explain(error, Status::bad_size, std::string(name) + ": wrong size");
  return TENON_OK;
}

Status deliver(std::string_view text, tenon_buffer &out, std::string_view name, tenon_error *error) {
  out.len = text.size();
  if (text.size() > out.capacity) return explain(error, Status::limit, std::string(name) + ": too small"), Status::limit;
  if (!text.empty()) std::memcpy(out.data, text.data(), text.size());
  return Status::ok;
}

Status refuse(const Refusal &refusal, tenon_error *error) {
  explain(error, refusal.status, refusal.text);
  return refusal.status;
}

// The key, if one was given, and what the request and the key say together.
std::optional<Refusal> read_key(const tenon_token_request &request, crypto::Entropy &entropy, std::optional<access::SigningKey> &key,
                                access::TokenRequest &words) {
  if (request.algorithm.len > 0 && !(words.algorithm = crypto::find_algorithm(unwrap(request.algorithm))))
    return Refusal{Status::invalid, "algorithm: there is none of that name"};
  words.kid = unwrap(request.key_id);
  if (request.type.len > 0) words.typ = unwrap(request.type);
  if (request.private_key.len == 0) return std::nullopt;
  Outcome<access::SigningKey> read = access::read_signing_key(unwrap(request.private_key), entropy);
  if (!read) return Refusal{read.refusal().status, "private_key: " + read.refusal().text};
  key.emplace(std::move(*read));
  words.key = &key->key;
  words.entropy = &entropy;
  if (!words.algorithm) words.algorithm = key->algorithm;
  else if (key->algorithm && key->algorithm != words.algorithm) return Refusal{Status::invalid, "private_key: its alg is another one"};
  if (words.kid.empty()) words.kid = key->kid;
  return std::nullopt;
}

void read_words(const tenon_token_request &request, access::TokenRequest &words) {
  words.secret = unwrap(request.secret);
  words.allow_short_secret = request.allow_short_secret == 1;
  words.subject = unwrap(request.subject);
  words.username = unwrap(request.username);
  for (size_t i = 0; i < request.role_count; ++i) words.roles.push_back(sound(request.roles[i]) ? unwrap(request.roles[i]) : std::string_view());
  words.issuer = unwrap(request.issuer);
  words.audience = unwrap(request.audience);
  words.scope = unwrap(request.scope);
  words.expires_in_seconds = request.expires_in_seconds;
  words.claims_json = unwrap(request.claims_json);
}

} // namespace

extern "C" {

tenon_status tenon_token_sign(const tenon_token_request *given, tenon_now now, tenon_buffer *out, tenon_error *error) {
  tenon_token_request request{};
  const Status read = read_record(given, offsetof(tenon_token_request, algorithm), request);
  if (read != Status::ok) return explain(error, read, "request: NULL or wrong size");
  if (!out) return explain(error, Status::invalid, "out is NULL");
  if (const tenon_status bad = check_buffer(out, "out", error); bad != TENON_OK) return bad;
  if (!all_sound({request.secret, request.subject, request.username, request.issuer, request.audience, request.scope, request.claims_json,
                  request.algorithm, request.private_key, request.key_id, request.type}) ||
      (!request.roles && request.role_count > 0) || request.role_count > 1024 || request.allow_short_secret > 1)
    return explain(error, Status::invalid, "request: a NULL, too many roles, or allow_short_secret is not 0 or 1");
  return guarded(Status::no_memory, [&] {
    out->len = 0;
    crypto::Entropy entropy(nullptr, nullptr);
    std::optional<access::SigningKey> key;
    access::TokenRequest words;
    read_words(request, words);
    if (const std::optional<Refusal> refused = read_key(request, entropy, key, words)) return refuse(*refused, error);
    const Outcome<std::string> token = access::sign(words, unwrap(now));
    return token ? deliver(*token, *out, "out", error) : refuse(token.refusal(), error);
  });
}

tenon_status tenon_token_check(const tenon_token_policy *policy, tenon_str token, tenon_now now, tenon_verdict *verdict, tenon_buffer *claims,
                               tenon_error *error) {
  PolicyWords words;
  std::string why;
  const tenon_status read = guarded(Status::no_memory, [&] { return read_policy(policy, words, why); }); // first: it drops whatever is wrong
  if (!verdict || !sound(token)) return explain(error, Status::invalid, "verdict is NULL, or the token is NULL but has a length");
  if (verdict->size < sizeof(tenon_verdict)) return explain(error, Status::bad_size, "verdict: wrong size");
  if (claims)
    if (const tenon_status bad = check_buffer(claims, "claims", error); bad != TENON_OK) return bad;
  if (read != TENON_OK) return explain(error, static_cast<Status>(read), why);
  return guarded(Status::no_memory, [&] {
    const engine::Limits limits;
    crypto::Entropy entropy(nullptr, nullptr);
    engine::Gate gate(limits, entropy);
    std::vector<std::string> notes;
    if (const std::optional<Refusal> refused = gate.set_rules(words.gate, notes)) return refuse(*refused, error);
    const std::shared_ptr<const engine::GateRules> rules = gate.rules();
    json::Reader scratch;
    std::string scratch_text;
    access::Principal who;
    access::Reason reason = rules->policy->check(unwrap(token), unwrap(now), scratch, scratch_text, who);
    if (reason == access::Reason::accepted && rules->proofs_required && who.jkt.empty()) reason = access::Reason::proof_missing;
    verdict->accepted = reason == access::Reason::accepted ? 1 : 0;
    verdict->reason = access::word(reason);
    if (!claims) return Status::ok;
    return deliver(verdict->accepted ? std::string_view(who.claims_json) : std::string_view(), *claims, "claims", error);
  });
}

tenon_status tenon_key_generate(tenon_str algorithm, uint64_t bits, tenon_str key_id, tenon_buffer *private_jwk, tenon_buffer *public_jwks,
                                tenon_error *error) {
  if (!sound(algorithm) || !sound(key_id)) return explain(error, Status::invalid, "a text is NULL but has a length");
  if (private_jwk)
    if (const tenon_status bad = check_buffer(private_jwk, "private_jwk", error); bad != TENON_OK) return bad;
  if (public_jwks)
    if (const tenon_status bad = check_buffer(public_jwks, "public_jwks", error); bad != TENON_OK) return bad;
  const std::optional<crypto::Algorithm> found = crypto::find_algorithm(unwrap(algorithm));
  if (!found || bits > 65536) return explain(error, Status::invalid, found ? "bits: far too many" : "algorithm: there is none of that name");
  return guarded(Status::no_memory, [&] {
    crypto::Entropy entropy(nullptr, nullptr);
    Outcome<access::MadeKey> made = access::make_signing_key(*found, static_cast<size_t>(bits), unwrap(key_id), entropy);
    if (!made) return refuse(made.refusal(), error);
    Status status = private_jwk ? deliver(made->private_jwk, *private_jwk, "private_jwk", error) : Status::ok;
    crypto::wipe(made->private_jwk.data(), made->private_jwk.size());
    if (public_jwks && deliver(made->public_jwks, *public_jwks, "public_jwks", error) != Status::ok) status = Status::limit;
    return status;
  });
}

} // extern "C"
