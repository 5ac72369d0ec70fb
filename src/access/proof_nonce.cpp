// proof_nonce.cpp - eight bytes of time and sixteen of its HMAC.
#include "access/proof_nonce.hpp"

#include "ground/base64url.hpp"

namespace tenon::access {
namespace {

constexpr size_t time_bytes = 8, tag_bytes = 16;

std::string_view text(const unsigned char *bytes, size_t count) { return {reinterpret_cast<const char *>(bytes), count}; }

} // namespace

ProofNonces::ProofNonces(const unsigned char (&key)[key_bytes], uint64_t life_seconds)
    : key_(text(key, key_bytes)), life_seconds_(life_seconds) {}

std::string ProofNonces::issue(Instant now) const { return seal(now.unix_ms / 1000); }

bool ProofNonces::fresh(std::string_view nonce, Instant now, uint64_t leeway_seconds) const {
  std::string bytes;
  if (nonce.size() != base64url_length(time_bytes + tag_bytes) || !decode_base64url(nonce, bytes)) return false;
  uint64_t seconds = 0;
  for (size_t i = 0; i < time_bytes; ++i) seconds = seconds << 8 | static_cast<unsigned char>(bytes[i]);
  const std::string ours = seal(static_cast<int64_t>(seconds));
  if (!crypto::equal_in_constant_time(ours.data(), nonce.data(), ours.size())) return false;
  const int64_t age = now.unix_ms / 1000 - static_cast<int64_t>(seconds); // of a time that we wrote ourselves
  return age >= -static_cast<int64_t>(leeway_seconds) && age <= static_cast<int64_t>(life_seconds_);
}

std::string ProofNonces::seal(int64_t seconds) const {
  unsigned char bytes[time_bytes + crypto::HmacSha256::tag_bytes];
  for (size_t i = 0; i < time_bytes; ++i) bytes[i] = static_cast<unsigned char>(static_cast<uint64_t>(seconds) >> (8 * (time_bytes - 1 - i)));
  key_.tag(text(bytes, time_bytes), bytes + time_bytes);
  std::string out;
  append_base64url(out, text(bytes, time_bytes + tag_bytes));
  return out;
}

} // namespace tenon::access
