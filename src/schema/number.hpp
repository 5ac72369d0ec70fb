// number.hpp - numbers of JSON compared and divided exactly, whichever of the three forms they were read as.
#pragma once
#include <cstdint>

#include "json/reader.hpp"

namespace tenon::schema {

struct Number {
  json::Kind kind = json::Kind::integer; // integer, big_integer or real
  int64_t integer = 0;                   // the one that kind names is set
  uint64_t big = 0;
  double real = 0;
};

Number number_of(const json::Value &);
bool integral(double);                    // has no fraction
int compare(const Number &, const Number &); // -1, 0, 1; no rounding anywhere
// Whether value / divisor is an integer, both taken as the shortest decimals that read back the same: 0.07 is a multiple of 0.01.
bool multiple_of(const Number &value, const Number &divisor);
uint64_t hash_of(const Number &); // equal numbers have equal hashes: 1 and 1.0

} // namespace tenon::schema
