// urlencoded.cpp - one pass each, nothing guessed.
#include "web/urlencoded.hpp"
#include "json/writer.hpp"

namespace tenon::web {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool stays(char c) {
  const char small = static_cast<char>(c | 0x20);
  return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c == '*' || c == '-' || c == '.' || c == '_';
}

} // namespace

bool decode_urlencoded(std::string_view text, std::string &out) {
  out.clear();
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (text.size() - i < 3) return false;
    const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return false;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return json::valid_utf8(out);
}

bool read_urlencoded(std::string_view text, size_t most, std::vector<FormPair> &out) {
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(pair.size() == text.size() ? pair.size() : pair.size() + 1);
    if (pair.empty()) continue;
    if (out.size() == most) return false;
    const size_t equals = pair.find('=');
    FormPair &one = out.emplace_back();
    if (!decode_urlencoded(pair.substr(0, equals), one.name)) return false;
    if (equals != pair.npos && !decode_urlencoded(pair.substr(equals + 1), one.value)) return false;
  }
  return true;
}

void append_urlencoded(std::string &out, std::string_view text) {
  constexpr char hex[] = "0123456789ABCDEF";
  for (const char c : text) {
    if (stays(c)) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      const unsigned char byte = static_cast<unsigned char>(c);
      out += {'%', hex[byte >> 4], hex[byte & 15]};
    }
  }
}

std::string_view value_of(const std::vector<FormPair> &pairs, std::string_view name) {
  for (const FormPair &each : pairs)
    if (each.name == name) return each.value;
  return {};
}

} // namespace tenon::web
