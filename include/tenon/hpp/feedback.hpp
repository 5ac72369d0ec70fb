// feedback.hpp - questions to people: how a C++ host offers them, and its own doors to sessions.
#ifndef TENON_HPP_FEEDBACK_HPP
#define TENON_HPP_FEEDBACK_HPP

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tenon/hpp/authority.hpp>
#include <tenon/hpp/plain.hpp>
#include <utility>

namespace tenon {
inline namespace hpp {

// Where sessions are kept: what tenon_sqlite_open has filled, or a store of yours. It is dropped once, by the server or here.
class storage {
public:
  storage() noexcept : record_() { record_.size = sizeof record_; }
  explicit storage(const tenon_storage &record) noexcept : record_(record), there_(true) {}
  storage(storage &&other) noexcept : record_(other.record_), there_(std::exchange(other.there_, false)) {}
  storage &operator=(storage &&other) noexcept {
    std::swap(record_, other.record_);
    std::swap(there_, other.there_);
    return *this;
  }
  ~storage() {
    if (there_ && record_.drop) record_.drop(record_.user);
  }
  explicit operator bool() const noexcept { return there_; }
  tenon_storage release() noexcept { return there_ = false, record_; } // somebody else's to drop

private:
  tenon_storage record_;
  bool there_ = false;
};

// A session was written by this server; the view is valid until the callback returns.
struct change_record {
  std::string_view session_id;
  std::uint64_t version;
  std::int64_t state; // TENON_SESSION_*
  tenon_now now;
};

// Somebody at the door of a question, or of the list; the views are valid until the callback returns.
struct visitor {
  std::string_view session_id; // "": the list
  bool page;                   // else the interface
  std::string_view method, query, cookie, peer;
  tenon_now now;
};

// What tenon_feedback says, in C++ types. Everything may be left out; limits: 0 is the default, TENON_OFF none.
struct feedback_options {
  std::uint64_t tools = 0, sites = 0; // TENON_*_TOOL, TENON_SITE_*
  std::string product = {}, language = {}, theme = {}, secret = {};
  bool seed_limits = false, no_late_notes = false;
  std::uint64_t max_form_bytes = 0, max_message = 0, max_title = 0, max_ai_content = 0, max_options = 0, max_option = 0, max_free_text = 0;
  std::uint64_t timeout_ms = 0, max_timeout_ms = 0, grace_ms = 0, typing_ms = 0, claim_ms = 0, retention_ms = 0, tombstone_ms = 0, rejoin_ms = 0;
  std::uint64_t max_open_sessions = 0, max_late_notes = 0, max_session_watchers = 0, max_session_agents = 0, max_waiters = 0;
  std::uint64_t hold_ms = 0, hold_with_progress_ms = 0, max_held = 0, max_subject_held = 0;
  std::uint64_t max_creates = 0, max_status_reads = 0, max_result_reads = 0, max_submits = 0, max_page_views = 0;
  std::uint64_t max_live_clients = 0, live_idle_ms = 0;
  std::uint64_t max_recorded_bytes = 0, max_recording = 0, journal_ms = 0; // of the journal that the analytics show
  bool no_record = false, no_recorded_contents = false;
  std::string analytics_scope = {}; // "analytics:all"
  bool seed_texts = false, no_ask_in_client = false;
  std::uint64_t max_tried_codes = 0; // links whose code was entered wrongly

  hpp::storage storage = {};                                // else in memory
  std::function<void(const change_record &)> changed = {}; // from any thread; must not throw

  std::uint64_t responder = 0;                             // TENON_RESPONDER_*: who may answer
  std::uint64_t link_ms = 0, inbox_link_ms = 0, inbox_ms = 0;
  // TENON_RESPONDER_HOST: settle by admit, log_in or deny, now or later. From any thread; an exception that passes by the decision is a no.
  std::function<void(const visitor &, decision)> visited = {};
};

// What a door told; the views are valid until the callback returns.
struct told {
  std::int64_t status; // as HTTP has them
  std::string_view code, json;
  tenon_now now;
  bool went_well() const noexcept { return status >= 200 && status < 300; }
};
using hearer = std::function<void(const told &)>; // once, inside the call or later, from any thread; must not throw

namespace detail {

struct lent_feedback {
  std::function<void(const change_record &)> changed;
  std::function<void(const visitor &, decision)> visited;
  time_source time;

  static lent_feedback &of(void *user) noexcept { return *static_cast<lent_feedback *>(user); }
  static void drop(void *user) noexcept { delete &of(user); }
  static void on_change(void *user, tenon_str id, std::uint64_t version, std::int64_t state, tenon_now now) noexcept {
    of(user).changed({view(id), version, state, now});
  }
  static void on_visit(void *user, const tenon_visitor *v, tenon_decision *owed) noexcept {
    try {
      of(user).visited({view(v->session_id), v->page != 0, view(v->method), view(v->query), view(v->cookie), view(v->peer), v->now}, decision(owed, of(user).time));
    } catch (...) { // the decision has gone by it
    }
  }
};

inline tenon_feedback plain(const feedback_options &o) noexcept {
  tenon_feedback f{};
  f.size = sizeof f;
  f.tools = o.tools, f.sites = o.sites;
  f.product = str(o.product), f.language = str(o.language), f.theme = str(o.theme), f.secret = str(o.secret);
  f.seed_limits = o.seed_limits, f.no_late_notes = o.no_late_notes;
  f.max_form_bytes = o.max_form_bytes, f.max_message = o.max_message, f.max_title = o.max_title, f.max_ai_content = o.max_ai_content;
  f.max_options = o.max_options, f.max_option = o.max_option, f.max_free_text = o.max_free_text;
  f.timeout_ms = o.timeout_ms, f.max_timeout_ms = o.max_timeout_ms, f.grace_ms = o.grace_ms, f.typing_ms = o.typing_ms;
  f.claim_ms = o.claim_ms, f.retention_ms = o.retention_ms, f.tombstone_ms = o.tombstone_ms, f.rejoin_ms = o.rejoin_ms;
  f.max_open_sessions = o.max_open_sessions, f.max_late_notes = o.max_late_notes, f.max_session_watchers = o.max_session_watchers;
  f.max_session_agents = o.max_session_agents, f.max_waiters = o.max_waiters;
  f.hold_ms = o.hold_ms, f.hold_with_progress_ms = o.hold_with_progress_ms, f.max_held = o.max_held, f.max_subject_held = o.max_subject_held;
  f.max_creates = o.max_creates, f.max_status_reads = o.max_status_reads, f.max_result_reads = o.max_result_reads;
  f.max_submits = o.max_submits, f.max_page_views = o.max_page_views;
  f.max_live_clients = o.max_live_clients, f.live_idle_ms = o.live_idle_ms;
  f.max_recorded_bytes = o.max_recorded_bytes, f.max_recording = o.max_recording, f.journal_ms = o.journal_ms;
  f.no_record = o.no_record, f.no_recorded_contents = o.no_recorded_contents, f.analytics_scope = str(o.analytics_scope);
  f.seed_texts = o.seed_texts, f.no_ask_in_client = o.no_ask_in_client, f.max_tried_codes = o.max_tried_codes;
  f.responder = o.responder, f.link_ms = o.link_ms, f.inbox_link_ms = o.inbox_link_ms, f.inbox_ms = o.inbox_ms;
  return f;
}

struct lent_hearer {
  hearer hear;

  static void drop(void *user) noexcept { delete static_cast<lent_hearer *>(user); }
  static void on_told(void *user, const tenon_told *t) noexcept {
    static_cast<lent_hearer *>(user)->hear({t->status, view(t->code), view(t->json), t->now});
  }
};

// Runs a door with a hearer of the core's from there on, whatever comes.
template <class Door> tenon_status through(hearer &&hear, Door &&door) {
  auto *const user = new lent_hearer{std::move(hear)};
  const tenon_hearer plain = {sizeof plain, user, user->hear ? &lent_hearer::on_told : nullptr, &lent_hearer::drop};
  return door(&plain);
}

} // namespace detail

// The host's own doors to the questions of a server, for hosts with a user interface of their own; see tenon.h. A door that does not say
// TENON_OK has told nothing and will not. To be used while its server lives.
class feedback_doors {
public:
  feedback_doors(tenon_server *server, time_source time) noexcept : server_(server), time_(time) {}

  tenon_status create(std::string_view request, hearer hear, const somebody &who = {}) const {
    const tenon_somebody asks = detail::plain(who);
    return detail::through(std::move(hear), [&](const tenon_hearer *h) { return tenon_feedback_create(server_, &asks, str(request), h, time_()); });
  }
  tenon_status read(std::string_view session_id, hearer hear) const {
    return detail::through(std::move(hear), [&](const tenon_hearer *h) { return tenon_feedback_read(server_, str(session_id), h, time_()); });
  }
  tenon_status answer(std::string_view session_id, std::string_view submission, hearer hear, const somebody &who = {}) const {
    const tenon_somebody answers = detail::plain(who);
    return detail::through(std::move(hear), [&](const tenon_hearer *h) {
      return tenon_feedback_answer(server_, str(session_id), &answers, str(submission), h, time_());
    });
  }
  tenon_status decline(std::string_view session_id, std::string_view submission, hearer hear, const somebody &who = {}) const {
    const tenon_somebody answers = detail::plain(who);
    return detail::through(std::move(hear), [&](const tenon_hearer *h) {
      return tenon_feedback_decline(server_, str(session_id), &answers, str(submission), h, time_());
    });
  }
  tenon_status withdraw(std::string_view session_id, std::string_view reason, hearer hear) const {
    return detail::through(std::move(hear), [&](const tenon_hearer *h) {
      return tenon_feedback_withdraw(server_, str(session_id), str(reason), h, time_());
    });
  }
  // Everybody's questions, or those of one.
  tenon_status list(std::string_view query, hearer hear) const {
    return detail::through(std::move(hear), [&](const tenon_hearer *h) { return tenon_feedback_list(server_, nullptr, str(query), h, time_()); });
  }
  tenon_status list_of(const somebody &who, std::string_view query, hearer hear) const {
    const tenon_somebody asks = detail::plain(who);
    return detail::through(std::move(hear), [&](const tenon_hearer *h) { return tenon_feedback_list(server_, &asks, str(query), h, time_()); });
  }

  // The link to the list that works once: of everybody's questions, or of one's. "": there is none.
  std::string inbox_link(std::string_view base_url = {}, const somebody *whose = nullptr) const {
    tenon_somebody asks{};
    if (whose) asks = detail::plain(*whose);
    std::string link(base_url.size() + 4096, ' '); // more than any
    tenon_buffer room = {sizeof room, &link[0], link.size(), 0};
    const tenon_status made = tenon_feedback_inbox_link(server_, whose ? &asks : nullptr, str(base_url), time_(), &room);
    link.resize(made == TENON_OK ? room.len : 0);
    return link;
  }

private:
  tenon_server *server_;
  time_source time_;
};

} // namespace hpp
} // namespace tenon
#endif
