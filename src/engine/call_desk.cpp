// call_desk.cpp - scopes, rounds of questions, a place on the lists of those who wait, and then the handler.
#include "engine/call_desk.hpp"
#include "access/challenge.hpp"
#include "access/needs.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include "engine/work.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"
#include "protocol/client_can.hpp"
#include "protocol/logging.hpp"
#include "protocol/request_state.hpp"

namespace tenon::engine {
namespace {

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
    const uint64_t most = errand_.server().limits().max_calls;
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

// What came with the request from an earlier round.
struct Round {
  std::string answers_json, state;
  std::string_view supplied; // answers without a state
  uint32_t rounds = 0;
  bool is_retry = false;
};

void refuse_params(const Errand &errand, std::string why) { errand.answer_fault(200, {jsonrpc::invalid_params, std::move(why), ""}); }

// Asks again for what is still open.
void ask_again(const Errand &errand, protocol::RequestState &carried, const std::string &binding) {
  std::vector<const protocol::Question *> open;
  for (size_t i = 0; i < carried.questions.size(); ++i)
    if (carried.answers[i].empty()) open.push_back(&carried.questions[i]);
  std::string sealed, text;
  if (!errand.server().seal(protocol::write_state(carried), binding, sealed))
    return errand.answer_fault(200, {jsonrpc::internal_error, "No randomness for a requestState", ""});
  if (sealed.size() > errand.server().limits().max_request_state_bytes) // which the client could not bring back
    return refuse_params(errand, "Invalid params: inputResponses: too large to be carried one by one: answer all questions at once");
  protocol::append_input_required(text, errand.message.raw_id, open, sealed, errand.revision, errand.server().server_meta());
  errand.answer(200, text);
}

// Puts the answers that came into their places. False: the errand is answered.
bool fill_in(const Errand &errand, protocol::RequestState &carried) {
  const json::Span &responses = errand.params.input_responses;
  if (!responses.value) return true;
  const json::Reader &reader = errand.bench->reader;
  for (json::Span it = reader.first_of(responses); it.value; it = reader.next_of(it))
    for (size_t i = 0; i < carried.questions.size(); ++i) {
      if (carried.questions[i].key != it.name.text() || !carried.answers[i].empty()) continue;
      const std::string why = protocol::check_answer(carried.questions[i], it.value);
      if (!why.empty()) {
        refuse_params(errand, words("Invalid params: inputResponses: {}: {}", carried.questions[i].key, why));
        return false;
      }
      json::append_compact(carried.answers[i], it.raw);
    }
  return true;
}

// 2026-07-28 basic/patterns/mrtr. False: the errand is answered.
bool take_round(const Errand &errand, const Call &call, Round &out) {
  const json::Span &state = errand.params.request_state, &responses = errand.params.input_responses;
  if (responses.value && !responses.value.is_object()) return refuse_params(errand, "Invalid params: \"inputResponses\" must be an object"), false;
  if (state.value && !state.value.is_text()) return refuse_params(errand, "Invalid params: \"requestState\" must be a string"), false;
  out.is_retry = state.value || responses.value;
  if (!state.value) {
    out.supplied = responses.raw;
    return true;
  }
  const std::string binding = binding_of(call);
  const std::string_view sealed = state.value.text();
  std::optional<std::string> opened;
  if (sealed.size() <= errand.server().limits().max_request_state_bytes) opened = errand.server().unseal(sealed, binding);
  std::optional<protocol::RequestState> carried;
  if (opened) carried = protocol::read_state(*opened);
  if (!carried || errand.now.unix_ms >= carried->expires_unix_ms) return refuse_params(errand, "Invalid or expired requestState"), false;
  if (!fill_in(errand, *carried)) return false;
  out.answers_json = "{";
  for (size_t i = 0; i < carried->questions.size(); ++i) {
    if (carried->answers[i].empty()) return ask_again(errand, *carried, binding), false;
    if (i) out.answers_json += ',';
    json::append_text(out.answers_json, carried->questions[i].key);
    out.answers_json.append(1, ':').append(carried->answers[i]);
  }
  out.answers_json += '}';
  out.state = std::move(carried->state);
  out.rounds = carried->rounds;
  return true;
}

int8_t wanted_level(const Errand &errand) {
  if (!errand.modern() || !errand.meta.log_level.is_text()) return INT8_MAX;
  return static_cast<int8_t>(protocol::read_level(errand.meta.log_level.text()).value_or(INT8_MAX));
}

Call make_call(const Errand &errand, const Asked &asked) {
  const access::Principal &principal = errand.exchange.principal();
  Call call;
  call.name = asked.name;
  call.arguments_json = asked.arguments_json;
  call.subject = principal.subject;
  call.scopes = principal.scopes;
  call.claims_json = principal.claims_json;
  call.client_id = principal.client_id;
  call.issuer = principal.issuer;
  call.permissions = principal.permissions;
  call.owner = principal.owner;
  if (errand.server().options().expose_authorization) call.authorization = errand.exchange.request().authorization;
  call.client_name = errand.client_name;
  call.client_version = errand.client_version;
  call.revision = protocol::facts(errand.revision).name;
  call.now = errand.now;
  call.arguments = asked.arguments;
  call.reader = asked.reader;
  call.arguments_span = asked.arguments_span;
  call.uri = asked.uri;
  call.argument = asked.argument;
  call.value = asked.value;
  call.meta_json = errand.meta.raw;
  call.traceparent = errand.meta.traceparent;
  call.tracestate = errand.meta.tracestate;
  call.baggage = errand.meta.baggage;
  call.client_can = errand.client_can;
  call.purpose = asked.purpose;
  return call;
}

} // namespace

bool may_use(const Errand &errand, const Offered &offered) {
  const access::Principal &who = errand.exchange.principal();
  const access::Reason reason = offered.needs_words.empty() ? access::Reason::accepted : offered.needs.met_by(who);
  if (reason == access::Reason::accepted) return true;
  Server &server = errand.server();
  const bool lone = errand.exchange.is_http() && !errand.batch && !(errand.session && errand.session->lives_by_stream());
  const bool scope = reason == access::Reason::lacks_scope; // of what else is lacking, no other token would help
  std::string data;
  if (scope) {
    data = "{\"requiredScopes\":";
    json::append_text(data, offered.needs.scopes());
    data += '}';
  }
  if (scope && lone) errand.exchange.add_challenge([&](const access::Door &door) { return access::insufficient_scope(door, offered.needs.scopes()); });
  server.log({LogLevel::info, "use_refused", access::word(reason), offered.name(), who.subject, errand.exchange.peer()});
  server.audit({false, access::word(reason), &who, who.key_id, errand.message.method, errand.message.method, offered.name(), errand.exchange.peer(), errand.now});
  errand.answer_fault(403, {jsonrpc::server_error, scope ? "Insufficient scope" : "This is not for you to use", std::move(data)});
  return false;
}

void call(const Errand &errand, Asked &asked, const Ref<Task> &task) {
  Server &server = errand.server();
  if (server.ended()) return errand.answer_fault(503, {jsonrpc::server_error, "Server is shutting down", ""});
  Call call = make_call(errand, asked);
  Round round;
  const bool may_have_asked = errand.modern() && asked.purpose != Purpose::completion && (errand.params.request_state.value || errand.params.input_responses.value);
  if (may_have_asked && !take_round(errand, call, round)) return;
  call.answers_json = round.answers_json;
  call.state = round.state;
  call.supplied = round.supplied;
  call.rounds = round.rounds;
  if (task) call.task_id = task->id();

  Reply::Origin origin;
  origin.server = errand.exchange.server_ref();
  origin.offered = asked.offered;
  origin.purpose = asked.purpose;
  origin.revision = errand.revision;
  origin.raw_id = errand.message.raw_id;
  origin.progress_token = errand.meta.progress_token;
  origin.log_level = wanted_level(errand);
  origin.client_can = errand.client_can;
  origin.cacheable = !round.is_retry;
  origin.uri = asked.uri;
  origin.span = errand.span;
  origin.note = note_of(server, call, origin.raw_id);
  const auto reply = Ref<Reply>::adopt(new Reply(std::move(origin)));
  Place place(errand, *reply);
  if (task) {
    reply->goes_to(task);
    task->runs(reply, errand.now);
  } else {
    const bool on_stream = errand.session && errand.session->lives_by_stream();
    reply->goes_to(on_stream ? Ref<Exchange>() : Ref<Exchange>::share(&errand.exchange), errand.session, errand.batch);
    if (const Registered listed = place.take(); listed != Registered::yes) return answer_unlisted(errand, listed);
  }
  if (!server.host().dispatch) {
    place.handed_over();
    return Reply::run(reply, call);
  }
  auto *const work = new Work(Ref<Exchange>::share(&errand.exchange), errand.bench, reply, call);
  work->keep(asked.arguments_bench);
  work->keep_round(round.answers_json, round.state);
  place.handed_over();
  server.host().dispatch(server.host().dropper.user(), work);
}

void await_task(const Errand &errand, const Ref<Task> &task) {
  Reply::Origin origin;
  origin.server = errand.exchange.server_ref();
  origin.revision = errand.revision;
  origin.raw_id = errand.message.raw_id;
  origin.span = errand.span;
  const auto reply = Ref<Reply>::adopt(new Reply(std::move(origin)));
  Place place(errand, *reply);
  const bool on_stream = errand.session && errand.session->lives_by_stream();
  reply->goes_to(on_stream ? Ref<Exchange>() : Ref<Exchange>::share(&errand.exchange), errand.session, errand.batch);
  if (const Registered listed = place.take(); listed != Registered::yes) return answer_unlisted(errand, listed);
  place.handed_over();
  task->await(reply, errand.now);
}

} // namespace tenon::engine
