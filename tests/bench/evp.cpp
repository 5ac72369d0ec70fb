// evp.cpp - one key and one digest; ECDSA's two numbers are put into the DER that EVP reads.
#include "evp.hpp"

#include <cstring>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace bench {
namespace {

const unsigned char *bytes(std::string_view text) { return reinterpret_cast<const unsigned char *>(text.data()); }

EVP_PKEY *read_key(std::string_view pem) {
  BIO *const source = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY *const key = PEM_read_bio_PUBKEY(source, nullptr, nullptr, nullptr);
  BIO_free(source);
  return key;
}

std::string der_of(std::string_view raw) {
  const size_t half = raw.size() / 2;
  ECDSA_SIG *const numbers = ECDSA_SIG_new();
  ECDSA_SIG_set0(numbers, BN_bin2bn(bytes(raw), static_cast<int>(half), nullptr), BN_bin2bn(bytes(raw) + half, static_cast<int>(half), nullptr));
  std::string out(static_cast<size_t>(i2d_ECDSA_SIG(numbers, nullptr)), '\0');
  unsigned char *end = reinterpret_cast<unsigned char *>(out.data());
  i2d_ECDSA_SIG(numbers, &end);
  ECDSA_SIG_free(numbers);
  return out;
}

} // namespace

struct Evp::Parts {
  char family;
  const EVP_MD *digest;
  EVP_PKEY *key;
  std::string secret;
};

Evp::Evp(std::string_view algorithm, std::string_view key) : parts_(std::make_unique<Parts>()) {
  const std::string hash = "SHA" + std::string(algorithm.substr(2));
  *parts_ = {algorithm[0], EVP_get_digestbyname(hash.c_str()), algorithm[0] == 'H' ? nullptr : read_key(key), std::string(key)};
}

Evp::~Evp() { EVP_PKEY_free(parts_->key); }

bool Evp::verify(std::string_view text, std::string_view signature) const {
  if (parts_->family == 'H') {
    unsigned char tag[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    HMAC(parts_->digest, parts_->secret.data(), static_cast<int>(parts_->secret.size()), bytes(text), text.size(), tag, &length);
    return length == signature.size() && CRYPTO_memcmp(tag, signature.data(), length) == 0;
  }
  const std::string der = parts_->family == 'E' ? der_of(signature) : std::string();
  const std::string_view wire = parts_->family == 'E' ? std::string_view(der) : signature;
  EVP_MD_CTX *const context = EVP_MD_CTX_new();
  EVP_PKEY_CTX *options = nullptr;
  bool good = EVP_DigestVerifyInit(context, &options, parts_->digest, nullptr, parts_->key) == 1;
  if (good && parts_->family == 'P')
    good = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 && EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
  good = good && EVP_DigestVerify(context, bytes(wire), wire.size(), bytes(text), text.size()) == 1;
  EVP_MD_CTX_free(context);
  return good;
}

} // namespace bench
