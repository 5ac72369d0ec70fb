// asking.hpp - lets the server ask people: a store by the flags, and what else they say.
#pragma once
#include <string>

#include <tenon/tenon.h>

#include "feedback_flags.hpp"

namespace host {

// Returns what went wrong, or "".
std::string offer_feedback(tenon_server *server, const FeedbackFlags &flags);

// The list of all questions, for whoever comes first; "": there is none.
std::string inbox_link(tenon_server *server, const std::string &base);

} // namespace host
