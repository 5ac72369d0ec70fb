// pointer.hpp - JSON Pointers: taken apart, put together, and shortened where a name is long.
#pragma once
#include <string>
#include <string_view>

namespace tenon::schema {

inline constexpr size_t longest_quote = 100; // bytes of others' text in a message

// At most longest_quote bytes, cut between characters, with "..." where something is missing.
std::string shortened(std::string_view text);
// "/name" with ~ and / escaped and the name shortened.
std::string token_of(std::string_view name);
std::string token_of(size_t index);
// Takes the next token off a pointer that starts with '/', unescaped. False for a broken escape.
bool take_token(std::string_view &pointer, std::string &token);

} // namespace tenon::schema
