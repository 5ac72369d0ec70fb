// equality.hpp - whether two JSON values are the same: numbers by value, objects in any order, all within a budget.
#pragma once
#include <cstdint>

#include "json/reader.hpp"
#include "schema/budget.hpp"

namespace tenon::schema {

// False also when the budget ends; ask budget.spent() then.
bool equal(const json::Value &, const json::Value &, Budget &, unsigned depth = 0);
// Equal values have equal hashes. Nobody may rely on unequal ones differing.
uint64_t hash_of(const json::Value &, Budget &, unsigned depth = 0);
// No two elements of the array are equal.
bool all_different(const json::Value &array, Budget &);

} // namespace tenon::schema
