// page.hpp - answers that need no conversation: health, the home page, preflights, and the refusals around them.
#pragma once
#include "framing/streamable_http.hpp"
#include "web/cross_origin.hpp"
#include "web/routes.hpp"
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::web {

struct Page {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers; // with Content-Type where there is a body, never Content-Length
  std::string body;
};

// None of the pages below carries these lines by itself: call this once for each, unless Host or Origin were refused.
void add_cross_origin(Page &, const framing::Request &);

// OPTIONS. With a browser's question (is_preflight) the answer to it, otherwise the methods. Both 204, both without a token.
Page preflight(const framing::Request &, Endpoint);

// One body for two kinds of reader: {"success":true,"data":{...}} and {"status":"ok","timestamp":...}.
Page health(std::string_view name, std::string_view version, int64_t unix_ms);

// What the page at "/" says. Give `public_url`, or `host` as in the Host header, which a HostGuard has let pass.
struct HomeFacts {
  std::string_view name, title, version, instructions, public_url, host, base_path;
  size_t tools = 0;
  bool secure = false; // that host was called over TLS
  bool authless = false;
  std::vector<std::string_view> revisions;
};
Page home(const HomeFacts &);

// 404 with the errors of OAuth (RFC 6749 section 5.2), because clients look for OAuth documents and read the answer as JSON.
Page not_found();

// 405 with Allow. On the MCP endpoints the body is a JSON-RPC error.
Page method_not_allowed(Endpoint);

// 403 as JSON-RPC errors without id: a Host or an Origin that is not ours.
Page refused_host();
Page refused_origin();

// 400 or 431; `trouble` is not none.
Page refused_head(framing::HeadTrouble trouble);

} // namespace tenon::web
