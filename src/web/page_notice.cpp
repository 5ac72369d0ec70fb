// page_notice.cpp - two words of a table, and a form for a key.
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
                         {"forbidden", "forbidden_text"}, {"limited_title", "limited_text"}, {"broken", "broken_text"}};

} // namespace

Page notice_page(const PageShell &shell, int status, const Dress &dress, Notice notice, const std::string &key, bool wrong_key) {
  const PageWords &words = shell.words(dress.language);
  const Keys &said = keys[static_cast<int>(notice)];
  PageShell::Body body;
  body.frame.view("notice_title", words.word(said.title)).view("notice_text", words.word(said.text)).view("key", key);
  body.frame.view("key_error", wrong_key ? words.word("key_wrong") : std::string_view());
  body.form = assets::page_notice_html;
  body.title = words.word(said.title);
  std::string data;
  feedback::Members(data).text("key", key);
  body.data = data.substr(1);
  return shell.page(status, dress, std::move(body));
}

} // namespace tenon::web
