// scopes.hpp - the scopes of a token in their three spellings, brought to one: words with single spaces between.
#pragma once
#include "json/reader.hpp"

#include <string>
#include <string_view>

namespace tenon::access {

// The claim that holds them: `scope` (RFC 8693, text), else `scp` or `scopes` (text or array of texts). Absent: none.
struct ScopesClaim {
  json::Value value;
  bool may_be_array = false;
};
ScopesClaim find_scopes(json::Value claims);

// Every word is a scope-token of RFC 6749 section 3.3; an element of an array is one word. An absent claim is valid.
bool valid_scopes(const ScopesClaim &claim);

// Of a valid claim.
void append_scopes(std::string &out, const ScopesClaim &claim);

// Whether every word of `required` is among the words of `held`; both with single spaces. Nothing required: yes.
bool grants(std::string_view held, std::string_view required);

// The same test for one text: words of scope-token characters, spaces between.
bool valid_scope_text(std::string_view text);

} // namespace tenon::access
