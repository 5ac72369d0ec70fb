// evp.hpp - the same signatures, checked by OpenSSL's EVP: what ours are measured beside.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace bench {

class Evp final {
public:
  // `algorithm` by its JOSE name; `key` is a public key's PEM, or a secret.
  Evp(std::string_view algorithm, std::string_view key);
  ~Evp();
  bool verify(std::string_view text, std::string_view signature) const; // as a JWS carries it

private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

} // namespace bench
