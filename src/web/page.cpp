// page.cpp - answers that need no conversation: health, preflights and refusals.
#include "web/page.hpp"
#include "framing/token.hpp"
#include "json/writer.hpp"
#include "web/timestamp.hpp"

namespace tenon::web {
namespace {

Page json_page(int status, std::string body) {
  return {status,
          {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}},
          std::move(body)};
}

// For who speaks HTTP to us; both texts are ours and need no escape.
Page plain_error(int status, std::string_view error, std::string_view description) {
  std::string body = R"({"error":")";
  body.append(error).append(R"(","error_description":")").append(description).append("\"}");
  return json_page(status, std::move(body));
}

// For who speaks MCP to us.
Page rpc_error(int status, std::string_view message) {
  std::string body = R"({"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":")";
  body.append(message).append("\"}}");
  return json_page(status, std::move(body));
}

bool is_parameter_name(std::string_view name) {
  constexpr std::string_view front = "mcp-param-";
  return name.size() > front.size() && framing::same_word(name.substr(0, front.size()), front) && framing::is_token(name);
}

// What a client may send, and of the parameters that tools take from headers those that were asked for.
std::string allowed_headers(std::string_view asked) {
  std::string allowed = "Authorization, Content-Type, Accept, Mcp-Session-Id, Mcp-Protocol-Version, Mcp-Method, Mcp-Name, "
                        "Last-Event-ID, X-API-Key, DPoP, Idempotency-Key";
  while (!asked.empty()) {
    const std::string_view part = asked.substr(0, asked.find(','));
    asked.remove_prefix(part.size() == asked.size() ? part.size() : part.size() + 1);
    if (const std::string_view name = framing::trimmed(part); is_parameter_name(name)) allowed.append(", ").append(name);
  }
  return allowed;
}

} // namespace

void add_cross_origin(Page &page, const framing::Request &request) {
  const CrossOrigin cors = cross_origin(request);
  for (size_t i = 0; i < cors.count; ++i) page.headers.emplace_back(cors.lines[i].name, cors.lines[i].value);
}

Page preflight(const framing::Request &request, Endpoint endpoint) {
  const std::string methods(allow_header(endpoint));
  if (!is_preflight(request)) return {204, {{"Allow", methods}}, ""};
  return {204,
          {{"Access-Control-Allow-Methods", methods},
           {"Access-Control-Allow-Headers", allowed_headers(request.cors_headers)},
           {"Access-Control-Max-Age", "86400"},
           {"Vary", "Access-Control-Request-Method, Access-Control-Request-Headers"}},
          ""};
}

Page health(std::string_view name, std::string_view version, int64_t unix_ms) {
  const std::string service = json::quoted(name), time = json::quoted(timestamp(unix_ms));
  std::string body =
      R"({"success":true,"data":{"status":"ok","timestamp":)" + time + R"(,"service":)" + service + R"(,"version":)";
  json::append_text(body, version);
  body += R"(},"error":null,"timestamp":)" + time + R"(,"status":"ok","service":)" + service + "}";
  return {200,
          {{"Content-Type", "application/json"}, {"Cache-Control", "no-cache"}, {"X-Content-Type-Options", "nosniff"}},
          std::move(body)};
}

Page not_found() { return plain_error(404, "not_found", "There is nothing at this address."); }

Page method_not_allowed(Endpoint endpoint) {
  const bool mcp = endpoint == Endpoint::mcp || endpoint == Endpoint::event_stream || endpoint == Endpoint::event_messages;
  Page page = mcp ? rpc_error(405, "Method not allowed")
                  : plain_error(405, "method_not_allowed", "This address does not take that method.");
  page.headers.emplace_back("Allow", allow_header(endpoint));
  return page;
}

Page refused_host() { return rpc_error(403, "Host not allowed"); }

Page refused_origin() { return rpc_error(403, "Origin not allowed"); }

Page refused_head(framing::HeadTrouble trouble) {
  switch (trouble) {
  case framing::HeadTrouble::too_many_headers:
    return plain_error(431, "too_many_headers", "The request has too many header lines.");
  case framing::HeadTrouble::too_large:
    return plain_error(431, "headers_too_large", "The head of the request is too large.");
  case framing::HeadTrouble::bad_target: return plain_error(400, "bad_target", "The request's target is no path.");
  case framing::HeadTrouble::bad_character:
  case framing::HeadTrouble::none: break;
  }
  return plain_error(400, "bad_request", "The head of the request is malformed.");
}

} // namespace tenon::web
