// stamps.cpp - one tag over purpose, text, what it is bound to and for whom.
#include "web/stamps.hpp"
#include "ground/base64url.hpp"
#include <algorithm>
#include <charconv>
#include <utility>

namespace tenon::web {
namespace {

std::string text_of(const unsigned char (&tag)[crypto::HmacSha256::tag_bytes]) {
  std::string out;
  append_base64url(out, {reinterpret_cast<const char *>(tag), sizeof tag});
  return out;
}

bool same(std::string_view a, std::string_view b) { return a.size() == b.size() && crypto::equal_in_constant_time(a.data(), b.data(), a.size()); }

bool plain(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; }

} // namespace

Stamps::Stamps(std::span<const std::string> secrets, std::string audience) : audience_(std::move(audience)) {
  secrets_.reserve(secrets.size());
  for (const std::string &each : secrets) {
    secrets_.push_back({"", crypto::HmacSha256(each)});
    secrets_.back().id = tag(secrets_.back(), "which secret", "", "").substr(0, 6);
  }
}

// None of the four has a line end in it, so they cannot run into each other; the audience, which is the host's word, comes last.
std::string Stamps::tag(const Secret &secret, std::string_view purpose, std::string_view text, std::string_view bound_to) const {
  std::string all(purpose);
  all.append("\n").append(text).append("\n").append(bound_to).append("\n").append(audience_);
  unsigned char bytes[crypto::HmacSha256::tag_bytes];
  secret.mac.tag(all, bytes);
  return text_of(bytes);
}

std::string Stamps::stamp(std::string_view purpose, std::string_view fields, std::string_view bound_to) const {
  const Secret &secret = secrets_.front();
  std::string out = secret.id;
  out.append(".").append(fields);
  return out += '.' + tag(secret, purpose, out, bound_to);
}

std::optional<Stamps::Fields> Stamps::open(std::string_view purpose, std::string_view text, std::string_view bound_to) const {
  if (text.size() > most_bytes || !std::all_of(text.begin(), text.end(), plain)) return std::nullopt;
  const size_t first = text.find('.'), last = text.rfind('.');
  if (first == last) return std::nullopt; // no dot at all, too
  for (const Secret &secret : secrets_) {
    if (secret.id != text.substr(0, first) || !same(text.substr(last + 1), tag(secret, purpose, text.substr(0, last), bound_to))) continue;
    Fields fields;
    for (std::string_view rest = text.substr(first + 1, last - first - 1); fields.size() < most_fields;) {
      const size_t dot = rest.find('.');
      fields.push_back(rest.substr(0, dot));
      if (dot == rest.npos) return fields;
      rest.remove_prefix(dot + 1);
    }
    return std::nullopt;
  }
  return std::nullopt;
}

std::string Stamps::key(std::string_view purpose, std::string_view bound_to) const { return tag(secrets_.front(), purpose, "", bound_to); }

bool Stamps::is_key(std::string_view text, std::string_view purpose, std::string_view bound_to) const {
  return std::any_of(secrets_.begin(), secrets_.end(), [&](const Secret &secret) { return same(text, tag(secret, purpose, "", bound_to)); });
}

std::optional<int64_t> read_seconds(std::string_view text) {
  int64_t seconds = 0;
  const char *const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, seconds);
  if (text.empty() || read.ec != std::errc() || read.ptr != end || seconds < 0) return std::nullopt;
  return seconds;
}

} // namespace tenon::web
