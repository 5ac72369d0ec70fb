// streamable_http.cpp - the head of an HTTP request as the rooms above need to know it, in one pass over its lines.
#include "framing/streamable_http.hpp"
#include "framing/token.hpp"
#include <algorithm>

namespace tenon::framing {
namespace {

enum Slot : uint32_t {
  host, origin, authorization, accept, content_type, content_encoding, session_id, protocol_version, mcp_method, mcp_name,
  last_event_id, api_key, dpop, cors_method, cors_headers, cookie, accept_language, idempotency_key, upgrade, unknown
};

constexpr std::string_view Request::*places[] = {
    &Request::host,         &Request::origin,           &Request::authorization, &Request::accept,
    &Request::content_type, &Request::content_encoding, &Request::session_id,    &Request::protocol_version,
    &Request::mcp_method,   &Request::mcp_name,         &Request::last_event_id, &Request::api_key,
    &Request::dpop,         &Request::cors_method,      &Request::cors_headers,  &Request::cookie,
    &Request::accept_language, &Request::idempotency_key, &Request::upgrade,
};
static_assert(std::size(places) == unknown);

// Length first: one comparison at most of the names that clients send.
Slot slot_of(std::string_view name) {
  switch (name.size()) {
  case 4: return is_name(name, "host") ? host : is_name(name, "dpop") ? dpop : unknown;
  case 6: return is_name(name, "accept") ? accept : is_name(name, "origin") ? origin : is_name(name, "cookie") ? cookie : unknown;
  case 7: return is_name(name, "upgrade") ? upgrade : unknown;
  case 8: return is_name(name, "mcp-name") ? mcp_name : unknown;
  case 9: return is_name(name, "x-api-key") ? api_key : unknown;
  case 10: return is_name(name, "mcp-method") ? mcp_method : unknown;
  case 12: return is_name(name, "content-type") ? content_type : unknown;
  case 13: return is_name(name, "authorization") ? authorization : is_name(name, "last-event-id") ? last_event_id : unknown;
  case 14: return is_name(name, "mcp-session-id") ? session_id : unknown;
  case 15: return is_name(name, "accept-language") ? accept_language : is_name(name, "idempotency-key") ? idempotency_key : unknown;
  case 16: return is_name(name, "content-encoding") ? content_encoding : unknown;
  case 20: return is_name(name, "mcp-protocol-version") ? protocol_version : unknown;
  case 29: return is_name(name, "access-control-request-method") ? cors_method : unknown;
  case 30: return is_name(name, "access-control-request-headers") ? cors_headers : unknown;
  default: return unknown;
  }
}

void note_repeated(Slot slot, std::string_view value, Request &out) {
  switch (slot) {
  case accept: out.accept_more = value; return;
  case cookie:
  case upgrade:
  case accept_language: return;
  case authorization: out.repeated_authorization = true; return;
  case api_key: out.repeated_api_key = true; return;
  case dpop: out.repeated_dpop = true; return;
  case host: out.repeated_host = true; break;
  case origin: out.repeated_origin = true; break;
  default: break;
  }
  out.repeated_single = true;
}

bool read_target(std::string_view target, Request &out) {
  for (const char c : target)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) return false;
  if (!target.starts_with('/')) { // absolute-form
    const size_t scheme = same_word(target.substr(0, 7), "http://") ? 7 : same_word(target.substr(0, 8), "https://") ? 8 : 0;
    if (scheme == 0) return false;
    const size_t end = std::min(target.find_first_of("/?", scheme), target.size());
    if (end == scheme) return false;
    target.remove_prefix(end);
  }
  const size_t mark = target.find('?');
  out.path = target.substr(0, mark);
  out.query = mark == target.npos ? std::string_view{} : target.substr(mark + 1);
  if (out.path.empty()) out.path = "/"; // http://host and http://host?query
  return true;
}

} // namespace

bool is_param_name(std::string_view name) {
  return name.size() > param_prefix.size() && is_name(name.substr(0, param_prefix.size()), "mcp-param-");
}

HeadTrouble read_head(std::string_view method, std::string_view target, std::span<const HeaderLine> headers,
                      const HeadLimits &limits, Request &out) {
  out = Request{};
  if (headers.size() > limits.max_headers) return HeadTrouble::too_many_headers;
  if (target.size() > limits.max_header_bytes) return HeadTrouble::too_large;
  if (!is_token(method)) return HeadTrouble::bad_character;
  if (!read_target(target, out)) return HeadTrouble::bad_target;
  out.method = method;

  size_t left = limits.max_header_bytes;
  uint32_t seen = 0;
  for (const HeaderLine &line : headers) {
    if (line.name.size() > left || line.value.size() > left - line.name.size()) return HeadTrouble::too_large;
    left -= line.name.size() + line.value.size();
    const Slot slot = slot_of(line.name);
    if (slot == unknown) { // a way of its own to its end: shared tests cost a head some 30 ns
      if (!is_token(line.name) || breaks_line(line.value)) return HeadTrouble::bad_character;
      if (lower(line.name.front()) == 'm' && is_param_name(line.name)) out.has_param_headers = true;
      continue;
    }
    if (breaks_line(line.value)) return HeadTrouble::bad_character;
    const std::string_view value = trimmed(line.value);
    if (seen & (1u << slot)) note_repeated(slot, value, out);
    else out.*places[slot] = value;
    seen |= 1u << slot;
  }

  const auto has = [seen](Slot slot) { return (seen & (1u << slot)) != 0; };
  out.has_host = has(host);
  out.has_origin = has(origin);
  out.has_authorization = has(authorization);
  out.has_accept = has(accept);
  out.has_content_type = has(content_type);
  out.has_session_id = has(session_id);
  out.has_protocol_version = has(protocol_version);
  out.has_mcp_method = has(mcp_method);
  out.has_mcp_name = has(mcp_name);
  out.has_last_event_id = has(last_event_id);
  out.has_api_key = has(api_key);
  out.has_dpop = has(dpop);
  return HeadTrouble::none;
}

} // namespace tenon::framing
