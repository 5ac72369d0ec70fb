// writer.hpp - appends JSON to a string: escaping, numbers, and raw spans that are JSON already.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::json {

void append_text(std::string &out, std::string_view utf8); // quoted and escaped; U+2028/2029 and < need no escape; controls do
void append_escaped(std::string &out, std::string_view utf8); // the same without the quotes
void append_integer(std::string &out, int64_t);
void append_unsigned(std::string &out, uint64_t);
void append_number(std::string &out, double finite); // shortest form that reads back the same; 3 for 3.0, never 1e+22
std::string quoted(std::string_view utf8);
bool valid_utf8(std::string_view);
// JSON text on one line: the same value without white space between tokens (SSE and line framing need no raw newlines).
// `json` must be valid JSON (an unclosed string appends nothing).
void append_compact(std::string &out, std::string_view json);

} // namespace tenon::json
