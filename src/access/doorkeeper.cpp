// doorkeeper.cpp - cache, budget, signature, cache; binding, budget, proof: in this order.
#include "access/doorkeeper.hpp"

#include <memory>
#include <utility>

namespace tenon::access {
namespace {

Judgement refused(Reason reason) { return {reason, nullptr}; }

bool exhausted(const Means &means, const Visit &visit, Instant now) { return means.budget && !means.budget->allow(visit.peer, now); }

Judgement throttled(const Means &means, const Visit &visit, Instant now) {
  const uint64_t wait = means.budget->retry_after_seconds(visit.peer, now);
  return {Reason::throttled, nullptr, wait == 0 ? 1 : wait}; // another thread's clock may be ahead
}

void charge(const Means &means, const Visit &visit, Instant now) {
  if (means.budget) means.budget->failed(visit.peer, now);
}

// A token that nobody knows yet.
Judgement verify(const Means &means, const Visit &visit, Instant now, json::Reader &scratch, std::string &text) {
  OpenToken opened;
  const Reason form = means.policy->prepare(visit.token, now, scratch, text, opened);
  if (form != Reason::accepted) return refused(form);
  if (dear(opened) && exhausted(means, visit, now)) return throttled(means, visit, now);

  const auto who = std::make_shared<Principal>();
  const Reason verdict = means.policy->verify(opened, now, scratch, *who);
  if (verdict == Reason::bad_signature && dear(opened)) charge(means, visit, now);
  if (verdict != Reason::accepted) return refused(verdict);
  if (means.cache) means.cache->keep(visit.token, means.policy->epoch(), who, now);
  return {Reason::accepted, who};
}

// Each proof is a signature of its own, and so within the same budget.
Judgement prove(const Means &means, const Visit &visit, SharedPrincipal who, Instant now, json::Reader &scratch, std::string &text) {
  if (!means.proofs) return refused(Reason::proof_missing); // nobody here can check it
  if (exhausted(means, visit, now)) return throttled(means, visit, now);
  const Reason verdict =
      means.proofs->check({visit.proof, visit.repeated_proof, visit.method, visit.urls, visit.token, who->jkt}, now, scratch, text);
  if (verdict == Reason::proof_signature) charge(means, visit, now);
  if (verdict != Reason::accepted) return refused(verdict);
  return {Reason::accepted, std::move(who)};
}

} // namespace

Judgement judge(const Means &means, const Visit &visit, Instant now, json::Reader &scratch, std::string &scratch_text) {
  Judgement found = refused(Reason::missing);
  if (means.cache) found.who = means.cache->find(visit.token, means.policy->epoch(), means.policy->expected(), now);
  if (found.who) found.reason = Reason::accepted;
  else found = verify(means, visit, now, scratch, scratch_text);
  if (found.reason != Reason::accepted) return found;

  const Reason binding = check_binding(*found.who, visit.scheme);
  if (binding != Reason::accepted) return refused(binding);
  if (found.who->jkt.empty()) return found;
  return prove(means, visit, std::move(found.who), now, scratch, scratch_text);
}

} // namespace tenon::access
