// media_type.hpp - what a client accepts and what it sent: Accept and Content-Type (RFC 9110 sections 8.3 and 12.5.1).
#pragma once
#include <string_view>

namespace tenon::framing {

// Whether the Accept value takes `type` ("application/json"). The most specific range decides; q=0 means no; other
// parameters are ignored. An empty value takes nothing: whether a missing header takes all is the caller's to say.
bool accepts(std::string_view accept, std::string_view type);

// Whether the Content-Type value is `type`, with any parameters; a charset other than UTF-8 is another type to us.
bool is_media_type(std::string_view content_type, std::string_view type);

} // namespace tenon::framing
