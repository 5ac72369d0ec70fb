// gate.cpp - rules are made whole and swapped; tokens are looked up, then judged: the cheapest question first.
#include "engine/gate.hpp"
#include "access/request_url.hpp"
#include "access/scopes.hpp"
#include "ground/words.hpp"
#include <algorithm>
#include <utility>

namespace tenon::engine {

bool GateRules::wants_key(access::Reason reason, const access::Glimpse &seen) const {
  const auto algorithm = crypto::find_algorithm(seen.algorithm);
  return !seen.ruled_out && lacks_key(reason) && (reason == access::Reason::unknown_key || (algorithm && algorithms.has(*algorithm)));
}

namespace {

using access::Reason;

Refusal no_entropy() { return {Status::no_entropy, "the source of randomness failed"}; }

// Words with spaces between, each of which is a line of the tree.
Outcome<std::shared_ptr<const access::ScopeTree>> read_tree(std::string_view implied) {
  std::vector<std::string_view> lines;
  while (!implied.empty())
    if (const std::string_view word = access::next_word(implied); !word.empty()) lines.push_back(word);
  if (lines.empty()) return std::shared_ptr<const access::ScopeTree>();
  return access::ScopeTree::make(lines);
}

std::optional<Refusal> check_resource(const GateWords &words) {
  const auto is_url = [](std::string_view url) { return access::normal_url(url).has_value() && url.find_first_of("?#") == url.npos; };
  if (!words.resource.empty() && !is_url(words.resource))
    return Refusal{Status::invalid, "the resource must be an http or https URL without query and fragment"};
  if (!words.authorization_servers.empty() && words.resource.empty())
    return Refusal{Status::invalid, "authorization servers are told together with a resource, which their tokens must be for"};
  for (const std::string_view server : words.authorization_servers)
    if (!is_url(server)) return Refusal{Status::invalid, tenon::words("the authorization server {} must be an http or https URL", server)};
  if (!access::valid_scope_text(words.scopes)) return Refusal{Status::invalid, "scopes_supported has a character that no scope has"};
  return std::nullopt;
}

} // namespace

// The host may be called on the way (entropy, signatures, drops), so no lock is held but for the exchange of one state for the next.
std::optional<Refusal> Gate::set_rules(const GateWords &words, std::vector<std::string> &notes) {
  if (auto refused = check_resource(words)) return refused;
  auto made = std::make_shared<GateRules>();
  made->key_rules = words.key_rules;
  made->rsa_default = words.rsa_default;
  made->algorithms = words.algorithms;
  made->resource = words.resource;
  made->scopes = words.scopes;
  made->documentation = words.documentation;
  made->authorization_servers.assign(words.authorization_servers.begin(), words.authorization_servers.end());
  made->expiry_optional = words.policy.expiry_optional;
  auto tree = read_tree(words.implied_scopes);
  if (!tree) return tree.refusal();
  if (auto refused = open_door(*made, words)) return refused;

  auto keys = read_keys(*made, words.keys, notes);
  if (!keys) return keys.refusal();
  access::PolicyOptions policy = words.policy;
  policy.secret = {};
  policy.keys = std::move(*keys);
  policy.takes_bound = words.proofs != Proofs::none;
  policy.scope_tree = std::move(*tree);
  policy.epoch = ++epochs_;
  std::vector<std::string_view> audiences(policy.audiences.begin(), policy.audiences.end());
  if (!words.resource.empty()) audiences.push_back(words.resource);
  policy.audiences = audiences;
  auto checked = access::TokenPolicy::make(policy);
  if (!checked) return checked.refusal();
  made->policy = std::move(*checked);
  if (auto refused = make_memory()) return refused;
  change([&](GateState &state) { state.rules = std::move(made); });
  return std::nullopt;
}

std::optional<Refusal> Gate::set_keys(const std::vector<access::KeySource> &sources, std::vector<std::string> &notes) {
  for (;;) {
    notes.clear();
    const std::shared_ptr<const GateRules> now = rules();
    if (!now) return Refusal{Status::invalid, "there is no token policy whose keys these could be"};
    auto made = std::make_shared<GateRules>(*now);
    auto keys = read_keys(*made, sources, notes);
    if (!keys) return keys.refusal();
    made->policy = now->policy->with_keys(std::move(*keys), ++epochs_);
    if (change_rules(now, std::move(made))) return std::nullopt;
  }
}

void Gate::forget_tokens() {
  for (;;) {
    const std::shared_ptr<const GateRules> now = rules();
    if (!now) return;
    auto made = std::make_shared<GateRules>(*now); // what is being verified just now is kept under the old epoch, and not found
    made->policy = now->policy->with_keys(now->policy->key_set(), ++epochs_);
    if (change_rules(now, std::move(made))) break;
  }
  cache_->clear();
}

void Gate::set_authority(std::shared_ptr<const Authority> authority) {
  change([&](GateState &state) { state.authority = std::move(authority); });
}

template <class Change> void Gate::change(Change change) {
  auto made = std::make_shared<GateState>();
  std::shared_ptr<const GateState> before; // goes without the lock
  const std::lock_guard lock(mutex_);
  *made = *state_;
  change(*made);
  guards_.store(made->rules || (made->authority && made->authority->api_key), std::memory_order_release);
  before = std::exchange(state_, std::move(made));
}

// False: somebody else has changed them meanwhile.
bool Gate::change_rules(const std::shared_ptr<const GateRules> &from, std::shared_ptr<const GateRules> to) {
  bool same = false;
  change([&](GateState &state) {
    same = state.rules == from;
    if (same) state.rules = std::move(to);
  });
  return same;
}

std::shared_ptr<const GateState> Gate::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

access::Judgement Gate::judge(const GateRules &rules, const access::Visit &visit, Instant now, Bench &bench) {
  const access::Means means{rules.policy.get(), cache_.get(), budget_.get(), rules.proofs.get()};
  access::Judgement found = access::judge(means, visit, now, bench.reader, bench.scratch);
  if (found.reason == Reason::accepted && rules.proofs_required && found.who->jkt.empty()) return {Reason::proof_missing, nullptr};
  return found;
}

Ref<Decision> Gate::want_key(Instant now, bool &fresh) {
  fresh = false;
  const std::lock_guard lock(mutex_);
  if (key_wanted_ && key_wanted_->open()) return key_wanted_;
  if (key_wanted_ms_ != never && limits_.key_cooldown_ms != off && elapsed(now, key_wanted_ms_) < limits_.key_cooldown_ms) return {};
  key_wanted_ = Ref<Decision>::adopt(new Decision(DecisionKind::key_wanted));
  key_wanted_ms_ = now.monotonic_ms;
  fresh = true;
  return key_wanted_;
}

Outcome<std::shared_ptr<const access::KeySet>> Gate::read_keys(const GateRules &rules, const std::vector<access::KeySource> &sources,
                                                               std::vector<std::string> &notes) const {
  access::KeySetOptions options;
  options.sources = sources;
  options.rsa_default = rules.rsa_default;
  options.keys = rules.key_rules;
  options.only = rules.algorithms;
  return access::KeySet::make(options, &notes);
}

std::optional<Refusal> Gate::open_door(GateRules &made, const GateWords &words) {
  made.proofs_required = words.proofs == Proofs::required;
  if (words.proofs == Proofs::none) return std::nullopt;
  access::ProofRules rules;
  rules.door = words.key_rules.door;
  rules.leeway_seconds = words.policy.leeway_seconds;
  rules.demand_nonce = words.proof_nonce;
  rules.window_seconds = std::min((limits_.proof_age_ms == off ? 0 : limits_.proof_age_ms + 999) / 1000 - 1, access::max_proof_window_seconds - 1) + 1;
  rules.most_proofs = static_cast<size_t>(limits_.max_proofs);
  unsigned char seed[access::ProofDoor::seed_bytes], nonce_key[access::ProofNonces::key_bytes];
  if (!entropy_.fill(seed, sizeof seed) || !entropy_.fill(nonce_key, sizeof nonce_key)) return no_entropy();
  auto door = access::ProofDoor::make(rules, seed, nonce_key, proofs_taken());
  crypto::wipe(nonce_key, sizeof nonce_key);
  if (!door) return door.refusal();
  made.proofs = std::move(*door);
  const std::lock_guard lock(mutex_);
  if (!taken_) taken_ = made.proofs->taken();
  return std::nullopt;
}

std::shared_ptr<access::ReplayStore> Gate::proofs_taken() const {
  const std::lock_guard lock(mutex_);
  return taken_;
}

// The first time. Lent to every thread from then on, so it is never made anew.
std::optional<Refusal> Gate::make_memory() {
  if (rules()) return std::nullopt;
  unsigned char seeds[2][access::hash_seed_bytes];
  if (!entropy_.fill(seeds, sizeof seeds)) return no_entropy();
  access::CacheBounds cache;
  cache.entries = limits_.max_cached_tokens == off ? 0 : static_cast<size_t>(limits_.max_cached_tokens);
  cache.longest_stay_ms = limits_.token_cache_ms == off ? never : limits_.token_cache_ms;
  access::BudgetBounds budget;
  budget.burst = limits_.max_failed_tokens == off ? 0 : std::min(limits_.max_failed_tokens, access::most_burst);
  budget.per_second = std::min(limits_.failed_tokens_per_second, access::most_per_second);
  auto tokens = std::make_unique<access::TokenCache>(cache, seeds[0]);
  auto failures = std::make_unique<access::FailureBudget>(budget, seeds[1]);
  const std::lock_guard lock(mutex_);
  if (cache_) return std::nullopt; // two policies came at once
  cache_ = std::move(tokens);
  budget_ = std::move(failures);
  return std::nullopt;
}

} // namespace tenon::engine
