// writer.cpp - appends JSON to a string: escaping, numbers, and raw spans that are JSON already.
#include "json/writer.hpp"
#include <simdjson.h>
#include <charconv>
#include <cmath>
#include <cstring>

namespace tenon::json {

namespace {

constexpr uint64_t each = 0x0101010101010101, high = 0x8080808080808080;

// Non-zero if one of eight bytes is a control character, a quote or a backslash.
uint64_t must_escape(uint64_t eight) {
  const uint64_t quote = eight ^ (each * '"'), backslash = eight ^ (each * '\\');
  return (((eight - each * 0x20) & ~eight) | ((quote - each) & ~quote) | ((backslash - each) & ~backslash)) & high;
}

bool must_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

// The length of the run at the start of `text` that needs no escape.
size_t plain_run(std::string_view text) {
  size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t eight;
    std::memcpy(&eight, text.data() + at, 8);
    if (must_escape(eight) != 0) break;
  }
  while (at < text.size() && !must_escape(text[at])) ++at;
  return at;
}

void append_escape(std::string &out, char c) {
  constexpr char hex[] = "0123456789abcdef";
  switch (c) {
    case '"': out.append("\\\"", 2); return;
    case '\\': out.append("\\\\", 2); return;
    case '\n': out.append("\\n", 2); return;
    case '\r': out.append("\\r", 2); return;
    case '\t': out.append("\\t", 2); return;
    case '\b': out.append("\\b", 2); return;
    case '\f': out.append("\\f", 2); return;
    default: const char code[] = {'\\', 'u', '0', '0', hex[(c >> 4) & 1], hex[c & 15]}; out.append(code, sizeof code);
  }
}

} // namespace

void append_text(std::string &out, std::string_view utf8) {
  out.push_back('"');
  append_escaped(out, utf8);
  out.push_back('"');
}

void append_escaped(std::string &out, std::string_view utf8) {
  for (;;) {
    const size_t run = plain_run(utf8);
    out.append(utf8.data(), run);
    if (run == utf8.size()) return;
    append_escape(out, utf8[run]);
    utf8.remove_prefix(run + 1);
  }
}

void append_integer(std::string &out, int64_t value) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_unsigned(std::string &out, uint64_t value) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

// Plain digits from 1e-6 to 1e18 and an exponent beyond: every reader takes 100000 for an integer, not every one takes 1e+05
// for one; and where digits would not fit 64 bits, many readers (ours too) refuse them.
void append_number(std::string &out, double finite) {
  char digits[40];
  const double size = std::fabs(finite);
  if (size == 0 || (size >= 1e-6 && size < 1e18)) {
    out.append(digits, std::to_chars(digits, digits + sizeof digits, finite, std::chars_format::fixed).ptr);
    return;
  }
  const char *end = std::to_chars(digits, digits + sizeof digits, finite, std::chars_format::scientific).ptr;
  const char *exponent = static_cast<const char *>(std::memchr(digits, 'e', static_cast<size_t>(end - digits))) + 1;
  out.append(static_cast<const char *>(digits), exponent);
  if (*exponent == '-') out.push_back('-');
  while (*exponent == '+' || *exponent == '-' || *exponent == '0') ++exponent; // an exponent here is never 0
  out.append(exponent, end);
}

std::string quoted(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size() + 2);
  append_text(out, utf8);
  return out;
}

bool valid_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

void append_compact(std::string &out, std::string_view json) {
  constexpr size_t slack = 128; // the minifier works in blocks of so many bytes and may write one whole
  const size_t before = out.size();
  out.resize(before + json.size() + slack);
  size_t written = 0;
  if (simdjson::minify(json.data(), json.size(), out.data() + before, written) != simdjson::SUCCESS) written = 0;
  out.resize(before + written);
}

} // namespace tenon::json
