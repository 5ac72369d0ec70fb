// jwk.cpp - first what the key is for, then what it is.
#include "access/jwk.hpp"

#include "access/claims.hpp"
#include "ground/base64url.hpp"
#include "ground/words.hpp"

#include <array>
#include <initializer_list>
#include <utility>

namespace tenon::access {
namespace {

ReadJwk unusable(std::string why) { return {JwkFate::unusable, std::nullopt, Status::invalid, std::move(why)}; }
ReadJwk refused(std::string why, Status status = Status::invalid) { return {JwkFate::refused, std::nullopt, status, std::move(why)}; }
ReadJwk fate_of(Outcome<Key> key) {
  if (!key) return refused(key.refusal().text, key.refusal().status);
  return {JwkFate::usable, std::move(*key), Status::ok, {}};
}

// What other people wrote, on its way into a sentence.
std::string_view shown(std::string_view text) {
  constexpr size_t longest = 64;
  return has_control_characters(text) ? "?" : text.size() > longest ? "(a long text)" : text;
}

bool bytes_member(json::Value jwk, std::string_view name, std::string &out) {
  const json::Value member = jwk.find(name);
  return member.is_text() && !member.text().empty() && decode_base64url(member.text(), out);
}

ReadJwk no_bytes(std::string_view name) { return refused(words("{} is missing, or not strict base64url", name)); }

constexpr size_t most_key_ops = 16;

// Nothing: the key may verify, as far as key_ops goes.
std::optional<ReadJwk> against_key_ops(json::Value ops, bool use_says_sig) {
  if (!ops) return std::nullopt;
  if (!ops.is_array() || ops.count() > most_key_ops) return refused("key_ops is no array of a few texts");
  std::array<std::string_view, most_key_ops> seen;
  size_t count = 0;
  bool verifies = false, only_signatures = true;
  for (json::Value op = ops.first(); op.at() != ops.end(); op = op.next()) {
    if (!op.is_text()) return refused("key_ops is no array of a few texts");
    for (size_t i = 0; i < count; ++i)
      if (seen[i] == op.text()) return refused("key_ops says the same twice");
    seen[count++] = op.text();
    verifies = verifies || op.text() == "verify";
    only_signatures = only_signatures && (op.text() == "verify" || op.text() == "sign");
  }
  if (use_says_sig && verifies && !only_signatures) return refused("use and key_ops contradict each other");
  if (!verifies) return unusable("its key_ops are without verify");
  return std::nullopt;
}

std::optional<ReadJwk> against_purpose(json::Value jwk) {
  const json::Value use = jwk.find("use");
  if (use && !use.is_text()) return refused("use is no text");
  if (use && use.text() != "sig") return unusable(words("its use is {}", shown(use.text())));
  return against_key_ops(jwk.find("key_ops"), static_cast<bool>(use));
}

// The algorithm that the key says, or that it must be for. Families are compared by those who know the key's.
std::optional<ReadJwk> read_algorithm(json::Value jwk, const JwkRules &rules, std::optional<Algorithm> &algorithm) {
  const json::Value alg = jwk.find("alg");
  algorithm = rules.algorithm;
  if (!alg) return std::nullopt;
  if (!alg.is_text()) return refused("alg is no text");
  const std::optional<Algorithm> said = crypto::find_algorithm(alg.text());
  if (!said) return unusable(words("its alg is {}", shown(alg.text())));
  if (rules.algorithm && *rules.algorithm != *said)
    return refused(words("it is for {}, not {}", name(*said), name(*rules.algorithm)));
  algorithm = said;
  return std::nullopt;
}

ReadJwk other_family(Algorithm algorithm, std::string_view kty) {
  return refused(words("{} is no algorithm of a key of kty {}", name(algorithm), kty));
}

std::optional<ReadJwk> against_private(json::Value jwk, std::initializer_list<std::string_view> names) {
  for (const std::string_view member : names)
    if (jwk.find(member)) return refused(words("it holds the private member {}", member));
  return std::nullopt;
}

struct Asked {
  json::Value jwk;
  std::string_view kid;
  std::optional<Algorithm> algorithm;
  const JwkRules &rules;
};

ReadJwk read_rsa(const Asked &asked) {
  if (std::optional<ReadJwk> no = against_private(asked.jwk, {"d", "p", "q", "dp", "dq", "qi", "oth"})) return *std::move(no);
  const Algorithm algorithm = asked.algorithm.value_or(asked.rules.rsa_default);
  const crypto::Family kind = family(algorithm);
  if (kind != crypto::Family::rsa && kind != crypto::Family::rsa_pss) return other_family(algorithm, "RSA");
  std::string n, e;
  if (!bytes_member(asked.jwk, "n", n)) return no_bytes("n");
  if (!bytes_member(asked.jwk, "e", e)) return no_bytes("e");
  Outcome<crypto::PublicKey> half = crypto::PublicKey::rsa(n, e);
  if (!half) return refused(half.refusal().text, half.refusal().status);
  return fate_of(Key::public_key(std::move(*half), algorithm, asked.kid, asked.rules.keys));
}

ReadJwk read_ec(const Asked &asked) {
  const json::Value crv = asked.jwk.find("crv");
  if (!crv.is_text()) return refused("crv is missing, or no text");
  const std::optional<crypto::Curve> curve = crypto::find_curve(crv.text());
  if (!curve) return unusable(words("its crv is {}", shown(crv.text())));
  if (std::optional<ReadJwk> no = against_private(asked.jwk, {"d"})) return *std::move(no);
  const Algorithm algorithm = asked.algorithm.value_or(crypto::algorithm_of(*curve));
  if (algorithm != crypto::algorithm_of(*curve))
    return refused(words("{} is no algorithm of a key on {}", name(algorithm), name(*curve)));
  std::string x, y;
  if (!bytes_member(asked.jwk, "x", x)) return no_bytes("x");
  if (!bytes_member(asked.jwk, "y", y)) return no_bytes("y");
  Outcome<crypto::PublicKey> half = crypto::PublicKey::ec(*curve, x, y);
  if (!half) return refused(half.refusal().text, half.refusal().status);
  return fate_of(Key::public_key(std::move(*half), algorithm, asked.kid, asked.rules.keys));
}

ReadJwk read_oct(const Asked &asked) {
  if (!asked.rules.secrets) return refused("it is a secret, where only a public key belongs");
  const Algorithm algorithm = asked.algorithm.value_or(asked.rules.oct_default);
  if (crypto::asymmetric(algorithm)) return other_family(algorithm, "oct");
  std::string k;
  if (!bytes_member(asked.jwk, "k", k)) return no_bytes("k");
  Outcome<Key> key = Key::secret(k, algorithm, asked.kid, asked.rules.keys);
  crypto::wipe(k.data(), k.size());
  return fate_of(std::move(key));
}

// RFC 8037. The host's functions decide whether the point is one.
ReadJwk read_okp(const Asked &asked) {
  const json::Value crv = asked.jwk.find("crv");
  if (!crv.is_text()) return refused("crv is missing, or no text");
  const size_t length = crv.text() == "Ed25519" ? 32 : crv.text() == "Ed448" ? 57 : 0;
  if (length == 0) return unusable(words("its crv is {}", shown(crv.text())));
  if (std::optional<ReadJwk> no = against_private(asked.jwk, {"d"})) return *std::move(no);
  const Algorithm algorithm = asked.algorithm.value_or(Algorithm::eddsa);
  if (algorithm != Algorithm::eddsa) return other_family(algorithm, "OKP");
  std::string x;
  if (!bytes_member(asked.jwk, "x", x)) return no_bytes("x");
  if (x.size() != length) return refused(words("x has {} bytes, not {}", x.size(), length));
  if (!asked.rules.keys.door) return unusable("EdDSA takes signature functions of the host's");
  const std::string jwk = words(R"({{"crv":"{}","kty":"OKP","x":"{}"}})", crv.text(), asked.jwk.find("x").text());
  return fate_of(Key::edwards(jwk, asked.kid, asked.rules.keys));
}

} // namespace

ReadJwk read_jwk(json::Value jwk, const JwkRules &rules) {
  if (!jwk.is_object()) return refused("it is no object");
  const json::Value kty = jwk.find("kty"), kid = jwk.find("kid");
  if (!kty.is_text()) return refused("kty is missing, or no text");
  if (kid && (!kid.is_text() || kid.text().empty())) return refused("kid is empty, or no text");
  Asked asked{jwk, kid ? kid.text() : std::string_view(), std::nullopt, rules};
  if (std::optional<ReadJwk> no = against_purpose(jwk)) return *std::move(no);
  if (std::optional<ReadJwk> no = read_algorithm(jwk, rules, asked.algorithm)) return *std::move(no);
  if (kty.text() == "RSA") return read_rsa(asked);
  if (kty.text() == "EC") return read_ec(asked);
  if (kty.text() == "oct") return read_oct(asked);
  if (kty.text() == "OKP") return read_okp(asked);
  return unusable(words("its kty is {}", shown(kty.text())));
}

Outcome<Key> take_jwk(json::Value jwk, const JwkRules &rules) {
  ReadJwk read = read_jwk(jwk, rules);
  if (read.fate != JwkFate::usable) return Refusal{read.status, std::move(read.why)};
  return *std::move(read.key);
}

} // namespace tenon::access
