// scopes.hpp - the scopes and permissions of a token in their spellings, brought to one: words with single spaces between.
#pragma once
#include "json/reader.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace tenon::access {

// The claim that holds them: `scope` (RFC 8693), else `scp` or `scopes`; text or array of texts. Absent: none.
struct ScopesClaim {
  json::Value value;
};
ScopesClaim find_scopes(json::Value claims);

// `permissions`, else `permission`: words like scopes, text or array of texts.
ScopesClaim find_permissions(json::Value claims);

// Every word is a scope-token of RFC 6749 section 3.3; an element of an array is one word; at most max_scopes words. An absent
// claim is valid.
inline constexpr size_t max_scopes = 512;
bool valid_scopes(const ScopesClaim &claim);

// Of a valid claim.
void append_scopes(std::string &out, const ScopesClaim &claim);

// Whether every word of `required` is among the words of `held`; both with single spaces. Nothing required: yes.
bool grants(std::string_view held, std::string_view required);

// Takes the first word off a text of words with single spaces between.
std::string_view next_word(std::string_view &text);

// The same test as valid_scopes, the count aside, for one text: words of scope-token characters, spaces between.
bool valid_scope_text(std::string_view text);

} // namespace tenon::access
