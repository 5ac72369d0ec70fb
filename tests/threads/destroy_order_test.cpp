// destroy_order_test.cpp - server, exchange and reply go in every order; each user is dropped once, the host's last.
#include "threads/stage.hpp"
#include <algorithm>
#include <doctest/doctest.h>

using namespace stage;

namespace {

enum class Scene { modern, session, channel, event_stream };
constexpr Scene scenes[] = {Scene::modern, Scene::session, Scene::channel, Scene::event_stream};

struct Diary {
  std::string text; // one letter for each drop: host, tool, exchange
};

struct User {
  Diary *diary;
  char letter;
  static void drop(void *user) { static_cast<User *>(user)->diary->text += static_cast<User *>(user)->letter; }
};

// Everything that can be let go of, with one call out.
struct Play {
  Diary diary;
  User host{&diary, 'h'}, tool{&diary, 't'}, exchange_user{&diary, 'x'}, stream_user{&diary, 's'};
  tenon_server *server = nullptr;
  tenon_exchange *exchange = nullptr, *stream = nullptr;
  tenon_reply *reply = nullptr;

  explicit Play(Scene scene) {
    tenon_options options{};
    options.size = sizeof options;
    options.authless = 1;
    tenon_host lent{};
    lent.size = sizeof lent;
    lent.user = &host;
    lent.drop = User::drop;
    REQUIRE(tenon_server_create(&options, &lent, &server, nullptr) == TENON_OK);
    tenon_tool offered{};
    offered.size = sizeof offered;
    offered.name = str("keeps");
    offered.user = &tool;
    offered.drop = User::drop;
    offered.run = [](void *user, const tenon_call *, tenon_reply *given) {
      User &self = *static_cast<User *>(user);
      Play *const play = reinterpret_cast<Play *>(reinterpret_cast<char *>(&self) - offsetof(Play, tool));
      play->reply = given;
    };
    REQUIRE(tenon_server_add_tool(server, &offered, nullptr) == TENON_OK);
    ask(scene);
    REQUIRE(reply != nullptr);
  }

  tenon_exchange *open(tenon_head head, User &user) {
    head.user = &user;
    head.drop = User::drop;
    tenon_exchange *opened = nullptr;
    REQUIRE(tenon_exchange_open(server, &head, start, &opened) == TENON_OK);
    return opened;
  }
  static std::string pulled(tenon_exchange *from) {
    tenon_str view{};
    std::string all;
    while (tenon_exchange_pull(from, &view) == TENON_OK) {
      all.append(view.data, view.len);
      tenon_exchange_sent(from, view.len, start);
    }
    return all;
  }
  static void tell(tenon_exchange *to, const std::string &text, bool end = true) {
    REQUIRE(tenon_exchange_feed(to, text.data(), text.size(), start) == TENON_OK);
    if (end) REQUIRE(tenon_exchange_end(to, start) == TENON_OK);
  }
  void post(guest::Head head, const std::string &body) {
    User nobody{&diary, '-'};
    tenon_exchange *const once = open(head.record(), nobody);
    tell(once, body);
    tenon_exchange_close(once, start);
  }

  void ask(Scene scene) {
    if (scene == Scene::channel) {
      exchange = open(guest::channel(TENON_LINES), exchange_user);
      return tell(exchange, guest::call("1", "keeps", "{}", guest::modern_meta) + "\n", false);
    }
    if (scene == Scene::event_stream) {
      exchange = open(guest::Head("GET", "/sse").record(), exchange_user);
      const std::string said = pulled(exchange);
      const size_t from = said.find("/sse/message");
      const std::string target = said.substr(from, said.find('\n', from) - from);
      post(guest::Head("POST", target), guest::initialize("2024-11-05"));
      return post(guest::Head("POST", target), guest::call("1", "keeps"));
    }
    guest::Head head = guest::Head::modern("tools/call", "keeps");
    if (scene == Scene::session) {
      User nobody{&diary, '-'};
      tenon_exchange *const greeting = open(guest::Head().record(), nobody);
      tell(greeting, guest::initialize("2025-11-25"));
      tenon_answer answer{};
      answer.size = sizeof answer;
      REQUIRE(tenon_exchange_answer(greeting, &answer) == TENON_OK);
      const std::string session = guest::header(answer, "Mcp-Session-Id");
      tenon_exchange_close(greeting, start);
      head = guest::Head::of_session(session);
      stream = open(guest::Head::of_session(session, "GET").record(), stream_user);
    }
    exchange = open(head.record(), exchange_user);
    tell(exchange, guest::call("1", "keeps", "{}", scene == Scene::modern ? guest::modern_meta : std::string_view()));
  }

  void let_go(int which) {
    if (which == 0) tenon_server_destroy(server, start);
    else if (which == 1) {
      tenon_exchange_close(exchange, start);
      tenon_exchange_close(stream, start);
    } else tenon_reply_release(reply, start);
  }
};

} // namespace

TEST_CASE("server, exchange and reply are let go in all six orders, settled before, between or never") {
  for (const Scene scene : scenes) {
    int order[] = {0, 1, 2};
    do
      for (int settle = 0; settle <= 3; ++settle) { // before the n-th letting go; 3: never
        CAPTURE(static_cast<int>(scene));
        CAPTURE(order[0] * 100 + order[1] * 10 + order[2]);
        CAPTURE(settle);
        Play play(scene);
        bool released = false;
        for (int i = 0; i < 3; ++i) {
          if (i == settle && !released) CHECK(tenon_reply_text(play.reply, str("words"), start) == TENON_OK);
          if (i == settle && !released) CHECK(tenon_reply_text(play.reply, str("words"), start) == TENON_GONE);
          play.let_go(order[i]);
          released |= order[i] == 2;
          if (i < 2) CHECK(std::count(play.diary.text.begin(), play.diary.text.end(), 'h') == 0);
        }
        CHECK(std::count(play.diary.text.begin(), play.diary.text.end(), 'h') == 1);
        CHECK(std::count(play.diary.text.begin(), play.diary.text.end(), 't') == 1);
        CHECK(std::count(play.diary.text.begin(), play.diary.text.end(), 'x') == 1);
        CHECK(std::count(play.diary.text.begin(), play.diary.text.end(), 's') == (scene == Scene::session ? 1 : 0));
        CHECK(play.diary.text.back() == 'h');
      }
    while (std::next_permutation(order, order + 3));
  }
}

