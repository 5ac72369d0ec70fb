// base64url.hpp - RFC 4648 text to bytes and back, in the one strict form: what we refuse to read we would never have written.
//
// Strict means: only characters of the alphabet, no white space, no line breaks, unused bits of the last character zero. Two
// texts that decode to the same bytes are the same text, so nothing that is signed or looked up as text has a second spelling.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace tenon {

// Section 5, alphabet with - and _, never padded. Appends to `out`; false and `out` unchanged on bad text.
// `text` must not point into `out`.
bool decode_base64url(std::string_view text, std::string &out);

// `bytes` must not point into `out`.
void append_base64url(std::string &out, std::string_view bytes);

// Section 4, alphabet with + and /, padded. For the =?base64?...?= form of header values, and for bytes in JSON.
bool decode_base64(std::string_view text, std::string &out);
void append_base64(std::string &out, std::string_view bytes);

// How many characters append_base64url writes for so many bytes.
constexpr size_t base64url_length(size_t bytes) { return bytes / 3 * 4 + (bytes % 3 == 0 ? 0 : bytes % 3 + 1); }

} // namespace tenon
