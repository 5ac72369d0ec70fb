// token.cpp - takes a token apart and decides whether our key signed it.
#include "access/token.hpp"

#include "access/letters.hpp"
#include "ground/base64url.hpp"

#include <initializer_list>
#include <new>

namespace tenon::access {
namespace {

// An absent `typ` is fine: most issuers leave it out or say JWT. RFC 9068 section 2.1 has the others.
bool is_access_token_type(json::Value typ) {
  if (!typ) return true;
  if (!typ.is_text()) return false;
  for (const std::string_view known : {"jwt", "at+jwt", "application/at+jwt"})
    if (equal_without_case(typ.text(), known)) return true;
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

Reason check_header(std::string_view part, json::Reader &scratch, std::string &text) {
  if (part.size() > max_token_header_bytes) return Reason::too_large;
  std::string_view json;
  if (!decode_part(part, text, json)) return Reason::malformed;
  const json::Trouble trouble = scratch.parse(json, max_token_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  if (trouble != json::Trouble::none) return Reason::malformed;
  return check_token_header(scratch.root());
}

Reason check_tag(const TokenParts &parts, const crypto::HmacSha256 &key, std::string &text) {
  text.clear();
  if (!decode_base64url(parts.signature, text)) return Reason::malformed;
  unsigned char tag[crypto::HmacSha256::tag_bytes];
  if (text.size() != sizeof tag) return Reason::bad_signature;
  key.tag(parts.signed_text, tag);
  return crypto::equal_in_constant_time(tag, text.data(), sizeof tag) ? Reason::accepted : Reason::bad_signature;
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

Reason check_token_header(json::Value header) {
  if (!header.is_object()) return Reason::malformed;
  const json::Value alg = header.find("alg");
  if (!alg.is_text() || alg.text() != "HS256") return Reason::bad_algorithm; // the allow-list; case counts (RFC 7515 4.1.1)
  if (header.find("crit")) return Reason::critical; // we understand no extension, and an empty list is not allowed either
  for (const std::string_view refused : {"b64", "zip", "enc", "jwk", "jku", "x5u", "x5c"})
    if (header.find(refused)) return Reason::bad_header;
  return is_access_token_type(header.find("typ")) ? Reason::accepted : Reason::bad_header;
}

Reason check_signature(std::string_view token, const crypto::HmacSha256 &key, json::Reader &scratch, std::string &text,
                       std::string_view &payload) {
  if (token.size() > token_ceiling) return Reason::too_large;
  TokenParts parts;
  if (!split_token(token, parts)) return Reason::malformed;
  if (const Reason reason = check_header(parts.header, scratch, text); reason != Reason::accepted) return reason;
  if (const Reason reason = check_tag(parts, key, text); reason != Reason::accepted) return reason;
  return decode_part(parts.payload, text, payload) ? Reason::accepted : Reason::malformed;
}

} // namespace tenon::access
