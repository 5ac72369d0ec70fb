// der.cpp - tag, length, content.
#include "crypto/der.hpp"

#include <cstddef>

namespace tenon::crypto::der {
namespace {

uint8_t byte(std::string_view text, size_t at) { return static_cast<uint8_t>(text[at]); }

// The length behind the tag, and how many bytes tag and length take. False: cut off, indefinite, or longer than it need be.
bool read_length(std::string_view text, size_t &length, size_t &head) {
  if (text.size() < 2) return false;
  const uint8_t first = byte(text, 1);
  length = first;
  head = 2;
  if (first < 0x80) return true;
  const size_t more = first & 0x7f;
  if (more == 0 || more > 3 || text.size() < 2 + more) return false;
  length = 0;
  for (size_t i = 0; i < more; ++i) length = length << 8 | byte(text, 2 + i);
  head = 2 + more;
  return length >= 0x80 && length >> (8 * (more - 1)) != 0;
}

} // namespace

bool Reader::take(Tag tag, std::string_view &content) {
  size_t length, head;
  if (!next_is(tag) || !read_length(rest_, length, head) || rest_.size() - head < length) return false;
  content = rest_.substr(head, length);
  rest_.remove_prefix(head + length);
  return true;
}

bool Reader::take_number(std::string_view &big_endian) {
  Reader ahead = *this;
  std::string_view content;
  if (!ahead.take(integer, content) || content.empty() || byte(content, 0) >= 0x80) return false;
  if (content[0] == 0) {
    if (content.size() > 1 && byte(content, 1) < 0x80) return false; // a zero too many
    content.remove_prefix(1);
  }
  big_endian = content;
  *this = ahead;
  return true;
}

bool Reader::take_bits(std::string_view &content) {
  Reader ahead = *this;
  std::string_view whole;
  if (!ahead.take(bit_string, whole) || whole.empty() || whole[0] != 0) return false;
  content = whole.substr(1);
  *this = ahead;
  return true;
}

void append(std::string &out, Tag tag, std::string_view content) {
  out += static_cast<char>(tag);
  const size_t length = content.size();
  if (length >= 0x80) {
    size_t more = 1;
    while (length >> (8 * more) != 0) ++more;
    out += static_cast<char>(0x80 | more);
    for (size_t i = more; i-- > 0;) out += static_cast<char>(length >> (8 * i));
  } else {
    out += static_cast<char>(length);
  }
  out += content;
}

void append_number(std::string &out, std::string_view big_endian) {
  const bool zero_first = big_endian.empty() || byte(big_endian, 0) >= 0x80;
  append(out, integer, zero_first ? std::string(1, '\0').append(big_endian) : std::string(big_endian));
}

void append_bits(std::string &out, std::string_view content) { append(out, bit_string, std::string(1, '\0').append(content)); }

} // namespace tenon::crypto::der
