// proofs.cpp - each proof is a stamp bound to its session's id.
#include "web/proofs.hpp"
#include "feedback/hash.hpp"
#include "framing/token.hpp"
#include <utility>

namespace tenon::web {

using feedback::Session;

namespace {

constexpr std::string_view key_purpose = "feedback key", link_purpose = "feedback link", pass_purpose = "feedback pass";
constexpr std::string_view answers = "a", any_number = "0", one = "1"; // the role, and the uses
constexpr std::string_view pass_mark = "fp-";                            // a token of an agent's begins with "ey"
constexpr size_t number_letters = 16;

constexpr Pass::Way ways[] = {Pass::Way::key, Pass::Way::link, Pass::Way::once};

bool over(int64_t expires, int64_t now) { return now / 1000 > expires; }

} // namespace

std::string Proofs::key(const Session &session) const { return stamps_.key(key_purpose, session.id); }
bool Proofs::is_key(std::string_view text, const Session &session) const { return stamps_.is_key(text, key_purpose, session.id); }

std::string Proofs::link(const Session &session, int64_t expires, bool once) const {
  std::string fields = std::to_string(expires);
  fields.append(".").append(answers).append(".").append(once ? one : any_number);
  return stamps_.stamp(link_purpose, fields, session.id);
}

std::optional<SignedLink> Proofs::read_link(std::string_view text, const Session &session, int64_t now) const {
  const std::optional<Stamps::Fields> fields = stamps_.open(link_purpose, text, session.id);
  if (!fields || fields->size() != 3 || (*fields)[1] != answers) return std::nullopt;
  const std::optional<int64_t> expires = read_seconds((*fields)[0]);
  const std::string_view uses = (*fields)[2];
  if (!expires || over(*expires, now) || (uses != any_number && uses != one)) return std::nullopt;
  return SignedLink{*expires, uses == one, feedback::hash_text(feedback::hash_of(text)).substr(0, number_letters)};
}

std::string Proofs::pass(const Session &session, const Pass &pass) const {
  std::string fields = std::to_string(pass.expires);
  fields.append(".").append(1, static_cast<char>(pass.way));
  fields.append(".").append(pass.holder).append(".").append(pass.number);
  return std::string(pass_mark) + stamps_.stamp(pass_purpose, fields, session.id);
}

std::optional<Pass> Proofs::read_pass(std::string_view text, const Session &session, int64_t now) const {
  if (!looks_like_pass(text)) return std::nullopt;
  const std::optional<Stamps::Fields> fields = stamps_.open(pass_purpose, text.substr(pass_mark.size()), session.id);
  if (!fields || fields->size() != 4 || (*fields)[1].size() != 1) return std::nullopt;
  const std::optional<int64_t> expires = read_seconds((*fields)[0]);
  if (!expires || over(*expires, now)) return std::nullopt;
  for (const Pass::Way way : ways)
    if (static_cast<char>(way) == (*fields)[1].front()) return Pass{way, *expires, std::string((*fields)[2]), std::string((*fields)[3])};
  return std::nullopt;
}

bool looks_like_pass(std::string_view bearer) { return bearer.starts_with(pass_mark); }

std::string_view pass_in(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer ";
  if (!framing::same_word(authorization.substr(0, scheme.size()), scheme)) return {};
  const std::string_view text = framing::trimmed(authorization.substr(scheme.size()));
  return looks_like_pass(text) ? text : std::string_view();
}

int64_t gone_at(const Session &session) {
  const feedback::Terms &terms = session.terms();
  return feedback::after(feedback::after(session.hard_deadline, terms.grace_ms), terms.retention_ms) / 1000 + 1;
}

} // namespace tenon::web
