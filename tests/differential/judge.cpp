// judge.cpp - the core's verdict on tokens, one to a line: what tests/clients/jose_tokens.mjs holds against npm's jose.
//
//   policy NAME {"sources":[{"form":"jwks","text":".."}],"issuer":"..","audiences":[..],"leeway":5,...}  ->  ok, or why not
//   ask NAME UNIX_MS TOKEN      the token in base64url, since it may hold any byte
//     ->  the reason's word, or `accepted SUBJECT EXPIRES KID`, texts in base64url with a dot in front
//
// Asked are the doorkeeper and its cache, as a server does. What is accepted is asked for a second time, and must be again.
#include "access/doorkeeper.hpp"
#include "ground/base64url.hpp"

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::access;

namespace {

[[noreturn]] void die(const std::string &why) {
  std::fprintf(stderr, "judge: %s\n", why.c_str());
  std::exit(2);
}

std::string decoded(std::string_view text) {
  std::string out;
  if (!decode_base64url(text, out)) die("not base64url: " + std::string(text));
  return out;
}

std::string dotted(std::string_view bytes) {
  std::string out = ".";
  append_base64url(out, bytes);
  return out;
}

std::string_view text_of(json::Value object, const char *name) {
  const json::Value member = object.find(name);
  return member.is_text() ? member.text() : std::string_view();
}

uint64_t number_of(json::Value object, const char *name, uint64_t usual) {
  const json::Value member = object.find(name);
  return member.is_number() ? static_cast<uint64_t>(member.integer()) : usual;
}

KeySource::Form form_of(std::string_view word) {
  if (word == "secret") return KeySource::Form::secret;
  if (word == "pem") return KeySource::Form::pem;
  return word == "jwk" ? KeySource::Form::jwk : KeySource::Form::jwks;
}

TypRule typ_of(std::string_view word) {
  if (word == "at+jwt") return TypRule::require_access_token;
  return word == "off" ? TypRule::off : TypRule::accept_missing;
}

std::vector<KeySource> sources_of(json::Value list) {
  std::vector<KeySource> sources;
  for (json::Value one = list.first(); one.at() != list.end(); one = one.next())
    sources.push_back({form_of(text_of(one, "form")), text_of(one, "text"), crypto::find_algorithm(text_of(one, "alg")), text_of(one, "kid")});
  return sources;
}

std::shared_ptr<const TokenPolicy> policy_of(json::Value said, uint64_t epoch) {
  const std::vector<KeySource> sources = sources_of(said.find("sources"));
  KeySetOptions options;
  options.sources = sources;
  const auto keys = KeySet::make(options, nullptr);
  if (!keys) die(keys.refusal().text);
  std::vector<std::string_view> audiences;
  if (const json::Value list = said.find("audiences"))
    for (json::Value one = list.first(); one.at() != list.end(); one = one.next()) audiences.push_back(one.text());
  PolicyOptions policy;
  policy.issuer = text_of(said, "issuer");
  policy.audiences = audiences;
  policy.leeway_seconds = number_of(said, "leeway", 5);
  policy.max_age_seconds = number_of(said, "max_age", 0);
  policy.expiry_optional = said.find("expiry_optional").is_bool() && said.find("expiry_optional").truth();
  policy.keys = *keys;
  policy.typ = typ_of(text_of(said, "typ"));
  policy.epoch = epoch;
  const auto made = TokenPolicy::make(policy);
  if (!made) die(made.refusal().text);
  return *made;
}

class Bench final {
public:
  std::string policy(const std::string &name, const std::string &said) {
    if (reader_.parse_copy(said, 64) != json::Trouble::none) die("a policy that is no JSON");
    policies_[name] = policy_of(reader_.root(), policies_.size() + 1);
    return "ok";
  }

  std::string ask(const std::string &name, int64_t unix_ms, const std::string &token) {
    const auto policy = policies_.find(name);
    if (policy == policies_.end()) die("no policy " + name);
    Visit visit;
    visit.token = token;
    const Means means{policy->second.get(), &cache_, nullptr, nullptr};
    const Instant now{asked_++, unix_ms};
    const Judgement first = judge(means, visit, now, reader_, scratch_);
    if (first.reason != Reason::accepted) return word(first.reason);
    const Judgement again = judge(means, visit, now, reader_, scratch_);
    if (again.reason != Reason::accepted) return std::string("accepted_then_") + word(again.reason);
    if (again.who->claims_json != first.who->claims_json) return "accepted_as_two";
    return "accepted " + dotted(first.who->subject) + " " + std::to_string(first.who->expires_at) + " " + dotted(first.who->key_id);
  }

private:
  static constexpr unsigned char seed_[hash_seed_bytes] = {7, 1, 8, 2, 8};
  std::map<std::string, std::shared_ptr<const TokenPolicy>> policies_;
  TokenCache cache_{CacheBounds(), seed_};
  json::Reader reader_;
  std::string scratch_;
  uint64_t asked_ = 0;
};

std::string take_word(std::string &line) {
  const size_t end = line.find(' ');
  const std::string taken = line.substr(0, end);
  line.erase(0, end == std::string::npos ? end : end + 1);
  return taken;
}

std::string answer(Bench &bench, std::string line) {
  const std::string verb = take_word(line), name = take_word(line);
  if (verb == "policy") return bench.policy(name, line);
  if (verb != "ask") die("neither policy nor ask: " + verb);
  const int64_t unix_ms = std::strtoll(take_word(line).c_str(), nullptr, 10);
  return bench.ask(name, unix_ms, decoded(line));
}

} // namespace

int main() {
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  Bench bench;
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << answer(bench, line) << '\n';
    if (std::cin.rdbuf()->in_avail() <= 0) std::cout.flush();
  }
}
