// claims.cpp - checks the registered claims one after the other; the first that does not hold is the reason.
#include "access/claims.hpp"

#include "access/scopes.hpp"

#include <charconv>
#include <cmath>

namespace tenon::access {
namespace {

constexpr int64_t latest_date = int64_t{1} << 53; // seconds; in milliseconds still well below 2^63

// A NumericDate in milliseconds, to which finer fractions are rounded. False: not a number, or no date.
bool read_date(json::Value value, int64_t &ms) {
  if (!value.is_number()) return false;
  if (value.kind() == json::Kind::integer) {
    if (value.integer() < 0 || value.integer() > latest_date) return false;
    ms = value.integer() * 1000;
    return true;
  }
  const double seconds = value.number();
  if (!(seconds >= 0 && seconds <= static_cast<double>(latest_date))) return false;
  ms = static_cast<int64_t>(std::llround(seconds * 1000));
  return true;
}

Reason check_times(json::Value claims, uint64_t leeway_seconds, Instant now, int64_t &expires_ms) {
  const int64_t leeway_ms = static_cast<int64_t>(leeway_seconds) * 1000;
  const json::Value exp = claims.find("exp");
  if (!exp) return Reason::no_expiry;
  if (!read_date(exp, expires_ms)) return Reason::bad_claims;
  int64_t not_before_ms = 0, issued_ms = 0;
  const json::Value nbf = claims.find("nbf"), iat = claims.find("iat");
  if (nbf && !read_date(nbf, not_before_ms)) return Reason::bad_claims;
  if (iat && !read_date(iat, issued_ms)) return Reason::bad_claims;

  // The leeway is put on the claim's side, where the range check leaves room for it.
  if (now.unix_ms >= expires_ms + leeway_ms) return Reason::expired;
  if (nbf && now.unix_ms < not_before_ms - leeway_ms) return Reason::not_yet_valid;
  if (iat && now.unix_ms < issued_ms - leeway_ms) return Reason::not_yet_valid;
  return Reason::accepted;
}

Reason check_issuer(json::Value iss, std::string_view expected) {
  if (iss && !iss.is_text()) return Reason::bad_claims;
  if (expected.empty()) return Reason::accepted;
  return iss && iss.text() == expected ? Reason::accepted : Reason::wrong_issuer;
}

Reason check_audience(json::Value aud, std::string_view expected) {
  bool ours = expected.empty();
  if (aud.is_text()) {
    ours = ours || aud.text() == expected;
  } else if (aud.is_array()) {
    for (json::Value one = aud.first(); one.at() != aud.end(); one = one.next()) {
      if (!one.is_text()) return Reason::bad_claims;
      ours = ours || one.text() == expected;
    }
  } else if (aud) {
    return Reason::bad_claims;
  }
  return ours ? Reason::accepted : Reason::wrong_audience;
}

// Who it is: a text, or (userId only) an integer that is written out into `digits`.
struct Subject {
  std::string_view name;
  char digits[24];
};

bool read_subject(json::Value claims, Subject &out) {
  const json::Value sub = claims.find("sub");
  const json::Value named = sub ? sub : claims.find("userId");
  if (!named) return true;
  if (named.is_text()) {
    out.name = named.text();
    return !has_control_characters(out.name);
  }
  if (sub || !named.is_number() || named.kind() == json::Kind::real) return false;
  char *const end = out.digits + sizeof out.digits;
  const std::to_chars_result written = named.kind() == json::Kind::integer
                                           ? std::to_chars(out.digits, end, named.integer())
                                           : std::to_chars(out.digits, end, named.big_integer());
  out.name = {out.digits, static_cast<size_t>(written.ptr - out.digits)};
  return true;
}

} // namespace

Reason read_claims(json::Value claims, std::string_view text, const Expected &expected, Instant now, Principal &out) {
  if (!claims.is_object()) return Reason::malformed;
  int64_t expires_ms = 0;
  if (const Reason reason = check_times(claims, expected.leeway_seconds, now, expires_ms); reason != Reason::accepted) return reason;
  if (const Reason reason = check_issuer(claims.find("iss"), expected.issuer); reason != Reason::accepted) return reason;
  if (const Reason reason = check_audience(claims.find("aud"), expected.audience); reason != Reason::accepted) return reason;
  // A token that is bound to a key or certificate (RFC 7800) is worth nothing without the proof, and we ask for none.
  if (claims.find("cnf")) return Reason::bad_claims;
  Subject subject;
  if (!read_subject(claims, subject)) return Reason::bad_claims;
  const ScopesClaim scopes = find_scopes(claims);
  if (!valid_scopes(scopes)) return Reason::bad_claims;

  out.subject.assign(subject.name);
  out.scopes.clear();
  append_scopes(out.scopes, scopes);
  out.claims_json.assign(text);
  out.expires_at = expires_ms / 1000;
  return Reason::accepted;
}

bool has_control_characters(std::string_view utf8) {
  for (size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x20 || byte == 0x7f) return true;
    // C1, U+0080 to U+009F, is C2 80 to C2 9F, and no other character has C2 in front of these.
    if (byte == 0xc2 && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xa0) return true;
  }
  return false;
}

} // namespace tenon::access
