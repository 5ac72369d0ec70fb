// timestamp_test.cpp - moments as text, on the days where calendars go wrong.
#include "web/timestamp.hpp"
#include <climits>
#include <ctime>
#include <doctest/doctest.h>
#include <random>

using tenon::web::timestamp;

TEST_CASE("known moments") {
  CHECK(timestamp(0) == "1970-01-01T00:00:00.000Z");
  CHECK(timestamp(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(timestamp(951'782'400'000) == "2000-02-29T00:00:00.000Z");
  CHECK(timestamp(951'868'800'000) == "2000-03-01T00:00:00.000Z");
  CHECK(timestamp(4'107'542'399'999) == "2100-02-28T23:59:59.999Z");
  CHECK(timestamp(4'107'542'400'000) == "2100-03-01T00:00:00.000Z");
  CHECK(timestamp(1'795'248'000'000) == "2026-11-21T08:00:00.000Z");
}

TEST_CASE("the first and the last moment that have a text") {
  CHECK(timestamp(INT64_MAX) == "9999-12-31T23:59:59.999Z");
  CHECK(timestamp(253'402'300'799'999) == "9999-12-31T23:59:59.999Z");
  CHECK(timestamp(253'402'300'799'998) == "9999-12-31T23:59:59.998Z");
  CHECK(timestamp(INT64_MIN) == "0000-01-01T00:00:00.000Z");
  CHECK(timestamp(-62'167'219'200'001) == "0000-01-01T00:00:00.000Z");
  CHECK(timestamp(-62'167'219'199'999) == "0000-01-01T00:00:00.001Z");
}

TEST_CASE("as the C library has it, at random moments") {
  std::mt19937_64 dice(3);
  for (int i = 0; i < 20000; ++i) {
    const int64_t seconds = static_cast<int64_t>(dice() % 315'569'520'000u) - 62'167'219'200;
    const time_t when = static_cast<time_t>(seconds);
    std::tm parts{};
    REQUIRE(gmtime_r(&when, &parts));
    if (parts.tm_year + 1900 < 1000 || parts.tm_year + 1900 > 9999) continue; // strftime does not pad the year
    char text[32];
    REQUIRE(std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.042Z", &parts) > 0);
    REQUIRE(timestamp(seconds * 1000 + 42) == text);
  }
}
