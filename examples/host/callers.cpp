// callers.cpp - reads what the flags name, and answers the core's questions about callers.
#include "callers.hpp"

#include <initializer_list>
#include <utility>

#include "env_file.hpp"
#include "texts.hpp"

namespace host {
namespace {

using Held = std::shared_ptr<Callers>;

Callers &callers_of(void *user) {
  return **static_cast<Held *>(user);
}

} // namespace

std::string Callers::read() {
  std::string wrong;
  std::string secret = find_jwt_secret(flags_.policy.env_file, wrong);
  if (!wrong.empty()) return wrong;
  if (secret.empty() && !flags_.policy.names_keys() && flags_.api_keys.empty())
    return "no JWT_SECRET in the environment or in .dev.vars; set one (JWT_SECRET=\"$(openssl rand -base64 48)\"), "
           "name other keys (--public-key, --jwks-file, --jwks-url), or serve without tokens on this machine only: --authless";
  if (wrong = keys_.read(std::move(secret)); !wrong.empty()) return wrong;
  if (!flags_.api_keys.empty()) {
    api_keys_ = std::make_unique<WatchedList<ApiKeys>>("--api-keys", flags_.api_keys, log_);
    if (wrong = api_keys_->start(); !wrong.empty()) return wrong;
  }
  if (!flags_.revoked.empty()) {
    revoked_ = std::make_unique<WatchedList<Revoked>>("--revoked", flags_.revoked, log_);
    if (wrong = revoked_->start(); !wrong.empty()) return wrong;
  }
  return {};
}

std::string Callers::serve(tenon_server *server) {
  if (std::string wrong = become_authority(server); !wrong.empty()) return wrong;
  warn();
  return keys_.serve(server);
}

void Callers::renew() {
  log_.write(Level::info, "reading_again");
  keys_.renew();
  if (api_keys_) api_keys_->refresh();
  if (revoked_) revoked_->refresh();
}

void Callers::stop() {
  keys_.stop();
  if (api_keys_) api_keys_->stop();
  if (revoked_) revoked_->stop();
}

// Only what is wanted is asked for: a question costs each request a little.
std::string Callers::become_authority(tenon_server *server) {
  tenon_authority authority{};
  authority.size = sizeof authority;
  authority.user = new Held(shared_from_this());
  authority.drop = [](void *user) { delete static_cast<Held *>(user); };
  if (!flags_.policy.jwks_file.empty() || !flags_.policy.jwks_url.empty())
    authority.key_wanted = [](void *user, const tenon_credential *, tenon_decision *decision) { callers_of(user).keys_.want(decision); };
  if (api_keys_)
    authority.api_key = [](void *user, const tenon_credential *asked, tenon_decision *decision) { callers_of(user).identify(*asked, decision); };
  if (revoked_)
    authority.token_used = [](void *user, const tenon_credential *asked, tenon_decision *decision) { callers_of(user).look_up(*asked, decision); };
  if (flags_.audit) authority.audit = [](void *user, const tenon_audit *audit) { callers_of(user).record(*audit); };
  const tenon_status status = tenon_server_set_authority(server, &authority);
  return status == TENON_OK ? std::string() : tenon_status_name(status);
}

void Callers::warn() const {
  const PolicyFlags &policy = flags_.policy;
  if (policy.names_keys() && policy.audiences.empty() && policy.resource.empty())
    log_.write(Level::warn, "no_audience",
               {{"message", "tokens that were made for other servers are accepted, too; say --resource or --audience"}});
}

void Callers::identify(const tenon_credential &credential, tenon_decision *decision) const {
  const std::shared_ptr<const ApiKeys> keys = api_keys_->now();
  if (const ApiCaller *caller = keys->find(view(credential.api_key))) {
    tenon_identity identity{};
    identity.size = sizeof identity;
    identity.subject = str(caller->subject);
    identity.scopes = str(caller->scopes);
    tenon_decision_allow(decision, &identity, credential.now);
  }
  tenon_decision_release(decision, credential.now); // unsettled: denied
}

void Callers::look_up(const tenon_credential &credential, tenon_decision *decision) const {
  if (!revoked_->now()->has(view(credential.token_id), view(credential.key_id), view(credential.subject)))
    tenon_decision_allow(decision, nullptr, credential.now);
  tenon_decision_release(decision, credential.now);
}

void Callers::record(const tenon_audit &audit) const {
  log_.write_always(audit.allowed ? Level::info : Level::warn, "audit",
                    {{"allowed", audit.allowed ? "yes" : "no"},
                     {"reason", view(audit.reason)},
                     {"subject", view(audit.subject)},
                     {"issuer", view(audit.issuer)},
                     {"client", view(audit.client_id)},
                     {"token", view(audit.token_id)},
                     {"key", view(audit.key_id)},
                     {"method", view(audit.method)},
                     {"route", view(audit.route)},
                     {"peer", view(audit.peer)}});
}

} // namespace host
