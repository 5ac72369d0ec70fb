// authority.hpp - what the host decides about who may call, and what it hears of such decisions.
#ifndef TENON_HPP_AUTHORITY_HPP
#define TENON_HPP_AUTHORITY_HPP

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <tenon/hpp/plain.hpp>
#include <utility>
#include <vector>

namespace tenon {
inline namespace hpp {

// Who somebody is, by the host's word.
struct identity {
  std::string subject = {};
  std::string scopes = {}, permissions = {}; // separated by spaces
  std::vector<std::string> roles = {};
  std::string client_id = {};
  std::string claims_json = {};
};

// Who asks, or who answers; the host vouches for it.
struct somebody {
  std::string subject = {}, issuer = {}, client_id = {}; // who asks
  std::string id = {}, name = {};                        // who answers
};

namespace detail {
inline tenon_somebody plain(const somebody &who) noexcept {
  return {sizeof(tenon_somebody), str(who.subject), str(who.issuer), str(who.client_id), str(who.id), str(who.name)};
}
} // namespace detail

// What a decision is about; the views are valid until the callback returns.
struct credential {
  std::string_view key_id, algorithm, issuer, subject, client_id, token_id, claims_json, api_key, method, path, peer;
  tenon_now now;
};

struct audit_record {
  bool allowed;
  std::string_view reason, subject, issuer, client_id, token_id, key_id, method, route, peer;
  tenon_now now;
};

// One decision that the host owes. It may be moved to another thread; one that is dropped unsettled denies.
class decision {
public:
  decision(tenon_decision *owed, time_source time) noexcept : owed_(owed), time_(time) {}
  decision(decision &&other) noexcept : owed_(std::exchange(other.owed_, nullptr)), time_(other.time_) {}
  decision &operator=(decision &&other) noexcept {
    if (this == &other) return *this;
    release();
    owed_ = std::exchange(other.owed_, nullptr);
    time_ = other.time_;
    return *this;
  }
  ~decision() { release(); }

  tenon_status allow() noexcept { return tenon_decision_allow(owed_, nullptr, time_()); }
  tenon_status allow(const identity &who) {
    const std::vector<tenon_str> roles = detail::strs(who.roles);
    const tenon_identity plain = {sizeof plain, str(who.subject), str(who.scopes),    str(who.permissions),
                                  roles.data(), roles.size(),     str(who.client_id), str(who.claims_json)};
    return tenon_decision_allow(owed_, &plain, time_());
  }
  // Of visitors (feedback_options.visited).
  tenon_status admit() noexcept { return tenon_decision_admit(owed_, nullptr, time_()); }
  tenon_status admit(const somebody &who) noexcept {
    const tenon_somebody plain = detail::plain(who);
    return tenon_decision_admit(owed_, &plain, time_());
  }
  tenon_status log_in(std::string_view address = {}) noexcept { return tenon_decision_log_in(owed_, str(address), time_()); }
  tenon_status deny() noexcept { return tenon_decision_deny(owed_, time_()); }

private:
  void release() noexcept {
    if (owed_) tenon_decision_release(std::exchange(owed_, nullptr), time_());
  }

  tenon_decision *owed_;
  time_source time_;
};

// Empty functions are not asked. From any thread. A decision is denied by an exception that passes by it.
struct authority {
  std::function<void(const credential &, decision)> key_wanted = {}, token_used = {}, api_key = {};
  std::function<void(const audit_record &)> audit = {};
};

namespace detail {

struct lent_authority {
  authority calls;
  time_source time;

  static lent_authority &of(void *user) noexcept { return *static_cast<lent_authority *>(user); }
  static void drop(void *user) noexcept { delete &of(user); }
  static credential seen(const tenon_credential *c) noexcept {
    return {view(c->key_id),   view(c->algorithm),   view(c->issuer),  view(c->subject), view(c->client_id), view(c->token_id),
            view(c->claims_json), view(c->api_key), view(c->method), view(c->path),    view(c->peer),      c->now};
  }
  template <std::function<void(const credential &, decision)> authority::*Which>
  static void ask(void *user, const tenon_credential *about, tenon_decision *owed) noexcept {
    try {
      (of(user).calls.*Which)(seen(about), decision(owed, of(user).time));
    } catch (...) { // it does not cross the C functions, and the decision has gone by it
    }
  }
  static void on_audit(void *user, const tenon_audit *a) noexcept {
    try {
      of(user).calls.audit({a->allowed != 0, view(a->reason), view(a->subject), view(a->issuer), view(a->client_id), view(a->token_id),
                            view(a->key_id), view(a->method), view(a->route), view(a->peer), a->now});
    } catch (...) { // what was decided stays so
    }
  }
  tenon_authority plain() noexcept {
    return {sizeof(tenon_authority),
            this,
            &drop,
            calls.key_wanted ? &ask<&authority::key_wanted> : nullptr,
            calls.token_used ? &ask<&authority::token_used> : nullptr,
            calls.api_key ? &ask<&authority::api_key> : nullptr,
            calls.audit ? &on_audit : nullptr};
  }
};

} // namespace detail
} // namespace hpp
} // namespace tenon
#endif
