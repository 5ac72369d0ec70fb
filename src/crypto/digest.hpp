// digest.hpp - SHA-256, SHA-384 and SHA-512 of a text.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tenon::crypto {

enum class Sha : uint8_t { bits256, bits384, bits512 };
inline constexpr size_t most_sha_bytes = 64;
constexpr size_t sha_bytes(Sha sha) { return sha == Sha::bits256 ? 32 : sha == Sha::bits384 ? 48 : 64; }

// Writes sha_bytes(sha) bytes. Throws only std::bad_alloc.
void digest(Sha sha, std::string_view text, unsigned char *out);
void sha256(std::string_view text, unsigned char out[32]);

} // namespace tenon::crypto
