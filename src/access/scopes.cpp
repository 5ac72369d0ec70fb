// scopes.cpp - finds, checks and joins scopes.
#include "access/scopes.hpp"

namespace tenon::access {
namespace {

// %x21 / %x23-5B / %x5D-7E: printable ASCII without space, quote and backslash
bool is_scope_letter(char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '\\'; }

// An element with a space in it would turn into two scopes when joined, so it is none.
bool is_scope(std::string_view word) {
  if (word.empty()) return false;
  for (const char c : word)
    if (!is_scope_letter(c)) return false;
  return true;
}

void append_word(std::string &out, std::string_view word) {
  if (word.empty()) return;
  if (!out.empty()) out += ' ';
  out += word;
}

void append_words(std::string &out, std::string_view text) {
  while (!text.empty()) {
    const size_t space = text.find(' ');
    append_word(out, text.substr(0, space));
    if (space == std::string_view::npos) return;
    text.remove_prefix(space + 1);
  }
}

} // namespace

ScopesClaim find_scopes(json::Value claims) {
  if (const json::Value scope = claims.find("scope")) return {scope, false};
  if (const json::Value scp = claims.find("scp")) return {scp, true};
  return {claims.find("scopes"), true};
}

bool valid_scopes(const ScopesClaim &claim) {
  const json::Value value = claim.value;
  if (!value) return true;
  if (value.is_text()) return valid_scope_text(value.text());
  if (!value.is_array() || !claim.may_be_array) return false;
  for (json::Value one = value.first(); one.at() != value.end(); one = one.next())
    if (!one.is_text() || !is_scope(one.text())) return false;
  return true;
}

void append_scopes(std::string &out, const ScopesClaim &claim) {
  const json::Value value = claim.value;
  if (!value) return;
  if (value.is_text()) return append_words(out, value.text());
  for (json::Value one = value.first(); one.at() != value.end(); one = one.next()) append_word(out, one.text());
}

bool valid_scope_text(std::string_view text) {
  for (const char c : text)
    if (c != ' ' && !is_scope_letter(c)) return false;
  return true;
}

namespace {

// Takes the first word off the text.
std::string_view next_word(std::string_view &text) {
  const size_t space = text.find(' ');
  const std::string_view word = text.substr(0, space);
  text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  return word;
}

bool holds(std::string_view held, std::string_view wanted) {
  while (!held.empty())
    if (next_word(held) == wanted) return true;
  return false;
}

} // namespace

bool grants(std::string_view held, std::string_view required) {
  while (!required.empty())
    if (!holds(held, next_word(required))) return false;
  return true;
}

} // namespace tenon::access
