// discovery.cpp - the document of RFC 9728 section 2 at the addresses of section 3.1.
#include "web/discovery.hpp"
#include "access/challenge.hpp"
#include "access/scopes.hpp"
#include "json/writer.hpp"

namespace tenon::web {
namespace {

constexpr std::string_view well_known = "/.well-known/oauth-protected-resource";
constexpr std::string_view endpoints[] = {"/mcp", "/sse"};

std::string_view without_slash(std::string_view text) {
  if (text.ends_with('/')) text.remove_suffix(1);
  return text;
}

// Where the path of a URL begins: its end when there is none.
size_t path_begin(std::string_view url) {
  const size_t authority = url.find("://");
  const size_t slash = authority == url.npos ? url.npos : url.find('/', authority + 3);
  return slash == url.npos ? url.size() : slash;
}

// The endpoint whose document is at this path: as we know its path, or as its clients do.
std::optional<std::string_view> asked_for(std::string_view path, const ResourceFacts &facts) {
  const std::string_view base = without_slash(facts.base_path);
  if (!base.empty() && path.starts_with(base)) path.remove_prefix(base.size());
  if (!path.starts_with(well_known)) return std::nullopt;
  path = without_slash(path.substr(well_known.size()));
  if (path.empty()) return endpoints[0];
  for (const std::string_view endpoint : endpoints) {
    const std::string url = resource_url(facts, endpoint);
    if (path == endpoint || path == std::string(base).append(endpoint) || path == without_slash(std::string_view(url).substr(path_begin(url))))
      return endpoint;
  }
  return std::nullopt;
}

void append_member(std::string &out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  json::append_text(out.append(1, out.empty() ? '{' : ','), name);
  json::append_text(out.append(1, ':'), value);
}

void append_list(std::string &out, std::string_view name, std::string_view words) {
  if (words.empty()) return;
  json::append_text(out.append(1, ','), name);
  out += ':';
  for (char before = '['; !words.empty(); before = ',') json::append_text(out.append(1, before), access::next_word(words));
  out += ']';
}

std::string document(const ResourceFacts &facts, std::string_view endpoint) {
  std::string out;
  append_member(out, "resource", resource_url(facts, endpoint));
  out += ",\"authorization_servers\":";
  char before = '[';
  for (const std::string &server : facts.authorization_servers) {
    json::append_text(out.append(1, before), server);
    before = ',';
  }
  out += ']';
  append_list(out, "scopes_supported", access::askable_scopes(facts.scopes));
  append_list(out, "bearer_methods_supported", "header");
  append_member(out, "resource_name", facts.name);
  append_member(out, "resource_documentation", facts.documentation);
  append_list(out, "dpop_signing_alg_values_supported", access::askable_scopes(facts.proof_algorithms));
  return out += '}';
}

} // namespace

std::optional<Page> discovery(const framing::Request &request, const ResourceFacts &facts) {
  if (facts.authorization_servers.empty()) return std::nullopt;
  const std::optional<std::string_view> endpoint = asked_for(request.path, facts);
  if (!endpoint) return std::nullopt;

  Page page{200, {{"Access-Control-Allow-Origin", "*"}}, ""};
  if (request.method == "OPTIONS") {
    page.status = 204;
    page.headers.insert(page.headers.end(), {{"Allow", "GET, HEAD, OPTIONS"},
                                             {"Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"},
                                             {"Access-Control-Allow-Headers", "Accept, Content-Type, Mcp-Protocol-Version"},
                                             {"Access-Control-Max-Age", "86400"}});
    return page;
  }
  page.headers.insert(page.headers.end(), {{"Content-Type", "application/json"}, {"X-Content-Type-Options", "nosniff"}});
  if (request.method != "GET" && request.method != "HEAD") {
    page.status = 405;
    page.headers.emplace_back("Allow", "GET, HEAD, OPTIONS");
    page.body = R"({"error":"method_not_allowed","error_description":"This address does not take that method."})";
    return page;
  }
  page.headers.emplace_back("Cache-Control", "public, max-age=300");
  if (request.method == "GET") page.body = document(facts, *endpoint);
  return page;
}

std::string resource_url(const ResourceFacts &facts, std::string_view endpoint) {
  std::string_view resource = facts.resource;
  if (!resource.empty() && endpoint == endpoints[0]) return std::string(resource);
  const bool is_public = HostGuard::usable_url(facts.public_url);
  if (!is_public && resource.ends_with(endpoints[0])) // /sse is beside it, for clients too
    return std::string(resource.substr(0, resource.size() - endpoints[0].size())).append(endpoint);
  std::string url = is_public ? std::string(without_slash(facts.public_url)) : (facts.secure ? "https://" : "http://") + std::string(facts.host);
  return url.append(without_slash(facts.base_path)).append(endpoint);
}

std::string metadata_url(const ResourceFacts &facts, std::string_view endpoint) {
  const std::string url = resource_url(facts, endpoint);
  const size_t path = path_begin(url);
  return url.substr(0, path).append(well_known).append(without_slash(std::string_view(url).substr(path)));
}

} // namespace tenon::web
