// cross_origin_test.cpp - who may talk to us: Host and Origin as tables, and what browsers are told.
#include "web/cross_origin.hpp"
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tenon;
using web::HostGuard;

namespace {

framing::Request request_with(std::string_view name, std::string_view value) {
  const framing::HeaderLine line{name, value};
  framing::Request request;
  REQUIRE(framing::read_head("POST", "/mcp", {&line, 1}, {10, 1000}, request) == framing::HeadTrouble::none);
  return request;
}

bool host_ok(const HostGuard &guard, std::string_view host) { return guard.host_ok(request_with("Host", host)); }
bool origin_ok(const HostGuard &guard, std::string_view origin) { return guard.origin_ok(request_with("Origin", origin)); }

const std::string_view hosts[] = {"Example.COM", "ported.example:8443", "[2001:db8::1]", "dotted.example.", "not a host"};
const std::string_view origins[] = {"https://playground.example", "http://dev.example:3000", "https://Slash.Example/",
                                    "vscode-webview://abc", "nonsense"};

} // namespace

TEST_CASE("hosts that are ours, in every spelling") {
  const HostGuard guard("https://mcp.public.example:8443/prefix", hosts, origins);
  for (const std::string yes : {"localhost",
                                "LOCALHOST",
                                "localhost:8787",
                                "localhost.",
                                "localhost.:1",
                                "127.0.0.1",
                                "127.0.0.1:65535",
                                "127.0.0.1.",
                                "[::1]",
                                "[::1]:8787",
                                "example.com",
                                "EXAMPLE.com:99",
                                "example.com.",
                                "example.com.:99",
                                "ported.example:8443",
                                "PORTED.example.:8443",
                                "[2001:db8::1]",
                                "[2001:DB8::1]:80",
                                "dotted.example",
                                "dotted.example.",
                                "mcp.public.example",
                                "mcp.public.example:8443",
                                "mcp.public.example:1"}) {
    CAPTURE(yes);
    CHECK(host_ok(guard, yes));
  }
}

TEST_CASE("threat 1: hosts that are not ours, however near they look") {
  const HostGuard guard("https://mcp.public.example:8443/prefix", hosts, origins);
  for (const std::string no : {"",
                               "evil.example.com",
                               "localhost.evil.com",
                               "127.0.0.1.evil.com",
                               "evil.localhost",
                               "notlocalhost",
                               "localhost..",
                               "localhost:",
                               "localhost:99999",
                               "localhost:80:80",
                               "user@localhost",
                               "localhost@evil.com",
                               "localhost:80@evil.com",
                               "evil.com:80#localhost",
                               "localhost/evil",
                               "localhost,evil.com",
                               "localhost evil.com",
                               "2130706433",
                               "0x7f000001",
                               "0177.0.0.1",
                               "127.1",
                               "127.0.0.2",
                               "0.0.0.0",
                               "::1",
                               "[::1",
                               "[::]",
                               "[0:0:0:0:0:0:0:1]",
                               "[::ffff:127.0.0.1]",
                               "[::1%lo]",
                               "xexample.com",
                               "example.com.evil.com",
                               "example.comx",
                               "example.com..",
                               "ported.example",
                               "ported.example:443",
                               "playground.example",
                               "[2001:db8::2]",
                               "not a host",
                               "."}) {
    CAPTURE(no);
    CHECK_FALSE(host_ok(guard, no));
  }
}

TEST_CASE("a request without Host, or with two, is nobody's") {
  const HostGuard guard("", {}, {});
  framing::Request request;
  CHECK_FALSE(guard.host_ok(request));
  const framing::HeaderLine twice[] = {{"Host", "localhost"}, {"host", "localhost"}};
  REQUIRE(framing::read_head("GET", "/", twice, {10, 1000}, request) == framing::HeadTrouble::none);
  CHECK_FALSE(guard.host_ok(request));
  const framing::HeaderLine origin_twice[] = {{"Origin", "http://localhost"}, {"Origin", "http://localhost"}};
  REQUIRE(framing::read_head("GET", "/", origin_twice, {10, 1000}, request) == framing::HeadTrouble::none);
  CHECK_FALSE(guard.origin_ok(request));
}

