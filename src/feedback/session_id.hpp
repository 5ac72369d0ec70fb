// session_id.hpp - the name of a session: a random UUID (RFC 9562, version 4), which nobody can guess.
#pragma once
#include <string>
#include <string_view>

namespace tenon::feedback {

inline constexpr size_t session_id_bytes = 16;

// `bytes` must come from crypto::Entropy, and from nowhere else.
std::string session_id(const unsigned char (&bytes)[session_id_bytes]);

// Letters of either case; `lower` is how it is kept.
bool read_session_id(std::string_view text, std::string &lower);

} // namespace tenon::feedback
