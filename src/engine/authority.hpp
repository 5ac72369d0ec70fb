// authority.hpp - what the host decides itself about who may call, as values; abi/ fills them with functions that translate.
#pragma once
#include "access/principal.hpp"
#include "engine/host.hpp"
#include "ground/instant.hpp"
#include <string_view>

namespace tenon::engine {

class Decision;

// What a decision is about. Views are valid until the callback returns.
struct CredentialLine {
  std::string_view key_id, algorithm, issuer, subject, client_id, token_id, claims_json, api_key, method, path, peer;
  Instant now;
};

// Whom a token names.
inline void name_in(CredentialLine &line, const access::Principal &who) {
  line.key_id = who.key_id;
  line.issuer = who.issuer;
  line.subject = who.subject;
  line.client_id = who.client_id;
  line.token_id = who.token_id;
  line.claims_json = who.claims_json;
}

// One decision, told when it is made; never the token or key itself.
struct AuditLine {
  bool allowed;
  std::string_view reason;
  const access::Principal *who; // null: nobody vouched for anyone
  std::string_view key_id, method, route, route_more, peer;
  Instant now;
};

// All but `dropper` may be null. Each of the first three is owed one decision.
struct Authority {
  Dropper dropper;
  void (*key_wanted)(void *user, const CredentialLine &, Decision *) = nullptr;
  void (*token_used)(void *user, const CredentialLine &, Decision *) = nullptr;
  void (*api_key)(void *user, const CredentialLine &, Decision *) = nullptr;
  void (*audit)(void *user, const AuditLine &) = nullptr;
};

} // namespace tenon::engine
