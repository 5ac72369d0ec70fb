// credentials.cpp - the keys, tokens, proofs and policies of a dialogue.
#include <charconv>
#include <deque>
#include <utility>

#include "gatekeeper.hpp"
#include "sha256.hpp"
#include "tool_kit.hpp"
#include "words.hpp"

namespace talk {
namespace {

constexpr std::string_view the_secret = "the secret of all dialogues, long enough";

// The key of all proofs, and its thumbprint (RFC 7517 appendix A.1 has none; made for these dialogues).
constexpr std::string_view proof_key = R"({"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";

uint64_t number_of(std::string_view words) {
  if (words == "off") return TENON_OFF;
  uint64_t number = 1;
  std::from_chars(words.data(), words.data() + words.size(), number);
  return number;
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

// "NAME: words"
std::string take_name(std::string_view &words) {
  return words.find(": ") == std::string_view::npos ? "" : std::string(take_until(words, ": "));
}

std::string refused(tenon_status status, const char *reason) { return std::string(tenon_status_name(status)) + ": " + reason; }

// A policy's record, and the texts that it points to.
struct Words {
  tenon_token_policy record{};
  std::deque<std::string> texts;
  std::vector<tenon_str> audiences, servers;
  std::vector<tenon_key> keys;

  tenon_str keep(std::string_view text) { return view(texts.emplace_back(text)); }
};

struct Text_word {
  std::string_view name;
  tenon_str tenon_token_policy::*field;
};
constexpr Text_word text_words[] = {
    {"issuer", &tenon_token_policy::issuer},         {"audience", &tenon_token_policy::audience},
    {"realm", &tenon_token_policy::realm},           {"algorithms", &tenon_token_policy::algorithms},
    {"implied", &tenon_token_policy::implied_scopes}, {"resource", &tenon_token_policy::resource},
    {"scopes", &tenon_token_policy::scopes_supported}, {"documentation", &tenon_token_policy::documentation},
    {"rsa_algorithm", &tenon_token_policy::rsa_algorithm},
};

struct Number_word {
  std::string_view name;
  uint64_t tenon_token_policy::*field;
};
constexpr Number_word number_words[] = {
    {"leeway", &tenon_token_policy::leeway_seconds},
    {"max_age", &tenon_token_policy::max_age_seconds},
    {"expiry_optional", &tenon_token_policy::expiry_optional},
    {"allow_short_secret", &tenon_token_policy::allow_short_secret},
    {"proof_nonce", &tenon_token_policy::proof_nonce},
};

std::string read_choice(std::string_view name, std::string_view value, tenon_token_policy &policy) {
  if (name == "token_type") policy.token_type = value == "required" ? TENON_TYPE_REQUIRED : value == "any" ? TENON_TYPE_ANY : TENON_TYPE_USUAL;
  else if (name == "proofs") policy.proofs = value == "required" ? TENON_PROOFS_REQUIRED : value == "accepted" ? TENON_PROOFS_ACCEPTED : TENON_PROOFS_NONE;
  else return "a policy has no " + std::string(name);
  return "";
}

bool read_plain(std::string_view name, std::string_view value, Words &out) {
  for (const Text_word &word : text_words)
    if (word.name == name) return out.record.*word.field = out.keep(value), true;
  for (const Number_word &word : number_words)
    if (word.name == name) return out.record.*word.field = value.empty() ? 1 : number_of(value), true;
  if (name == "authorization_server") return out.servers.push_back(out.keep(value)), true;
  if (name == "also_audience") return out.audiences.push_back(out.keep(value)), true;
  if (name == "secret") return out.record.secret = view(value.empty() ? the_secret : std::string_view(out.texts.emplace_back(value))), true;
  return false;
}

std::string json_text(std::string_view text) { return '"' + std::string(text) + '"'; }

} // namespace

// "NAME: ES256": made once for all chunk sizes; its `kid` is its name.
std::string Gatekeeper::make_key(std::string_view words) {
  static std::map<std::string, Key> made; // by name and algorithm
  const std::string id(words), name = take_name(words), algorithm = trimmed(words);
  if (name.empty()) return "a key has a name and an algorithm: key k1: ES256";
  Key &key = made[id];
  if (key.private_jwk.empty()) {
    char own[4096], others[4096], reason[256] = "";
    tenon_buffer secret{sizeof secret, own, sizeof own, 0}, open{sizeof open, others, sizeof others, 0};
    tenon_error error{sizeof error, reason, sizeof reason, 0};
    const tenon_status status = tenon_key_generate(view(algorithm), 0, view(name), &secret, &open, &error);
    if (status != TENON_OK) return refused(status, reason);
    key = {algorithm, std::string(own, secret.len), std::string(others, open.len)};
  }
  keys_[name] = key;
  return "";
}

// "NAME: subject=ada, expires=10, scope=a b, key=k1, claims={...}"; claims come last.
std::string Gatekeeper::make_token(std::string_view words, tenon_now now, std::string &name, std::string &out) {
  name = take_name(words);
  if (name.empty()) return "a token has a name: token NAME: subject=ada";
  std::string secret(the_secret), claims, subject = "ada";
  std::map<std::string, std::string, std::less<>> said;
  while (!words.empty()) {
    const std::string member = trimmed(take_until(words, "="));
    if (member == "claims") claims = trimmed(std::exchange(words, std::string_view()));
    else said[member] = trimmed(take_until(words, ","));
  }
  tenon_token_request request{};
  request.size = sizeof request;
  for (const auto &[member, value] : said) {
    if (member == "subject") subject = value;
    else if (member == "secret") secret = value;
    else if (member == "scope") request.scope = view(value);
    else if (member == "issuer") request.issuer = view(value);
    else if (member == "audience") request.audience = view(value);
    else if (member == "kid") request.key_id = view(value);
    else if (member == "type") request.type = view(value);
    else if (member == "algorithm") request.algorithm = view(value);
    else if (member == "expires") request.expires_in_seconds = number_of(value);
    else if (member == "bound") claims = R"({"cnf":{"jkt":")" + base64url(sha256(proof_key)) + "\"}}";
    else if (member == "key") {
      const auto key = keys_.find(value);
      if (key == keys_.end()) return "there is no key " + value;
      request.private_key = view(key->second.private_jwk);
    } else return "a token has no " + member;
  }
  if (!request.private_key.len) request.secret = view(secret);
  request.subject = view(subject);
  request.claims_json = view(claims);
  char memory[8192], reason[256] = "";
  tenon_buffer buffer{sizeof buffer, memory, sizeof memory, 0};
  tenon_error error{sizeof error, reason, sizeof reason, 0};
  const tenon_status status = tenon_token_sign(&request, now, &buffer, &error);
  if (status != TENON_OK) return "no token: " + refused(status, reason);
  out.assign(memory, buffer.len);
  secrets_.push_back(out);
  return "";
}

// "NAME: token=ada, url=http://localhost/mcp, method=POST, id=1, age=5, nonce=..., ath=..., signature=bad". Its signature is taken
// by the check of "signatures any", unless it is bad.
std::string Gatekeeper::make_proof(std::string_view words, const Names &names, tenon_now now, std::string &name, std::string &out) {
  name = take_name(words);
  std::string url = "http://localhost/mcp", method = "POST", id = name, nonce, ath;
  int64_t issued = now.unix_ms / 1000;
  char first = 'g';
  while (!words.empty()) {
    const std::string member = trimmed(take_until(words, "=")), value = trimmed(take_until(words, ","));
    if (member == "url") url = value;
    else if (member == "method") method = value;
    else if (member == "id") id = value;
    else if (member == "nonce") nonce = value;
    else if (member == "ath") ath = value;
    else if (member == "age") issued -= static_cast<int64_t>(number_of(value));
    else if (member == "signature") first = value == "bad" ? 'b' : 'g';
    else if (member == "token") {
      const auto token = names.find(value);
      if (token == names.end()) return "there is no token " + value;
      ath = base64url(sha256(token->second));
    } else return "a proof has no " + member;
  }
  const std::string header = R"({"typ":"dpop+jwt","alg":"ES256","jwk":)" + std::string(proof_key) + "}";
  std::string claims = R"({"jti":)" + json_text(id) + R"(,"htm":)" + json_text(method) + R"(,"htu":)" + json_text(url) + R"(,"ath":)" + json_text(ath) +
                       R"(,"iat":)" + std::to_string(issued);
  if (!nonce.empty()) claims += R"(,"nonce":)" + json_text(nonce);
  out = base64url(header) + "." + base64url(claims + "}") + "." + base64url(std::string(1, first) + std::string(63, '.'));
  secrets_.push_back(out);
  return "";
}

// "k1, k2", and "secret" for the one of all dialogues.
std::string Gatekeeper::collect_keys(std::string_view names, std::vector<tenon_key> &out) const {
  while (!names.empty()) {
    const std::string name = trimmed(take_until(names, names.find(',') == std::string_view::npos ? " " : ","));
    if (name.empty()) continue;
    tenon_key &key = out.emplace_back();
    key.size = sizeof key;
    if (name == "secret") {
      key.secret = view(the_secret);
      continue;
    }
    const auto found = keys_.find(name);
    if (found == keys_.end()) return "there is no key " + name;
    key.jwks = view(found->second.public_jwks);
  }
  return "";
}

std::string Gatekeeper::set_keys(tenon_server *server, std::string_view names) {
  std::vector<tenon_key> keys;
  if (std::string what = collect_keys(names, keys); !what.empty()) return what;
  char reason[256] = "";
  tenon_error error{sizeof error, reason, sizeof reason, 0};
  const tenon_status status = tenon_server_set_keys(server, keys.data(), keys.size(), &error);
  return status == TENON_OK ? "" : refused(status, reason);
}

// "keys k1 k2, issuer https://as.example, resource https://h/mcp, authorization_server https://as.example, scopes a b, signatures any"
std::string Gatekeeper::require(tenon_server *server, std::string_view words) {
  Words made;
  tenon_signatures any{};
  while (!words.empty()) {
    const std::string part = trimmed(take_until(words, ","));
    std::string_view value = part;
    const std::string_view name = take_until(value, " ");
    if (name == "keys") {
      if (std::string what = collect_keys(value, made.keys); !what.empty()) return what;
    } else if (name == "signatures") {
      any.size = sizeof any;
      any.user = lend();
      any.drop = dropped;
      any.take_key = [](void *, tenon_str, tenon_str, void **) { return 0; };
      any.check = [](void *, void *, tenon_str, tenon_str, tenon_str signature) { return view(signature).substr(0, 1) == "b" ? 0 : 1; };
    } else if (!read_plain(name, value, made)) {
      if (std::string what = read_choice(name, value, made.record); !what.empty()) return what;
    }
  }
  tenon_token_policy &policy = made.record;
  policy.size = sizeof policy;
  policy.keys = made.keys.data();
  policy.key_count = made.keys.size();
  policy.signatures = any.size ? &any : nullptr;
  policy.audiences = made.audiences.data();
  policy.audience_count = made.audiences.size();
  policy.authorization_servers = made.servers.data();
  policy.authorization_server_count = made.servers.size();
  char reason[256] = "";
  tenon_error error{sizeof error, reason, sizeof reason, 0};
  const tenon_status status = tenon_server_require_token(server, &policy, &error);
  return status == TENON_OK ? "" : refused(status, reason);
}

} // namespace talk
