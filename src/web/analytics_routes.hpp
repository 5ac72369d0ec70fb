// analytics_routes.hpp - which path under /api/analytics is what, and by which method.
#pragma once
#include <cstdint>
#include <string_view>

namespace tenon::web {

enum class AnalyticsRoute : uint8_t { sessions, tools, activity, interactions, health, table, cleanup, unknown }; // table: export
inline constexpr int analytics_routes = 8;

// Of paths that begin with /api/analytics, behind the base path.
AnalyticsRoute analytics_route(std::string_view path);
// "GET" or "POST". HEAD goes with GET.
std::string_view method_of(AnalyticsRoute route);

} // namespace tenon::web
