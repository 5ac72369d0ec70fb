// principal.hpp - who is asking, once credentials were accepted.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::access {

// When a token holds, in Unix milliseconds; `no_date` where it does not say.
struct Lifetime {
  static constexpr int64_t no_date = -1;
  int64_t expires_ms = no_date, not_before_ms = no_date, issued_ms = no_date;
};

// Filled once, at the door, and shared as a SharedPrincipal from then on: whoever holds one reads what was accepted then.
struct Principal {
  std::string subject;     // `sub`, else `userId`; "" when the token names nobody
  std::string scopes;      // joined by single spaces
  std::string claims_json; // the payload as it was signed
  int64_t expires_at = 0;  // `exp` in whole Unix seconds, rounded down; 0 when it has no end

  std::string issuer;             // `iss`, or ""
  std::string client_id;          // `client_id`, else `azp`
  std::string token_id;           // `jti`
  std::string permissions;        // joined by single spaces
  std::vector<std::string> roles; // any text without control characters
  std::string jkt;                // `cnf.jkt`: thumbprint of the key that a proof must be made with; "": a plain bearer token
  std::string key_id;             // `kid` of the key that signed
  std::string owner;              // issuer, subject and client, by which what belongs to them is found again
  std::string widened;            // scopes with those that they imply; "" when they imply none
  Lifetime lifetime;

  // What is compared with what an operation requires.
  std::string_view granted() const { return widened.empty() ? std::string_view(scopes) : std::string_view(widened); }
};
using SharedPrincipal = std::shared_ptr<const Principal>;

// None of the three may hold a control character, so the line breaks keep them apart.
inline void write_owner(Principal &who) {
  who.owner.assign(who.issuer).append(1, '\n').append(who.subject).append(1, '\n').append(who.client_id);
}

// The subject of an owner, for the log.
inline std::string_view subject_in(std::string_view owner) {
  const size_t begin = owner.find('\n') + 1, end = owner.rfind('\n');
  return owner.empty() || end < begin ? std::string_view() : owner.substr(begin, end - begin);
}

} // namespace tenon::access
