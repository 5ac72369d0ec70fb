// number_test.cpp - comparison and division without rounding, where doubles would round.
#include "schema/number.hpp"

#include "speak.hpp"

using namespace tenon;
using schema::Number;

namespace {

Number number(const char *json) { return schema::number_of(speak::Text(std::string("[") + json + "]").value().first()); }
int compare(const char *a, const char *b) { return schema::compare(number(a), number(b)); }
bool multiple(const char *a, const char *b) { return schema::multiple_of(number(a), number(b)); }

} // namespace

TEST_CASE("number: three forms of the same number are equal, and hash alike") {
  CHECK(compare("1", "1.0") == 0);
  CHECK(compare("0", "-0.0") == 0);
  CHECK(compare("9223372036854775808", "9223372036854775808.0") == 0);
  CHECK(schema::hash_of(number("1")) == schema::hash_of(number("1.0")));
  CHECK(schema::hash_of(number("0")) == schema::hash_of(number("-0.0")));
  CHECK(schema::hash_of(number("9223372036854775808")) == schema::hash_of(number("9223372036854775808.0")));
  CHECK(schema::hash_of(number("-5")) == schema::hash_of(number("-5.0")));
  CHECK(schema::hash_of(number("1")) != schema::hash_of(number("1.5")));
}

TEST_CASE("number: neighbours that a double cannot tell apart are told apart") {
  CHECK(compare("9007199254740993", "9007199254740992.0") == 1);
  CHECK(compare("9007199254740992.0", "9007199254740993") == -1);
  CHECK(compare("9223372036854775807", "9223372036854775808.0") == -1);
  CHECK(compare("18446744073709551615", "18446744073709551616.0") == -1);
  CHECK(compare("18446744073709551615", "9223372036854775807") == 1);
  CHECK(compare("-9223372036854775808", "-9223372036854775808.0") == 0);
  CHECK(compare("-9223372036854775808", "-1e300") == 1);
  CHECK(compare("9223372036854775808", "-0.5") == 1);
  CHECK(compare("3", "3.5") == -1);
  CHECK(compare("-3", "-3.5") == 1);
  CHECK(compare("1e300", "18446744073709551615") == 1);
}

TEST_CASE("number: multiples are those of the decimals as written") {
  CHECK(multiple("0.07", "0.01"));
  CHECK(multiple("19.99", "0.01"));
  CHECK_FALSE(multiple("19.999", "0.01"));
  CHECK(multiple("0.0075", "0.0001"));
  CHECK_FALSE(multiple("0.00751", "0.0001"));
  CHECK(multiple("4.5", "1.5"));
  CHECK(multiple("-4.5", "1.5"));
  CHECK(multiple("0", "7"));
  CHECK(multiple("0.0", "0.3"));
  CHECK(multiple("1e308", "0.5"));
  CHECK_FALSE(multiple("1e308", "0.123456789"));
  CHECK(multiple("18446744073709551615", "5"));
  CHECK_FALSE(multiple("18446744073709551615", "2"));
  CHECK(multiple("-9223372036854775808", "2"));
  CHECK_FALSE(multiple("1", "1e300"));
  CHECK_FALSE(multiple("5e-324", "1"));
  CHECK(multiple("1", "5e-324"));
  CHECK(multiple("1e22", "1e-5"));
}
