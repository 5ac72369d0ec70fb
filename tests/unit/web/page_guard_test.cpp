// page_guard_test.cpp - tokens that fit one session and one reader, and origins that are ours.
#include "web/page_guard.hpp"
#include <doctest/doctest.h>

using namespace tenon::web;

TEST_CASE("a token fits its session and its reader, and no other") {
  const PageGuard guard("secret one"), other("secret two");
  const std::string token = guard.token("s-1", "ann");
  CHECK(token.size() == 43);
  CHECK(guard.fits(token, "s-1", "ann"));
  CHECK_FALSE(guard.fits(token, "s-2", "ann"));
  CHECK_FALSE(guard.fits(token, "s-1", ""));
  CHECK_FALSE(guard.fits(token, "s-1", "ann "));
  CHECK_FALSE(other.fits(token, "s-1", "ann"));
  CHECK_FALSE(guard.fits("", "s-1", "ann"));
  CHECK_FALSE(guard.fits(token + "A", "s-1", "ann"));
  CHECK_FALSE(guard.fits(token.substr(1), "s-1", "ann"));
  CHECK(guard.token("a\nb", "c") == guard.token("a", "b\nc")); // which is why ids have no line ends
}

TEST_CASE("our own pages come from the host that was asked for, or from the public URL") {
  const std::string_view url = "https://feedback.example.com/prefix";
  CHECK(own_origin("http://localhost:8080", "localhost:8080", false, ""));
  CHECK(own_origin("http://LOCALHOST:8080", "localhost:8080", false, ""));
  CHECK(own_origin("http://h", "h", false, ""));
  CHECK(own_origin("http://h", "h:80", false, ""));
  CHECK(own_origin("https://h", "h:443", false, ""));
  CHECK(own_origin("https://h", "h", false, "")); // before us, somebody else may do the TLS
  CHECK(own_origin("https://h", "h", true, ""));
  CHECK(own_origin("http://h", "10.0.0.7:8080", true, "http://h"));
  CHECK(own_origin("http://[::1]:3000", "[::1]:3000", false, ""));
  CHECK(own_origin("https://feedback.example.com", "10.0.0.7:8080", false, url));
  CHECK(own_origin("https://feedback.example.com:443", "10.0.0.7:8080", false, url));
}

TEST_CASE("all others are strangers") {
  const std::string_view url = "https://feedback.example.com/prefix";
  for (const char *origin : {"null", "", "https://evil.example", "http://h.evil.example", "http://evil.h", "http://h:81", "http://h@evil.example",
                             "http://evil.example/h", "h", "file://", "ftp://h", "chrome-extension://h"})
    CHECK_MESSAGE(!own_origin(origin, "h", false, ""), origin);
  CHECK_FALSE(own_origin("http://feedback.example.com", "10.0.0.7:8080", false, url)); // another scheme
  CHECK_FALSE(own_origin("https://feedback.example.com:8443", "10.0.0.7:8080", false, url));
  CHECK_FALSE(own_origin("http://h", "h", true, "")); // where we are over TLS, the same host in the clear is another
  CHECK_FALSE(own_origin("http://h:443", "h:443", true, ""));
  CHECK_FALSE(own_origin("http://h", "", false, ""));
  CHECK_FALSE(own_origin("http://h", "not a host", false, ""));
}