TEST_CASE("threat 2: fifty origins") {
  struct Row {
    std::string origin;
    bool ok;
  };
  const Row rows[] = {
      {"http://localhost", true},
      {"http://localhost:3000", true},
      {"https://localhost:443", true},
      {"HTTP://LOCALHOST:3000", true},
      {"http://127.0.0.1", true},
      {"http://127.0.0.1:6274", true},
      {"https://127.0.0.1", true},
      {"http://[::1]", true},
      {"http://[::1]:8080", true},
      {"https://playground.example", true},
      {"https://PLAYGROUND.example", true},
      {"https://playground.example:443", true},
      {"http://dev.example:3000", true},
      {"https://slash.example", true},
      {"vscode-webview://abc", true},
      {"https://mcp.public.example:8443", true},
      {"", false},
      {"null", false},
      {"NULL", false},
      {"*", false},
      {"localhost", false},
      {"//localhost", false},
      {"http:localhost", false},
      {"http://", false},
      {"ftp://localhost", false},
      {"file://localhost", false},
      {"file://", false},
      {"ws://localhost", false},
      {"http://localhost.", false},
      {"http://localhost/", false},
      {"http://localhost/x", false},
      {"http://localhost:3000:80", false},
      {"http://localhost.evil.com", false},
      {"http://evil.com#http://localhost", false},
      {"http://evil.com?localhost", false},
      {"http://localhost@evil.com", false},
      {"http://evil.com@localhost", false},
      {"http://127.0.0.1.evil.com", false},
      {"http://127.0.0.2", false},
      {"http://2130706433", false},
      {"http://0.0.0.0:8787", false},
      {"http://[::]", false},
      {"http://[::ffff:127.0.0.1]", false},
      {"http://playground.example", false},
      {"https://playground.example:444", false},
      {"https://playground.example.", false},
      {"https://xplayground.example", false},
      {"https://playground.example.evil.com", false},
      {"https://playground.exampl", false},
      {"http://dev.example", false},
      {"http://dev.example:30000", false},
      {"https://dev.example:3000", false},
      {"https://mcp.public.example", false},
      {"http://mcp.public.example:8443", false},
      {"https://example.com", false},
      {"https://slash.example/", false},
      {"vscode-webview://abcd", false},
      {"https://playground.example, https://evil.com", false},
      {"https://playground.example https://evil.com", false},
      {"nonsense", false},
      {"https://playground.ex\xc3\xa4mple", false},
  };
  const HostGuard guard("https://mcp.public.example:8443/prefix", hosts, origins);
  size_t yes = 0;
  for (const Row &row : rows) {
    CAPTURE(row.origin);
    CHECK(origin_ok(guard, row.origin) == row.ok);
    yes += row.ok;
  }
  CHECK(yes == 16);
  CHECK(guard.origin_ok(framing::Request{})); // no Origin: no page of another origin
}

TEST_CASE("* allows every origin that is one") {
  const std::string_view all[] = {"*"};
  const HostGuard guard("", {}, all);
  CHECK(origin_ok(guard, "https://anything.example:1234"));
  CHECK_FALSE(origin_ok(guard, "null"));
  CHECK_FALSE(origin_ok(guard, "https://a/b"));
  CHECK_FALSE(host_ok(guard, "anything.example"));
}

TEST_CASE("without any permission only this machine is let in") {
  const HostGuard guard("", {}, {});
  CHECK(host_ok(guard, "localhost:8787"));
  CHECK(origin_ok(guard, "http://localhost:8787"));
  CHECK_FALSE(host_ok(guard, "example.com"));
  CHECK_FALSE(origin_ok(guard, "https://example.com"));
}

TEST_CASE("entries that mean nothing can be told beforehand") {
  CHECK(HostGuard::usable_host("example.com"));
  CHECK(HostGuard::usable_host("[2001:db8::1]:80"));
  CHECK_FALSE(HostGuard::usable_host("*"));
  CHECK_FALSE(HostGuard::usable_host("https://example.com"));
  CHECK_FALSE(HostGuard::usable_host("example.com/x"));
  CHECK(HostGuard::usable_origin("*"));
  CHECK(HostGuard::usable_origin("https://example.com/"));
  CHECK_FALSE(HostGuard::usable_origin("https://example.com/x"));
  CHECK_FALSE(HostGuard::usable_origin("example.com"));
  CHECK_FALSE(HostGuard::usable_origin("null"));
  CHECK(HostGuard::usable_url("https://example.com:1/x"));
  CHECK_FALSE(HostGuard::usable_url("ftp://example.com"));
  CHECK_FALSE(HostGuard::usable_url("example.com"));
}

TEST_CASE("a browser is told what it may read, others only that it would have mattered") {
  const auto told = [](const framing::Request &request) {
    std::string text;
    const web::CrossOrigin cors = web::cross_origin(request);
    for (size_t i = 0; i < cors.count; ++i)
      text += std::string(cors.lines[i].name) + ": " + std::string(cors.lines[i].value) + "\n";
    return text;
  };
  CHECK(told(framing::Request{}) == "Vary: Origin\n");
  CHECK(told(request_with("Origin", "http://localhost:1")) ==
        "Access-Control-Allow-Origin: http://localhost:1\nAccess-Control-Expose-Headers: Mcp-Session-Id, WWW-Authenticate, "
        "Retry-After, DPoP-Nonce\nVary: Origin\n");
}
