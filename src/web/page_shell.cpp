// page_shell.cpp - the shell's slots and headers; docs/page.md tells them one by one.
#include "web/page_shell.hpp"
#include "feedback/letters.hpp"
#include "feedback/members.hpp"
#include "web/assets.hpp"
#include "web/timestamp.hpp"
#include <algorithm>
#include <initializer_list>

namespace tenon::web {
namespace {

using feedback::Language;

constexpr std::string_view kinds[page_kinds] = {"question", "list", "notice"};
constexpr size_t title_points = 50;

std::string joined(std::initializer_list<std::string_view> scripts) {
  std::string all;
  for (const std::string_view each : scripts) {
    if (!all.empty()) all += '\n';
    all += each;
  }
  return all;
}

constexpr std::string_view html_language(Language language) { return language == Language::zh ? "zh-CN" : "en"; }
constexpr std::string_view short_language(Language language) { return language == Language::zh ? "zh" : "en"; }
constexpr Language other(Language language) { return language == Language::zh ? Language::en : Language::zh; }

std::string with_query(const Dress &dress, std::string_view path, std::initializer_list<std::string_view> names, const std::vector<FormPair> &changes) {
  std::string out(path);
  char sign = '?';
  for (const std::string_view name : names) {
    const bool changed = std::any_of(changes.begin(), changes.end(), [&](const FormPair &each) { return each.name == name; });
    const std::string_view value = value_of(changed ? changes : dress.query, name);
    if (value.empty()) continue;
    out += sign;
    append_urlencoded((out += name) += '=', value);
    sign = '&';
  }
  return out;
}

// A script element ends at "</script", wherever that stands.
std::string data_for_script(const Dress &dress, const PageWords &words, std::string_view more) {
  std::string data;
  feedback::Members members(data);
  members.text("kind", kinds[static_cast<int>(dress.kind)]).text("language", short_language(dress.language));
  members.raw("words", words.json()).raw_members(more).close();
  std::string out;
  out.reserve(data.size() + 256);
  for (std::string_view rest = data;;) {
    const size_t run = rest.find('<');
    out += rest.substr(0, run);
    if (run == rest.npos) return out;
    out += "\\u003c";
    rest.remove_prefix(run + 1);
  }
}

std::vector<std::pair<std::string, std::string>> headers_of(const Dress &dress) {
  std::string policy = "default-src 'none'; script-src 'nonce-";
  policy.append(dress.nonce).append("'; style-src 'nonce-").append(dress.nonce);
  policy += "'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'";
  return {{"Content-Type", "text/html; charset=utf-8"},
          {"Content-Language", std::string(short_language(dress.language))},
          {"Cache-Control", "no-store"},
          {"Content-Security-Policy", std::move(policy)},
          {"X-Content-Type-Options", "nosniff"},
          {"X-Frame-Options", "DENY"},
          {"Referrer-Policy", "same-origin"}, // under no-referrer forms would come with "Origin: null"
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"}};
}

} // namespace

std::string link_to_itself(const Dress &dress, const std::vector<FormPair> &changes) {
  return with_query(dress, dress.path, {"lang", "theme", "status", "mine"}, changes);
}

std::string link_to(const Dress &dress, std::string_view path) { return with_query(dress, path, {"lang", "theme"}, {}); }

std::string link_to_list(const Dress &dress) {
  return dress.list_path.empty() || dress.kind == PageKind::list ? std::string() : link_to(dress, dress.list_path);
}

std::string time_in_words(int64_t unix_ms) {
  std::string time = timestamp(unix_ms).substr(0, 16);
  time[10] = ' ';
  return time += " UTC";
}

PageShell::PageShell(std::string product)
    : product_(std::move(product)), zh_(assets::page_words_zh_json), en_(assets::page_words_en_json),
      scripts_{joined({assets::page_core_js, assets::page_markdown_js, assets::page_live_js, assets::page_form_js, assets::page_question_js}),
               joined({assets::page_core_js, assets::page_list_js}), joined({assets::page_core_js, assets::page_notice_js})} {}

Page PageShell::page(int status, const Dress &dress, Body body) const {
  const PageWords &said = words(dress.language);
  Frame shell;
  shell.text("title", feedback::shortened(body.title, title_points)).view("product", product_);
  shell.view("kind", kinds[static_cast<int>(dress.kind)]).view("nonce", dress.nonce).view("theme", dress.theme);
  shell.view("lang", html_language(dress.language)).view("other_lang", html_language(other(dress.language)));
  shell.text("list_url", link_to_list(dress));
  shell.text("to_auto", link_to_itself(dress, {{"theme", "auto"}})).text("to_light", link_to_itself(dress, {{"theme", "light"}}));
  shell.text("to_dark", link_to_itself(dress, {{"theme", "dark"}}));
  shell.text("to_language", link_to_itself(dress, {{"lang", std::string(short_language(other(dress.language)))}}));
  shell.view("style", assets::page_css).view("head_script", assets::page_head_js);
  shell.view("script", scripts_[static_cast<int>(dress.kind)]).text("data", data_for_script(dress, said, body.data));

  const Scope words_scope{said.frame()}, shell_scope{shell, &words_scope};
  std::string filled;
  append_filled(filled, body.form, Scope{body.frame, &shell_scope});
  Frame inside;
  inside.text("body", std::move(filled));
  Page page{status, headers_of(dress), {}};
  page.body.reserve(100'000);
  append_filled(page.body, assets::page_html, Scope{inside, &shell_scope});
  return page;
}

} // namespace tenon::web
