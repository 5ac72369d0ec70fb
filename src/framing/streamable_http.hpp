// streamable_http.hpp - the head of an HTTP request as the rooms above need to know it: views into the caller's memory.
#pragma once
#include "framing/header_value.hpp"
#include "framing/media_type.hpp"
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tenon::framing {

struct HeaderLine {
  std::string_view name, value;
};

// Values are without blanks around them. Where a line came twice, the first one stands here.
struct Request {
  std::string_view method, path, query; // query: behind the '?', not decoded
  std::string_view host, origin, authorization, accept, content_type, content_encoding, session_id, protocol_version;
  std::string_view mcp_method, mcp_name, last_event_id, api_key, dpop, cors_method, cors_headers;
  std::string_view cookie, accept_language, idempotency_key, upgrade; // of those who come without MCP
  std::string_view accept_more; // of a second Accept line
  bool has_host = false, has_origin = false, has_authorization = false, has_accept = false, has_content_type = false,
       has_session_id = false, has_protocol_version = false, has_mcp_method = false, has_mcp_name = false,
       has_last_event_id = false, has_api_key = false, has_dpop = false;
  bool repeated_host = false, repeated_origin = false, repeated_authorization = false, repeated_api_key = false, repeated_dpop = false;
  bool repeated_single = false; // any of the others, or host or origin, came twice (Accept, Accept-Language, Cookie and Upgrade may)
  bool secure = false;            // it came over TLS: no line of it says so, whoever took the connection does
  bool has_param_headers = false; // there are Mcp-Param-* lines; framing/param_headers collects them
};

enum class HeadTrouble : uint8_t { none, too_many_headers, too_large, bad_character, bad_target };

struct HeadLimits {
  size_t max_headers;
  size_t max_header_bytes; // of all names and values together; the target has the same bound for itself
};

// One pass over the head; names in any case. `target` is "/path?query" or "http://host/path?query", whose host is not looked
// at: Host decides. bad_character: CR, LF or NUL in a value, or a name or method that is no token. bad_target: a path that
// does not start with '/', blanks or control characters. Nothing is percent-decoded, "//" stays as it is.
HeadTrouble read_head(std::string_view method, std::string_view target, std::span<const HeaderLine> headers,
                      const HeadLimits &, Request &out);

// Whether a header of that name mirrors a parameter: something stands behind "mcp-param-", in any case.
inline constexpr std::string_view param_prefix = "mcp-param-";
bool is_param_name(std::string_view name);

// By all Accept lines together; false when there is none.
inline bool accepts(const Request &request, std::string_view type) {
  return accepts(request.accept, type) || accepts(request.accept_more, type);
}

} // namespace tenon::framing
