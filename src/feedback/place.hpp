// place.hpp - where a page of a list ends, as the text that a client brings back.
#pragma once
#include "ground/base64url.hpp"
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenon::feedback {

struct Place {
  int64_t at = 0;
  std::string id;
};

inline std::string write_place(int64_t at, std::string_view id) {
  std::string out, plain = std::to_string(at) + ' ';
  append_base64url(out, plain.append(id));
  return out;
}

inline std::optional<Place> read_place(std::string_view cursor) {
  std::string plain;
  if (cursor.size() > 1024 || !decode_base64url(cursor, plain)) return std::nullopt;
  Place place;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), place.at);
  if (error != std::errc() || end == plain.data() + plain.size() || *end != ' ') return std::nullopt;
  place.id = plain.substr(static_cast<size_t>(end + 1 - plain.data()));
  return place;
}

} // namespace tenon::feedback
