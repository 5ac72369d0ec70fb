// keys_made.hpp - keys and tokens of every algorithm, as an issuer has them.
#pragma once
#include "access/minted.hpp"
#include "crypto/private_key.hpp"
#include "crypto/test_keys.hpp"
#include <doctest/doctest.h>
#include <string>
#include <string_view>

namespace keys_made {

inline tenon::crypto::PrivateKey key(std::string_view pem) {
  tenon::crypto::Entropy entropy(nullptr, nullptr);
  auto made = tenon::crypto::PrivateKey::parse(pem, entropy);
  REQUIRE(made);
  return std::move(*made);
}

// The public half as JWK, with more members: jwk(pem, R"("kid":"a")").
inline std::string jwk(std::string_view pem, std::string_view more = "") {
  std::string text = key(pem).public_half().jwk();
  if (!more.empty()) text.insert(text.size() - 1, "," + std::string(more));
  return text;
}

inline std::string oct(std::string_view secret, std::string_view more = "") {
  return R"({"kty":"oct","k":")" + minted::part(secret) + "\"" + (more.empty() ? "" : ",") + std::string(more) + "}";
}

// Signs with the algorithm, whatever the header says.
inline std::string token(std::string_view pem, tenon::crypto::Algorithm algorithm, std::string_view header, std::string_view payload) {
  tenon::crypto::Entropy entropy(nullptr, nullptr);
  const std::string signed_text = minted::part(header) + "." + minted::part(payload);
  const auto signature = key(pem).sign(algorithm, signed_text, entropy);
  REQUIRE(signature);
  return signed_text + "." + minted::part(*signature);
}

} // namespace keys_made
