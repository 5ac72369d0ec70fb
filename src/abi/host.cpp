// host.cpp - calling the host: values become records, one function for each callback.
#include "abi/host.hpp"
#include "abi/doorway.hpp"
#include <memory>
#include <vector>

namespace tenon::abi {
namespace {

// What the core calls `user` of the host: the record that the host gave.
const tenon_host &record_of(void *user) { return *static_cast<const tenon_host *>(user); }

void drop(void *user) {
  const std::unique_ptr<tenon_host> record(static_cast<tenon_host *>(user));
  if (record->drop) record->drop(record->user);
}

int32_t entropy(void *user, void *out, size_t len) { return record_of(user).entropy(record_of(user).user, out, len); }

void log(void *user, const engine::LogLine &line) {
  tenon_log_record record{};
  record.size = sizeof record;
  record.level = static_cast<int64_t>(line.level);
  record.event = wrap(line.event);
  record.reason = wrap(line.reason);
  record.message = wrap(line.message);
  record.subject = wrap(line.subject);
  record.peer = wrap(line.peer);
  record_of(user).log(record_of(user).user, &record);
}

void deadline_moved(void *user) { record_of(user).deadline_moved(record_of(user).user); }

void dispatch(void *user, engine::Work *work) { record_of(user).dispatch(record_of(user).user, wrap(work)); }

void span(void *user, const engine::SpanLine &line) {
  static_assert(sizeof(tenon_attribute) == sizeof(tenon_header));
  std::vector<tenon_attribute> attributes;
  for (size_t i = 0; i < line.attribute_count; ++i) attributes.push_back({wrap(line.attributes[i].name), wrap(line.attributes[i].value)});
  tenon_span record{};
  record.size = sizeof record;
  record.phase = line.ends ? TENON_SPAN_END : TENON_SPAN_BEGIN;
  record.id = line.id;
  record.name = wrap(line.name);
  record.traceparent = wrap(line.traceparent);
  record.tracestate = wrap(line.tracestate);
  record.baggage = wrap(line.baggage);
  record.attributes = attributes.data();
  record.attribute_count = attributes.size();
  record.now = wrap(line.now);
  record_of(user).span(record_of(user).user, &record);
}

using Run = void (*)(void *, const tenon_call *, tenon_reply *);

void run_handler(void (*host_function)(), void *user, const engine::Call &call, engine::Reply *reply) {
  tenon_call record{};
  record.size = sizeof record;
  record.name = wrap(call.name);
  record.arguments_json = wrap(call.arguments_json);
  record.subject = wrap(call.subject);
  record.scopes = wrap(call.scopes);
  record.claims_json = wrap(call.claims_json);
  record.authorization = wrap(call.authorization);
  record.client_name = wrap(call.client_name);
  record.client_version = wrap(call.client_version);
  record.revision = wrap(call.revision);
  record.now = wrap(call.now);
  record.arguments = reinterpret_cast<const tenon_arguments *>(&call);
  record.uri = wrap(call.uri);
  record.argument = wrap(call.argument);
  record.value = wrap(call.value);
  record.answers_json = wrap(call.answers_json);
  record.state = wrap(call.state);
  record.meta_json = wrap(call.meta_json);
  record.traceparent = wrap(call.traceparent);
  record.tracestate = wrap(call.tracestate);
  record.baggage = wrap(call.baggage);
  record.task_id = wrap(call.task_id);
  record.client_can = call.client_can;
  record.client_id = wrap(call.client_id);
  record.issuer = wrap(call.issuer);
  record.permissions = wrap(call.permissions);
  reinterpret_cast<Run>(host_function)(user, &record, wrap(reply));
}

} // namespace

engine::Host read_host(const tenon_host &record) {
  engine::Dropper taken(record.user, record.drop); // until the copy exists
  auto kept = std::make_unique<tenon_host>(record);
  engine::Host host;
  host.entropy = record.entropy ? entropy : nullptr;
  host.log = record.log ? log : nullptr;
  host.deadline_moved = record.deadline_moved ? deadline_moved : nullptr;
  host.dispatch = record.dispatch ? dispatch : nullptr;
  host.span = record.span ? span : nullptr;
  host.dropper = engine::Dropper(kept.release(), drop);
  taken.forget();
  return host;
}

engine::Handler read_handler(void *user, void (*drop)(void *), HandlerFunction run, HandlerFunction complete) {
  engine::Handler handler;
  handler.dropper = engine::Dropper(user, drop);
  handler.host_function = reinterpret_cast<void (*)()>(run);
  handler.host_completer = reinterpret_cast<void (*)()>(complete);
  handler.invoke = run_handler;
  return handler;
}

} // namespace tenon::abi
