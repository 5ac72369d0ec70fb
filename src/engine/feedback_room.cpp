// feedback_room.cpp - the settings become rules, and the sweeper comes when something is due.
#include "engine/feedback_room.hpp"
#include "engine/decision.hpp"
#include "engine/owed.hpp"
#include "engine/server.hpp"
#include "feedback/session_id.hpp"
#include "ground/words.hpp"
#include "protocol/form_schema.hpp"
#include "web/base_url.hpp"
#include <algorithm>
#include <new>
#include <utility>

namespace tenon::engine {
namespace {

constexpr uint64_t longest_rest_ms = 60'000; // others write to the same store, wall clocks are set, and trouble may pass
constexpr uint64_t after_trouble_ms = 1'000;

uint32_t narrow(uint64_t value) { return static_cast<uint32_t>(std::min<uint64_t>(value, UINT32_MAX)); }
int64_t signed_ms(uint64_t value) { return static_cast<int64_t>(std::min<uint64_t>(value, INT64_MAX)); }
uint32_t rate(uint64_t value) { return value == off ? 0 : narrow(value); }

feedback::Limits texts_of(const FeedbackSettings &settings) {
  const FeedbackLimits &wished = settings.limits;
  feedback::Limits texts = settings.seed_limits ? feedback::seed_limits() : feedback::Limits{};
  if (!settings.seed_limits) {
    texts.message = narrow(wished.max_message);
    texts.title = narrow(wished.max_title);
    texts.ai_content = narrow(wished.max_ai_content);
    texts.options = narrow(wished.max_options);
    texts.option_value = narrow(wished.max_option);
    texts.free_text = narrow(wished.max_free_text);
    texts.most_timeout_ms = signed_ms(wished.max_timeout_ms);
  }
  texts.default_timeout_ms = std::min(signed_ms(wished.timeout_ms), texts.most_timeout_ms);
  return texts;
}

web::FeedbackRules rules_of(const FeedbackSettings &settings, size_t most_nesting) {
  const FeedbackLimits &wished = settings.limits;
  web::FeedbackRules rules;
  rules.limits = texts_of(settings);
  rules.terms.timeout_ms = rules.limits.default_timeout_ms;
  rules.terms.grace_ms = signed_ms(wished.grace_ms);
  rules.terms.hold_ms = signed_ms(wished.typing_ms);
  rules.terms.claim_ms = signed_ms(wished.claim_ms);
  rules.terms.retention_ms = signed_ms(wished.retention_ms);
  rules.terms.tombstone_ms = signed_ms(wished.tombstone_ms);
  rules.terms.most_late = narrow(wished.max_late_notes);
  rules.terms.late_notes = settings.late_notes;
  rules.forms = {protocol::check_form_schema, protocol::check_form_content};
  rules.language = settings.language;
  rules.most_nesting = most_nesting;
  return rules;
}

web::LiveRules live_rules(const FeedbackLimits &wished) {
  web::LiveRules rules;
  rules.idle_ms = wished.live_idle_ms;
  return rules;
}

feedback::RateRules rates_of(const FeedbackLimits &wished) {
  feedback::RateRules rules;
  const uint64_t each[feedback::actions] = {wished.max_creates, wished.max_status_reads, wished.max_result_reads, wished.max_submits, wished.max_page_views};
  for (int i = 0; i < feedback::actions; ++i) rules.per_minute[i] = rate(each[i]);
  return rules;
}

feedback::LedgerOptions ledger_options(const FeedbackLimits &wished) {
  feedback::LedgerOptions options;
  options.rejoin = {wished.rejoin_ms != off, signed_ms(wished.rejoin_ms)};
  options.waiters = {wished.max_waiters, narrow(wished.max_session_agents), narrow(wished.max_session_watchers)};
  options.open_of_principal = wished.max_open_sessions == off ? 0 : wished.max_open_sessions;
  return options;
}

feedback::RecorderRules recorder_rules(const FeedbackSettings &settings) {
  feedback::RecorderRules rules;
  rules.on = settings.record;
  rules.contents = settings.record_contents;
  rules.content_bytes = narrow(settings.limits.max_recorded_bytes);
  rules.error_bytes = std::min(rules.error_bytes, rules.content_bytes);
  rules.most_pending = narrow(settings.limits.max_recording);
  rules.keep_ms = settings.limits.journal_ms == off ? 0 : signed_ms(settings.limits.journal_ms);
  return rules;
}

feedback::Recorder recorder_of(Server &server, const FeedbackSettings &settings, const feedback::Store &store) {
  const auto lost = [&server](std::string_view why, uint64_t so_far) {
    server.log({LogLevel::warn, "journal_entry_lost", "", words("{} so far: {}", so_far, why), "", ""});
  };
  // An entry that is on its way is somebody's who may have gone meanwhile: it holds the server itself.
  return {store, recorder_rules(settings), lost, [&server] { return std::make_shared<Ref<Server>>(Ref<Server>::share(&server)); }};
}

feedback::Ledger::NewId new_ids(Server &server) {
  return [&server](std::string &out) {
    unsigned char bytes[feedback::session_id_bytes];
    if (!server.random(bytes, sizeof bytes)) return false;
    out = feedback::session_id(bytes);
    return true;
  };
}

web::PageRules pages_of(Server &server, const FeedbackSettings &settings) {
  const Options &options = server.options();
  web::PageRules rules;
  rules.product = !settings.product.empty() ? settings.product : !options.title.empty() ? options.title : options.name;
  rules.base_path = options.base_path;
  rules.public_url = options.public_url;
  rules.theme = settings.theme;
  rules.secret = settings.secret;
  rules.random = [&server](void *out, size_t len) { return server.random(out, len); };
  if (settings.sites & site_live)
    rules.socket = [&server](const feedback::Session &session, const web::Visitor &visitor, int64_t now) {
      std::string sealed;
      const web::LiveTicket ticket{session.id, visitor.may_read, visitor.reader, feedback::after(now, ticket_life_ms)};
      if (!server.seal(web::write_ticket(ticket), web::ticket_seal, sealed)) return std::string(); // the page has its events
      return server.options().base_path + "/ws/" + session.id + "?ticket=" + sealed;
    };
  return rules;
}

// Asks the host about a visitor. Whether a callback that throws has kept the decision cannot be known: denying is safe.
auto host_asked(Server &server, const FeedbackSettings &settings) {
  return [&server, visited = settings.visited](const web::Visit &visit, const feedback::Session *session, std::function<void(web::HostWord)> said) {
    const auto heard = [alive = Ref<Server>::share(&server), said = std::move(said)](web::HostWord word, Instant now) {
      alive->at(now);
      said(std::move(word));
      alive->tell_host();
    };
    const Ref<Decision> decision = Ref<Decision>::adopt(new Decision(heard));
    try {
      visited(visit, session, Ref<Decision>(decision).hand_over());
    } catch (...) {
      decision->deny(visit.now);
    }
  };
}

web::ResponderSettings responders_of(Server &server, const FeedbackSettings &settings) {
  web::ResponderSettings made;
  made.mode = settings.responder;
  made.secrets = {settings.secret};
  made.base_path = server.options().base_path;
  if (made.base_path.ends_with('/')) made.base_path.pop_back();
  made.public_url = server.options().public_url;
  made.most_tried_codes = static_cast<size_t>(settings.limits.max_tried_codes);
  made.link_ms = signed_ms(settings.link_ms);
  made.inbox_link_ms = signed_ms(settings.inbox_link_ms);
  made.inbox_ms = signed_ms(settings.inbox_ms);
  if (settings.visited) made.ask_host = host_asked(server, settings);
  made.random = [&server](void *out, size_t len) { return server.random(out, len); };
  return made;
}

} // namespace

FeedbackRoom::FeedbackRoom(Server &server, FeedbackSettings settings, feedback::Store store)
    : server_(server), settings_(std::move(settings)), rules_(rules_of(settings_, static_cast<size_t>(server.limits().max_nesting))),
      limiter_(std::make_shared<feedback::RateLimiter>(rates_of(settings_.limits))),
      recorder_(recorder_of(server, settings_, store)), ledger_(std::move(store), [&] {
        feedback::LedgerOptions options = ledger_options(settings_.limits);
        options.written = [this](const feedback::Step &step, int64_t now) { written(step, now); };
        return options;
      }(), new_ids(server)),
      responders_(responders_of(server, settings_), ledger_.store()), api_(ledger_, rules_, limiter_, responders_.responder()),
      pages_(ledger_, rules_, pages_of(server, settings_), responders_.responder(), limiter_),
      live_(live_rules(settings_.limits), {static_cast<size_t>(settings_.limits.max_live_clients), narrow(settings_.limits.max_session_watchers)}, ledger_.store()),
      analytics_(ledger_.store(), {settings_.analytics_scope, settings_.language}, limiter_, responders_.responder()) {
  waiter_.room = this;
  server.deadlines().set(waiter_, never - 1); // memory for all later settings, so that none fails
  server.deadlines().cancel(waiter_);
}

std::string FeedbackRoom::base(std::string_view host, bool secure) const {
  if (host.empty() && server_.options().public_url.empty()) return server_.options().base_path; // nobody knows where we are
  return web::base_url(server_.options().public_url, host, secure, server_.options().base_path);
}

void FeedbackRoom::begin_sweeping() {
  const std::lock_guard lock(mutex_);
  sweep_at_ = 0;
  server_.set_deadline(waiter_, 0);
}

void FeedbackRoom::due(Instant now) {
  {
    const std::lock_guard lock(mutex_);
    sweep_at_ = never;
    if (ended_ || sweeping_) return;
    sweeping_ = true;
    sooner_ = INT64_MAX;
  }
  recorder_.sweep(now.unix_ms);
  const auto failed = [this, alive = Ref<Server>::share(&server_), now] { sweep_later(now); }; // out of memory
  std::shared_ptr<Owed<std::decay_t<decltype(failed)>>> owed;
  try {
    owed = owe(failed);
  } catch (...) {
    sweep_later(now);
    throw;
  }
  ledger_.sweep(now.unix_ms, [this, alive = Ref<Server>::share(&server_), owed, now](feedback::Result<int64_t> swept) {
    const bool trouble = swept.fault != feedback::Fault::none || !swept.trouble.empty();
    if (trouble) server_.log({LogLevel::warn, "feedback_sweep_failed", "", swept.trouble, "", ""});
    const bool shared = ledger_.store().durability() != feedback::Durability::none;
    int64_t next = swept.fault == feedback::Fault::none ? swept.value : now.unix_ms;
    if (trouble) next = std::max(next, feedback::after(now.unix_ms, after_trouble_ms));
    if (trouble || shared) next = std::min(next, feedback::after(now.unix_ms, longest_rest_ms));
    {
      const std::lock_guard lock(mutex_);
      sweeping_ = false;
      next = std::min(next, sooner_);
    }
    owed->pay();
    sweep_at(next, now);
    server_.tell_host();
  });
}

void FeedbackRoom::sweep_later(Instant now) {
  {
    const std::lock_guard lock(mutex_);
    sweeping_ = false;
  }
  sweep_at(feedback::after(now.unix_ms, after_trouble_ms), now);
}

void FeedbackRoom::serve_host(web::FeedbackRequest request, std::function<void(const Told &)> told) const {
  request.by_host = true;
  request.known.auth = "host";
  request.content_type = "application/json";
  request.base = base("", false);
  const auto alive = Ref<Server>::share(&server_);
  const auto heard_by = std::make_shared<const std::function<void(const Told &)>>(std::move(told));
  const auto owed = owe([alive, heard_by] { (*heard_by)({503, "INTERNAL_ERROR", "", alive->latest()}); }); // out of memory
  const auto tell = [alive, heard_by, owed](const web::Page &page) {
    Told heard;
    heard.status = page.status;
    heard.now = alive->latest();
    json::Reader reader;
    if (reader.parse_copy(page.body, json::Reader::deepest) == json::Trouble::memory) return;
    for (json::Span it = reader.first_of(reader.whole()); it.value; it = reader.next_of(it)) {
      if (it.name.text() == "data" && it.value.is_object()) heard.json = it.raw;
      if (it.name.text() != "error" || !it.value.is_object()) continue;
      for (json::Span member = reader.first_of(it); member.value; member = reader.next_of(member)) {
        if (member.name.text() == "code") heard.code = member.value.text();
        if (member.name.text() == "details") heard.json = member.raw;
      }
    }
    owed->pay();
    (*heard_by)(heard);
  };
  try {
    api_.answer(std::move(request), tell);
  } catch (const std::bad_alloc &) { // heard as what is owed goes
  }
}

// Whoever writes holds the server: through the exchange that waits for it, or a handle of the host's.
void FeedbackRoom::written(const feedback::Step &step, int64_t now) {
  const Instant latest = server_.latest();
  sweep_at(due_at(*step.next), {latest.monotonic_ms, std::max(now, latest.unix_ms)}); // first: it needs no memory
  recorder_.session(step);
  if (settings_.changed) settings_.changed(*step.next, latest);
  server_.tell_host();
}

void FeedbackRoom::sweep_at(int64_t unix_ms, Instant now) {
  if (unix_ms == INT64_MAX) return;
  const uint64_t rest = unix_ms <= now.unix_ms ? 0 : std::min<uint64_t>(static_cast<uint64_t>(unix_ms - now.unix_ms), longest_rest_ms);
  const uint64_t when = now.monotonic_ms + rest;
  const std::lock_guard lock(mutex_);
  sooner_ = std::min(sooner_, unix_ms);
  if (ended_ || sweeping_ || when >= sweep_at_) return;
  sweep_at_ = when;
  server_.set_deadline(waiter_, when);
}

void FeedbackRoom::end() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  server_.deadlines().cancel(waiter_);
}

} // namespace tenon::engine
