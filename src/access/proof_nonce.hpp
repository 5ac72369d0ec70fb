// proof_nonce.hpp - nonces for proofs that nobody has to remember: the time, and a tag that only we can make (RFC 9449 section 8).
#pragma once
#include "crypto/mac.hpp"
#include "ground/instant.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::access {

class ProofNonces final {
public:
  static constexpr size_t key_bytes = 32;
  static constexpr uint64_t usual_life_seconds = 300;

  // Servers that share the key know each other's nonces.
  ProofNonces(const unsigned char (&key)[key_bytes], uint64_t life_seconds);

  std::string issue(Instant now) const; // 32 characters of base64url
  // One of ours that is not older than its life, nor of the future beyond `leeway_seconds` (clocks of other servers).
  bool fresh(std::string_view nonce, Instant now, uint64_t leeway_seconds) const;

private:
  std::string seal(int64_t seconds) const;

  crypto::HmacSha256 key_;
  uint64_t life_seconds_;
};

} // namespace tenon::access
