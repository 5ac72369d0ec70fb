// json_tree.cpp - a small strict reader, and the comparison of an expected tree with an actual one.
#include "json_tree.hpp"

#include <cstdint>

namespace talk {
namespace {

class Parser {
public:
  Parser(std::string_view text, std::string &why) : text_(text), why_(why) {}

  bool document(Json &out) {
    if (!value(out, 0)) return false;
    space();
    return at_ == text_.size() || wrong("something follows the value");
  }

private:
  bool wrong(const char *what) {
    why_ = std::string(what) + " at byte " + std::to_string(at_);
    return false;
  }
  void space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
  }
  char peek() {
    space();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool word(std::string_view expected, Json &out, char kind) {
    if (text_.substr(at_, expected.size()) != expected) return wrong("no value");
    at_ += expected.size();
    out.kind = kind;
    return true;
  }

  bool value(Json &out, int depth) {
    if (depth > 200) return wrong("nested too deeply");
    switch (peek()) {
    case '{': return object(out, depth);
    case '[': return array(out, depth);
    case '"': out.kind = 's'; return string(out.text);
    case 't': return word("true", out, 't');
    case 'f': return word("false", out, 'f');
    case 'n': return word("null", out, '0');
    default: return number(out);
    }
  }

  bool object(Json &out, int depth) {
    out.kind = '{';
    ++at_;
    if (peek() == '}') { ++at_; return true; }
    for (;;) {
      std::string name;
      if (peek() != '"' || !string(name)) return wrong("no member name");
      for (const std::string &known : out.names)
        if (known == name) return wrong("a member twice");
      if (peek() != ':') return wrong("no colon");
      ++at_;
      Json item;
      if (!value(item, depth + 1)) return false;
      out.names.push_back(std::move(name));
      out.items.push_back(std::move(item));
      char next = peek();
      ++at_;
      if (next == '}') return true;
      if (next != ',') return wrong("no comma");
    }
  }

  bool array(Json &out, int depth) {
    out.kind = '[';
    ++at_;
    if (peek() == ']') { ++at_; return true; }
    for (;;) {
      Json item;
      if (!value(item, depth + 1)) return false;
      out.items.push_back(std::move(item));
      char next = peek();
      ++at_;
      if (next == ']') return true;
      if (next != ',') return wrong("no comma");
    }
  }

  bool number(Json &out) {
    size_t begin = at_;
    auto digits = [&] {
      size_t from = at_;
      while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
      return at_ > from;
    };
    if (at_ < text_.size() && text_[at_] == '-') ++at_;
    size_t whole = at_;
    if (!digits() || (text_[whole] == '0' && at_ > whole + 1)) return wrong("no value");
    if (at_ < text_.size() && text_[at_] == '.' && (++at_, !digits())) return wrong("no digits after the point");
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      if (!digits()) return wrong("no digits in the exponent");
    }
    out.kind = 'n';
    out.text = text_.substr(begin, at_ - begin);
    return true;
  }

  bool string(std::string &out) {
    ++at_;
    while (at_ < text_.size()) {
      char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return wrong("a control character in a string");
      if (c != '\\') out.push_back(c);
      else if (!escape(out)) return false;
    }
    return wrong("a string without end");
  }

  bool escape(std::string &out) {
    if (at_ == text_.size()) return wrong("a string without end");
    constexpr std::string_view letters = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
    char c = text_[at_++];
    if (size_t known = letters.find(c); known != std::string_view::npos) {
      out.push_back(meant[known]);
      return true;
    }
    uint32_t unit = 0;
    if (c != 'u' || !hex(unit)) return wrong("an unknown escape");
    if (unit >= 0xd800 && unit < 0xdc00) {
      uint32_t low = 0;
      if (text_.substr(at_, 2) != "\\u" || (at_ += 2, !hex(low)) || low < 0xdc00 || low > 0xdfff) return wrong("half a surrogate");
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    } else if (unit >= 0xdc00 && unit < 0xe000) {
      return wrong("half a surrogate");
    }
    append_utf8(out, unit);
    return true;
  }

