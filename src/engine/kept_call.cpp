// kept_call.cpp - copying a call's words into one string.
#include "engine/kept_call.hpp"
#include "protocol/request_state.hpp"

namespace tenon::engine {

KeptCall::KeptCall(const Call &call) : arguments_json_(call.arguments_json), supplied_(call.supplied), call_(call) {
  std::string_view *const words[] = {&call_.name, &call_.subject, &call_.scopes, &call_.claims_json, &call_.client_id, &call_.issuer, &call_.permissions,
                                     &call_.owner, &call_.authorization, &call_.client_name,
                                     &call_.client_version, &call_.uri, &call_.meta_json, &call_.traceparent, &call_.tracestate, &call_.baggage,
                                     &call_.task_id};
  size_t bytes = 0;
  for (const std::string_view *word : words) bytes += word->size();
  text_.reserve(bytes); // no move below: the views stay true
  for (std::string_view *word : words) *word = keep(*word);
  call_.arguments_json = call_.supplied = call_.answers_json = call_.state = call_.argument = call_.value = {};
  call_.arguments = {};
  call_.arguments_span = {};
  call_.reader = nullptr;
}

std::string_view KeptCall::keep(std::string_view word) {
  const size_t at = text_.size();
  text_ += word;
  return std::string_view(text_).substr(at);
}

Call KeptCall::again(Instant now) const {
  Call call = call_;
  call.arguments_json = arguments_json_;
  call.now = now;
  return call;
}

std::string KeptCall::binding() const {
  Call call = call_;
  call.arguments_json = arguments_json_;
  return binding_of(call);
}

std::string binding_of(const Call &call) {
  return protocol::binding(call.owner, method_of(call.purpose), call.purpose == Purpose::read ? call.uri : call.name,
                           call.purpose == Purpose::read ? std::string_view("{}") : call.arguments_json);
}

std::string_view method_of(Purpose purpose) {
  switch (purpose) {
  case Purpose::tool: return "tools/call";
  case Purpose::read: return "resources/read";
  case Purpose::prompt: return "prompts/get";
  case Purpose::completion: return "completion/complete";
  }
  return "";
}

} // namespace tenon::engine
