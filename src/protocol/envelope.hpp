// envelope.hpp - what a message says about itself: its parameters by name, its `_meta`, its era, and whether headers agree.
#pragma once
#include "framing/streamable_http.hpp"
#include "json/reader.hpp"
#include "jsonrpc/message.hpp"
#include "protocol/revision.hpp"
#include <optional>
#include <string_view>

namespace tenon::protocol {

// The members of params that some method reads, found in one walk; absent ones have no value.
struct Params {
  json::Span name, uri, arguments, meta, cursor, request_id, protocol_version, client_info, capabilities;
  json::Span ref, argument, context; // completion/complete
  json::Span level;                  // logging/setLevel
  json::Span notifications;          // subscriptions/listen
  json::Span input_responses, request_state;
  json::Span task, task_id;
};
Params read_params(const json::Reader &, const jsonrpc::Message &);

// params._meta (2026-07-28 basic/index, General fields). Views into the reader.
struct Meta {
  json::Value version;             // io.modelcontextprotocol/protocolVersion; its presence claims the stateless mechanism
  json::Value client_capabilities; // io.modelcontextprotocol/clientCapabilities
  std::string_view client_name, client_version;
  std::string_view progress_token; // raw JSON, a string or an integer; "" = the client does not want to know
  json::Value log_level;           // io.modelcontextprotocol/logLevel; absent: no log messages for this request
  std::string_view log_level_raw;
  std::string_view traceparent, tracestate, baggage; // W3C Trace Context and Baggage, unchecked; "" when absent or no texts
  std::string_view raw;                              // the whole _meta in the client's words; "" when there is none
};
Meta read_meta(const json::Reader &, const Params &);

// A refusal in the protocol's own form, with the HTTP status that carries it.
struct Refused {
  jsonrpc::Fault fault;
  int http_status = 400;
};

enum class Era : uint8_t { legacy, modern };

// Which rules a message falls under. `head` is null on message channels. Order of the rules: docs/tour.md.
Era era_of(const jsonrpc::Message &, const Meta &, const framing::Request *head);

// Everything that a modern request must get right before its method is looked at; nothing if it does.
std::optional<Refused> check_modern(const jsonrpc::Message &, const Params &, const Meta &, const framing::Request *head);

// MCP-Protocol-Version of the older Streamable HTTP revisions: absent, or one that we speak (2025-06-18 basic/transports).
std::optional<Refused> check_legacy_version(const framing::Request &head);

} // namespace tenon::protocol
