// envelope.cpp - reading `_meta`, telling the eras apart, and comparing headers with the body.
#include "protocol/envelope.hpp"
#include "ground/words.hpp"
#include "json/writer.hpp"
#include "protocol/logging.hpp"

namespace tenon::protocol {
namespace {

constexpr std::string_view key_version = "io.modelcontextprotocol/protocolVersion";
constexpr std::string_view key_capabilities = "io.modelcontextprotocol/clientCapabilities";
constexpr std::string_view key_client = "io.modelcontextprotocol/clientInfo";
constexpr std::string_view key_log_level = "io.modelcontextprotocol/logLevel";

std::string_view text_or_nothing(json::Value value) { return value.is_text() ? value.text() : std::string_view{}; }

Refused mismatch(std::string_view why) { return {{jsonrpc::header_mismatch, words("Header mismatch: {}", why), ""}, 400}; }

Refused malformed(std::string_view why) { return {{jsonrpc::invalid_params, words("Invalid params: {}", why), ""}, 400}; }

Refused unsupported(std::string_view requested) {
  std::string data = "{\"supported\":[";
  bool first = true;
  for (const RevisionFacts &r : revisions) {
    if (!r.modern) continue;
    if (!first) data += ',';
    first = false;
    json::append_text(data, r.name);
  }
  data += "],\"requested\":";
  json::append_text(data, requested);
  data += '}';
  return {{jsonrpc::unsupported_version, "Unsupported protocol version", std::move(data)}, 400};
}

// The value that Mcp-Name mirrors (2026-07-28 basic/transports/streamable-http, Standard Request Headers; and of the
// extension io.modelcontextprotocol/tasks, Streamable HTTP).
json::Value mirrored_name(std::string_view method, const Params &params) {
  if (method == "tools/call" || method == "prompts/get") return params.name.value;
  if (method == "resources/read") return params.uri.value;
  if (method == "tasks/get" || method == "tasks/update" || method == "tasks/cancel") return params.task_id.value;
  return {};
}

bool name_agrees(std::string_view header, std::string_view body) {
  if (header == body) return true; // a literal may look like a sentinel only when it decodes; see below
  std::string decoded;
  return framing::decode_header_value(header, decoded) && decoded == body;
}

std::optional<Refused> check_headers(const jsonrpc::Message &message, const Params &params, std::string_view version,
                                     const framing::Request &head) {
  if (head.repeated_single) return mismatch("a header that names the request is repeated");
  if (head.has_protocol_version && head.protocol_version != version)
    return mismatch("MCP-Protocol-Version does not match _meta");
  if (head.has_mcp_method && head.mcp_method != message.method) return mismatch("Mcp-Method does not match the method");
  const auto known = find_revision(version);
  if (!known || !facts(*known).modern) return unsupported(version);
  if (message.shape != jsonrpc::Shape::request) return std::nullopt;
  if (!head.has_protocol_version) return mismatch("MCP-Protocol-Version is missing");
  if (!head.has_mcp_method) return mismatch("Mcp-Method is missing");
  const json::Value name = mirrored_name(message.method, params);
  if (!name.is_text()) return std::nullopt; // the method refuses it
  if (!head.has_mcp_name) return mismatch("Mcp-Name is missing");
  if (!name_agrees(head.mcp_name, name.text())) return mismatch("Mcp-Name does not match the body");
  return std::nullopt;
}

} // namespace

Params read_params(const json::Reader &reader, const jsonrpc::Message &message) {
  Params found;
  if (!message.params.value) return found;
  for (json::Span it = reader.first_of(message.params); it.value; it = reader.next_of(it)) {
    const std::string_view name = it.name.text();
    switch (name.size()) { // the length tells most names apart
    case 3:
      if (name == "uri") found.uri = it;
      else if (name == "ref") found.ref = it;
      break;
    case 4:
      if (name == "name") found.name = it;
      else if (name == "task") found.task = it;
      break;
    case 5:
      if (name == "_meta") found.meta = it;
      else if (name == "level") found.level = it;
      break;
    case 6:
      if (name == "cursor") found.cursor = it;
      else if (name == "taskId") found.task_id = it;
      break;
    case 7: if (name == "context") found.context = it; break;
    case 8: if (name == "argument") found.argument = it; break;
    case 9:
      if (name == "arguments") found.arguments = it;
      else if (name == "requestId") found.request_id = it;
      break;
    case 10: if (name == "clientInfo") found.client_info = it; break;
    case 12:
      if (name == "capabilities") found.capabilities = it;
      else if (name == "requestState") found.request_state = it;
      break;
    case 13: if (name == "notifications") found.notifications = it; break;
    case 14: if (name == "inputResponses") found.input_responses = it; break;
    case 15: if (name == "protocolVersion") found.protocol_version = it; break;
    default: break;
    }
  }
  return found;
}

Meta read_meta(const json::Reader &reader, const Params &params) {
  Meta meta;
  if (!params.meta.value.is_object()) return meta;
  meta.raw = params.meta.raw;
  for (json::Span it = reader.first_of(params.meta); it.value; it = reader.next_of(it)) {
    const std::string_view name = it.name.text();
    switch (name.size()) { // no two names have one length
    case key_version.size():
      if (name == key_version) meta.version = it.value;
      break;
    case key_capabilities.size():
      if (name == key_capabilities) meta.client_capabilities = it.value;
      break;
    case key_client.size():
      if (name != key_client) break;
      meta.client_name = text_or_nothing(it.value.find("name"));
      meta.client_version = text_or_nothing(it.value.find("version"));
      break;
    case key_log_level.size():
      if (name != key_log_level) break;
      meta.log_level = it.value;
      meta.log_level_raw = it.raw;
      break;
    case 13:
      if (name == "progressToken" && (it.value.is_text() || it.value.kind() == json::Kind::integer))
        meta.progress_token = it.raw;
      break;
    case 11: if (name == "traceparent") meta.traceparent = text_or_nothing(it.value); break;
    case 10: if (name == "tracestate") meta.tracestate = text_or_nothing(it.value); break;
    case 7: if (name == "baggage") meta.baggage = text_or_nothing(it.value); break;
    default: break;
    }
  }
  return meta;
}

Era era_of(const jsonrpc::Message &message, const Meta &meta, const framing::Request *head) {
  if (meta.version) return Era::modern;
  if (message.shape == jsonrpc::Shape::response || message.method == "initialize") return Era::legacy;
  // No claim in the body: a header that names a modern revision makes it one, so that it is refused for what it lacks.
  if (head && head->has_protocol_version) {
    const auto named = find_revision(head->protocol_version);
    if (named && facts(*named).modern) return Era::modern;
  }
  return Era::legacy;
}

std::optional<Refused> check_modern(const jsonrpc::Message &message, const Params &params, const Meta &meta,
                                    const framing::Request *head) {
  const bool request = message.shape == jsonrpc::Shape::request;
  if (params.meta.value && !params.meta.value.is_object()) return malformed("_meta must be an object");
  if (request && !meta.version) return malformed("_meta lacks io.modelcontextprotocol/protocolVersion");
  if (meta.version && !meta.version.is_text()) return malformed("io.modelcontextprotocol/protocolVersion must be a string");
  if (request && !meta.client_capabilities.is_object())
    return malformed("_meta lacks io.modelcontextprotocol/clientCapabilities, an object");
  const std::string_view version = meta.version ? meta.version.text() : head ? head->protocol_version : facts(latest).name;
  if (head) {
    if (auto refused = check_headers(message, params, version, *head)) return refused;
  } else if (const auto known = find_revision(version); !known || !facts(*known).modern) {
    return unsupported(version);
  }
  // Last: another revision may know other levels (2026-07-28 server/utilities/logging, Error Handling).
  if (request && meta.log_level && (!meta.log_level.is_text() || !read_level(meta.log_level.text())))
    return malformed("io.modelcontextprotocol/logLevel is no level");
  return std::nullopt;
}

std::optional<Refused> check_legacy_version(const framing::Request &head) {
  if (!head.has_protocol_version || find_revision(head.protocol_version)) return std::nullopt;
  return Refused{{jsonrpc::server_error, "Bad Request: unsupported MCP-Protocol-Version", ""}, 400};
}

} // namespace tenon::protocol
