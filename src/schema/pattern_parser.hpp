// pattern_parser.hpp - reads a pattern from left to right.
//
// The grammar is ECMA-262's with the u flag, and where that is only stricter than the meaning is clear, the older one:
// punctuation may be escaped without need, and ], } and a { that begins no repetition stand for themselves.
#pragma once
#include <optional>
#include <string>

#include "schema/pattern_tree.hpp"

namespace tenon::schema {

class PatternParser final {
public:
  PatternParser(std::string_view source, const PatternLimits &limits) : source_(source), limits_(limits) {}
  Outcome<PatternTree> parse();

private:
  static constexpr uint32_t failed = UINT32_MAX;

  // pattern_parse.cpp
  uint32_t choice();
  uint32_t sequence();
  uint32_t term();
  uint32_t group();
  uint32_t repeated(uint32_t piece);
  bool braces(uint32_t &least, uint32_t &most);
  bool number(uint32_t &value);

  // pattern_parse_sets.cpp
  uint32_t escape();
  uint32_t bracket();
  bool bracket_member(CodeSet &all, uint32_t &point, bool &single);
  bool class_escape(char c, CodeSet &set, bool &known); // \d \D \w \W \s \S \p \P
  bool property(bool negated, CodeSet &set);
  bool character_escape(uint32_t &point, bool in_brackets);
  bool unicode_escape(uint32_t &point);
  bool hex_digits(size_t count, uint32_t &value);

  uint32_t add(Piece piece);
  uint32_t add_set(CodeSet set);
  uint32_t add_assertion(Assertion);
  uint32_t fail(std::string_view reason, Status status = Status::bad_schema);

  bool done() const { return at_ == source_.size(); }
  char peek(size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }
  bool take(std::string_view text);
  uint32_t take_point();

  std::string_view source_;
  const PatternLimits &limits_;
  size_t at_ = 0;
  size_t depth_ = 0;
  PatternTree tree_;
  std::optional<Refusal> refusal_;
};

} // namespace tenon::schema
