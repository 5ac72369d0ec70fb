// page_notice.cpp - two words of a table, and a form for a key or a code.
#include "web/page_notice.hpp"
#include "feedback/members.hpp"
#include "web/assets.hpp"
#include <utility>

namespace tenon::web {
namespace {

struct Keys {
  std::string_view title, text;
};
constexpr Keys keys[] = {{"not_found", "not_found_text"}, {"gone", "gone_text"},          {"unauthorized", "unauthorized_text"},
                         {"forbidden", "forbidden_text"}, {"limited_title", "limited_text"}, {"broken", "broken_text"},
                         {"code_spent", "code_spent_text"}};

PageShell::Body body_of(const PageWords &words, std::string_view title, std::string_view text) {
  PageShell::Body body;
  body.frame.view("notice_title", words.word(title)).view("notice_text", words.word(text));
  body.form = assets::page_notice_html;
  body.title = words.word(title);
  return body;
}

std::string data_of(const std::string &key) {
  std::string data;
  feedback::Members(data).text("key", key);
  return data.substr(1);
}

} // namespace

Page notice_page(const PageShell &shell, int status, const Dress &dress, Notice notice, const std::string &key, bool wrong_key) {
  const PageWords &words = shell.words(dress.language);
  const Keys &said = keys[static_cast<int>(notice)];
  PageShell::Body body = body_of(words, said.title, said.text);
  body.frame.view("key", key).view("key_error", wrong_key ? words.word("key_wrong") : std::string_view());
  body.data = data_of(key);
  return shell.page(status, dress, std::move(body));
}

Page code_page(const PageShell &shell, int status, const Dress &dress, const CodeForm &form) {
  PageShell::Body body = body_of(shell.words(dress.language), "code_title", "code_text");
  body.frame.view("code", form.action).view("csrf", form.csrf).view("code_error", form.error);
  body.data = data_of("");
  return shell.page(status, dress, std::move(body));
}

} // namespace tenon::web
