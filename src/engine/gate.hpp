// gate.hpp - who is let in: the host's rules, tokens that were verified a moment ago, and addresses that have spent their trust.
#pragma once
#include "access/bearer.hpp"
#include "access/doorkeeper.hpp"
#include "access/glimpse.hpp"
#include "access/scope_tree.hpp"
#include "crypto/entropy.hpp"
#include "engine/authority.hpp"
#include "engine/decision.hpp"
#include "engine/limits.hpp"
#include "engine/workbench.hpp"
#include "web/discovery.hpp"
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tenon::engine {

enum class Proofs : uint8_t { none, accepted, required };

// What the host says about tokens; views into its memory.
struct GateWords {
  access::PolicyOptions policy; // without secret and keys
  std::vector<access::KeySource> keys;
  access::KeyRules key_rules;
  access::Algorithm rsa_default = access::Algorithm::rs256;
  access::Algorithms algorithms; // only these; empty: those of the keys
  Proofs proofs = Proofs::none;
  bool proof_nonce = false;
  std::string_view implied_scopes, resource, scopes, documentation;
  std::vector<std::string_view> authorization_servers;
};

// One state of the rules, never changed.
struct GateRules {
  std::shared_ptr<const access::TokenPolicy> policy;
  std::shared_ptr<access::ProofDoor> proofs;      // null: none are taken
  bool proofs_required = false, expiry_optional = false;
  access::KeyRules key_rules;                     // for the keys that come after
  access::Algorithm rsa_default = access::Algorithm::rs256;
  access::Algorithms algorithms;
  std::string resource, scopes, documentation;
  std::vector<std::string> authorization_servers;

  // Whether a key that is not here yet might make this token good; and whether it is worth asking for, by what the token claims.
  bool lacks_key(access::Reason reason) const {
    return reason == access::Reason::unknown_key || (reason == access::Reason::bad_algorithm && !algorithms.empty());
  }
  bool wants_key(access::Reason reason, const access::Glimpse &seen) const;

  std::string_view proof_algorithms() const { return proofs ? std::string_view(proofs->algorithm_names()) : std::string_view(); }
};

// What counts at one moment; null members: there is none.
struct GateState {
  std::shared_ptr<const GateRules> rules;
  std::shared_ptr<const Authority> authority;
};

class Gate {
public:
  Gate(const Limits &limits, crypto::Entropy &entropy) : limits_(limits), entropy_(entropy) {}

  // --- the host's verbs. `notes`: keys that were passed over. On failure all stays as it was.
  std::optional<Refusal> set_rules(const GateWords &, std::vector<std::string> &notes);
  std::optional<Refusal> set_keys(const std::vector<access::KeySource> &, std::vector<std::string> &notes);
  void forget_tokens();
  void set_authority(std::shared_ptr<const Authority>);

  // --- snapshots
  bool guards() const { return guards_.load(std::memory_order_acquire); } // whether anybody has to say who they are
  std::shared_ptr<const GateState> state() const;                         // one look for a whole request; never null
  std::shared_ptr<const GateRules> rules() const { return state()->rules; }

  access::Judgement judge(const GateRules &, const access::Visit &, Instant, Bench &);

  // The decision on a missing key that is under way, or a new one (`fresh`), for which the host is to be asked; null while it
  // was asked too lately.
  Ref<Decision> want_key(Instant, bool &fresh);

private:
  Outcome<std::shared_ptr<const access::KeySet>> read_keys(const GateRules &, const std::vector<access::KeySource> &, std::vector<std::string> &notes) const;
  std::optional<Refusal> open_door(GateRules &, const GateWords &);
  std::optional<Refusal> make_memory();
  template <class Change> void change(Change);
  bool change_rules(const std::shared_ptr<const GateRules> &from, std::shared_ptr<const GateRules> to);
  std::shared_ptr<access::ReplayStore> proofs_taken() const;

  const Limits &limits_;
  crypto::Entropy &entropy_;
  std::unique_ptr<access::TokenCache> cache_;     // made with the first rules, and never moved
  std::unique_ptr<access::FailureBudget> budget_;
  mutable std::mutex mutex_;
  std::shared_ptr<const GateState> state_ = std::make_shared<GateState>();
  std::atomic<bool> guards_{false};
  std::shared_ptr<access::ReplayStore> taken_; // proofs, of all policies: a new one must not let the old ones pass again
  std::atomic<uint64_t> epochs_{0};
  Ref<Decision> key_wanted_;
  uint64_t key_wanted_ms_ = never;
};

} // namespace tenon::engine
