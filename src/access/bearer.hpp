// bearer.hpp - finds the credentials in a request's headers: a bearer token (RFC 6750), one with a proof (RFC 9449), an API key.
#pragma once
#include "access/reason.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tenon::access {

enum class Scheme : uint8_t { none, bearer, dpop, api_key };

// The headers as they came: "" where there is none. `repeated` says that a field was there more than once.
struct CredentialHeaders {
  std::string_view authorization;
  bool repeated_authorization = false;
  std::string_view api_key; // of X-API-Key
  bool repeated_api_key = false;
};

// What beside bearer tokens is spoken here. A scheme that is not is as good as none (RFC 6750 section 3.1).
struct Spoken {
  bool dpop = false;
  bool api_key = false;
};

inline constexpr size_t max_api_key_bytes = 1024;

// accepted: there is one credential. missing: none was sent, or by a scheme that we do not speak. malformed_header: more than
// one, or no single token behind the scheme. too_large: over `max_token_bytes`, or an API key over max_api_key_bytes.
struct Credentials {
  Reason reason;
  Scheme scheme;
  std::string_view text; // of the headers' memory
};
Credentials read_credentials(const CredentialHeaders &headers, const Spoken &spoken, size_t max_token_bytes);

struct Bearer {
  Reason reason; // accepted: there is a token; missing: nothing was sent, or a scheme that we do not speak
  std::string_view token;
};

// The same where bearer tokens are all that is spoken.
Bearer read_bearer(std::string_view authorization, bool repeated, size_t max_token_bytes);

} // namespace tenon::access
