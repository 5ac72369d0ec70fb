// sign.cpp - builds the payload as text, then header.payload.signature.
#include "access/sign.hpp"

#include "access/claims.hpp"
#include "access/key.hpp"
#include "access/scopes.hpp"
#include "access/token.hpp"
#include "crypto/mac.hpp"
#include "ground/base64url.hpp"
#include "ground/words.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

#include <new>
#include <optional>

namespace tenon::access {
namespace {

using crypto::Algorithm;

Refusal invalid(std::string text) { return {Status::invalid, std::move(text)}; }

Algorithm natural_algorithm(const TokenRequest &request) {
  if (!request.key) return Algorithm::hs256;
  const crypto::PublicKey &half = request.key->public_half();
  return half.is_rsa() ? Algorithm::rs256 : crypto::algorithm_of(half.curve());
}

std::optional<Refusal> refuse_key(const TokenRequest &request, Algorithm algorithm) {
  if (request.secret.empty() && !request.key) return invalid("there is no secret to sign with, and no key");
  if (!request.secret.empty() && request.key) return invalid("there is both a secret to sign with and a key");
  if (request.key && !request.entropy) return invalid("signing with a key takes randomness");
  if (request.key && !request.key->public_half().fits(algorithm))
    return invalid(words("{} is not an algorithm of this key", name(algorithm)));
  if (request.key) return std::nullopt;
  if (crypto::asymmetric(algorithm)) return invalid(words("a secret is no key of {}", name(algorithm)));
  const size_t least = crypto::hash_bytes(algorithm);
  if (request.secret.size() < least && !request.allow_short_secret)
    return Refusal{Status::weak_key, words("the secret is shorter than {} bytes; allow_short_secret takes it all the same", least)};
  return std::nullopt;
}

std::optional<Refusal> refuse_header(const TokenRequest &request) {
  if (request.kid.size() > longest_kid) return invalid(words("a kid of {} bytes; at most {}", request.kid.size(), longest_kid));
  if (!json::valid_utf8(request.kid) || !json::valid_utf8(request.typ)) return invalid("kid or typ is not UTF-8");
  return std::nullopt;
}

std::optional<Refusal> refuse_texts(const TokenRequest &request) {
  if (request.subject.empty()) return invalid("a token needs a subject");
  if (has_control_characters(request.subject)) return invalid("the subject has a control character");
  if (!valid_scope_text(request.scope)) return invalid("the scope has a character that RFC 6749 section 3.3 does not allow");
  for (const std::string_view text : {request.subject, request.username, request.issuer, request.audience})
    if (!json::valid_utf8(text)) return invalid("a text is not UTF-8");
  for (const std::string_view role : request.roles)
    if (!json::valid_utf8(role)) return invalid("a role is not UTF-8");
  return std::nullopt;
}

std::optional<Refusal> refuse_time(uint64_t life, int64_t issued) {
  if (issued < 0 || issued > last_token_second) return invalid("the clock is before 1970 or after the year 9999");
  if (life > static_cast<uint64_t>(last_token_second - issued)) return invalid("the token would expire after the year 9999");
  return std::nullopt;
}

// Writes the members that the request sets, and remembers whether it set a name.
class Payload final {
public:
  explicit Payload(const TokenRequest &request, int64_t issued, int64_t expires) {
    number("iat", issued);
    number("exp", expires);
    text("sub", request.subject);
    text("userId", request.subject);
    text("username", request.username);
    texts("roles", request.roles);
    text("iss", request.issuer);
    text("aud", request.audience);
    text("scope", request.scope);
  }

  bool has(std::string_view name) const {
    for (const std::string_view known : names_)
      if (known == name) return true;
    return false;
  }
  // The members of an object that is known to be one, in its own words.
  void add(std::string_view object) {
    const size_t first = object.find('{') + 1;
    json_ += ',';
    json_.append(object.substr(first, object.rfind('}') - first));
  }
  std::string finish() && { return std::move(json_) + "}"; }

private:
  void name(std::string_view name) {
    json_ += names_.empty() ? '{' : ',';
    json::append_text(json_, name);
    json_ += ':';
    names_.push_back(name);
  }
  void number(std::string_view key, int64_t value) {
    name(key);
    json::append_integer(json_, value);
  }
  void text(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    name(key);
    json::append_text(json_, value);
  }
  void texts(std::string_view key, const std::vector<std::string_view> &values) {
    if (values.empty()) return;
    name(key);
    char before = '[';
    for (const std::string_view value : values) {
      json_ += before;
      json::append_text(json_, value);
      before = ',';
    }
    json_ += ']';
  }

