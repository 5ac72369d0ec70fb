// opaque_id.hpp - an id that nobody can guess: 128 bits from the source of randomness, as 22 characters that fit any URL or header.
#pragma once
#include <cstddef>
#include <string>

namespace tenon {

inline constexpr size_t opaque_id_bytes = 16;
inline constexpr size_t opaque_id_length = 22;

// `bytes` must come from crypto::Entropy, and from nowhere else.
std::string opaque_id(const unsigned char (&bytes)[opaque_id_bytes]);

} // namespace tenon
