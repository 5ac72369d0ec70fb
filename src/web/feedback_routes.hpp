// feedback_routes.hpp - which path of the feedback interface is what, by which methods, and who may ask for it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::web {

enum class FeedbackRoute : uint8_t {
  create, list,                                     // POST, GET; of those who ask
  status, result, cancel, audit, wait,              // of who asked this question
  view, events, submit, decline, touch, claim, release, extend, // of whoever may answer it; extend of who asked, too
  unknown,
};
inline constexpr int feedback_routes = 16;

// Whose route it is: the token's owner, or whoever has the session's id.
enum class Whose : uint8_t { agents, owners, responders };

struct FeedbackPath {
  FeedbackRoute route = FeedbackRoute::unknown;
  std::string id;      // in small letters; "" for create and list
  bool bad_id = false; // what stands in the place of an id is none
};

// Of paths that begin with /api/feedback, behind the base path.
FeedbackPath feedback_path(std::string_view path);
Whose whose(FeedbackRoute route);
// "GET" or "POST": each route has one. HEAD goes with GET.
std::string_view method_of(FeedbackRoute route);
// Whether its body is read as JSON, and must be there.
bool wants_body(FeedbackRoute route);

} // namespace tenon::web
