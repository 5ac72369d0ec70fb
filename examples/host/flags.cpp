// flags.cpp - the flags of `tenon-host`, one row each, and the rules between them.
#include "flags.hpp"

#include "flag_reader.hpp"
#include "serve.hpp"

namespace host {
namespace {

// TOOL=SCOPES; said again for the same tool, the last word counts.
std::string read_tool_scope(std::string_view text, std::map<std::string, std::string> &out) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0 || equals + 1 == text.size())
    return "a tool and its scopes such as add=math:use, please";
  out[std::string(text.substr(0, equals))] = text.substr(equals + 1);
  return {};
}

constexpr uint64_t day = 86'400;

Taker seconds(uint64_t &out, uint64_t least = 1) {
  return number(least, day, out);
}

FlagTable serving_flags(Flags &f) {
  return {
      {"--listen", "HOST:PORT", "where to listen [127.0.0.1:8787]; port 0: any free port; may be repeated",
       [&f](std::string_view value) {
         Address address;
         std::string wrong = read_address(value, address);
         if (wrong.empty()) f.listen.push_back(address);
         return wrong;
       }},
      {"--stdio", "", "serve one client on stdin and stdout instead of HTTP; no token needed", turn_on(f.stdio)},
      {"--threads", "N", "threads that serve [cores, at most 4]", number(1, 256, f.threads)},
      {"--demo", "", "offer the tools add, calculate, echo, getToken, slow and whoami", turn_on(f.demo)},
      {"--public-url", "URL", "what clients call us (https://h); allows its host", keep(f.public_url)},
      {"--base-path", "PATH", "serve below this path (/tools: /tools/mcp) []", keep(f.base_path)},
      {"--allow-origin", "ORIGIN", "let a browser page of this origin call (https://h); may be repeated",
       append(f.allowed_origins)},
      {"--allow-host", "HOST", "answer to this Host name too; loopback names always do; may be repeated",
       append(f.allowed_hosts)},
      {"--trusted-proxy", "ADDRESS", "take the client's address from this proxy's X-Forwarded-For (127.0.0.1); may be repeated",
       append(f.trusted_proxies)},
      {"--log-level", "LEVEL", "debug (one line per request), info, warn or error [info]",
       one_of<Level>({{"debug", Level::debug}, {"info", Level::info}, {"warn", Level::warn}, {"error", Level::error}}, f.log_level)},
      {"--log-format", "FORMAT", "text or json [text]", one_of<bool>({{"text", false}, {"json", true}}, f.log_json)},
      {"--version", "", "print the version and stop", turn_on(f.version)},
      {"--help", "", "print this and stop", turn_on(f.help)},
  };
}

FlagTable open_flags(Flags &f) {
  return {
      {"--authless", "", "serve without tokens, on loopback addresses only", turn_on(f.authless)},
      {"--i-know-this-is-open", "", "allow --authless on addresses that others can reach", turn_on(f.known_to_be_open)},
  };
}

FlagTable caller_flags(Flags &f) {
  return {
      {"--api-keys", "FILE", "callers without tokens: a SHA-256 of the key, a subject, its scopes a line; watched",
       keep(f.api_keys)},
      {"--revoked", "FILE", "tokens that are good no more: a `jti`, kid:KEY or sub:SUBJECT a line; watched", keep(f.revoked)},
      {"--audit", "", "log each decision about a caller, whatever the level", turn_on(f.audit)},
      {"--tool-scope", "TOOL=SCOPES", "callers of this demo tool need these scopes; may be repeated",
       [&f](std::string_view value) { return read_tool_scope(value, f.tool_scopes); }},
  };
}

FlagTable tls_flags(Flags &f) {
  return {
      {"--tls-cert", "FILE", "speak TLS with this certificate and its chain (PEM); SIGHUP reads both files again",
       keep(f.tls_cert)},
      {"--tls-key", "FILE", "the certificate's private key (PEM, without a passphrase)", keep(f.tls_key)},
      {"--handshake-timeout", "SECONDS", "for a TLS handshake to be complete [10]", seconds(f.handshake_seconds)},
      {"--max-handshakes", "N", "TLS handshakes at once; beyond: slow ones, else new ones are closed [512]",
       number(1, 1'000'000, f.max_handshakes)},
  };
}

FlagTable limit_flags(Flags &f) {
  return {
      {"--max-connections", "N", "connections open at once; beyond: 503 [10000]", number(1, 1'000'000, f.max_connections)},
      {"--max-message-bytes", "N", "largest request body or line; beyond: 413 [4194304]",
       number(1, uint64_t{1} << 30, f.max_message_bytes)},
      {"--header-timeout", "SECONDS", "for a request head to be complete [15]", seconds(f.header_seconds)},
      {"--body-timeout", "SECONDS", "for a body, and one more for each 16 KiB that came [60]", seconds(f.body_seconds)},
      {"--idle-timeout", "SECONDS", "between two requests on a connection [75]", seconds(f.idle_seconds)},
      {"--write-timeout", "SECONDS", "for a reader that takes nothing [60]", seconds(f.write_seconds)},
      {"--grace", "SECONDS", "for calls in flight after SIGTERM or SIGINT; a second signal stops at once [10]",
       seconds(f.grace_seconds, 0)},
  };
}

