// diagnosis.hpp - what exactly is wrong with a text that the parser refused in general terms.
#pragma once
#include "json/reader.hpp"

namespace tenon::json {

// The first wrong escape between the quotes of `body`: syntax, surrogate (one that stands alone), or none.
Trouble escapes_trouble(std::string_view body);

// The first wrong escape in any string of a text whose strings are all closed.
Trouble strings_trouble(std::string_view text);

// Whether `text` begins with a number as JSON writes them, followed by something that may follow one.
bool begins_with_number(std::string_view text);

} // namespace tenon::json
