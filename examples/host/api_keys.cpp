// api_keys.cpp - reads lines of digests, and finds the digest of a key among them.
//
// The keys are long and random, so one SHA-256 is enough. Whoever times the search learns about digests, not about keys.
#include "api_keys.hpp"

#include <utility>

#include <mbedtls/md.h>

namespace host {
namespace {

constexpr size_t digest_bytes = 32;

std::string_view next_word(std::string_view &text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return text = {};
  text.remove_prefix(first);
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text.remove_prefix(word.size());
  return word;
}

bool read_digest(std::string_view word, std::string &out) {
  if (word.size() != 2 * digest_bytes) return false;
  for (const char c : word) {
    const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    if (!((lower >= '0' && lower <= '9') || (lower >= 'a' && lower <= 'f'))) return false;
    out += lower;
  }
  return true;
}

// RFC 6749 section 3.3; a subject has the same letters, which is more than anybody needs.
bool is_token(std::string_view word) {
  for (const char c : word)
    if (c <= ' ' || c > '~' || c == '"' || c == '\\') return false;
  return true;
}

std::string hex_digest(std::string_view key) {
  unsigned char digest[digest_bytes];
  if (mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), reinterpret_cast<const unsigned char *>(key.data()), key.size(), digest) != 0)
    return {};
  std::string out;
  for (const unsigned char byte : digest) {
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

} // namespace

std::string ApiKeys::read_line(std::string_view line) {
  std::string digest;
  ApiCaller caller;
  if (!read_digest(next_word(line), digest)) return "it begins with no SHA-256 of 64 hexadecimal digits";
  caller.subject = next_word(line);
  if (caller.subject.empty()) return "a subject is missing behind the digest";
  if (!is_token(caller.subject)) return "the subject has a character that is none of printable ASCII, or a quote or backslash";
  for (std::string_view scope = next_word(line); !scope.empty(); scope = next_word(line)) {
    if (!is_token(scope)) return "a scope has a character that no scope has";
    caller.scopes += caller.scopes.empty() ? "" : " ";
    caller.scopes += scope;
  }
  return callers_.emplace(std::move(digest), std::move(caller)).second ? "" : "this digest is there already";
}

const ApiCaller *ApiKeys::find(std::string_view key) const {
  const auto found = callers_.find(hex_digest(key));
  return found == callers_.end() ? nullptr : &found->second;
}

} // namespace host
