// sqlite_analytics_test.cpp - the analytics over a file show what they show over the shelf in memory.
#include "sqlite_file.hpp"
#include "web/analytics_house.hpp"

using sqlite_file::Room;

TEST_CASE("sqlite: analytics, every route") { Room room; analytics_house::show_all_routes(sqlite_file::open(room.path())); }
TEST_CASE("sqlite: analytics, pages and totals") { Room room; analytics_house::show_pages(sqlite_file::open(room.path())); }
TEST_CASE("sqlite: analytics, cleaning") { Room room; analytics_house::clean(sqlite_file::open(room.path())); }
