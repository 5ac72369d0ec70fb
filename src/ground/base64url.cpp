// base64url.cpp - strict base64 in both alphabets: groups of four through a table, then the short group at the end.
#include "ground/base64url.hpp"

#include <array>
#include <cstdint>

namespace tenon {
namespace {

constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view plain_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint32_t no_digit = 0xff; // above every digit, so that one test covers a whole group

using Digits = std::array<uint8_t, 256>;

constexpr Digits digits_of(std::string_view alphabet) {
  Digits digits{};
  for (uint8_t &digit : digits) digit = no_digit;
  for (size_t i = 0; i < alphabet.size(); ++i) digits[static_cast<uint8_t>(alphabet[i])] = static_cast<uint8_t>(i);
  return digits;
}

constexpr Digits url_digits = digits_of(url_alphabet);
constexpr Digits plain_digits = digits_of(plain_alphabet);

// Writes text.size() * 3 / 4 bytes to `to`; says whether all of `text` was in order. `text` has no padding.
bool decode_unpadded(const Digits &digits, std::string_view text, char *to) {
  const auto digit = [&](size_t i) { return static_cast<uint32_t>(digits[static_cast<uint8_t>(text[i])]); };
  const size_t rest = text.size() % 4;
  const size_t whole = text.size() - rest;
  for (size_t i = 0; i < whole; i += 4) {
    const uint32_t a = digit(i), b = digit(i + 1), c = digit(i + 2), d = digit(i + 3);
    if ((a | b | c | d) >= 64) return false;
    const uint32_t bits = a << 18 | b << 12 | c << 6 | d;
    *to++ = static_cast<char>(bits >> 16);
    *to++ = static_cast<char>(bits >> 8);
    *to++ = static_cast<char>(bits);
  }
  if (rest == 0) return true;
  if (rest == 1) return false; // six bits are no byte
  const uint32_t a = digit(whole), b = digit(whole + 1), c = rest == 3 ? digit(whole + 2) : 0;
  if ((a | b | c) >= 64) return false;
  const uint32_t bits = a << 18 | b << 12 | c << 6;
  const uint32_t unused = rest == 2 ? bits & 0xffff : bits & 0xff;
  if (unused != 0) return false;
  *to++ = static_cast<char>(bits >> 16);
  if (rest == 3) *to = static_cast<char>(bits >> 8);
  return true;
}

bool append_decoded(const Digits &digits, std::string_view text, std::string &out) {
  const size_t before = out.size();
  out.resize(before + text.size() / 4 * 3 + text.size() % 4 * 3 / 4);
  if (decode_unpadded(digits, text, out.data() + before)) return true;
  out.resize(before);
  return false;
}

void append_encoded(std::string_view alphabet, std::string_view bytes, std::string &out) {
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<uint8_t>(bytes[i])); };
  const size_t before = out.size();
  out.resize(before + base64url_length(bytes.size()));
  char *to = out.data() + before;
  size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const uint32_t bits = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    *to++ = alphabet[bits >> 18];
    *to++ = alphabet[bits >> 12 & 63];
    *to++ = alphabet[bits >> 6 & 63];
    *to++ = alphabet[bits & 63];
  }
  const size_t rest = bytes.size() - i;
  if (rest == 0) return;
  const uint32_t bits = byte(i) << 16 | (rest == 2 ? byte(i + 1) << 8 : 0);
  *to++ = alphabet[bits >> 18];
  *to++ = alphabet[bits >> 12 & 63];
  if (rest == 2) *to = alphabet[bits >> 6 & 63];
}

} // namespace

bool decode_base64url(std::string_view text, std::string &out) { return append_decoded(url_digits, text, out); }

bool decode_base64(std::string_view text, std::string &out) {
  if (text.size() % 4 != 0) return false;
  for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
  return append_decoded(plain_digits, text, out);
}

void append_base64url(std::string &out, std::string_view bytes) { append_encoded(url_alphabet, bytes, out); }

void append_base64(std::string &out, std::string_view bytes) {
  append_encoded(plain_alphabet, bytes, out);
  out.append((3 - bytes.size() % 3) % 3, '=');
}

} // namespace tenon
