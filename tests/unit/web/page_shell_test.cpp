// page_shell_test.cpp - what is around a page: its headers, its links, its data, and nothing that could break out of it.
#include "web/page_shell.hpp"
#include "web/assets.hpp"
#include <doctest/doctest.h>

using namespace tenon::web;
using tenon::feedback::Language;

namespace {

Dress dressed(std::string_view query = "") {
  Dress dress;
  dress.kind = PageKind::question;
  dress.path = "/prefix/feedback/s-1";
  dress.nonce = "bm9uY2U=";
  REQUIRE(read_urlencoded(query, 32, dress.query));
  return dress;
}

std::string header(const Page &page, std::string_view name) {
  for (const auto &each : page.headers)
    if (each.first == name) return each.second;
  return "";
}
bool has(const Page &page, std::string_view text) { return page.body.find(text) != std::string::npos; }

} // namespace

TEST_CASE("links carry language, theme, status and the own submission along, and nothing else") {
  const Dress dress = dressed("lang=zh&theme=dark&status=all&mine=a%26b&cursor=c&x=1");
  CHECK(link_to_itself(dress) == "/prefix/feedback/s-1?lang=zh&theme=dark&status=all&mine=a%26b");
  CHECK(link_to_itself(dress, {{"theme", "light"}}) == "/prefix/feedback/s-1?lang=zh&theme=light&status=all&mine=a%26b");
  CHECK(link_to_itself(dress, {{"mine", ""}, {"status", ""}}) == "/prefix/feedback/s-1?lang=zh&theme=dark");
  CHECK(link_to(dress, "/prefix/feedback") == "/prefix/feedback?lang=zh&theme=dark");
  CHECK(link_to_itself(dressed()) == "/prefix/feedback/s-1");
}

TEST_CASE("the list is linked for those who may see it, and from elsewhere") {
  Dress dress = dressed("lang=en");
  CHECK(link_to_list(dress) == "");
  dress.list_path = "/prefix/feedback";
  CHECK(link_to_list(dress) == "/prefix/feedback?lang=en");
  dress.kind = PageKind::list;
  CHECK(link_to_list(dress) == "");
}

TEST_CASE("a page has the headers of docs/page.md, with its own nonce") {
  const PageShell shell("Tenon");
  const Page page = shell.page(410, dressed(), {});
  CHECK(page.status == 410);
  CHECK(header(page, "Content-Type") == "text/html; charset=utf-8");
  CHECK(header(page, "Content-Language") == "en");
  CHECK(header(page, "Content-Security-Policy") ==
        "default-src 'none'; script-src 'nonce-bm9uY2U='; style-src 'nonce-bm9uY2U='; connect-src 'self'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'");
  CHECK(header(page, "Cache-Control") == "no-store");
  CHECK(header(page, "X-Content-Type-Options") == "nosniff");
  CHECK(header(page, "X-Frame-Options") == "DENY");
  CHECK(header(page, "Referrer-Policy") == "same-origin");
  CHECK(header(page, "Cross-Origin-Opener-Policy") == "same-origin");
  CHECK(header(page, "Cross-Origin-Resource-Policy") == "same-origin");
  CHECK(header(page, "Permissions-Policy") == "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
}

TEST_CASE("every script and style has the nonce") {
  const PageShell shell("Tenon");
  for (const PageKind kind : {PageKind::question, PageKind::list, PageKind::notice}) {
    Dress dress = dressed();
    dress.kind = kind;
    const Page page = shell.page(200, dress, {});
    size_t elements = 0;
    for (const std::string_view tag : {"\n<script", "\n<style"})
      for (size_t at = page.body.find(tag); at != std::string::npos; at = page.body.find(tag, at + 1), ++elements) {
        const std::string element = page.body.substr(at, page.body.find('>', at) - at);
        CHECK(element.find("nonce=\"bm9uY2U=\"") != std::string::npos);
      }
    CHECK(elements == 4);
    CHECK(has(page, assets::page_core_js));
    CHECK(has(page, assets::page_css));
  }
}

TEST_CASE("title and product are escaped, and a long title is cut between letters") {
  const PageShell shell("<Product>");
  PageShell::Body body;
  body.title = "</title><script>";
  for (int i = 0; i < 50; ++i) body.title += "你";
  const Page page = shell.page(200, dressed(), std::move(body));
  CHECK(has(page, "<title>&lt;/title&gt;&lt;script&gt;你"));
  CHECK(has(page, "你... – &lt;Product&gt;</title>"));
}

TEST_CASE("data cannot end its script") {
  const PageShell shell("Tenon");
  PageShell::Body body;
  body.data = R"("view":{"a":"</script><!--<script>"})";
  const Page page = shell.page(200, dressed(), std::move(body));
  CHECK(has(page, R"("view":{"a":"\u003c/script>\u003c!--\u003cscript>"}})"));
  CHECK_FALSE(has(page, "</script><!--"));
}

TEST_CASE("the language is the page's, and the other one is a link away") {
  const PageShell shell("Tenon");
  Dress dress = dressed("theme=dark");
  dress.language = Language::zh;
  dress.theme = "dark";
  const Page page = shell.page(200, dress, {});
  CHECK(header(page, "Content-Language") == "zh");
  CHECK(has(page, "<html lang=\"zh-CN\" dir=\"ltr\" data-theme=\"dark\">"));
  CHECK(has(page, "href=\"/prefix/feedback/s-1?lang=en&amp;theme=dark\" lang=\"en\""));
  CHECK(has(page, "\"language\":\"zh\""));
}

TEST_CASE("times are told in UTC") {
  CHECK(time_in_words(0) == "1970-01-01 00:00 UTC");
  CHECK(time_in_words(1'800'000'059'999) == "2027-01-15 08:00 UTC");
}
