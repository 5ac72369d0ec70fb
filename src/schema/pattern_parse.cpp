// pattern_parse.cpp - alternatives, sequences, groups and repetitions.
#include "schema/pattern_parser.hpp"

namespace tenon::schema {

Outcome<PatternTree> parse_pattern(std::string_view source, const PatternLimits &limits) {
  return PatternParser(source, limits).parse();
}

Outcome<PatternTree> PatternParser::parse() {
  tree_.root = choice();
  if (!refusal_ && !done()) fail("there is a ) without its (");
  if (refusal_) return *refusal_;
  return std::move(tree_);
}

uint32_t PatternParser::choice() {
  const uint32_t first = sequence();
  if (first == failed || peek() != '|') return first;
  Piece piece;
  piece.kind = Piece::Kind::choice;
  piece.children.push_back(first);
  while (take("|")) {
    const uint32_t next = sequence();
    if (next == failed) return failed;
    piece.children.push_back(next);
  }
  return add(std::move(piece));
}

uint32_t PatternParser::sequence() {
  Piece piece;
  while (!done() && peek() != '|' && peek() != ')') {
    const uint32_t next = term();
    if (next == failed) return failed;
    piece.children.push_back(next);
  }
  return piece.children.size() == 1 ? piece.children[0] : add(std::move(piece));
}

uint32_t PatternParser::term() {
  if (take("^")) return add_assertion(Assertion::begin);
  if (take("$")) return add_assertion(Assertion::end);
  if (take("\\b")) return add_assertion(Assertion::word_edge);
  if (take("\\B")) return add_assertion(Assertion::no_word_edge);
  uint32_t piece = failed;
  uint32_t least = 0, most = 0;
  const size_t here = at_;
  switch (peek()) {
  case '(': piece = group(); break;
  case '[': piece = bracket(); break;
  case '\\': piece = escape(); break;
  case '.':
    ++at_;
    piece = add_set(all_but_line_ends());
    break;
  case '*':
  case '+':
  case '?': return fail("there is nothing to repeat");
  case '{':
    if (braces(least, most)) return fail("there is nothing to repeat");
    if (refusal_) return failed;
    at_ = here;
    [[fallthrough]];
  default: {
    const uint32_t point = take_point();
    piece = add_set(CodeSet{{point, point}});
  }
  }
  return piece == failed ? failed : repeated(piece);
}

uint32_t PatternParser::group() {
  ++at_;
  if (take("?")) {
    if (peek() == '=' || peek() == '!') return fail("lookahead is not linear");
    if (peek() == '<' && (peek(1) == '=' || peek(1) == '!')) return fail("lookbehind is not linear");
    if (take("<")) {
      const size_t name = at_;
      while (!done() && peek() != '>') ++at_;
      if (at_ == name || !take(">")) return fail("a group's name is broken");
    } else if (!take(":")) {
      return fail("(? begins a group of an unknown kind");
    }
  }
  if (++depth_ > limits_.max_nesting) return fail("groups are nested too deep", Status::limit);
  const uint32_t inner = choice();
  --depth_;
  if (inner == failed) return failed;
  return take(")") ? inner : fail("a ( has no )");
}

// Lazy or greedy, the verdict is the same.
uint32_t PatternParser::repeated(uint32_t piece) {
  uint32_t least = 0;
  uint32_t most = unlimited;
  if (take("+")) least = 1;
  else if (take("?")) most = 1;
  else if (!take("*") && !braces(least, most)) return refusal_ ? failed : piece;
  take("?");
  uint32_t ignored_least = 0, ignored_most = 0;
  const size_t here = at_;
  if (peek() == '*' || peek() == '+' || peek() == '?' || braces(ignored_least, ignored_most)) return fail("there is nothing to repeat");
  at_ = here;
  Piece repeat;
  repeat.kind = Piece::Kind::repeat;
  repeat.least = least;
  repeat.most = most;
  repeat.children.push_back(piece);
  return add(std::move(repeat));
}

// Takes {n}, {n,} or {n,m}. False, and nothing taken, for a { that begins no repetition.
bool PatternParser::braces(uint32_t &least, uint32_t &most) {
  const size_t here = at_;
  uint32_t low = 0;
  if (!take("{") || !number(low)) { at_ = here; return false; }
  uint32_t high = low;
  if (take(",") && !number(high)) high = unlimited;
  if (!take("}")) { at_ = here; return false; }
  if (high < low) { fail("a repetition's bounds are out of order"); return false; }
  least = low;
  most = high;
  return true;
}

bool PatternParser::number(uint32_t &value) {
  const size_t here = at_;
  value = 0;
  for (; peek() >= '0' && peek() <= '9'; ++at_) {
    if (value < 100000000) value = value * 10 + static_cast<uint32_t>(peek() - '0'); // far beyond what is accepted
  }
  return at_ != here;
}

uint32_t PatternParser::add(Piece piece) {
  if (tree_.pieces.size() >= 2 * limits_.max_instructions) return fail("it is too long", Status::limit);
  tree_.pieces.push_back(std::move(piece));
  return static_cast<uint32_t>(tree_.pieces.size() - 1);
}

uint32_t PatternParser::add_assertion(Assertion assertion) {
  Piece piece;
  piece.kind = Piece::Kind::assertion;
  piece.assertion = assertion;
  const char next = peek();
  uint32_t least = 0, most = 0;
  const size_t here = at_;
  if (next == '*' || next == '+' || next == '?' || braces(least, most)) return fail("an assertion cannot be repeated");
  at_ = here;
  return add(std::move(piece));
}

uint32_t PatternParser::fail(std::string_view reason, Status status) {
  if (!refusal_) refusal_ = Refusal{status, std::string(reason) + " (at byte " + std::to_string(at_) + ")"};
  return failed;
}

bool PatternParser::take(std::string_view text) {
  if (source_.substr(at_, text.size()) != text) return false;
  at_ += text.size();
  return true;
}

uint32_t PatternParser::take_point() {
  const char *at = source_.data() + at_;
  const uint32_t point = take_code_point(at, source_.data() + source_.size());
  at_ = static_cast<size_t>(at - source_.data());
  return point;
}

} // namespace tenon::schema
