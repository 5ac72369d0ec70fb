// post_desk.cpp - the order of rules for one POST; earlier wins (docs/tour.md tells the same in words).
#include "engine/post_desk.hpp"
#include "engine/batch_desk.hpp"
#include "engine/errand.hpp"
#include "engine/feedback_desk.hpp"
#include "engine/held_call.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "protocol/client_can.hpp"
#include "web/routes.hpp"
#include <charconv>

namespace tenon::engine {
namespace {

void refuse(Exchange &x, int status, std::string_view raw_id, const jsonrpc::Fault &fault) { x.refuse(status, error_text(raw_id, fault)); }

void take_modern(Exchange &x, const jsonrpc::Message &message, const protocol::Params &params, const protocol::Meta &meta, Instant now) {
  if (const auto refused = protocol::check_modern(message, params, meta, &x.request()))
    return refuse(x, refused->http_status, message.raw_id, refused->fault);
  if (message.shape != jsonrpc::Shape::request) return x.refuse(202, ""); // none is defined over HTTP; taken and ignored
  x.begin_calls(1, {}, true);
  const auto revision = *protocol::find_revision(meta.version.text());
  serve({x, x.bench(), message, params, meta, revision, {}, {}, meta.client_name, meta.client_version,
         protocol::read_client_can(meta.client_capabilities, revision), now});
}

// A handshake always begins a new session, whatever session the client names: clients re-initialize on lost ones.
void take_initialize(Exchange &x, const jsonrpc::Message &message, const protocol::Params &params, Instant now) {
  protocol::Conversation talk;
  talk.take(protocol::ConversationInput::initialize);
  const auto refused = protocol::greet(talk, params);
  Ref<Session> session;
  if (!refused) session = x.server().begin_session(x.principal(), false, now);
  if (!refused && !session) {
    x.answer_head().add("Retry-After", "5");
    return refuse(x, 503, message.raw_id, {jsonrpc::server_error, "Too many sessions", ""});
  }
  x.server().request_taken();
  x.begin_calls(1, {}, false);
  if (refused) {
    x.respond({}, now, 200, error_text(message.raw_id, refused->fault));
    return;
  }
  session->agreed(talk, now);
  x.answer_head().add_owned("Mcp-Session-Id", session->id());
  std::string text;
  jsonrpc::append_result(text, message.raw_id, x.server().introduction(talk.revision));
  x.respond({}, now, 200, text);
}

// The session that the head names; nothing when the exchange has been refused for lack of one.
Ref<Session> named_session(Exchange &x, std::string_view raw_id) {
  if (const auto refused = protocol::check_legacy_version(x.request())) {
    refuse(x, refused->http_status, raw_id, refused->fault);
    return {};
  }
  if (x.request().repeated_single) {
    refuse(x, 400, raw_id, {jsonrpc::invalid_request, "Bad Request: a header that may come once is repeated", ""});
    return {};
  }
  if (!x.request().has_session_id) {
    refuse(x, 400, raw_id, {jsonrpc::server_error, "Bad Request: no Mcp-Session-Id, and no _meta with io.modelcontextprotocol/protocolVersion", ""});
    return {};
  }
  Ref<Session> session = x.server().find_session(x.request().session_id, x.principal().owner);
  if (session && !session->lives_by_stream()) return session;
  refuse(x, 404, raw_id, {jsonrpc::session_not_found, "Session not found", ""});
  return {};
}

void take_legacy(Exchange &x, const jsonrpc::Message &message, const protocol::Params &params, const protocol::Meta &meta, Instant now) {
  if (message.shape == jsonrpc::Shape::request && message.method == "initialize") return take_initialize(x, message, params, now);
  // A response bears an id of ours: echoed, it would look like the answer to a request of the client's.
  const Ref<Session> session = named_session(x, message.shape == jsonrpc::Shape::request ? message.raw_id : std::string_view());
  if (!session) return;
  const protocol::ConversationEffect effect = session->take(message, now);
  if (effect == protocol::ConversationEffect::gone) return refuse(x, 404, message.raw_id, {jsonrpc::session_not_found, "Session not found", ""});
  if (message.shape != jsonrpc::Shape::request) {
    x.refuse(202, ""); // before anything that the note sets going
    return note(x, session, x.bench()->reader, message, params, now);
  }
  const protocol::Conversation talk = session->talk();
  if (session->log()) x.log_events(session->log(), protocol::facts(talk.revision).prime_events);
  x.begin_calls(1, {}, false);
  serve({x, x.bench(), message, params, meta, talk.revision, session, {}, talk.client_name, talk.client_version, talk.client_can, now});
}

// POST /sse/message of the 2024-11-05 transport: 202 at once, the answer comes on the stream.
void take_event_message(Exchange &x, const jsonrpc::Message &message, const protocol::Params &params, const protocol::Meta &meta, Instant now) {
  const std::string_view id = web::query_value(x.request().query, "sessionId");
  if (id.empty()) return refuse(x, 400, message.raw_id, {jsonrpc::server_error, "Bad Request: sessionId is missing", ""});
  const Ref<Session> session = x.server().find_session(id, x.principal().owner);
  if (!session || !session->lives_by_stream()) return refuse(x, 404, message.raw_id, {jsonrpc::session_not_found, "Session not found", ""});
  x.refuse(202, "");
  const bool greeting = message.shape == jsonrpc::Shape::request && message.method == "initialize";
  protocol::Conversation talk = session->talk();
  const protocol::ConversationEffect effect = greeting ? talk.take(protocol::ConversationInput::initialize) : session->take(message, now);
  if (message.shape != jsonrpc::Shape::request) return note(x, session, x.bench()->reader, message, params, now);
  const Errand errand{x, x.bench(), message, params, meta, talk.revision, session, {}, talk.client_name, talk.client_version, talk.client_can, now};
  if (effect == protocol::ConversationEffect::refuse)
    return errand.answer_fault(200, {jsonrpc::invalid_request, "Invalid Request: initialize first", ""});
  if (!greeting) return serve(errand);
  x.server().request_taken();
  if (const auto refused = protocol::greet(talk, params)) return errand.answer_fault(200, refused->fault);
  session->agreed(talk, now);
  errand.answer_result(x.server().introduction(talk.revision));
}

} // namespace

void take_post(Exchange &x, Instant now) {
  Bench &bench = *x.bench();
  const json::Trouble trouble = bench.parse(static_cast<size_t>(x.server().limits().max_nesting));
  if (trouble != json::Trouble::none) return refuse(x, 400, json::glimpse_id(bench.text()), unreadable(trouble));
  const json::Span whole = bench.reader.whole();
  if (whole.value.is_array()) {
    if (x.to_event_messages() || !x.request().has_session_id)
      return refuse(x, 400, "", {jsonrpc::invalid_request, "Invalid Request: batches are of revision 2025-03-26 only, in its session", ""});
    const Ref<Session> session = named_session(x, "");
    if (!session) return;
    session->seen(now);
    return take_batch(x, x.bench(), session, session->talk(), whole, now);
  }
  jsonrpc::Fault fault;
  std::string_view raw_id;
  const auto message = jsonrpc::read_message(bench.reader, whole, fault, raw_id);
  if (!message) return refuse(x, 400, raw_id, fault);
  const protocol::Params params = protocol::read_params(bench.reader, *message);
  const protocol::Meta meta = protocol::read_meta(bench.reader, params);
  if (x.to_event_messages()) return take_event_message(x, *message, params, meta, now);
  if (protocol::era_of(*message, meta, &x.request()) == protocol::Era::modern) return take_modern(x, *message, params, meta, now);
  take_legacy(x, *message, params, meta, now);
}

namespace {

// A form of the feedback tools comes back; an error is one that was closed.
void note_form(Exchange &x, const Ref<Session> &session, const jsonrpc::Message &message, Instant now) {
  const FeedbackRoom *const room = x.server().feedback();
  if (!room || !room->desk() || message.raw_id.size() < 2) return;
  const std::string context = session ? session->caller_context() : x.caller_context();
  HeldCall::take_response(room->desk(), message.raw_id.substr(1, message.raw_id.size() - 2), context, message.error.value ? "{}" : message.result.raw, now);
}

} // namespace

void note(Exchange &x, const Ref<Session> &session, const json::Reader &reader, const jsonrpc::Message &message, const protocol::Params &params, Instant now) {
  if (message.shape == jsonrpc::Shape::response) {
    if (message.raw_id.starts_with('"')) return note_form(x, session, message, now);
    uint64_t id = 0;
    const char *const end = message.raw_id.data() + message.raw_id.size();
    const auto read = std::from_chars(message.raw_id.data(), end, id);
    if (read.ec != std::errc() || read.ptr != end) return;
    const void *const answerer = session ? static_cast<const void *>(session.get()) : static_cast<const void *>(&x);
    const Questions::Open open = x.server().questions().take(id, answerer);
    if (open.inquiry) open.inquiry->take_response(open.index, reader, message, now);
    return;
  }
  if (message.method == "notifications/initialized") { // from here on it hears of changes
    if (session) session->listener();
    else if (x.talk().state == protocol::ConversationState::open) x.legacy_listener(true);
    return;
  }
  if (message.method != "notifications/cancelled" || !params.request_id.value) return;
  if (session) session->cancel(params.request_id.raw, now);
  else x.cancel(params.request_id.raw, now);
}

} // namespace tenon::engine
