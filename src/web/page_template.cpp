// page_template.cpp - one walk over the template; what was put in is not looked at again.
#include "web/page_template.hpp"
#include <utility>

namespace tenon::web {
namespace {

struct Token {
  size_t at = 0, end = 0;
  bool raw = false;
  char kind = 0; // '#', '^', or 0 of a slot
  std::string_view name;
};

bool names(char c) {
  const char small = static_cast<char>(c | 0x20);
  return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

// A token at that place: {{name}}, {{{name}}}, {{#name}}, {{^name}}.
bool read_token(std::string_view text, size_t at, Token &out) {
  std::string_view rest = text.substr(at + 2);
  const bool raw = rest.starts_with('{');
  if (raw) rest.remove_prefix(1);
  const char kind = rest.starts_with('#') || rest.starts_with('^') ? rest.front() : '\0';
  if (kind != 0) rest.remove_prefix(1);
  size_t length = 0;
  while (length < rest.size() && names(rest[length])) ++length;
  const std::string_view name = rest.substr(0, length);
  rest.remove_prefix(length);
  if (name.empty() || !rest.starts_with("}}")) return false;
  rest.remove_prefix(rest.starts_with("}}}") ? 3 : 2);
  out = {at, text.size() - rest.size(), raw, kind, name};
  return true;
}

bool next_token(std::string_view text, Token &out) {
  for (size_t at = text.find("{{"); at != text.npos; at = text.find("{{", at + 1))
    if (read_token(text, at, out)) return true;
  return false;
}

// Sections of one name do not stand inside one another, so the first end is the end.
std::string_view take_inside(std::string_view &text, std::string_view name) {
  const std::string end = "{{/" + std::string(name) + "}}";
  const std::string_view inside = text.substr(0, text.find(end));
  text.remove_prefix(inside.size() == text.size() ? text.size() : inside.size() + end.size());
  return inside;
}

const Frame::Slot *look_up(const Scope *scope, std::string_view name) {
  for (; scope; scope = scope->outer)
    if (const Frame::Slot *const found = scope->frame.find(name)) return found;
  return nullptr;
}

void append(std::string &out, std::string_view text, const Scope &scope, int depth) {
  for (Token token; next_token(text, token);) {
    out += text.substr(0, token.at);
    text.remove_prefix(token.end);
    const Frame::Slot *const slot = look_up(&scope, token.name);
    if (token.kind == 0) {
      if (!slot) continue;
      if (token.raw) out += slot->value();
      else append_html(out, slot->value());
      continue;
    }
    const std::string_view inside = take_inside(text, token.name);
    const bool filled = slot && slot->filled();
    if (filled != (token.kind == '#') || depth == deepest_section) continue;
    if (!filled || slot->kind != Frame::Slot::Kind::list) append(out, inside, scope, depth + 1);
    else
      for (const Frame &entry : slot->entries) append(out, inside, Scope{entry, &scope}, depth + 1);
  }
  out += text;
}

} // namespace

Frame &Frame::text(std::string_view name, std::string value) {
  slots_.push_back({name, {}, std::move(value), {}, Slot::Kind::text});
  return *this;
}

Frame &Frame::view(std::string_view name, std::string_view value) {
  slots_.push_back({name, value, {}, {}, Slot::Kind::view});
  return *this;
}

Frame &Frame::list(std::string_view name, std::vector<Frame> entries) {
  slots_.push_back({name, {}, {}, std::move(entries), Slot::Kind::list});
  return *this;
}

const Frame::Slot *Frame::find(std::string_view name) const {
  for (const Slot &slot : slots_)
    if (slot.name == name) return &slot;
  return nullptr;
}

void append_filled(std::string &out, std::string_view text, const Scope &scope) { append(out, text, scope, 0); }

void append_html(std::string &out, std::string_view text) {
  for (;;) {
    const size_t run = text.find_first_of("&<>\"'");
    out += text.substr(0, run);
    if (run == text.npos) return;
    switch (text[run]) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    case '"': out += "&quot;"; break;
    default: out += "&#39;";
    }
    text.remove_prefix(run + 1);
  }
}

} // namespace tenon::web
