// message.cpp - from one JSON value to the envelope of a request, a notification or a response.
#include "jsonrpc/message.hpp"
#include <utility>

namespace tenon::jsonrpc {

namespace {

using json::Kind, json::Span;

constexpr size_t longest_id = 1024; // raw bytes, quotes included

// The members that JSON-RPC names, as they came.
struct Members {
  Span version, id, method, params, result, error;
};

Members members_of(const json::Reader &reader, const Span &message) {
  Members found;
  for (Span it = reader.first_of(message); it.value; it = reader.next_of(it)) {
    const std::string_view name = it.name.text();
    if (name == "jsonrpc") found.version = it;
    else if (name == "id") found.id = it;
    else if (name == "method") found.method = it;
    else if (name == "params") found.params = it;
    else if (name == "result") found.result = it;
    else if (name == "error") found.error = it;
  }
  return found;
}

bool integer_or_text(const Span &id) {
  if (id.value.is_text()) return true;
  // Written without fraction and exponent and within 64 bits.
  return id.value.is_number() && id.value.kind() == Kind::integer;
}

bool usable_id(const Span &id) { return id.value && integer_or_text(id) && id.raw.size() <= longest_id; }

std::optional<Message> refuse(Fault &fault, int32_t code, const char *message) {
  fault = {code, message, {}};
  return std::nullopt;
}

std::optional<Message> read_call(const Members &from, Fault &fault) {
  if (!from.method.value.is_text() || from.method.value.text().empty())
    return refuse(fault, invalid_request, "Invalid Request: \"method\" must be a non-empty string");
  if (from.params.value && !from.params.value.is_object())
    return refuse(fault, invalid_params, "Invalid params: \"params\" must be an object");
  const Shape shape = from.id.value ? Shape::request : Shape::notification;
  return Message{shape, from.id.raw, from.method.value.text(), from.params, {}, {}};
}

std::optional<Message> read_response(const Members &from, Fault &fault) {
  if (from.result.value && from.error.value)
    return refuse(fault, invalid_request, "Invalid Request: a response has either \"result\" or \"error\"");
  if (from.error.value) {
    const json::Value code = from.error.value.find("code");
    if (!code || code.kind() != Kind::integer || !from.error.value.find("message").is_text())
      return refuse(fault, invalid_request, "Invalid Request: \"error\" must be an object with an integer \"code\" and a string \"message\"");
  } else if (!from.id.value) {
    return refuse(fault, invalid_request, "Invalid Request: \"id\" is missing");
  }
  return Message{Shape::response, usable_id(from.id) ? from.id.raw : std::string_view(), {}, {}, from.result, from.error};
}

} // namespace

std::optional<Message> read_message(const json::Reader &reader, const Span &message, Fault &fault, std::string_view &raw_id_out) {
  raw_id_out = {};
  if (!message.value.is_object()) return refuse(fault, invalid_request, "Invalid Request: a message must be an object");
  const Members from = members_of(reader, message);
  const bool response = !from.method.value && (from.result.value || from.error.value);
  // The id of a response is one of ours. A refusal that carried it would look like the answer to the peer's request of that id.
  if (!response && usable_id(from.id)) raw_id_out = from.id.raw;

  if (!from.version.value.is_text() || from.version.value.text() != "2.0")
    return refuse(fault, invalid_request, "Invalid Request: \"jsonrpc\" must be \"2.0\"");
  const bool answers_nobody = response && from.error.value && from.id.value.is_null(); // the peer could not read an id
  if (from.id.value && !answers_nobody) {
    if (!integer_or_text(from.id)) return refuse(fault, invalid_request, "Invalid Request: \"id\" must be a string or an integer");
    if (from.id.raw.size() > longest_id) return refuse(fault, invalid_request, "Invalid Request: \"id\" is too long");
  }
  if (response) return read_response(from, fault);
  if (!from.method.value) return refuse(fault, invalid_request, "Invalid Request: \"method\" is missing");
  return read_call(from, fault);
}

} // namespace tenon::jsonrpc