  std::string json_;
  std::vector<std::string_view> names_;
};

std::optional<Refusal> parse_claims(json::Reader &reader, std::string_view claims_json) {
  const json::Trouble trouble = reader.parse_copy(claims_json, max_token_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  if (trouble != json::Trouble::none) return invalid(std::string("claims_json: ") + json::word(trouble));
  return reader.root().is_object() ? std::nullopt : std::optional<Refusal>(invalid("claims_json is not an object"));
}

std::optional<Refusal> add_claims(Payload &payload, std::string_view claims_json) {
  if (claims_json.empty()) return std::nullopt;
  json::Reader reader;
  if (std::optional<Refusal> refusal = parse_claims(reader, claims_json)) return refusal;
  const json::Value claims = reader.root();
  if (claims.count() == 0) return std::nullopt;
  for (json::Value name = claims.first(); name.at() != claims.end();) {
    if (payload.has(name.text())) return invalid("claims_json repeats \"" + std::string(name.text()) + "\", which is set already");
    name = name.next().next();
  }
  payload.add(claims_json);
  return std::nullopt;
}

std::string header_of(const TokenRequest &request, Algorithm algorithm) {
  std::string json = R"({"alg":)";
  json::append_text(json, name(algorithm));
  if (!request.kid.empty()) {
    json += R"(,"kid":)";
    json::append_text(json, request.kid);
  }
  if (!request.typ.empty()) {
    json += R"(,"typ":)";
    json::append_text(json, request.typ);
  }
  return json + "}";
}

Outcome<std::string> signature_of(const TokenRequest &request, Algorithm algorithm, std::string_view text) {
  if (request.key) return request.key->sign(algorithm, text, *request.entropy);
  std::string tag(crypto::hash_bytes(algorithm), '\0');
  crypto::Hmac(crypto::sha_of(algorithm), request.secret).tag(text, reinterpret_cast<unsigned char *>(tag.data()));
  return tag;
}

Outcome<std::string> signed_token(const TokenRequest &request, Algorithm algorithm, std::string_view payload) {
  std::string token;
  append_base64url(token, header_of(request, algorithm));
  token += '.';
  append_base64url(token, payload);
  const Outcome<std::string> signature = signature_of(request, algorithm, token);
  if (!signature) return signature.refusal();
  token += '.';
  append_base64url(token, *signature);
  if (token.size() > token_ceiling) return Refusal{Status::limit, "the token is larger than 1 MiB"};
  return token;
}

// What the request says about the bearer, with the claims that it adds.
Outcome<std::string> payload_of(const TokenRequest &request, Instant now) {
  const uint64_t life = request.expires_in_seconds == 0 ? default_token_life : request.expires_in_seconds;
  const int64_t issued = now.unix_ms / 1000;
  if (std::optional<Refusal> refusal = refuse_texts(request)) return *std::move(refusal);
  if (std::optional<Refusal> refusal = refuse_time(life, issued)) return *std::move(refusal);
  Payload payload(request, issued, issued + static_cast<int64_t>(life));
  if (std::optional<Refusal> refusal = add_claims(payload, request.claims_json)) return *std::move(refusal);
  return std::move(payload).finish();
}

Outcome<std::string> claims_alone(std::string_view claims_json) {
  json::Reader reader;
  if (std::optional<Refusal> refusal = parse_claims(reader, claims_json)) return *std::move(refusal);
  return std::string(claims_json);
}

} // namespace

Outcome<std::string> sign(const TokenRequest &request, Instant now) {
  const Algorithm algorithm = request.algorithm.value_or(natural_algorithm(request));
  if (std::optional<Refusal> refusal = refuse_key(request, algorithm)) return *std::move(refusal);
  if (std::optional<Refusal> refusal = refuse_header(request)) return *std::move(refusal);
  const Outcome<std::string> payload = request.only_claims ? claims_alone(request.claims_json) : payload_of(request, now);
  return payload ? signed_token(request, algorithm, *payload) : payload;
}

} // namespace tenon::access
