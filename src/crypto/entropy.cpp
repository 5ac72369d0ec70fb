// entropy.cpp - the host's randomness as it comes, or CTR_DRBG over the operating system's.
#include "crypto/entropy.hpp"

#include "crypto/mac.hpp"

#include <algorithm>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mutex>

namespace tenon::crypto {

// mbedTLS's contexts are not for several threads, hence the lock; the host is never called under it.
struct Entropy::Generator {
  std::mutex lock;
  mbedtls_entropy_context platform;
  mbedtls_ctr_drbg_context drbg;
  bool seeded = false;

  Generator() {
    static constexpr unsigned char purpose[] = "tenon ids and nonces";
    mbedtls_entropy_init(&platform);
    mbedtls_ctr_drbg_init(&drbg);
    seeded = mbedtls_ctr_drbg_seed(&drbg, mbedtls_entropy_func, &platform, purpose, sizeof purpose - 1) == 0;
    mbedtls_ctr_drbg_set_prediction_resistance(&drbg, MBEDTLS_CTR_DRBG_PR_ON);
  }
  ~Generator() {
    mbedtls_ctr_drbg_free(&drbg);
    mbedtls_entropy_free(&platform);
  }
  Generator(const Generator &) = delete;
  Generator &operator=(const Generator &) = delete;

  bool fill(unsigned char *out, size_t len) {
    const std::lock_guard<std::mutex> held(lock);
    if (!seeded) return false;
    while (len != 0) {
      const size_t step = std::min<size_t>(len, MBEDTLS_CTR_DRBG_MAX_REQUEST);
      if (mbedtls_ctr_drbg_random(&drbg, out, step) != 0) return false;
      out += step;
      len -= step;
    }
    return true;
  }
};

Entropy::Entropy(Source source_or_null, void *user)
    : source_(source_or_null), user_(user), generator_(source_or_null ? nullptr : std::make_unique<Generator>()) {}
Entropy::~Entropy() = default;

bool Entropy::fill(void *out, size_t len) {
  if (len == 0) return true;
  const bool filled = source_ ? source_(user_, out, len) == 0 : generator_->fill(static_cast<unsigned char *>(out), len);
  if (!filled) wipe(out, len); // half an answer is none
  return filled;
}

} // namespace tenon::crypto
