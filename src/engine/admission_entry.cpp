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

} // namespace

Admission::Entry Admission::identify(const framing::Request &request, web::Endpoint endpoint, bool may_want_key) {
  Server &server = x_.server();
  if (!server.gate().guards()) return Entry::in; // authless: open() has seen to that
  gate_ = server.gate().state();
  const GateRules *const rules = gate_->rules.get();
  const Authority *const authority = gate_->authority.get();
  const access::Spoken spoken{rules && rules->proofs, authority && authority->api_key};
  const access::Credentials presented =
      access::read_credentials({request.authorization, request.repeated_authorization, request.api_key, request.repeated_api_key}, spoken,
                               static_cast<size_t>(server.limits().max_token_bytes));
  if (presented.reason != Reason::accepted) return turn_away(presented.reason, request, presented.scheme);
  if (presented.scheme != Scheme::api_key) return rules ? take_token(request, endpoint, presented, may_want_key) : turn_away(Reason::missing, request, presented.scheme);
  CredentialLine line = line_of(request, x_.peer_, now_);
  line.api_key = presented.text;
  Ref<Decision> decision = Ref<Decision>::adopt(new Decision(DecisionKind::api_key));
  authority->api_key(authority->dropper.user(), line, Ref<Decision>(decision).hand_over());
  return ask(request, endpoint, std::move(decision), nullptr);
}

Admission::Entry Admission::take_token(const framing::Request &request, web::Endpoint endpoint, const access::Credentials &presented, bool may_want_key) {
  Server &server = x_.server();
  const GateRules *const rules = gate_->rules.get();
  const Authority *const authority = gate_->authority.get();
  if (!x_.bench_) x_.bench_ = server.benches().lend();
  std::vector<std::string> urls;
  if (rules->proofs && request.has_dpop) urls = access::request_urls(server.options().public_url, request.host, request.path);
  const access::Visit visit{presented.scheme, presented.text, x_.peer_, request.dpop, request.repeated_dpop, request.method, urls};
  access::Judgement verdict = server.gate().judge(*rules, visit, now_, *x_.bench_);
  if (verdict.reason == Reason::unknown_key && may_want_key && authority && authority->key_wanted) return want_key(request, endpoint, *authority, presented.text);
  if (verdict.reason != Reason::accepted) return turn_away(verdict.reason, request, presented.scheme, verdict.retry_after_seconds);
  if (!authority || !authority->token_used) return let_in(std::move(verdict.who), request);
  CredentialLine line = line_of(request, x_.peer_, now_);
  line.key_id = verdict.who->key_id;
  line.issuer = verdict.who->issuer;
  line.subject = verdict.who->subject;
  line.client_id = verdict.who->client_id;
  line.token_id = verdict.who->token_id;
  line.claims_json = verdict.who->claims_json;
  Ref<Decision> decision = Ref<Decision>::adopt(new Decision(DecisionKind::token_used));
  authority->token_used(authority->dropper.user(), line, Ref<Decision>(decision).hand_over());
  return ask(request, endpoint, std::move(decision), std::move(verdict.who));
}

Admission::Entry Admission::want_key(const framing::Request &request, web::Endpoint endpoint, const Authority &authority, std::string_view token) {
  bool fresh = false;
  Ref<Decision> decision = x_.server().gate().want_key(now_, fresh);
  if (!decision) return turn_away(Reason::unknown_key, request, Scheme::bearer);
  if (fresh) {
    const access::Glimpse seen = access::glimpse(token, x_.bench_->reader, x_.bench_->scratch);
    CredentialLine line = line_of(request, x_.peer_, now_);
    line.key_id = seen.kid;
    line.algorithm = seen.algorithm;
    line.issuer = seen.issuer;
    authority.key_wanted(authority.dropper.user(), line, Ref<Decision>(decision).hand_over());
  }
  return ask(request, endpoint, std::move(decision), nullptr);
}

// Goes on at once with what is decided already; else the exchange waits, with its head kept.
Admission::Entry Admission::ask(const framing::Request &request, web::Endpoint endpoint, Ref<Decision> decision, access::SharedPrincipal who) {
  auto pending = std::make_unique<Exchange::Pending>();
  pending->endpoint = endpoint;
  pending->decision = decision;
  pending->who = std::move(who);
  if (decision->open()) {
    pending->head.keep_all(request);
    x_.wait_for(std::move(pending), now_);
    const DecisionState said = decision->wait(Ref<Exchange>::share(&x_));
    if (said == DecisionState::open) return Entry::waits;
    pending = x_.wait_no_more();
  }
  return decide(*pending, decision->state(), request);
}

Admission::Entry Admission::decide(const Exchange::Pending &pending, DecisionState said, const framing::Request &request) {
  const bool allowed = said == DecisionState::allowed;
  switch (pending.decision->kind()) {
  case DecisionKind::key_wanted: return identify(request, pending.endpoint, false); // whatever was decided: the key is there or it is not
  case DecisionKind::token_used: return allowed ? let_in(pending.who, request) : turn_away(Reason::revoked, request, Scheme::bearer);
  case DecisionKind::api_key: return allowed ? let_in(pending.decision->who(), request) : turn_away(Reason::bad_api_key, request, Scheme::api_key);
  }
  return Entry::refused;
}

bool Admission::resume(Exchange::Pending &pending) {
  gate_ = x_.server().gate().state();
  const framing::Request &request = pending.head.request;
  const Entry entry = pending.late ? turn_away(Reason::unchecked, request, Scheme::bearer) : decide(pending, pending.said, request);
  if (entry == Entry::in) admit(request, pending.endpoint);
  return entry == Entry::waits;
}

Admission::Entry Admission::let_in(access::SharedPrincipal who, const framing::Request &request) {
  x_.principal_ = std::move(who);
  audit({true, access::word(Reason::accepted), &x_.principal(), x_.principal().key_id, request.method, request.path, "", x_.peer_, now_});
  return Entry::in;
}

Admission::Entry Admission::turn_away(Reason reason, const framing::Request &request, Scheme scheme, uint64_t retry_after_seconds) {
  log("token_refused", access::word(reason));
  audit({false, access::word(reason), nullptr, "", request.method, request.path, "", x_.peer_, now_});
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
  std::optional<web::Page> page = web::discovery(request, server.resource_facts(*rules, request.host));
  if (!page) return false;
  if (request.method == "HEAD") page->body.clear();
  x_.refuse(AnswerHead::of(page->status, std::move(page->headers)), std::move(page->body));
  return true;
}

} // namespace tenon::engine
