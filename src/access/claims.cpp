// claims.cpp - checks the registered claims one after the other; the first that does not hold is the reason.
#include "access/claims.hpp"

#include "access/roles.hpp"
#include "access/scopes.hpp"
#include "ground/base64url.hpp"

#include <charconv>
#include <cmath>

namespace tenon::access {
namespace {

constexpr int64_t latest_date = int64_t{1} << 53; // seconds; in milliseconds still well below 2^63
constexpr size_t thumbprint_length = base64url_length(32); // SHA-256

bool read_optional_date(json::Value value, Finer finer, int64_t &ms) { return !value || read_date(value, finer, ms); }

Reason read_lifetime(json::Value claims, const Expected &expected, Lifetime &out) {
  const json::Value exp = claims.find("exp");
  if (!exp && !expected.expiry_optional) return Reason::no_expiry;
  const bool dates = read_optional_date(exp, Finer::earlier, out.expires_ms) &&
                     read_optional_date(claims.find("nbf"), Finer::later, out.not_before_ms) &&
                     read_optional_date(claims.find("iat"), Finer::later, out.issued_ms);
  return dates ? Reason::accepted : Reason::bad_claims;
}

Reason check_issuer(json::Value iss, std::string_view expected) {
  if (iss && !iss.is_text()) return Reason::bad_claims;
  if (expected.empty()) return Reason::accepted;
  return iss && iss.text() == expected ? Reason::accepted : Reason::wrong_issuer;
}

bool is_ours(std::string_view audience, const std::vector<std::string> &accepted) {
  for (const std::string &one : accepted)
    if (same_audience(audience, one)) return true;
  return false;
}

Reason check_audience(json::Value aud, const std::vector<std::string> &accepted) {
  bool ours = accepted.empty();
  if (aud.is_text()) {
    ours = ours || is_ours(aud.text(), accepted);
  } else if (aud.is_array()) {
    for (json::Value one = aud.first(); one.at() != aud.end(); one = one.next()) {
      if (!one.is_text()) return Reason::bad_claims;
      ours = ours || is_ours(one.text(), accepted);
    }
  } else if (aud) {
    return Reason::bad_claims;
  }
  return ours ? Reason::accepted : Reason::wrong_audience;
}

Reason screen_with(json::Value claims, const Expected &expected, Instant now, Lifetime &lifetime) {
  if (!claims.is_object()) return Reason::malformed;
  if (const Reason reason = read_lifetime(claims, expected, lifetime); reason != Reason::accepted) return reason;
  if (const Reason reason = check_lifetime(lifetime, expected, now); reason != Reason::accepted) return reason;
  if (const Reason reason = check_issuer(claims.find("iss"), expected.issuer); reason != Reason::accepted) return reason;
  return check_audience(claims.find("aud"), expected.audiences);
}

bool fit_text(std::string_view text) { return text.size() <= max_claim_text && !has_control_characters(text); }

// An absent claim is an empty text.
bool read_text(json::Value value, std::string_view &out) {
  if (!value) return true;
  if (!value.is_text()) return false;
  out = value.text();
  return fit_text(out);
}

// Who it is: a text, or (userId only) an integer that is written out into `digits`.
struct Subject {
  std::string_view name;
  char digits[24];
};

bool read_subject(json::Value claims, Subject &out) {
  const json::Value sub = claims.find("sub");
  const json::Value named = sub ? sub : claims.find("userId");
  if (!named || named.is_text()) return read_text(named, out.name);
  if (sub || !named.is_number() || named.kind() == json::Kind::real) return false;
  char *const end = out.digits + sizeof out.digits;
  const std::to_chars_result written = named.kind() == json::Kind::integer
                                           ? std::to_chars(out.digits, end, named.integer())
                                           : std::to_chars(out.digits, end, named.big_integer());
  out.name = {out.digits, static_cast<size_t>(written.ptr - out.digits)};
  return true;
}

// A token that is bound to something (RFC 7800) is worth nothing without the proof, and a key by its thumbprint is all that
// we can have proved to us. Bound to more than that, it stays outside.
bool read_binding(json::Value cnf, std::string_view &jkt) {
  if (!cnf) return true;
  if (!cnf.is_object() || cnf.count() != 1) return false;
  const json::Value thumbprint = cnf.find("jkt");
  if (!thumbprint.is_text() || thumbprint.text().size() != thumbprint_length) return false;
  jkt = thumbprint.text();
  std::string bytes;
  return decode_base64url(jkt, bytes);
}

// An empty path is the only difference that we forgive.
std::string_view without_empty_path(std::string_view url) {
  const size_t authority = url.find("://");
  if (authority == std::string_view::npos || !url.ends_with('/')) return url;
  const std::string_view bare = url.substr(0, url.size() - 1);
  return bare.size() > authority + 3 && bare.find_first_of("/?#", authority + 3) == std::string_view::npos ? bare : url;
}

} // namespace

Reason screen(json::Value claims, const Expected &expected, Instant now) {
  Lifetime lifetime;
  return screen_with(claims, expected, now, lifetime);
}

Reason read_claims(json::Value claims, std::string_view text, const Expected &expected, Instant now, Principal &out) {
  Lifetime lifetime;
  if (const Reason reason = screen_with(claims, expected, now, lifetime); reason != Reason::accepted) return reason;
  Subject subject;
  std::string_view issuer, client, token_id, jkt;
  const json::Value client_id = claims.find("client_id");
  if (!read_subject(claims, subject) || !read_text(claims.find("iss"), issuer)) return Reason::bad_claims;
  if (!read_text(client_id ? client_id : claims.find("azp"), client) || !read_text(claims.find("jti"), token_id)) return Reason::bad_claims;
  if (!read_binding(claims.find("cnf"), jkt)) return Reason::bad_claims;
  if (!jkt.empty() && !expected.takes_bound) return Reason::proof_missing;
  const ScopesClaim scopes = find_scopes(claims), permissions = find_permissions(claims);
  const json::Value roles = find_roles(claims);
  if (!valid_scopes(scopes) || !valid_scopes(permissions) || !valid_roles(roles)) return Reason::bad_claims;

  out.subject.assign(subject.name);
  out.scopes.clear();
  append_scopes(out.scopes, scopes);
  out.claims_json.assign(text);
  out.expires_at = lifetime.expires_ms == Lifetime::no_date ? 0 : lifetime.expires_ms / 1000;
  out.issuer.assign(issuer);
  out.client_id.assign(client);
  out.token_id.assign(token_id);
  out.permissions.clear();
  append_scopes(out.permissions, permissions);
  list_roles(out.roles, roles);
  out.jkt.assign(jkt);
  out.lifetime = lifetime;
  write_owner(out);
  return Reason::accepted;
}

Reason check_lifetime(const Lifetime &lifetime, const Expected &expected, Instant now) {
  constexpr int64_t none = Lifetime::no_date;
  const int64_t leeway_ms = static_cast<int64_t>(expected.leeway_seconds) * 1000;
  const int64_t max_age_ms = static_cast<int64_t>(expected.max_age_seconds) * 1000;
  // The leeway is put on the claim's side, where the range check leaves room for it.
  if (lifetime.expires_ms == none && !expected.expiry_optional) return Reason::no_expiry;
  if (lifetime.expires_ms != none && now.unix_ms >= lifetime.expires_ms + leeway_ms) return Reason::expired;
  if (lifetime.not_before_ms != none && now.unix_ms < lifetime.not_before_ms - leeway_ms) return Reason::not_yet_valid;
  if (lifetime.issued_ms != none && now.unix_ms < lifetime.issued_ms - leeway_ms) return Reason::not_yet_valid;
  if (max_age_ms == 0) return Reason::accepted;
  if (lifetime.issued_ms == none || now.unix_ms >= lifetime.issued_ms + max_age_ms + leeway_ms) return Reason::too_old;
  return Reason::accepted;
}

bool read_date(json::Value value, Finer finer, int64_t &ms) {
  if (!value.is_number()) return false;
  if (value.kind() == json::Kind::integer) {
    if (value.integer() < 0 || value.integer() > latest_date) return false;
    ms = value.integer() * 1000;
    return true;
  }
  const double seconds = value.number();
  if (!(seconds >= 0 && seconds <= static_cast<double>(latest_date))) return false;
  ms = static_cast<int64_t>(finer == Finer::earlier ? std::floor(seconds * 1000) : std::ceil(seconds * 1000));
  return true;
}

bool same_audience(std::string_view a, std::string_view b) {
  return a == b || without_empty_path(a) == without_empty_path(b);
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
