// pattern_parse_sets.cpp - escapes and bracketed classes.
#include "schema/pattern_parser.hpp"

namespace tenon::schema {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

constexpr size_t longest_name = 64; // of a property

} // namespace

uint32_t PatternParser::escape() {
  ++at_;
  CodeSet set;
  bool known = false;
  if (!class_escape(peek(), set, known)) return failed;
  if (known) return add_set(std::move(set));
  uint32_t point = 0;
  if (!character_escape(point, false)) return failed;
  return add_set(CodeSet{{point, point}});
}

bool PatternParser::class_escape(char c, CodeSet &set, bool &known) {
  known = true;
  switch (c) {
  case 'd':
  case 'D': set = ascii_digits(); break;
  case 'w':
  case 'W': set = word_characters(); break;
  case 's':
  case 'S': set = white_space(); break;
  case 'p':
  case 'P': ++at_; return property(c == 'P', set);
  default: known = false; return true;
  }
  ++at_;
  if (c == 'D' || c == 'W' || c == 'S') set.negate();
  return true;
}

bool PatternParser::property(bool negated, CodeSet &set) {
  const size_t close = source_.find('}', at_);
  if (!take("{") || close == std::string_view::npos || close - at_ > longest_name) {
    fail("\\p wants a {name}");
    return false;
  }
  const auto name = source_.substr(at_, close - at_);
  if (!find_property(name, set)) {
    fail("\\p{" + std::string(name) + "} is not built (general categories, Any, ASCII and Assigned are)");
    return false;
  }
  at_ = close + 1;
  if (negated) set.negate();
  return true;
}

bool PatternParser::character_escape(uint32_t &point, bool in_brackets) {
  if (done()) { fail("it ends with a \\"); return false; }
  const char c = peek();
  const auto is = [&](uint32_t value) { ++at_; point = value; return true; };
  switch (c) {
  case 't': return is('\t');
  case 'n': return is('\n');
  case 'r': return is('\r');
  case 'f': return is('\f');
  case 'v': return is('\v');
  case '0':
    if (is_digit(peek(1))) { fail("\\0 must not be followed by a digit"); return false; }
    return is(0);
  case 'b':
    if (in_brackets) return is('\b');
    break;
  case 'c':
    if (!is_letter(peek(1))) { fail("\\c wants a letter"); return false; }
    ++at_;
    return is(static_cast<uint32_t>(peek()) & 31u);
  case 'x':
    ++at_;
    if (hex_digits(2, point)) return true;
    fail("\\x wants two hex digits");
    return false;
  case 'u': ++at_; return unicode_escape(point);
  case 'k': fail("back-references are not linear"); return false;
  default: break;
  }
  if (is_digit(c)) { fail("back-references are not linear"); return false; }
  if (is_letter(c) || c == '_') { fail(std::string("\\") + c + " is no escape"); return false; }
  point = take_point();
  return true;
}

bool PatternParser::unicode_escape(uint32_t &point) {
  if (take("{")) {
    const size_t close = source_.find('}', at_);
    const size_t digits = close == std::string_view::npos ? 0 : close - at_;
    if (digits == 0 || digits > 8 || !hex_digits(digits, point) || point > last_code_point) {
      fail("\\u{...} wants a code point");
      return false;
    }
    ++at_;
    return true;
  }
  if (!hex_digits(4, point)) { fail("\\u wants four hex digits"); return false; }
  if (point < 0xD800 || point > 0xDBFF || peek() != '\\' || peek(1) != 'u') return true;
  const size_t here = at_;
  uint32_t low = 0;
  at_ += 2;
  if (hex_digits(4, low) && low >= 0xDC00 && low <= 0xDFFF) point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
  else at_ = here; // a lone surrogate: nothing in valid UTF-8 equals it
  return true;
}

bool PatternParser::hex_digits(size_t count, uint32_t &value) {
  value = 0;
  for (size_t i = 0; i < count; ++i) {
    const char c = peek(i);
    uint32_t digit = 0;
    if (is_digit(c)) digit = static_cast<uint32_t>(c - '0');
    else if (c >= 'a' && c <= 'f') digit = static_cast<uint32_t>(c - 'a' + 10);
    else if (c >= 'A' && c <= 'F') digit = static_cast<uint32_t>(c - 'A' + 10);
    else return false;
    value = value << 4 | digit;
  }
  at_ += count;
  return true;
}

uint32_t PatternParser::bracket() {
  ++at_;
  const bool negated = take("^");
  CodeSet set;
  while (!done() && peek() != ']') {
    uint32_t low = 0, high = 0;
    bool single = false, single_too = false;
    if (!bracket_member(set, low, single)) return failed;
    if (peek() != '-' || peek(1) == ']' || at_ + 1 >= source_.size()) {
      if (single) set.add(low, low);
      continue;
    }
    ++at_;
    if (!bracket_member(set, high, single_too)) return failed;
    if (single && single_too) {
      if (high < low) return fail("a range is out of order");
      set.add(low, high);
    } else { // [\w-.]: no range, so the - stands for itself
      set.add('-', '-');
      if (single) set.add(low, low);
      if (single_too) set.add(high, high);
    }
  }
  if (!take("]")) return fail("a [ has no ]");
  if (negated) set.negate();
  return add_set(std::move(set));
}

// One character (single), or a class that goes into `all` as it is.
bool PatternParser::bracket_member(CodeSet &all, uint32_t &point, bool &single) {
  single = true;
  if (!take("\\")) { point = take_point(); return true; }
  CodeSet set;
  bool known = false;
  if (!class_escape(peek(), set, known)) return false;
  if (!known) return character_escape(point, true);
  all.add(set);
  single = false;
  return true;
}

uint32_t PatternParser::add_set(CodeSet set) {
  set.settle();
  Piece piece;
  piece.kind = Piece::Kind::set;
  size_t index = 0;
  while (index < tree_.sets.size() && !(tree_.sets[index] == set)) ++index;
  if (index == tree_.sets.size()) tree_.sets.push_back(std::move(set));
  piece.set = static_cast<uint32_t>(index);
  return add(std::move(piece));
}

} // namespace tenon::schema
