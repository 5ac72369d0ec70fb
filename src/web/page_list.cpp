// page_list.cpp - rows as the slots of the list, what is urgent first.
#include "web/page_list.hpp"
#include "feedback/members.hpp"
#include "web/assets.hpp"
#include "web/timestamp.hpp"
#include <algorithm>
#include <utility>

namespace tenon::web {
namespace {

using feedback::Session;
using feedback::State;

uint64_t count_of(const feedback::Tally &tally, Listed listed) {
  uint64_t count = 0;
  for (int i = 0; i < feedback::states; ++i)
    if ((states_of(listed) >> i & 1) != 0) count += tally.of_state[i];
  return count;
}

// What is open comes first, and of that what ends first; then the newest.
bool comes_before(const Session &a, const Session &b) {
  const bool a_over = feedback::over(a.state), b_over = feedback::over(b.state);
  if (a_over != b_over) return b_over;
  return a_over ? a.created_at > b.created_at : a.expires_at < b.expires_at;
}

std::string from_whom(const feedback::Asker &asker) {
  std::string from = asker.client;
  if (!from.empty() && !asker.thread.empty()) from += " · ";
  return from += asker.thread;
}

Frame item_of(const PageWords &words, const Dress &dress, const Session &session) {
  const feedback::Question &asked = session.asked->question;
  const bool open = !feedback::over(session.state), titled = !asked.title.empty();
  const int64_t time = open ? session.expires_at : session.created_at;
  Frame item;
  item.view("id", session.id).view("state", word(session.state)).text("href", link_to(dress, dress.path + '/' + session.id));
  item.view("badge", words.word(open ? std::string("badge_pending") : "badge_" + std::string(word(session.state))));
  const bool urgent = open && asked.priority == feedback::Priority::high;
  item.view("urgent", urgent ? words.word("badge_high") : std::string_view()).text("from", from_whom(session.asked->asker));
  item.view("title", titled ? asked.title : asked.message).view("message", titled ? std::string_view(asked.message) : std::string_view());
  item.text("time", timestamp(time)).text("time_text", words.say(open ? "due" : "since", {{"time", time_in_words(time)}}));
  item.view("content", asked.ai_content.empty() ? std::string_view() : words.word("has_content"));
  return item;
}

std::vector<Frame> filters_of(const PageWords &words, const Dress &dress, const ListFacts &facts) {
  std::vector<Frame> filters;
  for (int i = 0; i < listings; ++i) {
    const Listed listed = static_cast<Listed>(i);
    const std::string status(word(listed));
    Frame &filter = filters.emplace_back();
    filter.view("status", word(listed)).view("name", words.word("list_" + status)).text("count", std::to_string(count_of(facts.tally, listed)));
    filter.text("href", link_to_itself(dress, {{"status", status}})).flag("current", listed == facts.listed);
  }
  return filters;
}

std::string older(const Dress &dress, const ListFacts &facts) {
  if (facts.next.empty()) return "";
  std::string out = link_to_itself(dress, {{"status", std::string(word(facts.listed))}}); // so there is a '?' in it
  append_urlencoded(out += "&cursor=", facts.next);
  return out;
}

} // namespace

std::string_view word(Listed listed) {
  constexpr std::string_view words[listings] = {"pending", "completed", "all"};
  return words[static_cast<int>(listed)];
}

Listed listed_of(std::string_view text) {
  return text == word(Listed::completed) ? Listed::completed : text == word(Listed::all) ? Listed::all : Listed::pending;
}

uint32_t states_of(Listed listed) {
  constexpr auto bit = [](State state) { return 1u << static_cast<int>(state); };
  constexpr uint32_t completed = bit(State::answered) | bit(State::declined);
  if (listed == Listed::pending) return bit(State::open);
  return listed == Listed::completed ? completed : completed | bit(State::open) | bit(State::cancelled) | bit(State::expired);
}

Page list_page(const PageShell &shell, const Dress &dress, ListFacts facts) {
  const PageWords &words = shell.words(dress.language);
  const std::string status(word(facts.listed));
  std::stable_sort(facts.sessions.begin(), facts.sessions.end(), comes_before);
  std::vector<Frame> items;
  for (const Session &session : facts.sessions) items.push_back(item_of(words, dress, session));

  PageShell::Body body;
  body.frame.flag("filled", !items.empty()).list("filters", filters_of(words, dress, facts)).list("items", std::move(items));
  body.frame.view("empty", words.word("list_empty_" + status)).text("older", older(dress, facts));
  body.form = assets::page_list_html;
  body.title = words.word("list");
  std::string data;
  feedback::Members(data).text("api", facts.api).text("page", dress.path).text("status", status);
  body.data = data.substr(1);
  return shell.page(200, dress, std::move(body));
}

} // namespace tenon::web
