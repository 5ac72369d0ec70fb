// feedback_routes.cpp - one table.
#include "web/feedback_routes.hpp"
#include "feedback/session_id.hpp"

namespace tenon::web {
namespace {

struct Facts {
  FeedbackRoute route;
  std::string_view verb; // behind the id; create and list stand in its place
  std::string_view method;
  Whose whose;
  bool body;
};

// clang-format off
constexpr Facts table[] = {
    {FeedbackRoute::create,  "create",  "POST", Whose::agents,     true},
    {FeedbackRoute::list,    "list",    "GET",  Whose::agents,     false},
    {FeedbackRoute::status,  "status",  "GET",  Whose::owners,     false},
    {FeedbackRoute::result,  "result",  "GET",  Whose::owners,     false},
    {FeedbackRoute::cancel,  "cancel",  "POST", Whose::owners,     false},
    {FeedbackRoute::audit,   "audit",   "GET",  Whose::owners,     false},
    {FeedbackRoute::wait,    "wait",    "GET",  Whose::owners,     false},
    {FeedbackRoute::view,    "",        "GET",  Whose::responders, false},
    {FeedbackRoute::events,  "events",  "GET",  Whose::responders, false},
    {FeedbackRoute::submit,  "submit",  "POST", Whose::responders, true},
    {FeedbackRoute::decline, "decline", "POST", Whose::responders, true},
    {FeedbackRoute::touch,   "touch",   "POST", Whose::responders, false},
    {FeedbackRoute::claim,   "claim",   "POST", Whose::responders, false},
    {FeedbackRoute::release, "release", "POST", Whose::responders, false},
    {FeedbackRoute::extend,  "extend",  "POST", Whose::responders, false},
};
// clang-format on
static_assert(sizeof table / sizeof table[0] + 1 == feedback_routes);

const Facts *facts(FeedbackRoute route) {
  for (const Facts &each : table)
    if (each.route == route) return &each;
  return nullptr;
}

bool stands_alone(FeedbackRoute route) { return route == FeedbackRoute::create || route == FeedbackRoute::list; }

} // namespace

FeedbackPath feedback_path(std::string_view path) {
  constexpr std::string_view front = "/api/feedback/";
  FeedbackPath found;
  if (!path.starts_with(front)) return found;
  path.remove_prefix(front.size());
  const size_t slash = path.find('/');
  const std::string_view first = path.substr(0, slash), verb = slash == path.npos ? std::string_view() : path.substr(slash + 1);
  for (const Facts &each : table) {
    const bool fits = stands_alone(each.route) ? slash == path.npos && each.verb == first : each.verb == verb && (slash == path.npos || !verb.empty());
    if (!fits) continue;
    if (!stands_alone(each.route) && (found.bad_id = !feedback::read_session_id(first, found.id)) && slash == path.npos) return {};
    found.route = each.route;
    return found;
  }
  return found;
}

Whose whose(FeedbackRoute route) { return facts(route) ? facts(route)->whose : Whose::agents; }
std::string_view method_of(FeedbackRoute route) { return facts(route) ? facts(route)->method : std::string_view(); }
bool wants_body(FeedbackRoute route) { return facts(route) && facts(route)->body; }

} // namespace tenon::web
