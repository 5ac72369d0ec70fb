// neighbourhood_test.cpp - who is held responsible for which address.
#include "access/neighbourhood.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::access;

namespace {

std::string told(std::string_view peer) {
  const Neighbourhood place = neighbourhood(peer);
  switch (place.kind) {
  case Neighbourhood::Kind::nobody: return "nobody";
  case Neighbourhood::Kind::ipv4: return "4:" + std::to_string(place.number);
  case Neighbourhood::Kind::ipv6: return "6:" + std::to_string(place.number);
  case Neighbourhood::Kind::name: return "name:" + std::string(place.name);
  }
  return "?";
}

} // namespace

TEST_CASE("an IPv4 address is itself, whatever port it comes from") {
  CHECK(told("192.0.2.1") == "4:3221225985");
  CHECK(told("192.0.2.1:1") == told("192.0.2.1:65535"));
  CHECK(told("192.0.2.1:1") == told("192.0.2.1"));
  CHECK(told("192.0.2.2") != told("192.0.2.1"));
  CHECK(told("0.0.0.0") == "4:0");
  CHECK(told("255.255.255.255") == "4:4294967295");
}

TEST_CASE("an IPv6 address is the 64 bits in front, which one customer has") {
  CHECK(told("2001:db8:1:2::1") == told("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  CHECK(told("[2001:db8:1:2::1]:443") == told("2001:DB8:1:2::2"));
  CHECK(told("[2001:db8:1:2::1]") == told("2001:db8:1:2::2"));
  CHECK(told("2001:db8:1:3::1") != told("2001:db8:1:2::1"));
  CHECK(told("fe80::1%eth0") == told("fe80::2"));
  CHECK(told("::") == "6:0");
  CHECK(told("::1") == "6:0");
  CHECK(told("1::") == "6:281474976710656");
  CHECK(told("1:2:3:4:5:6:7:8") == told("1:2:3:4::"));
  CHECK(told("64:ff9b::192.0.2.1") == told("64:ff9b::"));
}

TEST_CASE("IPv4 in IPv6's clothes is IPv4") {
  CHECK(told("::ffff:192.0.2.1") == told("192.0.2.1"));
  CHECK(told("[::ffff:c000:201]:80") == told("192.0.2.1"));
  CHECK(told("::fffe:192.0.2.1") == "6:0");
}

TEST_CASE("what is no address is a name, and nothing is nobody") {
  CHECK(told("") == "nobody");
  for (const char *text : {"localhost", "unix", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.", "1..2.3", "1.2.3.4444", "1:2:3", "1:2:3:4:5:6:7:8:9",
                           "1::2::3", "12345::", ":1", "1:", ":::", "g::", "1:2:3:4:5:6:7::8", "::1.2.3", "1:2:3:4:5:6:7:1.2.3.4", "[::1", "[::1]x",
                           "[::1]:", "[::1]:x", "1.2.3.4:", "1.2.3.4:123456"})
    CHECK_MESSAGE(told(text) == "name:" + std::string(text), std::string(text));
  CHECK(told("proxy:8080") == "name:proxy"); // a port is no part of a name either
}
