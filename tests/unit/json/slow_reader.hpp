// slow_reader.hpp - reads JSON one character at a time, as the grammar is written: what the fast reader is compared with.
#pragma once
#include <cmath>
#include <cstdlib>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace slow {

struct Node {
  char kind = '?'; // { [ " # t f n
  std::string raw, text;
  std::vector<std::string> names;
  std::vector<Node> children;
};

class Reader {
 public:
  Reader(std::string_view text, size_t max_nesting) : text_(text), max_nesting_(max_nesting) {}

  std::optional<Node> read() {
    white();
    Node root;
    if (!value(root, 0)) return std::nullopt;
    white();
    if (at_ != text_.size()) return std::nullopt;
    return root;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) { return at_ < text_.size() && text_[at_] == c ? (++at_, true) : false; }
  bool take(std::string_view word) { return text_.substr(at_, word.size()) == word ? (at_ += word.size(), true) : false; }
  void white() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }

  bool value(Node &node, size_t depth) {
    const size_t begin = at_;
    node.kind = peek();
    bool good = false;
    switch (node.kind) {
      case '{': good = depth < max_nesting_ && object(node, depth + 1); break;
      case '[': good = depth < max_nesting_ && array(node, depth + 1); break;
      case '"': good = string(node.text); break;
      case 't': good = take("true"); break;
      case 'f': good = take("false"); break;
      case 'n': good = take("null"); break;
      default: node.kind = '#', good = number();
    }
    node.raw = text_.substr(begin, at_ - begin);
    return good;
  }

  bool object(Node &node, size_t depth) {
    std::set<std::string> seen;
    take('{');
    white();
    if (take('}')) return true;
    for (;;) {
      std::string name;
      white();
      if (!string(name) || !seen.insert(name).second) return false;
      node.names.push_back(name);
      white();
      if (!take(':')) return false;
      white();
      if (!value(node.children.emplace_back(), depth)) return false;
      white();
      if (take('}')) return true;
      if (!take(',')) return false;
    }
  }

  bool array(Node &node, size_t depth) {
    take('[');
    white();
    if (take(']')) return true;
    for (;;) {
      white();
      if (!value(node.children.emplace_back(), depth)) return false;
      white();
      if (take(']')) return true;
      if (!take(',')) return false;
    }
  }

  bool digits() {
    const size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > begin;
  }

  bool number() {
    const size_t begin = at_;
    take('-');
    if (!take('0') && !digits()) return false;
    bool integer = true;
    if (take('.')) {
      integer = false;
      if (!digits()) return false;
    }
    if (take('e') || take('E')) {
      integer = false;
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    return in_range(std::string(text_.substr(begin, at_ - begin)), integer);
  }

  static bool in_range(const std::string &digits, bool integer) {
    if (!integer) return std::isfinite(std::strtod(digits.c_str(), nullptr));
    const bool negative = digits[0] == '-';
    const std::string size = negative ? digits.substr(1) : digits,
                      most = negative ? "9223372036854775808" : "18446744073709551615";
    return size.size() < most.size() || (size.size() == most.size() && size <= most);
  }

  bool string(std::string &out) {
    if (!take('"')) return false;
    for (;;) {
      if (at_ >= text_.size()) return false;
      const unsigned char c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') return ++at_, true;
      if (c < 0x20) return false;
      if (c == '\\' ? !escape(out) : !character(out)) return false;
    }
  }

  bool escape(std::string &out) {
    constexpr std::string_view letters = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
    ++at_;
    if (const size_t which = letters.find(peek()); peek() != '\0' && which != std::string_view::npos)
      return out.push_back(meant[which]), ++at_, true;
    unsigned unit, second;
    if (!take('u') || !hex(unit)) return false;
    if (unit >= 0xDC00 && unit < 0xE000) return false;
    if (unit >= 0xD800 && unit < 0xDC00) {
      if (!take("\\u") || !hex(second) || second < 0xDC00 || second > 0xDFFF) return false;
      unit = 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
    }
    encode(unit, out);
    return true;
  }

  bool hex(unsigned &unit) {
    unit = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const size_t nibble =
          std::string_view("0123456789abcdef").find(static_cast<char>(peek() | (peek() >= 'A' ? 0x20 : 0)));
      if (peek() == '\0' || nibble == std::string_view::npos) return false;
      unit = unit * 16 + static_cast<unsigned>(nibble);
    }
    return true;
  }

  static void encode(unsigned point, std::string &out) {
    if (point < 0x80)
      out.push_back(static_cast<char>(point));
    else if (point < 0x800)
      out.push_back(static_cast<char>(0xC0 | (point >> 6))), tail(point, out);
    else if (point < 0x10000)
      out.push_back(static_cast<char>(0xE0 | (point >> 12))), tail(point >> 6, out), tail(point, out);
    else
      out.push_back(static_cast<char>(0xF0 | (point >> 18))), tail(point >> 12, out), tail(point >> 6, out),
          tail(point, out);
  }
  static void tail(unsigned point, std::string &out) { out.push_back(static_cast<char>(0x80 | (point & 0x3F))); }

  // One UTF-8 character, the shortest form only, no surrogates, at most U+10FFFF.
  bool character(std::string &out) {
    const unsigned char lead = static_cast<unsigned char>(text_[at_]);
    const size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || at_ + length > text_.size()) return false;
    unsigned point = length == 1 ? lead : lead & (0x7Fu >> length);
    for (size_t i = 1; i < length; ++i) {
      const unsigned char next = static_cast<unsigned char>(text_[at_ + i]);
      if ((next & 0xC0) != 0x80) return false;
      point = (point << 6) | (next & 0x3Fu);
    }
    constexpr unsigned smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < smallest[length] || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return false;
    out.append(text_.substr(at_, length));
    at_ += length;
    return true;
  }

  std::string_view text_;
  size_t max_nesting_, at_ = 0;
};

} // namespace slow
