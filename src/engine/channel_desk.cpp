// channel_desk.cpp - both eras on one channel: a message with the modern `_meta` stands alone, all others are one conversation.
#include "engine/channel_desk.hpp"
#include "engine/batch_desk.hpp"
#include "engine/post_desk.hpp"
#include "engine/server.hpp"
#include "protocol/client_can.hpp"

namespace tenon::engine {
namespace {

void say_fault(Exchange &x, std::string_view raw_id, const jsonrpc::Fault &fault, Instant now) { x.respond({}, now, 0, error_text(raw_id, fault)); }

void take_modern(Exchange &x, const Ref<Bench> &bench, const jsonrpc::Message &message, const protocol::Params &params, const protocol::Meta &meta, Instant now) {
  const auto refused = protocol::check_modern(message, params, meta, nullptr);
  if (message.shape != jsonrpc::Shape::request) return note(x, {}, bench->reader, message, params, now); // nobody waits for a word about it
  if (refused) return say_fault(x, message.raw_id, refused->fault, now);
  const auto revision = *protocol::find_revision(meta.version.text());
  serve({x, bench, message, params, meta, revision, {}, {}, meta.client_name, meta.client_version,
         protocol::read_client_can(meta.client_capabilities, revision), now});
}

void take_legacy(Exchange &x, const Ref<Bench> &bench, const jsonrpc::Message &message, const protocol::Params &params, const protocol::Meta &meta, Instant now) {
  protocol::Conversation talk = x.talk(); // a refused initialize leaves it as it was
  const protocol::ConversationEffect effect = talk.take(protocol::input_of(message));
  if (message.shape != jsonrpc::Shape::request) {
    x.talk().state = talk.state;
    return note(x, {}, bench->reader, message, params, now);
  }
  if (effect == protocol::ConversationEffect::refuse)
    return say_fault(x, message.raw_id, {jsonrpc::invalid_request, "Invalid Request: initialize first, or send _meta with io.modelcontextprotocol/protocolVersion", ""}, now);
  const Errand errand{x, bench, message, params, meta, talk.revision, {}, {}, x.talk().client_name, x.talk().client_version, x.talk().client_can, now};
  if (effect != protocol::ConversationEffect::greet) return serve(errand);
  x.server().request_taken();
  if (const auto refused = protocol::greet(talk, params)) return say_fault(x, message.raw_id, refused->fault, now);
  x.talk() = talk;
  errand.answer_result(x.server().introduction(talk.revision));
}

} // namespace

void take_channel_message(Exchange &x, std::string_view text, Instant now) {
  const Ref<Bench> bench = x.server().benches().lend();
  bench->keep(text);
  const json::Trouble trouble = bench->parse(static_cast<size_t>(x.server().limits().max_nesting));
  if (trouble != json::Trouble::none) return say_fault(x, json::glimpse_id(bench->text()), unreadable(trouble), now);
  const json::Span whole = bench->reader.whole();
  if (whole.value.is_array()) return take_batch(x, bench, {}, x.talk(), whole, now);
  jsonrpc::Fault fault;
  std::string_view raw_id;
  const auto message = jsonrpc::read_message(bench->reader, whole, fault, raw_id);
  if (!message) return say_fault(x, raw_id, fault, now);
  const protocol::Params params = protocol::read_params(bench->reader, *message);
  const protocol::Meta meta = protocol::read_meta(bench->reader, params);
  if (protocol::era_of(*message, meta, nullptr) == protocol::Era::modern) return take_modern(x, bench, *message, params, meta, now);
  take_legacy(x, bench, *message, params, meta, now);
}

void refuse_channel_message(Exchange &x, Instant now) {
  say_fault(x, "", {jsonrpc::invalid_request, "Invalid Request: the message is over the limit", ""}, now);
}

} // namespace tenon::engine
