// authority_test.cpp - hosts, ports and origins, and the texts that only look like them.
#include "web/authority.hpp"
#include <doctest/doctest.h>
#include <string>

using namespace tenon::web;

TEST_CASE("an authority is a host and perhaps a port") {
  struct Row {
    std::string text, host;
    int32_t port;
  };
  const Row rows[] = {
      {"localhost", "localhost", no_port},
      {"localhost:8787", "localhost", 8787},
      {"EXAMPLE.com:65535", "EXAMPLE.com", 65535},
      {"[::1]", "[::1]", no_port},
      {"[::1]:80", "[::1]", 80},
      {"[::ffff:127.0.0.1]:1", "[::ffff:127.0.0.1]", 1},
      {"a_b-c.d.", "a_b-c.d.", no_port},
      {"host:0", "host", 0},
  };
  for (const Row &row : rows) {
    CAPTURE(row.text);
    Authority out;
    CHECK(read_authority(row.text, out));
    CHECK(out.host == row.host);
    CHECK(out.port == row.port);
  }
  for (const std::string bad : {"",        ":80",       "host:",        "host:65536", "host:123456", "host:8o",    "host:-1",
                                "host:+1", "user@host", "user:pw@host", "host/",      "host path",   "host,other", "[::1",
                                "[]",      "[::1]x",    "[::1]:",       "[g::1]",     "::1",         "host\\x",    "host?x",
                                "host#x",  "h%6fst",    "h\xc3\xb6st",  "host:80:80"}) {
    CAPTURE(bad);
    Authority out;
    CHECK_FALSE(read_authority(bad, out));
  }
}

TEST_CASE("an origin is a scheme and an authority, with the scheme's port filled in") {
  Origin out;
  REQUIRE(read_origin("http://a", out));
  CHECK(out.port == 80);
  REQUIRE(read_origin("HTTPS://a.b", out));
  CHECK(out.port == 443);
  REQUIRE(read_origin("https://a:444", out));
  CHECK(out.port == 444);
  REQUIRE(read_origin("vscode-webview://abc", out));
  CHECK(out.scheme == "vscode-webview");
  CHECK(out.port == no_port);
  for (const std::string bad : {"", "null", "http", "http:", "http:/a", "http://", "://a", "//a", "http://a/", "http://a/b",
                                "1http://a", "ht tp://a", "http://a?b", "http://a http://b"}) {
    CAPTURE(bad);
    CHECK_FALSE(read_origin(bad, out));
  }
  REQUIRE(read_url_origin("https://h:8443/prefix?q#f", out));
  CHECK(out.host == "h");
  CHECK(out.port == 8443);
  CHECK_FALSE(read_url_origin("https:///x", out));
  CHECK_FALSE(read_url_origin("/x", out));
  CHECK_FALSE(read_url_origin("https://user@h/x", out));
}
