// text.hpp - cutting UTF-8 text without cutting a character.
#pragma once
#include <string_view>

namespace tenon {

// The longest prefix of at most `most` bytes that ends between characters. `text` is valid UTF-8.
constexpr std::string_view cut(std::string_view text, size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return text.substr(0, most);
}

} // namespace tenon
