// equality_test.cpp - the same value, however it is written; and two equal ones found among many.
#include "schema/equality.hpp"

#include "schema/constants.hpp"
#include "speak.hpp"

using namespace tenon;

namespace {

bool equal(const char *a, const char *b) {
  schema::Budget budget(100000);
  const speak::Text x(a), y(b);
  const bool same = schema::equal(x.value(), y.value(), budget);
  const bool alike = schema::hash_of(x.value(), budget) == schema::hash_of(y.value(), budget);
  CHECK((!same || alike));
  CHECK_FALSE(budget.spent());
  return same;
}

std::string numbers_to(int count, const char *last) {
  std::string text = "[";
  for (int i = 0; i < count; ++i) text += std::to_string(i) + ",";
  return text + last + "]";
}

bool all_different(const std::string &array, uint64_t steps = 1000000) {
  schema::Budget budget(steps);
  return schema::all_different(speak::Text(array).value(), budget);
}

} // namespace

TEST_CASE("equality: order of members and form of numbers do not matter, order of elements and type do") {
  CHECK(equal(R"({"a":1,"b":[2,{}]})", R"({"b":[2.0,{}],"a":1.0})"));
  CHECK(equal(R"({"a":1,"b":2,"c":3})", R"({"c":3,"a":1,"b":2})"));
  CHECK(equal(R"("\u00e9")", "\"\xC3\xA9\""));
  CHECK_FALSE(equal("[1,2]", "[2,1]"));
  CHECK_FALSE(equal("[1]", "[1,1]"));
  CHECK_FALSE(equal(R"({"a":1})", R"({"b":1})"));
  CHECK_FALSE(equal(R"({"a":1})", R"({"a":1,"b":1})"));
  CHECK_FALSE(equal("[true]", "[1]"));
  CHECK_FALSE(equal("[false]", "[0]"));
  CHECK_FALSE(equal("[null]", "[0]"));
  CHECK_FALSE(equal("[\"1\"]", "[1]"));
  CHECK_FALSE(equal("{}", "[]"));
}

TEST_CASE("equality: few elements are compared in pairs, many by hash, with the same verdict") {
  for (const int count : {2, 23, 24, 25, 1000}) {
    CHECK(all_different(numbers_to(count, "-1")));
    CHECK_FALSE(all_different(numbers_to(count, "1.0")));
    CHECK_FALSE(all_different(numbers_to(count, R"({"a":1,"b":2},{"b":2,"a":1})")));
    CHECK(all_different(numbers_to(count, R"({"a":1,"b":2},{"b":1,"a":2})")));
  }
  CHECK(all_different("[]"));
  CHECK(all_different("[1]"));
}

TEST_CASE("equality: the budget ends a comparison, and so does nesting beyond 512") {
  CHECK_FALSE(all_different(numbers_to(1000, "-1"), 100));
  const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  const auto spent_on = [&](size_t depth) {
    schema::Budget budget(100000);
    const speak::Text a(nested(depth)), b(nested(depth));
    schema::equal(a.value(), b.value(), budget);
    return budget.spent();
  };
  CHECK_FALSE(spent_on(513)); // the outermost is at depth 0
  CHECK(spent_on(514));
}

TEST_CASE("constants: what is kept equals what was given, long after the text has gone") {
  const char *const texts[] = {"{}",   "[]",    "[[],{},[{}]]", R"({"a":[1,-2,3.5,18446744073709551615,"x\u0000y",null,true,false],"":{"b":""}})",
                               "[\"\"]", "[1e5]", R"([{"a":{"b":{"c":[[[1]]]}}},2])"};
  schema::Constants constants;
  std::vector<size_t> places;
  for (const char *text : texts) places.push_back(constants.keep(speak::Text(text).value()));
  for (size_t i = 0; i < places.size(); ++i) {
    const speak::Text again(texts[i]);
    schema::Budget budget(1000);
    INFO(texts[i]);
    CHECK(schema::equal(constants.at(places[i]), again.value(), budget));
    CHECK(schema::equal(again.value(), constants.at(places[i]), budget));
    CHECK(constants.at(places[i]).count() == again.value().count());
  }
}
