// inbox_test.cpp - the list's link works once, for its time, at one server of all; its cookie for longer, for whom it was made.
#include "web/inbox.hpp"
#include "feedback/memory_shelf.hpp"
#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::web;

namespace {

constexpr int64_t start = 1'800'000'000'000;
const std::string secrets[] = {"the secret that these servers share"};

struct House {
  int64_t now = start;
  int numbers = 0;
  bool dice = true;
  std::shared_ptr<feedback::MemoryShelf> shelf = std::make_shared<feedback::MemoryShelf>();
  Stamps stamps{secrets, ""};
  Inbox inbox = another();

  Inbox another() {
    InboxRules rules;
    rules.base_path = "/p";
    rules.link_ms = 60'000;
    rules.cookie_ms = 3'600'000;
    rules.random = [this](void *out, size_t size) {
      ++numbers;
      for (size_t i = 0; i < size; ++i) static_cast<unsigned char *>(out)[i] = static_cast<unsigned char>(numbers >> (i % 4 * 8));
      return dice;
    };
    return Inbox(stamps, feedback::Store(shelf), rules);
  }
  Instant at() const { return {1, now}; }
  std::string key(std::optional<std::string> whose = {}) {
    const std::string link = inbox.link("https://h/p", whose, at());
    REQUIRE(link.starts_with("https://h/p/feedback?inbox="));
    return link.substr(27);
  }
  Visit visit(std::string_view cookie = {}) const {
    Visit made;
    made.method = "GET";
    made.cookie = cookie;
    made.now = at();
    return made;
  }
  std::string open(const Inbox &at_which, const std::string &key, bool secure = false) const {
    std::string got = "no answer";
    Visit came = visit();
    came.secure = secure;
    at_which.open(came, key, [&](std::string cookie) { got = std::move(cookie); });
    return got;
  }
  std::string open(const std::string &key) const { return open(inbox, key); }
};

std::string pair_of(const std::string &set_cookie) { return set_cookie.substr(0, set_cookie.find(';')); }

} // namespace

TEST_CASE("the link turns into a cookie, once") {
  House house;
  const std::string key = house.key(), line = house.open(key);
  CHECK(line.starts_with("tenon_inbox="));
  CHECK(line.ends_with("; Path=/p/; Max-Age=3600; HttpOnly; SameSite=Lax"));
  CHECK(house.open(key) == "");
  CHECK(house.open(house.inbox, house.key(), true).ends_with("; Secure"));
  const std::string cookie = pair_of(line);
  CHECK(house.inbox.look(house.visit(cookie)).let_in());
  CHECK_FALSE(house.inbox.look(house.visit(cookie)).principal); // everybody's questions
  CHECK_FALSE(house.inbox.look(house.visit()).let_in());
  CHECK_FALSE(house.inbox.look(house.visit("tenon_inbox=" + key)).let_in()); // the link is no cookie
  CHECK(house.open(cookie.substr(12)) == "");                                // and the cookie no link
}

TEST_CASE("used at one server it is used at all of the store") {
  House house;
  const Inbox second = house.another();
  const std::string key = house.key(), other = house.key();
  CHECK(house.open(key) != "");
  CHECK(house.open(second, key) == "");
  CHECK(house.open(second, other) != "");
  CHECK(house.open(other) == "");
}

TEST_CASE("link and cookie have their time") {
  House house;
  const std::string early = house.key(), late = house.key();
  house.now = start + 60'999;
  const std::string cookie = pair_of(house.open(early));
  CHECK(cookie != "");
  house.now = start + 61'000;
  CHECK(house.open(late) == "");
  house.now = start + 60'999 + 3'600'000;
  CHECK(house.inbox.look(house.visit(cookie)).let_in());
  house.now += 1;
  CHECK_FALSE(house.inbox.look(house.visit(cookie)).let_in());
}

TEST_CASE("one's own list, or everybody's") {
  House house;
  for (const std::string &who : {std::string(), std::string("ada"), std::string("https://i\x1fsub.\n\"\xc3\xa9")}) {
    const InboxVisit in = house.inbox.look(house.visit(pair_of(house.open(house.key(who)))));
    CHECK(in.let_in());
    CHECK(in.principal == who);
  }
  CHECK(house.inbox.link("", std::string(Inbox::most_of_a_principal, 'a'), house.at()) != "");
  CHECK(house.inbox.link("", std::string(Inbox::most_of_a_principal + 1, 'a'), house.at()) == "");
}

TEST_CASE("a token is as good as the cookie, for who it names") {
  House house;
  Visit visit = house.visit();
  visit.owner = "ada";
  CHECK(house.inbox.look(visit).let_in());
  CHECK(house.inbox.look(visit).principal == "ada");
}

TEST_CASE("forged, changed, or without randomness: none") {
  House house;
  const std::string key = house.key();
  for (const std::string &wrong : {std::string(), std::string("x"), key.substr(1), key + "A", std::string(10'000, 'A')}) CHECK(house.open(wrong) == "");
  house.dice = false;
  CHECK(house.inbox.link("", {}, house.at()) == "");
  CHECK(house.open(key) == "");
}

TEST_CASE("so many used links are remembered at a time") {
  House house;
  std::vector<std::string> keys;
  for (size_t i = 0; i <= Inbox::most_used; ++i) keys.push_back(house.key());
  for (size_t i = 0; i < Inbox::most_used; ++i) CHECK(house.open(keys[i]) != "");
  CHECK(house.open(keys.back()) == "");
  house.now += 61'000; // those are over by now
  CHECK(house.open(house.key()) != "");
}
