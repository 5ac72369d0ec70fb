// jwt_verify.cpp - asks the core what a token is worth under the flags of a host.
#include "clock.hpp"
#include "env_file.hpp"
#include "jwt_command.hpp"
#include "key_fetch.hpp"
#include "plain_file.hpp"
#include "policy_words.hpp"
#include "texts.hpp"
#include "token_words.hpp"

namespace host {
namespace {

constexpr size_t most_jwks_bytes = 256 * 1024;

struct Meaning {
  std::string_view reason;
  std::string_view words;
};

constexpr Meaning meanings[] = {
    {"too_large", "it, or its header, is too large"},
    {"malformed", "it is not three parts of strict base64url around JSON objects"},
    {"bad_algorithm", "its `alg` is none of the keys'"},
    {"critical", "its header demands an extension (`crit`)"},
    {"bad_header", "its header has a member that is not taken (b64, zip, enc, a key), or its `typ` or `kid` is wrong"},
    {"unknown_key", "no key has its `kid` and `alg`, or more than one has"},
    {"bad_signature", "its signature was not made with the key"},
    {"no_expiry", "it has no `exp`"},
    {"expired", "its `exp` is over"},
    {"not_yet_valid", "its `nbf` or `iat` lies ahead"},
    {"too_old", "it was issued longer ago than --max-token-age, or does not say when"},
    {"bad_claims", "a claim is of the wrong type or out of range, or `cnf` is something that we cannot check"},
    {"wrong_issuer", "its `iss` is not --issuer"},
    {"wrong_audience", "its `aud` is none of --audience and --resource"},
    {"proof_missing", "it is bound to a key of its owner's (`cnf`) while --dpop is off, or not bound while it is required"},
};

std::string_view meaning_of(std::string_view reason) {
  for (const Meaning &row : meanings)
    if (row.reason == reason) return row.words;
  return "see docs/security.md";
}

// Everything that the flags name, the URL too, once. Returns what is wrong, or "".
std::string read_keys(const PolicyFlags &flags, KeyTexts &texts) {
  std::string wrong;
  texts.secret = find_jwt_secret(flags.env_file, wrong);
  if (wrong.empty()) wrong = read_public_keys(flags, texts.pems);
  if (!wrong.empty()) return wrong;
  if (!flags.jwks_file.empty())
    if (wrong = read_plain_file(flags.jwks_file, most_jwks_bytes, texts.file); !wrong.empty()) return "--jwks-file " + flags.jwks_file + ": " + wrong;
  if (!flags.jwks_url.empty()) {
    KeyFetchOptions options;
    options.url = flags.jwks_url;
    options.ca_file = flags.jwks_ca;
    Fetched fetched = KeyFetch(std::move(options)).fetch();
    if (!fetched.wrong.empty()) return "--jwks-url " + flags.jwks_url + ": " + fetched.wrong;
    texts.url = std::move(fetched.text);
  }
  return texts.any() ? "" : "no key to check with: JWT_SECRET, --public-key, --jwks-file or --jwks-url";
}

int judge(const PolicyFlags &flags, const KeyTexts &texts, const std::string &token) {
  const PolicyWords words(flags, texts);
  std::string claims(token.size(), '\0'); // as base64url they took more
  tenon_buffer room{sizeof room, claims.data(), claims.size(), 0};
  tenon_verdict verdict{sizeof verdict, 0, nullptr};
  ErrorText why;
  const tenon_now now = Clock().now();
  const tenon_status status = tenon_token_check(&words.policy(), str(token), now, &verdict, &room, &why.error);
  if (status != TENON_OK) return complain_of_jwt(why.text(status), 2);
  const std::string reason = verdict.reason;
  if (verdict.accepted) return print_words("accepted\n" + indented_json({claims.data(), room.len}, now.unix_ms / 1000));
  const int printed = print_words("refused: " + reason + ": " + std::string(meaning_of(reason)) + "\n");
  return printed == 0 ? 1 : printed;
}

} // namespace

int verify_token(const Words &words) {
  PolicyFlags flags;
  bool help = false;
  FlagTable table = key_flags(flags);
  for (Flag &flag : check_flags(flags)) table.push_back(std::move(flag));
  table.push_back({"--help", "", "print this and stop", turn_on(help)});
  Words rest;
  std::string token;
  std::string wrong = read_flags(table, words, &rest);
  if (wrong.empty() && help)
    return print_words("tenon-host jwt verify TOKEN - says whether a host with these flags would accept it; - reads the token from stdin.\n"
                       "Proofs (DPoP), --revoked and --api-keys are the host's alone.\n\n" + describe_flags(table));
  if (wrong.empty()) wrong = take_token(rest, token);
  if (wrong.empty()) wrong = check_together(flags);
  if (!wrong.empty()) return complain_of_jwt(wrong + " (see tenon-host jwt verify --help)", 2);
  KeyTexts texts;
  wrong = read_keys(flags, texts);
  if (wrong.empty()) wrong = check_policy(flags, texts);
  return wrong.empty() ? judge(flags, texts, token) : complain_of_jwt(wrong, 2);
}

} // namespace host
