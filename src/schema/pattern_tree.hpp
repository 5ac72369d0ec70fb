// pattern_tree.hpp - a pattern as it was written: pieces in pieces.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "ground/outcome.hpp"
#include "schema/code_points.hpp"
#include "schema/pattern.hpp"

namespace tenon::schema {

enum class Assertion : uint8_t { begin, end, word_edge, no_word_edge };

struct Piece {
  enum class Kind : uint8_t { sequence, choice, repeat, set, assertion };
  Kind kind = Kind::sequence;
  Assertion assertion = Assertion::begin;
  uint32_t set = 0;                 // index into the tree's sets
  uint32_t least = 0, most = 0;     // of a repeat
  std::vector<uint32_t> children;   // of a sequence, choice or repeat; an empty sequence matches nothing at all, everywhere
};

inline constexpr uint32_t unlimited = UINT32_MAX;

struct PatternTree {
  std::vector<Piece> pieces;
  std::vector<CodeSet> sets;
  uint32_t root = 0;
};

Outcome<PatternTree> parse_pattern(std::string_view source, const PatternLimits &);

} // namespace tenon::schema
