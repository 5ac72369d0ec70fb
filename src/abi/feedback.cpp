// feedback.cpp - how a server asks people, and the host's own doors to sessions.
#include "abi/record.hpp"
#include "abi/somebody.hpp"
#include "abi/storage.hpp"
#include "abi/texts.hpp"
#include "access/scopes.hpp"
#include "feedback/members.hpp"
#include "feedback/memory_shelf.hpp"
#include "feedback/session_id.hpp"
#include "ground/words.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"
#include <cstddef>
#include <cstring>

using namespace tenon;
using namespace tenon::abi;

namespace {

constexpr size_t least_secret = 32, longest_text = 1024;

static_assert(TENON_ASK_TOOL == engine::ask_tool && TENON_RESULT_TOOL == engine::result_tool && TENON_STATUS_TOOL == engine::status_tool &&
              TENON_CANCEL_TOOL == engine::cancel_tool && TENON_LIST_TOOL == engine::list_tool);
static_assert(TENON_SITE_API == engine::site_api && TENON_SITE_PAGES == engine::site_pages && TENON_SITE_LIVE == engine::site_live &&
              TENON_SITE_ANALYTICS == engine::site_analytics);
static_assert(TENON_RESPONDER_ID - 1 == static_cast<int>(web::ResponderMode::id) && TENON_RESPONDER_CAPABILITY - 1 == static_cast<int>(web::ResponderMode::capability) &&
              TENON_RESPONDER_SIGNED - 1 == static_cast<int>(web::ResponderMode::signed_link) && TENON_RESPONDER_ONCE - 1 == static_cast<int>(web::ResponderMode::once) &&
              TENON_RESPONDER_HOST - 1 == static_cast<int>(web::ResponderMode::host));

// A callback and its user, which go together, wherever the last copy goes.
template <class Function> struct Callback {
  Callback(Function its_function, engine::Dropper its_user) : function(its_function), user(std::move(its_user)) {}
  const Function function;
  const engine::Dropper user;
};

struct Range {
  const char *name;
  uint64_t value, least, most;
};

bool within(const Range &range, std::string &why) {
  if (range.value >= range.least && range.value <= range.most) return true;
  why = words("feedback.{}: {} to {}", range.name, range.least, range.most);
  return false;
}

bool read_bits(uint64_t said, uint64_t known, uint32_t usual, const char *name, uint32_t &out, std::string &why) {
  if (said != TENON_OFF && (said & ~known) != 0) return why = words("feedback.{}: a bit that is none", name), false;
  out = said == 0 ? usual : said == TENON_OFF ? 0 : static_cast<uint32_t>(said);
  return true;
}

// What has to have an end has one, whatever is said.
bool check(const engine::FeedbackSettings &settings, std::string &why) {
  constexpr uint64_t minute = 60'000, hour = 60 * minute, day = 24 * hour;
  const engine::FeedbackLimits &limits = settings.limits;
  const Range ranges[] = {
      {"timeout_ms", limits.timeout_ms, minute / 2, 7 * day},        {"max_timeout_ms", limits.max_timeout_ms, limits.timeout_ms, 7 * day},
      {"grace_ms", limits.grace_ms, 0, minute},                      {"typing_ms", limits.typing_ms, 0, hour},
      {"claim_ms", limits.claim_ms, 1000, day},                      {"retention_ms", limits.retention_ms, 1000, 90 * day},
      {"tombstone_ms", limits.tombstone_ms, day, 365 * day},       {"max_message", limits.max_message, 1, 1u << 20},
      {"max_title", limits.max_title, 1, 1u << 16},                  {"max_ai_content", limits.max_ai_content, 1, 1u << 20},
      {"max_options", limits.max_options, 1, 1000},                  {"max_option", limits.max_option, 1, 1u << 16},
      {"max_free_text", limits.max_free_text, 1, 1u << 20},          {"max_session_watchers", limits.max_session_watchers, 1, 50},
      {"max_session_agents", limits.max_session_agents, 1, 1u << 16}, {"max_late_notes", limits.max_late_notes, 0, 100},
      {"max_form_bytes", limits.max_form_bytes, 1024, 64u << 20},   {"rejoin_ms", limits.rejoin_ms == engine::off ? 0 : limits.rejoin_ms, 0, day},
      {"max_recorded_bytes", limits.max_recorded_bytes, 1, 64u << 10}, {"max_recording", limits.max_recording, 1, 1u << 20},
  };
  for (const Range &range : ranges)
    if (!within(range, why)) return false;
  if (limits.journal_ms != TENON_OFF && !within({"journal_ms", limits.journal_ms, hour, 3650 * day}, why)) return false;
  return true;
}

bool read_responder(const tenon_feedback &record, engine::FeedbackSettings &out, std::string &why) {
  constexpr uint64_t hour = 3'600'000, day = 24 * hour;
  if (record.responder > TENON_RESPONDER_HOST) return why = "feedback.responder: there is none of that number", false;
  if (record.responder > 0) out.responder = static_cast<web::ResponderMode>(record.responder - 1);
  if ((out.responder == web::ResponderMode::host) != (record.visited != nullptr)) return why = "feedback.visited goes with TENON_RESPONDER_HOST, and only with it", false;
  if (record.link_ms > 0 && !within({"link_ms", record.link_ms, 1000, 90 * day}, why)) return false;
  if (record.inbox_link_ms > 0 && !within({"inbox_link_ms", record.inbox_link_ms, 1000, day}, why)) return false;
  if (record.inbox_ms > 0 && !within({"inbox_ms", record.inbox_ms, 1000, 400 * day}, why)) return false;
  out.link_ms = record.link_ms;
  if (record.inbox_link_ms > 0) out.inbox_link_ms = record.inbox_link_ms;
  if (record.inbox_ms > 0) out.inbox_ms = record.inbox_ms;
  return true;
}

uint64_t none_if_off(uint64_t value) { return value == TENON_OFF ? 0 : value; }

bool read_settings(const tenon_feedback &record, engine::FeedbackSettings &out, std::string &why) {
  if (!read_bits(record.tools, engine::all_tools, engine::usual_tools, "tools", out.tools, why) ||
      !read_bits(record.sites, engine::all_sites, engine::all_sites, "sites", out.sites, why))
    return false;
  if (!all_sound({record.product, record.language, record.theme, record.secret, record.analytics_scope})) return why = "feedback: NULL with a length", false;
  const std::string_view language = unwrap(record.language), theme = unwrap(record.theme), product = unwrap(record.product);
  if (!language.empty() && language != "en" && language != "zh") return why = "feedback.language: en or zh", false;
  if (!theme.empty() && theme != "auto" && theme != "light" && theme != "dark") return why = "feedback.theme: auto, light or dark", false;
  if (product.size() > longest_text || !json::valid_utf8(product)) return why = words("feedback.product: over {} bytes, or not UTF-8", longest_text), false;
  if (record.secret.len != 0 && record.secret.len < least_secret) return why = words("feedback.secret: at least {} bytes", least_secret), false;
  if (record.seed_limits > 1 || record.no_late_notes > 1) return why = "feedback.seed_limits and feedback.no_late_notes are 0 or 1", false;
  if (record.seed_texts > 1 || record.no_ask_in_client > 1) return why = "feedback.seed_texts and feedback.no_ask_in_client are 0 or 1", false;
  if (record.no_record > 1 || record.no_recorded_contents > 1) return why = "feedback.no_record and feedback.no_recorded_contents are 0 or 1", false;
  const std::string_view scope = unwrap(record.analytics_scope);
  if (!access::valid_scope_text(scope) || scope.find(' ') != scope.npos) return why = "feedback.analytics_scope: one scope", false;
  if (!scope.empty()) out.analytics_scope = scope;
  out.record = record.no_record == 0;
  out.record_contents = record.no_recorded_contents == 0;
  out.product = product;
  if (!theme.empty()) out.theme = theme;
  out.language = language == "zh" ? feedback::Language::zh : feedback::Language::en;
  out.secret = unwrap(record.secret);
  out.seed_limits = record.seed_limits == 1;
  out.late_notes = record.no_late_notes == 0;
  out.seed_texts = record.seed_texts == 1;
  out.ask_in_client = record.no_ask_in_client == 0;
#define TENON_READ_LIMIT(name, standard, unit) out.limits.name = record.name == 0 ? standard : record.name;
  TENON_FEEDBACK_LIMITS(TENON_READ_LIMIT)
#undef TENON_READ_LIMIT
  if (record.max_timeout_ms == TENON_OFF) out.limits.max_timeout_ms = 7ull * 24 * 3600 * 1000;
  if (record.max_timeout_ms == 0 && out.seed_limits) out.limits.max_timeout_ms = 3600 * 1000;
  out.limits.grace_ms = none_if_off(out.limits.grace_ms);
  out.limits.typing_ms = none_if_off(out.limits.typing_ms);
  out.limits.max_late_notes = none_if_off(out.limits.max_late_notes);
  return check(out, why) && read_responder(record, out, why);
}

// The same user as `changed`: it goes when the last of the two does.
template <class Host> auto visits_of(decltype(tenon_feedback::visited) visited, std::shared_ptr<Host> host) {
  return [visited, host](const web::Visit &visit, const feedback::Session *session, engine::Decision *decision) {
    tenon_visitor visitor{};
    visitor.size = sizeof visitor;
    if (session) visitor.session_id = wrap(session->id);
    visitor.page = visit.page ? 1 : 0;
    visitor.method = wrap(visit.method);
    visitor.query = wrap(visit.query);
    visitor.cookie = wrap(visit.cookie);
    visitor.peer = wrap(visit.peer);
    visitor.now = wrap(visit.now);
    visited(host->user.user(), &visitor, wrap(decision));
  };
}

Status offer(engine::Server *server, const tenon_feedback *given, std::string &why) {
  tenon_feedback record{};
  const Status read = read_record(given, sizeof record, record);
  engine::Dropper dropper(record.user, record.drop);
  std::optional<feedback::Store> store;
  if (record.storage)
    if (const Status kept = read_storage(record.storage, store, why); kept != Status::ok) return kept;
  if (read != Status::ok) return why = "feedback: the size of the record", read;
  if (!server) return why = "server is NULL", Status::invalid;
  engine::FeedbackSettings settings;
  if (!read_settings(record, settings, why)) return Status::invalid;
  const auto host = std::make_shared<Callback<decltype(record.changed)>>(record.changed, std::move(dropper));
  if (record.visited) settings.visited = visits_of(record.visited, host);
  settings.changed = [host](const feedback::Session &session, Instant now) {
    if (host->function) host->function(host->user.user(), wrap(session.id), session.version, static_cast<int64_t>(session.state), wrap(now));
  };
  if (!store) store.emplace(std::make_shared<feedback::MemoryShelf>(feedback::ShelfBounds{}));
  if (auto refused = server->offer_feedback(std::move(settings), std::move(*store))) return why = std::move(refused->text), refused->status;
  return Status::ok;
}

std::string withdrawal(std::string_view reason) {
  std::string body;
  feedback::Members(body).text_if("reason", reason).close();
  return body;
}

struct Door {
  web::FeedbackRoute route;
  tenon_str session = {nullptr, 0};
  const tenon_somebody *who = nullptr;
  tenon_str body = {nullptr, 0} /* of a withdrawal: the reason */, query = {nullptr, 0};
  bool somebody_asks = false; // else somebody answers
};

Status read_door(const Door &door, web::FeedbackRequest &out) {
  tenon_somebody who{};
  if (door.who)
    if (const Status read = read_somebody(door.who, who); read != Status::ok) return read;
  if (!all_sound({door.session, door.body, door.query})) return Status::invalid;
  out.path.route = door.route;
  out.path.bad_id = !feedback::read_session_id(unwrap(door.session), out.path.id);
  out.method = web::method_of(door.route);
  out.body = door.route == web::FeedbackRoute::cancel ? withdrawal(unwrap(door.body)) : std::string(unwrap(door.body));
  out.query = unwrap(door.query);
  if (door.somebody_asks && (door.who || door.route == web::FeedbackRoute::create)) out.owner = owner_of(who);
  out.client = unwrap(who.client_id);
  out.known.by = unwrap(who.id);
  out.known.name = unwrap(who.name);
  return Status::ok;
}

tenon_status enter(tenon_server *server, const Door &door, const tenon_hearer *given, tenon_now now) {
  tenon_hearer record{};
  const Status read = read_record(given, sizeof record, record);
  engine::Dropper dropper(record.user, record.drop);
  if (read != Status::ok) return wrap(read);
  if (!server || !record.told) return TENON_INVALID;
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] {
    web::FeedbackRequest request;
    if (const Status sound_door = read_door(door, request); sound_door != Status::ok) return sound_door;
    engine::FeedbackRoom *const room = s.feedback();
    if (s.ended()) return Status::gone;
    if (!room) return Status::not_found;
    request.now = s.at(unwrap(now));
    const auto hearer = std::make_shared<Callback<decltype(record.told)>>(record.told, std::move(dropper));
    room->serve_host(std::move(request), [hearer](const engine::FeedbackRoom::Told &heard) {
      const tenon_told told{sizeof told, heard.status, wrap(heard.code), wrap(heard.json), wrap(heard.now)};
      hearer->function(hearer->user.user(), &told);
    });
    return Status::ok;
  });
}

} // namespace

