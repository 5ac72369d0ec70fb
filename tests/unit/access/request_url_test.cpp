// request_url_test.cpp - what counts as the same address.
#include "access/request_url.hpp"
#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace tenon::access;

namespace {

std::string normal(std::string_view url) { return normal_url(url).value_or("none"); }

} // namespace

TEST_CASE("scheme, host, port and an empty path have one form") {
  CHECK(normal("https://h/mcp") == "https://h/mcp");
  CHECK(normal("HTTPS://H.Example:443/Mcp") == "https://h.example/Mcp");
  CHECK(normal("http://h:80") == "http://h/");
  CHECK(normal("http://h:443/") == "http://h:443/");
  CHECK(normal("https://h:80/") == "https://h:80/");
  CHECK(normal("https://h:/") == "https://h/");
  CHECK(normal("https://[2001:DB8::1]:8443/mcp") == "https://[2001:db8::1]:8443/mcp");
  CHECK(normal("https://[::1]") == "https://[::1]/");
}

TEST_CASE("query and fragment do not count") {
  CHECK(normal("https://h/mcp?a=b#c") == "https://h/mcp");
  CHECK(normal("https://h?a=/b") == "https://h/");
  CHECK(normal("https://h#a") == "https://h/");
}

TEST_CASE("percent codes are in capitals, and only where they are needed") {
  CHECK(normal("https://h/%7em%63p") == "https://h/~mcp");
  CHECK(normal("https://h/a%2fb%c3%a4%20") == "https://h/a%2Fb%C3%A4%20");
  CHECK(normal("https://h/..%2f") == "https://h/..%2F");
}

TEST_CASE("what is no address of the web is none") {
  for (const char *url : {"", "h", "/mcp", "ftp://h/", "https:/h", "https://", "https:///mcp", "https://?", "https://u@h/", "https://u:p@h/", "https://h:x/",
                          "https://h:123456/", "https://h /", "https://h/a b", "https://h/\t", "https://h/\xc3\xa4", "https://h/%", "https://h/%4", "https://h/%zz",
                          "https://[::1", "https://[]/", "https://[g]/", "https://h]/", "https://a\\b/", "https://h:1:2/"})
    CHECK_MESSAGE(normal(url) == "none", std::string(url));
}

TEST_CASE("an address has at most 8 KiB") {
  const std::string front = "https://h/";
  CHECK(normal(front + std::string(8192 - front.size(), 'x')) != "none");
  CHECK(normal(front + std::string(8193 - front.size(), 'x')) == "none");
}

TEST_CASE("a request may have been reached by the public URL or by its host") {
  CHECK(request_urls("https://h/prefix/", "inner:8080", false, "/mcp") ==
        std::vector<std::string>{"https://h/prefix/mcp", "https://inner:8080/mcp", "http://inner:8080/mcp"});
  CHECK(request_urls("", "h:443", false, "/mcp") == std::vector<std::string>{"https://h/mcp", "http://h:443/mcp"});
  CHECK(request_urls("", "h:443", true, "/mcp") == std::vector<std::string>{"https://h/mcp"}); // nobody was asked in the clear
  CHECK(request_urls("http://h", "inner", true, "/mcp") == std::vector<std::string>{"http://h/mcp", "https://inner/mcp"});
  CHECK(request_urls("https://h", "", false, "/mcp") == std::vector<std::string>{"https://h/mcp"});
  CHECK(request_urls("no url", "no host", false, "/mcp").empty());
}
