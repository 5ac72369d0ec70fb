// access.cpp - the C functions about who may call: the host's rules, keys and decisions.
#include "abi/access.hpp"
#include "abi/doorway.hpp"
#include "abi/record.hpp"
#include "abi/somebody.hpp"
#include "abi/texts.hpp"
#include "access/identity.hpp"
#include "web/cross_origin.hpp"
#include <algorithm>
#include <memory>

using namespace tenon;
using namespace tenon::abi;

namespace {

tenon_status report(const std::optional<Refusal> &refused, tenon_error *error) {
  return refused ? explain(error, refused->status, refused->text) : TENON_OK;
}

const tenon_authority &record_of(void *user) { return *static_cast<const tenon_authority *>(user); }

void drop(void *user) {
  const std::unique_ptr<tenon_authority> record(static_cast<tenon_authority *>(user));
  if (record->drop) record->drop(record->user);
}

tenon_credential credential_of(const engine::CredentialLine &line) {
  tenon_credential record{};
  record.size = sizeof record;
  record.key_id = wrap(line.key_id);
  record.algorithm = wrap(line.algorithm);
  record.issuer = wrap(line.issuer);
  record.subject = wrap(line.subject);
  record.client_id = wrap(line.client_id);
  record.token_id = wrap(line.token_id);
  record.claims_json = wrap(line.claims_json);
  record.api_key = wrap(line.api_key);
  record.method = wrap(line.method);
  record.path = wrap(line.path);
  record.peer = wrap(line.peer);
  record.now = wrap(line.now);
  return record;
}

template <auto Member> void ask(void *user, const engine::CredentialLine &line, engine::Decision *decision) {
  const tenon_credential credential = credential_of(line);
  (record_of(user).*Member)(record_of(user).user, &credential, wrap(decision));
}

void audit(void *user, const engine::AuditLine &line) {
  tenon_audit record{};
  record.size = sizeof record;
  record.allowed = line.allowed ? 1 : 0;
  record.reason = wrap(line.reason);
  if (line.who) {
    record.subject = wrap(line.who->subject);
    record.issuer = wrap(line.who->issuer);
    record.client_id = wrap(line.who->client_id);
    record.token_id = wrap(line.who->token_id);
  }
  record.key_id = wrap(line.key_id);
  record.method = wrap(line.method);
  std::string route(line.route);
  if (!line.route_more.empty()) route.append(1, ' ').append(line.route_more);
  record.route = wrap(route);
  record.peer = wrap(line.peer);
  record.now = wrap(line.now);
  record_of(user).audit(record_of(user).user, &record);
}

// An address that can stand in a header: of this site, or of the web.
bool leads_somewhere(std::string_view address) {
  constexpr size_t longest = 2048;
  const bool plain = std::all_of(address.begin(), address.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  const bool here = address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\");
  return plain && address.size() <= longest && (here || web::HostGuard::usable_url(address));
}

bool read_identity(const tenon_identity &given, access::Principal &out) {
  if (!all_sound({given.subject, given.scopes, given.permissions, given.client_id, given.claims_json}) || (!given.roles && given.role_count > 0) ||
      given.role_count > access::max_roles || given.subject.len == 0)
    return false;
  access::HostIdentity words;
  words.subject = unwrap(given.subject);
  words.scopes = unwrap(given.scopes);
  words.permissions = unwrap(given.permissions);
  words.client_id = unwrap(given.client_id);
  words.claims_json = unwrap(given.claims_json);
  for (size_t i = 0; i < given.role_count; ++i) {
    if (!sound(given.roles[i])) return false;
    words.roles.push_back(unwrap(given.roles[i]));
  }
  return access::make_principal(words, out);
}

} // namespace

extern "C" {

tenon_status tenon_server_require_token(tenon_server *server, const tenon_token_policy *given, tenon_error *error) {
  PolicyWords words;
  std::string why;
  const tenon_status read = guarded(Status::no_memory, [&] { return read_policy(given, words, why); }); // first: it drops whatever is wrong
  if (!server) return explain(error, Status::invalid, "the server is NULL");
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] {
    if (read != TENON_OK) return explain(error, static_cast<Status>(read), why), static_cast<Status>(read);
    return static_cast<Status>(report(s.require_token(words.gate), error));
  });
}

