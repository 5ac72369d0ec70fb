// admission.cpp - the order of judgement: sound head, our site, a known path, a method, room, a token; earlier wins.
#include "engine/admission.hpp"
#include "engine/live_desk.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "engine/site_desk.hpp"
#include "framing/token.hpp"
#include "json/writer.hpp"
#include "web/proofs.hpp"

namespace tenon::engine {
namespace {

constexpr std::string_view usual_accept = "application/json, text/event-stream"; // what the SDKs send, byte for byte

bool names_modern_revision(const framing::Request &request) {
  const auto named = protocol::find_revision(request.protocol_version);
  return request.has_protocol_version && named && protocol::facts(*named).modern;
}

} // namespace

void Admission::judge(const HeadWords &words, bool room) {
  framing::Request request;
  if (!head_is_sound(words, request) || answered_by_discovery(request)) return;
  const web::Endpoint endpoint = web::route(request.path, x_.server().options().base_path);
  if (!same_site(request, endpoint)) return;
  if (answered_without_token(request, endpoint)) return;
  x_.is_of_events_ = endpoint == web::Endpoint::event_stream || endpoint == web::Endpoint::event_messages;
  std::string bearer; // a browser cannot send headers with a WebSocket
  if (endpoint == web::Endpoint::live && !request.has_authorization) {
    if (std::string token = token_in_query(request.query); !token.empty()) {
      bearer = "Bearer " + std::move(token);
      request.authorization = bearer;
      request.has_authorization = true;
    }
  }
  const bool brings_pass = web::is_site(endpoint) && !request.repeated_authorization && !web::pass_in(request.authorization).empty();
  if (web::is_site(endpoint)) {
    x_.site_ = endpoint;
    x_.head_.keep_for_site(request, brings_pass);
  } else x_.head_.keep(request, x_.server().options().expose_authorization);
  if (request.has_param_headers) x_.param_headers_.collect(words.headers);
  const web::CrossOrigin cross = web::cross_origin(x_.head_.request);
  for (size_t i = 0; i < cross.count; ++i) x_.answer_.add(cross.lines[i].name, cross.lines[i].value);
  if (!room || x_.server().ending()) {
    log("exchange_refused", room ? "server_ends" : "too_many_exchanges");
    x_.answer_.add("Retry-After", "5");
    return refuse(503, jsonrpc::server_error, room ? "Server is shutting down" : "Too many open requests");
  }
  // Sites know which of their routes are for whom: whoever says nothing gets as far as their doors, and so does who brings a pass of theirs.
  const bool says_nothing = x_.site_ != web::Endpoint::unknown && (!request.has_authorization || brings_pass) && !request.has_api_key;
  if (says_nothing || identify(request, endpoint, true) == Entry::in) admit(request, endpoint);
}

bool Admission::head_is_sound(const HeadWords &words, framing::Request &request) {
  const Limits &limits = x_.server().limits();
  const framing::HeadTrouble trouble = framing::read_head(words.method, words.target, words.headers,
                                                          {static_cast<size_t>(limits.max_headers), static_cast<size_t>(limits.max_header_bytes)}, request);
  request.secure = words.secure;
  if (trouble == framing::HeadTrouble::none) return true;
  log("head_refused", "malformed");
  answer(web::refused_head(trouble), request);
  return false;
}

bool Admission::same_site(const framing::Request &request, web::Endpoint endpoint) {
  const web::HostGuard &guard = x_.server().guard();
  const bool host = guard.host_ok(request);
  const bool looks_itself = endpoint == web::Endpoint::feedback_pages && x_.server().offers_site(endpoint); // so that no words are lost
  if (host && (looks_itself || guard.origin_ok(request))) return true;
  log("site_refused", host ? "origin" : "host");
  web::Page page = host ? web::refused_origin() : web::refused_host();
  if (x_.server().offers_site(endpoint)) {
    x_.head_.keep_for_site(request, false);
    page.body = refusal_of_site(x_, page.status, now_);
  }
  x_.refuse(AnswerHead::of(page.status, std::move(page.headers)), std::move(page.body)); // no CORS lines for a stranger
  return false;
}

bool Admission::answered_without_token(const framing::Request &request, web::Endpoint endpoint) {
  const Options &options = x_.server().options();
  if (endpoint == web::Endpoint::unknown || (web::is_site(endpoint) && !x_.server().offers_site(endpoint))) answer(web::not_found(), request);
  else if (request.method == "OPTIONS") answer(web::preflight(request, endpoint), request);
  else if (!web::method_allowed(endpoint, request.method)) answer(web::method_not_allowed(endpoint), request);
  else if (endpoint == web::Endpoint::health) answer(web::health(options.name, options.version, now_.unix_ms), request);
  else if (endpoint == web::Endpoint::home) {
    web::HomeFacts facts;
    facts.name = options.name;
    facts.title = options.title;
    facts.version = options.version;
    facts.instructions = options.instructions;
    facts.public_url = options.public_url;
    facts.host = request.host;
    facts.secure = request.secure;
    facts.base_path = options.base_path;
    facts.tools = x_.server().tools().size();
    facts.authless = options.authless && !x_.server().gate().guards();
    for (const protocol::RevisionFacts &r : protocol::revisions) facts.revisions.push_back(r.name);
    answer(web::home(facts), request);
  } else return false;
  return true;
}

void Admission::admit(const framing::Request &request, web::Endpoint endpoint) {
  if (x_.site_ != web::Endpoint::unknown) return admit_site(request);
  if (request.method == "POST") return admit_post(request, endpoint);
  if (names_modern_revision(request)) { // sessions and their streams are not of that revision
    x_.answer_.add("Allow", "POST, OPTIONS");
    return refuse(405, jsonrpc::server_error, "Method not allowed in this revision: POST only");
  }
  if (request.repeated_single) return refuse(400, jsonrpc::invalid_request, "Bad Request: a header that may come once is repeated");
  if (request.method == "DELETE") return end_session(request);
  if (!framing::accepts(request, "text/event-stream"))
    return refuse(406, jsonrpc::server_error, "Not acceptable: the client must accept text/event-stream");
  if (endpoint == web::Endpoint::event_stream) return open_event_stream();
  open_session_stream(request);
}

void Admission::admit_site(const framing::Request &request) {
  if (request.method != "POST") return x_.take_body(now_); // whatever body comes is not waited for
  refuse_site(x_, now_);
}

void Admission::admit_post(const framing::Request &request, web::Endpoint endpoint) {
  const bool encoded = !request.content_encoding.empty() && !framing::same_word(request.content_encoding, "identity");
  if (!framing::is_media_type(request.content_type, "application/json") || encoded)
    return refuse(415, jsonrpc::server_error, "Unsupported media type: Content-Type must be application/json");
  x_.to_event_messages_ = endpoint == web::Endpoint::event_messages;
  if (x_.to_event_messages_ || !request.has_accept) return; // answered by 202, or by a client that takes what comes
  if (request.accept == usual_accept) return;
  if (!framing::accepts(request, "application/json") || !framing::accepts(request, "text/event-stream"))
    refuse(406, jsonrpc::server_error, "Not acceptable: the client must accept both application/json and text/event-stream");
}

// GET /sse, the 2024-11-05 transport: a session that lives as long as its stream.
void Admission::open_event_stream() {
  Server &server = x_.server();
  const Ref<Session> session = server.begin_session(x_.principal(), true, now_);
  if (!session) {
    x_.answer_.add("Retry-After", "5");
    return refuse(503, jsonrpc::server_error, "Too many sessions");
  }
  x_.session_ = session;
  x_.bench_.reset(); // nothing more to read: a stream that idles costs little
  x_.begin_stream(now_);
  x_.say_event("endpoint", server.options().base_path + "/sse/message?sessionId=" + session->id(), now_);
  session->attach(Ref<Exchange>::share(&x_), now_);
}

void Admission::open_session_stream(const framing::Request &request) {
  if (!request.has_session_id) return refuse(400, jsonrpc::server_error, "Bad Request: Mcp-Session-Id is missing");
  const Ref<Session> session = x_.server().find_session(request.session_id, x_.principal().owner);
  if (!session || session->lives_by_stream()) return refuse(404, jsonrpc::session_not_found, "Session not found");
  x_.bench_.reset(); // nothing more to read: a stream that idles costs little
  if (request.has_last_event_id) {
    const auto place = EventLog::read_id(request.last_event_id);
    x_.session_ = session;
    if (place && session->resume(*place, Ref<Exchange>::share(&x_), now_)) return;
    x_.session_.reset();
    return refuse(400, jsonrpc::invalid_params, "Bad Request: Last-Event-ID names no event of this session");
  }
  x_.session_ = session;
  if (session->log()) x_.log_events(session->log(), false); // nothing was said that could be lost: no empty first event
  x_.begin_stream(now_);
  session->attach(Ref<Exchange>::share(&x_), now_);
}

void Admission::end_session(const framing::Request &request) {
  if (!request.has_session_id) return refuse(400, jsonrpc::server_error, "Bad Request: Mcp-Session-Id is missing");
  const Ref<Session> session = x_.server().find_session(request.session_id, x_.principal().owner);
  if (!session || session->lives_by_stream()) return refuse(404, jsonrpc::session_not_found, "Session not found");
  x_.server().end_session(*session, now_);
  x_.refuse(200, "");
}

void Admission::begin_channel(const HeadWords &words, bool room) {
  auto who = std::make_shared<access::Principal>();
  who->subject = words.subject;
  who->scopes = words.scopes;
  access::write_owner(*who);
  x_.principal_ = std::move(who);
  x_.outbox_.keep_messages_apart(words.carrier == Carrier::messages);
  if (words.carrier == Carrier::lines)
    x_.lines_ = std::make_unique<framing::LineStream>(static_cast<size_t>(x_.server().limits().max_message_bytes));
  x_.begin_stream(now_);
  if (room && !x_.server().ending()) return;
  x_.close_code_ = 1013; // try again later (IANA WebSocket close codes)
  x_.end_stream(now_);
}

void Admission::refuse(int status, int32_t code, std::string_view words) {
  if (x_.site_ != web::Endpoint::unknown) return refuse_path(status, "", "");
  x_.refuse(status, error_body({code, std::string(words), ""}));
}

// The form of OAuth errors (RFC 6749 section 5.2), which is what clients look for behind a 401.
void Admission::refuse_path(int status, std::string_view error, std::string_view description) {
  if (x_.site_ != web::Endpoint::unknown) {
    x_.answer_.add("Cache-Control", "no-cache");
    return x_.refuse(status, refusal_of_site(x_, status, now_));
  }
  std::string body = "{\"error\":";
  json::append_text(body, error);
  body += ",\"error_description\":";
  json::append_text(body, description);
  body += '}';
  x_.refuse(status, body);
}

void Admission::answer(web::Page page, const framing::Request &request) {
  web::add_cross_origin(page, request);
  if (request.method == "HEAD") page.body.clear();
  x_.refuse(AnswerHead::of(page.status, std::move(page.headers)), std::move(page.body));
}

void Admission::log(const char *event, const char *reason) const {
  x_.server().log({LogLevel::info, event, reason, "", x_.principal().subject, x_.peer_});
}

} // namespace tenon::engine
