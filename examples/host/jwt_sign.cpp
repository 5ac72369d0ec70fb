// jwt_sign.cpp - signs a token with JWT_SECRET or a private key, as the flags say.
#include <cstdint>

#include "clock.hpp"
#include "env_file.hpp"
#include "flag_reader.hpp"
#include "jwt_command.hpp"
#include "log.hpp"
#include "plain_file.hpp"
#include "texts.hpp"

namespace host {
namespace {

constexpr uint64_t hundred_years = 100 * 366 * uint64_t{86'400};
constexpr size_t most_key_bytes = 64 * 1024;

struct SignFlags {
  std::string subject;
  std::string username;
  std::vector<std::string> roles;
  std::string issuer;
  std::vector<std::string> audiences;
  std::string scope;
  std::string claims;
  std::vector<std::string> more_claims; // "name":json
  std::string env_file;
  std::string key;
  std::string algorithm;
  std::string key_id;
  std::string type;
  uint64_t expires_in = 3600;
  bool allow_short_secret = false;
  bool help = false;
};

std::string read_claim(std::string_view text, std::vector<std::string> &out) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0 || equals + 1 == text.size())
    return "a name and JSON such as level=3 or 'team=\"blue\"', please";
  std::string member;
  append_quoted(member, text.substr(0, equals));
  out.push_back(member + ":" + std::string(text.substr(equals + 1)));
  return {};
}

FlagTable sign_flags(SignFlags &f) {
  return {
      {"--sub", "ID", "who it is for: `sub`, and `userId` beside it (required)", keep(f.subject)},
      {"--username", "NAME", "`username` [left out]", keep(f.username)},
      {"--role", "ROLE", "one of `roles`; may be repeated [left out]", append(f.roles)},
      {"--expires-in", "SECONDS", "until it ends [3600]", number(1, hundred_years, f.expires_in)},
      {"--expires", "SECONDS", "the same", number(1, hundred_years, f.expires_in)},
      {"--iss", "ISS", "`iss` [left out]", keep(f.issuer)},
      {"--aud", "AUD", "`aud`; may be repeated [left out]", append(f.audiences)},
      {"--scope", "SCOPE", "`scope`, separated by spaces [left out]", keep(f.scope)},
      {"--claim", "NAME=JSON", "a claim of any name; may be repeated [none]",
       [&f](std::string_view value) { return read_claim(value, f.more_claims); }},
      {"--claims", "JSON", "an object whose members are added [none]", keep(f.claims)},
      {"--key", "FILE", "sign with this private key (PEM, DER or JWK) instead of JWT_SECRET", keep(f.key)},
      {"--alg", "ALGORITHM", "HS256 and so on for JWT_SECRET; RS256, PS256, ES256 and so on [by the key]", keep(f.algorithm)},
      {"--kid", "ID", "`kid` in the header [the key's own, if it has one]", keep(f.key_id)},
      {"--typ", "TYPE", "`typ` in the header [JWT]", keep(f.type)},
      {"--env-file", "PATH", "file with JWT_SECRET=... [.dev.vars, if there]; the environment goes first", keep(f.env_file)},
      {"--allow-short-secret", "", "take a JWT_SECRET of under 32 bytes", turn_on(f.allow_short_secret)},
      {"--help", "", "print this and stop", turn_on(f.help)},
  };
}

// All claims of the flags that have no member of the request, as one object.
std::string claims_of(const SignFlags &flags) {
  std::vector<std::string> members = flags.more_claims;
  if (flags.audiences.size() > 1) {
    std::string list = "\"aud\":";
    for (const std::string &audience : flags.audiences) {
      list += list.back() == ':' ? '[' : ',';
      append_quoted(list, audience);
    }
    members.push_back(list + "]");
  }
  if (members.empty()) return flags.claims;
  const size_t last = flags.claims.find_last_not_of(" \t\r\n");
  const bool given = last != std::string::npos;
  if (given && flags.claims[last] != '}') return flags.claims; // no object: for the core to say
  std::string out = given ? flags.claims.substr(0, last) : "{";
  bool comma = out.find_first_not_of(" \t\r\n{") != std::string::npos;
  for (const std::string &member : members) {
    if (comma) out += ',';
    out += member;
    comma = true;
  }
  return out + "}";
}

// What the flags name: the private key, or the secret. Returns what is wrong, or "".
std::string read_signing_key(const SignFlags &flags, std::string &secret, std::string &key) {
  if (!flags.key.empty()) {
    const std::string wrong = read_plain_file(flags.key, most_key_bytes, key);
    return wrong.empty() ? wrong : "--key " + flags.key + ": " + wrong;
  }
  std::string wrong;
  secret = find_jwt_secret(flags.env_file, wrong);
  if (wrong.empty() && secret.empty()) return "no JWT_SECRET in the environment or in .dev.vars, and no --key";
  return wrong;
}

tenon_status sign(const tenon_token_request &request, std::string &token, ErrorText &why) {
  token.resize(4096);
  tenon_buffer out{sizeof out, token.data(), token.size(), 0};
  tenon_status status = tenon_token_sign(&request, Clock().now(), &out, &why.error);
  if (status == TENON_LIMIT && out.len > 0) { // now we know how much it takes
    token.resize(out.len);
    out = {sizeof out, token.data(), token.size(), 0};
    status = tenon_token_sign(&request, Clock().now(), &out, &why.error);
  }
  token.resize(status == TENON_OK ? out.len : 0);
  return status;
}

int print_token(const SignFlags &flags, const std::string &secret, const std::string &key) {
  std::vector<tenon_str> roles;
  for (const std::string &role : flags.roles) roles.push_back(str(role));
  const std::string claims = claims_of(flags);
  tenon_token_request request{};
  request.size = sizeof request;
  request.secret = str(secret);
  request.allow_short_secret = flags.allow_short_secret;
  request.subject = str(flags.subject);
  request.username = str(flags.username);
  request.roles = roles.data();
  request.role_count = roles.size();
  request.issuer = str(flags.issuer);
  if (flags.audiences.size() == 1) request.audience = str(flags.audiences[0]);
  request.scope = str(flags.scope);
  request.expires_in_seconds = flags.expires_in;
  request.claims_json = str(claims);
  request.algorithm = str(flags.algorithm);
  request.private_key = str(key);
  request.key_id = str(flags.key_id);
  request.type = str(flags.type);

  std::string token;
  ErrorText why;
  const tenon_status status = sign(request, token, why);
  if (status == TENON_WEAK_KEY && !secret.empty() && secret.size() < 32)
    return complain_of_jwt("JWT_SECRET is shorter than 32 bytes; take a longer one or add --allow-short-secret", 2);
  if (status != TENON_OK && !flags.more_claims.empty())
    return complain_of_jwt(why.text(status) + " (a text in --claim has quotes of its own: --claim 'team=\"blue\"')", 2);
  if (status != TENON_OK) return complain_of_jwt(why.text(status), 2);
  return print_words(token + "\n");
}

} // namespace

std::string describe_signing() {
  SignFlags nobodys;
  return describe_flags(sign_flags(nobodys));
}

int sign_token(const Words &words) {
  SignFlags flags;
  const FlagTable table = sign_flags(flags);
  if (const std::string wrong = read_flags(table, words); !wrong.empty())
    return complain_of_jwt(wrong + " (see tenon-host jwt sign --help)", 2);
  if (flags.help) return print_words("tenon-host jwt sign - prints a token\n\n" + describe_flags(table));
  if (flags.subject.empty()) return complain_of_jwt("--sub is needed (see tenon-host jwt sign --help)", 2);
  std::string secret;
  std::string key;
  if (const std::string wrong = read_signing_key(flags, secret, key); !wrong.empty()) return complain_of_jwt(wrong, 2);
  return print_token(flags, secret, key);
}

} // namespace host
