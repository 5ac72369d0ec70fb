// diagnosis.hpp - what exactly is wrong with a text that the parser refused in general terms.
#pragma once
#include "json/reader.hpp"

namespace tenon::json {

// The first wrong escape between the quotes of `body`: syntax, surrogate (one that stands alone), or none.
Trouble escapes_trouble(std::string_view body);

// The first wrong escape in any string of a text whose strings are all closed.
Trouble strings_trouble(std::string_view text);

// What is wrong with the number at the start of `text`: syntax, number (beyond 64 bits or a double), or none.
Trouble number_trouble(std::string_view text);

} // namespace tenon::json
