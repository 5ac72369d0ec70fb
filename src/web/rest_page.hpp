// rest_page.hpp - what the answers of the interfaces under /api have in common: their headers, and how a store's fault is told.
#pragma once
#include "feedback/rate_limit.hpp"
#include "feedback/store.hpp"
#include "feedback/wording.hpp"
#include "web/page.hpp"

namespace tenon::web {

Page rest_page(int status, std::string body); // JSON
void add_rate(Page &page, feedback::Action action, const feedback::Rate &rate, Instant now);
feedback::Refused refused_by(feedback::Fault fault);

} // namespace tenon::web
