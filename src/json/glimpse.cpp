// glimpse.cpp - the id of a message that was refused, so that the refusal can be sent to who asked.
#include <algorithm>
#include <charconv>
#include "json/diagnosis.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace tenon::json {

namespace {

constexpr size_t longest_id = 1024; // raw bytes, quotes included

// Steps through text that need not be JSON, one token at a time, and only forward.
class Glance {
 public:
  explicit Glance(std::string_view text) : text_(text) {}

  bool done() const { return at_ >= text_.size(); }
  char peek() const { return done() ? '\0' : text_[at_]; }
  void step() { ++at_; }

  void skip_white() {
    while (!done() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) ++at_;
  }

  // From an opening quote to behind the closing one; empty if that never comes.
  std::string_view string() {
    const size_t begin = at_++;
    while (!done() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2u : 1u;
    if (done()) return {};
    ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // Everything up to what ends a number.
  std::string_view word() {
    const size_t end = text_.find_first_of(" \n\r\t,:[]{}\"", at_), begin = at_;
    at_ = std::min(end, text_.size());
    return text_.substr(begin, at_ - begin);
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
};

// "id", also where letters of it are written as escapes.
bool names_id(std::string_view quoted_name) {
  for (const std::string_view i : {"\"i", "\"\\u0069"})
    for (const std::string_view d : {"d\"", "\\u0064\""})
      if (quoted_name.size() == i.size() + d.size() && quoted_name.substr(0, i.size()) == i &&
          quoted_name.substr(i.size()) == d)
        return true;
  return false;
}

bool usable_string(std::string_view raw) {
  if (raw.size() < 2 || raw.size() > longest_id || !valid_utf8(raw)) return false;
  for (const char c : raw)
    if (static_cast<unsigned char>(c) < 0x20) return false;
  return escapes_trouble(raw.substr(1, raw.size() - 2)) == Trouble::none;
}

bool usable_integer(std::string_view raw) {
  int64_t value;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  return error == std::errc() && end == raw.data() + raw.size() && number_trouble(raw) == Trouble::none;
}

// The id at the cursor, if one stands there whole: something that may follow a member must follow it.
std::string_view usable_id(Glance &glance) {
  const bool text = glance.peek() == '"';
  const std::string_view raw = text ? glance.string() : glance.word();
  glance.skip_white();
  if (glance.peek() != ',' && glance.peek() != '}') return {};
  return (text ? usable_string(raw) : usable_integer(raw)) ? raw : std::string_view();
}

} // namespace

std::string_view glimpse_id(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  Glance glance(text);
  glance.skip_white();
  if (glance.peek() != '{') return {};

  std::string_view id;
  bool seen = false, may_name = false; // may_name: a member may begin here
  for (size_t depth = 0; !glance.done();) {
    const char c = glance.peek();
    if (c == '"') {
      const std::string_view name = glance.string();
      glance.skip_white();
      if (depth == 1 && may_name && glance.peek() == ':' && names_id(name)) {
        if (seen) return {};
        seen = true;
        glance.step();
        glance.skip_white();
        id = usable_id(glance);
      }
      may_name = false;
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) break;
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') may_name = c == '{' || c == ',';
    glance.step();
  }
  return id;
}

} // namespace tenon::json
