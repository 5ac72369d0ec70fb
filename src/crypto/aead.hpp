// aead.hpp - AES-256-GCM over whole texts, and keys derived for one purpose by HKDF-SHA-256.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::crypto {

inline constexpr size_t aead_key_bytes = 32, aead_nonce_bytes = 12, aead_tag_bytes = 16;

// RFC 5869 without salt; `purpose` keeps keys of one secret apart.
void derive_key(std::string_view secret, std::string_view purpose, unsigned char (&key)[aead_key_bytes]);

// Appends ciphertext and tag. Never twice with the same key and nonce. Throws only std::bad_alloc.
void append_encrypted(std::string &out, const unsigned char (&key)[aead_key_bytes], const unsigned char (&nonce)[aead_nonce_bytes],
                      std::string_view plain, std::string_view bound_to);
// `sealed` is ciphertext and tag. False and `plain` empty if it was not encrypted with this key, nonce and binding.
bool decrypt(std::string &plain, const unsigned char (&key)[aead_key_bytes], const unsigned char (&nonce)[aead_nonce_bytes],
             std::string_view sealed, std::string_view bound_to);

} // namespace tenon::crypto
