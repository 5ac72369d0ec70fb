// page_cursor.cpp - a number in base64url, with a letter before it that says what it counts.
#include "catalog/page_cursor.hpp"
#include "ground/base64url.hpp"
#include <charconv>

namespace tenon::catalog {

std::string write_cursor(char list, uint64_t last_shown) {
  std::string number(1, list);
  number += std::to_string(last_shown);
  std::string out;
  append_base64url(out, number);
  return out;
}

std::optional<uint64_t> read_cursor(char list, std::string_view cursor) {
  std::string text;
  if (cursor.size() > 64 || !decode_base64url(cursor, text) || text.size() < 2 || text[0] != list) return std::nullopt;
  uint64_t number = 0;
  const char *const end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + 1, end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

} // namespace tenon::catalog
