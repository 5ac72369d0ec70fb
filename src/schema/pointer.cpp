// pointer.cpp - the escapes of RFC 6901.
#include "schema/pointer.hpp"

namespace tenon::schema {

std::string shortened(std::string_view text) {
  if (text.size() <= longest_quote) return std::string(text);
  size_t cut = longest_quote - 3;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return std::string(text.substr(0, cut)) + "...";
}

std::string token_of(std::string_view name) {
  std::string out = "/";
  for (const char c : shortened(name)) {
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  }
  return out;
}

std::string token_of(size_t index) { return std::string(1, '/').append(std::to_string(index)); }

bool take_token(std::string_view &pointer, std::string &token) {
  pointer.remove_prefix(1);
  const auto raw = pointer.substr(0, pointer.find('/'));
  pointer.remove_prefix(raw.size());
  token.clear();
  for (size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '~') { token += raw[i]; continue; }
    if (i + 1 == raw.size() || (raw[i + 1] != '0' && raw[i + 1] != '1')) return false;
    token += raw[++i] == '0' ? '~' : '/';
  }
  return true;
}

} // namespace tenon::schema
