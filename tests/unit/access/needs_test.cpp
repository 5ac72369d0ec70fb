// needs_test.cpp - what an operation asks for, and who has it.
#include "access/needs.hpp"
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tenon;
using namespace tenon::access;

namespace {

Needs needs(std::string_view scopes, const std::vector<std::string_view> &roles = {}, std::string_view permissions = "") {
  auto made = Needs::make(scopes, roles, permissions);
  REQUIRE(made);
  return *made;
}

Principal holding(const char *scopes, std::vector<std::string> roles = {}, const char *permissions = "") {
  Principal who;
  who.scopes = scopes;
  who.roles = std::move(roles);
  who.permissions = permissions;
  return who;
}

std::string verdict(const Needs &asked, const Principal &who) { return word(asked.met_by(who)); }

} // namespace

TEST_CASE("who asks for nothing gets everybody") {
  CHECK(Needs().nothing());
  CHECK(needs("").nothing());
  CHECK(needs("   ").nothing());
  CHECK(verdict(Needs(), Principal()) == "accepted");
  CHECK_FALSE(needs("a").nothing());
  CHECK_FALSE(needs("", {"a"}).nothing());
  CHECK_FALSE(needs("", {}, "a").nothing());
}

TEST_CASE("all scopes are needed") {
  CHECK(verdict(needs("read write"), holding("write other read")) == "accepted");
  CHECK(verdict(needs("read write"), holding("read")) == "lacks_scope");
  CHECK(verdict(needs("read"), holding("readonly")) == "lacks_scope");
  CHECK(verdict(needs("read"), holding("")) == "lacks_scope");
}

TEST_CASE("a scope may be implied by another") {
  Principal admin = holding("admin");
  CHECK(verdict(needs("read"), admin) == "lacks_scope");
  admin.widened = "admin write read";
  CHECK(verdict(needs("read admin"), admin) == "accepted");
  CHECK(verdict(needs("delete"), admin) == "lacks_scope");
}

TEST_CASE("one of the roles is enough, and it is compared whole") {
  CHECK(verdict(needs("", {"admin", "head of the house"}), holding("", {"guest", "head of the house"})) == "accepted");
  CHECK(verdict(needs("", {"admin"}), holding("", {"guest"})) == "lacks_role");
  CHECK(verdict(needs("", {"head"}), holding("", {"head of the house"})) == "lacks_role");
  CHECK(verdict(needs("", {"Admin"}), holding("", {"admin"})) == "lacks_role");
  CHECK(verdict(needs("", {"admin"}), holding("admin")) == "lacks_role"); // a scope is no role
}

TEST_CASE("all permissions are needed") {
  CHECK(verdict(needs("", {}, "a:r a:w"), holding("", {}, "a:w a:r")) == "accepted");
  CHECK(verdict(needs("", {}, "a:r a:w"), holding("", {}, "a:r")) == "lacks_permission");
  CHECK(verdict(needs("", {}, "a:r"), holding("a:r")) == "lacks_permission");
}

TEST_CASE("a client is only told to get more scopes when that would help") {
  const Needs all = needs("s", {"r"}, "p");
  CHECK(verdict(all, holding("")) == "lacks_role");
  CHECK(verdict(all, holding("", {"r"})) == "lacks_permission");
  CHECK(verdict(all, holding("", {"r"}, "p")) == "lacks_scope");
  CHECK(verdict(all, holding("s", {"r"}, "p")) == "accepted");
}

TEST_CASE("scopes are named with single spaces, in the host's order") {
  CHECK(needs("  write   read ").scopes() == "write read");
  CHECK(needs("", {"b", "a"}).roles() == std::vector<std::string>{"b", "a"});
  CHECK(needs("", {}, " x  y").permissions() == "x y");
}

TEST_CASE("what no token could hold is the host's mistake") {
  const auto refused = [](std::string_view scopes, const std::vector<std::string_view> &roles, std::string_view permissions) {
    const auto made = Needs::make(scopes, roles, permissions);
    REQUIRE_FALSE(made);
    return made.refusal().status;
  };
  const std::string long_role(257, 'r');
  CHECK(refused("a\"b", {}, "") == Status::invalid);
  CHECK(refused("", {}, "a\nb") == Status::invalid);
  CHECK(refused("", {""}, "") == Status::invalid);
  CHECK(refused("", {"a\nb"}, "") == Status::invalid);
  CHECK(refused("", {"\xff"}, "") == Status::invalid);
  CHECK(refused("", {long_role}, "") == Status::invalid);
  CHECK(needs("", {std::string_view(long_role).substr(1)}).roles().size() == 1);
  const std::vector<std::string_view> most(64, "r"), more(65, "r");
  CHECK(needs("", most).roles().size() == 64);
  CHECK(refused("", more, "") == Status::limit);
  std::string words = "w";
  for (int i = 1; i < 512; ++i) words += " w";
  CHECK(needs(words).scopes() == words);
  CHECK(refused(words + " w", {}, "") == Status::limit);
  CHECK(refused("", {}, words + " w") == Status::limit);
}
