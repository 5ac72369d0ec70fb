// seal.cpp - the seal: version (1), key (4), nonce (12), ciphertext, tag (16), all as base64url.
#include "crypto/seal.hpp"

#include "crypto/digest.hpp"
#include "crypto/mac.hpp"
#include "ground/base64url.hpp"
#include "ground/words.hpp"

#include <cstring>

namespace tenon::crypto {
namespace {

constexpr char version = 1;
constexpr std::string_view purpose = "tenon seal, version 1: AES-256-GCM";

std::string_view text(const unsigned char *bytes, size_t length) { return {reinterpret_cast<const char *>(bytes), length}; }

} // namespace

Outcome<std::shared_ptr<const SealKeys>> SealKeys::make(std::span<const std::string_view> secrets) {
  if (secrets.empty()) return Refusal{Status::invalid, "no key to seal with"};
  if (secrets.size() > most_secrets) return Refusal{Status::invalid, words("{} keys to seal with, at most {}", secrets.size(), most_secrets)};
  for (size_t i = 0; i < secrets.size(); ++i)
    if (secrets[i].size() < least_secret_bytes)
      return Refusal{Status::weak_key, words("key {} to seal with has {} bytes, at least {}", i + 1, secrets[i].size(), least_secret_bytes)};
  const std::shared_ptr<SealKeys> made(new SealKeys());
  made->keys_.resize(secrets.size()); // once: keys that move would leave copies behind
  for (size_t i = 0; i < secrets.size(); ++i) {
    Key &key = made->keys_[i];
    derive_key(secrets[i], purpose, key.secret);
    unsigned char digest[32];
    sha256(text(key.secret, sizeof key.secret), digest);
    std::memcpy(key.id, digest, sizeof key.id);
  }
  return std::shared_ptr<const SealKeys>(made);
}

SealKeys::~SealKeys() { wipe(keys_.data(), keys_.size() * sizeof(Key)); }

std::string SealKeys::seal(std::string_view plain, std::string_view bound_to, const unsigned char (&nonce)[aead_nonce_bytes]) const {
  const Key &key = keys_.front();
  std::string bytes;
  bytes.reserve(head_bytes + plain.size() + aead_tag_bytes);
  bytes += version;
  bytes += text(key.id, sizeof key.id);
  bytes += text(nonce, sizeof nonce);
  append_encrypted(bytes, key.secret, nonce, plain, bound_to);
  std::string sealed;
  append_base64url(sealed, bytes);
  return sealed;
}

std::optional<std::string> SealKeys::open(std::string_view sealed, std::string_view bound_to) const {
  std::string bytes;
  if (!decode_base64url(sealed, bytes) || bytes.size() < head_bytes + aead_tag_bytes || bytes[0] != version) return std::nullopt;
  const std::string_view whole = bytes, id = whole.substr(1, id_bytes);
  unsigned char nonce[aead_nonce_bytes];
  std::memcpy(nonce, bytes.data() + 1 + id_bytes, sizeof nonce);
  std::string plain;
  for (const Key &key : keys_) // two keys may have the same id
    if (text(key.id, sizeof key.id) == id && decrypt(plain, key.secret, nonce, whole.substr(head_bytes), bound_to)) return plain;
  return std::nullopt;
}

} // namespace tenon::crypto
