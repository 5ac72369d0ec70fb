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

size_t count_words(std::string_view text) {
  size_t count = 0;
  char before = ' ';
  for (const char c : text) {
    count += before == ' ' && c != ' ';
    before = c;
  }
  return count;
}

} // namespace

ScopesClaim find_scopes(json::Value claims) {
  for (const std::string_view name : {"scope", "scp"})
    if (const json::Value found = claims.find(name)) return {found};
  return {claims.find("scopes")};
}

ScopesClaim find_permissions(json::Value claims) {
  const json::Value permissions = claims.find("permissions");
  return {permissions ? permissions : claims.find("permission")};
}

bool valid_scopes(const ScopesClaim &claim) {
  const json::Value value = claim.value;
  if (!value) return true;
  if (value.is_text()) return valid_scope_text(value.text()) && count_words(value.text()) <= max_scopes;
  if (!value.is_array()) return false;
  size_t count = 0;
  for (json::Value one = value.first(); one.at() != value.end(); one = one.next())
    if (++count > max_scopes || !one.is_text() || !is_scope(one.text())) return false;
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

std::string_view next_word(std::string_view &text) {
  const size_t space = text.find(' ');
  const std::string_view word = text.substr(0, space);
  text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  return word;
}

namespace {

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
