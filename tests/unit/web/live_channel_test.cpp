// live_channel_test.cpp - clients of one question come, say who they are, hear what happens, misbehave, fall silent.
#include "feedback/people.hpp"
#include "web/live_channel.hpp"
#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon::web;

namespace {

// One client, its question, and what it has heard: types by name.
struct Client {
  LiveRules rules;
  feedback::Session session = people::opened();
  LiveCrowd crowd{1, {"web-client-1"}, people::start};
  bool agent = false;
  Instant now{1000, people::start};
  json::Reader reader;
  LiveChannel channel;

  explicit Client(LiveRules its = {}, feedback::Language language = feedback::Language::en) : rules(its), channel(rules, language, session.id, now) {}

  LiveEffect says(std::string_view text) { return channel.take(reader, text, now); }
  void sees() { channel.show({session, agent, crowd}, now); }
  void enters(bool owner = false) {
    channel.credential_came();
    channel.admit({owner, "c-1", "web-client-1"}, {session, agent, crowd}, now);
    hears_all();
  }
  void later(uint64_t ms) {
    now.monotonic_ms += ms;
    now.unix_ms += static_cast<int64_t>(ms);
    channel.due(now);
  }

  std::string last; // all that was heard, as it came
  std::string hears_all() { // "pong, error UNKNOWN_TYPE"
    std::string told;
    last.clear();
    for (const std::string &each : channel.collect()) {
      REQUIRE(reader.parse_copy(each, 16) == json::Trouble::none);
      told += (told.empty() ? "" : ", ") + std::string(reader.root().find("type").text());
      if (const json::Value code = reader.root().find("data").find("code")) told += ' ' + std::string(code.text());
      last += each;
    }
    return told;
  }
  bool heard(std::string_view what) const { return last.find(what) != last.npos; }
};

constexpr const char *ping = R"({"type":"ping"})";

} // namespace

TEST_CASE("a client comes with a ticket, is let in, and hears who else is there") {
  Client ann;
  ann.channel.credential_came();
  CHECK(ann.channel.state() == LiveState::proving);
  ann.channel.admit({false, "c-1", "web-client-1"}, {ann.session, true, ann.crowd}, ann.now);
  CHECK(ann.hears_all() == "connection_established, multi_client_sync");
  CHECK(ann.heard(R"("agent":"waiting")"));
  CHECK_FALSE(ann.channel.closed());
}

TEST_CASE("a client that comes with nothing says who it is first") {
  Client ann;
  CHECK(ann.says(R"({"type":"authenticate","data":{"token":"t"}})") == LiveEffect::judge);
  CHECK(ann.channel.take_heard().token == "t");
  CHECK(ann.channel.take_heard().token == ""); // it is not kept
  CHECK(ann.says(R"({"type":"authenticate","data":{"token":"t"}})") == LiveEffect::say_repeated);
  CHECK(ann.hears_all() == "error INVALID_REQUEST");
  ann.channel.admit({}, {ann.session, false, ann.crowd}, ann.now);
  CHECK(ann.channel.state() == LiveState::open);
}

TEST_CASE("who is not let in hears why, and nothing of the question") {
  const auto away = [](LiveInput why) {
    Client ann;
    ann.channel.credential_came();
    ann.channel.turn_away(why, ann.now);
    CHECK(ann.channel.closed());
    ann.channel.admit({}, {ann.session, false, ann.crowd}, ann.now); // too late
    ann.sees();
    return ann.hears_all() + ' ' + std::to_string(ann.channel.close_code());
  };
  CHECK(away(LiveInput::unauthorized) == "error UNAUTHORIZED 4401");
  CHECK(away(LiveInput::missing) == "error SESSION_NOT_FOUND 4404");
  CHECK(away(LiveInput::crowded) == "connection_error CONNECTION_LIMIT_EXCEEDED 4429");
  CHECK(away(LiveInput::broken) == "error INTERNAL_ERROR 1011");
}

TEST_CASE("before it is known who it is, a client hears nothing of the question") {
  Client ann;
  CHECK(ann.says(ping) == LiveEffect::pong);
  ann.says(R"({"type":"app_register","data":{"deviceId":"d","platform":"ios"}})");
  people::play(ann.session, people::says("ben", "s-1"), people::start);
  ann.sees();
  CHECK(ann.hears_all() == "pong, error UNAUTHORIZED");
}

TEST_CASE("mistakes are answered and never fatal") {
  Client ann;
  ann.enters();
  ann.says("what?");
  ann.says(R"({"type":"dance"})");
  ann.says(R"({"type":"app_register","data":{"platform":"ios"}})");
  ann.says(R"({"type":"authenticate","data":{"ticket":"t"}})");
  CHECK(ann.hears_all() == "error MESSAGE_PARSE_ERROR, error UNKNOWN_TYPE, error INVALID_REQUEST, error INVALID_REQUEST");
  CHECK(ann.heard(R"("details":{"field":"/data/deviceId","reason":"is missing")"));
  ann.says(ping);
  CHECK(ann.hears_all() == "pong");
}

TEST_CASE("somebody answers: all hear of it, and only who asked hears what") {
  for (const bool owner : {false, true}) {
    Client ann;
    ann.enters(owner);
    people::play(ann.session, people::says("ben", "s-1", "the words"), people::start);
    ann.sees();
    CHECK(ann.hears_all() == "session_status_changed, feedback_submitted");
    CHECK(ann.heard(R"("oldStatus":"pending","newStatus":"completed","outcome":"answered")"));
    CHECK(ann.heard("the words") == owner);
    ann.sees();
    CHECK(ann.hears_all() == "");
  }
}

