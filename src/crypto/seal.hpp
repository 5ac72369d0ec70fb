// seal.hpp - text that others carry for us: they can neither read nor change it, nor bring it where it does not belong.
#pragma once
#include "crypto/aead.hpp"
#include "ground/outcome.hpp"
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::crypto {

// The keys of a server, the first of which seals. Immutable; for any number of threads at once. Wiped when it goes.
class SealKeys final {
public:
  static constexpr size_t least_secret_bytes = 32, most_secrets = 8;

  // 1 to 8 secrets; Status::invalid, or Status::weak_key for one shorter than 32 bytes.
  static Outcome<std::shared_ptr<const SealKeys>> make(std::span<const std::string_view> secrets);
  ~SealKeys();
  SealKeys(const SealKeys &) = delete;
  SealKeys &operator=(const SealKeys &) = delete;

  // Text of A-Za-z0-9_- : a version, which key, the nonce, the ciphertext and its tag. `nonce` must come from Entropy, each time anew.
  std::string seal(std::string_view plain, std::string_view bound_to, const unsigned char (&nonce)[aead_nonce_bytes]) const;
  // By whichever key it was sealed with. Tampered with, bound to something else, from someone else: nothing.
  std::optional<std::string> open(std::string_view sealed, std::string_view bound_to) const;

  // How long the seal of so many bytes is.
  static constexpr size_t sealed_length(size_t plain_bytes);

private:
  static constexpr size_t id_bytes = 4, head_bytes = 1 + id_bytes + aead_nonce_bytes;
  struct Key {
    unsigned char id[id_bytes];
    unsigned char secret[aead_key_bytes];
  };
  SealKeys() = default;

  std::vector<Key> keys_;
};

constexpr size_t SealKeys::sealed_length(size_t plain_bytes) {
  const size_t bytes = head_bytes + plain_bytes + aead_tag_bytes;
  return bytes / 3 * 4 + (bytes % 3 == 0 ? 0 : bytes % 3 + 1);
}

} // namespace tenon::crypto