TEST_CASE("an exchange that was open when the server went takes no new work, whatever it is told then, and leaves nothing behind") {
  const std::string bodies[] = {guest::initialize("2025-11-25"), guest::call("1", "keeps", "{}", guest::modern_meta),
                                guest::request("1", "tools/list", guest::modern_meta)};
  for (const std::string &body : bodies) {
    Play play(Scene::modern);
    tenon_reply *const before = play.reply;
    guest::Head head;
    if (body.find("tools/call") != body.npos) head = guest::Head::modern("tools/call", "keeps");
    if (body.find("tools/list") != body.npos) head = guest::Head::modern("tools/list");
    tenon_exchange *const late = play.open(head.record(), play.stream_user);
    tenon_server_destroy(play.server, start);
    const tenon_status fed = tenon_exchange_feed(late, body.data(), body.size(), start);
    CHECK((fed == TENON_OK || fed == TENON_FINISHED || fed == TENON_GONE));
    (void)tenon_exchange_end(late, start);
    CHECK(play.reply == before); // the tool was not called
    tenon_answer answer{};
    answer.size = sizeof answer;
    CHECK(tenon_exchange_answer(late, &answer) == TENON_OK);
    CHECK(answer.status == 503);
    tenon_exchange_close(late, start);
    tenon_exchange_close(play.exchange, start);
    tenon_reply_release(before, start);
    CHECK(play.diary.text.back() == 'h'); // nothing holds the server any more
  }
}

TEST_CASE("everything is let go inside a handler: the outermost call ends first, then all is gone") {
  struct Last {
    tenon_server *server = nullptr;
    tenon_exchange *exchange = nullptr;
    int drops = 0;
    static void drop(void *user) { ++static_cast<Last *>(user)->drops; }
  } last;
  tenon_options options{};
  options.size = sizeof options;
  options.authless = 1;
  tenon_host host{};
  host.size = sizeof host;
  host.user = &last;
  host.drop = Last::drop;
  REQUIRE(tenon_server_create(&options, &host, &last.server, nullptr) == TENON_OK);
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = str("last");
  tool.user = &last;
  tool.run = [](void *user, const tenon_call *call, tenon_reply *reply) {
    Last &self = *static_cast<Last *>(user);
    tenon_server_remove_tool(self.server, str("last"));
    tenon_reply_release(reply, call->now);
    tenon_exchange_close(self.exchange, call->now);
    tenon_server_destroy(self.server, call->now);
    CHECK(self.drops == 0);
    CHECK(std::string(call->name.data, call->name.len) == "last"); // still valid
  };
  REQUIRE(tenon_server_add_tool(last.server, &tool, nullptr) == TENON_OK);
  guest::Head head = guest::Head::modern("tools/call", "last");
  const tenon_head record = head.record();
  REQUIRE(tenon_exchange_open(last.server, &record, start, &last.exchange) == TENON_OK);
  const std::string body = guest::call("1", "last", "{}", guest::modern_meta);
  REQUIRE(tenon_exchange_feed(last.exchange, body.data(), body.size(), start) == TENON_OK);
  (void)tenon_exchange_end(last.exchange, start);
  CHECK(last.drops == 1);
}

TEST_CASE("a handler in a batch closes the exchange: the calls behind it have nobody to answer, and leave nothing behind") {
  House house;
  struct Closer {
    tenon_exchange *exchange = nullptr;
  } closer;
  tenon_tool tool{};
  tool.size = sizeof tool;
  tool.name = str("closes");
  tool.user = &closer;
  tool.run = [](void *user, const tenon_call *call, tenon_reply *reply) {
    Closer &self = *static_cast<Closer *>(user);
    tenon_reply_text(reply, str("closed"), call->now);
    tenon_reply_release(reply, call->now);
    tenon_exchange_close(std::exchange(self.exchange, nullptr), call->now);
  };
  REQUIRE(tenon_server_add_tool(house.server(), &tool, nullptr) == TENON_OK);
  const std::string session = house.begin_session("2025-03-26");
  guest::Head head = guest::Head::of_session(session);
  const tenon_head record = head.record();
  REQUIRE(tenon_exchange_open(house.server(), &record, start, &closer.exchange) == TENON_OK);
  tenon_exchange *const exchange = closer.exchange;
  const std::string body = "[" + guest::call("1", "closes") + "," + call_of("2", "later", "x") + "]";
  REQUIRE(tenon_exchange_feed(exchange, body.data(), body.size(), start) == TENON_OK);
  (void)tenon_exchange_end(exchange, start);
  house.desk.close();
  tenon_reply *reply = nullptr;
  std::string text;
  while (house.desk.take(reply, text)) tenon_reply_release(reply, start);
  CHECK(house.counts().calls == 0);
  CHECK(house.counts().exchanges == 0);
  tenon_server_tick(house.server(), at(1000 + 31 * 60 * 1000)); // no call of its keeps the conversation
  CHECK(house.counts().conversations == 0);
  house.destroy();
  CHECK(house.drops() == 1);
}