TEST_CASE("each way in which a question ends has its message") {
  const auto ends = [](feedback::State state) {
    Client ann;
    ann.enters();
    ann.session = people::in_state(state);
    ann.sees();
    return ann.hears_all();
  };
  CHECK(ends(feedback::State::declined) == "session_status_changed, feedback_submitted");
  CHECK(ends(feedback::State::cancelled) == "session_status_changed, session_cancelled");
  CHECK(ends(feedback::State::expired) == "session_status_changed, session_expired");
  CHECK(ends(feedback::State::purged) == "session_status_changed");
}

TEST_CASE("when nothing is left of a question its channel ends") {
  Client ann;
  ann.enters();
  ann.session = people::in_state(feedback::State::purged);
  ann.sees();
  CHECK(ann.channel.closed());
  CHECK(ann.channel.close_code() == 4404);
}

TEST_CASE("a late note, more time, a look, an agent that comes and goes") {
  Client ann;
  ann.enters();
  feedback::Event extend = people::event(feedback::EventKind::extend, "agent-1");
  extend.until = ann.session.expires_at + 60'000;
  people::play(ann.session, extend, people::start);
  ann.sees();
  CHECK(ann.hears_all() == "deadline_changed");
  people::play(ann.session, people::event(feedback::EventKind::claim, "ben"), people::start);
  ann.sees();
  CHECK(ann.hears_all() == "session_updated");
  ann.agent = true;
  ann.sees();
  CHECK(ann.hears_all() == "session_presence");
  ann.agent = false;
  ann.sees();
  CHECK(ann.hears_all() == "session_presence");
  CHECK(ann.heard(R"("agent":"away")"));
  people::play(ann.session, people::event(feedback::EventKind::cancel, "agent-1"), people::start);
  people::play(ann.session, people::says("ben", "s-1"), people::start);
  ann.sees(); // two changes at once
  CHECK(ann.hears_all() == "session_status_changed, feedback_submitted, session_cancelled");
  CHECK(ann.heard(R"("late":true)"));
}

TEST_CASE("a look that was overtaken says nothing") {
  Client ann;
  ann.enters();
  const feedback::Session before = ann.session;
  people::play(ann.session, people::says("ben", "s-1"), people::start);
  ann.crowd = {3, {"web-client-1", "web-client-2"}, people::start};
  ann.sees();
  CHECK(ann.hears_all() == "session_status_changed, feedback_submitted, multi_client_sync");
  ann.session = before;
  ann.crowd = {2, {"web-client-1"}, people::start};
  ann.sees();
  CHECK(ann.hears_all() == "");
}

TEST_CASE("an app registers its device and is told when it is kept") {
  Client app;
  app.enters();
  CHECK(app.says(R"({"type":"app_register","data":{"deviceId":"d-1","platform":"ios"}})") == LiveEffect::keep_device);
  CHECK(app.channel.take_heard().device.id == "d-1");
  CHECK(app.hears_all() == "");
  app.channel.kept(true, app.now);
  CHECK(app.hears_all() == "app_registration_confirmed");
  app.channel.kept(false, app.now);
  CHECK(app.hears_all() == "error INTERNAL_ERROR");
}

TEST_CASE("who has not said who it is after ten seconds is not let in") {
  Client ann;
  CHECK(ann.channel.next_due() == 11'000);
  ann.later(9'999);
  ann.says(ping); // which does not help
  CHECK_FALSE(ann.channel.closed());
  ann.later(1);
  CHECK(ann.hears_all() == "pong, error UNAUTHORIZED");
  CHECK(ann.channel.close_code() == 4401);
  CHECK(ann.channel.next_due() == never);
}

TEST_CASE("five minutes without a word, and the channel ends; words that cannot be read are none") {
  Client ann;
  ann.enters();
  ann.later(299'999);
  CHECK_FALSE(ann.channel.closed());
  ann.says(ping);
  ann.later(299'999);
  ann.says("what?");
  CHECK_FALSE(ann.channel.closed());
  ann.later(1);
  CHECK(ann.hears_all() == "pong, error MESSAGE_PARSE_ERROR");
  CHECK(ann.channel.close_code() == 4408);
  CHECK(ann.says(ping) == LiveEffect::none);
  CHECK(ann.hears_all() == "");
}

TEST_CASE("so many messages a minute, and one more ends the channel") {
  LiveRules rules;
  rules.messages_a_minute = 3;
  Client ann(rules);
  ann.enters();
  for (int i = 0; i < 3; ++i) CHECK(ann.says(ping) == LiveEffect::pong);
  ann.later(60'000);
  for (int i = 0; i < 3; ++i) CHECK(ann.says(ping) == LiveEffect::pong);
  ann.later(59'999);
  ann.hears_all();
  CHECK(ann.says(ping) == LiveEffect::say_too_fast);
  CHECK(ann.hears_all() == "connection_error RATE_LIMITED");
  CHECK(ann.heard(R"("retryAfter":30)"));
  CHECK(ann.channel.close_code() == 4429);
}

TEST_CASE("a message is so long, and one letter more ends the channel") {
  LiveRules rules;
  rules.message_bytes = 100;
  Client ann(rules);
  ann.enters();
  const std::string longest = std::string(ping) + std::string(100 - std::string_view(ping).size(), ' ');
  CHECK(ann.says(longest) == LiveEffect::pong);
  CHECK(ann.says(longest + ' ') == LiveEffect::none);
  CHECK(ann.channel.close_code() == 1009);
}

TEST_CASE("a client is answered in its language") {
  Client ann({}, feedback::Language::zh);
  ann.enters();
  ann.says(R"({"type":"dance"})");
  ann.hears_all();
  CHECK(ann.heard("不认识的消息类型"));
}
