// names_test.cpp - every name is found in its set, and nothing that only looks like one.
#include "schema/names.hpp"

#include <doctest/doctest.h>

using tenon::schema::Names;

TEST_CASE("names: of every length, in sets small and large, from wherever the search begins") {
  for (const uint32_t count : {1u, 7u, 8u, 9u, 100u, 5000u}) {
    Names names;
    std::vector<std::string> said;
    for (uint32_t i = 0; i < count; ++i) {
      const std::string digits = std::to_string(i);
      said.push_back(std::string(i % 23, 'x') + digits);
      CHECK(names.add(said.back()) == i);
      CHECK(names.add(said.back()) == i);
    }
    names.seal();
    CHECK(names.size() == count);
    for (uint32_t i = 0; i < count; ++i) {
      CHECK(names.find(said[i]) == i);
      CHECK(names.find(said[i], i) == i);
      CHECK(names.find(said[i], count) == i);
      CHECK(names.name(i) == said[i]);
      CHECK(names.find(said[i] + "y") == Names::none);
      CHECK(names.find("y" + said[i]) == Names::none);
    }
    CHECK(names.find("") == Names::none);
  }
}

TEST_CASE("names: bytes in the middle of a long name count, and so does NUL") {
  Names names;
  const std::string with_nul("a\0b", 3);
  CHECK(names.add("12345678-middle-12345678") == 0);
  CHECK(names.add(with_nul) == 1);
  CHECK(names.add("") == 2);
  names.seal();
  CHECK(names.find("12345678-muddle-12345678") == Names::none);
  CHECK(names.find("12345678-middle-12345678") == 0);
  CHECK(names.find("a") == Names::none);
  CHECK(names.find(with_nul) == 1);
  CHECK(names.find("") == 2);
  CHECK(names.find(std::string(1, '\0')) == Names::none);
}

TEST_CASE("names: an empty set holds nothing") {
  const Names names;
  CHECK(names.find("a") == Names::none);
  CHECK(names.find("") == Names::none);
}
