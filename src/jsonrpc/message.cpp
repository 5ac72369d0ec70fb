// message.cpp - from one JSON value to the envelope of a request, a notification or a response.
#include "jsonrpc/message.hpp"

namespace tenon::jsonrpc {

namespace {

using json::Kind, json::Span;

constexpr size_t longest_id = 1024; // raw bytes, quotes included

// What is needed to judge the message, beside what goes into it.
struct Envelope {
  json::Value version, method, id;
  std::string_view raw_id;
};

void open(const json::Reader &reader, const Span &whole, Envelope &envelope, Message &message) {
  for (Span it = reader.first_of(whole); it.value; it = reader.next_of(it)) {
    const std::string_view name = it.name.text();
    switch (name.size()) {
      case 2:
        if (name == "id") envelope.id = it.value, envelope.raw_id = it.raw;
        break;
      case 5:
        if (name == "error") message.error = it;
        break;
      case 6:
        if (name == "method")
          envelope.method = it.value;
        else if (name == "params")
          message.params = it;
        else if (name == "result")
          message.result = it;
        break;
      case 7:
        if (name == "jsonrpc") envelope.version = it.value;
        break;
    }
  }
}

// A string, or an integer written without fraction and exponent that fits 64 bits.
bool integer_or_text(json::Value id) { return id.is_text() || (id.is_number() && id.kind() == Kind::integer); }

bool refuse(Fault &fault, int32_t code, const char *text) {
  fault = {code, text, {}};
  return false;
}

bool id_fits(const Envelope &envelope, Fault &fault) {
  if (!integer_or_text(envelope.id))
    return refuse(fault, invalid_request, "Invalid Request: \"id\" must be a string or an integer");
  if (envelope.raw_id.size() > longest_id) return refuse(fault, invalid_request, "Invalid Request: \"id\" is too long");
  return true;
}

bool read_call(const Envelope &envelope, Message &message, Fault &fault) {
  if (!envelope.method) return refuse(fault, invalid_request, "Invalid Request: \"method\" is missing");
  if (envelope.id && !id_fits(envelope, fault)) return false;
  if (!envelope.method.is_text() || envelope.method.text().empty())
    return refuse(fault, invalid_request, "Invalid Request: \"method\" must be a non-empty string");
  if (message.params.value && !message.params.value.is_object())
    return refuse(fault, invalid_params, "Invalid params: \"params\" must be an object");
  message.shape = envelope.id ? Shape::request : Shape::notification;
  message.raw_id = envelope.raw_id;
  message.method = envelope.method.text();
  if (message.result.value) message.result = {}; // a stranger in a call
  if (message.error.value) message.error = {};
  return true;
}

bool is_error(json::Value error) {
  const json::Value code = error.find("code");
  return code.is_number() && code.kind() == Kind::integer && error.find("message").is_text();
}

bool read_response(const Envelope &envelope, Message &message, Fault &fault) {
  if (message.result.value && message.error.value)
    return refuse(fault, invalid_request, "Invalid Request: a response has either \"result\" or \"error\"");
  if (message.error.value && !is_error(message.error.value))
    return refuse(fault, invalid_request,
                  "Invalid Request: \"error\" must be an object with an integer \"code\" and a string \"message\"");
  message.shape = Shape::response;
  if (message.params.value) message.params = {};
  // The peer could not read which request it refuses.
  if (message.error.value && (!envelope.id || envelope.id.is_null())) return true;
  if (!envelope.id) return refuse(fault, invalid_request, "Invalid Request: \"id\" is missing");
  message.raw_id = envelope.raw_id;
  return id_fits(envelope, fault);
}

} // namespace

std::optional<Message> read_message(const json::Reader &reader, const Span &whole, Fault &fault,
                                    std::string_view &raw_id_out) {
  raw_id_out = {};
  std::optional<Message> message(std::in_place);
  Envelope envelope;
  if (whole.value.is_object()) open(reader, whole, envelope, *message);
  // The id of a response is one of ours. A refusal that carried it would look like the answer to the peer's own request.
  const bool response = !envelope.method && (message->result.value || message->error.value);
  if (!response && integer_or_text(envelope.id) && envelope.raw_id.size() <= longest_id) raw_id_out = envelope.raw_id;

  bool read = false;
  if (!whole.value.is_object())
    refuse(fault, invalid_request, "Invalid Request: a message must be an object");
  else if (!envelope.version.is_text() || envelope.version.text() != "2.0")
    refuse(fault, invalid_request, "Invalid Request: \"jsonrpc\" must be \"2.0\"");
  else
    read = response ? read_response(envelope, *message, fault) : read_call(envelope, *message, fault);
  if (!read) message.reset();
  return message;
}

} // namespace tenon::jsonrpc
