// session_id.cpp - sixteen bytes as 8-4-4-4-12 digits, version and variant in their places.
#include "feedback/session_id.hpp"

namespace tenon::feedback {
namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr size_t length = 36;
constexpr bool hyphen_at(size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

} // namespace

std::string session_id(const unsigned char (&bytes)[session_id_bytes]) {
  std::string out;
  out.reserve(length);
  for (size_t i = 0; i < session_id_bytes; ++i) {
    unsigned byte = bytes[i];
    if (i == 6) byte = (byte & 0x0Fu) | 0x40u;
    if (i == 8) byte = (byte & 0x3Fu) | 0x80u;
    if (hyphen_at(out.size())) out += '-';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

bool read_session_id(std::string_view text, std::string &lower) {
  if (text.size() != length) return false;
  std::string read(text);
  for (size_t i = 0; i < length; ++i) {
    if (read[i] >= 'A' && read[i] <= 'F') read[i] = static_cast<char>(read[i] + 32);
    if (hyphen_at(i) ? read[i] != '-' : digits.find(read[i]) == std::string_view::npos) return false;
  }
  if (read[14] != '4' || (read[19] != '8' && read[19] != '9' && read[19] != 'a' && read[19] != 'b')) return false;
  lower = std::move(read);
  return true;
}

} // namespace tenon::feedback
