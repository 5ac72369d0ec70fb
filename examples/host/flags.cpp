// flags.cpp - the flags of `tenon-host`, one row each, and the rules between them.
#include "flags.hpp"

#include "flag_reader.hpp"
#include "serve.hpp"

namespace host {
namespace {

std::string read_address(std::string_view text, Address &address) {
  const std::string wanted = "an address and port such as 127.0.0.1:8787 or [::1]:8787, please";
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return wanted;
  std::string_view host = text.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  else if (host.find(':') != std::string_view::npos) return wanted;
  if (host.empty() || !read_number(text.substr(colon + 1), 0, 65535, address.port).empty()) return wanted;
  address.host = host;
  return {};
}

std::string read_level(std::string_view text, Level &level) {
  if (text == "debug") level = Level::debug;
  else if (text == "info") level = Level::info;
  else if (text == "warn") level = Level::warn;
  else if (text == "error") level = Level::error;
  else return "debug, info, warn or error, please";
  return {};
}

std::string keep(std::string_view text, std::string &out) {
  out = text;
  return {};
}

template <class Value> std::string append(Value value, std::vector<Value> &out) {
  out.push_back(std::move(value));
  return {};
}

std::string turn_on(bool &out) {
  out = true;
  return {};
}

constexpr uint64_t day = 86'400;

const Flag<Flags> table[] = {
    {"--listen", "HOST:PORT", "where to listen [127.0.0.1:8787]; port 0: any free port; may be repeated",
     [](Flags &f, std::string_view v) {
       Address address;
       const std::string wrong = read_address(v, address);
       return wrong.empty() ? append(address, f.listen) : wrong;
     }},
    {"--stdio", "", "serve one client on stdin and stdout instead of HTTP; no token needed",
     [](Flags &f, std::string_view) { return turn_on(f.stdio); }},
    {"--threads", "N", "threads that serve [cores, at most 4]",
     [](Flags &f, std::string_view v) { return read_number(v, 1, 256, f.threads); }},
    {"--demo", "", "offer the tools add, calculate, echo, getToken, slow and whoami",
     [](Flags &f, std::string_view) { return turn_on(f.demo); }},
    {"--authless", "", "serve without tokens, on loopback addresses only",
     [](Flags &f, std::string_view) { return turn_on(f.authless); }},
    {"--i-know-this-is-open", "", "allow --authless on addresses that others can reach",
     [](Flags &f, std::string_view) { return turn_on(f.known_to_be_open); }},
    {"--env-file", "PATH", "file with JWT_SECRET=... [.dev.vars, if there]; the environment goes first",
     [](Flags &f, std::string_view v) { return keep(v, f.env_file); }},
    {"--allow-short-secret", "", "take a JWT_SECRET of under 32 bytes",
     [](Flags &f, std::string_view) { return turn_on(f.allow_short_secret); }},
    {"--issuer", "ISS", "tokens must carry this `iss`", [](Flags &f, std::string_view v) { return keep(v, f.issuer); }},
    {"--audience", "AUD", "tokens must carry this `aud`", [](Flags &f, std::string_view v) { return keep(v, f.audience); }},
    {"--allow-origin", "ORIGIN", "let a browser page of this origin call (https://h); may be repeated",
     [](Flags &f, std::string_view v) { return append(std::string(v), f.allowed_origins); }},
    {"--allow-host", "HOST", "answer to this Host name too; loopback names always do; may be repeated",
     [](Flags &f, std::string_view v) { return append(std::string(v), f.allowed_hosts); }},
    {"--public-url", "URL", "what clients call us (https://h); allows its host",
     [](Flags &f, std::string_view v) { return keep(v, f.public_url); }},
    {"--base-path", "PATH", "serve below this path (/tools: /tools/mcp) []",
     [](Flags &f, std::string_view v) { return keep(v, f.base_path); }},
    {"--tls-cert", "FILE", "speak TLS with this certificate and its chain (PEM); SIGHUP reads both files again",
     [](Flags &f, std::string_view v) { return keep(v, f.tls_cert); }},
    {"--tls-key", "FILE", "the certificate's private key (PEM, without a passphrase)",
     [](Flags &f, std::string_view v) { return keep(v, f.tls_key); }},
    {"--handshake-timeout", "SECONDS", "for a TLS handshake to be complete [10]",
     [](Flags &f, std::string_view v) { return read_number(v, 1, day, f.handshake_seconds); }},
    {"--max-handshakes", "N", "TLS handshakes at once; beyond: slow ones, else new ones are closed [512]",
     [](Flags &f, std::string_view v) { return read_number(v, 1, 1'000'000, f.max_handshakes); }},
    {"--max-connections", "N", "connections open at once; beyond: 503 [10000]",
     [](Flags &f, std::string_view v) { return read_number(v, 1, 1'000'000, f.max_connections); }},
    {"--max-message-bytes", "N", "largest request body or line; beyond: 413 [4194304]",
     [](Flags &f, std::string_view v) { return read_number(v, 1, uint64_t{1} << 30, f.max_message_bytes); }},
    {"--header-timeout", "SECONDS", "for a request head to be complete [15]",
     [](Flags &f, std::string_view v) { return read_number(v, 1, day, f.header_seconds); }},
    {"--body-timeout", "SECONDS", "for a body, and one more for each 16 KiB that came [60]",
     [](Flags &f, std::string_view v) { return read_number(v, 1, day, f.body_seconds); }},
    {"--idle-timeout", "SECONDS", "between two requests on a connection [75]",
     [](Flags &f, std::string_view v) { return read_number(v, 1, day, f.idle_seconds); }},
    {"--write-timeout", "SECONDS", "for a reader that takes nothing [60]",
     [](Flags &f, std::string_view v) { return read_number(v, 1, day, f.write_seconds); }},
    {"--grace", "SECONDS", "for calls in flight after SIGTERM or SIGINT; a second signal stops at once [10]",
     [](Flags &f, std::string_view v) { return read_number(v, 0, day, f.grace_seconds); }},
    {"--log-level", "LEVEL", "debug (one line per request), info, warn or error [info]",
     [](Flags &f, std::string_view v) { return read_level(v, f.log_level); }},
    {"--log-format", "FORMAT", "text or json [text]",
     [](Flags &f, std::string_view v) {
       f.log_json = v == "json";
       return std::string(v == "json" || v == "text" ? "" : "text or json, please");
     }},
    {"--version", "", "print the version and stop", [](Flags &f, std::string_view) { return turn_on(f.version); }},
    {"--help", "", "print this and stop", [](Flags &f, std::string_view) { return turn_on(f.help); }},
};

std::string check_together(const Flags &flags) {
  if (flags.stdio && !flags.listen.empty()) return "--stdio and --listen do not go together";
  if (flags.tls_cert.empty() != flags.tls_key.empty()) return "--tls-cert and --tls-key go together";
  if (flags.stdio && flags.uses_tls()) return "--stdio and --tls-cert do not go together";
  if (flags.uses_tls() && !has_tls()) return "--tls-cert: this tenon-host was built without TLS (it needs OpenSSL at build time)";
  if (!flags.authless || flags.known_to_be_open) return {};
  for (const Address &address : flags.listen)
    if (!is_loopback(address))
      return "--authless on " + address.host +
             " lets everyone who can reach it call the tools; use tokens, or add --i-know-this-is-open";
  return {};
}

} // namespace

std::string parse_flags(const std::vector<std::string_view> &words, Flags &flags) {
  if (std::string wrong = read_flags(table, words, flags); !wrong.empty()) return wrong;
  if (flags.help || flags.version) return {};
  if (std::string wrong = check_together(flags); !wrong.empty()) return wrong;
  if (flags.listen.empty()) flags.listen.push_back({"127.0.0.1", 8787});
  return {};
}

std::string help_text() {
  return "tenon-host - an MCP server over HTTP or stdio\n\n"
         "  tenon-host [flags]        serve (JWT_SECRET in the environment or in .dev.vars, or --authless)\n"
         "  tenon-host jwt [flags]    print a token; see tenon-host jwt --help\n\n" +
         describe_flags(table) +
         "\nSignals: SIGTERM and SIGINT stop gracefully, SIGUSR1 logs what is open,\n"
         "SIGHUP reads the TLS certificate and key again (with --tls-cert).\n"
         "Exit codes: 0 stopped, 1 cannot serve, 2 wrong use, 128+N stopped at once by a second signal N.\n";
}

// By the words alone, so that a name such as 127.example.com does not pass.
bool is_loopback(const Address &address) {
  if (address.host == "localhost" || address.host == "::1") return true;
  return address.host.substr(0, 4) == "127." && address.host.find_first_not_of("0123456789.") == std::string::npos;
}

std::string text_of(const Address &address) {
  const bool v6 = address.host.find(':') != std::string::npos;
  return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

std::string url_of(const Address &address, bool tls) {
  return (tls ? "https://" : "http://") + text_of(address);
}

} // namespace host
