// challenge.cpp - which answer a reason gets, and the header that goes with it.
#include "access/challenge.hpp"

#include "access/scopes.hpp"

namespace tenon::access {
namespace {

// quoted-string of RFC 9110 section 5.6.4. Whatever is not printable ASCII gives way, so no header can be split.
void append_quoted(std::string &out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c < 0x20 || c > 0x7e) {
      out += '?';
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

// A parameter behind a scheme or behind other parameters; none without a value.
void append_parameter(std::string &out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.append(out.ends_with(' ') ? "" : ", ").append(name) += '=';
  append_quoted(out, value);
}

void append_error(Challenge &made) {
  append_parameter(made.www_authenticate, "error", made.error);
  if (!made.error.empty()) append_parameter(made.www_authenticate, "error_description", made.description);
}

// What the Bearer challenge says whoever asks; clients look for it at the front.
void begin_bearer(std::string &out, const Door &door, std::string_view scopes) {
  out = "Bearer realm=";
  append_quoted(out, door.realm);
  append_parameter(out, "resource_metadata", door.resource_metadata);
  append_parameter(out, "scope", askable_scopes(scopes));
}

void append_proof_scheme(std::string &out, const Door &door) {
  if (!door.proof_algorithms.empty()) out += ", DPoP ";
}

// The error goes to the scheme that was used; the other scheme is only offered.
Challenge refused(int status, std::string_view error, std::string_view description, const Door &door, bool proof, std::string_view scopes) {
  Challenge made{status, {}, std::string(error), std::string(description)};
  begin_bearer(made.www_authenticate, door, scopes);
  if (!proof) append_error(made);
  append_proof_scheme(made.www_authenticate, door);
  if (proof) append_error(made);
  append_parameter(made.www_authenticate, "algs", door.proof_algorithms);
  return made;
}

bool is_bad_proof(Reason reason) {
  switch (reason) {
  case Reason::bad_proof:
  case Reason::proof_signature:
  case Reason::proof_key:
  case Reason::proof_request:
  case Reason::proof_token:
  case Reason::proof_stale:
  case Reason::proof_replayed: return true;
  default: return false;
  }
}

} // namespace

Challenge challenge(Reason reason, const Door &door, Scheme used, uint64_t retry_after_seconds) {
  const bool proof = used == Scheme::dpop && !door.proof_algorithms.empty();
  const auto answer = [&](int status, std::string_view error, std::string_view description) {
    return refused(status, error, description, door, proof, door.scopes);
  };
  if (reason == Reason::missing) return refused(401, "", "A bearer token is required", door, false, door.scopes);
  if (reason == Reason::malformed_header) return answer(400, "invalid_request", "The Authorization header must be Bearer and one token");
  if (reason == Reason::throttled)
    return {429, {}, "too_many_failures", "Too many invalid tokens came from this address", retry_after_seconds};
  if (reason == Reason::unchecked || reason == Reason::proof_store_full)
    return {503, {}, "temporarily_unavailable", "The credentials cannot be checked at the moment", 5};
  if (proof && reason == Reason::proof_nonce) return answer(401, "use_dpop_nonce", "The proof needs the nonce of the DPoP-Nonce header");
  if (proof && is_bad_proof(reason)) return answer(401, "invalid_dpop_proof", "The DPoP proof is not valid for this request");
  return answer(401, "invalid_token", "The access token is invalid or expired");
}

Challenge insufficient_scope(const Door &door, std::string_view scopes) {
  return refused(403, "insufficient_scope", "The access token lacks a scope that this needs", door, false, scopes);
}

Challenge forbidden() { return {403, {}, "access_denied", "This is not for you to use"}; }

std::string askable_scopes(std::string_view scopes) {
  std::string out;
  while (!scopes.empty()) {
    const std::string_view word = next_word(scopes);
    if (word.empty() || word == "offline_access") continue;
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

} // namespace tenon::access
