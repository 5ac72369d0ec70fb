// cookies_test.cpp - cookies as browsers bring them, and as they are told to keep them.
#include "web/cookies.hpp"
#include <doctest/doctest.h>

using namespace tenon::web;
using Values = std::vector<std::string_view>;

TEST_CASE("the values of one name, in their order, and of no other") {
  CHECK(cookies_of("", "a").empty());
  CHECK(cookies_of("a=1", "a") == Values{"1"});
  CHECK(cookies_of("b=2; a=1;a=3 ;\ta=", "a") == Values{"1", "3", ""});
  CHECK(cookies_of("aa=1; xa=2; a; A=3; ;;=a; b=a=4", "a").empty());
  CHECK(cookies_of("a=x=y", "a") == Values{"x=y"});
}

TEST_CASE("so many of one name are looked at, and no more") {
  std::string header;
  for (size_t i = 0; i < most_of_a_name; ++i) header += "a=1; ";
  CHECK(cookies_of(header + "b=1", "b").size() == 1);
  CHECK(cookies_of(header, "a").size() == most_of_a_name);
  CHECK(cookies_of(header + "a=1", "a").size() == most_of_a_name);
}

TEST_CASE("a new cookie is for one path, for a time, and for no script") {
  NewCookie cookie{"n", "v", "/p/feedback/x", 60};
  CHECK(set_cookie(cookie) == "n=v; Path=/p/feedback/x; Max-Age=60; HttpOnly; SameSite=Strict");
  cookie.secure = cookie.from_links = true;
  CHECK(set_cookie(cookie) == "n=v; Path=/p/feedback/x; Max-Age=60; HttpOnly; SameSite=Lax; Secure");
}
