// gatekeeper.cpp - the decisions that a dialogue's host owes, inside the callback or when the dialogue says so, and what it is told.
#include "gatekeeper.hpp"

#include <charconv>
#include <stdexcept>
#include <utility>

#include "tool_kit.hpp"
#include "words.hpp"

namespace talk {
namespace {

std::string text_of(tenon_str text) { return std::string(view(text)); }

std::string told_of(const tenon_credential &c) {
  return "kid=" + text_of(c.key_id) + " alg=" + text_of(c.algorithm) + " iss=" + text_of(c.issuer) + " sub=" + text_of(c.subject) +
         " client=" + text_of(c.client_id) + " jti=" + text_of(c.token_id) + " key=" + text_of(c.api_key) + " " + text_of(c.method) + " " +
         text_of(c.path) + " from " + text_of(c.peer) + " " + text_of(c.claims_json);
}

std::string missing_in(std::string_view heard, std::string_view words) {
  while (!words.empty())
    if (const std::string_view word = take_until(words, " "); heard.find(word) == std::string_view::npos) return std::string(word);
  return "";
}

std::string said(tenon_status got, tenon_status wanted) {
  if (got == wanted) return "";
  return std::string("the core says ") + tenon_status_name(got) + ", expected " + tenon_status_name(wanted);
}

// "subject=ada, scope=a b, permissions=c, roles=d e, client=app, claims={...}"; claims come last.
tenon_status allow_with(tenon_decision *decision, std::string_view words, tenon_now now) {
  tenon_identity who{};
  who.size = sizeof who;
  std::vector<tenon_str> roles;
  while (!words.empty()) {
    const std::string_view name = take_until(words, "=");
    const std::string_view value = name == "claims" ? std::exchange(words, std::string_view()) : take_until(words, ", ");
    if (name == "subject") who.subject = view(value);
    if (name == "scope") who.scopes = view(value);
    if (name == "permissions") who.permissions = view(value);
    if (name == "client") who.client_id = view(value);
    if (name == "claims") who.claims_json = view(value);
    if (name == "roles")
      for (std::string_view rest = value; !rest.empty();) roles.push_back(view(take_until(rest, " ")));
  }
  who.roles = roles.data();
  who.role_count = roles.size();
  return tenon_decision_allow(decision, &who, now);
}

} // namespace

// --- setting up

Gatekeeper::Lent *Gatekeeper::lend() {
  lent_.push_back(std::make_unique<Lent>());
  lent_.back()->keeper = this;
  return lent_.back().get();
}

std::string Gatekeeper::set_authority(tenon_server *server, std::string_view words) {
  server_ = server;
  tenon_authority authority{};
  authority.size = sizeof authority;
  authority.user = lend();
  authority.drop = dropped;
  authority.audit = audit;
  while (!words.empty()) {
    const std::string_view word = take_until(words, ", ");
    if (word == "keys") authority.key_wanted = key_wanted;
    else if (word == "uses") authority.token_used = token_used;
    else if (word == "api keys") authority.api_key = api_key;
    else if (word != "none") return "an authority has no " + std::string(word);
  }
  return said(tenon_server_set_authority(server, &authority), TENON_OK);
}

Gatekeeper::Desk *Gatekeeper::desk_of(std::string_view &words) {
  if (talk::take(words, "key wanted")) return &keys_desk_;
  if (talk::take(words, "use")) return &uses_desk_;
  if (talk::take(words, "api key")) return &api_desk_;
  return nullptr;
}

std::string Gatekeeper::answer(std::string_view words) {
  Desk *const desk = desk_of(words);
  if (!desk || !talk::take(words, ": ")) return "answer: says what kind, and what";
  desk->at_once = words == "later" ? "" : std::string(words);
  return "";
}

// --- what the core asks and tells

void Gatekeeper::take(Desk &desk, const tenon_credential *credential, tenon_decision *decision) {
  desk.owed.push_back({decision, told_of(*credential)});
  if (view(credential->api_key).size() >= 8) secrets_.emplace_back(view(credential->api_key));
  if (desk.at_once.empty()) return;
  if (desk.at_once == "throw") throw std::runtime_error("a host that throws");
  const std::string what = settle_and_change(desk, desk.owed.size(), desk.at_once, credential->now);
  if (!what.empty()) trouble_ = "inside the callback: " + what;
}

void Gatekeeper::key_wanted(void *user, const tenon_credential *credential, tenon_decision *decision) {
  of(user).take(of(user).keys_desk_, credential, decision);
}

void Gatekeeper::token_used(void *user, const tenon_credential *credential, tenon_decision *decision) {
  of(user).take(of(user).uses_desk_, credential, decision);
}

void Gatekeeper::api_key(void *user, const tenon_credential *credential, tenon_decision *decision) {
  of(user).take(of(user).api_desk_, credential, decision);
}

void Gatekeeper::audit(void *user, const tenon_audit *record) {
  const std::string told = text_of(record->reason) + (record->allowed ? " in" : " out") + " sub=" + text_of(record->subject) + " iss=" +
                           text_of(record->issuer) + " client=" + text_of(record->client_id) + " jti=" + text_of(record->token_id) + " kid=" +
                           text_of(record->key_id) + " " + text_of(record->method) + " " + text_of(record->route) + " from " +
                           text_of(record->peer);
  of(user).audited_.push_back(told);
  of(user).watch(told);
}

void Gatekeeper::watch(std::string_view told) {
  for (const std::string &secret : secrets_)
    if (told.find(secret) != std::string_view::npos) trouble_ = "a token or key was told: " + std::string(told);
}

// --- what the dialogue does

std::string Gatekeeper::act(std::string_view words, tenon_now now, bool &known) {
  Desk *const desk = desk_of(words);
  known = desk != nullptr;
  if (!desk) return "";
  size_t which = desk->owed.size();
  if (talk::take(words, "(")) {
    which = static_cast<size_t>(take_number(words));
    talk::take(words, ")");
  }
  if (!talk::take(words, ": ")) return "a decision: says what";
  if (talk::take(words, "count ")) {
    const std::string count = std::to_string(desk->owed.size());
    return count == words ? "" : "asked " + count + " times, expected " + std::string(words);
  }
  return settle_and_change(*desk, which, words, now);
}

// "keys k1 k2; allow": first the keys, then the word.
std::string Gatekeeper::settle_and_change(Desk &desk, size_t which, std::string_view words, tenon_now now) {
  if (talk::take(words, "keys ")) {
    if (std::string what = set_keys(server_, take_until(words, "; ")); !what.empty()) return what;
  }
  if (which == 0 || which > desk.owed.size()) return "there is no such decision";
  return settle(desk.owed[which - 1], words, now);
}

std::string Gatekeeper::settle(Owed &owed, std::string_view words, tenon_now now) {
  if (talk::take(words, "is ")) {
    const std::string missing = missing_in(owed.told, words);
    return missing.empty() ? "" : missing + " was not told: " + owed.told;
  }
  if (!owed.decision) return "that decision was released";
  if (words == "release") {
    tenon_decision_release(std::exchange(owed.decision, nullptr), now);
    return "";
  }
  tenon_status wanted = TENON_OK;
  if (talk::take(words, "gone: ")) wanted = TENON_GONE;
  else if (talk::take(words, "invalid: ")) wanted = TENON_INVALID;
  tenon_decision *const decision = owed.decision; // what it sets going may ask for the next
  if (words == "allow") return said(tenon_decision_allow(decision, nullptr, now), wanted);
  if (words == "deny") return said(tenon_decision_deny(decision, now), wanted);
  if (talk::take(words, "allow ")) return said(allow_with(decision, words, now), wanted);
  return "a decision cannot do that";
}

std::string Gatekeeper::expect_audit(std::string_view words) {
  std::string heard;
  const std::string_view reason = take_until(words, " ");
  for (const std::string &told : audited_) {
    if (told.substr(0, told.find(' ')) == reason && missing_in(told, words).empty()) {
      audited_.clear();
      return "";
    }
    heard += "\n    " + told;
  }
  return "no decision was told like that; but:" + heard;
}

void Gatekeeper::release_all(tenon_now now) {
  for (Desk *desk : {&keys_desk_, &uses_desk_, &api_desk_})
    for (size_t i = 0; i < desk->owed.size(); ++i) // releasing may begin another
      if (desk->owed[i].decision) tenon_decision_release(std::exchange(desk->owed[i].decision, nullptr), now);
}

std::string Gatekeeper::undropped() const {
  for (const auto &lent : lent_)
    if (lent->drops != 1) return "an authority or a check of signatures was dropped " + std::to_string(lent->drops) + " times";
  return "";
}

} // namespace talk
