// admission_entry.cpp - who is asking: credentials become a principal, a refusal, or a question to the host.
#include "access/glimpse.hpp"
#include "access/request_url.hpp"
#include "engine/admission.hpp"
#include "engine/pending.hpp"
#include "engine/server.hpp"
#include "json/writer.hpp"

namespace tenon::engine {
namespace {

using access::Reason;
using access::Scheme;

CredentialLine line_of(const framing::Request &request, std::string_view peer, Instant now) {
  CredentialLine line{};
  line.method = request.method;
  line.path = request.path;
  line.peer = peer;
  line.now = now;
  return line;
}

// Hands the decision to the host. Whether a callback that throws has kept or released it cannot be known: denying is safe, and
// whoever else waits for it must not wait for ever.
template <class Ask> void hand_over(const Ref<Decision> &decision, Instant now, Ask ask) {
  try {
    ask(Ref<Decision>(decision).hand_over());
  } catch (...) {
    decision->deny(now);
  }
}

} // namespace

Admission::Entry Admission::identify(const framing::Request &request, web::Endpoint endpoint, bool may_want_key) {
  Server &server = x_.server();
  if (!server.gate().guards() && server.options().authless) return Entry::in;
  gate_ = server.gate().state();
  const GateRules *const rules = gate_->rules.get();
  const Authority *const authority = gate_->authority.get();
  const access::Spoken spoken{rules && rules->proofs, authority && authority->api_key};
  const access::Credentials presented =
      access::read_credentials({request.authorization, request.repeated_authorization, request.api_key, request.repeated_api_key}, spoken,
                               static_cast<size_t>(server.limits().max_token_bytes));
  if (!rules && !(authority && authority->api_key)) return turn_away(Reason::unchecked, request, presented.scheme); // taken away since open() looked
  if (presented.reason != Reason::accepted) return turn_away(presented.reason, request, presented.scheme);
  if (presented.scheme != Scheme::api_key) return rules ? take_token(request, endpoint, presented, may_want_key) : turn_away(Reason::missing, request, presented.scheme);
  CredentialLine line = line_of(request, x_.peer_, now_);
  line.api_key = presented.text;
  Ref<Decision> decision = Ref<Decision>::adopt(new Decision(DecisionKind::api_key));
  hand_over(decision, now_, [&](Decision *owed) { authority->api_key(authority->dropper.user(), line, owed); });
  return ask(request, endpoint, std::move(decision), nullptr, presented.scheme);
}

Admission::Entry Admission::take_token(const framing::Request &request, web::Endpoint endpoint, const access::Credentials &presented, bool may_want_key) {
  Server &server = x_.server();
  const GateRules *const rules = gate_->rules.get();
  const Authority *const authority = gate_->authority.get();
  if (!x_.bench_) x_.bench_ = server.benches().lend();
  std::vector<std::string> urls;
  if (rules->proofs && request.has_dpop) urls = access::request_urls(server.options().public_url, request.host, request.secure, request.path);
  const access::Visit visit{presented.scheme, presented.text, x_.peer_, request.dpop, request.repeated_dpop, request.method, urls};
  access::Judgement verdict = server.gate().judge(*rules, visit, now_, *x_.bench_);
  if (rules->lacks_key(verdict.reason) && may_want_key && authority && authority->key_wanted) return want_key(request, endpoint, *authority, presented, verdict.reason);
  if (verdict.reason != Reason::accepted) return turn_away(verdict.reason, request, presented.scheme, verdict.retry_after_seconds);
  if (!authority || !authority->token_used) return let_in(std::move(verdict.who), request);
  CredentialLine line = line_of(request, x_.peer_, now_);
  name_in(line, *verdict.who);
  Ref<Decision> decision = Ref<Decision>::adopt(new Decision(DecisionKind::token_used));
  hand_over(decision, now_, [&](Decision *owed) { authority->token_used(authority->dropper.user(), line, owed); });
  return ask(request, endpoint, std::move(decision), std::move(verdict.who), presented.scheme);
}

// Of an algorithm that the host has allowed there may be no key yet. What a token claims is looked at before a key is fetched for it.
Admission::Entry Admission::want_key(const framing::Request &request, web::Endpoint endpoint, const Authority &authority,
                                     const access::Credentials &presented, Reason reason) {
  bool fresh = false;
  const access::Glimpse seen = access::glimpse(presented.text, gate_->rules->policy->expected(), now_, x_.bench_->reader, x_.bench_->scratch);
  if (!gate_->rules->wants_key(reason, seen)) return turn_away(reason, request, presented.scheme);
  Ref<Decision> decision = x_.server().gate().want_key(now_, fresh);
  if (!decision) return turn_away(reason, request, presented.scheme);
  if (fresh) {
    CredentialLine line = line_of(request, x_.peer_, now_);
    line.key_id = seen.kid;
    line.algorithm = seen.algorithm;
    line.issuer = seen.issuer;
    hand_over(decision, now_, [&](Decision *owed) { authority.key_wanted(authority.dropper.user(), line, owed); });
  }
  return ask(request, endpoint, std::move(decision), nullptr, presented.scheme);
}

// Goes on at once with what is decided already; else the exchange waits, with its head kept.
Admission::Entry Admission::ask(const framing::Request &request, web::Endpoint endpoint, Ref<Decision> decision, access::SharedPrincipal who, Scheme scheme) {
  DecisionState said = decision->state();
  if (said == DecisionState::open) {
    auto pending = std::make_unique<Exchange::Pending>();
    pending->endpoint = endpoint;
    pending->decision = decision;
    pending->who = who;
    pending->scheme = scheme;
    pending->head.keep_all(request);
    x_.wait_for(std::move(pending), now_);
    said = decision->wait(Ref<Exchange>::share(&x_));
    if (said == DecisionState::open) {
      if (x_.bench_ && x_.bench_->size() == 0) x_.bench_.reset(); // an exchange that waits costs little
      return Entry::waits;
    }
    x_.wait_no_more();
  }
  return decide(*decision, said, who, scheme, request, endpoint);
}

Admission::Entry Admission::decide(const Decision &decision, DecisionState said, const access::SharedPrincipal &who, Scheme scheme,
                                   const framing::Request &request, web::Endpoint endpoint) {
  const bool allowed = said == DecisionState::allowed;
  switch (decision.kind()) {
  case DecisionKind::key_wanted: return identify(request, endpoint, false); // whatever was decided: the key is there or it is not
  case DecisionKind::token_used: return allowed ? let_in(who, request) : turn_away(Reason::revoked, request, scheme, 1, who.get());
  case DecisionKind::api_key: return allowed ? let_in(decision.who(), request) : turn_away(Reason::bad_api_key, request, scheme);
  case DecisionKind::visited: break; // not about a caller
  }
  return Entry::refused;
}

bool Admission::resume(Exchange::Pending &pending) {
  gate_ = x_.server().gate().state();
  const framing::Request &request = pending.head.request;
  const Entry entry = pending.late ? turn_away(Reason::unchecked, request, pending.scheme, 1, pending.who.get())
                                   : decide(*pending.decision, pending.said, pending.who, pending.scheme, request, pending.endpoint);
  if (entry == Entry::in) admit(request, pending.endpoint);
  return entry == Entry::waits;
}

Admission::Entry Admission::let_in(access::SharedPrincipal who, const framing::Request &request) {
  x_.principal_ = std::move(who);
  audit({true, access::word(Reason::accepted), &x_.principal(), x_.principal().key_id, request.method, request.path, "", x_.peer_, now_});
  return Entry::in;
}

// `who`: somebody has vouched for the name, although it is not let in.
Admission::Entry Admission::turn_away(Reason reason, const framing::Request &request, Scheme scheme, uint64_t retry_after_seconds, const access::Principal *who) {
  log("token_refused", access::word(reason));
  audit({false, access::word(reason), who, who ? std::string_view(who->key_id) : std::string_view(), request.method, request.path, "", x_.peer_, now_});
  const GateRules *const rules = gate_->rules.get();
  access::Challenge made = x_.with_door([&](const access::Door &door) { return access::challenge(reason, door, scheme, retry_after_seconds); });
  if (!made.www_authenticate.empty()) x_.answer_.add_owned("WWW-Authenticate", std::move(made.www_authenticate));
  if (made.retry_after_seconds) x_.answer_.add_owned("Retry-After", std::to_string(made.retry_after_seconds));
  if (reason == Reason::proof_nonce && rules && rules->proofs) x_.answer_.add_owned("DPoP-Nonce", rules->proofs->nonce(now_));
  refuse_path(made.status, made.error.empty() ? "unauthorized" : made.error,
              made.description.empty() ? "A bearer token is required" : made.description);
  return Entry::refused;
}

void Admission::audit(const AuditLine &line) const {
  const Authority *const authority = gate_->authority.get();
  if (authority && authority->audit) authority->audit(authority->dropper.user(), line);
}

bool Admission::answered_by_discovery(const framing::Request &request) {
  Server &server = x_.server();
  if (!request.path.starts_with("/.well-known/")) return false;
  const std::shared_ptr<const GateRules> rules = server.gate().rules();
  if (!rules || rules->authorization_servers.empty() || !server.guard().host_ok(request)) return false;
  std::optional<web::Page> page = web::discovery(request, server.resource_facts(*rules, request));
  if (!page) return false;
  if (request.method == "HEAD") page->body.clear();
  x_.refuse(AnswerHead::of(page->status, std::move(page->headers)), std::move(page->body));
  return true;
}

} // namespace tenon::engine
