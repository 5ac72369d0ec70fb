// pattern.cpp - filling in names, and matching texts that have holes.
#include "pattern.hpp"

#include <charconv>

namespace talk {
namespace {

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

// Length of "<name>" at the beginning of `text`, or 0.
size_t hole_at(std::string_view text) {
  if (text.size() < 3 || text[0] != '<' || text[1] < 'a' || text[1] > 'z') return 0;
  size_t end = 1;
  while (end < text.size() && is_name(text[end])) ++end;
  return end < text.size() && text[end] == '>' ? end + 1 : 0;
}

std::string hex_bytes(std::string_view digits) {
  std::string bytes;
  for (size_t at = 0; at + 2 <= digits.size();) {
    if (digits[at] == ' ') { ++at; continue; }
    unsigned value = 0;
    std::from_chars(digits.data() + at, digits.data() + at + 2, value, 16);
    bytes.push_back(static_cast<char>(value));
    at += 2;
  }
  return bytes;
}

// What stands between << and >>.
std::string made(std::string_view recipe) {
  constexpr std::string_view bytes = "bytes ";
  if (recipe.substr(0, bytes.size()) == bytes) return hex_bytes(recipe.substr(bytes.size()));
  size_t count = 0;
  auto [end, error] = std::from_chars(recipe.data(), recipe.data() + recipe.size(), count);
  std::string_view piece = recipe.substr(static_cast<size_t>(end - recipe.data()));
  if (error != std::errc() || piece.size() < 2) return "<<" + std::string(recipe) + ">>";
  piece.remove_prefix(1);
  std::string all;
  all.reserve(count * piece.size());
  for (size_t i = 0; i < count; ++i) all += piece;
  return all;
}

bool match_from(std::string_view pattern, std::string_view text, Names &names) {
  size_t literal = 0;
  while (literal < pattern.size() && hole_at(pattern.substr(literal)) == 0) ++literal;
  if (text.substr(0, literal) != pattern.substr(0, literal)) return false;
  pattern.remove_prefix(literal);
  text.remove_prefix(literal);
  if (pattern.empty()) return text.empty();

  size_t hole = hole_at(pattern);
  std::string name(pattern.substr(1, hole - 2));
  std::string_view rest = pattern.substr(hole);
  auto known = names.find(name);
  if (known != names.end()) {
    std::string value = known->second;
    return text.substr(0, value.size()) == value && match_from(rest, text.substr(value.size()), names);
  }
  bool anything = name == "any" || name == "text";
  for (size_t len = anything ? 0 : 1; len <= text.size(); ++len) {
    Names attempt = names;
    if (!anything) attempt[name] = text.substr(0, len);
    if (!match_from(rest, text.substr(len), attempt)) continue;
    names = std::move(attempt);
    return true;
  }
  return false;
}

} // namespace

std::string filled(std::string_view text, const Names &names) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    if (text.substr(at, 2) == "<<") {
      size_t end = text.find(">>", at);
      if (end != std::string_view::npos) {
        out += made(text.substr(at + 2, end - at - 2));
        at = end + 2;
        continue;
      }
    }
    if (text[at] == '$') {
      size_t end = at + 1;
      while (end < text.size() && is_name(text[end])) ++end;
      auto known = names.find(text.substr(at + 1, end - at - 1));
      if (known != names.end()) {
        out += known->second;
        at = end;
        continue;
      }
    }
    out.push_back(text[at++]);
  }
  return out;
}

bool matches(std::string_view pattern, std::string_view text, Names &names) {
  Names attempt = names;
  if (!match_from(pattern, text, attempt)) return false;
  names = std::move(attempt);
  return true;
}

std::string_view lone_hole(std::string_view text) {
  size_t hole = hole_at(text);
  return hole != 0 && hole == text.size() ? text.substr(1, hole - 2) : std::string_view();
}

} // namespace talk
