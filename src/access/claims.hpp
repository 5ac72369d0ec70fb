// claims.hpp - what a token says about its bearer (RFC 7519), and whether that holds here and now.
#pragma once
#include "access/principal.hpp"
#include "access/reason.hpp"
#include "ground/instant.hpp"
#include "json/reader.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::access {

// What the host demands of claims.
struct Expected {
  std::string issuer;                 // "": not checked
  std::vector<std::string> audiences; // one of them; none: not checked
  uint64_t leeway_seconds = 5;        // at most max_leeway_seconds
  uint64_t max_age_seconds = 0;       // since `iat`, which must be there then; 0: any age; at most max_age_ceiling
  bool expiry_optional = false;       // a token without `exp` never expires
  bool takes_bound = false;           // tokens that are bound to a key: who lets them in asks for the proof
};
inline constexpr uint64_t max_leeway_seconds = 86400;
inline constexpr uint64_t max_age_ceiling = 315360000; // ten years

inline constexpr size_t max_claim_text = 1024; // bytes of a subject, issuer, client or token id
inline constexpr size_t max_roles = 64;
inline constexpr size_t max_role_bytes = 256;

// Whether the claims are worth a signature check: times, issuer and audience, in this order. Cheap, and fit for claims that
// nobody has vouched for yet. `claims` is the root of the payload's JSON.
Reason screen(json::Value claims, const Expected &expected, Instant now);

// screen() and all that remains. `text` is the payload. `out` changes only when accepted; key_id and widened are not claims.
Reason read_claims(json::Value claims, std::string_view text, const Expected &expected, Instant now, Principal &out);

// The part of it that passes: whether a token that was accepted once still holds, or holds again.
Reason check_lifetime(const Lifetime &lifetime, const Expected &expected, Instant now);

// A NumericDate in Unix milliseconds; finer fractions go to whichever side lets in less: an end comes earlier, a beginning later.
enum class Finer : uint8_t { earlier, later };
// False: not a number, or no date.
bool read_date(json::Value value, Finer finer, int64_t &ms);

// To the letter, but for the slash that URL parsers put behind an authority: `https://h` is `https://h/`.
bool same_audience(std::string_view a, std::string_view b);

// What a subject must not hold: control characters (C0, DEL, C1), which would go on into logs and headers.
bool has_control_characters(std::string_view utf8);

} // namespace tenon::access
