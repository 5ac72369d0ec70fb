// mbed.hpp - mbedTLS's numbers, curves and RSA contexts as values that clean up, in one spelling for 2.28 and 3.6.
#pragma once
#include "crypto/algorithm.hpp"

#include <cstddef>
#include <mbedtls/bignum.h>
#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/rsa.h>
#include <mbedtls/version.h>
#include <new>
#include <string>
#include <string_view>

namespace tenon::crypto::mbed {

inline const unsigned char *bytes(std::string_view text) { return reinterpret_cast<const unsigned char *>(text.data()); }
inline unsigned char *bytes(std::string &text) { return reinterpret_cast<unsigned char *>(text.data()); }

// For calls whose arguments are always right: what remains to fail is memory.
inline void must(int result) {
  if (result != 0) throw std::bad_alloc();
}

// Results hold a high and a low part; what fails for want of memory says so in one of them.
inline bool is_memory(int result) {
  const int code = -result, low = code & 0x7f, high = code & 0xff80;
  return low == -MBEDTLS_ERR_MPI_ALLOC_FAILED || high == -MBEDTLS_ERR_MD_ALLOC_FAILED || high == -MBEDTLS_ERR_ECP_ALLOC_FAILED;
}

inline mbedtls_md_type_t md(Sha sha) {
  return sha == Sha::bits256 ? MBEDTLS_MD_SHA256 : sha == Sha::bits384 ? MBEDTLS_MD_SHA384 : MBEDTLS_MD_SHA512;
}

class Number final {
public:
  Number() { mbedtls_mpi_init(&number_); }
  ~Number() { mbedtls_mpi_free(&number_); } // wipes
  Number(const Number &) = delete;
  Number &operator=(const Number &) = delete;
  void read(std::string_view big_endian) { must(mbedtls_mpi_read_binary(&number_, bytes(big_endian), big_endian.size())); }
  // `length` bytes, or as many as it has.
  std::string text(size_t length) const {
    std::string out(length, '\0');
    must(mbedtls_mpi_write_binary(&number_, bytes(out), length));
    return out;
  }
  std::string text() const { return text(mbedtls_mpi_size(&number_)); }
  mbedtls_mpi *get() { return &number_; }

private:
  mbedtls_mpi number_;
};

class Group final {
public:
  explicit Group(Curve curve) {
    mbedtls_ecp_group_init(&group_);
    const mbedtls_ecp_group_id id = curve == Curve::p256   ? MBEDTLS_ECP_DP_SECP256R1
                                    : curve == Curve::p384 ? MBEDTLS_ECP_DP_SECP384R1
                                                           : MBEDTLS_ECP_DP_SECP521R1;
    if (mbedtls_ecp_group_load(&group_, id) == 0) return;
    mbedtls_ecp_group_free(&group_);
    throw std::bad_alloc();
  }
  ~Group() { mbedtls_ecp_group_free(&group_); }
  Group(const Group &) = delete;
  Group &operator=(const Group &) = delete;
  mbedtls_ecp_group *get() { return &group_; }

private:
  mbedtls_ecp_group group_;
};

class Point final {
public:
  Point() { mbedtls_ecp_point_init(&point_); }
  ~Point() { mbedtls_ecp_point_free(&point_); }
  Point(const Point &) = delete;
  Point &operator=(const Point &) = delete;
  mbedtls_ecp_point *get() { return &point_; }

private:
  mbedtls_ecp_point point_;
};

class Rsa final {
public:
  Rsa() {
#if MBEDTLS_VERSION_MAJOR >= 3
    mbedtls_rsa_init(&context_);
#else
    mbedtls_rsa_init(&context_, MBEDTLS_RSA_PKCS_V15, 0);
#endif
  }
  ~Rsa() { mbedtls_rsa_free(&context_); } // wipes
  Rsa(const Rsa &) = delete;
  Rsa &operator=(const Rsa &) = delete;

  // The result of mbedTLS; `signature` is as long as the modulus.
  int verify_pkcs1(mbedtls_md_type_t hash, std::string_view digest, std::string_view signature) {
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_rsa_rsassa_pkcs1_v15_verify(&context_, hash, length(digest), bytes(digest), bytes(signature));
#else
    return mbedtls_rsa_rsassa_pkcs1_v15_verify(&context_, nullptr, nullptr, MBEDTLS_RSA_PUBLIC, hash, length(digest), bytes(digest),
                                               bytes(signature));
#endif
  }
  // Both the mask and the salt's length follow from the hash (RFC 7518 section 3.5). Not by mbedtls_pk_verify_ext: built for
  // PSA, mbedTLS 3.6 takes a salt of any length there.
  int verify_pss(mbedtls_md_type_t hash, std::string_view digest, std::string_view signature) {
    const int salt = static_cast<int>(digest.size());
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_rsa_rsassa_pss_verify_ext(&context_, hash, length(digest), bytes(digest), hash, salt, bytes(signature));
#else
    return mbedtls_rsa_rsassa_pss_verify_ext(&context_, nullptr, nullptr, MBEDTLS_RSA_PUBLIC, hash, length(digest), bytes(digest),
                                             hash, salt, bytes(signature));
#endif
  }
  using Random = int (*)(void *, unsigned char *, size_t);
  int sign_pkcs1(Random random, void *user, mbedtls_md_type_t hash, std::string_view digest, std::string &signature) {
    static_cast<void>(mbedtls_rsa_set_padding(&context_, MBEDTLS_RSA_PKCS_V15, MBEDTLS_MD_NONE));
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_rsa_rsassa_pkcs1_v15_sign(&context_, random, user, hash, length(digest), bytes(digest), bytes(signature));
#else
    return mbedtls_rsa_rsassa_pkcs1_v15_sign(&context_, random, user, MBEDTLS_RSA_PRIVATE, hash, length(digest), bytes(digest),
                                             bytes(signature));
#endif
  }
  int sign_pss(Random random, void *user, mbedtls_md_type_t hash, std::string_view digest, std::string &signature) {
    static_cast<void>(mbedtls_rsa_set_padding(&context_, MBEDTLS_RSA_PKCS_V21, hash));
    return mbedtls_rsa_rsassa_pss_sign_ext(&context_, random, user, hash, length(digest), bytes(digest),
                                           static_cast<int>(digest.size()), bytes(signature));
  }
  mbedtls_rsa_context *get() { return &context_; }

private:
  static unsigned int length(std::string_view digest) { return static_cast<unsigned int>(digest.size()); }
  mbedtls_rsa_context context_;
};

} // namespace tenon::crypto::mbed
