// differences.hpp - where our answer is meant to differ from the recorded one, and why. Each row has to be needed.
#pragma once
#include <string_view>

namespace wire {

struct Difference {
  std::string_view file, request; // file: "" for any, or how its name begins
  std::string_view recorded, ours;
  std::string_view reason;
};

inline constexpr std::string_view
    speaks_modern = "the recorded server speaks the older revisions only, ours 2026-07-28 too; the client's way back to the handshake works as well",
    says_why = "a JSON-RPC error says in the body why, where the recorded server has plain text or nothing",
    has_streams = "the recorded server has no streams for sessions; ours has",
    has_no_issuer = "the recorded server stands in for an authorization server; ours checks tokens and issues none, so there is nothing to find",
    keeps_no_secret = "whether there is a document is no secret: a quick 404 for everybody spares clients a round of authorization",
    unknown_path = "the recorded server refuses every method at its path; for ours, mounted elsewhere, the path does not exist";

inline constexpr Difference differences[] = {
    {"", "server/discover", "400 error -32000 for null", "200 result supports [2026-07-28] complete cacheable", speaks_modern},
    {"v2-sse-auto-lab", "server/discover", "202 error -32601", "202 error -32600",
     "a session of the older transport begins with its handshake: whatever comes before is refused alike; any error sends the client to initialize"},
    {"", "GET /mcp", "400", "400 error -32000 for null", says_why},
    {"expire-", "GET /mcp", "405", "400 error -32000 for null", has_streams},
    {"expire-", "GET /mcp", "405", "200", has_streams},
    {"", "GET /.well-known/oauth-protected-resource/mcp", "200", "404", has_no_issuer},
    {"", "GET /.well-known/oauth-authorization-server", "200", "404", has_no_issuer},
    {"", "POST /register", "201", "404", has_no_issuer},
    {"", "GET /mcp/.well-known/openid-configuration", "401", "404", keeps_no_secret},
    {"", "GET /sse/.well-known/openid-configuration", "401", "404", keeps_no_secret},
    {"expire-", "GET /mcp/.well-known/openid-configuration", "405", "404", "no such document: 404, as everywhere else"},
    {"remote-405", "GET /mcp", "405", "404", unknown_path},
    {"remote-405", "initialize", "405", "404", unknown_path},
    {"", "initialize", "404", "405 error -32000 for null",
     "POST to the older transport's stream: the path exists, so 405 and Allow; clients take either for the sign to open the stream"},
    {"conformance-v2-2025-11-25", "tools/list", "404 error -32001 for null", "404 error -32001", "an answer to a request bears its id"},
    {"conformance-v2-2026-07-28", "tools/call", "400 error -32020", "200 result of [text] complete",
     "x-mcp-header: comparing Mcp-Param-* headers with the arguments is not built yet, and the suite does not score it"},
};

} // namespace wire
