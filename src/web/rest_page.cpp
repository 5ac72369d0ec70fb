// rest_page.cpp - headers by hand, faults by table.
#include "web/rest_page.hpp"

namespace tenon::web {

using feedback::Fault;
using feedback::Refused;

Page rest_page(int status, std::string body) {
  Page page;
  page.status = status;
  page.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-cache"}};
  page.body = std::move(body);
  return page;
}

void add_rate(Page &page, feedback::Action action, const feedback::Rate &rate, Instant now) {
  if (rate.limit == 0) return;
  page.headers.emplace_back("X-RateLimit-Limit", std::to_string(rate.limit));
  page.headers.emplace_back("X-RateLimit-Remaining", std::to_string(rate.remaining));
  page.headers.emplace_back("X-RateLimit-Reset", std::to_string(rate_reset_at(rate, now)));
  page.headers.emplace_back("RateLimit-Policy", rate_policy(action, rate));
  page.headers.emplace_back("RateLimit", rate_left(action, rate));
  if (!rate.allowed) page.headers.emplace_back("Retry-After", std::to_string(rate.retry_seconds));
}

Refused refused_by(Fault fault) {
  switch (fault) {
  case Fault::not_found: return Refused::no_session;
  case Fault::full: return Refused::store_full;
  case Fault::busy:
  case Fault::conflict: return Refused::store_busy;
  case Fault::none:
  case Fault::corrupt:
  case Fault::failed: break;
  }
  return Refused::store_failed;
}

} // namespace tenon::web
