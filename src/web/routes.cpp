// routes.cpp - which path is what, and by which methods.
#include "web/routes.hpp"
#include "framing/token.hpp"

namespace tenon::web {
namespace {

struct Route {
  std::string_view path;
  Endpoint endpoint;
};

constexpr Route routes[] = {
    {"/mcp", Endpoint::mcp},
    {"/mcp/", Endpoint::mcp},
    {"/sse", Endpoint::event_stream},
    {"/sse/", Endpoint::event_stream},
    {"/sse/message", Endpoint::event_messages},
    {"/health", Endpoint::health},
    {"/", Endpoint::home},
    {"", Endpoint::home},
};

// With all that is below them.
constexpr Route trees[] = {
    {"/api/feedback", Endpoint::feedback_api},
    {"/feedback", Endpoint::feedback_pages},
    {"/api/analytics", Endpoint::analytics},
    {"/ws", Endpoint::live},
};

bool is_below(std::string_view path, std::string_view tree) {
  return path.starts_with(tree) && (path.size() == tree.size() || path[tree.size()] == '/');
}

} // namespace

Endpoint route(std::string_view path, std::string_view base_path) {
  if (base_path.ends_with('/')) base_path.remove_suffix(1);
  if (!path.starts_with(base_path)) return Endpoint::unknown;
  path.remove_prefix(base_path.size());
  for (const Route &one : routes)
    if (one.path == path) return one.endpoint;
  for (const Route &tree : trees)
    if (is_below(path, tree.path)) return tree.endpoint;
  return Endpoint::unknown;
}

std::string_view allow_header(Endpoint endpoint) {
  switch (endpoint) {
  case Endpoint::mcp: return "POST, GET, DELETE, OPTIONS";
  case Endpoint::event_stream: return "GET, OPTIONS"; // mcp-remote knows this transport by its 405 for POST
  case Endpoint::event_messages: return "POST, OPTIONS";
  case Endpoint::health: return "GET, HEAD, POST, OPTIONS";
  case Endpoint::home: return "GET, HEAD, OPTIONS";
  case Endpoint::feedback_api:
  case Endpoint::feedback_pages:
  case Endpoint::analytics: return "GET, HEAD, POST, OPTIONS";
  case Endpoint::live: return "GET, OPTIONS";
  case Endpoint::unknown: break;
  }
  return "";
}

bool is_site(Endpoint endpoint) {
  return endpoint == Endpoint::feedback_api || endpoint == Endpoint::feedback_pages || endpoint == Endpoint::analytics || endpoint == Endpoint::live;
}

bool method_allowed(Endpoint endpoint, std::string_view method) {
  if (is_site(endpoint)) return true;
  if (endpoint == Endpoint::health) return true; // probes differ, and the answer changes nothing
  std::string_view rest = allow_header(endpoint);
  while (!rest.empty()) {
    const size_t comma = rest.find(',');
    if (framing::trimmed(rest.substr(0, comma)) == method) return true;
    rest.remove_prefix(comma == rest.npos ? rest.size() : comma + 1);
  }
  return false;
}

std::string_view query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) return pair.substr(name.size() + 1);
    query.remove_prefix(pair.size() == query.size() ? pair.size() : pair.size() + 1);
  }
  return {};
}

} // namespace tenon::web
