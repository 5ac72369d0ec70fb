// token.cpp - the C functions about tokens: which are accepted, and signing one.
#include "abi/doorway.hpp"
#include "abi/record.hpp"
#include "abi/texts.hpp"
#include "access/sign.hpp"
#include <cstring>

using namespace tenon;
using namespace tenon::abi;

extern "C" {

tenon_status tenon_token_sign(const tenon_token_request *given, tenon_now now, tenon_buffer *out, tenon_error *error) {
  tenon_token_request request{};
  const Status read = read_record(given, offsetof(tenon_token_request, algorithm), request);
  if (read != Status::ok) return explain(error, read, "request: NULL or wrong size");
  if (!out || (!out->data && out->capacity > 0)) return explain(error, Status::invalid, "out is NULL");
  if (out->size < sizeof(tenon_buffer)) return explain(error, Status::bad_size, "out: wrong size");
  if (!all_sound({request.secret, request.subject, request.username, request.issuer, request.audience, request.scope, request.claims_json}) ||
      (!request.roles && request.role_count > 0) || request.role_count > 1024 || request.allow_short_secret > 1)
    return explain(error, Status::invalid, "request: a NULL, too many roles, or allow_short_secret is not 0 or 1");
  return guarded(Status::no_memory, [&] {
    access::TokenRequest words;
    words.secret = unwrap(request.secret);
    words.allow_short_secret = request.allow_short_secret == 1;
    words.subject = unwrap(request.subject);
    words.username = unwrap(request.username);
    for (size_t i = 0; i < request.role_count; ++i) words.roles.push_back(sound(request.roles[i]) ? unwrap(request.roles[i]) : std::string_view());
    words.issuer = unwrap(request.issuer);
    words.audience = unwrap(request.audience);
    words.scope = unwrap(request.scope);
    words.expires_in_seconds = request.expires_in_seconds;
    words.claims_json = unwrap(request.claims_json);
    const Outcome<std::string> token = access::sign(words, unwrap(now));
    if (!token) {
      out->len = 0;
      explain(error, token.refusal().status, token.refusal().text);
      return token.refusal().status;
    }
    out->len = token->size();
    if (token->size() > out->capacity) {
      explain(error, Status::limit, "out: too small");
      return Status::limit;
    }
    std::memcpy(out->data, token->data(), token->size());
    return Status::ok;
  });
}

} // extern "C"