extern "C" {

tenon_status tenon_server_offer_feedback(tenon_server *server, const tenon_feedback *feedback, tenon_error *error) {
  const auto begin = [&] {
    std::string why;
    const Status offered = offer(unwrap(server), feedback, why);
    if (offered != Status::ok) explain(error, offered, why);
    return offered;
  };
  return server ? at_server(*unwrap(server), begin) : guarded(Status::no_memory, begin);
}

tenon_status tenon_feedback_create(tenon_server *server, const tenon_somebody *who, tenon_str request, const tenon_hearer *hearer, tenon_now now) {
  return enter(server, {web::FeedbackRoute::create, {}, who, request, {}, true}, hearer, now);
}

tenon_status tenon_feedback_read(tenon_server *server, tenon_str session_id, const tenon_hearer *hearer, tenon_now now) {
  return enter(server, {web::FeedbackRoute::view, session_id}, hearer, now);
}

tenon_status tenon_feedback_answer(tenon_server *server, tenon_str session_id, const tenon_somebody *who, tenon_str submission,
                                   const tenon_hearer *hearer, tenon_now now) {
  return enter(server, {web::FeedbackRoute::submit, session_id, who, submission}, hearer, now);
}

tenon_status tenon_feedback_decline(tenon_server *server, tenon_str session_id, const tenon_somebody *who, tenon_str submission,
                                    const tenon_hearer *hearer, tenon_now now) {
  return enter(server, {web::FeedbackRoute::decline, session_id, who, submission}, hearer, now);
}

tenon_status tenon_feedback_withdraw(tenon_server *server, tenon_str session_id, tenon_str reason, const tenon_hearer *hearer, tenon_now now) {
  return enter(server, {web::FeedbackRoute::cancel, session_id, nullptr, reason}, hearer, now);
}

tenon_status tenon_feedback_list(tenon_server *server, const tenon_somebody *who, tenon_str query, const tenon_hearer *hearer, tenon_now now) {
  return enter(server, {web::FeedbackRoute::list, {}, who, {}, query, true}, hearer, now);
}

tenon_status tenon_feedback_inbox_link(tenon_server *server, const tenon_somebody *whose, tenon_str base_url, tenon_now now, tenon_buffer *out) {
  if (!server || !sound(base_url) || base_url.len > 2048) return TENON_INVALID;
  if (!out || (!out->data && out->capacity > 0)) return TENON_INVALID;
  if (out->size < sizeof(tenon_buffer)) return TENON_BAD_SIZE;
  engine::Server &s = *unwrap(server);
  return at_server(s, [&] {
    std::optional<std::string> principal;
    tenon_somebody who{};
    if (whose) {
      if (const Status read = read_somebody(whose, who); read != Status::ok) return read;
      principal = owner_of(who);
      if (principal->size() > web::Inbox::most_of_a_principal) return Status::invalid;
    }
    out->len = 0;
    const engine::FeedbackRoom *const room = s.feedback();
    if (!room || room->settings().responder == web::ResponderMode::host) return Status::not_found;
    const std::string base = base_url.len > 0 ? std::string(unwrap(base_url)) : room->base("", false);
    const std::string link = room->responders().inbox_link(base, principal, s.at(unwrap(now)));
    if (link.empty()) return Status::no_entropy;
    out->len = link.size();
    if (link.size() > out->capacity) return Status::limit;
    std::memcpy(out->data, link.data(), link.size());
    return Status::ok;
  });
}

} // extern "C"
