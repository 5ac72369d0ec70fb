// scope_tree_test.cpp - who may do more may also do less, where the host says so and nowhere else.
#include "access/scope_tree.hpp"
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::access;

namespace {

std::string widened(const std::vector<std::string_view> &lines, std::string_view held) {
  const auto tree = ScopeTree::make(lines);
  REQUIRE(tree);
  return (*tree)->widen(held);
}

Status refused(const std::vector<std::string_view> &lines) {
  const auto tree = ScopeTree::make(lines);
  REQUIRE_FALSE(tree);
  CHECK_FALSE(tree.refusal().text.empty());
  return tree.refusal().status;
}

} // namespace

TEST_CASE("the left implies the right, over any number of steps and lines") {
  CHECK(widened({"admin > write > read"}, "admin") == "admin write read");
  CHECK(widened({"admin > write > read"}, "write") == "write read");
  CHECK(widened({"write > read", "admin > write"}, "admin") == "admin write read");
  CHECK(widened({"a>b", "b>c", "c>d"}, "b x") == "b x c d");
  CHECK(widened({"a > b", "a > c"}, "a") == "a b c");
}

TEST_CASE("never the other way round, and nothing for strangers") {
  CHECK(widened({"admin > write > read"}, "read") == "");
  CHECK(widened({"admin > write > read"}, "") == "");
  CHECK(widened({"admin > write > read"}, "Admin adminx") == "");
  CHECK(widened({}, "admin") == "");
  CHECK(widened({"alone"}, "alone") == "");
}

TEST_CASE("what is held already is not said twice") {
  CHECK(widened({"admin > write > read"}, "admin write read") == "");
  CHECK(widened({"admin > write > read"}, "admin read") == "admin read write");
}

TEST_CASE("lines that are no lines are refused") {
  for (const char *line : {"", " ", ">", "a >", "> a", "a > > b", "a b > c", "a > \"b\"", "a > b\\", "a > \xc3\xa4", "a\t> b"})
    CHECK_MESSAGE(refused({line}) == Status::invalid, std::string(line));
}

TEST_CASE("no scope implies itself") {
  CHECK(refused({"a > a"}) == Status::invalid);
  CHECK(refused({"admin > write > admin"}) == Status::invalid);
  CHECK(refused({"a > b", "b > c", "c > a"}) == Status::invalid);
}

TEST_CASE("256 scopes in one line are a tree, one more is none") {
  std::string line = "s0";
  for (int i = 1; i < 256; ++i) line += " > s" + std::to_string(i);
  const std::string all = widened({line}, "s0");
  CHECK(all.ends_with(" s255"));
  CHECK(widened({line}, "s255") == "");
  CHECK(refused({line + " > s256"}) == Status::limit);
  CHECK(refused({line, "more"}) == Status::limit);
}
