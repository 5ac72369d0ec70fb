// digest.cpp - SHA-2 by mbedTLS.
#include "crypto/digest.hpp"

#include <mbedtls/md.h>
#include <new>

namespace tenon::crypto {

void digest(Sha sha, std::string_view text, unsigned char *out) {
  const mbedtls_md_type_t kind = sha == Sha::bits256 ? MBEDTLS_MD_SHA256 : sha == Sha::bits384 ? MBEDTLS_MD_SHA384 : MBEDTLS_MD_SHA512;
  // The one way this can fail is that the context cannot be allocated.
  if (mbedtls_md(mbedtls_md_info_from_type(kind), reinterpret_cast<const unsigned char *>(text.data()), text.size(), out) != 0)
    throw std::bad_alloc();
}

void sha256(std::string_view text, unsigned char out[32]) { digest(Sha::bits256, text, out); }

} // namespace tenon::crypto
