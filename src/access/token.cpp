// token.cpp - takes a token apart and finds the key that it should be signed with.
#include "access/token.hpp"

#include "access/letters.hpp"
#include "ground/base64url.hpp"

#include <initializer_list>
#include <new>

namespace tenon::access {
namespace {

bool is_one_of(json::Value typ, std::initializer_list<std::string_view> known) {
  if (!typ.is_text()) return false;
  for (const std::string_view one : known)
    if (equal_without_case(typ.text(), one)) return true;
  return false;
}

bool keeps(TypRule rule, json::Value typ) {
  switch (rule) {
  case TypRule::accept_missing: return !typ || is_one_of(typ, {"jwt", "at+jwt", "application/at+jwt"});
  case TypRule::require_access_token: return is_one_of(typ, {"at+jwt", "application/at+jwt"});
  case TypRule::off: return true;
  }
  return false;
}

// Decodes into `text`; `json` is a view of it with the reader's padding behind.
bool decode_part(std::string_view part, std::string &text, std::string_view &json) {
  text.clear();
  if (!decode_base64url(part, text)) return false;
  const size_t length = text.size();
  text.append(json::Reader::padding, ' ');
  json = std::string_view(text).substr(0, length);
  return true;
}

Reason parse_header(std::string_view part, json::Reader &scratch, std::string &text) {
  if (part.size() > max_token_header_bytes) return Reason::too_large;
  std::string_view json;
  if (!decode_part(part, text, json)) return Reason::malformed;
  const json::Trouble trouble = scratch.parse(json, max_token_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  return trouble == json::Trouble::none ? Reason::accepted : Reason::malformed;
}

// Payload and signature side by side, in memory that is got before, so that the first stays where it is.
bool decode_both(const TokenParts &parts, std::string &text, OpenToken &out) {
  text.clear();
  text.reserve(parts.payload.size() + json::Reader::padding + parts.signature.size());
  if (!decode_part(parts.payload, text, out.payload)) return false;
  const size_t before = text.size();
  if (!decode_base64url(parts.signature, text)) return false;
  out.signature = std::string_view(text).substr(before);
  return true;
}

} // namespace

bool split_token(std::string_view token, TokenParts &out) {
  const size_t first = token.find('.');
  if (first == std::string_view::npos) return false;
  const size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos) return false;
  if (token.find('.', second + 1) != std::string_view::npos) return false;
  out.header = token.substr(0, first);
  out.payload = token.substr(first + 1, second - first - 1);
  out.signature = token.substr(second + 1);
  out.signed_text = token.substr(0, second);
  return true;
}

Reason read_token_header(json::Value header, Algorithms allowed, TypRule typ, TokenHeader &out) {
  if (!header.is_object()) return Reason::malformed;
  const json::Value alg = header.find("alg");
  const std::optional<Algorithm> algorithm = alg.is_text() ? crypto::find_algorithm(alg.text()) : std::nullopt;
  if (!algorithm || !allowed.has(*algorithm)) return Reason::bad_algorithm;
  if (header.find("crit")) return Reason::critical; // we understand no extension, and an empty list is not allowed either
  for (const std::string_view refused : {"b64", "zip", "enc", "jwk", "jku", "x5u", "x5c"})
    if (header.find(refused)) return Reason::bad_header;
  const json::Value kid = header.find("kid");
  if (kid && !kid.is_text()) return Reason::bad_header;
  if (!keeps(typ, header.find("typ"))) return Reason::bad_header;
  out.algorithm = *algorithm;
  out.kid = kid ? std::optional<std::string_view>(kid.text()) : std::nullopt;
  return Reason::accepted;
}

Reason open_token(std::string_view token, const KeySet &keys, TypRule typ, json::Reader &scratch, std::string &text, OpenToken &out) {
  if (token.size() > token_ceiling) return Reason::too_large;
  TokenParts parts;
  TokenHeader header;
  if (!split_token(token, parts)) return Reason::malformed;
  if (const Reason reason = parse_header(parts.header, scratch, text); reason != Reason::accepted) return reason;
  if (const Reason reason = read_token_header(scratch.root(), keys.algorithms(), typ, header); reason != Reason::accepted) return reason;
  out.key = keys.find(header.kid, header.algorithm);
  if (!out.key) return Reason::unknown_key;
  out.signed_text = parts.signed_text;
  return decode_both(parts, text, out) ? Reason::accepted : Reason::malformed;
}

} // namespace tenon::access
