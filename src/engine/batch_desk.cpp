// batch_desk.cpp - reading all elements first, so that it is known how many responses are owed.
#include "engine/batch_desk.hpp"
#include "engine/post_desk.hpp"
#include "engine/server.hpp"
#include "engine/session.hpp"
#include <optional>

namespace tenon::engine {
namespace {

struct Element {
  std::optional<jsonrpc::Message> message;
  jsonrpc::Fault fault;
  std::string_view raw_id;
  protocol::Params params;
  protocol::Meta meta;
};

jsonrpc::Fault invalid(const char *words) { return {jsonrpc::invalid_request, words, ""}; }

void refuse(Exchange &x, Instant now, const jsonrpc::Fault &fault) {
  const std::string text = error_text("", fault);
  if (x.is_http()) x.refuse(400, text);
  else x.respond({}, now, 0, text);
}

// Why the batch as a whole is none; nothing if it is one.
std::optional<jsonrpc::Fault> read_elements(const json::Reader &reader, const json::Span &whole, uint64_t most, std::vector<Element> &out) {
  const size_t count = whole.value.count();
  if (count == 0) return invalid("Invalid Request: empty batch");
  if (count > most) return invalid("Invalid Request: too many messages in a batch");
  out.reserve(count);
  for (json::Span it = reader.first_of(whole); it.value; it = reader.next_of(it)) {
    Element &e = out.emplace_back();
    e.message = jsonrpc::read_message(reader, it, e.fault, e.raw_id);
    if (!e.message) continue;
    e.params = protocol::read_params(reader, *e.message);
    e.meta = protocol::read_meta(reader, e.params);
    if (e.meta.version) return invalid("Invalid Request: a message of revision 2026-07-28 stands alone");
    if (e.message->method == "initialize") return invalid("Invalid Request: initialize stands alone");
  }
  return std::nullopt;
}

bool owes_response(const Element &e) { return !e.message || e.message->shape == jsonrpc::Shape::request; }

} // namespace

void take_batch(Exchange &x, const Ref<Bench> &bench, const Ref<Session> &session, const protocol::Conversation &talk, const json::Span &whole, Instant now) {
  if (!protocol::facts(talk.revision).batches || talk.state == protocol::ConversationState::fresh)
    return refuse(x, now, invalid("Invalid Request: batches are of revision 2025-03-26 only"));
  std::vector<Element> elements;
  if (const auto fault = read_elements(bench->reader, whole, x.server().limits().max_batch, elements)) return refuse(x, now, *fault);

  size_t owed = 0;
  for (const Element &e : elements) owed += owes_response(e);
  if (owed == 0 && x.is_http()) x.refuse(202, "");
  Ref<Batch> batch;
  if (owed > 0) {
    batch = Ref<Batch>::adopt(new Batch);
    batch->owed = owed;
    if (x.is_http() && session->log()) x.log_events(session->log(), false);
    if (x.is_http()) x.begin_calls(owed, batch, false);
  }
  for (const Element &e : elements) {
    if (!e.message) x.respond(batch, now, 200, error_text(e.raw_id, e.fault));
    else if (e.message->shape == jsonrpc::Shape::request)
      serve({x, bench, *e.message, e.params, e.meta, talk.revision, session, batch, talk.client_name, talk.client_version, talk.client_can, now});
    else note(x, session, bench->reader, *e.message, e.params, now);
  }
}

} // namespace tenon::engine
