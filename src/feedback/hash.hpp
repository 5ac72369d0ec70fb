// hash.hpp - a SHA-256 that is kept: of a question, of a submission, of an entry of the audit.
#pragma once
#include "crypto/digest.hpp"
#include "ground/base64url.hpp"
#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::feedback {

using Hash = std::array<unsigned char, 32>; // all zero: none

inline Hash hash_of(std::string_view text) {
  Hash hash;
  crypto::sha256(text, hash.data());
  return hash;
}

inline std::string hash_text(const Hash &hash) { // 43 characters
  std::string out;
  append_base64url(out, {reinterpret_cast<const char *>(hash.data()), hash.size()});
  return out;
}

inline std::optional<Hash> read_hash(std::string_view text) {
  std::string bytes;
  Hash hash;
  if (!decode_base64url(text, bytes) || bytes.size() != hash.size()) return std::nullopt;
  std::memcpy(hash.data(), bytes.data(), hash.size());
  return hash;
}

} // namespace tenon::feedback