  bool hex(uint32_t &unit) {
    if (at_ + 4 > text_.size()) return false;
    for (int i = 0; i < 4; ++i) {
      constexpr std::string_view digits = "0123456789abcdef";
      char c = text_[at_++];
      size_t value = digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
      if (value == std::string_view::npos) return false;
      unit = unit * 16 + static_cast<uint32_t>(value);
    }
    return true;
  }

  static void append_utf8(std::string &out, uint32_t point) {
    auto tail = [&](uint32_t bits) { out.push_back(static_cast<char>(0x80 | (bits & 0x3f))); };
    if (point < 0x80) { out.push_back(static_cast<char>(point)); return; }
    if (point < 0x800) { out.push_back(static_cast<char>(0xc0 | (point >> 6))); tail(point); return; }
    if (point < 0x10000) { out.push_back(static_cast<char>(0xe0 | (point >> 12))); tail(point >> 6); tail(point); return; }
    out.push_back(static_cast<char>(0xf0 | (point >> 18)));
    tail(point >> 12);
    tail(point >> 6);
    tail(point);
  }

  std::string_view text_;
  std::string &why_;
  size_t at_ = 0;
};

std::string kind_name(char kind) {
  switch (kind) {
  case '{': return "object";
  case '[': return "array";
  case 's': return "text";
  case 'n': return "number";
  case 't': return "true";
  case 'f': return "false";
  default: return "null";
  }
}

const Json *member(const Json &object, const std::string &name) {
  for (size_t i = 0; i < object.names.size(); ++i)
    if (object.names[i] == name) return &object.items[i];
  return nullptr;
}

std::string object_difference(const Json &expected, const Json &actual, Names &names, const std::string &path) {
  bool open = false;
  for (size_t i = 0; i < expected.names.size(); ++i) {
    const std::string &name = expected.names[i];
    if (name == "...") { open = true; continue; }
    const Json *found = member(actual, name);
    if (!found) return path + "." + name + " is missing";
    if (std::string what = difference(expected.items[i], *found, names, path + "." + name); !what.empty()) return what;
  }
  for (const std::string &name : actual.names)
    if (!open && !member(expected, name)) return path + "." + name + " was not expected";
  return "";
}

std::string array_difference(const Json &expected, const Json &actual, Names &names, const std::string &path) {
  size_t count = expected.items.size();
  bool open = count > 0 && expected.items.back().kind == 's' && expected.items.back().text == "...";
  if (open) --count;
  if (actual.items.size() < count || (!open && actual.items.size() > count))
    return path + " has " + std::to_string(actual.items.size()) + " elements, expected " + std::to_string(count);
  for (size_t i = 0; i < count; ++i) {
    std::string what = difference(expected.items[i], actual.items[i], names, path + "[" + std::to_string(i) + "]");
    if (!what.empty()) return what;
  }
  return "";
}

} // namespace

bool read_json(std::string_view text, Json &out, std::string &why) {
  out = Json();
  return Parser(text, why).document(out);
}

std::string difference(const Json &expected, const Json &actual, Names &names, const std::string &path) {
  if (expected.kind == 's') {
    std::string_view hole = lone_hole(expected.text);
    if (hole == "any") return "";
    if (hole == "number" || hole == "object" || hole == "array")
      return kind_name(actual.kind) == hole ? "" : path + " is " + kind_name(actual.kind) + ", expected " + std::string(hole);
  }
  if (expected.kind != actual.kind) return path + " is " + kind_name(actual.kind) + ", expected " + kind_name(expected.kind);
  switch (expected.kind) {
  case '{': return object_difference(expected, actual, names, path);
  case '[': return array_difference(expected, actual, names, path);
  case 's':
    if (matches(expected.text, actual.text, names)) return "";
    return path + " is \"" + actual.text + "\", expected \"" + expected.text + "\"";
  case 'n': return expected.text == actual.text ? "" : path + " is " + actual.text + ", expected " + expected.text;
  default: return "";
  }
}

} // namespace talk
