// feedback_url.hpp - a question as a link that the client opens for its person, and what the client says to it.
#pragma once
#include "engine/feedback_form.hpp"
#include "web/responder.hpp"
#include <string>
#include <string_view>

namespace tenon::engine {

inline constexpr size_t most_url_message = 300; // code points of the question that stand beside the link

// The link with the code that its page asks for, if it asks for one.
protocol::Question url_of(const feedback::Question &, std::string key, web::Invitation);

// opened: the person has agreed to go there, which is no answer yet. Else decline or dismissed.
FormAnswer read_url_answer(std::string_view result_json);

// notifications/elicitation/complete (2025-11-25 client/elicitation): what the link was for is over.
std::string elicitation_complete(std::string_view elicitation_id);

} // namespace tenon::engine
