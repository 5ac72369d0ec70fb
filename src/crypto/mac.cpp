// mac.cpp - HMAC from two saved hash states: inner (key ^ 0x36) and outer (key ^ 0x5c).
#include "crypto/mac.hpp"

#include <cstdint>
#include <cstring>
#include <mbedtls/md.h>
#include <mbedtls/platform_util.h>
#include <new>

namespace tenon::crypto {
namespace {

constexpr size_t most_block_bytes = 128;
constexpr size_t block_bytes(Sha sha) { return sha == Sha::bits256 ? 64 : most_block_bytes; }

const mbedtls_md_info_t *info(Sha sha) {
  return mbedtls_md_info_from_type(sha == Sha::bits256 ? MBEDTLS_MD_SHA256 : sha == Sha::bits384 ? MBEDTLS_MD_SHA384 : MBEDTLS_MD_SHA512);
}

// A hash in progress. mbedTLS wipes it when it is freed.
class Hash final {
public:
  explicit Hash(Sha sha) {
    mbedtls_md_init(&context_);
    must(mbedtls_md_setup(&context_, info(sha), 0));
  }
  ~Hash() { mbedtls_md_free(&context_); }
  Hash(const Hash &) = delete;
  Hash &operator=(const Hash &) = delete;

  void start() { must(mbedtls_md_starts(&context_)); }
  void go_on_from(const Hash &saved) { must(mbedtls_md_clone(&context_, &saved.context_)); }
  void take(const void *bytes, size_t len) { must(mbedtls_md_update(&context_, static_cast<const unsigned char *>(bytes), len)); }
  void finish(unsigned char *out) { must(mbedtls_md_finish(&context_, out)); }

private:
  // With arguments that are always right, what remains to fail is memory.
  static void must(int result) {
    if (result != 0) throw std::bad_alloc();
  }
  mbedtls_md_context_t context_;
};

struct KeyBlock {
  unsigned char bytes[most_block_bytes] = {};
  size_t length;
  KeyBlock(Sha sha, std::string_view key) : length(block_bytes(sha)) {
    if (key.size() > length) digest(sha, key, bytes);
    else if (!key.empty()) std::memcpy(bytes, key.data(), key.size());
  }
  ~KeyBlock() { wipe(bytes, sizeof bytes); }
  KeyBlock(const KeyBlock &) = delete;
  KeyBlock &operator=(const KeyBlock &) = delete;
};

void start_padded(Hash &hash, const KeyBlock &key, unsigned char pad) {
  unsigned char block[most_block_bytes];
  for (size_t i = 0; i < key.length; ++i) block[i] = key.bytes[i] ^ pad;
  hash.start();
  hash.take(block, key.length);
  wipe(block, sizeof block);
}

} // namespace

struct Hmac::States {
  Hash inner, outer;
  States(Sha sha, std::string_view key) : inner(sha), outer(sha) {
    const KeyBlock block(sha, key);
    start_padded(inner, block, 0x36);
    start_padded(outer, block, 0x5c);
  }
};

Hmac::Hmac(Sha sha, std::string_view key) : sha_(sha), states_(std::make_unique<const States>(sha, key)) {}
Hmac::~Hmac() = default;
Hmac::Hmac(Hmac &&) noexcept = default;
Hmac &Hmac::operator=(Hmac &&) noexcept = default;

void Hmac::tag(std::string_view message, unsigned char *out) const {
  Hash hash(sha_); // the one allocation, used for both rounds
  unsigned char inner_digest[most_sha_bytes];
  hash.go_on_from(states_->inner);
  hash.take(message.data(), message.size());
  hash.finish(inner_digest);
  hash.go_on_from(states_->outer);
  hash.take(inner_digest, tag_bytes());
  hash.finish(out);
}

bool equal_in_constant_time(const void *a, const void *b, size_t len) {
  const volatile unsigned char *left = static_cast<const unsigned char *>(a);
  const volatile unsigned char *right = static_cast<const unsigned char *>(b);
  unsigned char difference = 0;
  for (size_t i = 0; i < len; ++i) difference = static_cast<unsigned char>(difference | (left[i] ^ right[i]));
  return difference == 0;
}

void wipe(void *memory, size_t len) {
  if (len != 0) mbedtls_platform_zeroize(memory, len);
}

} // namespace tenon::crypto
