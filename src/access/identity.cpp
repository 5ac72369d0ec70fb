// identity.cpp - the host's words held to the rules of a token's.
#include "access/identity.hpp"
#include "access/claims.hpp"
#include "access/scopes.hpp"
#include "access/token.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"
#include <new>

namespace tenon::access {
namespace {

bool is_name(std::string_view text) { return text.size() <= max_claim_text && !has_control_characters(text) && json::valid_utf8(text); }

bool is_object(std::string_view text) {
  json::Reader reader;
  const json::Trouble trouble = reader.parse_copy(text, max_token_nesting);
  if (trouble == json::Trouble::memory) throw std::bad_alloc();
  return trouble == json::Trouble::none && reader.root().is_object();
}

std::string single_spaced(std::string_view words) {
  std::string out;
  while (!words.empty())
    if (const std::string_view word = next_word(words); !word.empty()) out.append(out.empty() ? 0 : 1, ' ').append(word);
  return out;
}

} // namespace

bool make_principal(const HostIdentity &words, Principal &out) {
  if (words.subject.empty() || !is_name(words.subject) || !is_name(words.client_id)) return false;
  if (!valid_scope_text(words.scopes) || !valid_scope_text(words.permissions) || words.roles.size() > max_roles) return false;
  if (!words.claims_json.empty() && !is_object(words.claims_json)) return false;
  for (const std::string_view role : words.roles)
    if (role.empty() || role.size() > max_role_bytes || has_control_characters(role)) return false;
  Principal who;
  who.subject = words.subject;
  who.scopes = single_spaced(words.scopes);
  who.permissions = single_spaced(words.permissions);
  who.client_id = words.client_id;
  who.claims_json = words.claims_json;
  who.roles.assign(words.roles.begin(), words.roles.end());
  write_owner(who);
  out = std::move(who);
  return true;
}

} // namespace tenon::access
