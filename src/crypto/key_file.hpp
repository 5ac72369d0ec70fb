// key_file.hpp - keys as files hold them: PEM (RFC 7468) or DER of SubjectPublicKeyInfo, PKCS#1, PKCS#8 and SEC 1.
#pragma once
#include "crypto/algorithm.hpp"
#include "ground/outcome.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tenon::crypto {

inline constexpr size_t most_key_file_bytes = 16u << 10;

// The numbers of an RSA key, big-endian without leading zeros (RFC 7518 section 6.3).
struct RsaNumbers {
  std::string_view n, e, d, p, q, dp, dq, qi;
};

struct Wiper {
  void operator()(std::string *text) const;
};

// The numbers as they stand there: nobody has looked yet whether they make a key.
struct KeyFile {
  bool is_private = false, is_rsa = false;
  RsaNumbers rsa;            // of a public key: n and e
  Curve curve = Curve::p256; // of a key that is not RSA
  std::string_view x, y, d;  // public: x and y; private: d
  std::unique_ptr<std::string, Wiper> bytes; // what the views see
};

// invalid, with a sentence for people: nothing that we can read, or several keys, or one that is encrypted, or a certificate.
Outcome<KeyFile> read_key_file(std::string_view pem_or_der);

// SubjectPublicKeyInfo and PKCS#8, as PEM.
std::string rsa_public_pem(const RsaNumbers &numbers);
std::string rsa_private_pem(const RsaNumbers &numbers);
std::string ec_public_pem(Curve curve, std::string_view x, std::string_view y);
std::string ec_private_pem(Curve curve, std::string_view d, std::string_view x, std::string_view y);

} // namespace tenon::crypto
