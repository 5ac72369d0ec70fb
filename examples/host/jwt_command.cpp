// jwt_command.cpp - signs a token with JWT_SECRET, as the flags say.
#include "jwt_command.hpp"

#include <cstdio>
#include <string>

#include "clock.hpp"
#include "core.hpp"
#include "env_file.hpp"
#include "flag_reader.hpp"

namespace host {
namespace {

struct TokenFlags {
  std::string subject;
  std::string username;
  std::vector<std::string> roles;
  std::string issuer;
  std::string audience;
  std::string scope;
  std::string claims;
  std::string env_file;
  uint64_t expires_in = 3600;
  bool allow_short_secret = false;
  bool help = false;
};

std::string keep(std::string_view text, std::string &out) {
  out = text;
  return {};
}

std::string turn_on(bool &out) {
  out = true;
  return {};
}

const Flag<TokenFlags> table[] = {
    {"--sub", "ID", "who it is for: `sub`, and `userId` beside it (required)",
     [](TokenFlags &f, std::string_view v) { return keep(v, f.subject); }},
    {"--username", "NAME", "`username` [left out]", [](TokenFlags &f, std::string_view v) { return keep(v, f.username); }},
    {"--role", "ROLE", "one of `roles`; may be repeated [left out]",
     [](TokenFlags &f, std::string_view v) {
       f.roles.emplace_back(v);
       return std::string();
     }},
    {"--expires-in", "SECONDS", "until it ends [3600]",
     [](TokenFlags &f, std::string_view v) { return read_number(v, 1, 100 * 366 * uint64_t{86'400}, f.expires_in); }},
    {"--iss", "ISS", "`iss` [left out]", [](TokenFlags &f, std::string_view v) { return keep(v, f.issuer); }},
    {"--aud", "AUD", "`aud` [left out]", [](TokenFlags &f, std::string_view v) { return keep(v, f.audience); }},
    {"--scope", "SCOPE", "`scope`, separated by spaces [left out]",
     [](TokenFlags &f, std::string_view v) { return keep(v, f.scope); }},
    {"--claims", "JSON", "an object whose members are added [none]",
     [](TokenFlags &f, std::string_view v) { return keep(v, f.claims); }},
    {"--env-file", "PATH", "file with JWT_SECRET=... [.dev.vars, if there]; the environment goes first",
     [](TokenFlags &f, std::string_view v) { return keep(v, f.env_file); }},
    {"--allow-short-secret", "", "take a JWT_SECRET of under 32 bytes",
     [](TokenFlags &f, std::string_view) { return turn_on(f.allow_short_secret); }},
    {"--help", "", "print this and stop", [](TokenFlags &f, std::string_view) { return turn_on(f.help); }},
};

int complain(const std::string &words, int code) {
  std::fprintf(stderr, "tenon-host jwt: %s\n", words.c_str());
  return code;
}

int print_token(const TokenFlags &flags, const std::string &secret) {
  std::vector<tenon_str> roles;
  for (const std::string &role : flags.roles) roles.push_back(str(role));
  tenon_token_request request{};
  request.size = sizeof request;
  request.secret = str(secret);
  request.allow_short_secret = flags.allow_short_secret;
  request.subject = str(flags.subject);
  request.username = str(flags.username);
  request.roles = roles.data();
  request.role_count = roles.size();
  request.issuer = str(flags.issuer);
  request.audience = str(flags.audience);
  request.scope = str(flags.scope);
  request.expires_in_seconds = flags.expires_in;
  request.claims_json = str(flags.claims);

  std::string token(4096, '\0');
  tenon_buffer out{sizeof out, token.data(), token.size(), 0};
  ErrorText why;
  tenon_status status = tenon_token_sign(&request, Clock().now(), &out, &why.error);
  if (status == TENON_LIMIT) { // now we know how much it takes
    token.resize(out.len);
    out = {sizeof out, token.data(), token.size(), 0};
    status = tenon_token_sign(&request, Clock().now(), &out, &why.error);
  }
  if (status == TENON_WEAK_KEY)
    return complain("JWT_SECRET is shorter than 32 bytes; take a longer one or add --allow-short-secret", 2);
  if (status != TENON_OK) return complain(why.text(status), 2);
  token.resize(out.len);
  const bool printed = std::printf("%s\n", token.c_str()) > 0 && std::fflush(stdout) == 0;
  return printed ? 0 : complain("cannot write to stdout", 1);
}

} // namespace

int run_jwt_command(const std::vector<std::string_view> &words) {
  TokenFlags flags;
  if (const std::string wrong = read_flags(table, words, flags); !wrong.empty())
    return complain(wrong + " (see tenon-host jwt --help)", 2);
  if (flags.help) {
    std::printf("tenon-host jwt - prints a token, signed with JWT_SECRET (HS256)\n\n%s", describe_flags(table).c_str());
    return 0;
  }
  if (flags.subject.empty()) return complain("--sub is needed (see tenon-host jwt --help)", 2);
  std::string wrong;
  const std::string secret = find_jwt_secret(flags.env_file, wrong);
  if (!wrong.empty()) return complain(wrong, 2);
  if (secret.empty()) return complain("no JWT_SECRET in the environment or in .dev.vars", 2);
  return print_token(flags, secret);
}

} // namespace host
