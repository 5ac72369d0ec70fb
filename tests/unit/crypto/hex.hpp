// hex.hpp - bytes as hexadecimal text and back, to read vectors and compare with them.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

inline std::string hex(const unsigned char *bytes, size_t len) {
  std::string text;
  for (size_t i = 0; i < len; ++i) {
    text += "0123456789abcdef"[bytes[i] >> 4];
    text += "0123456789abcdef"[bytes[i] & 15];
  }
  return text;
}

inline std::string bytes_of(std::string_view hex_text) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex_text.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex_text.substr(i, 2)), nullptr, 16));
  return bytes;
}
