// home_test.cpp - the home page says what is true, escapes what it is given, and asks nobody else for anything.
#include "crypto/digest.hpp"
#include "web/page.hpp"
#include <doctest/doctest.h>

using namespace tenon;
using web::HomeFacts;

namespace {

HomeFacts facts() {
  HomeFacts f;
  f.name = "demo";
  f.version = "1.2.3";
  f.host = "127.0.0.1:8787";
  f.tools = 2;
  f.revisions = {"2026-07-28", "2025-11-25"};
  return f;
}

bool has(const std::string &text, std::string_view part) { return text.find(part) != text.npos; }

std::string header(const web::Page &page, std::string_view name) {
  for (const auto &line : page.headers)
    if (line.first == name) return line.second;
  return "";
}

std::string between(const std::string &text, std::string_view open, std::string_view close) {
  const size_t from = text.find(open) + open.size();
  return text.substr(from, text.find(close, from) - from);
}

std::string base64(const unsigned char *bytes, size_t size) {
  constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t at = 0; at < size; at += 3) {
    unsigned value = 0;
    for (size_t i = 0; i < 3; ++i) value = value << 8 | (at + i < size ? bytes[at + i] : 0u);
    for (size_t i = 0; i < 4; ++i) out += at + i <= size ? letters[value >> (18 - 6 * i) & 63] : '=';
  }
  return out;
}

} // namespace

TEST_CASE("the page names the server, its tools, its revisions and its address") {
  const web::Page page = web::home(facts());
  CHECK(page.status == 200);
  CHECK(header(page, "Content-Type") == "text/html; charset=utf-8");
  for (const char *part : {"<h1>demo</h1>", "demo 1.2.3", "2 tools", "token required", "2026-07-28", "2025-11-25",
                           "http://127.0.0.1:8787/mcp", "http://127.0.0.1:8787/sse", "http://127.0.0.1:8787/health",
                           "&quot;mcp-remote&quot;, &quot;http://127.0.0.1:8787/mcp&quot;",
                           "&quot;--header&quot;, &quot;Authorization:${AUTH_HEADER}&quot;",
                           "npx @modelcontextprotocol/inspector --cli &#39;http://127.0.0.1:8787/mcp&#39;",
                           "curl -sS &#39;http://127.0.0.1:8787/mcp&#39;"}) {
    CAPTURE(std::string(part));
    CHECK(has(page.body, part));
  }
  CHECK_FALSE(has(page.body, "{{"));
  CHECK_FALSE(has(page.body, "--allow-http"));
}

TEST_CASE("a server without token says so, and shows no header to fill in") {
  HomeFacts f = facts();
  f.authless = true;
  f.tools = 1;
  const std::string body = web::home(f).body;
  CHECK(has(body, "open, no token"));
  CHECK(has(body, "1 tool<"));
  CHECK_FALSE(has(body, "YOUR_TOKEN"));
  CHECK_FALSE(has(body, "--header"));
}

TEST_CASE("instructions are for those who may call") {
  HomeFacts f = facts();
  f.instructions = "secret recipe";
  CHECK_FALSE(has(web::home(f).body, "secret recipe"));
  f.authless = true;
  CHECK(has(web::home(f).body, "secret recipe"));
}

TEST_CASE("behind a proxy the public address is shown, with the prefix") {
  HomeFacts f = facts();
  f.public_url = "https://mcp.example/";
  f.base_path = "/tenon/";
  const std::string body = web::home(f).body;
  CHECK(has(body, "https://mcp.example/tenon/mcp"));
  CHECK(has(body, "https://mcp.example/tenon/sse"));
  CHECK_FALSE(has(body, "127.0.0.1"));
  f.public_url = "javascript:alert(1)//";
  CHECK(has(web::home(f).body, "href=\"http://127.0.0.1:8787/tenon/health\""));
}

TEST_CASE("plain http to another machine is something that mcp-remote must be told") {
  HomeFacts f = facts();
  f.host = "192.0.2.1:8787";
  CHECK(has(web::home(f).body, "--allow-http"));
  f.public_url = "https://192.0.2.1";
  CHECK_FALSE(has(web::home(f).body, "--allow-http"));
}

TEST_CASE("whatever is put in stays text") {
  const std::string_view payloads[] = {"<script>alert(1)</script>",
                                       "\"><img src=x onerror=alert(1)>",
                                       "'-alert(1)-'",
                                       "</style><b>",
                                       "</code></pre><b>",
                                       "{{style}}",
                                       "&lt;b&gt;<!--",
                                       "javascript:alert(1)"};
  const std::string clean = web::home(facts()).body;
  const auto tags = [](const std::string &body) {
    size_t count = 0;
    for (const char c : body) count += c == '<' || c == '>';
    return count;
  };
  for (const std::string_view payload : payloads) {
    for (std::string_view HomeFacts::*field : {&HomeFacts::name, &HomeFacts::title, &HomeFacts::version, &HomeFacts::host,
                                               &HomeFacts::base_path, &HomeFacts::public_url}) {
      HomeFacts f = facts();
      f.*field = payload;
      const std::string body = web::home(f).body;
      CAPTURE(std::string(payload));
      CHECK(tags(body) == tags(clean)); // no tag more, none less
      CHECK_FALSE(has(body, "onerror=alert(1)>"));
    }
    HomeFacts f = facts();
    f.authless = true;
    f.instructions = "harmless";
    const size_t with_text = tags(web::home(f).body);
    f.instructions = payload;
    CHECK(tags(web::home(f).body) == with_text);
    f.revisions = {payload, "x"};
    CHECK(tags(web::home(f).body) == with_text);
  }
  HomeFacts f = facts();
  f.name = "{{style}}";
  CHECK(has(web::home(f).body, "{{style}} 1.2.3")); // a placeholder in a value is text
}

TEST_CASE("the policy lets in the page's own style sheet and nothing else") {
  const web::Page page = web::home(facts());
  unsigned char sum[32];
  crypto::sha256(between(page.body, "<style>", "</style>"), sum);
  const std::string policy = header(page, "Content-Security-Policy");
  CHECK(has(policy, "style-src 'sha256-" + base64(sum, 32) + "';"));
  for (const char *part : {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"})
    CHECK(has(policy, part));
  CHECK_FALSE(has(policy, "unsafe"));
  CHECK(header(page, "X-Content-Type-Options") == "nosniff");
  CHECK(header(page, "Referrer-Policy") == "no-referrer");
  for (const char *part : {"<script", " src=", "@import", "url(", " style=", "onclick"}) {
    CAPTURE(std::string(part));
    CHECK_FALSE(has(page.body, part));
  }
}
