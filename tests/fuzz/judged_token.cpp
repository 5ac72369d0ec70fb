// judged_token.cpp - any bytes as a token whose signature is good, whoever made it: what is let in is what was asked for.
#include "access/doorkeeper.hpp"
#include "access/scopes.hpp"
#include "fuzz/promise.hpp"
#include "ground/base64url.hpp"

using namespace tenon;
using namespace tenon::access;
using fuzz::promise;

namespace {

constexpr unsigned char seed[hash_seed_bytes] = {1};
constexpr Instant noon{1000, 1'800'000'000'000}, much_later{2000, 5'000'000'000'000};
constexpr std::string_view ours = "https://h/mcp";

// A key of each public kind, behind functions that say yes to all but one signature.
std::shared_ptr<const KeySet> keys() {
  crypto::SignatureCalls calls;
  calls.take_key = [](void *, std::string_view, std::string_view, void **) -> int32_t { return 0; };
  calls.check = [](void *, void *, std::string_view, std::string_view, std::string_view signature) -> int32_t { return signature != "no"; };
  KeySource source;
  source.form = KeySource::Form::jwks;
  source.text = R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"o","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},)"
                R"({"kty":"OKP","crv":"Ed25519","kid":"p","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},)"
                R"({"kty":"EC","crv":"P-256","kid":"e","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";
  KeySetOptions options;
  options.sources = {&source, 1};
  options.keys.door = *crypto::SignatureDoor::make(calls);
  auto made = KeySet::make(options, nullptr);
  promise(static_cast<bool>(made), "the keys are taken");
  return *made;
}

std::shared_ptr<const TokenPolicy> policy(bool strict, uint64_t epoch) {
  static const std::shared_ptr<const KeySet> set = keys();
  PolicyOptions options;
  options.keys = set;
  options.epoch = epoch;
  options.takes_bound = strict;
  if (strict) {
    options.issuer = "https://issuer";
    options.audience = ours;
    options.max_age_seconds = 600;
  } else {
    options.expiry_optional = true;
    options.typ = TypRule::off;
  }
  return *TokenPolicy::make(options);
}

// The claims of an accepted token once more, read in another way: from the principal's own text.
void look_at(std::string_view token, const Principal &who, const Expected &expected) {
  TokenParts parts;
  promise(split_token(token, parts), "an accepted token has three parts");
  std::string header, payload, again;
  promise(decode_base64url(parts.header, header) && decode_base64url(parts.payload, payload), "in strict base64url");
  promise(payload == who.claims_json, "the claims are those that were signed");
  json::Reader reader;
  promise(reader.parse_copy(header, 8) == json::Trouble::none && !reader.root().find("crit") && !reader.root().find("b64"), "a plain header");
  promise(reader.root().find("alg").is_text() && reader.root().find("alg").text() != "none", "signed");
  promise(reader.parse_copy(payload, 8) == json::Trouble::none && reader.root().is_object(), "an object of claims");
  const json::Value exp = reader.root().find("exp"), iss = reader.root().find("iss");
  promise(!exp || exp.number() + static_cast<double>(expected.leeway_seconds) > 1'800'000'000.0, "not expired");
  promise(exp || expected.expiry_optional, "with an end");
  promise(expected.issuer.empty() || (iss.is_text() && iss.text() == expected.issuer), "from our issuer");
  promise(!has_control_characters(who.subject) && !has_control_characters(who.token_id) && !has_control_characters(who.client_id), "fit for a log");
  promise(who.roles.size() <= max_roles && who.subject.size() <= max_claim_text, "within bounds");
  promise(who.scopes.find("  ") == std::string::npos && valid_scope_text(who.scopes), "scopes are words");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string_view input = fuzz::view(data, size);
  static const auto strict = policy(true, 1), mild = policy(false, 2);
  const size_t line = std::min(input.find('\n'), input.size());
  std::string made;
  append_base64url(made, input.substr(0, line));
  made += '.';
  append_base64url(made, input.substr(std::min(line + 1, input.size())));
  made += ".c2ln";
  for (const std::string &token : {std::string(input), made})
    for (const TokenPolicy *one : {strict.get(), mild.get()}) {
      TokenCache cache({}, seed);
      json::Reader reader;
      std::string text;
      Visit visit;
      visit.token = token;
      const Means means{one, &cache, nullptr, nullptr};
      const Judgement first = judge(means, visit, noon, reader, text);
      promise((first.reason == Reason::accepted) == (first.who != nullptr), "in with a name, or not");
      const Judgement second = judge(means, visit, noon, reader, text);
      promise(second.reason == first.reason, "the second time as the first");
      if (!first.who) {
        promise(cache.size() == 0 || first.reason == Reason::proof_missing, "nothing that is refused is kept");
        continue;
      }
      promise(second.who == first.who, "the second time out of the cache");
      look_at(token, *first.who, one->expected());
      const std::string forged = token.substr(0, token.rfind('.')) + ".bm8"; // "no"
      visit.token = forged;
      promise(judge(means, visit, noon, reader, text).reason == Reason::bad_signature, "a bad signature is bad");
      visit.token = token;
      promise(judge(means, visit, much_later, reader, text).reason != Reason::accepted || first.who->expires_at == 0 ||
                  first.who->expires_at > 4'999'999'000, "and in the end it ends");
    }
  return 0;
}
