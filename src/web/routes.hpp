// routes.hpp - which path is what, and by which methods.
#pragma once
#include <cstdint>
#include <string_view>

namespace tenon::web {

enum class Endpoint : uint8_t {
  mcp,            // /mcp, Streamable HTTP
  event_stream,   // /sse, the stream of the 2024-11-05 transport
  event_messages, // /sse/message, where its clients post
  health,         // /health
  home,           // /
  feedback_api,   // /api/feedback and what is below it
  feedback_pages, // /feedback and what is below it
  analytics,      // /api/analytics and what is below it
  live,           // /ws/{id}
  unknown,
};

// `base_path` is "" or "/prefix"; what is not below it is unknown. /mcp/ and /sse/ are taken for /mcp and /sse.
Endpoint route(std::string_view path, std::string_view base_path);

// What only servers that ask people have. Their rooms know their methods themselves.
bool is_site(Endpoint);

bool method_allowed(Endpoint, std::string_view method);

// The methods, as an Allow header lists them; "" for unknown.
std::string_view allow_header(Endpoint);

// The first value of that name in "a=1&b=2", not decoded; "" if there is none.
std::string_view query_value(std::string_view query, std::string_view name);

} // namespace tenon::web
