// dpop.hpp - proof that who brings a token also holds the key that it is bound to (RFC 9449).
#pragma once
#include "access/bearer.hpp"
#include "access/key.hpp"
#include "access/principal.hpp"
#include "access/proof_nonce.hpp"
#include "access/reason.hpp"
#include "access/replay_store.hpp"
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

inline constexpr size_t max_proof_bytes = 8u << 10;
inline constexpr size_t max_proof_id_bytes = 256; // of `jti`
inline constexpr uint64_t max_proof_window_seconds = 3600;

struct ProofRules {
  Algorithms algorithms = Algorithms::all_asymmetric(); // EdDSA counts only with a door
  std::shared_ptr<const crypto::SignatureDoor> door;    // null: signatures are checked by ourselves
  uint64_t window_seconds = 60;                         // how old a proof may be; 1 to max_proof_window_seconds
  uint64_t leeway_seconds = 5;                          // how far clocks may differ, both ways
  bool demand_nonce = false;
  uint64_t nonce_life_seconds = ProofNonces::usual_life_seconds;
  size_t most_proofs = ReplayStore::usual_proofs; // remembered at a time
};

// A request and the proof that came with it.
struct Proved {
  std::string_view proof;        // of the DPoP header; "": none came
  bool repeated = false;         // more than one came
  std::string_view method;       // of the request
  std::span<const std::string> urls; // one of these, in normal form (request_url.hpp)
  std::string_view token;        // the access token, as it was sent
  std::string_view jkt;          // that it is bound to
};

// Whether this principal may come by this scheme: a bound token needs its proof, and a proof needs a bound token.
// accepted, proof_missing or proof_unbound.
Reason check_binding(const Principal &who, Scheme used);

class ProofDoor final {
public:
  static constexpr size_t seed_bytes = 2 * hash_seed_bytes;

  // `seed` and `nonce_key` from crypto::Entropy; the key may be shared among servers. `taken`: what another door has taken, which
  // goes for this one as well; then rules.most_proofs and the seed are the other's. invalid: a window, leeway or life out of
  // range, no algorithm, or one that is not asymmetric.
  static Outcome<std::unique_ptr<ProofDoor>> make(const ProofRules &rules, const unsigned char (&seed)[seed_bytes],
                                                  const unsigned char (&nonce_key)[ProofNonces::key_bytes],
                                                  std::shared_ptr<ReplayStore> taken = nullptr);

  // The verdict on a proof, cheapest checks first; an accepted one is never accepted again. proof_signature is what costs us
  // and should be charged to a budget. For any number of threads at once, each with its own memory to work in. Throws only
  // std::bad_alloc.
  Reason check(const Proved &request, Instant now, json::Reader &scratch, std::string &scratch_text);

  // For the DPoP-Nonce header: with a challenge that asks for one, and now and then with other answers.
  std::string nonce(Instant now) const { return nonces_.issue(now); }
  bool demands_nonce() const { return rules_.demand_nonce; }
  const std::shared_ptr<ReplayStore> &taken() const { return taken_; }
  const std::string &algorithm_names() const { return algorithm_names_; } // with spaces between, for challenge and document

private:
  ProofDoor(const ProofRules &rules, const unsigned char (&nonce_key)[ProofNonces::key_bytes], std::shared_ptr<ReplayStore> taken);
  Reason check_claims(json::Value claims, const Proved &request, Instant now) const;
  Outcome<Key> take_key(json::Value header) const;

  ProofRules rules_;
  std::string algorithm_names_;
  ProofNonces nonces_;
  std::shared_ptr<ReplayStore> taken_; // never null
};

} // namespace tenon::access
