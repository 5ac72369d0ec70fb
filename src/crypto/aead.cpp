// aead.cpp - AES-256-GCM and HKDF-SHA-256 by mbedTLS.
#include "crypto/aead.hpp"

#include "crypto/mac.hpp"

#include <mbedtls/gcm.h>
#include <mbedtls/hkdf.h>
#include <mbedtls/md.h>
#include <new>

namespace tenon::crypto {
namespace {

const unsigned char *bytes(std::string_view text) { return reinterpret_cast<const unsigned char *>(text.data()); }
unsigned char *bytes(std::string &text, size_t from) { return reinterpret_cast<unsigned char *>(text.data()) + from; }

// With arguments that are always right, what remains to fail is memory.
void must(int result) {
  if (result != 0) throw std::bad_alloc();
}

// A context holds the key and the state of one text, so each text has its own; mbedTLS wipes it when it is freed.
class Gcm final {
public:
  explicit Gcm(const unsigned char (&key)[aead_key_bytes]) {
    mbedtls_gcm_init(&context_);
    const int result = mbedtls_gcm_setkey(&context_, MBEDTLS_CIPHER_ID_AES, key, aead_key_bytes * 8);
    if (result == 0) return;
    mbedtls_gcm_free(&context_);
    throw std::bad_alloc();
  }
  ~Gcm() { mbedtls_gcm_free(&context_); }
  Gcm(const Gcm &) = delete;
  Gcm &operator=(const Gcm &) = delete;
  mbedtls_gcm_context *get() { return &context_; }

private:
  mbedtls_gcm_context context_;
};

} // namespace

void derive_key(std::string_view secret, std::string_view purpose, unsigned char (&key)[aead_key_bytes]) {
  must(mbedtls_hkdf(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), nullptr, 0, bytes(secret), secret.size(), bytes(purpose),
                    purpose.size(), key, aead_key_bytes));
}

void append_encrypted(std::string &out, const unsigned char (&key)[aead_key_bytes], const unsigned char (&nonce)[aead_nonce_bytes],
                      std::string_view plain, std::string_view bound_to) {
  Gcm gcm(key);
  const size_t before = out.size();
  out.resize(before + plain.size() + aead_tag_bytes);
  must(mbedtls_gcm_crypt_and_tag(gcm.get(), MBEDTLS_GCM_ENCRYPT, plain.size(), nonce, aead_nonce_bytes, bytes(bound_to),
                                 bound_to.size(), bytes(plain), bytes(out, before), aead_tag_bytes,
                                 bytes(out, before + plain.size())));
}

bool decrypt(std::string &plain, const unsigned char (&key)[aead_key_bytes], const unsigned char (&nonce)[aead_nonce_bytes],
             std::string_view sealed, std::string_view bound_to) {
  plain.clear();
  if (sealed.size() < aead_tag_bytes) return false;
  Gcm gcm(key);
  const size_t length = sealed.size() - aead_tag_bytes;
  plain.resize(length);
  const int result = mbedtls_gcm_auth_decrypt(gcm.get(), length, nonce, aead_nonce_bytes, bytes(bound_to), bound_to.size(),
                                              bytes(sealed) + length, aead_tag_bytes, bytes(sealed), bytes(plain, 0));
  if (result == 0) return true;
  wipe(plain.data(), plain.size());
  plain.clear();
  return false;
}

} // namespace tenon::crypto
