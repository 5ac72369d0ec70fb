// equality.cpp - deep equality, order-blind hashes, and the search for two equal elements in n log n.
#include "schema/equality.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "schema/number.hpp"

namespace tenon::schema {
namespace {

constexpr unsigned most_nested = 512;    // deeper than any schema's constants; instances that deep are too costly to compare
constexpr size_t most_pairwise = 24;     // elements that are compared each with each, which needs no memory
constexpr uint64_t bytes_per_step = 64;

uint64_t hash_bytes(std::string_view bytes) {
  uint64_t hash = 0xCBF29CE484222325ull;
  for (const char c : bytes) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3ull;
  return hash;
}

uint64_t mix(uint64_t hash) {
  hash ^= hash >> 29;
  hash *= 0xBF58476D1CE4E5B9ull;
  return hash ^ (hash >> 32);
}

bool same_texts(std::string_view a, std::string_view b, Budget &budget) {
  return a.size() == b.size() && budget.take(a.size() / bytes_per_step) && a == b;
}

bool same_arrays(const json::Value &a, const json::Value &b, Budget &budget, unsigned depth) {
  json::Value x = a.first();
  json::Value y = b.first();
  for (; x.at() != a.end() && y.at() != b.end(); x = x.next(), y = y.next()) {
    if (!equal(x, y, budget, depth + 1)) return false;
  }
  return x.at() == a.end() && y.at() == b.end();
}

// Members usually come in the same order; only those that do not are searched for.
bool same_objects(const json::Value &a, const json::Value &b, Budget &budget, unsigned depth) {
  const size_t count = b.count();
  if (a.count() != count) return false;
  json::Value there = b.first();
  for (json::Value name = a.first(); name.at() != a.end();) {
    const json::Value value = name.next();
    json::Value other;
    if (there.text() == name.text()) {
      other = there.next();
    } else {
      if (!budget.take(1 + count / 4)) return false;
      other = b.find(name.text());
    }
    if (!other || !equal(value, other, budget, depth + 1)) return false;
    name = value.next();
    there = there.next().next();
  }
  return true;
}

bool pairwise_different(const json::Value &array, Budget &budget) {
  for (json::Value a = array.first(); a.at() != array.end(); a = a.next()) {
    for (json::Value b = a.next(); b.at() != array.end(); b = b.next()) {
      if (equal(a, b, budget) || budget.spent()) return false;
    }
  }
  return true;
}

struct Hashed {
  uint64_t hash;
  json::Value value;
};

} // namespace

bool equal(const json::Value &a, const json::Value &b, Budget &budget, unsigned depth) {
  if (depth > most_nested) budget.exhaust();
  if (!budget.take(1)) return false;
  if (a.is_number()) return b.is_number() && compare(number_of(a), number_of(b)) == 0;
  const json::Kind kind = a.kind();
  if (kind != b.kind()) return false;
  switch (kind) {
  case json::Kind::text: return same_texts(a.text(), b.text(), budget);
  case json::Kind::truth: return a.truth() == b.truth();
  case json::Kind::array: return same_arrays(a, b, budget, depth);
  case json::Kind::object: return same_objects(a, b, budget, depth);
  default: return true; // null; numbers were compared above
  }
}

uint64_t hash_of(const json::Value &value, Budget &budget, unsigned depth) {
  if (depth > most_nested) budget.exhaust();
  if (!budget.take(1)) return 0;
  uint64_t hash = static_cast<uint64_t>(value.kind()) + 1;
  switch (value.kind()) {
  case json::Kind::object:
    for (json::Value name = value.first(); name.at() != value.end();) {
      const json::Value member = name.next();
      budget.take(name.text().size() / bytes_per_step);
      hash += mix(hash_bytes(name.text()) + 3 * hash_of(member, budget, depth + 1)); // a sum: the order does not matter
      name = member.next();
    }
    return mix(hash);
  case json::Kind::array:
    for (json::Value e = value.first(); e.at() != value.end(); e = e.next()) hash = mix(hash + hash_of(e, budget, depth + 1));
    return hash;
  case json::Kind::text:
    budget.take(value.text().size() / bytes_per_step);
    return mix(hash + hash_bytes(value.text()));
  case json::Kind::truth: return mix(hash + (value.truth() ? 100 : 200));
  case json::Kind::null: return mix(hash);
  case json::Kind::integer:
  case json::Kind::big_integer:
  case json::Kind::real: return mix(hash_of(number_of(value)));
  }
  return hash;
}

bool all_different(const json::Value &array, Budget &budget) {
  const size_t count = array.count();
  if (count <= most_pairwise) return pairwise_different(array, budget);
  if (!budget.take(count)) return false;
  std::vector<Hashed> elements;
  elements.reserve(count);
  for (json::Value e = array.first(); e.at() != array.end(); e = e.next()) elements.push_back({hash_of(e, budget), e});
  if (budget.spent()) return false;
  std::sort(elements.begin(), elements.end(), [](const Hashed &a, const Hashed &b) { return a.hash < b.hash; });
  for (size_t i = 0; i < count; ++i) {
    for (size_t j = i + 1; j < count && elements[j].hash == elements[i].hash; ++j) {
      if (equal(elements[i].value, elements[j].value, budget) || budget.spent()) return false;
    }
  }
  return true;
}

} // namespace tenon::schema
