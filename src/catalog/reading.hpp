// reading.hpp - one entry being read at the door: its bounds, and the words that refuse it.
#pragma once
#include "ground/outcome.hpp"
#include "json/reader.hpp"
#include <cstdint>
#include <optional>
#include <string_view>

namespace tenon::catalog {

struct EntryBounds {
  uint64_t max_bytes;   // all words together
  uint64_t max_nesting; // of each JSON text
};

struct Reading {
  std::string_view kind, name; // "tool", "add": each refusal names them
  const EntryBounds &bounds;
  json::Reader &reader;

  // "tool add: icons[0].src: is missing". `trouble` begins where the member ends: ": ...", "[0]: ...", "/properties: ...".
  Refusal refuse(std::string_view member, std::string_view trouble, Status = Status::invalid) const;

  // Leaves the reader at `text`. The refusal says which member is no JSON.
  std::optional<Refusal> parse(std::string_view member, std::string_view text, Status otherwise = Status::invalid) const;
};

} // namespace tenon::catalog
