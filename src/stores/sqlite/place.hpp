// place.hpp - where a page of sessions ends, as a text that comes back: "1790000000000.7331", the time and the id in hexadecimal digits.
#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::sqlite {

struct Place {
  int64_t at = 0;
  std::string id;
};

inline std::string write_place(int64_t at, std::string_view id) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out = std::to_string(at) + '.';
  for (const char c : id) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

inline std::optional<Place> read_place(std::string_view cursor) {
  Place place;
  const char *at = cursor.data(), *const end = at + cursor.size();
  const auto read = std::from_chars(at, end, place.at);
  if (read.ec != std::errc() || read.ptr == end || *read.ptr != '.') return std::nullopt;
  for (at = read.ptr + 1; at != end; at += 2) {
    unsigned byte = 0;
    if (end - at < 2 || std::from_chars(at, at + 2, byte, 16).ptr != at + 2) return std::nullopt;
    place.id += static_cast<char>(byte);
  }
  return place;
}

} // namespace tenon::sqlite
