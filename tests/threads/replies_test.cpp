// replies_test.cpp - replies are for any thread at any time: settled twice, against cancel, close, drain, tick and destroy.
#include "threads/stage.hpp"
#include <doctest/doctest.h>

using namespace stage;

namespace {

// A call of `later` on the desk.
tenon_reply *asked(House &house) {
  tenon_reply *reply = nullptr;
  std::string text;
  return house.desk.take(reply, text) ? reply : nullptr;
}

constexpr int rounds = 300;

} // namespace

TEST_CASE("settled from two threads at once, exactly one is OK, and its words are the answer") {
  House house;
  for (int round = 0; round < rounds; ++round) {
    Line line(house.server(), guest::Head::modern("tools/call", "later"), house.complaints);
    line.say_all(call_of("1", "later", "", guest::modern_meta));
    tenon_reply *const reply = asked(house);
    tenon_status said[2];
    at_once(2, [&](int thread) { said[thread] = tenon_reply_text(reply, str(thread ? "second" : "first"), start); });
    REQUIRE((said[0] == TENON_OK) != (said[1] == TENON_OK));
    REQUIRE((said[0] == TENON_GONE) != (said[1] == TENON_GONE));
    REQUIRE(line.hear().body.find(said[0] == TENON_OK ? "\"first\"" : "\"second\"") != std::string::npos);
    tenon_reply_release(reply, start);
  }
  CHECK(house.counts().calls == 0);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("settled while the client cancels: at most one answer, never a second, and the channel goes on") {
  House house;
  Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
  for (int round = 0; round < rounds; ++round) {
    const std::string id = std::to_string(round);
    line.say(call_of(id, "later", "", guest::modern_meta) + "\n");
    tenon_reply *const reply = asked(house);
    at_once(2, [&](int thread) {
      if (thread == 0) line.say(guest::cancelled(id) + "\n");
      else house.complaints.expect(tenon_reply_text(reply, str("words"), start) == TENON_OK, "settling a cancelled call is OK");
    });
    tenon_reply_release(reply, start);
    REQUIRE(occurrences(line.hear_more(), "\"id\":" + id + ",") <= 1);
  }
  CHECK(house.counts().calls == 0);
  line.close();
  CHECK(house.complaints.all() == "");
}

TEST_CASE("settled while the client goes away: the words are taken, the drop comes once") {
  House house;
  const std::string session = house.begin_session();
  for (int round = 0; round < rounds; ++round) {
    const bool modern = round % 2 == 0;
    Line line(house.server(), modern ? guest::Head::modern("tools/call", "later") : guest::Head::of_session(session), house.complaints);
    line.say_all(call_of("1", "later", "", modern ? guest::modern_meta : std::string_view()));
    tenon_reply *const reply = asked(house);
    at_once(3, [&](int thread) {
      if (thread == 0) line.close();
      else if (thread == 1) house.complaints.expect(tenon_reply_text(reply, str("words"), start) == TENON_OK, "settling is OK, whoever is gone");
      else (void)tenon_reply_progress(reply, 0.5, 1, str("half"), start);
    });
    tenon_reply_release(reply, start);
  }
  CHECK(house.counts().calls == 0);
  CHECK(house.counts().exchanges == 0);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("an answer on an older revision whose client goes away at that moment is delivered, or kept for the session's stream") {
  House house([](tenon_options &options, tenon_host &) { options.max_undelivered_bytes = 1 << 20; });
  const std::string session = house.begin_session();
  std::string said;
  for (int round = 0; round < rounds; ++round) {
    const std::string id = std::to_string(round);
    Line line(house.server(), guest::Head::of_session(session), house.complaints);
    line.say_all(call_of(id, "later", ""));
    tenon_reply *const reply = asked(house);
    bool closed_first = false;
    at_once(2, [&](int thread) {
      if (thread == 1) tenon_reply_text(reply, str("t" + id), start);
      else { // the client leaves after it has looked once
        const std::string heard = line.hear_more();
        closed_first = heard.empty();
        said += heard;
        if (closed_first) line.close();
      }
    });
    tenon_reply_release(reply, start);
    if (!closed_first) continue;
    Line stream(house.server(), guest::Head::of_session(session, "GET"), house.complaints);
    said += stream.hear_more();
  }
  // An answer that was put into the exchange's outbox a moment before close is lost with the client: that is no promise. But
  // none comes twice.
  for (int round = 0; round < rounds; ++round)
    if (occurrences(said, "\"t" + std::to_string(round) + "\"") > 1) house.complaints.add("twice: " + std::to_string(round));
  CHECK(house.counts().calls == 0);
  CHECK(house.complaints.all() == "");
}

TEST_CASE("settled while the exchange is fed and pulled, and its progress is told from other threads") {
  House house;
  Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
  std::string said;
  at_once(5, [&](int thread) {
    if (thread == 0) {
      for (int i = 0; i < rounds; ++i) line.say(call_of(std::to_string(i), "later", "t" + std::to_string(i), guest::modern_meta_with_progress) + "\n");
      line.end();
    } else if (thread == 1) {
      said = line.hear_rest();
      house.desk.close();
    } else {
      tenon_reply *reply = nullptr;
      for (std::string text; house.desk.take(reply, text);) {
        (void)tenon_reply_progress(reply, 1, 2, str("half"), start);
        house.complaints.expect(tenon_reply_cancelled(reply) == 0, "nobody has cancelled");
        tenon_reply_text(reply, str(text), start);
        (void)tenon_reply_progress(reply, 2, 2, str("whole"), start);
        tenon_reply_release(reply, start);
      }
    }
  });
  for (int i = 0; i < rounds; ++i) {
    const std::string id = std::to_string(i);
    const size_t answers = occurrences(said, "\"id\":" + id + ",");
    // More than max_calls at once is refused; that is an answer too.
    if (answers != 1) house.complaints.add(id + " was answered " + std::to_string(answers) + " times");
  }
  line.close();
  CHECK(house.complaints.all() == "");
}

TEST_CASE("settled while the server is drained, then destroyed: each id is answered exactly once, and nothing dangles") {
  for (int round = 0; round < rounds / 3; ++round) {
    House house;
    Line line(house.server(), guest::channel(TENON_LINES), house.complaints);
    Line post(house.server(), guest::Head::modern("tools/call", "later"), house.complaints);
    post.say_all(call_of("1", "later", "", guest::modern_meta));
    for (int i = 0; i < 8; ++i) line.say(call_of(std::to_string(i), "later", "", guest::modern_meta) + "\n");
    std::vector<tenon_reply *> replies;
    for (int i = 0; i < 9; ++i) replies.push_back(asked(house));
    std::string said;
    at_once(4, [&](int thread) {
      if (thread == 0) {
        if (round % 2) tenon_server_drain(house.server(), start);
        house.destroy();
      } else if (thread == 1) said = line.hear_rest();
      else
        for (size_t i = static_cast<size_t>(thread) - 2; i < replies.size(); i += 2) {
          house.complaints.expect(tenon_reply_text(replies[i], str("words"), start) == TENON_OK, "settled once is OK");
          tenon_reply_release(replies[i], start);
        }
    });
    for (int i = 0; i < 8; ++i) {
      const size_t answers = occurrences(said, "\"id\":" + std::to_string(i) + ",");
      if (answers != 1) house.complaints.add(std::to_string(i) + " was answered " + std::to_string(answers) + " times on the channel");
    }
    const Heard heard = post.hear();
    CHECK(occurrences(heard.body, "\"id\":1,") == 1);
    CHECK((heard.status == 200 || heard.status == 503));
    CHECK(house.drops() == 0);
    line.close();
    post.close();
    CHECK(house.drops() == 1);
    REQUIRE(house.complaints.all() == "");
  }
}

TEST_CASE("released without an answer while the client goes away") {
  House house;
  for (int round = 0; round < rounds; ++round) {
    Line line(house.server(), guest::Head::modern("tools/call", "later"), house.complaints);
    line.say_all(call_of("1", "later", "", guest::modern_meta));
    tenon_reply *const reply = asked(house);
    at_once(2, [&](int thread) {
      if (thread == 0) tenon_reply_release(reply, start);
      else if (round % 2) line.close();
      else house.complaints.expect(line.hear().body.find("\"error\"") != std::string::npos, "the client gets an error");
    });
  }
  CHECK(house.counts().calls == 0);
  CHECK(house.complaints.all() == "");
}
