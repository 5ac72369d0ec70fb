// doorkeeper.hpp - judges a token as it comes with a request: known already, or verified within the budget, and proved if bound.
#pragma once
#include "access/bearer.hpp"
#include "access/dpop.hpp"
#include "access/failure_budget.hpp"
#include "access/principal.hpp"
#include "access/reason.hpp"
#include "access/token_cache.hpp"
#include "access/token_policy.hpp"
#include "ground/instant.hpp"
#include "json/reader.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tenon::access {

// What a server judges with. All but the policy may be null: no cache, no budget, no proofs.
struct Means {
  const TokenPolicy *policy;
  TokenCache *cache;
  FailureBudget *budget;
  ProofDoor *proofs;
};

// What a request brings.
struct Visit {
  Scheme scheme = Scheme::bearer; // bearer or dpop
  std::string_view token;
  std::string_view peer; // whose failures count; "": nobody's
  std::string_view proof; // of the DPoP header
  bool repeated_proof = false;
  std::string_view method;
  std::span<const std::string> urls; // by which the request may have been sent, in normal form; only looked at for a proof
};

struct Judgement {
  Reason reason;
  SharedPrincipal who;              // when accepted
  uint64_t retry_after_seconds = 0; // when throttled
};

// A token that the cache knows costs neither a signature nor a look at the budget; its proof, if it is bound, is checked each
// time. Whether the token was revoked is for the caller to ask, each time as well. Throws only std::bad_alloc.
Judgement judge(const Means &means, const Visit &visit, Instant now, json::Reader &scratch, std::string &scratch_text);

} // namespace tenon::access
