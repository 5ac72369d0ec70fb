// bound.hpp - tests that carry the name of their limit, so that a limit without a test is noticed.
#pragma once
#include <cstdint>
#include <doctest/doctest.h>
#include <initializer_list>
#include <set>
#include <string>
#include <tenon/tenon.h>

namespace bounds {

enum class Kind { held, off }; // at the number and one past it; TENON_OFF

// The names of the limits that have a test of this kind.
inline std::set<std::string> &tested(Kind kind) {
  static std::set<std::string> names[2];
  return names[static_cast<int>(kind)];
}

struct Tested {
  Tested(Kind kind, const char *limit) { tested(kind).insert(limit); }
};

// What the record says, and what holds then: 0 says the default.
struct Said {
  uint64_t said, bound;
};

template <class Test> void each(std::initializer_list<Said> numbers, Test test) {
  for (const Said &n : numbers) {
    INFO("the options say " << n.said << ", so the bound is " << n.bound);
    test(n.said, n.bound);
  }
}

} // namespace bounds

#define BOUND_TEST(record, limit, kind, sentence)                                                                           \
  static_assert(sizeof(record::limit) == sizeof(uint64_t));                                                                 \
  static const bounds::Tested DOCTEST_ANONYMOUS(tested_)(kind, #limit);                                                     \
  TEST_CASE(#limit ": " sentence)
#define HELD(limit, sentence) BOUND_TEST(tenon_options, limit, bounds::Kind::held, sentence)
#define OFF(limit, sentence) BOUND_TEST(tenon_options, limit, bounds::Kind::off, "switched off, " sentence)
// Those of questions to people.
#define FEEDBACK_HELD(limit, sentence) BOUND_TEST(tenon_feedback, limit, bounds::Kind::held, sentence)
#define FEEDBACK_OFF(limit, sentence) BOUND_TEST(tenon_feedback, limit, bounds::Kind::off, "switched off, " sentence)
