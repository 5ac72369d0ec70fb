// tool_desk.cpp - tools/call: from the name to the host's handler.
#include "engine/errand.hpp"
#include "ground/words.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "engine/work.hpp"
#include "protocol/tools.hpp"

namespace tenon::engine {
namespace {

// Arguments that do not fit: since 2025-11-25 the model is told, before that the client (protocol/revision.hpp).
void answer_misfit(const Errand &errand, schema::Fit fit, std::string_view tool, const schema::Finding &finding) {
  const std::string why = fit == schema::Fit::too_costly ? words("Invalid arguments for tool {}: too costly to check", tool)
                                                         : protocol::misfit_words(tool, finding);
  if (!protocol::facts(errand.revision).misfit_is_result) return errand.answer_fault(200, {jsonrpc::invalid_params, why, ""});
  std::string text;
  protocol::append_text_response(text, errand.message.raw_id, errand.revision, why, true);
  errand.answer(200, text);
}

// A call's place on the lists of those who wait for it; taken back unless the call is handed to the host.
class Place {
public:
  Place(const Errand &errand, Reply &reply) : errand_(errand), reply_(reply) {}
  ~Place() {
    if (handed_over_) return;
    reply_.forsake();
    if (errand_.session) errand_.session->strike(reply_, errand_.now);
    errand_.exchange.unlist(reply_);
  }
  Place(const Place &) = delete;
  Place &operator=(const Place &) = delete;

  // The exchange first: when a session ends it looks there for its calls.
  Registered take() {
    const uint64_t most = errand_.exchange.server().limits().max_calls;
    if (!errand_.session) return errand_.exchange.enlist(reply_, most);
    if (!errand_.session->lives_by_stream() && errand_.exchange.enlist(reply_, most) != Registered::yes) return Registered::closed;
    const Registered kept = errand_.session->enlist(reply_, most);
    return kept == Registered::closed ? Registered::ended : kept;
  }
  void handed_over() { handed_over_ = true; }

private:
  const Errand &errand_;
  Reply &reply_;
  bool handed_over_ = false;
};

void answer_unlisted(const Errand &errand, Registered why) {
  if (why == Registered::ended) return errand.answer_fault(404, {jsonrpc::session_not_found, "Session not found", ""});
  if (why == Registered::same_id)
    return errand.answer_fault(400, {jsonrpc::invalid_request, "Invalid Request: this id is in use by a call that is not answered yet", ""});
  if (why == Registered::too_many) return errand.answer_fault(429, {jsonrpc::server_error, "Too many calls at once", ""});
}

} // namespace

void call_tool(const Errand &errand) {
  protocol::ToolCall asked;
  if (const auto refused = protocol::read_tool_call(errand.params, asked)) return errand.answer_fault(refused->http_status, refused->fault);
  Server &server = errand.exchange.server();
  if (server.ended()) return errand.answer_fault(503, {jsonrpc::server_error, "Server is shutting down", ""});
  Ref<OfferedTool> tool = server.tools().find(asked.name);
  if (!tool) return errand.answer_fault(200, protocol::unknown_tool(asked.name));
  const json::Value arguments = asked.arguments ? asked.arguments : server.empty_object();
  schema::Finding finding;
  const schema::Fit fit = schema::check(*tool->schema, arguments, nullptr);
  if (fit != schema::Fit::fits) {
    schema::check(*tool->schema, arguments, &finding); // once more, for the words
    return answer_misfit(errand, fit, tool->name(), finding);
  }

  const auto reply = Ref<Reply>::adopt(new Reply(errand.exchange.server_ref(), tool, errand.revision, errand.message.raw_id, errand.meta.progress_token));
  const bool on_stream = errand.session && errand.session->lives_by_stream();
  reply->goes_to(on_stream ? Ref<Exchange>() : Ref<Exchange>::share(&errand.exchange), errand.session, errand.batch);
  Place place(errand, *reply);
  if (const Registered listed = place.take(); listed != Registered::yes) return answer_unlisted(errand, listed);

  Call call{tool->name(), asked.arguments_json, errand.exchange.principal().subject, errand.exchange.principal().scopes,
            errand.exchange.principal().claims_json,
            server.options().expose_authorization ? errand.exchange.request().authorization : std::string_view(),
            errand.client_name, errand.client_version, protocol::facts(errand.revision).name, errand.now, arguments, &errand.bench->reader,
            errand.params.arguments};
  if (!server.host().dispatch) {
    place.handed_over();
    return invoke(reply, call);
  }
  auto *const work = new Work(Ref<Exchange>::share(&errand.exchange), errand.bench, reply, call);
  place.handed_over();
  server.host().dispatch(server.host().dropper.user(), work);
}

void invoke(Ref<Reply> reply, const Call &call) {
  const Ref<Reply> alive = reply; // the handler may release its own
  const Handler &handler = alive->tool().handler;
  Reply *const given = reply.hand_over();
  try {
    handler.invoke(handler.host_function, handler.dropper.user(), call, given);
  } catch (...) { // whether it had released the reply cannot be known: answering is safe, releasing is not
    alive->settle({Words::Kind::fault, "The tool failed", jsonrpc::internal_error}, call.now);
  }
}

Work::Work(Ref<Exchange> exchange, Ref<Bench> bench, Ref<Reply> reply, const Call &call)
    : exchange_(std::move(exchange)), bench_(std::move(bench)), reply_(std::move(reply)), client_name_(call.client_name),
      client_version_(call.client_version), call_(call) {
  call_.client_name = client_name_;
  call_.client_version = client_version_;
}

void Work::run(Instant now) {
  const std::unique_ptr<Work> done(this);
  call_.now = now;
  if (reply_->cancelled()) return reply_.hand_over()->release_by_host(now); // nobody waits: not begun
  invoke(std::move(reply_), call_);
}

} // namespace tenon::engine
