// needs.cpp - compares what is asked for with what a principal holds.
#include "access/needs.hpp"

#include "access/claims.hpp"
#include "access/scopes.hpp"
#include "json/writer.hpp"

#include <algorithm>
#include <optional>

namespace tenon::access {
namespace {

// The words of a text with single spaces between; nothing when there are too many.
std::optional<std::string> joined(std::string_view text) {
  std::string out;
  size_t count = 0;
  while (!text.empty()) {
    const std::string_view word = next_word(text);
    if (word.empty()) continue;
    if (++count > max_scopes) return std::nullopt;
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

bool fit_role(std::string_view role) {
  return !role.empty() && role.size() <= max_role_bytes && json::valid_utf8(role) && !has_control_characters(role);
}

} // namespace

Outcome<Needs> Needs::make(std::string_view scopes, std::span<const std::string_view> roles, std::string_view permissions) {
  if (!valid_scope_text(scopes)) return Refusal{Status::invalid, "a required scope has a character that RFC 6749 section 3.3 does not allow"};
  if (!valid_scope_text(permissions)) return Refusal{Status::invalid, "a required permission has a character that no scope may have either"};
  if (roles.size() > max_roles) return Refusal{Status::limit, "more than 64 roles"};
  for (const std::string_view role : roles)
    if (!fit_role(role)) return Refusal{Status::invalid, "a role is empty, over 256 bytes, not UTF-8, or has a control character"};

  std::optional<std::string> all_scopes = joined(scopes), all_permissions = joined(permissions);
  if (!all_scopes || !all_permissions) return Refusal{Status::limit, "more than 512 required scopes or permissions"};
  Needs needs;
  needs.scopes_ = *std::move(all_scopes);
  needs.permissions_ = *std::move(all_permissions);
  needs.roles_.assign(roles.begin(), roles.end());
  return needs;
}

Reason Needs::met_by(const Principal &who) const {
  const auto held = [&](const std::string &role) { return std::find(who.roles.begin(), who.roles.end(), role) != who.roles.end(); };
  if (!roles_.empty() && std::none_of(roles_.begin(), roles_.end(), held)) return Reason::lacks_role;
  if (!grants(who.permissions, permissions_)) return Reason::lacks_permission;
  return grants(who.granted(), scopes_) ? Reason::accepted : Reason::lacks_scope;
}

} // namespace tenon::access
