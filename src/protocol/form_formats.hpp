// form_formats.hpp - the four formats that a text field of a form may have.
#pragma once
#include <string_view>

namespace tenon::protocol {

// email, uri, date, date-time
bool is_form_format(std::string_view name);

// Whether `text` has that format. Email in the wide sense of browsers (something@something without blanks); uri as RFC 3986, with
// a scheme; the others as RFC 3339. A format of another name, everything has.
bool has_format(std::string_view text, std::string_view name);

// Characters that a URI may have, with whole escapes.
bool only_uri_characters(std::string_view text);

} // namespace tenon::protocol