// Flags that belong together, under a heading of the help.
struct Chapter {
  std::string_view heading;
  FlagTable table;
};

std::vector<Chapter> chapters(Flags &f) {
  return {{"Serving", serving_flags(f)},
          {"Without tokens", open_flags(f)},
          {"Keys that tokens are signed with", key_flags(f.policy)},
          {"What tokens must be", check_flags(f.policy)},
          {"What clients are told", resource_flags(f.policy)},
          {"Callers", caller_flags(f)},
          {"Questions to people", feedback_flags(f.feedback)},
          {"TLS", tls_flags(f)},
          {"Limits", limit_flags(f)}};
}

// The first of the flags about callers that was given, or "".
std::string_view flag_about_callers(const Flags &flags) {
  const PolicyFlags &policy = flags.policy;
  return !policy.public_keys.empty()             ? "--public-key"
         : !policy.jwks_file.empty()             ? "--jwks-file"
         : !policy.jwks_url.empty()              ? "--jwks-url"
         : !policy.authorization_servers.empty() ? "--authorization-server"
         : policy.proofs != 0                    ? "--dpop"
         : !flags.api_keys.empty()               ? "--api-keys"
         : !flags.revoked.empty()                ? "--revoked"
         : flags.audit                           ? "--audit"
                                                 : "";
}

std::string check_together(const Flags &flags) {
  if (flags.stdio && !flags.listen.empty()) return "--stdio and --listen do not go together";
  if (flags.tls_cert.empty() != flags.tls_key.empty()) return "--tls-cert and --tls-key go together";
  if (flags.stdio && flags.uses_tls()) return "--stdio and --tls-cert do not go together";
  const std::string_view about_callers = flag_about_callers(flags);
  if (!about_callers.empty() && (flags.stdio || flags.authless))
    return std::string(flags.stdio ? "--stdio" : "--authless") + " and " + std::string(about_callers) + " do not go together";
  if (!flags.tool_scopes.empty() && !flags.demo) return "--tool-scope needs --demo";
  if (!flags.policy.authorization_servers.empty() && flags.policy.resource.empty())
    return "--authorization-server needs --resource or --public-url: its tokens are for this server by that name";
  if (std::string wrong = check_together(flags.policy); !wrong.empty()) return wrong;
  if (flags.uses_tls() && !has_tls()) return "--tls-cert: this tenon-host was built without TLS (it needs OpenSSL at build time)";
  if (!flags.authless || flags.known_to_be_open) return {};
  for (const Address &address : flags.listen)
    if (!is_loopback(address))
      return "--authless on " + address.host +
             " lets everyone who can reach it call the tools; use tokens, or add --i-know-this-is-open";
  return {};
}

// The URI that tokens of others must be for, by --public-url. Tokens of our own secret need not name anybody.
std::string resource_of(const Flags &flags) {
  if (flags.public_url.empty() || !(flags.policy.names_keys() || !flags.policy.authorization_servers.empty())) return {};
  return flags.public_url.substr(0, flags.public_url.find_last_not_of('/') + 1) + flags.base_path + "/mcp";
}

} // namespace

std::string parse_flags(const std::vector<std::string_view> &words, Flags &flags) {
  FlagTable table;
  for (const Chapter &chapter : chapters(flags)) table.insert(table.end(), chapter.table.begin(), chapter.table.end());
  if (std::string wrong = read_flags(table, words, nullptr); !wrong.empty()) return wrong;
  if (flags.help || flags.version) return {};
  if (flags.policy.resource.empty()) flags.policy.resource = resource_of(flags);
  if (std::string wrong = check_together(flags); !wrong.empty()) return wrong;
  if (flags.listen.empty()) flags.listen.push_back({"127.0.0.1", 8787});
  return {};
}

std::string help_text() {
  std::string text = "tenon-host - an MCP server over HTTP or stdio\n\n"
                     "  tenon-host [flags]        serve (with JWT_SECRET in the environment or in .dev.vars, other keys, or --authless)\n"
                     "  tenon-host jwt COMMAND    make keys and tokens, look into tokens, check them; see tenon-host jwt --help\n";
  Flags nobodys;
  for (const Chapter &chapter : chapters(nobodys))
    text += "\n" + std::string(chapter.heading) + "\n" + describe_flags(chapter.table);
  return text + "\nSignals: SIGTERM and SIGINT stop gracefully, SIGUSR1 logs what is open, SIGHUP reads certificate, keys and lists again.\n"
                "Exit codes: 0 stopped, 1 cannot serve, 2 wrong use, 128+N stopped at once by a second signal N.\n";
}

} // namespace host
