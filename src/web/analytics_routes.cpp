// analytics_routes.cpp - one table.
#include "web/analytics_routes.hpp"

namespace tenon::web {
namespace {

constexpr std::string_view verbs[analytics_routes] = {"sessions", "tools", "activity", "interactions", "health", "export", "cleanup", ""};

} // namespace

AnalyticsRoute analytics_route(std::string_view path) {
  constexpr std::string_view front = "/api/analytics/";
  if (!path.starts_with(front)) return AnalyticsRoute::unknown;
  path.remove_prefix(front.size());
  int i = 0;
  while (verbs[i] != path && i < static_cast<int>(AnalyticsRoute::unknown)) ++i;
  return static_cast<AnalyticsRoute>(i);
}

std::string_view method_of(AnalyticsRoute route) {
  if (route == AnalyticsRoute::unknown) return {};
  return route == AnalyticsRoute::cleanup ? "POST" : "GET";
}

} // namespace tenon::web
