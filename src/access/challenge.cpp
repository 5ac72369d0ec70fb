// challenge.cpp - three answers: nothing was sent, it cannot be read, it is not accepted.
#include "access/challenge.hpp"

namespace tenon::access {
namespace {

// quoted-string of RFC 9110 section 5.6.4. Whatever is not printable ASCII gives way, so no header can be split.
void append_quoted(std::string &out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c < 0x20 || c > 0x7e) {
      out += '?';
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

Challenge answer(int status, std::string_view realm, std::string_view error, std::string_view description) {
  Challenge made{status, "Bearer realm=", std::string(error), std::string(description)};
  append_quoted(made.www_authenticate, realm);
  if (error.empty()) return made;
  made.www_authenticate += ", error=";
  append_quoted(made.www_authenticate, error);
  made.www_authenticate += ", error_description=";
  append_quoted(made.www_authenticate, description);
  return made;
}

} // namespace

Challenge challenge(Reason reason, std::string_view realm) {
  if (reason == Reason::missing) return answer(401, realm, "", "A bearer token is required");
  if (reason == Reason::malformed_header)
    return answer(400, realm, "invalid_request", "The Authorization header must be Bearer and one token");
  return answer(401, realm, "invalid_token", "The access token is invalid or expired");
}

Challenge insufficient_scope(std::string_view realm, std::string_view scopes) {
  Challenge made = answer(403, realm, "insufficient_scope", "The access token lacks a scope that this needs");
  made.www_authenticate += ", scope=";
  append_quoted(made.www_authenticate, scopes);
  return made;
}

} // namespace tenon::access
