// timestamp.cpp - a moment as ISO 8601 text in UTC: 2026-11-21T08:00:00.000Z.
#include "web/timestamp.hpp"
#include <algorithm>

namespace tenon::web {
namespace {

constexpr int64_t day_ms = 86'400'000;
constexpr int64_t days_before_1970 = 719'528; // from 0000-01-01
constexpr int64_t first_ms = -days_before_1970 * day_ms, last_ms = 253'402'300'799'999;

constexpr bool is_leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// Days from 0000-01-01 to the first of January of that year.
constexpr int64_t days_before(int64_t year) { return year * 365 + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400; }
static_assert(days_before(1970) == days_before_1970);

void append_digits(std::string &out, int64_t number, int count) {
  int64_t power = 1;
  while (--count > 0) power *= 10;
  for (; power > 0; power /= 10) out.push_back(static_cast<char>('0' + number / power % 10));
}

} // namespace

std::string timestamp(int64_t unix_ms) {
  const int64_t ms = std::clamp(unix_ms, first_ms, last_ms) - first_ms; // since 0000-01-01, never negative
  int64_t day = ms / day_ms, time = ms % day_ms;

  int64_t year = day / 366; // never too late, a few years too early at most
  while (days_before(year + 1) <= day) ++year;
  day -= days_before(year);

  const int lengths[] = {31, is_leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int month = 0;
  while (day >= lengths[month]) day -= lengths[month++];

  std::string out;
  out.reserve(24);
  append_digits(out, year, 4);
  append_digits(out += '-', month + 1, 2);
  append_digits(out += '-', day + 1, 2);
  append_digits(out += 'T', time / 3'600'000, 2);
  append_digits(out += ':', time / 60'000 % 60, 2);
  append_digits(out += ':', time / 1000 % 60, 2);
  append_digits(out += '.', time % 1000, 3);
  return out += 'Z';
}

} // namespace tenon::web
