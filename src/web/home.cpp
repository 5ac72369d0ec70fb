// home.cpp - the page at "/": what runs here and how to connect, for a person who came with a browser.
#include "json/writer.hpp"
#include "web/assets.hpp"
#include "web/authority.hpp"
#include "web/base_url.hpp"
#include "web/page.hpp"
#include "web/page_template.hpp"

namespace tenon::web {
namespace {

std::string html(std::string_view text) {
  std::string out;
  append_html(out, text);
  return out;
}

// A word in single quotes for a shell.
std::string shell_word(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string_view("'\\''") : std::string_view(&c, 1);
  return out += "'";
}

// mcp-remote takes plain http only for this machine, unless it is told that the network is to be trusted.
bool needs_allow_http(std::string_view url) {
  Origin origin;
  return url.starts_with("http://") && read_url_origin(url, origin) && !is_loopback(origin.host);
}

// The entry for a program that starts its servers from a JSON file, such as Claude Desktop. The token stands in `env`,
// because some of them break arguments at blanks.
std::string desktop_entry(const HomeFacts &facts, const std::string &url) {
  std::string out = "{\n  \"mcpServers\": {\n    ";
  json::append_text(out, facts.name);
  out += ": {\n      \"command\": \"npx\",\n      \"args\": [\"-y\", \"mcp-remote\", ";
  json::append_text(out, url);
  if (needs_allow_http(url)) out += ", \"--allow-http\"";
  if (!facts.authless) out += ",\n               \"--header\", \"Authorization:${AUTH_HEADER}\"";
  out += "]";
  if (!facts.authless) out += ",\n      \"env\": { \"AUTH_HEADER\": \"Bearer YOUR_TOKEN\" }";
  return out += "\n    }\n  }\n}";
}

std::string inspector_line(const HomeFacts &facts, const std::string &url) {
  std::string out = "npx @modelcontextprotocol/inspector --cli " + shell_word(url) + " \\\n  --method tools/list";
  if (!facts.authless) out += " \\\n  --header 'Authorization: Bearer YOUR_TOKEN'";
  return out;
}

std::string curl_line(const HomeFacts &facts, const std::string &url) {
  std::string out = "curl -sS " + shell_word(url) + " \\\n";
  if (!facts.authless) out += "  -H 'Authorization: Bearer YOUR_TOKEN' \\\n";
  out += "  -H 'Content-Type: application/json' \\\n"
         "  -H 'Accept: application/json, text/event-stream' \\\n"
         "  -H 'MCP-Protocol-Version: 2026-07-28' \\\n"
         "  -H 'Mcp-Method: tools/list' \\\n"
         "  -d '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{\n"
         "        \"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\n"
         "        \"io.modelcontextprotocol/clientInfo\":{\"name\":\"curl\",\"version\":\"1\"},\n"
         "        \"io.modelcontextprotocol/clientCapabilities\":{}}}}'";
  return out;
}

std::string tool_count(size_t tools) {
  return tools == 0 ? "no tools yet" : tools == 1 ? "1 tool" : std::to_string(tools) + " tools";
}

// Each revision as an item of the list.
std::string revision_items(const HomeFacts &facts) {
  std::string out;
  for (const std::string_view revision : facts.revisions) out += "<li><code>" + html(revision) + "</code></li>";
  return out;
}

// Behind a token the instructions are for those who have one.
std::string instructions_block(const HomeFacts &facts) {
  if (!facts.authless || facts.instructions.empty()) return "";
  return "<section aria-labelledby=\"words\"><h2 id=\"words\">What it tells agents</h2><blockquote>" +
         html(facts.instructions) + "</blockquote></section>";
}

std::string token_note(const HomeFacts &facts) {
  if (facts.authless) return "<p>This server asks for no token: whoever reaches it may use its tools.</p>";
  return "<p>Calls need a bearer token. Ask the people who run this server for yours, and put it in place of "
         "<code>YOUR_TOKEN</code>.</p>";
}

std::string value_of(std::string_view key, const HomeFacts &facts, const std::string &url) {
  const std::string endpoint = url + "/mcp";
  if (key == "style") return std::string(assets::home_css);
  if (key == "title") return html(facts.title.empty() ? facts.name : facts.title);
  if (key == "name") return html(facts.name);
  if (key == "version") return html(facts.version);
  if (key == "tools") return tool_count(facts.tools);
  if (key == "access") return facts.authless ? "open, no token" : "token required";
  if (key == "access_class") return facts.authless ? "open" : "locked";
  if (key == "mcp_url") return html(endpoint);
  if (key == "sse_url") return html(url + "/sse");
  if (key == "health_url") return html(url + "/health");
  if (key == "token_note") return token_note(facts);
  if (key == "desktop") return html(desktop_entry(facts, endpoint));
  if (key == "inspector") return html(inspector_line(facts, endpoint));
  if (key == "curl") return html(curl_line(facts, endpoint));
  if (key == "instructions") return instructions_block(facts);
  if (key == "revisions") return revision_items(facts);
  return "";
}

// The template with each {{key}} replaced. What is put in is not looked at again.
std::string fill(std::string_view text, const HomeFacts &facts) {
  const std::string url = base_url(facts.public_url, facts.host, facts.secure, facts.base_path);
  std::string out;
  out.reserve(text.size() + assets::home_css.size() + 4096);
  for (;;) {
    const size_t open = text.find("{{"), close = text.find("}}", open);
    if (close == text.npos) return out.append(text);
    out.append(text.substr(0, open)).append(value_of(text.substr(open + 2, close - open - 2), facts, url));
    text.remove_prefix(close + 2);
  }
}

} // namespace

Page home(const HomeFacts &facts) {
  // The page needs its one style sheet and its icon, and may do nothing else.
  std::string policy = "default-src 'none'; style-src 'sha256-";
  policy.append(assets::home_css_sha256)
      .append("'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  return {200,
          {{"Content-Type", "text/html; charset=utf-8"},
           {"Cache-Control", "no-cache"},
           {"Content-Security-Policy", std::move(policy)},
           {"X-Content-Type-Options", "nosniff"},
           {"Referrer-Policy", "no-referrer"}},
          fill(assets::home_html, facts)};
}

} // namespace tenon::web
