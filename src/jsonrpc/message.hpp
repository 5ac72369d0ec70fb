// message.hpp - one JSON-RPC message, checked: a request, a notification or a response, and the spans it was made of.
#pragma once
#include "json/reader.hpp"
#include "jsonrpc/fault.hpp"
#include <optional>
#include <string_view>

namespace tenon::jsonrpc {

enum class Shape : uint8_t { request, notification, response };

// All views point into the reader and its source; valid until it parses again.
struct Message {
  Message() {} // member by member; without it the whole is zeroed before
  Shape shape = Shape::request;
  std::string_view raw_id;  // as written: 7 or "seven"; "" for notifications, and for an error that answers no known request
  std::string_view method;  // unescaped; "" for responses
  json::Span params;        // params.value absent when there are none; always an object otherwise
  json::Span result, error; // responses
};

// The envelope of `message` (the whole text, or one element of a batch), or the fault to answer with. Rules: jsonrpc is "2.0";
// an id is a string or an integer that fits int64 (no null, fraction, exponent), of 1,024 raw bytes at most; method a non-empty
// string; params an object (MCP has no positional params); result xor error in a response, error an object with integer code
// and string message. Unknown members beside them are ignored. On failure raw_id_out still holds the id if there is a usable one
// (never that of a faulty response: it is one of ours).
std::optional<Message> read_message(const json::Reader &, const json::Span &message, Fault &fault, std::string_view &raw_id_out);

} // namespace tenon::jsonrpc
