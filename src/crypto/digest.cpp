// digest.cpp - SHA-256 by mbedTLS.
#include "crypto/digest.hpp"

#include <mbedtls/md.h>
#include <new>

namespace tenon::crypto {

void sha256(std::string_view text, unsigned char out[32]) {
  const mbedtls_md_info_t *kind = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
  // The one way this can fail is that the context cannot be allocated.
  if (mbedtls_md(kind, reinterpret_cast<const unsigned char *>(text.data()), text.size(), out) != 0) throw std::bad_alloc();
}

} // namespace tenon::crypto
