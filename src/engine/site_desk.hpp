// site_desk.hpp - what browsers and programs without MCP ask for: a request becomes a page, a stream of events, or a wait.
#pragma once
#include "engine/exchange.hpp"
#include "feedback/wording.hpp"
#include <string>

namespace tenon::engine {

// Of an exchange of a site (web::is_site) whose request is whole. It is answered now or later, by answer_site.
void take_site(Exchange &, std::string body, Instant);
// What can be said before there is a body; true: it has been answered.
bool refuse_site(Exchange &, Instant);
// The body of a refusal in the form of the site, for a status that the engine has chosen.
std::string refusal_of_site(const Exchange &, int status, Instant);
// A refusal in the form of the site, by the engine itself.
void refuse_site(Exchange &, feedback::Refused, Instant);
web::Page page_of_refusal(const Exchange &, feedback::Refused, Instant);

// The path behind the base path.
std::string_view below_base(const Exchange &);

} // namespace tenon::engine
