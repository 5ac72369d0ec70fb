// problem_test.cpp - where something is wrong, as a pointer into the request, and how much of it is told.
#include "feedback/problem.hpp"
#include <doctest/doctest.h>

using namespace tenon::feedback;

TEST_CASE("pointers are those of RFC 6901; a long name is cut at sixty-four bytes, between letters") {
  CHECK(pointer_to("", "message") == "/message");
  CHECK(pointer_to("/form", "a/b~c") == "/form/a~1b~0c");
  CHECK(pointer_to("/predefinedOptions", 3) == "/predefinedOptions/3");
  CHECK(pointer_to("", "") == "/");
  CHECK(pointer_to("", std::string(64, 'x')) == '/' + std::string(64, 'x'));
  CHECK(pointer_to("", std::string(65, 'x')).substr(0, 65) == '/' + std::string(64, 'x'));
  CHECK(pointer_to("", std::string(65, 'x')).find('x', 65) == std::string::npos);
  CHECK(pointer_to("", std::string(63, 'x') + "\xe4\xbd\xa0").find('\xe4') == std::string::npos); // no half letter
}

TEST_CASE("thirty-two problems are kept, and one is enough to refuse") {
  Problems problems;
  CHECK(problems.none());
  for (size_t i = 0; i < Problems::most; ++i) problems.add(pointer_to("", i), Wrong::unknown);
  CHECK(problems.all().size() == 32);
  problems.add("/one more", Wrong::unknown);
  CHECK(problems.all().size() == 32);
  CHECK(problems.all().back().field == "/31");
  CHECK_FALSE(problems.none());
}
