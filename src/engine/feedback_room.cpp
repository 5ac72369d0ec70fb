// feedback_room.cpp - what a server has for questions is put together, and the host's own doors to it.
#include "engine/feedback_room.hpp"
#include "engine/decision.hpp"
#include "engine/feedback_rules.hpp"
#include "engine/owed.hpp"
#include "engine/server.hpp"
#include "feedback/session_id.hpp"
#include "ground/words.hpp"
#include "web/base_url.hpp"
#include <new>
#include <utility>

namespace tenon::engine {
namespace {

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
    decision->expires(Ref<Server>::share(&server), deadline(visit.now, server.limits().decision_wait_ms));
    server.tell_host();
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

} // namespace tenon::engine
