// token_words.hpp - a token's parts for people: JSON one member a line, dates in words.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace host {

// Base64url without padding. False: it is none.
bool decode_base64url(std::string_view text, std::string &out);

// The same JSON with line breaks, each line indented; behind dates of RFC 7519 what they mean. What a terminal would act upon is
// escaped. What is no object comes as it is.
std::string indented_json(std::string_view json, int64_t now_seconds);

// "2026-11-21 19:35:00 UTC, in 59 minutes"; `name` is the claim's.
std::string date_in_words(std::string_view name, int64_t seconds, int64_t now_seconds);

} // namespace host
