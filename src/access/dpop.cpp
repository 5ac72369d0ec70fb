// dpop.cpp - the twelve checks of RFC 9449 section 4.3: what is claimed, who claims it, the signature, and whether it is news.
#include "access/dpop.hpp"

#include "access/claims.hpp"
#include "access/jwk.hpp"
#include "access/letters.hpp"
#include "access/request_url.hpp"
#include "access/token.hpp"
#include "crypto/digest.hpp"
#include "ground/base64url.hpp"

#include <algorithm>
#include <new>
#include <optional>
#include <utility>

namespace tenon::access {
namespace {

Reason parse_part(std::string_view part, json::Reader &reader, std::string &text) {
  text.clear();
  if (!decode_base64url(part, text)) return Reason::bad_proof;
  const size_t length = text.size();
  text.append(json::Reader::padding, ' ');
  const json::Trouble trouble = reader.parse(std::string_view(text).substr(0, length), max_token_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  return trouble == json::Trouble::none && reader.root().is_object() ? Reason::accepted : Reason::bad_proof;
}

// `ath`: which token the proof goes with.
std::string hash_of_token(std::string_view token) {
  unsigned char hash[32];
  crypto::sha256(token, hash);
  std::string out;
  append_base64url(out, {reinterpret_cast<const char *>(hash), sizeof hash});
  return out;
}

bool is_text(json::Value value, std::string_view expected) { return value.is_text() && value.text() == expected; }

bool is_one_of(const std::optional<std::string> &url, std::span<const std::string> urls) {
  return url && std::find(urls.begin(), urls.end(), *url) != urls.end();
}

uint64_t life_ms(const ProofRules &rules) { return (rules.window_seconds + 2 * rules.leeway_seconds + 1) * 1000; }

std::string names_of(Algorithms algorithms) {
  std::string out;
  for (size_t i = 0; i < crypto::algorithm_count; ++i) {
    const auto algorithm = static_cast<Algorithm>(i);
    if (algorithms.has(algorithm)) out.append(out.empty() ? "" : " ").append(crypto::name(algorithm));
  }
  return out;
}

std::optional<Refusal> refuse(const ProofRules &rules) {
  if (rules.algorithms.empty()) return Refusal{Status::invalid, "proofs: there is no algorithm that they may be made with"};
  for (const Algorithm secret : {Algorithm::hs256, Algorithm::hs384, Algorithm::hs512})
    if (rules.algorithms.has(secret)) return Refusal{Status::invalid, "proofs: an HS algorithm proves nothing, since we would have to know the secret"};
  if (rules.window_seconds == 0 || rules.window_seconds > max_proof_window_seconds)
    return Refusal{Status::invalid, "proofs: the window is none, or over an hour (3600 s)"};
  if (rules.leeway_seconds > max_proof_window_seconds) return Refusal{Status::invalid, "proofs: the leeway is over an hour (3600 s)"};
  if (rules.nonce_life_seconds == 0 || rules.nonce_life_seconds > 86400)
    return Refusal{Status::invalid, "proofs: a nonce lives for no time, or for more than a day (86400 s)"};
  return std::nullopt;
}

ProofRules with_usable_algorithms(ProofRules rules) {
  if (!rules.door) rules.algorithms.remove(Algorithm::eddsa);
  return rules;
}

} // namespace

Reason check_binding(const Principal &who, Scheme used) {
  if (used == Scheme::dpop) return who.jkt.empty() ? Reason::proof_unbound : Reason::accepted;
  return who.jkt.empty() ? Reason::accepted : Reason::proof_missing;
}

Outcome<std::unique_ptr<ProofDoor>> ProofDoor::make(const ProofRules &rules, const unsigned char (&seed)[seed_bytes],
                                                    const unsigned char (&nonce_key)[ProofNonces::key_bytes],
                                                    std::shared_ptr<ReplayStore> taken) {
  const ProofRules usable = with_usable_algorithms(rules);
  if (std::optional<Refusal> refusal = refuse(usable)) return *std::move(refusal);
  if (taken) taken->remember_for(life_ms(usable));
  else taken = std::make_shared<ReplayStore>(usable.most_proofs, life_ms(usable), seed);
  return std::unique_ptr<ProofDoor>(new ProofDoor(usable, nonce_key, std::move(taken)));
}

ProofDoor::ProofDoor(const ProofRules &rules, const unsigned char (&nonce_key)[ProofNonces::key_bytes], std::shared_ptr<ReplayStore> taken)
    : rules_(rules), algorithm_names_(names_of(rules.algorithms)), nonces_(nonce_key, rules.nonce_life_seconds),
      taken_(std::move(taken)) {}

Reason ProofDoor::check(const Proved &request, Instant now, json::Reader &scratch, std::string &scratch_text) {
  if (request.repeated) return Reason::bad_proof;
  if (request.proof.empty()) return Reason::proof_missing;
  TokenParts parts;
  if (request.proof.size() > max_proof_bytes || !split_token(request.proof, parts)) return Reason::bad_proof;

  if (const Reason reason = parse_part(parts.payload, scratch, scratch_text); reason != Reason::accepted) return reason;
  if (const Reason reason = check_claims(scratch.root(), request, now); reason != Reason::accepted) return reason;
  const std::string id(scratch.root().find("jti").text());

  if (const Reason reason = parse_part(parts.header, scratch, scratch_text); reason != Reason::accepted) return reason;
  const Outcome<Key> key = take_key(scratch.root());
  if (!key) return Reason::bad_proof;
  if (request.jkt.empty() || key->thumbprint() != request.jkt) return Reason::proof_key;

  std::string signature;
  if (!decode_base64url(parts.signature, signature)) return Reason::bad_proof;
  if (const Reason reason = key->check(parts.signed_text, signature); reason != Reason::accepted)
    return reason == Reason::bad_signature ? Reason::proof_signature : reason;

  switch (taken_->take(request.jkt, id, now)) {
  case ReplayStore::Answer::fresh: return Reason::accepted;
  case ReplayStore::Answer::replayed: return Reason::proof_replayed;
  case ReplayStore::Answer::full: break;
  }
  return Reason::proof_store_full;
}

Reason ProofDoor::check_claims(json::Value claims, const Proved &request, Instant now) const {
  const json::Value id = claims.find("jti"), htu = claims.find("htu"), ath = claims.find("ath"), nonce = claims.find("nonce");
  if (!id.is_text() || id.text().empty() || id.text().size() > max_proof_id_bytes) return Reason::bad_proof;
  if (!claims.find("htm").is_text() || !htu.is_text() || !ath.is_text() || (nonce && !nonce.is_text())) return Reason::bad_proof;
  int64_t issued_ms = 0;
  if (!read_date(claims.find("iat"), Finer::earlier, issued_ms)) return Reason::bad_proof;

  if (!is_text(claims.find("htm"), request.method) || !is_one_of(normal_url(htu.text()), request.urls)) return Reason::proof_request;
  if (ath.text() != hash_of_token(request.token)) return Reason::proof_token;
  // A nonce is asked for before the age is looked at: with one, clients whose clock is wrong are told how to go on.
  if (rules_.demand_nonce && (!nonce || !nonces_.fresh(nonce.text(), now, rules_.leeway_seconds))) return Reason::proof_nonce;
  const int64_t leeway_ms = static_cast<int64_t>(rules_.leeway_seconds) * 1000;
  const int64_t window_ms = static_cast<int64_t>(rules_.window_seconds) * 1000;
  const bool old = now.unix_ms > issued_ms + window_ms + leeway_ms, ahead = now.unix_ms < issued_ms - leeway_ms;
  return old || ahead ? Reason::proof_stale : Reason::accepted;
}

// The key in the header is a stranger's: it proves something only once its thumbprint is the token's.
Outcome<Key> ProofDoor::take_key(json::Value header) const {
  const json::Value typ = header.find("typ"), alg = header.find("alg");
  if (!typ.is_text() || !equal_without_case(typ.text(), "dpop+jwt")) return Refusal{Status::invalid, "not a proof by its typ"};
  const std::optional<Algorithm> algorithm = alg.is_text() ? crypto::find_algorithm(alg.text()) : std::nullopt;
  if (!algorithm || !rules_.algorithms.has(*algorithm)) return Refusal{Status::invalid, "not an algorithm on the list"};
  for (const std::string_view refused : {"crit", "b64", "zip", "enc", "jku", "x5u", "x5c"})
    if (header.find(refused)) return Refusal{Status::invalid, "a header member that has no place in a proof"};
  JwkRules rules;
  rules.algorithm = *algorithm;
  rules.secrets = false;
  rules.keys.door = rules_.door;
  return take_jwk(header.find("jwk"), rules);
}

} // namespace tenon::access
