// key.cpp - takes a key in for one algorithm, and asks whatever stands behind it.
#include "access/key.hpp"

#include "access/claims.hpp"
#include "crypto/digest.hpp"
#include "ground/base64url.hpp"
#include "ground/words.hpp"

#include <utility>

namespace tenon::access {
namespace {

Refusal invalid(std::string text) { return {Status::invalid, std::move(text)}; }

std::optional<Refusal> refuse_kid(std::string_view kid) {
  if (kid.size() > longest_kid) return invalid(words("a kid of {} bytes; at most {}", kid.size(), longest_kid));
  if (has_control_characters(kid)) return invalid("the kid has a control character");
  return std::nullopt;
}

bool tag_matches(const crypto::Hmac &mac, std::string_view signed_text, std::string_view signature) {
  unsigned char tag[crypto::most_sha_bytes];
  if (signature.size() != mac.tag_bytes()) return false;
  mac.tag(signed_text, tag);
  return crypto::equal_in_constant_time(tag, signature.data(), mac.tag_bytes());
}

Reason reason_of(bool good) { return good ? Reason::accepted : Reason::bad_signature; }

Reason reason_of(crypto::Verdict verdict) {
  return verdict == crypto::Verdict::failed ? Reason::unchecked : reason_of(verdict == crypto::Verdict::good);
}

} // namespace

Key::Key(Algorithm algorithm, std::string_view kid, Means means)
    : algorithm_(algorithm), any_kid_(kid.empty()), kid_(kid), means_(std::move(means)) {}

Outcome<Key> Key::secret(std::string_view bytes, Algorithm algorithm, std::string_view kid, const KeyRules &rules) {
  if (std::optional<Refusal> refusal = refuse_kid(kid)) return *std::move(refusal);
  if (crypto::asymmetric(algorithm)) return invalid(words("a secret is no key of {}", name(algorithm)));
  if (bytes.empty()) return invalid("the secret is empty");
  if (bytes.size() > longest_secret) return invalid(words("a secret of {} bytes; at most {}", bytes.size(), longest_secret));
  const size_t least = crypto::hash_bytes(algorithm);
  if (bytes.size() < least && !rules.allow_short_secret)
    return Refusal{Status::weak_key, words("the secret is shorter than {} bytes; allow_short_secret takes it all the same", least)};
  Key key(algorithm, kid, crypto::Hmac(crypto::sha_of(algorithm), bytes));
  key.short_secret_ = bytes.size() < least;
  return key;
}

Outcome<Key> Key::public_key(crypto::PublicKey half, Algorithm algorithm, std::string_view kid, const KeyRules &rules) {
  if (std::optional<Refusal> refusal = refuse_kid(kid)) return *std::move(refusal);
  if (!half.fits(algorithm)) return invalid(words("{} is not an algorithm of this key", name(algorithm)));
  const std::string jwk = half.jwk();
  const auto made = [&](Means means) {
    Key key(algorithm, kid, std::move(means));
    key.thumbprint_ = thumbprint_of(jwk);
    return key;
  };
  if (!rules.door) return made(std::move(half));
  Outcome<crypto::HostKey> taken = crypto::HostKey::take(rules.door, algorithm, jwk);
  if (!taken) return taken.refusal();
  return made(std::move(*taken));
}

Outcome<Key> Key::edwards(std::string_view jwk, std::string_view kid, const KeyRules &rules) {
  if (std::optional<Refusal> refusal = refuse_kid(kid)) return *std::move(refusal);
  if (!rules.door) return invalid("EdDSA takes signature functions of the host's");
  Outcome<crypto::HostKey> taken = crypto::HostKey::take(rules.door, Algorithm::eddsa, jwk);
  if (!taken) return taken.refusal();
  Key key(Algorithm::eddsa, kid, std::move(*taken));
  key.thumbprint_ = thumbprint_of(jwk);
  return key;
}

bool Key::rename(std::string_view kid) {
  if (kid.empty() || refuse_kid(kid)) return false;
  kid_ = kid;
  any_kid_ = false;
  return true;
}

Reason Key::check(std::string_view signed_text, std::string_view signature) const {
  if (const auto *mac = std::get_if<crypto::Hmac>(&means_)) return reason_of(tag_matches(*mac, signed_text, signature));
  if (const auto *half = std::get_if<crypto::PublicKey>(&means_)) return reason_of(half->verify(algorithm_, signed_text, signature));
  return reason_of(std::get_if<crypto::HostKey>(&means_)->check(signed_text, signature));
}

std::string thumbprint_of(std::string_view jwk) {
  unsigned char digest[32];
  crypto::sha256(jwk, digest);
  std::string text;
  append_base64url(text, {reinterpret_cast<const char *>(digest), sizeof digest});
  return text;
}

} // namespace tenon::access