tenon_status tenon_server_set_keys(tenon_server *server, const tenon_key *keys, size_t count, tenon_error *error) {
  if (!server || !keys || count == 0) return explain(error, Status::invalid, "keys: NULL, or none");
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] {
    std::vector<access::KeySource> sources;
    std::string why;
    const Status read = read_keys(keys, count, sources, why);
    if (read != Status::ok) return explain(error, read, why), read;
    return static_cast<Status>(report(s.set_keys(sources), error));
  });
}

tenon_status tenon_server_forget_tokens(tenon_server *server) {
  if (!server) return TENON_INVALID;
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] {
    s.gate().forget_tokens();
    return Status::ok;
  });
}

tenon_status tenon_server_set_authority(tenon_server *server, const tenon_authority *given) {
  tenon_authority record{};
  const Status read = read_record(given, sizeof record, record);
  engine::Dropper taken(record.user, record.drop);
  if (!server || read != Status::ok) return wrap(server ? read : Status::invalid);
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] {
    auto kept = std::make_unique<tenon_authority>(record);
    auto made = std::make_shared<engine::Authority>();
    if (record.key_wanted) made->key_wanted = ask<&tenon_authority::key_wanted>;
    if (record.token_used) made->token_used = ask<&tenon_authority::token_used>;
    if (record.api_key) made->api_key = ask<&tenon_authority::api_key>;
    if (record.audit) made->audit = audit;
    made->dropper = engine::Dropper(kept.release(), drop);
    taken.forget();
    s.gate().set_authority(std::move(made));
    return Status::ok;
  });
}

tenon_status tenon_decision_allow(tenon_decision *decision, const tenon_identity *given, tenon_now now) {
  if (!decision) return TENON_INVALID;
  return guarded(Status::no_memory, [&] {
    if (!given) return unwrap(decision)->allow(nullptr, unwrap(now));
    tenon_identity record{};
    if (const Status read = read_record(given, sizeof record, record); read != Status::ok) return read;
    auto who = std::make_shared<access::Principal>();
    if (!read_identity(record, *who)) return Status::invalid;
    return unwrap(decision)->allow(std::move(who), unwrap(now));
  });
}

tenon_status tenon_decision_admit(tenon_decision *decision, const tenon_somebody *given, tenon_now now) {
  if (!decision) return TENON_INVALID;
  return guarded(Status::no_memory, [&] {
    web::HostWord word;
    word.may = web::Visitor::May::answer;
    if (!given) return unwrap(decision)->admit(std::move(word), unwrap(now));
    tenon_somebody who{};
    if (const Status read = read_somebody(given, who); read != Status::ok) return read;
    word.by = unwrap(who.id);
    word.name = unwrap(who.name);
    word.principal = owner_of(who);
    return unwrap(decision)->admit(std::move(word), unwrap(now));
  });
}

tenon_status tenon_decision_log_in(tenon_decision *decision, tenon_str address, tenon_now now) {
  if (!decision || !sound(address) || (address.len > 0 && !leads_somewhere(unwrap(address)))) return TENON_INVALID;
  return guarded(Status::no_memory, [&] {
    web::HostWord word;
    word.may = web::Visitor::May::log_in;
    word.log_in_at = unwrap(address);
    return unwrap(decision)->admit(std::move(word), unwrap(now));
  });
}

tenon_status tenon_decision_deny(tenon_decision *decision, tenon_now now) {
  if (!decision) return TENON_INVALID;
  return guarded(Status::no_memory, [&] { return unwrap(decision)->deny(unwrap(now)); });
}

void tenon_decision_release(tenon_decision *decision, tenon_now now) {
  if (!decision) return;
  guarded(Status::no_memory, [&] {
    unwrap(decision)->let_go(unwrap(now));
    return Status::ok;
  });
}

} // extern "C"
