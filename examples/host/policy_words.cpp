// policy_words.cpp - which key is for which algorithm, and what the core says to each of them.
#include "policy_words.hpp"

#include "clock.hpp"
#include "plain_file.hpp"
#include "texts.hpp"

namespace host {
namespace {

constexpr size_t most_pem_bytes = 64 * 1024;
constexpr std::string_view nobodys_secret = "a secret that stands in while there is no key: nothing is signed with it";

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const size_t end = text.find(' ');
    if (end != 0) words.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return words;
}

bool is_rsa(std::string_view algorithm) {
  return algorithm.substr(0, 2) == "RS" || algorithm.substr(0, 2) == "PS";
}

tenon_key new_key() {
  tenon_key key{};
  key.size = sizeof key;
  return key;
}

std::vector<tenon_str> views(const std::vector<std::string> &texts) {
  std::vector<tenon_str> out;
  for (const std::string &text : texts) out.push_back(str(text));
  return out;
}

// What the core has against it, or "".
std::string objection(const tenon_token_policy &policy) {
  tenon_verdict verdict{sizeof verdict, 0, nullptr};
  ErrorText why;
  const tenon_status status = tenon_token_check(&policy, {}, Clock().now(), &verdict, nullptr, &why.error);
  return status == TENON_OK ? std::string() : why.text(status);
}

// The policy without any key of ours, and without the list of algorithms but for those that are none.
std::string objection_to_words(const PolicyFlags &flags) {
  PolicyFlags widened = flags;
  if (!flags.algorithms.empty()) widened.algorithms += " HS512";
  const KeyTexts nothing;
  const PolicyWords words(widened, nothing);
  tenon_key key = new_key();
  key.secret = str(nobodys_secret);
  key.algorithm = str("HS512");
  tenon_token_policy policy = words.policy();
  policy.keys = &key;
  policy.key_count = 1;
  return objection(policy);
}

std::string objection_to_keys(const PolicyFlags &flags, const KeyTexts &texts) {
  const PolicyWords words(flags, texts);
  return words.keys().empty() ? std::string() : objection(words.policy());
}

std::string objection_to_secret(const PolicyFlags &flags, const std::string &secret) {
  if (secret.empty()) return {};
  KeyTexts alone;
  alone.secret = secret;
  const PolicyWords words(flags, alone);
  if (words.keys().empty() && !flags.names_keys()) return "--algorithms " + flags.algorithms + ": none of these is signed with JWT_SECRET";
  if (words.keys().empty()) return {};
  tenon_verdict verdict{sizeof verdict, 0, nullptr};
  ErrorText why;
  const tenon_status status = tenon_token_check(&words.policy(), {}, Clock().now(), &verdict, nullptr, &why.error);
  if (status == TENON_WEAK_KEY && secret.size() < 32)
    return "JWT_SECRET is shorter than 32 bytes; take a longer one (openssl rand -base64 48) or add --allow-short-secret";
  return status == TENON_OK ? std::string() : "JWT_SECRET: " + why.text(status);
}

} // namespace

PolicyWords::PolicyWords(const PolicyFlags &flags, const KeyTexts &texts) : flags_(flags), algorithms_(words_of(flags.algorithms)) {
  add_secrets(texts.secret);
  for (const std::string &pem : texts.pems) {
    tenon_key key = new_key();
    key.pem = str(pem);
    keys_.push_back(key);
  }
  for (const std::string *const jwks : {&texts.file, &texts.url}) {
    if (jwks->empty()) continue;
    tenon_key key = new_key();
    key.jwks = str(*jwks);
    keys_.push_back(key);
  }
  write_policy();
}

// A key is for one algorithm: the secret is one key for each of its algorithms that is named.
void PolicyWords::add_secrets(const std::string &secret) {
  if (secret.empty()) return;
  tenon_key key = new_key();
  key.secret = str(secret);
  if (algorithms_.empty()) keys_.push_back(key);
  for (const std::string_view algorithm : algorithms_) {
    if (algorithm.substr(0, 2) != "HS") continue;
    key.algorithm = str(algorithm);
    keys_.push_back(key);
  }
}

void PolicyWords::write_policy() {
  audiences_ = views(flags_.audiences);
  authorization_servers_ = views(flags_.authorization_servers);
  policy_.size = sizeof policy_;
  policy_.allow_short_secret = flags_.allow_short_secret;
  policy_.issuer = str(flags_.issuer);
  policy_.leeway_seconds = flags_.leeway == 0 ? TENON_OFF : flags_.leeway;
  policy_.keys = keys_.data();
  policy_.key_count = keys_.size();
  policy_.algorithms = str(flags_.algorithms);
  size_t rsa = 0; // named ones; RSA keys that do not say theirs are for the one that is named
  for (const std::string_view algorithm : algorithms_)
    if (is_rsa(algorithm) && ++rsa == 1) policy_.rsa_algorithm = str(algorithm);
  if (rsa > 1) policy_.rsa_algorithm = {};
  policy_.audiences = audiences_.data();
  policy_.audience_count = audiences_.size();
  policy_.max_age_seconds = flags_.max_token_age;
  policy_.expiry_optional = flags_.expiry_optional;
  policy_.token_type = flags_.token_type;
  policy_.proofs = flags_.proofs;
  policy_.proof_nonce = flags_.proof_nonce;
  policy_.implied_scopes = str(flags_.implied_scopes);
  policy_.resource = str(flags_.resource);
  policy_.authorization_servers = authorization_servers_.data();
  policy_.authorization_server_count = authorization_servers_.size();
  policy_.scopes_supported = str(flags_.scopes);
}

std::string check_policy(const PolicyFlags &flags, const KeyTexts &texts) {
  if (std::string wrong = objection_to_words(flags); !wrong.empty()) return "the flags about tokens: " + wrong;
  if (std::string wrong = objection_to_secret(flags, texts.secret); !wrong.empty()) return wrong;
  for (size_t i = 0; i < texts.pems.size(); ++i) {
    KeyTexts alone;
    alone.pems.push_back(texts.pems[i]);
    if (std::string wrong = objection_to_keys(flags, alone); !wrong.empty()) return "--public-key " + flags.public_keys[i] + ": " + wrong;
  }
  KeyTexts alone;
  alone.file = texts.file;
  if (std::string wrong = objection_to_keys(flags, alone); !wrong.empty()) return "--jwks-file " + flags.jwks_file + ": " + wrong;
  if (std::string wrong = objection_to_keys(flags, texts); !wrong.empty()) return "the keys together: " + wrong;
  return {};
}

std::string read_public_keys(const PolicyFlags &flags, std::vector<std::string> &pems) {
  for (const std::string &path : flags.public_keys) {
    std::string text;
    if (std::string wrong = read_plain_file(path, most_pem_bytes, text); !wrong.empty()) return "--public-key " + path + ": " + wrong;
    if (text.substr(0, text.find_first_not_of(" \t\r\n") + 1).find('{') != std::string::npos)
      return "--public-key " + path + ": this is JSON; a JWK Set goes into --jwks-file";
    pems.push_back(std::move(text));
  }
  return {};
}

} // namespace host
