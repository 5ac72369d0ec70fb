// glimpse.cpp - two parts of a token, parsed; whatever is odd about them is left out.
#include "access/glimpse.hpp"
#include "access/claims.hpp"
#include "access/token.hpp"
#include "ground/base64url.hpp"
#include <new>

namespace tenon::access {
namespace {

constexpr size_t longest = 256;

bool parse_part(std::string_view part, json::Reader &scratch, std::string &text) {
  text.clear();
  if (!decode_base64url(part, text)) return false;
  const size_t length = text.size();
  text.append(json::Reader::padding, ' ');
  const json::Trouble trouble = scratch.parse(std::string_view(text).substr(0, length), max_token_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  return trouble == json::Trouble::none && scratch.root().is_object();
}

std::string word_of(json::Value value) {
  if (!value.is_text() || value.text().size() > longest || has_control_characters(value.text())) return "";
  return std::string(value.text());
}

} // namespace

Glimpse glimpse(std::string_view token, const Expected &expected, Instant now, json::Reader &scratch, std::string &text) {
  Glimpse seen;
  TokenParts parts;
  if (token.size() > token_ceiling || !split_token(token, parts)) return seen;
  if (parse_part(parts.header, scratch, text)) {
    seen.kid = word_of(scratch.root().find("kid"));
    seen.algorithm = word_of(scratch.root().find("alg"));
  }
  if (!parse_part(parts.payload, scratch, text)) return seen;
  seen.issuer = word_of(scratch.root().find("iss"));
  seen.ruled_out = screen(scratch.root(), expected, now) != Reason::accepted;
  return seen;
}

} // namespace tenon::access
