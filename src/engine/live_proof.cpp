// live_proof.cpp - a token that came as a message: judged by the rules of the door, and by the host where it wants to be asked.
#include "access/glimpse.hpp"
#include "crypto/mac.hpp"
#include "engine/live.hpp"
#include "engine/server.hpp"
#include <utility>

namespace tenon::engine {
namespace {

using access::Reason;

constexpr std::string_view route = "/ws";

CredentialLine line_of(std::string_view peer, Instant now) {
  CredentialLine line{};
  line.method = "GET";
  line.path = route;
  line.peer = peer;
  line.now = now;
  return line;
}

// Whether a callback that throws has kept or released the decision cannot be known: denying is safe.
void hand_over(void (*question)(void *, const CredentialLine &, Decision *), const Authority &authority, const CredentialLine &line,
               const Ref<Decision> &decision) {
  try {
    question(authority.dropper.user(), line, Ref<Decision>(decision).hand_over());
  } catch (...) {
    decision->deny(line.now);
  }
}

} // namespace

std::string Live::token() const {
  const std::lock_guard lock(mutex_);
  return token_;
}

void Live::check_token(bool may_want_key, Instant now) {
  Server &server = *server_;
  const bool by_id = server.feedback()->settings().responder == web::ResponderMode::id;
  if (by_id && server.takes_anybody()) return let_in(server.nobody(), now); // nobody's token is looked at
  const std::shared_ptr<const GateState> gate = server.gate().state();
  const std::string text = token(), peer = [&] {
    const std::lock_guard lock(mutex_);
    return exchange_ ? std::string(exchange_->peer()) : std::string();
  }();
  if (!gate->rules) return refuse_token(access::word(Reason::unchecked), now);
  if (text.size() > server.limits().max_token_bytes) return refuse_token(access::word(Reason::too_large), now);
  const Ref<Bench> bench = server.benches().lend();
  access::Visit visit;
  visit.token = text;
  visit.peer = peer;
  visit.method = "GET";
  const access::Judgement verdict = server.gate().judge(*gate->rules, visit, now, *bench);
  const Authority *const authority = gate->authority.get();
  if (gate->rules->lacks_key(verdict.reason) && may_want_key && authority && authority->key_wanted) {
    const access::Glimpse seen = access::glimpse(text, gate->rules->policy->expected(), now, bench->reader, bench->scratch);
    bool fresh = false;
    Ref<Decision> decision = gate->rules->wants_key(verdict.reason, seen) ? server.gate().want_key(now, fresh) : Ref<Decision>();
    if (!decision) return refuse_token(access::word(verdict.reason), now);
    CredentialLine line = line_of(peer, now);
    line.key_id = seen.kid;
    line.algorithm = seen.algorithm;
    line.issuer = seen.issuer;
    if (fresh) hand_over(authority->key_wanted, *authority, line, decision);
    return ask(std::move(decision), nullptr, now);
  }
  if (verdict.reason != Reason::accepted) return refuse_token(access::word(verdict.reason), now);
  if (!authority || !authority->token_used) return let_in(*verdict.who, now);
  CredentialLine line = line_of(peer, now);
  name_in(line, *verdict.who);
  Ref<Decision> decision = Ref<Decision>::adopt(new Decision(DecisionKind::token_used));
  hand_over(authority->token_used, *authority, line, decision);
  ask(std::move(decision), verdict.who, now);
}

// Goes on at once with what is decided already; else `decided` comes, or the time for proofs is over.
void Live::ask(Ref<Decision> decision, access::SharedPrincipal who, Instant now) {
  const DecisionKind kind = decision->kind();
  DecisionState said = decision->state();
  if (said == DecisionState::open) {
    Ref<Exchange> exchange;
    {
      const std::lock_guard lock(mutex_);
      if (!at_work()) return;
      decision_ = decision;
      who_ = who;
      exchange = exchange_;
    }
    said = decision->wait(exchange);
    if (said == DecisionState::open) return settle(now);
    const std::lock_guard lock(mutex_);
    if (decision_.get() != decision.get()) return; // `decided` was faster
    decision_.reset();
    who_.reset();
  }
  judge(kind, said, std::move(who), now);
}

void Live::decided(const Decision &decision, DecisionState said, Instant now) {
  access::SharedPrincipal who;
  Ref<Decision> ours;
  {
    const std::lock_guard lock(mutex_);
    if (!at_work() || decision_.get() != &decision) return;
    ours = std::move(decision_);
    who = std::move(who_);
  }
  judge(decision.kind(), said, std::move(who), now);
}

void Live::judge(DecisionKind kind, DecisionState said, access::SharedPrincipal who, Instant now) {
  if (kind == DecisionKind::key_wanted) return check_token(false, now); // whatever was decided: the key is there or it is not
  if (said != DecisionState::allowed || !who) return refuse_token(access::word(Reason::revoked), now);
  let_in(*who, now);
}

void Live::refuse_token(std::string_view reason, Instant now) {
  audit(false, reason, nullptr, now);
  turn_away(web::LiveInput::unauthorized, now);
}

void Live::let_in(const access::Principal &who, Instant now) {
  audit(true, access::word(Reason::accepted), &who, now);
  {
    const std::lock_guard lock(mutex_);
    crypto::wipe(token_.data(), token_.size());
    token_.clear();
  }
  enter(pass_of(who), now);
}

void Live::audit(bool allowed, std::string_view reason, const access::Principal *who, Instant now) const {
  std::string peer;
  {
    const std::lock_guard lock(mutex_);
    if (exchange_) peer = exchange_->peer();
  }
  server_->audit({allowed, reason, who, who ? std::string_view(who->key_id) : std::string_view(), "GET", route, "", peer, now});
}

} // namespace tenon::engine
