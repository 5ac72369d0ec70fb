// diagnosis.cpp - what exactly is wrong with a text that the parser refused in general terms.
#include "json/diagnosis.hpp"
#include <charconv>

namespace tenon::json {

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

int hex(char c) {
  if (digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The code unit of \u and four hex digits at the start of `text`, or -1.
int code_unit(std::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return -1;
  int unit = 0;
  for (size_t i = 2; i < 6; ++i) {
    const int nibble = hex(text[i]);
    if (nibble < 0) return -1;
    unit = unit * 16 + nibble;
  }
  return unit;
}

bool high_surrogate(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool low_surrogate(int unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// The length of the escape at the start of `text` (a pair of surrogates is one), or 0 and the trouble with it.
size_t escape_length(std::string_view text, Trouble &trouble) {
  constexpr std::string_view simple = "\"\\/bfnrt";
  if (text.size() >= 2 && simple.find(text[1]) != std::string_view::npos) return 2;
  const int unit = code_unit(text);
  if (unit < 0) {
    trouble = Trouble::syntax;
    return 0;
  }
  if (!high_surrogate(unit) && !low_surrogate(unit)) return 6;
  if (high_surrogate(unit) && low_surrogate(code_unit(text.substr(6)))) return 12;
  trouble = Trouble::surrogate;
  return 0;
}

size_t digits(std::string_view text, size_t at) {
  while (at < text.size() && digit(text[at])) ++at;
  return at;
}

// How far the start of `text` is a number as JSON writes them; 0: not at all.
size_t number_length(std::string_view text) {
  const size_t whole = !text.empty() && text[0] == '-' ? 1 : 0;
  size_t at = digits(text, whole);
  if (at == whole || (text[whole] == '0' && at > whole + 1)) return 0;
  if (at < text.size() && text[at] == '.') {
    const size_t fraction = ++at;
    at = digits(text, at);
    if (at == fraction) return 0;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const size_t exponent = at;
    at = digits(text, at);
    if (at == exponent) return 0;
  }
  return at;
}

template <class T>
bool fits(std::string_view number) {
  T value;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  return error == std::errc() && end == number.data() + number.size();
}

} // namespace

Trouble escapes_trouble(std::string_view body) {
  Trouble trouble = Trouble::none;
  for (size_t at = body.find('\\'); at != std::string_view::npos; at = body.find('\\', at)) {
    const size_t length = escape_length(body.substr(at), trouble);
    if (length == 0) return trouble;
    at += length;
  }
  return Trouble::none;
}

Trouble strings_trouble(std::string_view text) {
  for (size_t at = text.find('"'); at != std::string_view::npos; at = text.find('"', at)) {
    const size_t begin = ++at;
    while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2u : 1u;
    if (at >= text.size()) return Trouble::none;
    const Trouble trouble = escapes_trouble(text.substr(begin, at - begin));
    if (trouble != Trouble::none) return trouble;
    ++at;
  }
  return Trouble::none;
}

Trouble number_trouble(std::string_view text) {
  const size_t end = number_length(text);
  constexpr std::string_view followers = " \t\r\n,:]}";
  if (end == 0 || (end < text.size() && followers.find(text[end]) == std::string_view::npos)) return Trouble::syntax;
  const std::string_view number = text.substr(0, end);
  if (number.find_first_of(".eE") != std::string_view::npos) return fits<double>(number) ? Trouble::none : Trouble::number;
  return fits<int64_t>(number) || fits<uint64_t>(number) ? Trouble::none : Trouble::number;
}

} // namespace tenon::json
