// credentials.cpp - three lines: Authorization, X-API-Key and a DPoP proof's claims; then a proof's header. And the challenge made of it all.
#include "access/challenge.hpp"
#include "access/dpop.hpp"
#include "access/request_url.hpp"
#include "access/scopes.hpp"
#include "fuzz/promise.hpp"
#include "ground/base64url.hpp"

using namespace tenon;
using namespace tenon::access;
using fuzz::promise;

namespace {

constexpr unsigned char seed[ProofDoor::seed_bytes] = {1}, nonce_key[ProofNonces::key_bytes] = {2};
constexpr Instant noon{1000, 1'800'000'000'000};
constexpr std::string_view token = "the.access.token", thumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
const std::vector<std::string> urls = {"https://h/mcp"};

std::string_view take_line(std::string_view &rest) {
  const size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

void read(std::string_view authorization, std::string_view api_key) {
  for (const bool all : {false, true})
    for (const bool repeated : {false, true}) {
      const Credentials found = read_credentials({authorization, repeated, api_key, false}, {all, all}, 512);
      promise(!repeated || found.reason == Reason::malformed_header, "one header");
      if (found.reason != Reason::accepted) {
        promise(found.text.empty(), "no credential out of a refusal");
        continue;
      }
      promise(found.scheme != Scheme::none && (all || found.scheme == Scheme::bearer), "by a scheme that is spoken");
      promise(!found.text.empty() && found.text.size() <= 1024, "of a size");
      for (const char c : found.text) promise(c > 0x20 && c < 0x7f, "visible ASCII in one piece");
    }
}

// A challenge read back as RFC 9110 section 11.6.1 has it: schemes, and parameters with quoted strings.
void parse(std::string_view header, std::string_view realm) {
  for (const char c : header) promise(c >= 0x20 && c <= 0x7e, "a header is printable ASCII");
  promise(header.starts_with("Bearer realm=\""), "what clients look for is in front");
  std::string first;
  bool quoted = false;
  size_t strings = 0;
  for (size_t i = 0; i < header.size(); ++i) {
    if (!quoted) {
      promise(header[i] != '\\', "escapes are in strings");
      quoted = header[i] == '"';
      continue;
    }
    if (header[i] == '"') {
      quoted = false;
      ++strings;
      continue;
    }
    if (header[i] == '\\') ++i;
    promise(i < header.size(), "an escape escapes something");
    if (strings == 0) first += header[i];
  }
  promise(!quoted, "every string ends");
  promise(first.size() == realm.size(), "the realm is one string");
  for (size_t i = 0; i < realm.size(); ++i) promise(first[i] == realm[i] || first[i] == '?', "and is what was set");
}

void challenge_all(std::string_view one, std::string_view two, std::string_view three) {
  const Door door{one, two, three, "ES256 EdDSA"};
  for (int i = 1 + static_cast<int>(one.size() % 7); i < reason_count; i += 7) // in turn
    for (const Scheme used : {Scheme::bearer, Scheme::dpop}) {
      const Challenge made = challenge(static_cast<Reason>(i), door, used, 7);
      promise(made.status >= 400, "a refusal");
      if (!made.www_authenticate.empty()) parse(made.www_authenticate, one);
    }
  parse(insufficient_scope(door, three).www_authenticate, one);
  promise(!grants(askable_scopes(three), "offline_access"), "nobody is told to ask for offline_access");
}

std::string encoded(std::string_view bytes) {
  std::string text;
  append_base64url(text, bytes);
  return text;
}

std::unique_ptr<ProofDoor> proof_door() {
  crypto::SignatureCalls calls; // that say yes
  calls.take_key = [](void *, std::string_view, std::string_view, void **) -> int32_t { return 0; };
  calls.check = [](void *, void *, std::string_view, std::string_view, std::string_view) -> int32_t { return 1; };
  ProofRules rules;
  rules.door = *crypto::SignatureDoor::make(calls);
  return std::move(*ProofDoor::make(rules, seed, nonce_key));
}

void prove(const std::string &proof) {
  const std::unique_ptr<ProofDoor> door = proof_door();
  json::Reader reader;
  std::string text;
  const Proved asked{proof, false, "POST", urls, token, thumbprint};
  const Reason reason = door->check(asked, noon, reader, text);
  if (reason != Reason::accepted) return;
  promise(door->check(asked, noon, reader, text) == Reason::proof_replayed, "a proof is good once");
  const auto refused = [&](const Proved &other) { promise(proof_door()->check(other, noon, reader, text) != Reason::accepted, "for one request, token and key"); };
  const std::vector<std::string> elsewhere = {"https://h/other"};
  refused({proof, false, "GET", urls, token, thumbprint});
  refused({proof, false, "POST", elsewhere, token, thumbprint});
  refused({proof, false, "POST", urls, "another.access.token", thumbprint});
  refused({proof, false, "POST", urls, token, "AAAA_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"});
  refused({proof, true, "POST", urls, token, thumbprint});
  promise(proof_door()->check(asked, {noon.monotonic_ms, noon.unix_ms + 200'000}, reader, text) == Reason::proof_stale, "and for a minute");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view input = fuzz::view(data, size), rest = input;
  const std::string_view authorization = take_line(rest), api_key = take_line(rest), claims = take_line(rest);
  read(authorization, api_key);
  challenge_all(authorization, api_key, claims);
  prove(std::string(input));
  prove(encoded(rest) + "." + encoded(claims) + ".c2ln");

  if (const auto url = normal_url(authorization)) promise(normal_url(*url) == url, "a normal form is normal");
  const ProofNonces nonces(nonce_key, 300);
  promise(!nonces.fresh(authorization, noon, 5) || nonces.issue(noon).size() == authorization.size(), "a nonce is one of ours");
  return 0;
}
