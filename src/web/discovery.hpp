// discovery.hpp - where clients learn who issues tokens for us: the protected resource's document (RFC 9728).
#pragma once
#include "web/page.hpp"
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tenon::web {

// What the document says. Give `public_url`, or `host` as in the Host header, which a HostGuard has let pass.
struct ResourceFacts {
  std::string_view public_url, host, base_path;
  bool secure = false;       // that host was called over TLS
  std::string_view resource; // of /mcp, where it is not the public URL, the base path and /mcp
  std::string_view name;     // for people
  std::string_view documentation; // a URL for people; "": not told
  std::span<const std::string> authorization_servers; // issuers; none: there is no document
  std::string_view scopes;           // that a client may ask for, separated by spaces; "": not told
  std::string_view proof_algorithms; // "ES256 PS256"; "": proofs are not taken (RFC 9449)
};

// The answer to a request for the document, whatever its method: nothing when the path is none of the document's, or there is
// no document. Paths are /.well-known/oauth-protected-resource alone, and followed by the path of /mcp or of /sse as clients or
// we see it; and the same below the base path, for proxies that forward nothing else. Ask before Origin is looked at (but after
// Host): pages of any origin may read it, and it has all its CORS lines.
std::optional<Page> discovery(const framing::Request &, const ResourceFacts &);

// The identifier of a resource of ours, which tokens must be meant for; `endpoint` is "/mcp" or "/sse".
std::string resource_url(const ResourceFacts &, std::string_view endpoint);

// Where its document is, for the challenge (RFC 9728 section 5.1).
std::string metadata_url(const ResourceFacts &, std::string_view endpoint);

} // namespace tenon::web
